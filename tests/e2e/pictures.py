"""pictures.py FOLDER WIDTH LANGUAGE…: what tests/pictures runs on a screen of one width."""
import pathlib
import subprocess
import sys
import tempfile

from desk import wait_for, xdotool
from issuing import at_step, demo, issue, open_row, press_next

# A look: the colours, and how large text is, in percent.
LOOKS = {"light": ("default", 100), "dark": ("prefer-dark", 100), "large": ("default", 200)}
# Nothing moves or blinks, so that two pictures of one page are the same.
SETTINGS = "[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n"
# A screen as narrow as a phone's has the buttons of a phone's windows.
PHONE_WIDTH = 400
PHONE_SETTINGS = "gtk-decoration-layout=:close\n"
DPI = 96  # of text of 100 %; a resource of X, which outdoes GTK's settings
IMPORT = "import -window root -define png:exclude-chunks=date,time png:-".split()


def at_rest(n_alike=2):
    """A picture of the screen, once so many are alike in a row."""
    pictures = []

    def is_at_rest():
        run = subprocess.run(IMPORT, capture_output=True, check=True, timeout=60)
        pictures.append(run.stdout)
        return len(pictures) >= n_alike and len(set(pictures[-n_alike:])) == 1

    wait_for(is_at_rest, "the screen to come to rest")
    return pictures[-1]


def place_on_screen(desk):
    """Where the window is without its shadow, by the X server: left, top, width."""
    window = desk.x_window(desk.tr("KMS Desk"))
    geometry = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", window))
    left, top = desk.shadow(window)
    return int(geometry["X"]) + left, int(geometry["Y"]) + top, int(geometry["WIDTH"]) - 2 * left


def fill_screen(desk, width):
    window = next(desk.application.children())
    # A small screen is full from the start.
    if width >= PHONE_WIDTH:
        window.act("window.toggle-maximized")
    wait_for(lambda: window.extents().width == width, "the window to fill the screen")
    # The program knows its size before the window manager has put it there.
    wait_for(lambda: place_on_screen(desk) == (0, 0, width), "the window in its place")
    # And that knows it before it draws it; it may pause while the program draws itself anew.
    at_rest(5)


def walk(desk, picture):
    """Opens every page and has a picture taken of it."""
    picture("home")
    open_row(desk, "Practice Sheets")
    desk.find("label", desk.tr("Sheets to practise with"))
    picture("sheets")
    desk.press("Home")
    open_row(desk, "Issuing Demo")
    for step, page in enumerate(("category", "device", "keys"), 1):
        at_step(desk, step)
        picture(page)
        press_next(desk)
    at_step(desk, 4)
    picture("review")
    issue(desk, 8)
    picture("result")


def main(folder, width, *languages):
    for language in languages:
        for look, (scheme, percent) in LOOKS.items():
            with tempfile.TemporaryDirectory() as home:
                settings = pathlib.Path(home, "config", "gtk-4.0", "settings.ini")
                settings.parent.mkdir(parents=True)
                settings.write_text(
                    SETTINGS + (PHONE_SETTINGS if int(width) < PHONE_WIDTH else "")
                )
                resources = pathlib.Path(home, "resources")
                resources.write_text(f"Xft.dpi: {DPI * percent // 100}\n")
                environment = {"ADW_DEBUG_COLOR_SCHEME": scheme, "XENVIRONMENT": str(resources)}
                with demo(language, home=home, environment=environment) as desk:
                    fill_screen(desk, int(width))
                    ending = f"{language}-{look}-{width}.png"
                    path = lambda page: pathlib.Path(folder, f"{page}-{ending}")  # noqa: E731
                    walk(desk, lambda page: path(page).write_bytes(at_rest()))


if __name__ == "__main__":
    main(*sys.argv[1:])
