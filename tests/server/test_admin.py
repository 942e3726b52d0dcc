"""The administration of the real kms-server: every command with a server and without one, on one store."""
import csv
import io
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import stat
import subprocess
import threading

import server
from dealers import dealer, issue, issue_request, new_sheets, register
from server import Prism, Server, equal, tap, wait_until

DONE, FAILED, USAGE = 0, 1, 2


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(text):
    return [line.split("\t") for line in text.splitlines()]


def both(check):
    """Runs check(server) without a server, then with one that runs, each on a store of its own."""
    check(Server())
    with Server() as running:
        check(running)


def import_csv(*sheets):
    lines = ["part_number,purpose,category,activation_key,registration_id"]
    lines += [",".join(sheet) for sheet in sheets]
    return "\r\n".join(lines) + "\r\n"


GOOD = ("VC-UP4", "Four-site upgrade", "hdvc", "1111-2222-3333-4444", "00C0FFEE")


def check_help():
    kms = Server()
    text = kms.admin("--help")
    for name in ("serve", "sheets new", "sheets import", "sheets list", "release", "accounts list", "accounts show",
                 "accounts disable", "accounts enable", "accounts delete", "notice add", "notice list",
                 "notice remove", "maintenance on", "maintenance off", "mail list", "mail resend", "mail news",
                 "backup", "check"):
        assert f"  {name} " in text, name
        if name != "serve":
            assert kms.admin(*name.split(), "--help").startswith(f"Usage: kms-server [--config FILE] {name}"), name
    assert not kms.data.exists(), "help touched the store"


def check_usage():
    kms = Server()
    for arguments, sentence in [
        (["sheets"], "there is no command “sheets”"),
        (["sheets", "burn"], "there is no command “sheets”"),
        (["sheets", "new", "--part-number", "X"], "“sheets new” needs --purpose"),
        (["sheets", "new", "--part-number"], "the value of --part-number is missing"),
        (["sheets", "new", "--part-number", "X", "--part-number", "Y"], "part-number is there twice"),
        (["sheets", "new", "--colour", "red"], "has no option “--colour”"),
        (["sheets", "new", "--count", "0"], "“0” is no number"),
        (["sheets", "new", "--count=-1"], "“-1” is no number"),
        (["sheets", "list", "all"], "“all” is too much here"),
        (["release", "1111222233334444"], "“release” needs --reason"),
        (["release", "--reason", "x"], "“release” needs KEY"),
        (["maintenance", "on", "--until", "tomorrow"], "“tomorrow” is no time"),
        (["mail", "resend", "first"], "“first” is no number"),
        (["mail", "list", "--all=yes"], "--all takes no value"),
    ]:
        assert sentence in kms.admin(*arguments, status=USAGE), (arguments, kms.admin(*arguments, status=USAGE))
    assert not kms.data.exists(), "a wrong command line touched the store"


def check_sheets():
    def check(kms):
        text = kms.admin("sheets", "new", "--part-number", "VC-UP4", "--purpose", "Four-site upgrade")
        for line in ("Activation Key Sheet", "Activation Key ", "Registration ID ", "VC-UP4", "Four-site upgrade"):
            assert line in text, text
        text = kms.admin("sheets", "new", "--part-number", "LL-1", "--purpose", "Link", "--category", "live-link")
        assert "License No. " in text, text
        made = rows(kms.admin("sheets", "new", "--part-number", "VC-UP4", "--purpose", "Four-site upgrade",
                              "--count", "5", "--format", "csv"))
        equal(len({row["activation_key"] for row in made}), 5)
        listed = rows(kms.admin("sheets", "list"))
        equal(len(listed), 7)
        equal(listed, sorted(listed, key=lambda row: row["activation_key"]))
        for row in made:
            assert any(row.items() <= other.items() for other in listed), row
        equal(rows(kms.admin("sheets", "list", "--after", listed[4]["activation_key"], "--limit", "1")), listed[5:6])
        for more in (["--part-number", "VC-UP4", "--purpose", "Something else"],
                     ["--part-number", "VC UP4", "--purpose", "x"],
                     ["--part-number", "X", "--purpose", "x", "--count", "1001"],
                     ["--part-number", "X", "--purpose", "x", "--category", "other"],
                     ["--part-number", "X", "--purpose", "x", "--format", "xml"]):
            kms.admin("sheets", "new", *more, status=FAILED)
        equal(len(rows(kms.admin("sheets", "list"))), 7)

    both(check)


