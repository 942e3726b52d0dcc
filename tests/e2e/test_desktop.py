"""What the desktop asks of KMS Desk: one program for all starts, sheets that are opened with it, the actions
of its desktop file, its notifications."""
import pathlib
import subprocess

from gi.repository import Gio, GLib

from desk import BUILD, PROGRAM, wait_for
from finding import search_entry
from issuing import at_step, demo, enter_device, key_entry, press_next, run

ID = "io.github.kmsdesk.KmsDesk"
PATH = "/io/github/kmsdesk/KmsDesk"


def start_again(desk, *arguments):
    """A second start, which hands over what it was asked for and ends."""
    return subprocess.run(
        [PROGRAM, *arguments], env=desk.environment, capture_output=True, text=True, check=False, timeout=60)


def call(method, *arguments):
    """What a desktop calls: org.freedesktop.Application."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.call_sync(ID, PATH, "org.freedesktop.Application", method, *arguments, None, Gio.DBusCallFlags.NONE, -1, None)


def sheets(folder, count):
    text = subprocess.run(
        [BUILD / "src/cli/kms", "sheets", "--demo", "--count", str(count)], capture_output=True, text=True, check=True
    ).stdout
    path = pathlib.Path(folder, "sheets.eml")
    path.write_text("Subject: keys\n\n" + text, encoding="utf-8")
    return path


def starts_and_sheets(language):
    with demo(language) as desk:
        # A sheet by a second start: its keys wait at step 3 of the one window.
        path = sheets(desk.home, 2)
        again = start_again(desk, "--issue", path)
        assert (again.returncode, again.stderr) == (0, ""), again
        at_step(desk, 1)
        desk.wait_for_news(desk.tr("%u key was read: it is filled in at step 3", 2,
                                   plural="%u keys were read: they are filled in at step 3"))
        assert len(list(desk.application.children())) == 1
        press_next(desk)
        at_step(desk, 2)
        enter_device(desk, "0123456789ABCDEF")
        at_step(desk, 3)
        entered = [key_entry(desk, row, shown=False).text for row in (1, 2)]
        assert all(entry and entry in path.read_text(encoding="utf-8") for entry in entered), entered

        # Another one goes into the page that is open.
        more = sheets(desk.home, 1)
        call("Open", GLib.Variant("(asa{sv})", ([more.as_uri()], {})))
        third = wait_for(lambda: key_entry(desk, 3, shown=False).text, "a third key")
        assert third in more.read_text(encoding="utf-8"), third

        # The actions of the desktop file; the work is kept.
        call("ActivateAction", GLib.Variant("(sava{sv})", ("find", [], {})))
        desk.wait_for_news(desk.tr("The work is kept as a draft"))
        search_entry(desk)

        # What holds no keys is told, in the window that is there, and nothing else happens.
        nothing = pathlib.Path(desk.home, "nothing.txt")
        nothing.write_text("Good morning\n", encoding="utf-8")
        start_again(desk, nothing)
        desk.wait_for_news(desk.tr("No activation key with its registration ID was found in this file"))
        start_again(desk, pathlib.Path(desk.home, "there is none.txt"))
        assert start_again(desk, nothing, more).returncode == 2
        assert len(list(desk.application.children())) == 1

        call("ActivateAction", GLib.Variant("(sava{sv})", ("issue", [], {})))
        at_step(desk, 1)


run(starts_and_sheets)
