"""A network with faults between the client and the real server: each shows as what it is, what may be
repeated is, and nothing is ever issued twice.
"""
import pathlib
import socket
import tempfile

import fault_proxy as faults
from online import Dealer, Server, code, equal, finish, run, stalls, start, tap, wait_until

HTML = {"Content-Type": "text/html"}
ELSEWHERE = {"Location": "https://example.com/"}

# fault → what the client says when it lasts; whether the server may have issued meanwhile
LASTING = {
    "unseen": (faults.unseen, "connection-broken", 0),
    "cut at once": (faults.cut(0), "connection-broken", 1),
    "cut in the status line": (faults.cut(10), "no-kms-server", 1),
    "cut in the headers": (faults.cut(100), "no-kms-server", 1),
    "cut in the body": (faults.cut(-20), "connection-broken", 1),
    "reset": (faults.reset, "connection-broken", 1),
    "answer lost": (faults.swallow, "connection-broken", 1),
    "silence": (faults.silence, "server-silent", 1),
    "502, unseen": (faults.answer(502, HTML, b"<html>"), "server-down", 0),
    "502, done": (faults.answer(502, HTML, b"<html>", forward=True), "server-down", 1),
    "504": (faults.answer(504, HTML, b"<html>"), "server-down", 0),
    "wrong content type": (faults.wrong_type, "no-kms-server", 1),
    "truncated JSON": (faults.truncated, "no-kms-server", 1),
    "1 GiB": (faults.huge, "no-kms-server", 1),
    "redirect": (faults.answer(307, ELSEWHERE), "no-kms-server", 0),
    "a page that asks to log in": (faults.answer(200, HTML, b"<html>"), "no-kms-server", 0),
    "no HTTP": (lambda request: request.send(b"SSH-2.0-OpenSSH\r\n"), "no-kms-server", 0),
}
# Those that pass when the client tries again.
PASSING = [name for name, row in LASTING.items() if row[1] != "no-kms-server" or name.startswith("cut")]


def issue(words, **more):
    return run(proxy.url, "issue", *words, token=dealer.token, **more)


def lasting(name):
    fault, expected, most = LASTING[name]

    def check():
        words = dealer.request()
        proxy.set(fault, only="/v1/issuances")
        said = issue(words)
        assert code(said) == expected, said
        assert said["uncertain"] and not said["final"], said
        equal(dealer.issued(words), most)

        proxy.set(None)
        said = issue(words)
        assert code(said) is None, said
        equal(said["replayed"], most == 1)
        equal(dealer.issued(words), 1)
    return check


def passing(name):
    fault, _, most = LASTING[name]

    def check():
        words = dealer.request()
        proxy.set(fault, times=1, only="/v1/issuances")
        said = issue(words)
        assert code(said) is None, said
        equal(said["replayed"], most == 1)
        equal(len(said["keys"]), 1)
        equal(dealer.issued(words), 1)
        equal(len([line for line in proxy.requests if line == "POST /v1/issuances"]), 2)
    return check


def huge_is_not_read():
    proxy.set(faults.huge, only="/v1/issuances")
    issue(dealer.request())
    wait_until(lambda: proxy.n_huge > 0, "the answer")
    assert proxy.n_huge < 64 << 20, proxy.n_huge


def refused():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        said = run(url, "status")
    equal(code(said), "server-unreachable")


def name_gone():
    equal(code(run("https://kms.invalid", "status")), "server-unreachable")


def refusal_after_loss():
    """The first answer is lost, the second one refuses: so the first had as well."""
    words = dealer.request()
    words[2] = words[2].split(":")[0] + ":FFFFFFFF"
    proxy.set(faults.swallow, times=1, only="/v1/issuances")
    said = issue(words)
    equal(code(said), "key-pair-invalid")
    assert said["final"] and not said["uncertain"], said
    equal(dealer.issued(words), 0)


def log_in_is_not_repeated():
    """Nobody knows what a log-in whose answer was lost has come to; it is for the person to say."""
    proxy.set(faults.swallow, times=1)
    equal(code(run(proxy.url, "log-in", dealer.login_id, dealer.password)), "connection-broken")
    equal(proxy.requests, ["POST /v1/sessions"])
    said = run(proxy.url, "log-in", dealer.login_id, dealer.password)
    assert code(said) is None, said


