"""KMS Desk as a Flatpak: built, installed as a dealer would, and used in its sandbox.

The window is driven from outside. Its server and the keyring are those of the desktop around it, and
what it asks of the desktop goes through real portals.
"""
import base64
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
ID = "io.github.kmsdesk.KmsDesk"
HOME = pathlib.Path(pwd.getpwuid(os.getuid()).pw_dir)  # this session has one of its own
FOLDER = pathlib.Path(os.environ.get("KMS_FLATPAK_FOLDER") or HOME / ".cache" / "kms-flatpak")
os.environ["KMS_DESK_COMMAND"] = f"flatpak --user run --die-with-parent --file-forwarding {ID}"
# A sandbox has what the portals give here; this session has a folder of its own, which root can put there.
GIVEN = f"/run/user/{os.getuid()}"
if os.getuid() == 0 and os.environ["XDG_RUNTIME_DIR"] != GIVEN:
    os.execvp("unshare", [
        "unshare", "--mount", "sh", "-c",
        'mkdir -p "$0" && mount --bind "$XDG_RUNTIME_DIR" "$0" && XDG_RUNTIME_DIR="$0" exec "$@"', GIVEN,
        sys.executable, __file__])
FOLDER.mkdir(parents=True, exist_ok=True)
INSTALLATION = os.environ["FLATPAK_USER_DIR"] = tempfile.mkdtemp(prefix="installation-", dir=FOLDER)
sys.path.append(str(TOP / "tests" / "online"))

from gi.repository import Gio, GLib  # noqa: E402

from desk import Desk, wait_for  # noqa: E402
from fault_proxy import FaultProxy  # noqa: E402
from issuing import (  # noqa: E402
    SAMPLE,
    at_step,
    demo,
    enter_device,
    grouped,
    issue,
    issuing_demo,
    key_entry,
    practice_sheet,
    press_next,
    random_digits,
    result,
)
from keyring import Keyring  # noqa: E402
from notifications import Notifications  # noqa: E402
from online import (  # noqa: E402
    LOGIN_ID,
    PASSWORD,
    at_home,
    at_log_in,
    confirm_notice,
    end_session,
    issue_sheets,
    new_sheets,
    password_entry,
    service,
    set_server,
)
from portals import choose_file, portals  # noqa: E402
from viewers import PDF, Viewers  # noqa: E402
import tap  # noqa: E402

KEYS = tempfile.mkdtemp(prefix="kms-keys-")
PERMISSIONS = {"shared": "network;ipc;", "sockets": "x11;wayland;fallback-x11;", "devices": "dri;"}
BUILD_TIME = 3600  # seconds


def flatpak(*arguments):
    run = subprocess.run(["flatpak", *arguments], capture_output=True, text=True, check=False, timeout=600)
    assert run.returncode == 0, f"flatpak {arguments}: {run.stdout}{run.stderr}"
    return run.stdout