def check_import():
    """All or nothing, and every fault with its line."""

    def check(kms):
        other = GOOD[:3] + ("AAAA-BBBB-CCCC-DDDD", "1")
        equal(kms.admin("sheets", "import", "-", stdin=import_csv(GOOD)), "1 sheet imported.\n")
        for text, places in [
            (import_csv(other, GOOD), ["line 3: activation_key is there already"]),
            (import_csv(other, other), ["line 3: activation_key is there already"]),
            (import_csv(other[:3] + ("12345", "x y"), other, ("", "x", "car", "AAAA-BBBB-CCCC-DDDE", "1")),
             ["line 2: activation_key is no activation key", "line 2: registration_id is no registration ID",
              "line 4: part_number", "line 4: category"]),
            (import_csv(("VC-UP4", "Another purpose") + other[2:]), ["line 2: part_number"]),
            ("activation_key\n1\n", ["line 1: part_number is missing", "line 1: registration_id is missing"]),
            ("", ["line 1: part_number is missing"]),
            ('part_number,"purpose\n', [""]),
        ]:
            answer = kms.admin("sheets", "import", "-", stdin=text, status=FAILED)
            for place in places:
                assert place in answer, (place, answer)
            equal(len(rows(kms.admin("sheets", "list"))), 1)
        path = kms.folder / "sheets.csv"
        path.write_text(import_csv(other), encoding="utf-8-sig")
        equal(kms.admin("sheets", "import", str(path)), "1 sheet imported.\n")
        path.write_bytes(b"\xff\xfe")
        assert "is not UTF-8 text" in kms.admin("sheets", "import", str(path), status=FAILED)
        kms.admin("sheets", "import", str(path) + ".none", status=FAILED)
        equal(len(rows(kms.admin("sheets", "list"))), 2)

    both(check)


def check_release():
    with Server() as kms:
        api = dealer(kms.client(), kms, "taro@example.com")
        pair = new_sheets(kms, 1)[0]
        key = pair["activation_key"].replace("-", "")
        first = issue(api, issue_request([pair])).json()["keys"][0]
        other = "FEDCBA0987654321"
        equal(issue(api, issue_request([pair], device=other)).code, "key-bound-elsewhere")
        assert "is not bound" in kms.admin("release", "0000-0000-0000-0000", "--reason", "x", status=FAILED)
        assert "no activation key" in kms.admin("release", "12", "--reason", "x", status=FAILED)
        shown = "-".join(key[i:i + 4] for i in range(0, 16, 4))
        equal(kms.admin("release", shown, "--reason", "Wrong device"),
              f"{shown} is released and can be issued for any device.\n")
        assert "is not bound" in kms.admin("release", key, "--reason", "x", status=FAILED)
        equal(issue(api, issue_request([pair], device=other)).status, 201)
        kms.admin("release", key, "--reason", "Back again")
        again = issue(api, issue_request([pair])).json()["keys"][0]
        # The counter of ordinals does not go back: the device gets another key.
        equal(again["event"], "issued")
        assert again["registration_key"] != first["registration_key"]
        kms.admin("check")
        kms.stop()
        with sqlite3.connect(kms.data / "kms.sqlite") as database:
            audit = database.execute("SELECT actor, details FROM audit WHERE action = 'release'").fetchall()
        equal([actor for actor, _ in audit], ["operator"] * 2)
        assert "Wrong device" in audit[0][1], audit
        kms.start()


def check_accounts():
    with Server() as kms:
        account = register(kms.client(), kms, "taro@example.com")
        login_id, password = account["account"]["login_id"], account["password"]
        listed = table(kms.admin("accounts", "list"))
        equal([row[:2] + row[3:] for row in listed],
              [[login_id, "enabled", "taro@example.com", "Example Trading Ltd."]])
        shown = kms.admin("accounts", "show", login_id)
        for text in (login_id, account["account"]["id"], "Taro Tester", "999-9999-9999", "taro@example.com"):
            assert text in shown, text
        assert password not in shown and "argon2" not in shown
        api = kms.client().log_in(login_id, password)
        kms.admin("accounts", "disable", login_id)
        equal(api.get("/v1/account").code, "session-expired")
        equal(kms.client().post("/v1/sessions", {"login_id": login_id, "password": password}).code,
              "account-disabled")
        kms.admin("accounts", "enable", login_id)
        api = kms.client().log_in(login_id, password)
        equal(kms.admin("accounts", "delete", login_id),
              f"{login_id} is deleted. What it issued stays in the audit.\n")
        equal(api.get("/v1/account").code, "session-expired")
        equal(kms.admin("accounts", "list"), "")
        for command in ("show", "disable", "enable", "delete"):
            kms.admin("accounts", command, login_id, status=FAILED)


