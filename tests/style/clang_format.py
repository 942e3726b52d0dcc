"""The C code is laid out by .clang-format, as the version of Debian 12 reads it."""
import re
import subprocess

from source import check, files, skip

VERSION = "14"


def findings(path):
    run = subprocess.run(
        ["clang-format", "--dry-run", "-Werror", path], capture_output=True, text=True, check=False
    )
    lines = [line.split(":", 1)[1] for line in run.stderr.splitlines() if ": error: " in line]
    return lines[:5] if run.returncode else []


def version():
    run = subprocess.run(["clang-format", "--version"], capture_output=True, text=True, check=True)
    return re.search(r"version (\d+)", run.stdout).group(1)


if version() == VERSION:
    check("layout", files(["src", "tests"], ".c", ".h"), findings)
else:
    skip("layout", f"clang-format {version()} lays out otherwise than {VERSION}")
