"""Somebody who issues on a real server through a network with faults: a home with a journal, where the
program is started, killed and started again."""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import uuid

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "online"))
import fault_proxy as faults  # noqa: E402

from desk import BUTTON, BUILD, PROGRAM, Desk, wait_for  # noqa: E402
from issuing import at_step, grouped, random_digits  # noqa: E402
from online import (  # noqa: E402
    LOGIN_ID,
    PASSWORD,
    at_home,
    begin_issue,
    confirm_notice,
    new_sheets,
    registration_keys,
)


class Stalls:
    """Prints for how long the window of a Desk did not answer, at the longest (tests/bench/bench-stall.c)."""

    def __init__(self, desk, what):
        self.desk, self.what = desk, what

    def __enter__(self):
        self.probe = subprocess.Popen([BUILD / "tests/bench/bench-stall", str(self.desk.process.pid)],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __exit__(self, *_):
        print(f"# {self.what}: {self.probe.communicate()[0].strip()}", flush=True)


class Person:
    """Use it in a with statement.

    mails     for each piece of work, whom to mail; "" for nobody
    wrapper   a program that starts KMS Desk
    """

    def __init__(self, server, mails, language="en", wrapper=PROGRAM):
        self.server, self.language, self.wrapper = server, language, wrapper
        self.api = server.client().log_in(LOGIN_ID, PASSWORD)
        self.folder = tempfile.TemporaryDirectory(prefix="kms-person-")
        self.proxy = faults.FaultProxy(server.url)
        account = self.api.get("/v1/account").json()["id"]
        self.account = f"{self.proxy.url}#{account}"
        self.desk = None
        self.start()
        confirm_notice(self.desk)
        at_home(self.desk)
        self.waiting = [self.new_draft(mail) for mail in mails]
        begin_issue(self.desk)  # and back: Home reads the drafts when it is shown
        self.desk.press("Home")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.desk.__exit__(kind, value, trace)
        self.proxy.__exit__()
        self.folder.cleanup()

    # The program

    def start(self):
        """What was confirmed and where the server is stays; nobody types a password."""
        self.desk = Desk("--server", self.proxy.url, "--log-in", LOGIN_ID, language=self.language,
                         home=self.folder.name, program=self.wrapper,
                         environment={"GSETTINGS_BACKEND": "keyfile", "KMS_PASSWORD": PASSWORD})

    def kill_and_start(self):
        """As when the computer loses its power, and is started again on a network without faults."""
        self.desk.kill()
        self.proxy.set(None)
        self.start()
        at_home(self.desk)

    # The journal

    def journal(self):
        path = pathlib.Path(self.folder.name, "data/kms-desk/journal.sqlite")
        return sqlite3.connect(path, isolation_level=None, timeout=20)

    def rows(self):
        """For each request: whether there is an answer."""
        journal = self.journal()
        found = journal.execute("SELECT answer IS NOT NULL FROM issuance").fetchall()
        journal.close()
        return [bool(row[0]) for row in found]

    def drafts(self):
        """How many there are of work that was opened."""
        journal = self.journal()
        count = journal.execute("SELECT count(*) FROM draft").fetchone()[0]
        journal.close()
        return count - len(self.waiting)

    def new_draft(self, mail):
        """A device and a sheet of its own, filled in as far as step 4. Returns the device."""
        device, sheet = random_digits(), new_sheets(self.server, 1)[0]
        draft = {
            "id": str(uuid.uuid4()), "saved_at": 1, "flow": "issue", "step": 3, "category": "hdvc",
            "device": grouped(device), "device_confirmed": True, "site": ["", ""],
            "pairs": [{"activation_key": sheet[0], "registration_id": sheet[1]}],
            "mails": [{"ticked": bool(mail), "to": mail}, {"ticked": False, "to": ""}],
        }
        journal = self.journal()
        journal.execute("INSERT INTO draft VALUES (?, ?, 1, ?)", (self.account, draft["id"], json.dumps(draft)))
        journal.close()
        return device

    # The screen

    def open_draft(self):
        """From Home to step 4 of the next work, ready to issue. Returns the device."""
        device = self.waiting.pop(0)
        self.resume(device)
        return device

    def resume(self, device):
        self.row(device).click_with_mouse()
        at_step(self.desk, 4)
        self.desk.wait_to_see(self.desk.tr("To be issued: %u key", 1, plural="To be issued: %u keys"))

    def row(self, device):
        return self.desk.find("list item", grouped(device))

    def press_issue(self):
        self.desk.find(BUTTON, self.desk.tr("_Issue %u Key", 1, plural="_Issue %u Keys")).click()

    def says(self, device, message, *values, **more):
        """Waits for what Home says of a request."""
        text = self.desk.tr(message, *values, **more)
        wait_for(lambda: any(text in label for label in self.row(device).labels()), f"{text!r} at {device}")

    def look_at_keys(self, device):
        """Home has the keys of a request that was begun before."""
        self.says(device, "%u registration key is issued. Look at it.", 1,
                  plural="%u registration keys are issued. Look at them.")
        self.row(device).click_with_mouse()
        self.see_keys(device)

    def see_keys(self, device):
        """At the result: the keys are those of the server, there once, and nothing waits any more."""
        at_step(self.desk, 5)
        rows = self.issued(device)
        assert len(rows) == 1, rows
        wait_for(lambda: [key.replace("-", "") for _, key in registration_keys(self.desk)]
                 == [row["registration_key"] for row in rows], "the key of the server")
        wait_for(lambda: self.rows() == [] and self.drafts() == 0, "the end of the request")
        self.desk.press("Home")
        at_home(self.desk)
        wait_for(lambda: all(map(self.is_recent, self.desk.search("list item", grouped(device)))),
                 "Home without the work")

    def is_recent(self, row):
        """Whether a row of Home is none of work, but a device for which keys were issued."""
        pattern = self.desk.pattern("Issued %s", None)
        return any(pattern.fullmatch(label) for label in row.labels())

    def issued(self, device):
        """What the server has issued for a device."""
        return self.api.get(f"/v1/issuances?device_id={device}").json()["rows"]


def issuing(fault, times=-1):
    """The fault, for the requests to issue only."""
    left = [times]

    def apply(request):
        if (request.command, request.path) != ("POST", "/v1/issuances") or left[0] == 0:
            request.send(request.forward())
            return
        left[0] -= 1
        fault(request)
    return apply


class Gate:
    """A fault: the answer is there, and goes on when the gate is opened."""

    def __init__(self):
        self.waiting, self.opened, self.passed = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, request):
        answer = request.forward()
        self.waiting.set()
        self.opened.wait(faults.PATIENCE)
        request.send(answer)
        self.passed.set()


def read_behind_the_answer(person):
    """Reads the journal from the moment an answer is in it, so that nobody writes there meanwhile.

    Returns the connection that reads; None when what came next was quicker."""
    journal = person.journal()
    while True:
        journal.execute("BEGIN")
        requests, answers = journal.execute("SELECT count(*), count(answer) FROM issuance").fetchone()
        if answers:
            return journal
        journal.execute("ROLLBACK")
        if not requests:
            journal.close()
            return None
