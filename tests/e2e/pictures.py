"""pictures.py FOLDER WIDTH LANGUAGE…: what tests/pictures runs on a screen of one width."""
import pathlib
import subprocess
import sys
import tempfile

from desk import Desk, wait_for
from issuing import at_step, issue, open_row, press_next

SCHEMES = {"light": "default", "dark": "prefer-dark"}
# Nothing moves or blinks, so that two pictures of one page are the same.
SETTINGS = "[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n"
IMPORT = "import -window root -define png:exclude-chunks=date,time png:-".split()


def screen():
    return subprocess.run(IMPORT, capture_output=True, check=True, timeout=60).stdout


def take(path):
    """A picture of the screen, once it has come to rest."""
    last = b""

    def at_rest():
        nonlocal last
        before, last = last, screen()
        return before == last

    wait_for(at_rest, "the screen to come to rest")
    path.write_bytes(last)


def fill_screen(desk, width):
    window = next(desk.application.children())
    # A small screen is full from the start.
    if window.extents().width != width:
        window.act("window.toggle-maximized")
    wait_for(lambda: window.extents().width == width, "the window to fill the screen")


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
        for scheme, setting in SCHEMES.items():
            with tempfile.TemporaryDirectory() as home:
                settings = pathlib.Path(home, "config", "gtk-4.0", "settings.ini")
                settings.parent.mkdir(parents=True)
                settings.write_text(SETTINGS)
                environment = {"ADW_DEBUG_COLOR_SCHEME": setting}
                with Desk(language=language, home=home, environment=environment) as desk:
                    fill_screen(desk, int(width))
                    ending = f"{language}-{scheme}-{width}.png"
                    walk(desk, lambda page: take(pathlib.Path(folder, f"{page}-{ending}")))


if __name__ == "__main__":
    main(*sys.argv[1:])