def check_notices():
    def check(kms):
        files = [kms.folder / name for name in ("en", "ja")]
        files[0].write_text("In the night.\nTwo hours.\n", encoding="utf-8")
        files[1].write_text("夜間\n", encoding="utf-8")
        texts = ["--english", str(files[0]), "--japanese", str(files[1])]
        equal(kms.admin("notice", "add", *texts), "Notice 1 is shown now.\n")
        kms.admin("notice", "add", *texts, "--maintenance", "--from", "2999-04-01T18:00:00Z", "--until",
                  "2999-04-01 20:00", "--mail")
        equal(table(kms.admin("notice", "list")),
              [["2", "maintenance", "2999-04-01T18:00:00Z", "2999-04-01T20:00:00Z", "In the night. Two hours. / 夜間"],
               ["1", "information", "-", "-", "In the night. Two hours. / 夜間"]])
        if kms.process is not None:
            notices = kms.client().get("/v1/notices").json()["notices"]
            equal([notice["id"] for notice in notices], ["2", "1"])
            equal(notices[0]["text"], "In the night.\nTwo hours.")
            equal(notices[0]["starts_at"], "2999-04-01T18:00:00Z")
            answer = kms.client().get("/v1/notices", headers={"Accept-Language": "ja, en;q=0.5"})
            equal(answer.json()["notices"][1]["text"], "夜間")
            equal(answer.headers["content-language"], "ja")
        # What is over is shown no more.
        kms.admin("notice", "add", *texts, "--until", "2020-01-01")
        equal(len(table(kms.admin("notice", "list"))), 2)
        for more, sentence in [
            (["--from", "2999-04-02", "--until", "2999-04-01"], "it ends before it starts"),
            (["--mail"], "only maintenance is mailed to everybody"),
        ]:
            assert sentence in kms.admin("notice", "add", *texts, *more, status=FAILED), more
        for text in ("", "\n", "x" * 2001, "escape \x1b[2J", "\u202eright to left"):
            files[0].write_text(text, encoding="utf-8")
            kms.admin("notice", "add", *texts, status=FAILED)
        files[0].write_text("x" * 2000, encoding="utf-8")
        kms.admin("notice", "add", *texts)
        kms.admin("notice", "remove", "2")
        kms.admin("notice", "remove", "2", status=FAILED)
        equal([row[0] for row in table(kms.admin("notice", "list"))], ["4", "1"])

    both(check)


def check_many_notices():
    with Server() as kms, Prism(kms) as prism:
        path = kms.folder / "text"
        path.write_text("x", encoding="utf-8")
        for _ in range(21):
            kms.admin("notice", "add", "--english", str(path), "--japanese", str(path))
        kms.admin("notice", "add", "--english", str(path), "--japanese", str(path), "--maintenance", "--until",
                  "2999-04-01")
        equal([notice["id"] for notice in prism.client().get("/v1/notices").json()["notices"]],
              [str(number) for number in range(22, 2, -1)])


