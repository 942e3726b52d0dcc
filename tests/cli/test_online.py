#!/usr/bin/python3
"""Drives the real kms against the real kms-server: sessions, issuing, lists, and what goes wrong."""
import os
import pty
import random
import signal
import sqlite3
import stat
import subprocess
import time

from online import Person
from program import DONE, KMS, REFUSED, USAGE, environment, equal, refused, tap
from server import Server
import dealers

DEVICE = "1234-5678-90AB-CDEF"
OTHER = "0000-1111-2222-3333"


def pairs_of(keys):
    return [f"{key['activation_key']}:{key['registration_id']}" for key in keys]


def person(**more):
    return Person(SERVER.url, **more)


def rows_of(key):
    """What the server's history has of an activation key, as a dealer sees it."""
    api = SERVER.client()
    api.log_in(ME["account"]["login_id"], ME["password"])
    rows, cursor = [], ""
    while cursor is not None:
        page = api.get(f"/v1/reports/history?limit=200{cursor and '&cursor=' + cursor}").json()
        rows += [row for row in page["rows"] if row["activation_key"] == key["activation_key"]]
        cursor = page["next_cursor"]
    api.delete("/v1/sessions/current")
    return rows


# Sessions


def logs_in_and_out():
    with person() as me:
        refused(me.kms("whoami"), "Nobody is logged in", "kms login")
        answer = me.log_in(ME)
        equal((answer.status, answer.err), (DONE, ""))
        login_id = ME["account"]["login_id"]
        equal(answer.out, f"{login_id} is logged in at {SERVER.url}.\n")
        who = me.kms("whoami", "-f", "json").json()
        equal((who["login_id"], who["server"]), (login_id, SERVER.url))
        equal(me.kms("whoami", "-f", "csv").csv()[0]["login_id"], login_id)
        assert login_id in me.kms("whoami").out
        # The server and the login ID are known from now on; only the password is asked for.
        del me.env["KMS_SERVER"]
        equal(me.kms("whoami").status, DONE)
        equal(me.kms("login", stdin=ME["password"]).status, DONE)
        equal((me.kms("logout").status, me.kms("logout").status), (DONE, DONE))
        refused(me.kms("whoami"), "Nobody is logged in")


def wrong_password_and_nothing_typed():
    with person() as me:
        login_id = ME["account"]["login_id"]
        answer = me.kms("login", login_id, stdin="wrong-password-secret\n")
        refused(answer, "The login ID or the password is wrong.")
        assert "secret" not in answer.err
        refused(me.kms("login", login_id), "There is no password")
        refused(me.kms("login", login_id, "b"), "one login ID", status=USAGE)
        refused(me.kms("whoami"), "Nobody is logged in")


def remembered_password_begins_a_new_session():
    with person() as me:
        equal(me.log_in(ME, "--remember").status, DONE)
        SERVER.admin("accounts", "disable", ME["account"]["login_id"])
        SERVER.admin("accounts", "enable", ME["account"]["login_id"])
        equal(me.kms("whoami").status, DONE)
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        SERVER.admin("accounts", "disable", ME["account"]["login_id"])
        SERVER.admin("accounts", "enable", ME["account"]["login_id"])
        refused(me.kms("whoami"), "The session has ended.", "kms login")


def token_for_scripts():
    with person(keyring=False) as me:
        answer = me.log_in(ME, "--print-token")
        equal((answer.status, answer.err), (DONE, ""))
        token = answer.out.strip()
        equal(me.kms("whoami", KMS_TOKEN=token).status, DONE)
        equal(me.kms("logout", KMS_TOKEN=token).status, DONE)
        refused(me.kms("whoami", KMS_TOKEN=token), "The session has ended.")
        refused(me.kms("whoami", KMS_TOKEN="nonsense"), "The session has ended.")


