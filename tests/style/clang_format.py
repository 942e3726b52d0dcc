"""The C code is laid out by .clang-format."""
import subprocess

from source import check, files


def findings(path):
    run = subprocess.run(
        ["clang-format", "--dry-run", "-Werror", path], capture_output=True, text=True, check=False
    )
    lines = [line.split(":", 1)[1] for line in run.stderr.splitlines() if ": error: " in line]
    return lines[:5] if run.returncode else []


check("layout", files(["src", "tests"], ".c", ".h"), findings)