def check_maintenance():
    kms = Server()
    kms.admin("maintenance", "on")
    with kms:
        api = kms.client()
        # It outlives a restart; the status and the notices stay up.
        equal(api.get("/v1/status").json()["state"], "maintenance")
        equal(api.get("/v1/status").json()["maintenance_until"], None)
        equal(api.get("/v1/notices").status, 200)
        equal(api.get("/v1/policies/privacy").code, "maintenance")
        kms.admin("maintenance", "off")
        equal(api.get("/v1/status").json()["state"], "up")
        equal(api.get("/v1/policies/privacy").status, 200)
        kms.admin("maintenance", "on", "--until", "2999-01-01T00:00:00Z")
        equal(api.get("/v1/status").json()["maintenance_until"], "2999-01-01T00:00:00Z")
        answer = api.post("/v1/sessions", {"login_id": "k7Qm2xRt", "password": "Vn4sKd8WpZ"})
        equal((answer.status, answer.code), (503, "maintenance"))
        assert int(answer.headers["retry-after"]) >= 1
        assert "in the past" in kms.admin("maintenance", "on", "--until", "2020-01-01", status=FAILED)
        equal(api.get("/v1/status").json()["maintenance_until"], "2999-01-01T00:00:00Z")
        kms.admin("maintenance", "off")
        kms.admin("maintenance", "off")


def check_backup():
    """While the server works; and a server on the copy has everything."""
    with Server() as kms:
        api = dealer(kms.client(), kms, "taro@example.com")
        pairs = new_sheets(kms, 40)
        issued, ended = [], threading.Event()

        def go_on_issuing():
            for pair in pairs:
                answer = issue(api, issue_request([pair], device=f"{len(issued):016X}"))
                equal(answer.status, 201)
                issued.append(answer.json()["keys"][0])
            ended.set()

        thread = threading.Thread(target=go_on_issuing)
        thread.start()
        wait_until(lambda: len(issued) > 3, "some keys")
        before = list(issued)
        answer = kms.admin("backup", str(kms.folder / "copy"))
        assert "keep a copy of that apart" in answer, answer
        thread.join(server.PATIENCE)
        assert ended.is_set()
        equal(stat.S_IMODE(os.stat(kms.folder / "copy").st_mode), 0o600)
        kms.admin("backup", str(kms.data / "kms.sqlite"), status=FAILED)
        kms.admin("backup", str(kms.folder / "none" / "copy"), status=FAILED)
        kms.admin("check")

        restored = Server()
        restored.data.mkdir(mode=0o700)
        shutil.copy2(kms.folder / "copy", restored.data / "kms.sqlite")
        # Without its secret it is refused; then all is there that was answered before the backup.
        restored.admin("check", status=FAILED)
        shutil.copy2(kms.data / "issuer-secret", restored.data)
        restored.admin("check")
        listed = {row["activation_key"].replace("-", "") for row in rows(restored.admin("sheets", "list"))
                  if row["device_id"]}
        assert {key["activation_key"] for key in before} <= listed


def tamper(kms, sql):
    with sqlite3.connect(kms.data / "kms.sqlite") as database:
        database.execute("PRAGMA ignore_check_constraints = 1")
        database.execute(sql)
    database.close()


def check_check():
    kms = Server().start()
    api = dealer(kms.client(), kms, "taro@example.com")
    for number, pair in enumerate(new_sheets(kms, 3)):
        equal(issue(api, issue_request([pair], device=f"{number:016X}")).status, 201)
    assert "3 registration keys" in kms.admin("check"), kms.admin("check")
    kms.stop()
    copy = (kms.data / "kms.sqlite").read_bytes()
    assert "3 registration keys" in kms.admin("check")
    for sql in ("UPDATE binding SET registration_key = '0123456789ABCDEF' WHERE id = 2",
                "UPDATE binding SET device_id = '00000000000000FF' WHERE id = 2",
                "UPDATE binding SET part = 99 WHERE id = 2",
                "UPDATE counter SET last_ordinal = 0"):
        tamper(kms, sql)
        kms.admin("check", status=FAILED)
        kms.start()
        kms.admin("check", status=FAILED)
        kms.stop()
        (kms.data / "kms.sqlite").write_bytes(copy)
    kms.admin("check")


def check_two_servers():
    with Server() as kms:
        second = Server(folder=kms.folder)
        run = subprocess.run(second.command("serve"), env=server.environment(), capture_output=True, text=True,
                             timeout=server.PATIENCE, check=False)
        equal((run.returncode, run.stdout), (FAILED, ""))
        assert "another server works on" in run.stderr, run.stderr
        # It has not taken the socket away.
        kms.admin("check")
        equal(kms.client().get("/v1/status").status, 200)


def check_busy():
    """A process that has the store and takes no commands."""
    with Server() as kms:
        os.rename(kms.data / "admin.socket", kms.data / "elsewhere")
        assert "takes no commands" in kms.admin("check", status=FAILED)
        os.rename(kms.data / "elsewhere", kms.data / "admin.socket")


