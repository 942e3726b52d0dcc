"""A real kms-server with a database of its own, and clients of it: what test_*.py here are made of.

The program is the one in the build folder, KMS_BUILD. It never sees the caller's home or language.
"""
import email
import email.policy
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
sys.path.insert(0, str(TESTS / "contract"))
import tap  # noqa: E402, F401
import tools  # noqa: E402

BUILD = pathlib.Path(os.environ.get("KMS_BUILD", TESTS.parent / "build"))
SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="kms-server-"))
# A copy, so that a build that links anew meanwhile does not take the program away.
KMS_SERVER = shutil.copy2(BUILD / "src/server/kms-server", SCRATCH)

PATIENCE = 60  # seconds until something that must happen counts as not happening


def wait_until(condition, what, patience=PATIENCE):
    """Returns the first true value of condition()."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"still waiting for {what}")


def equal(found, expected):
    assert found == expected, f"found {found!r} instead of {expected!r}"


def environment():
    names = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS")
    env = {name: os.environ[name] for name in names if name in os.environ}
    env.update(HOME=str(SCRATCH), PATH=os.environ["PATH"], TZ="UTC", LC_ALL="C.UTF-8", G_DEBUG="fatal-criticals")
    return env


class Answer:
    """What came back: status, headers (names in lower case), body as bytes."""

    def __init__(self, response):
        self.status = response.status
        self.pairs = [(name.lower(), value) for name, value in response.getheaders()]
        self.headers = dict(self.pairs)
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The code of a problem."""
        return self.json()["code"]

    def places(self):
        """What a problem says of each place: [(pointer or parameter, code)]."""
        return [(e.get("pointer", e.get("parameter")), e["code"]) for e in self.json().get("errors", [])]


class Client:
    """An HTTP client on a connection of its own, which speaks for one session once it has a token."""

    def __init__(self, url, token=None):
        self.address = urllib.parse.urlsplit(url)
        self.token = token
        self.connection = None

    def request(self, method, path, body=None, headers=None):
        """body: bytes as they are, anything else as JSON; None for none."""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=PATIENCE)
        try:
            self.connection.request(method, path, body, headers)
            answer = Answer(self.connection.getresponse())
        except (http.client.HTTPException, OSError):
            self.close()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        assert "sl-violations" not in answer.headers, f"{method} {path}: {answer.headers['sl-violations']}"
        if "x-request-id" in answer.headers:
            equal(answer.headers["cache-control"], "no-store")
            equal(answer.headers["x-content-type-options"], "nosniff")
        return answer

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body=None, **more):
        return self.request("PUT", path, body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)

    def log_in(self, login_id, password):
        answer = self.post("/v1/sessions", {"login_id": login_id, "password": password})
        equal(answer.status, 201)
        self.token = answer.json()["token"]
        return self

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Server:
    """kms-server with a folder of its own. Keys of the configuration as group={"key": value}."""

    def __init__(self, folder=None, wrapper=(), **groups):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(dir=SCRATCH))
        self.data = self.folder / "data"
        self.configuration = self.folder / "kms-server.conf"
        self.wrapper = list(wrapper)  # a command that runs the program, such as strace
        self.process = None
        self.configure(**groups)

    def configure(self, **groups):
        groups.setdefault("server", {})
        groups["server"].setdefault("listen", "127.0.0.1:0")
        groups["server"].setdefault("data-folder", self.data)
        groups["server"].setdefault("connections-per-address", 10000)
        groups.setdefault("limits", {"session-requests": 1000000, "address-requests": 1000000})
        lines = []
        for group, keys in groups.items():
            lines.append(f"[{group}]")
            lines += [f"{key}={value}" for key, value in keys.items()]
        self.configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self, *arguments):
        return [*self.wrapper, KMS_SERVER, "--config", self.configuration, *arguments]

    def start(self):
        self.output = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            self.command("serve"), stdout=subprocess.PIPE, stderr=self.output, env=environment())
        line = self.process.stdout.readline().decode()
        assert line.startswith("kms-server: "), f"kms-server did not start: {line!r} {self.log()}"
        self.url = line.removeprefix("kms-server: ").strip()
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, reason, _):
        if kind is None or (kind is SystemExit and not reason.code):
            self.stop()
        else:
            self.kill()
            print("\n".join("# " + line for line in self.log().splitlines()[-20:]), file=sys.stderr)

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def signal(self, number):
        """To the program itself, whatever runs it."""
        pid = self.process.pid
        if self.wrapper:
            pid = int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()[0])
        os.kill(pid, number)

    def stop(self):
        """As the service manager does it."""
        self.signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self.close()
        equal(status, 0)
        assert "CRITICAL" not in self.log(), self.log()

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.close()

    def close(self):
        self.process.stdout.close()
        self.output.close()
        self.process = None

    def client(self, token=None):
        return Client(self.url, token)

    def admin(self, *arguments, stdin="", status=0):
        """An administration command; returns its standard output."""
        run = subprocess.run(
            [KMS_SERVER, "--config", self.configuration, *arguments], input=stdin, env=environment(),
            capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert run.returncode == status, f"{arguments}: status {run.returncode}: {run.stderr}"
        assert "CRITICAL" not in run.stderr, run.stderr
        return run.stdout if status == 0 else run.stderr

    def mails(self, to=None):
        """What was delivered into the Maildir, oldest first."""
        folder = self.data / "Maildir" / "new"
        files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []
        mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
        return [mail for mail in mails if to in (None, mail["To"])]

    def wait_for_mail(self, to, count=1):
        """The newest mail to an address, once so many are there."""
        return wait_until(lambda: self.mails(to)[count - 1:], f"mail {count} to {to}")[-1]


class Prism:
    """Prism's validating proxy in front of a server: an answer that leaves the contract is none."""

    def __init__(self, server):
        tools.install()
        self.log = open(server.folder / "prism", "w+b")
        self.process = subprocess.Popen(
            tools.command("prism", "proxy", "--errors", "--validate-request=false", "--port", "0", tools.CONTRACT,
                          server.url),
            stdout=self.log, stderr=subprocess.STDOUT, env=os.environ | tools.QUIET)
        try:
            self.url = wait_until(self.find_url, "Prism")
        except AssertionError:
            self.stop()
            raise

    def find_url(self):
        assert self.process.poll() is None, self.read_log()
        for word in self.read_log().split():
            if word.startswith("http://127.0.0.1:") and "listening" in self.read_log():
                return word
        return None

    def read_log(self):
        return pathlib.Path(self.log.name).read_text(encoding="utf-8", errors="replace")

    def client(self, token=None):
        return Client(self.url, token)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
