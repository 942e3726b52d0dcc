"""The portals of a desktop, on the bus of this session: what a program in a sandbox asks for."""
import contextlib
import os
import pathlib
import subprocess

from gi.repository import Gio, GLib

from desk import TIMEOUT, wait_for, xdotool

# In the order in which they need each other, with the names that they own.
PROGRAMS = [
    ("xdg-permission-store", "org.freedesktop.impl.portal.PermissionStore"),
    ("xdg-document-portal", "org.freedesktop.portal.Documents"),
    ("flatpak-portal", "org.freedesktop.portal.Flatpak"),
    ("xdg-desktop-portal-gtk", "org.freedesktop.impl.portal.desktop.gtk"),
    ("xdg-desktop-portal", "org.freedesktop.portal.Desktop"),
]
FOLDER = pathlib.Path("/usr/libexec")


def is_owned(name):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    return bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                         GLib.Variant("(s)", (name,)), None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]


@contextlib.contextmanager
def portals(**environment):
    """They are those of GNOME; a keyring that is to be theirs has to be there before."""
    env = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
    env |= {"XDG_CURRENT_DESKTOP": "GNOME", **environment}
    started = []
    try:
        for program, name in PROGRAMS:
            started.append(subprocess.Popen([FOLDER / program], env=env, stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL))
            wait_for(lambda name=name: is_owned(name), name)
        yield
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(TIMEOUT)
        # Files that were shown to the program are there: nobody is to delete them with the folder.
        mounted = pathlib.Path(os.environ["XDG_RUNTIME_DIR"], "doc")
        if mounted.is_mount():
            subprocess.run(["fusermount3", "-u", mounted], check=True, timeout=60)


def choose_file(desk, title, path):
    """Types a path into the portal's dialog that asks for a file."""
    title = desk.tr(title)

    def dialog():
        try:
            return xdotool("search", "--onlyvisible", "--name", f"^{title}$")
        except subprocess.CalledProcessError:
            return None

    (window,) = wait_for(dialog, f"the dialog {title!r}")
    wait_for(lambda: xdotool("getwindowfocus") == [window], "the dialog to have the keyboard")
    desk.key("ctrl+a")
    desk.type(str(path))
    desk.key("Return")
    wait_for(lambda: not dialog(), f"the dialog {title!r} gone")
