"""No key is lost on the way, and none is issued twice: answers that do not come, a disk that is full, and
the program killed at any moment of issuing. With KMS_ROUNDS it is killed that often at random ones."""
import functools
import os
import pathlib
import random
import subprocess
import tempfile
import time

from desk import BUTTON, PROGRAM, wait_for
from issuing import at_step, grouped, run, tap
from online import at_home, begin_issue, service
from person import Gate, Person, Stalls, faults, issuing, read_behind_the_answer

UNKNOWN = "Outcome Unknown, Checking"
ROUNDS = int(os.environ.get("KMS_ROUNDS", "0"))
AT_ONCE = 5  # pieces of work that Home has room for


def an_answer_that_does_not_come(server, language):
    """The page says so calmly and can be left; Home says it, too, and then has the keys. The mails."""
    address = f"somebody.{language}@example.com"
    with Person(server, [address], language) as me:
        desk = me.desk
        device = me.open_draft()
        me.proxy.set(issuing(faults.swallow))
        me.press_issue()
        desk.wait_to_see(address)
        desk.press("_Issue and Mail")
        desk.wait_to_see(desk.tr(UNKNOWN))
        assert not desk.button("_Back").has("sensitive")
        desk.press("_Check Now")
        desk.press("_Leave")
        wait_for(lambda: desk.search("list item", grouped(device)), "the request on Home")
        me.says(device, "Outcome unknown, checking. Nothing is issued twice.")
        assert len(desk.search("list item", grouped(device))) == 1
        me.proxy.set(None)
        # By itself.
        me.says(device, "%u registration key is issued. Look at it.", 1,
                plural="%u registration keys are issued. Look at them.")
        me.row(device).click_with_mouse()
        at_step(desk, 5)
        sent = desk.pattern("Sent on %s", None)
        desk.find("label", sent, shown=False)
        again = desk.tr("Send _Again")
        desk.find(BUTTON, again, shown=False).click()
        wait_for(lambda: len([mail for mail in server.mails() if address in str(mail["To"])]) == 2, "the second mail")
        desk.find("label", sent, shown=False)
        me.see_keys(device)


def faults_on_the_way(server, language):
    """Those that pass are not noticed; the others end in the keys as well, in the end."""
    passing = (("502", faults.answer(502, {}, b"", forward=True)), ("reset", faults.reset),
               ("lost", faults.swallow), ("cut", faults.cut(-20)))
    with Person(server, [""] * (len(passing) + 3), language) as me:
        with Stalls(me.desk, "a page and back"):
            begin_issue(me.desk)
            me.desk.press("Home")
            at_home(me.desk)
        for name, fault in passing:
            with Stalls(me.desk, name):
                device = me.open_draft()
                me.proxy.set(issuing(fault, times=1))
                me.press_issue()
                me.see_keys(device)

        # What cannot be read is not asked for again at once.
        with Stalls(me.desk, "truncated"):
            device = me.open_draft()
            me.proxy.set(issuing(faults.truncated, times=1))
            me.press_issue()
            me.desk.wait_to_see(me.desk.tr(UNKNOWN))
            check = me.desk.button("_Check Now")
            check.act("click")
            me.see_keys(device)

        # The page says it after some seconds, and goes on.
        with Stalls(me.desk, "silence"):
            device = me.open_draft()
            me.proxy.set(issuing(faults.silence, times=1))
            me.press_issue()
            me.desk.wait_to_see(me.desk.tr(UNKNOWN))
            wait_for(lambda: me.rows() == [], "the keys after the silence", 60)
            me.see_keys(device)

        # Nothing was sent, and the work goes on when somebody is there.
        with Stalls(me.desk, "refused"):
            device = me.open_draft()
            me.proxy.close()
            me.press_issue()
            me.desk.wait_to_see(me.desk.tr("The Service Is Out of Reach"))
            assert me.issued(device) == []
            me.proxy.open()
            wait_for(lambda: me.desk.sees(me.desk.tr("Is everything right?")), "the page again", 60)
            me.press_issue()
            me.see_keys(device)


def killed_at_each_moment(server, language):
    moments = (before_the_request_is_written, before_it_is_sent, before_it_is_answered,
               before_the_answer_is_written, before_it_is_seen)
    spare = 3
    with Person(server, [""] * (len(moments) + spare), language) as me:
        for kill in moments:
            device = me.open_draft()
            kill(me, device)
            print(f"# {kill.__name__.replace('_', ' ')}", flush=True)


def before_the_request_is_written(me, device):
    journal = me.journal()
    journal.execute("BEGIN EXCLUSIVE")
    me.press_issue()
    wait_for(lambda: not me.desk.button("_Back").has("sensitive"), "the request")
    me.desk.kill()
    journal.execute("ROLLBACK")
    journal.close()
    assert (me.rows(), me.drafts(), me.issued(device)) == ([], 1, [])
    me.kill_and_start()
    me.resume(device)
    me.press_issue()
    me.see_keys(device)


