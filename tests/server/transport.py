"""Clients for tests of HTTP: sockets whose bytes the test chooses, and answers taken apart."""
import json
import os
import pathlib
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
import tap  # noqa: E402

BUILD = pathlib.Path(os.environ.get("KMS_BUILD", TESTS.parent / "build"))
SCRATCH = tempfile.mkdtemp(prefix="kms-http-")
PATIENCE = 30  # seconds: for what must happen at once; no test waits so long when all is well


def equal(found, expected):
    assert found == expected, f"found {found!r} instead of {expected!r}"


def until(condition, what):
    """Waits for a condition."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, f"in vain: {what}"
        time.sleep(0.01)


class Answer:
    def __init__(self, status, headers, body, whole=True):
        self.status, self.headers, self.body, self.whole = status, headers, body, whole

    def text(self):
        return self.body.decode()

    def problem(self):
        """The problem, which has what the contract wants of each."""
        equal(self.headers["content-type"], "application/problem+json")
        problem = json.loads(self.body)
        equal(problem["status"], self.status)
        equal(problem["request_id"], self.headers["x-request-id"])
        for name in ("type", "title", "detail", "instance", "code"):
            assert problem[name], problem
        return problem


class Client:
    """One connection."""

    def __init__(self, address, buffer=None):
        unix = isinstance(address, str)
        self.socket = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(address)
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_reason):
        self.socket.close()

    def send(self, data):
        """Sends what the other end takes; one that has had enough may close."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def more(self):
        try:
            data = self.socket.recv(1 << 20)
        except ConnectionResetError:
            data = b""
        self.rest += data
        return bool(data)

    def take(self, length):
        while len(self.rest) < length:
            if not self.more():
                return None
        data, self.rest = self.rest[:length], self.rest[length:]
        return data

    def line(self):
        while b"\r\n" not in self.rest:
            if not self.more():
                return None
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line

    def chunks(self):
        """The body in chunks, and whether its last one came."""
        pieces = []
        while True:
            size = self.line()
            if size is None:
                return b"".join(pieces), False
            piece = self.take(int(size, 16) + 2)
            if piece is None:
                return b"".join(pieces), False
            if piece == b"\r\n":
                return b"".join(pieces), True
            pieces.append(piece[:-2])

    def answer(self, method="GET"):
        """The next answer; None when the connection was closed instead."""
        first = self.line()
        if first is None:
            return None
        assert first.startswith(b"HTTP/1.1 "), first
        status, headers = int(first.split()[1]), {}
        while line := self.line():
            name, value = line.decode().split(": ", 1)
            assert name.lower() not in headers, f"{name} is there twice"
            headers[name.lower()] = value
        if status == 100:
            return self.answer(method)
        if headers.get("transfer-encoding") == "chunked":
            return Answer(status, headers, *self.chunks())
        length = 0 if method == "HEAD" else int(headers.get("content-length", "0"))
        body = self.take(length)
        return Answer(status, headers, body or b"", body is not None)

    def closed(self):
        """Waits for the end of the connection; whether nothing more came."""
        while self.more():
            pass
        return self.rest == b""

    def ask(self, path="/", method="GET", body=None, **headers):
        self.send(request(path, method, body, **headers))
        return self.answer(method)


def request(path="/", method="GET", body=None, **headers):
    lines = [f"{method} {path} HTTP/1.1", "Host: x"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


class Server:
    """A program that prints where it listens, and ends at SIGTERM."""

    def __init__(self, *command, files=None, unix=None, env=None):
        def limit():
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, preexec_fn=limit, env=env
        )
        port = int(self.process.stdout.readline())
        self.address = unix or ("127.0.0.1", port)
        self.stopping = False

    def __enter__(self):
        return self

    def __exit__(self, kind, *_reason):
        if kind is None:
            self.end()
        else:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """Once: the second time would kill it."""
        if not self.stopping:
            self.process.send_signal(signal.SIGTERM)
        self.stopping = True

    def end(self):
        """Stops it; returns what it said meanwhile."""
        if self.process.poll() is None:
            self.stop()
        said = self.process.communicate(timeout=PATIENCE)[0]
        equal(self.process.returncode, 0)
        return said

    def connect(self, **options):
        return Client(self.address, **options)

    def ask(self, *arguments, **options):
        with self.connect() as client:
            return client.ask(*arguments, **options)

    def memory(self, name="VmRSS"):
        """In KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split(name + ":")[1].split()[0])

    def n_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def readable(clients):
    """Those of many clients that have something to read, as soon as there is one."""
    poll = select.poll()
    for client in clients:
        poll.register(client.socket, select.POLLIN)
    ready = {fd for fd, _event in poll.poll(PATIENCE * 1000)}
    return [client for client in clients if client.socket.fileno() in ready]


def server(*settings, **options):
    """http-program.c; a copy, so that a build that links anew does not take it away."""
    program = os.path.join(SCRATCH, "http-program")
    if not os.path.exists(program):
        shutil.copy2(BUILD / "tests/http-program", program)
    return Server(program, *settings, **options)


def run(checks):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    try:
        tap.run(checks)
    finally:
        shutil.rmtree(SCRATCH)