def without_a_keyring():
    with person(keyring=False) as me:
        refused(me.log_in(ME), "There is no keyring here.", "KMS_TOKEN")
        refused(me.kms("whoami"), "There is no keyring here.")
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        me.lock_keyring()
        refused(me.kms("whoami"), "The keyring is locked.")
        refused(me.log_in(ME), "The keyring is locked.")


def password_is_not_shown():
    """At a terminal: the question comes, the password does not, and the terminal is as before."""
    with person() as me:
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(KMS, ["kms", "login", ME["account"]["login_id"]], me.env)
        seen = b""
        while b"Password: " not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, ME["password"].encode() + b"\n")
        try:
            while chunk := os.read(terminal, 1024):
                seen += chunk
        except OSError:
            pass
        equal(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), DONE)
        assert ME["password"].encode() not in seen, seen
        assert b"is logged in" in seen, seen


# Issuing and finding


def issues_previews_and_finds():
    keys = dealers.new_sheets(SERVER, 2)
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        options = ["--device", DEVICE, "-s", "本社", *pairs_of(keys)]
        looked = me.kms("preview", *options, "-f", "json")
        equal([key["verdict"] for key in looked.json()["keys"]], ["new", "new"])
        new = me.kms("issue", *options, "-f", "json")
        equal((new.status, new.err), (DONE, ""))
        equal(([key["reissued"] for key in new.json()["keys"]], new.json()["demo"]), ([False, False], False))
        equal(new.json()["site"], ["本社", ""])
        again = me.kms("issue", *options, "-f", "csv").csv()
        equal([row["event"] for row in again], ["reissued", "reissued"])
        table = me.kms("issue", *options)
        equal(table.status, DONE)
        assert "DEMO" not in table.out and "Issued before" in table.out

        # Issued once and again twice, whatever it is looked for by.
        key = keys[0]["activation_key"]
        registration_key = new.json()["keys"][0]["registration_key"]
        for what in ([key], [key.lower().replace("-", "")], ["--key", key], ["本社", "--key", key[-4:], "-d", DEVICE]):
            rows = me.kms("find", *what, "-f", "json").json()["rows"]
            equal((what, [(row["event"], row["registration_key"], row["site_1"]) for row in rows
                          if row["activation_key"] == key.replace("-", "")]),
                  (what, [("reissued", registration_key, "本社"), ("reissued", registration_key, "本社"),
                          ("issued", registration_key, "本社")]))
        by_device = me.kms("find", "--device", DEVICE, "-f", "csv", "--tz", "Asia/Tokyo", "--oldest-first").csv()
        equal([row["event"] for row in by_device], 2 * ["issued"] + 4 * ["reissued"])
        equal({row["activation_key"].replace("-", "") for row in by_device}, {key["activation_key"] for key in keys})
        assert all(row["issued_at"].endswith("+09:00") for row in by_device)
        assert DEVICE in me.kms("find", "本社").out
        refused(me.kms("find", "FFFF-FFFF-FFFF-FFFF"), "Nothing was found.")
        equal(me.kms("find", "--to", "2020-12-31", "-f", "json").json()["rows"], [])
        refused(me.kms("find", "--from", "2026-02-30"), "")

        refused(me.kms("issue", "--device", OTHER, pairs_of(keys)[0]), "bound to another device")
        refused(me.kms("issue", "--device", DEVICE, "0123-4567-89AB-CDEF:1"), "do not belong together")
        equal(stat.S_IMODE(me.journal.stat().st_mode), 0o600)
        equal(stat.S_IMODE(me.journal.parent.stat().st_mode), 0o700)