def before_it_is_sent(me, device):
    me.proxy.set(issuing(lambda request: request.server.proxy.stopping.wait(faults.PATIENCE)))
    me.press_issue()
    wait_for(lambda: me.rows() == [False], "the request in the journal")
    me.desk.kill()
    assert me.issued(device) == []
    me.kill_and_start()
    me.look_at_keys(device)


def before_it_is_answered(me, device):
    me.proxy.set(issuing(faults.silence))
    me.press_issue()
    wait_for(lambda: len(me.issued(device)) == 1, "the issue")
    me.desk.kill()
    assert me.rows() == [False]
    me.kill_and_start()
    me.look_at_keys(device)


def before_the_answer_is_written(me, device):
    gate = Gate()
    me.proxy.set(issuing(gate))
    me.press_issue()
    assert gate.waiting.wait(60)
    journal = me.journal()
    journal.execute("BEGIN EXCLUSIVE")
    gate.opened.set()
    assert gate.passed.wait(60)
    me.desk.kill()
    journal.execute("ROLLBACK")
    journal.close()
    assert me.rows() == [False]
    me.kill_and_start()
    me.look_at_keys(device)


def before_it_is_seen(me, device):
    """The keys are on the screen, and that they were is not written. The moment is short: a busy machine
    may miss it, but not each time."""
    gate = Gate()
    me.proxy.set(issuing(gate))
    me.press_issue()
    assert gate.waiting.wait(60)
    gate.opened.set()
    journal = read_behind_the_answer(me)
    if journal is None:
        me.proxy.set(None)
        me.see_keys(device)
        before_it_is_seen(me, me.open_draft())
        return
    at_step(me.desk, 5)
    me.desk.kill()
    journal.close()
    assert (me.rows(), me.drafts()) == ([True], 1)
    me.kill_and_start()
    me.look_at_keys(device)


def killed_at_random(server, language):
    seed = int(os.environ.get("KMS_SEED", "0")) or random.randrange(1, 1 << 30)
    chance = random.Random(seed)
    print(f"# KMS_SEED={seed}", flush=True)
    for _ in range(0, ROUNDS, AT_ONCE):
        with Person(server, [""] * AT_ONCE, language) as me:
            for _ in range(AT_ONCE):
                device = me.open_draft()
                me.press_issue()
                time.sleep(chance.uniform(0, chance.choice((0.1, 0.5, 2))))
                me.desk.kill()
                rows, drafts = me.rows(), me.drafts()
                print(f"# rows {rows}, drafts {drafts}", flush=True)
                me.kill_and_start()
                if rows:
                    me.look_at_keys(device)
                elif drafts:
                    assert me.issued(device) == []
                    me.resume(device)
                    me.press_issue()
                    me.see_keys(device)
                else:
                    assert len(me.issued(device)) == 1


def a_full_disk(server, language):
    """Nothing is sent that is not written down; the work stays, and goes on when there is room."""
    with tempfile.TemporaryDirectory() as folder:
        wrapper = pathlib.Path(folder, "kms-desk")
        wrapper.write_text(f'#!/bin/sh\ntrap "" XFSZ\nexec "{PROGRAM}" "$@"\n', encoding="utf-8")
        wrapper.chmod(0o755)
        with Person(server, [""], language, wrapper) as me:
            device = me.open_draft()
            limit_files(me, "0")
            me.press_issue()
            me.desk.wait_to_see(me.desk.tr("Nothing was issued. %s", me.desk.tr(
                "Nothing could be written: the disk is full. Make room on it, then try again.")))
            assert (me.rows(), me.drafts(), me.issued(device)) == ([], 1, [])
            limit_files(me, "unlimited")
            me.press_issue()
            me.see_keys(device)


def limit_files(me, size):
    subprocess.run(["prlimit", f"--pid={me.desk.process.pid}", f"--fsize={size}:unlimited"], check=True)


with service() as SERVER:
    on = lambda scenario: functools.update_wrapper(functools.partial(scenario, SERVER), scenario)  # noqa: E731
    if ROUNDS:
        run(on(killed_at_random), languages=("en",))
    checks = [(f"{scenario.__name__.replace('_', ' ')} ({language})",
               functools.partial(scenario, SERVER, language))
              for scenario, languages in ((an_answer_that_does_not_come, ("en", "ja")),
                                          (faults_on_the_way, ("en",)), (killed_at_each_moment, ("en",)),
                                          (a_full_disk, ("en",)))
              for language in languages]
    only = os.environ.get("KMS_ONLY", "")
    tap.run([check for check in checks if only in check[0]])
