"""gtk4-builder-tool validate on every .ui of the app, with libadwaita and our own types at hand.

The first argument is the module builder-types.c, which gives the tool those types. Whatever GTK says
on the way (a child or a handler that the class does not have) counts as well.
"""
import os
import subprocess
import sys

from source import check, files


def findings(path):
    environment = dict(os.environ, LD_PRELOAD=sys.argv[1], GTK_A11Y="none")
    run = subprocess.run(
        ["gtk4-builder-tool", "validate", path],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=30,
    )
    yield from (run.stdout + run.stderr).splitlines()
    if run.returncode:
        yield f"exit status {run.returncode}"


check("templates", files(["src/app"], ".ui"), findings)