def update_answer_lost():
    proxy.set(faults.swallow, times=1, only="/v1/account")
    said = run(proxy.url, "rename", "Lost Once Ltd.", token=dealer.token)
    equal(said.get("company"), "Lost Once Ltd.")

    def lose_updates(request):
        if request.command == "PUT":
            proxy.set(None)
            faults.swallow(request)
        else:
            request.send(request.forward())

    proxy.set(lose_updates, only="/v1/account")
    said = run(proxy.url, "rename", "Lost Ltd.", token=dealer.token)
    equal(said.get("company"), "Lost Ltd.")


def site_answer_lost():
    def lose_updates(request):
        if request.command == "PUT":
            proxy.set(None)
            faults.swallow(request)
        else:
            request.send(request.forward())

    proxy.set(lose_updates, only="/v1/devices")
    said = run(proxy.url, "save-site", "AAAAAAAAAAAAAAAA", "Osaka 3F", token=dealer.token)
    equal(said.get("line"), "Osaka 3F")


def session_ends_in_the_middle():
    """The session is ended while somebody types; the request goes on after the log-in, and is done once."""
    words = dealer.request()
    proxy.set(None)
    process = start(proxy.url, "issue", *words, token=dealer.token,
                    log_in=f"{dealer.login_id} another wet otter")
    equal(process.stdout.readline(), "ready\n")
    other = server.client().log_in(dealer.login_id, dealer.password)
    answer = other.post("/v1/account/password",
                        {"current_password": dealer.password, "new_password": "another wet otter"})
    equal(answer.status, 204)
    said = finish(process, "\n")
    assert code(said) is None, said
    dealer.password, dealer.api = "another wet otter", other
    dealer.token = other.token
    equal(dealer.issued(words), 1)
    equal([line for line in proxy.requests if line.startswith("POST")],
          ["POST /v1/issuances", "POST /v1/sessions", "POST /v1/issuances"])


def maintenance():
    words = dealer.request()
    proxy.set(None)
    server.admin("maintenance", "on")
    equal(run(server.url, "status")["state"], "maintenance")
    said = run(proxy.url, "issue", *words)
    equal(code(said), "session-expired")
    server.admin("maintenance", "off")
    equal(run(server.url, "status")["state"], "up")


def manual():
    """None there, or cut off: no file, nor a part of one."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "manual.pdf")
        proxy.set(None)
        equal(code(run(proxy.url, "manual", path)), "not-found")
        content = b"%PDF-" + bytes(300000)
        fields = {"Content-Type": "application/pdf", "Content-Length": len(content)}
        proxy.set(lambda request: request.send(faults.message(200, fields, content[:200000])))
        equal(code(run(proxy.url, "manual", path)), "connection-broken")
        equal(list(pathlib.Path(folder).iterdir()), [])
        proxy.set(faults.answer(200, fields, content))
        equal(run(proxy.url, "manual", path).get("file"), str(path))
        equal(path.read_bytes(), content)


def preview_and_find():
    words = dealer.request()
    proxy.set(faults.swallow, times=1, only="/v1/issuances")
    equal(run(proxy.url, "preview", *words[1:], token=dealer.token).get("verdict"), "new")
    equal(dealer.issued(words), 0)
    keys = issue(words)["keys"]
    proxy.set(faults.cut(300), times=1, only="/v1/issuances")
    equal(run(proxy.url, "find", words[1], token=dealer.token).get("keys"), keys)


def no_stall():
    """The main loop of the client never stood still for as long as somebody would notice."""
    print(f"# longest stall of {len(stalls)} runs: {max(stalls)} ms")
    assert sorted(stalls)[len(stalls) // 2] < 100, stalls


with Server() as server, faults.FaultProxy(server.url) as proxy:
    dealer = Dealer(server, "dealer@example.com", 60)
    tap.run([
        *((f"lasting: {name}", lasting(name)) for name in LASTING),
        *((f"once: {name}", passing(name)) for name in PASSING),
        ("1 GiB is not read", huge_is_not_read),
        ("refused", refused),
        ("no such host", name_gone),
        ("a refusal after a lost answer is final", refusal_after_loss),
        ("a log-in is not repeated", log_in_is_not_repeated),
        ("the answer to an update is lost", update_answer_lost),
        ("the answer about site lines is lost", site_answer_lost),
        ("preview and find", preview_and_find),
        ("the session ends in the middle", session_ends_in_the_middle),
        ("maintenance", maintenance),
        ("the manual", manual),
        ("the main loop goes on", no_stall),
    ])
