"""Shell scripts parse and have their run bit."""
import os
import subprocess

from source import TOP, check, files, text


def findings(path):
    if not os.access(path, os.X_OK):
        yield "has no run bit"
    shell = text(path).split("\n", 1)[0].split("/")[-1].split()[-1]
    run = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
    yield from run.stderr.splitlines()


def is_script(path):
    with open(path, "rb") as script:
        first = script.readline(40)
    return first.startswith(b"#!") and first.rstrip().endswith(b"sh")


SCRIPTS = [path for path in files(["src", "data", "flatpak", "help", "tests"], "", ".sh") if is_script(path)]
check("scripts", SCRIPTS + [TOP / ".ci" / "run"], findings)
