"""What the server and the service manager tell each other, and the units in data/systemd."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess

import server
from server import PATIENCE, TESTS, Client, Server, equal, tap, wait_until

DATA = TESTS.parent / "data/systemd"


class Managed(Server):
    """A server whose service manager is this test."""

    def start(self, sockets=(), **environment):
        path = self.folder / "notify"
        path.unlink(missing_ok=True)
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(str(path))
        self.manager.settimeout(PATIENCE)
        self.output = open(self.folder / "log", "ab")
        env = server.environment() | environment | {"NOTIFY_SOCKET": str(path)}
        command = [str(word) for word in self.command("serve")]
        if sockets:
            env["LISTEN_FDS"] = str(len(sockets))
            # The sockets become 3, 4 and so on, and the process says that they are meant for it.
            moves = " ".join(f"{3 + at}<&{fd.fileno()}" for at, fd in enumerate(sockets))
            command = ["sh", "-c", f'LISTEN_PID=$$ exec "$@" {moves}', "sh", *command]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.output, env=env, pass_fds=[fd.fileno() for fd in sockets])
        self.urls = [self.process.stdout.readline().decode().removeprefix("kms-server: ").strip()
                     for _socket in sockets or [None]]
        self.url = self.urls[0]
        return self

    def hear(self, word):
        """Waits for a message; returns all of its lines."""
        while True:
            lines = self.manager.recv(4096).decode().splitlines()
            if word in lines:
                return lines
            assert lines == ["WATCHDOG=1"], lines

    def close(self):
        super().close()
        self.manager.close()


def notices():
    managed = Managed().start()
    managed.hear("READY=1")
    managed.process.send_signal(signal.SIGHUP)
    assert any(line.startswith("MONOTONIC_USEC=") for line in managed.hear("RELOADING=1"))
    managed.hear("READY=1")
    # A configuration that is wrong changes nothing, and the server is ready again.
    managed.configure(server={"nonsense": "1"})
    managed.process.send_signal(signal.SIGHUP)
    managed.hear("RELOADING=1")
    managed.hear("READY=1")
    equal(managed.client().get("/v1/status").status, 200)
    # Stopping twice, in two ways, is stopping once.
    managed.process.send_signal(signal.SIGTERM)
    managed.process.send_signal(signal.SIGINT)
    managed.hear("STOPPING=1")
    equal(managed.process.wait(PATIENCE), 0)
    managed.close()


def watchdog():
    """Fed again and again."""
    managed = Managed()
    managed.start(WATCHDOG_USEC="200000")
    managed.hear("READY=1")
    for _time in range(3):
        managed.hear("WATCHDOG=1")
    managed.stop()


def sockets():
    """A TCP and a unix socket, with a client who was there before the server."""
    managed = Managed()
    tcp = socket.create_server(("127.0.0.1", 0))
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(str(managed.folder / "http"))
    unix.listen()
    url = "http://127.0.0.1:%d" % tcp.getsockname()[1]
    early = socket.create_connection(tcp.getsockname())
    early.settimeout(PATIENCE)
    early.sendall(b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
    managed.start([tcp, unix])
    managed.hear("READY=1")
    equal(managed.urls, [url, f"unix:{managed.folder}/http"])
    assert early.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")
    equal(Client(url).get("/v1/status").status, 200)
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE)
        client.connect(str(managed.folder / "http"))
        client.sendall(b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")
    early.close()
    managed.stop()
    # The sockets are the service manager's: who comes now waits for the next server.
    with socket.create_connection(tcp.getsockname()):
        pass
    managed.start([tcp, unix])
    equal(managed.client().get("/v1/status").status, 200)
    managed.stop()
    tcp.close()
    unix.close()


def credential():
    """The issuer secret as LoadCredential= gives it, readable by a list, which looks like by a group."""
    folder = pathlib.Path(Server().folder, "credentials")
    folder.mkdir()
    secret = folder / "issuer-secret"
    secret.write_bytes(os.urandom(32))
    secret.chmod(0o440)
    managed = Managed()
    managed.start(CREDENTIALS_DIRECTORY=str(folder))
    managed.hear("READY=1")
    equal(managed.client().get("/v1/status").status, 200)
    managed.stop()
    assert not (managed.data / "issuer-secret").exists()


def units():
    """systemd reads them without a complaint."""
    if shutil.which("systemd-analyze") is None:
        raise tap.Skip("no systemd-analyze")
    folder = pathlib.Path(Server().folder)
    for unit in DATA.iterdir():
        text = unit.read_text(encoding="utf-8").replace("@bindir@/kms-server", str(server.KMS_SERVER))
        (folder / unit.name.removesuffix(".in")).write_text(text, encoding="utf-8")
    names = ["kms-server.service", "kms-server.socket"]
    equal(sorted(unit.name.removesuffix(".in") for unit in DATA.iterdir()), names)
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *[folder / name for name in names]], capture_output=True, text=True,
        check=False)
    said = [line for line in run.stderr.splitlines() if "kms-server" in line]
    equal((run.returncode, said), (0, []))
    # From 0 (nothing is open) to 10; a server of the Internet needs what it needs.
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", folder / names[0]],
        capture_output=True, text=True, check=False)
    equal((rated.returncode, rated.stdout.splitlines()[-1] if rated.returncode else ""), (0, ""))


tap.run([
    ("ready, reloading, stopping", notices),
    ("the watchdog", watchdog),
    ("sockets that are handed over", sockets),
    ("the issuer secret as a credential", credential),
    ("units", units),
])
