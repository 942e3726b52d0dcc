"""A person at a desktop of their own: a home, a session bus, a keyring, and the real kms."""
import os
import pathlib
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "server"))
from program import BUILD, KMS, Answer, environment  # noqa: E402
from server import SCRATCH, wait_until  # noqa: E402

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Person:
    """keyring: whether there is one. KMS_SERVER is set when a url is given."""

    def __init__(self, url="", keyring=True):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH))
        self.env = environment() | {"HOME": str(self.home), "GSETTINGS_BACKEND": "keyfile",
                                    "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"):
            (self.home / name).mkdir(mode=0o700)
            self.env[name] = str(self.home / name)
        if url:
            self.env["KMS_SERVER"] = url
        self.started = []
        bus = self.home / "bus"
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
        if keyring:
            configuration = self.home / "bus.conf"
            configuration.write_text(BUS.format(path=bus), encoding="utf-8")
            self.start("dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile")
            wait_until(bus.exists, "the session bus")
            daemon = self.start("gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground",
                                stdin=subprocess.PIPE)
            daemon.stdin.write(b"testpw")
            daemon.stdin.close()
            wait_until(self.has_keyring, "the keyring", 20)

    def start(self, *command, **more):
        env = {name: value for name, value in self.env.items() if name != "G_DEBUG"}
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        self.started.append(process)
        return process

    def keyring(self, method, *arguments):
        """A call of the Secret Service."""
        return subprocess.run(
            ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
             "/org/freedesktop/secrets", "--method", f"org.freedesktop.Secret.Service.{method}", *arguments],
            env=self.env, capture_output=True, text=True, check=False).stdout

    def has_keyring(self):
        return "/collection/" in self.keyring("ReadAlias", "default")

    def lock_keyring(self):
        self.keyring("Lock", "['/org/freedesktop/secrets/aliases/default']")

    def popen(self, *arguments, **more):
        return subprocess.Popen([KMS, *arguments], env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, **more)

    def kms(self, *arguments, stdin="", wrapper=(), **variables):
        return Answer(subprocess.run([*wrapper, KMS, *arguments], input=stdin.encode(), capture_output=True,
                                     env=self.env | variables, timeout=120, check=False))

    def log_in(self, account, *options):
        return self.kms("login", account["account"]["login_id"], *options, stdin=account["password"] + "\n")

    @property
    def journal(self):
        return self.home / "XDG_DATA_HOME/kms-desk/journal.sqlite"

    def files(self):
        """All of the home but the keyring and the sockets."""
        return [path for path in self.home.rglob("*") if path.is_file() and "keyrings" not in path.parts]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.terminate()
            process.wait(60)
