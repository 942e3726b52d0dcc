"""The npm tools of the contract, in the versions of package.json. They are installed when they are
missing, into node_modules beside this file, and never need the network again."""
import fcntl
import json
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
CONTRACT = TOP / "data" / "openapi" / "kms-v1.yaml"
INSTALL = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}


def pinned():
    package = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    return package["devDependencies"] | package["overrides"]


def installed():
    """The versions that are there. npm writes this list when everything is in its place."""
    try:
        text = (HERE / "node_modules" / ".package-lock.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    packages = json.loads(text)["packages"]
    return {path.removeprefix("node_modules/"): about["version"] for path, about in packages.items()}


def install():
    """Makes sure that the tools are there; tests that run at the same time wait for each other."""
    with open(HERE / "package.json", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if pinned().items() <= installed().items():
            return
        shutil.rmtree(HERE / "node_modules", ignore_errors=True)
        try:
            npm = subprocess.run(
                INSTALL + ["--loglevel=error", "--no-update-notifier", "--fetch-retries=1"],
                cwd=HERE, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise AssertionError("npm is missing: install the packages of tests/debian-packages") from None
        assert npm.returncode == 0 and pinned().items() <= installed().items(), (
            "The tools of tests/contract/package.json are not installed, and npm could not install them "
            "(is its registry in reach?):\n" + npm.stderr)


def command(name, *arguments):
    """What to run a tool with, once install() has been called."""
    return [HERE / "node_modules" / ".bin" / name, *arguments]


def run(name, *arguments):
    try:
        return subprocess.run(command(name, *arguments), capture_output=True, text=True, check=False,
                              env=os.environ | QUIET)
    except FileNotFoundError:
        raise AssertionError(f"{name} is not installed") from None