def in_sandbox(home, command):
    """What a shell in the sandbox prints."""
    return subprocess.run(
        ["flatpak", "--user", "run", "--command=sh", ID, "-c", command], env=os.environ | {"HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60).stdout


class Built:
    """Whether there is something to install; nothing else can be looked at before."""

    done = False


def needs_build(check):
    def checked():
        if not Built.done:
            raise tap.Skip("it was not built")
        check()

    return checked


def new_key(folder):
    """A key of gpg in a folder of its own."""
    env = os.environ | {"GNUPGHOME": folder}
    for arguments in (["--quick-gen-key", "--passphrase", "", "Flatpak"], ["--export", "--output", f"{folder}/key"]):
        subprocess.run(["gpg", "--batch", "--quiet", *arguments], env=env, check=True, timeout=600)
    return base64.b64encode(pathlib.Path(folder, "key").read_bytes()).decode()


def builds():
    """Signed; the tests of the lower layers run in the build."""
    new_key(KEYS)
    env = {name: value for name, value in os.environ.items()
           if not name.startswith(("XDG_", "FLATPAK_", "GSETTINGS_", "KMS_"))}
    run = subprocess.run(["nice", TOP / "flatpak" / "build", "--sign", "Flatpak"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True, check=False, timeout=BUILD_TIME,
                         env=env | {"HOME": str(HOME), "KMS_FLATPAK_FOLDER": str(FOLDER), "GNUPGHOME": KEYS})
    if run.returncode != 0:
        probe = subprocess.run(["bwrap", "--dev-bind", "/", "/", "--unshare-pid", "true"], capture_output=True,
                               text=True, check=False)
        if probe.returncode != 0:
            raise tap.Skip(f"no sandbox here: {probe.stderr.strip()}")
        raise AssertionError("\n".join(run.stdout.splitlines()[-40:]))
    assert "kms-desk:client / rest-again" in run.stdout
    Built.done = True


def installs_and_starts(file):
    flatpak("--user", "install", "--noninteractive", FOLDER / file)
    with portals(), demo("en") as desk:
        desk.button("Main Menu")


def by_reference():
    """By the key that signed the repository, and by no other."""
    reference = (FOLDER / "KmsDesk.flatpakref").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        forged = pathlib.Path(folder, "forged.flatpakref")
        forged.write_text(re.sub("GPGKey=.*", f"GPGKey={new_key(folder)}", reference), encoding="utf-8")
        run = subprocess.run(["flatpak", "--user", "install", "--noninteractive", forged], capture_output=True,
                             text=True, check=False, timeout=600,
                             env=os.environ | {"FLATPAK_USER_DIR": f"{folder}/installation"})
        assert run.returncode != 0 and ID in run.stderr, run
    installs_and_starts("KmsDesk.flatpakref")
    flatpak("--user", "uninstall", "--noninteractive", ID)


def by_single_file():
    """Installed so, it is what the other checks use."""
    installs_and_starts("KmsDesk.flatpak")
    assert f"{ID}.desktop" in os.listdir(pathlib.Path(INSTALLATION, "exports/share/applications"))
    assert f"{ID}.service" in os.listdir(pathlib.Path(INSTALLATION, "exports/share/dbus-1/services"))
    assert f"{ID}.search-provider.ini" in os.listdir(
        pathlib.Path(INSTALLATION, "exports/share/gnome-shell/search-providers"))


def permissions():
    """Those of the README, and nothing of the computer but what they give."""
    lines = flatpak("--user", "info", "--show-permissions", ID).splitlines()
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    assert found == PERMISSIONS, lines
    with tempfile.TemporaryDirectory() as home, Keyring():
        pathlib.Path(home, "secret.txt").touch()
        seen = in_sandbox(home, f"ls -a {home} {HOME} /home /media /mnt /run/dbus")
        assert ".var" in seen and "secret.txt" not in seen and "system_bus_socket" not in seen, seen
        names = in_sandbox(home, "gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.ListNames")
        assert "org.freedesktop.DBus" in names and "org.freedesktop.secrets" not in names, names
        parts = in_sandbox(home, "ls /app/lib /app/bin")
        assert "libcsv.so" in parts and "libargon2" not in parts and "kms-server" not in parts, parts


def the_demo():
    for language in "en", "ja":
        with portals(), demo(language) as desk:
            issuing_demo(desk)
            for step in 1, 2, 3:
                at_step(desk, step)
                press_next(desk)
            at_step(desk, 4)
            issue(desk, 8)
            assert result(desk) == SAMPLE, result(desk)


def files_by_the_portal():
    """What is saved is where the person said, whole, though the program sees no folder of theirs."""
    if os.environ["XDG_RUNTIME_DIR"] != GIVEN or not os.path.exists("/dev/fuse"):
        raise tap.Skip("no FUSE, or not root")
    with portals(), tempfile.TemporaryDirectory() as folder, demo("en") as desk:
        issuing_demo(desk)
        for step in 1, 2, 3:
            at_step(desk, step)
            press_next(desk)
        issue(desk, 8)
        path = pathlib.Path(folder, "keys.txt")
        desk.press("Save as _Text…")
        choose_file(desk, "Save the Registration Keys", path)
        wait_for(lambda: path.exists() and path.read_bytes(), "the file")
        text = path.read_text(encoding="utf-8")
        assert all(registration in text for _, _, registration in SAMPLE), text
        assert os.listdir(folder) == ["keys.txt"]


def a_sheet_of_the_desktop():
    """Opened as the desktop file says, it is a file that the program is given alone."""
    if os.environ["XDG_RUNTIME_DIR"] != GIVEN or not os.path.exists("/dev/fuse"):
        raise tap.Skip("no FUSE, or not root")
    exported = pathlib.Path(INSTALLATION, "exports/share/applications", f"{ID}.desktop").read_text(encoding="utf-8")
    assert "--file-forwarding" in exported and "@@ %f @@" in exported, exported
    with portals(), tempfile.TemporaryDirectory() as folder:
        key, registration_id = practice_sheet()
        path = pathlib.Path(folder, "sheet.txt")
        path.write_text(f"{key} {registration_id}\n", encoding="utf-8")
        with Desk("--demo", "@@", path, "@@") as desk:
            at_step(desk, 1)
            press_next(desk)
            enter_device(desk, random_digits())
            at_step(desk, 3)
            assert key_entry(desk, 1).text == key


def help_by_the_portal():
    """The manual, in the viewer of the desktop."""
    with tempfile.TemporaryDirectory() as folder:
        viewers = Viewers(folder, [PDF], with_pages=False)
        places = {"XDG_DATA_HOME": f"{folder}/data", "XDG_CONFIG_HOME": f"{folder}/config"}
        with portals(**places), demo("ja") as desk:
            desk.key("F1")
            viewers.take("manual-ja.pdf")


def search(*words):
    """What the shell of the desktop is answered."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    return bus.call_sync(ID, f"/{ID.replace('.', '/')}/SearchProvider", "org.gnome.Shell.SearchProvider2",
                         "GetInitialResultSet", GLib.Variant("(as)", (words,)), None, Gio.DBusCallFlags.NONE, -1,
                         None).unpack()[0]


class Tokens:
    """The sessions of those who talk to a server through a proxy."""

    def __init__(self):
        self.found = set()

    def __call__(self, request):
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind == "Bearer":
            self.found.add(token)
        request.send(request.forward())


def holding(folder, secrets):
    """The files in a folder that have one of the texts in them."""
    return [path for path in pathlib.Path(folder).rglob("*") if path.is_file()
            and any(secret.encode() in path.read_bytes() for secret in secrets)]


def online_with_the_secret_portal():
    """Somebody logs in to be remembered, issues, and is still there the next time."""
    tokens = Tokens()
    with (service() as server, FaultProxy(server.url) as proxy, Keyring() as keyring, portals(),
          Notifications() as shown, tempfile.TemporaryDirectory() as home):
        proxy.set(tokens)
        with Desk(home=home) as desk:
            confirm_notice(desk)
            set_server(desk, proxy.url)
            at_log_in(desk)
            desk.entry("_Login ID").set_text(LOGIN_ID)
            password_entry(desk).set_text(PASSWORD)
            desk.find("check box", desk.tr("_Remember in the keyring of this computer")).tick()
            desk.press("Log _In")
            at_home(desk)
            device = random_digits()
            issue_sheets(desk, device, new_sheets(server, 1))
            wait_for(lambda: search(device[:8]) == [grouped(device)], "the device in the search of the shell")
        assert pathlib.Path(home, ".var/app", ID, "data/keyrings/default.keyring").is_file()
        with Desk(home=home) as desk:
            at_home(desk)
        end_session(server)
        for name, text in ("english", "Moving."), ("japanese", "移転。"):
            (server.folder / name).write_text(text, encoding="utf-8")
        server.admin("notice", "add", "--english", server.folder / "english", "--japanese", server.folder / "japanese")
        # The password is remembered, too.
        with Desk(home=home) as desk:
            at_home(desk)
            wait_for(shown, "the notification")
            assert shown() == [(desk.tr("News of the Service"), "Moving.")], shown()
        assert tokens.found
        for folder in home, keyring.folder.name:
            found = holding(folder, tokens.found | {PASSWORD})
            assert not found, found


CHECKS = [
    ("it is installed by the reference", by_reference),
    ("it is installed by the single file", by_single_file),
    ("permissions", permissions),
    ("the demo", the_demo),
    ("files by the portal", files_by_the_portal),
    ("a sheet of the desktop", a_sheet_of_the_desktop),
    ("help by the portal", help_by_the_portal),
    ("online with the Secret portal", online_with_the_secret_portal),
]
try:
    tap.run([("it is built", builds)] + [(name, needs_build(check)) for name, check in CHECKS])
finally:
    shutil.rmtree(INSTALLATION)
    shutil.rmtree(KEYS)
