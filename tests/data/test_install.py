#!/usr/bin/python3
"""Installs into a prefix, runs what was installed from there, and uninstalls: nothing is left."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from programs import BUILD, SERVER, TESTS, TOP, tap

ID = "io.github.kmsdesk.KmsDesk"
SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="kms-install-"))
LONG = "KMS_LONG" in os.environ
# The long way builds for a prefix of its own and installs there. The quick one installs what is built into
# a folder that stands for the root, as packages are made; only its texts are then not where they were meant.
STAGE = SCRATCH / "stage"
BUILT = SCRATCH / "build" if LONG else BUILD
PREFIX = SCRATCH / "prefix" if LONG else pathlib.Path("/usr/local")
ROOT = PREFIX if LONG else STAGE / PREFIX.relative_to("/")
TEXTS = {} if LONG else {"KMS_LOCALE_DIR": str(ROOT / "share/locale")}
PARTS = """
bin/kms bin/kms-desk
share/applications/ID.desktop share/metainfo/ID.metainfo.xml share/glib-2.0/schemas/ID.gschema.xml
share/icons/hicolor/scalable/apps/ID.svg share/icons/hicolor/symbolic/apps/ID-symbolic.svg
share/dbus-1/services/ID.service share/gnome-shell/search-providers/ID.search-provider.ini
share/bash-completion/completions/kms share/locale/ja/LC_MESSAGES/kms-desk.mo
share/man/man1/kms.1 share/man/man1/kms-desk.1 share/man/ja/man1/kms.1 share/man/ja/man1/kms-desk.1
share/help/C/kms-desk/index.page share/help/C/kms-desk/figures/find.png
share/help/ja/kms-desk/index.page share/help/ja/kms-desk/figures/find.png
share/kms-desk/manual-en.pdf share/kms-desk/manual-ja.pdf
""".replace("ID", ID).split()
SERVER_PARTS = """
bin/kms-server share/man/man8/kms-server.8 share/man/ja/man8/kms-server.8 lib/systemd/system/kms-server.service
lib/systemd/system/kms-server.socket share/doc/kms-desk/kms-server.conf share/doc/kms-desk/nginx/kms-server.conf
share/doc/kms-desk/openapi/kms-v1.yaml share/doc/kms-desk/sample/sheets.csv
share/doc/kms-desk/policies/privacy-ja.json share/doc/kms-desk/policies/privacy-en.json
share/doc/kms-desk/policies/cookie-ja.json share/doc/kms-desk/policies/cookie-en.json
""".split()


def run(*command, timeout=120, **environment):
    """Without what leads programs into the build folder."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("KMS_", "GSETTINGS_SCHEMA"))}
    done = subprocess.run(
        command, env=env | environment, capture_output=True, text=True, check=False, timeout=timeout,
        stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def installs():
    """Each file has its place."""
    if LONG:
        server = "true" if SERVER.exists() else "false"
        run("meson", "setup", BUILT, TOP, f"--prefix={PREFIX}", "-Dtests=false", f"-Dserver={server}", timeout=600)
        run("ninja", "-C", BUILT, timeout=3000)
        run("meson", "install", "-C", BUILT, "--no-rebuild", "--quiet")
    else:
        run("meson", "install", "-C", BUILT, "--no-rebuild", "--quiet", "--destdir", STAGE)
        run("glib-compile-schemas", ROOT / "share/glib-2.0/schemas")
    expected = set(PARTS + (SERVER_PARTS if SERVER.exists() else []))
    there = files(ROOT)
    assert expected <= there, sorted(expected - there)


def names_the_prefix():
    """What names a program names the one that is installed."""
    service = (ROOT / f"share/dbus-1/services/{ID}.service").read_text(encoding="utf-8")
    assert f"Exec={PREFIX}/bin/kms-desk --gapplication-service\n" in service, service
    if SERVER.exists():
        for path in ("lib/systemd/system/kms-server.service", "share/man/man8/kms-server.8", "share/man/ja/man8/kms-server.8"):
            text = (ROOT / path).read_text(encoding="utf-8")
            assert not re.search(r"@\w+@", text), path
        unit = (ROOT / "lib/systemd/system/kms-server.service").read_text(encoding="utf-8")
        assert f"ExecStart={PREFIX}/bin/kms-server --config" in unit, unit


def programs_run():
    """From there, with the texts that are there."""
    japanese = {"LANG": "ja_JP.UTF-8", "LOCPATH": str(BUILD / "tests"), "LC_ALL": "", "LANGUAGE": ""}
    shown = run(ROOT / "bin/kms", "--help", **japanese, **TEXTS)
    assert "レジストレーションキー" in shown, shown
    assert "1111" in run(ROOT / "bin/kms", "sheets", "--demo", "--sample")
    if SERVER.exists():
        run(ROOT / "bin/kms-server", "--version")


def window_opens():
    """In Japanese, with its settings."""
    run(TESTS / "with-desktop", "/usr/bin/python3", TESTS / "data/installed_window.py", ROOT, KMS_TEST_LANG="ja",
        KMS_BUILD=str(BUILD), PYTHONDONTWRITEBYTECODE="1", **TEXTS)


def uninstalls():
    """Nothing is left but caches of what all applications share, made anew by each."""
    run("ninja", "-C", BUILT, "uninstall", DESTDIR="" if LONG else str(STAGE))
    caches = {"share/glib-2.0/schemas/gschemas.compiled", "share/applications/mimeinfo.cache"}
    left = files(ROOT)
    assert left <= caches, sorted(left - caches)


try:
    tap.run([
        ("installs", installs),
        ("names the prefix", names_the_prefix),
        ("programs run", programs_run),
        ("the window opens", window_opens),
        ("uninstalls", uninstalls),
    ])
finally:
    shutil.rmtree(SCRATCH, ignore_errors=True)
