"""What the programs say of themselves: their commands and options, by their own --help."""
import os
import pathlib
import re
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
import tap  # noqa: E402

TOP = TESTS.parent
BUILD = pathlib.Path(os.environ.get("KMS_BUILD", TOP / "build"))
KMS, DESK, SERVER = (BUILD / "src" / path for path in ("cli/kms", "app/kms-desk", "server/kms-server"))
OPTION = re.compile(r"^  +(?:(-\w), )?(--[\w-]+)", re.MULTILINE)
COMMAND = re.compile(r"^  ([a-z]+(?: [a-z]+)?)  +\S", re.MULTILINE)


def run(program, *arguments):
    env = os.environ | {"LC_ALL": "C.UTF-8", "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}
    env.pop("DISPLAY", None)
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=env, timeout=60)
    assert done.returncode == 0, f"{program} {arguments}: {done.stderr}"
    return done.stdout


def options(page):
    """Each long option of a help page with its short one, or ""."""
    return {long: short for short, long in OPTION.findall(page)}


def commands(program):
    page = run(program, "--help")
    return COMMAND.findall(page[page.index("Commands:"):])


def command_options(program):
    """The options of each command."""
    return {command: options(run(program, *command.split(), "--help")) for command in commands(program)}


def equal(found, expected):
    assert found == expected, f"found {found!r} instead of {expected!r}"
