"""The keyring of the desktop, for the programs on the bus of this session."""
import contextlib
import os
import signal
import subprocess
import tempfile

from desk import wait_for


class Keyring:
    """A real one on the bus of this session, with a folder of its own."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name != "G_DEBUG"}
            | {"XDG_DATA_HOME": self.folder.name})
        self.process.stdin.write(b"testpw")
        self.process.stdin.close()
        wait_for(lambda: "/collection/" in self.call("ReadAlias", "default"), "the keyring")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def call(self, method, *arguments):
        return subprocess.run(
            ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
             "/org/freedesktop/secrets", "--method", f"org.freedesktop.Secret.Service.{method}", *arguments],
            capture_output=True, text=True, check=False, timeout=60).stdout

    def lock(self):
        self.call("Lock", "['/org/freedesktop/secrets/aliases/default']")

    @contextlib.contextmanager
    def hanging(self):
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)