def reports():
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        issued = me.kms("issue", "--device", DEVICE, *pairs_of(dealers.new_sheets(SERVER, 1)), "-f", "json").json()
        key = issued["keys"][0]["registration_key"]
        rows = me.kms("report", "history", "-f", "json").json()["rows"]
        assert key in [row["registration_key"] for row in rows]
        assert key in me.kms("report", "history", "-f", "csv").out.replace("-", "")
        assert key in me.kms("report", "history").out.replace("-", "")
        days = me.kms("report", "daily", "--tz", "Asia/Tokyo", "-f", "json").json()["rows"]
        assert days and days[0]["issued_keys"] >= 1, days
        equal(me.kms("report", "daily", "-f", "csv").csv()[0].keys() >= {"date", "devices"}, True)
        assert days[0]["date"][:4] in me.kms("report", "daily").out
        equal(me.kms("report", "history", "--from", "2000-01-01", "--to", "2000-12-31", "-f", "json").json()["rows"],
              [])
        for form in ("csv", "json"):
            refused(me.kms("report", "history", "--from", "yesterday", "-f", form), "Check the dates")
        refused(me.kms("report"), "daily or history", status=USAGE)


# What goes wrong


def nobody_there():
    with Person() as me:
        refused(me.kms("issue", "--device", DEVICE, "1111-1111-1111-1111:1"), "There is no server to ask",
                status=USAGE)
        refused(me.kms("whoami", "--server", "http://127.0.0.1:1", KMS_TOKEN="x"), "http://127.0.0.1:1: ")
        refused(me.kms("whoami", "--server", "http://example.com"), "http://example.com: ")


def maintenance():
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        SERVER.admin("maintenance", "on")
        try:
            refused(me.kms("whoami"), "under maintenance")
        finally:
            SERVER.admin("maintenance", "off")
        equal(me.kms("whoami").status, DONE)


def journal_cannot_be_written():
    keys = dealers.new_sheets(SERVER, 1)
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        me.journal.parent.write_text("a file where a folder should be", encoding="utf-8")
        refused(me.kms("issue", "--device", DEVICE, *pairs_of(keys)), "could not be read or written")
        me.journal.parent.unlink()
        limited = me.kms("issue", "--device", DEVICE, *pairs_of(keys),
                         wrapper=["sh", "-c", 'ulimit -f 0; trap "" XFSZ; exec "$0" "$@"'])
        refused(limited, "the disk is full")
        equal(rows_of(keys[0]), [])
        equal(me.kms("issue", "--device", DEVICE, *pairs_of(keys)).status, DONE)


def output_that_cannot_be_written_is_told_again():
    keys = dealers.new_sheets(SERVER, 1)
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        with open("/dev/full", "wb") as full:
            run = subprocess.run([KMS, "issue", "--device", DEVICE, *pairs_of(keys)], env=me.env, stdout=full,
                                 stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60, check=False)
        equal(run.returncode, REFUSED)
        again = me.kms("issue", "--device", DEVICE, *pairs_of(keys), "-f", "json").json()
        equal(([key["reissued"] for key in again["keys"]], len(rows_of(keys[0]))), ([False], 1))


def killed_at_any_moment():
    """The same again afterwards: the key is there, once, and the answer was given."""
    seed = int(os.environ.get("KMS_SEED", "0")) or random.randrange(1, 1 << 30)
    chance = random.Random(seed)
    print(f"# KMS_SEED={seed}", flush=True)
    killed = 0
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        first = dealers.new_sheets(SERVER, 1)
        begin = time.monotonic()
        equal(me.kms("issue", "--device", DEVICE, *pairs_of(first)).status, DONE)
        whole = time.monotonic() - begin
        for key in dealers.new_sheets(SERVER, ROUNDS):
            run = me.popen("issue", "--device", DEVICE, *pairs_of([key]))
            time.sleep(chance.uniform(0, whole * 1.2))
            run.kill()
            told, _ = run.communicate()
            killed += run.returncode == -signal.SIGKILL
            again = me.kms("issue", "--device", DEVICE, *pairs_of([key]), "-f", "json")
            equal(again.status, DONE)
            rows = [row["event"] for row in rows_of(key)]
            # The first one may have been told before it was killed; then the second is a reissue.
            equal(rows.count("issued"), 1)
            equal(len({row["registration_key"] for row in rows_of(key)}), 1)
            if again.json()["keys"][0]["reissued"]:
                assert told, "the answer is lost"
            else:
                equal(rows, ["issued"])
        with sqlite3.connect(me.journal) as journal:
            equal(journal.execute("SELECT count(*) FROM issuance").fetchone()[0], 0)
    print(f"# killed {killed} of {ROUNDS}", flush=True)
    assert killed > 0


