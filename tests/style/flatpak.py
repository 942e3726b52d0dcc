"""The manifest of the Flatpak: what it may do is what its README says, and what it is built of is pinned."""
import re

import yaml

from source import TOP, nothing, tap, text

ID = "io.github.kmsdesk.KmsDesk"
FOLDER = TOP / "flatpak"
MANIFEST = yaml.safe_load(text(FOLDER / f"{ID}.yml"))
PERMISSIONS = ["--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri"]
ADDRESS = re.compile(r"https://[^ ]+\.tar\.(gz|bz2|xz)")
CHECKSUM = re.compile(r"[0-9a-f]{64}")


def equal(found, expected):
    assert found == expected, f"found {found!r} instead of {expected!r}"


def named():
    """After the ID of the program, on a runtime of GNOME."""
    equal(MANIFEST["id"], re.search(r"^app_id = '(.+)'", text(TOP / "meson.build"), re.M)[1])
    equal((MANIFEST["runtime"], MANIFEST["sdk"]), ("org.gnome.Platform", "org.gnome.Sdk"))
    assert int(MANIFEST["runtime-version"]) >= 50, MANIFEST["runtime-version"]
    assert f"GNOME {MANIFEST['runtime-version']}" in text(FOLDER / "README.md")


def permissions():
    """These and no others, each with its reason in the README."""
    equal(MANIFEST["finish-args"], PERMISSIONS)
    reasons = "".join(line for line in text(FOLDER / "README.md").splitlines() if line.startswith("| `--"))
    equal(re.findall(r"`(--.+?)`", reasons), sorted(PERMISSIONS, key=reasons.find))


def pinned():
    sources = [source for module in MANIFEST["modules"] for source in module["sources"]]
    archives = [source for source in sources if source["type"] == "archive"]
    nothing(str(source) for source in archives
            if not ADDRESS.fullmatch(source["url"]) or not CHECKSUM.fullmatch(source["sha256"]))
    equal([source["path"] for source in sources if source not in archives], ["..", "manual"])


def the_program():
    """Without the server, and tested."""
    module = MANIFEST["modules"][-1]
    equal(module["name"], "kms-desk")
    assert "-Dserver=false" in module["config-opts"] and module["run-tests"], module
    suites = re.findall(r"--suite (\S+)", " ".join(module["test-commands"]))
    nothing(suite for suite in suites if not list((TOP / "tests" / suite).glob("test-*.c")))
    assert len(suites) >= 8, suites


tap.run([
    ("its name", named),
    ("its permissions", permissions),
    ("its sources", pinned),
    ("the program in it", the_program),
])
