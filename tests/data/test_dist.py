#!/usr/bin/python3
"""The archive of a release: meson dist makes it, and what is in it builds, installs and passes its tests."""
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

from programs import SERVER, TOP, tap

SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="kms-dist-"))
OPTIONS = [f"-Dserver={'true' if SERVER.exists() else 'false'}"]


def run(*command):
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith(("KMS_", "MESON"))})
    assert done.returncode == 0, f"{command}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def is_made():
    """meson dist itself builds and installs what it packed."""
    if not (TOP / ".git").exists():
        raise tap.Skip("no repository to make it from")
    run("meson", "setup", SCRATCH / "build", TOP, "-Dtests=false", *OPTIONS)
    run("meson", "dist", "-C", SCRATCH / "build", "--allow-dirty")
    archive = next((SCRATCH / "build/meson-dist").glob("*.tar.xz"))
    assert archive.with_name(archive.name + ".sha256sum").exists()
    with tarfile.open(archive) as tar:
        assert not [name for name in tar.getnames() if "/.git/" in name]
        tar.extractall(SCRATCH)


def passes_its_tests():
    source = next(SCRATCH.glob("kms-desk-*"), None)
    if source is None:
        raise tap.Skip("no archive")
    run("meson", "setup", source / "build", source, "-Dwerror=true", *OPTIONS)
    run("ninja", "-C", source / "build")
    for suite in "common", "engine", "store", "cli", "data":
        run("meson", "test", "-C", source / "build", "--no-rebuild", "--suite", suite, "--no-suite", "long")


try:
    tap.run([("meson dist", is_made), ("its tests", passes_its_tests)])
finally:
    shutil.rmtree(SCRATCH, ignore_errors=True)
