"""When kms-server refuses to start, and where it listens."""
import http.client
import os
import socket
import subprocess

from dealers import dealer, issue, issue_request, new_sheets
from server import KMS_SERVER, PATIENCE, Server, environment, equal, tap


def start(server):
    """Exit status and complaint of a start that fails."""
    run = subprocess.run([KMS_SERVER, "--config", server.configuration, "serve"], env=environment(),
                         capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "CRITICAL" not in run.stderr
    return run.returncode, run.stderr


def refuses(server, *words):
    status, complaint = start(server)
    equal(status, 1)
    equal(len(complaint.strip().splitlines()), 1)
    for word in words:
        assert word in complaint, complaint


def filled():
    """A server with an issued key, stopped."""
    with Server() as server:
        client = dealer(server.client(), server, "dealer@example.com")
        equal(issue(client, issue_request(new_sheets(server, 1))).status, 201)
    return server


def secrets():
    server = filled()
    secret = server.data / "issuer-secret"
    good = secret.read_bytes()
    equal((len(good), secret.stat().st_mode & 0o777), (32, 0o600))
    equal(server.data.stat().st_mode & 0o777, 0o700)
    before = (server.data / "kms.sqlite").read_bytes()
    secret.unlink()
    refuses(server, "issuer-secret", "missing")
    assert not secret.exists(), "a new secret was made beside a filled store"
    for content, word in ((bytes(32), "fingerprint"), (good[:31], "32 bytes"), (good + b"\n", "32 bytes"),
                          (b"KMS-DESK-DEMO-NOT-FOR-REAL-USE-1", "demo")):
        secret.write_bytes(content)
        secret.chmod(0o600)
        refuses(server, word)
    secret.write_bytes(good)
    secret.chmod(0o640)
    refuses(server, "0600")
    equal((server.data / "kms.sqlite").read_bytes(), before)
    secret.chmod(0o600)
    with server:
        pass


def damaged():
    server = filled()
    path = server.data / "kms.sqlite"
    content = path.read_bytes()
    path.write_bytes(b"not a database at all" * 400)
    refuses(server, "kms.sqlite")
    equal(path.read_bytes(), b"not a database at all" * 400)
    path.write_bytes(content)
    with server:
        pass


def second_server():
    with Server() as first:
        second = Server(folder=first.folder)
        refuses(second, "kms.sqlite")
        equal(first.client().get("/v1/status").status, 200)


def address_in_use():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}"
        refuses(Server(server={"listen": place}), place)
    for wrong in ("localhost:80:80", "8642", "unix:relative", "127.0.0.1"):
        refuses(Server(server={"listen": wrong}), wrong)


def unix_socket():
    server = Server()
    path = server.folder / "http"
    server.configure(server={"listen": f"unix:{path}"})
    for _ in range(2):  # the second time beside the leftover of a crash
        server.start()
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(os.fspath(path))
        connection.request("GET", "/v1/status")
        equal(connection.getresponse().status, 200)
        connection.close()
        server.kill()


def wrong_configuration():
    server = Server()
    server.configure(server={"idle-timeout": "soon"})
    refuses(server, "idle-timeout", "soon")
    server.configure(sever={"listen": "x"})
    refuses(server, "[sever]")
    folder = server.folder / "policies"
    folder.mkdir()
    server.configure(texts={"policies-folder": folder})
    refuses(server, "cookie-en.json")


tap.run([
    ("issuer secrets", secrets),
    ("a file that is no store", damaged),
    ("a second server on the same data", second_server),
    ("an address that is taken, or none", address_in_use),
    ("a unix socket", unix_socket),
    ("a wrong configuration", wrong_configuration),
])
