"""A disk that fails under the server: nobody is told of an issue that is not kept, and the file opens clean."""
import signal

from dealers import dealer, new_sheets
from load import Load
from server import PATIENCE, Server, tap, wait_until

# The calls of SQLite that write and that wait for the disk.
WRITES = "write,pwrite64"
SYNCS = "fsync,fdatasync"


def strace(folder, calls, error, when):
    # Only the database: the log and the sockets go through other calls.
    return ["strace", "-f", "-qq", "-o", folder / "strace", "-e", f"trace={calls}",
            "-e", f"inject={calls}:error={error}:when={when}"]


class Case:
    """A server with a dealer and sheets, which is started anew on a failing disk."""

    def __init__(self):
        self.server = Server().start()
        self.server.configure(server={"listen": self.server.url.removeprefix("http://")})
        self.token = dealer(self.server.client(), self.server, "dealer@example.com").token
        self.load = Load(self.token, new_sheets(self.server, 3000), accepted=(201, 500, 503))
        self.server.stop()

    def run(self, calls, error, when, body):
        self.server.wrapper = strace(self.server.folder, calls, error, when)
        self.server.start()
        self.load.run(self.server.url, body)

    def finish(self):
        """On a good disk again: everything that was under way is repeated, all is there, once."""
        self.server.wrapper = []
        if self.server.process is not None:
            self.server.process.wait(PATIENCE)
            self.server.close()
        self.server.start()
        done = len(self.load.done)
        self.load.accepted = (201,)
        self.load.run(self.server.url, lambda: wait_until(lambda: len(self.load.done) > done + 20, "issues"))
        self.load.check(self.server.client(self.token))
        self.server.stop()
        self.server.admin("check")


def sync_fails():
    """After a failed fsync nobody knows what is on the disk: the process ends."""
    case = Case()

    def ended():
        wait_until(lambda: case.server.process.poll() is not None, "the end of the server")

    case.run(SYNCS, "EIO", "30+", ended)
    assert case.server.process.returncode != 0
    case.finish()


def disk_full():
    """Refused as long as there is no room; then it goes on by itself."""
    case = Case()
    case.run("pwrite64", "ENOSPC", "200..260", lambda: wait_until(
        lambda: case.load.refused > 0 and len(case.load.done) > 200, "refusals, and issues after them"))
    assert case.server.process.poll() is None
    case.server.signal(signal.SIGTERM)
    case.finish()


def write_fails():
    case = Case()
    case.run("pwrite64", "EIO", "200..260", lambda: wait_until(
        lambda: case.load.refused > 0 or case.server.process.poll() is not None, "refusals, or the end"))
    if case.server.process.poll() is None:
        case.server.signal(signal.SIGTERM)
    case.finish()


tap.run([
    ("fsync fails", sync_fails),
    ("the disk is full for a while", disk_full),
    ("a write fails", write_fails),
])