def check_killed():
    """The socket of a server that was killed is in nobody's way."""
    kms = Server().start()
    kms.admin("maintenance", "on")
    kms.kill()
    assert (kms.data / "admin.socket").exists()
    kms.admin("check")
    with kms:
        equal(kms.client().get("/v1/status").json()["state"], "maintenance")
        kms.admin("maintenance", "off")
    assert not (kms.data / "admin.socket").exists()


def say(kms, line):
    """A connection to the socket of the administration that has said something."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(server.PATIENCE)
    connection.connect(str(kms.data / "admin.socket"))
    connection.sendall(line)
    connection.shutdown(socket.SHUT_WR)
    return connection


def ask(kms, line):
    """What the socket of the administration says to bytes."""
    with say(kms, line) as connection, connection.makefile("rb") as answer:
        return answer.read()


def check_socket():
    with Server() as kms:
        path = kms.data / "admin.socket"
        equal(stat.S_IMODE(path.stat().st_mode), 0o600)
        equal(stat.S_IMODE(kms.data.stat().st_mode), 0o700)
        for line in (b"\n", b"x\n", b"{}\n", b"[]\n", b'{"command":1,"values":{}}\n',
                     b'{"command":"burn","values":{}}\n', b'{"command":"check","values":[]}\n',
                     b'{"command":"check","values":{"more":"x"}}\n',
                     b'{"command":"release","values":{"key":1,"reason":"x"}}\n',
                     b'{"command":"release","values":{"key":"x"}}\n',
                     b'{"command":"mail resend","values":{"id":"-1"}}\n',
                     b'{"command":"backup","values":{"file":"relative"}}\n',
                     b'{"command":"maintenance on","values":{"until":"soon"}}\n', b"\xff\n",
                     b"[" * 100000 + b"\n"):
            answer = ask(kms, line)
            assert answer.startswith(b'{"status":1,"error":"'), (line[:40], answer)
        equal(ask(kms, b""), b"")
        equal(kms.client().get("/v1/status").json()["state"], "up")
        kms.admin("check")


def check_other_user():
    """Somebody else of the same machine, even one who could open the socket."""
    if os.geteuid() != 0:
        raise tap.Skip("only root can be somebody else")
    with Server() as kms:
        path = kms.data / "admin.socket"
        for folder in (pathlib.Path(kms.data), kms.folder, server.SCRATCH):
            os.chmod(folder, 0o755)
        os.chmod(path, 0o666)
        child = os.fork()
        if child == 0:
            os.setgid(65534)
            os.setuid(65534)
            try:
                os._exit(0 if ask(kms, b'{"command":"check","values":{}}\n') == b"" else 1)
            except ConnectionError:
                os._exit(0)
            except BaseException:  # pylint: disable=broad-except
                os._exit(2)
        equal(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        os.chmod(path, 0o600)


def check_another_owner():
    """Root leaves nothing in the folder of a server that is not root's."""
    if os.geteuid() != 0:
        raise tap.Skip("only root can work in the folder of somebody else")
    kms = Server()
    kms.data.mkdir(mode=0o700)
    shutil.chown(kms.data, "nobody")
    answer = kms.admin("check", status=FAILED)
    assert "only the user nobody may work on" in answer, answer
    equal(list(kms.data.iterdir()), [])


def check_stops():
    """A server that is told to stop finishes the command that it has begun, or does not begin it."""
    kms = Server().start()
    sheets = import_csv(*(GOOD[:3] + (f"{number:016X}", "1") for number in range(20000)))
    request = json.dumps({"command": "sheets import", "values": {"file": sheets}}).encode() + b"\n"
    with say(kms, request) as connection, connection.makefile("rb") as reader:
        kms.stop()
        try:
            answer = reader.read()
        except ConnectionError:
            answer = b""
    imported = b'{"status":0,"out":"20000 sheets imported.\\n"}\n'
    assert answer in (b"", imported), answer
    expected = 20000 if answer == imported else 0
    equal(len(rows(kms.admin("sheets", "list", "--limit", "30000"))), expected)


tap.run([(name.removeprefix("check_").replace("_", " "), check) for name, check in list(globals().items())
         if name.startswith("check_")])