def earlier_requests_are_told():
    """What another program of this account began, and what somebody else did not."""
    keys = dealers.new_sheets(SERVER, 2)
    with person() as me:
        equal(me.log_in(ME).status, DONE)
        equal(me.kms("issue", "--device", DEVICE, pairs_of(keys)[0]).status, DONE)
        with sqlite3.connect(me.journal) as journal:
            account = f"{SERVER.url}#{ME['account']['id']}"
            for owner, key in ((account, "theirs-0"), (SERVER.url + "#0", "theirs-1")):
                journal.execute(
                    "INSERT INTO issuance VALUES (?, ?, NULL, 1, ?, NULL)",
                    (owner, key, '{"category":"hdvc","device_id":"0000111122223333","site":["",""],"keys":'
                     f'[{{"activation_key":"{keys[1]["activation_key"]}","registration_id":'
                     f'"{keys[1]["registration_id"]}"}}],"mail_to":[]}}'))
        answer = me.kms("issue", "--device", DEVICE, pairs_of(keys)[0], "-f", "json")
        equal((answer.status, len(answer.json()["keys"])), (DONE, 1))
        assert f"An earlier request for {OTHER} is finished:" in answer.err, answer.err
        assert rows_of(keys[1])[0]["registration_key"] in answer.err.replace("-", ""), answer.err
        equal(me.kms("issue", "--device", DEVICE, pairs_of(keys)[0]).err, "")
        with sqlite3.connect(me.journal) as journal:
            equal(journal.execute("SELECT idempotency_key FROM issuance").fetchall(), [("theirs-1",)])


def secrets_stay_in_the_keyring():
    keys = dealers.new_sheets(SERVER, 1)
    with person() as me:
        outputs = []
        for arguments, stdin in (
            (["login", ME["account"]["login_id"], "--remember"], ME["password"]),
            (["whoami"], ""),
            (["issue", "--device", DEVICE, *pairs_of(keys)], ""),
            (["report", "history"], ""),
        ):
            answer = me.kms(*arguments, stdin=stdin, G_MESSAGES_DEBUG="all")
            equal(answer.status, DONE)
            outputs.append(answer.out + answer.err)
        token = me.log_in(ME, "--print-token").out.strip()
        issued = me.kms("issue", "--device", DEVICE, *pairs_of(keys), KMS_TOKEN=token, G_MESSAGES_DEBUG="all")
        outputs.append(issued.out + issued.err)
        for text in outputs:
            assert ME["password"] not in text and token not in text, text
        for path in me.files():
            data = path.read_bytes()
            assert ME["password"].encode() not in data and token.encode() not in data, path
        assert me.journal in me.files()
        assert ME["password"] not in SERVER.log() and token not in SERVER.log()


def in_japanese():
    with person() as me:
        me.env.update(environment("ja_JP.UTF-8") | {"HOME": me.env["HOME"]})
        answer = me.kms("whoami")
        equal(answer.status, REFUSED)
        assert "ログイン" in answer.err, answer.err


ROUNDS = 25
CHECKS = [logs_in_and_out, wrong_password_and_nothing_typed, remembered_password_begins_a_new_session,
          token_for_scripts, without_a_keyring, password_is_not_shown, issues_previews_and_finds, reports, nobody_there,
          maintenance, journal_cannot_be_written, output_that_cannot_be_written_is_told_again, killed_at_any_moment,
          earlier_requests_are_told, secrets_stay_in_the_keyring, in_japanese]

with Server() as SERVER:
    ME = dealers.register(SERVER.client(), SERVER, "taro@example.com")
    tap.run([(check.__name__.replace("_", " "), check) for check in CHECKS])
