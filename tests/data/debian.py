"""Commands on another Debian, for the tests that want one."""
import pathlib
import re
import subprocess

TESTS = pathlib.Path(__file__).resolve().parents[1]


def start(suite, line, *options):
    """Starts a line of the shell there, in a clean clone; what it says comes out of one pipe."""
    return subprocess.Popen([TESTS / "on-debian", *options, suite, "bash", "-c", line],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def passes(suite, line):
    """A whole run of the tests, in which none fails; how many there were and how long it took is told."""
    program = start(suite, line)
    output = program.communicate()[0]
    print("#", *output.splitlines()[-2:], sep="\n# ", flush=True)
    assert program.returncode == 0 and re.search(r"^\d+ passed, 0 failed", output, re.MULTILINE), output[-8000:]
