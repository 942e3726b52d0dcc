"""The commands that the README prints under "Try it", copied into a fresh Debian 12, one after the other,
by somebody with a display: the window opens, and the tests pass. How long each took is in the output."""
import re
import subprocess
import sys
import time

import debian

sys.path.insert(0, str(debian.TESTS))
import tap  # noqa: E402

BLOCK = re.compile(r"## Try it\n.*?```\n(.*?)```", re.DOTALL)
COMMANDS = BLOCK.search((debian.TESTS.parent / "README.md").read_text(encoding="utf-8"))[1].splitlines()
SUITE = "bookworm"
POLL = 0.1  # seconds


def xdotool(*arguments):
    return subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False).stdout.split()


def opens(line, *options):
    """The window is there; Ctrl+Q closes it, and that is the end of the command."""
    began = time.monotonic()
    program = debian.start(SUITE, line, *options)
    while not xdotool("search", "--onlyvisible", "--name", "KMS Desk"):
        assert program.poll() is None, program.stdout.read()[-4000:]
        time.sleep(POLL)
    print(f"# {line} The window was there after {time.monotonic() - began:.0f} s.", flush=True)
    while program.poll() is None:
        xdotool("key", "ctrl+q")
        time.sleep(POLL)
    output = program.stdout.read()
    assert program.returncode == 0, output[-4000:]


RUN, DEMO, TEST = COMMANDS
tap.run([
    (RUN, lambda: opens(RUN, "--fresh")),
    (DEMO, lambda: opens(DEMO)),
    (TEST, lambda: debian.passes(SUITE, TEST)),
])
