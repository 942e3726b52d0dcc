"""src/run, the front door: KMS Desk on a server of its own, which ends with it; and without a screen."""
import contextlib
import http.client
import os
import pathlib
import re
import socket
import subprocess
import tempfile

from desk import BUILD, TIMEOUT, Desk, wait_for
from issuing import at_step, enter_device, issue, press_next, random_digits, run, wait_for_verdict
from online import PASSWORD, at_home, begin_issue, confirm_notice

RUN = pathlib.Path(__file__).parents[2] / "src" / "run"
SHEETS = RUN.parents[1] / "data" / "sample" / "sheets.csv"
KEY = re.compile(r"(?:[0-9A-F]{4}-){3}[0-9A-F]{4}")


class Sample:
    """A data folder for the server of src/run."""

    def __init__(self, folder, listen="127.0.0.1:0"):
        self.folder = pathlib.Path(folder)
        self.environment = {"KMS_BUILD": str(BUILD), "KMS_SAMPLE_FOLDER": str(self.folder / "data"),
                            "KMS_LISTEN": listen}

    @property
    def port(self):
        return int((self.folder / "data" / "address").read_text().rsplit(":", 1)[1])

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request("GET", "/v1/status")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def wait_for_end(self):
        """The server has let go of its store."""
        lock = self.folder / "data" / "kms.sqlite-lock"
        wait_for(lambda: subprocess.run(["flock", "--nonblock", lock, "true"], check=False).returncode == 0,
                 "the end of the server")
        assert not self.answers()

    def desk(self, home):
        with open(self.folder / f"{home}.log", "wb") as output:
            return Desk(program=RUN, home=self.folder / home, environment=self.environment, output=output)

    def without_display(self, *arguments):
        """Exit status, output and complaints of src/run without a screen."""
        environment = {**os.environ, **self.environment, "XDG_DATA_HOME": str(self.folder / "home")}
        del environment["DISPLAY"]
        done = subprocess.run([RUN, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=6 * TIMEOUT, check=False)
        return done.returncode, done.stdout, done.stderr


@contextlib.contextmanager
def sample(**settings):
    with tempfile.TemporaryDirectory(prefix="kms-run-") as folder:
        yield Sample(folder, **settings)


def the_first_issue(desk):
    """As the README tells it."""
    begin_issue(desk)
    press_next(desk)
    at_step(desk, 2)
    enter_device(desk, random_digits())
    desk.copy("".join(SHEETS.read_text().splitlines(True)[1:4]))
    desk.press("_Paste Whole Sheet")
    for row in 1, 2, 3:
        wait_for_verdict(desk, row, "New")
    press_next(desk)
    at_step(desk, 4)
    issue(desk, 3)


def the_server_ends_with_the_last_window(_language):
    with sample() as server:
        with server.desk("first") as first:
            confirm_notice(first)
            at_home(first)
            the_first_issue(first)
            port = server.port
            with server.desk("second") as second:
                confirm_notice(second)
                at_home(second)
                assert server.port == port
                second.close()
            assert server.answers()
            # Not even a crash leaves the server behind.
            first.kill()
            server.wait_for_end()


def without_a_screen(_language):
    with sample() as server:
        tables = []
        for verdict in "New", "Issued before":
            status, output, complaints = server.without_display()
            assert (status, complaints) == (0, ""), (status, output, complaints)
            assert "There is no display" in output and PASSWORD in output, output
            assert output.count(verdict) == 4, output
            tables.append(KEY.findall(output))
            server.wait_for_end()
        assert len(tables[0]) == 1 + 2 * 4 and tables[0] == tables[1], tables
        status, output, complaints = server.without_display("demo")
        assert (status, complaints) == (0, ""), (status, output, complaints)
        assert "There is no display" in output and "7777-7777-7777-7777" in output, output


def a_port_that_is_taken(_language):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with sample(listen=f"127.0.0.1:{port}") as server:
            status, output, complaints = server.without_display()
            assert (status, complaints) == (0, ""), (status, output, complaints)
            assert server.port != port and f"127.0.0.1:{server.port}" in output, output


def a_server_that_runs_already(_language):
    """The one of "src/run server" is used, and stays."""
    with sample() as server:
        running = subprocess.Popen([RUN, "server"], env=os.environ | server.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            address = next(line for line in running.stdout if line.startswith("kms-server: "))
            address = address.removeprefix("kms-server: ").strip()
            status, output, _ = server.without_display()
            assert status == 0 and address in output, output
            assert server.answers()
            status, output, complaints = server.without_display("server")
            assert status == 1 and address in complaints, (status, output, complaints)
        finally:
            running.terminate()
            status = running.wait(TIMEOUT)
            running.stdout.close()
        assert status == 0
        server.wait_for_end()


def a_server_that_cannot_start(_language):
    with sample() as server:
        assert server.without_display()[0] == 0
        server.wait_for_end()
        (server.folder / "data" / "issuer-secret").unlink()
        status, output, complaints = server.without_display()
        assert status == 1 and "issuer-secret" in complaints, (status, output, complaints)
        assert len(complaints.splitlines()) == 1, complaints


run(
    the_server_ends_with_the_last_window,
    without_a_screen,
    a_port_that_is_taken,
    a_server_that_runs_already,
    a_server_that_cannot_start,
    languages=("en",),
)
