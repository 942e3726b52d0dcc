"""pictures.py FOLDER WIDTH [WORD…]: what tests/pictures runs on a screen of one width.

The words choose languages, looks and scenes; of what no word chooses, all are taken.
"""
import contextlib
import pathlib
import subprocess
import sys
import tempfile
import traceback

import pictures_device
import pictures_find
import pictures_help
import pictures_online
import pictures_reports
import pictures_scenarios
from desk import BUTTON, TIMEOUT, Atspi, Desk, GLib, Node, wait_for, xdotool
from issuing import at_step, issue, open_row, press_next

LANGUAGES = ("en", "ja")
# A look: the colours, and how large text is, in percent.
LOOKS = {"light": ("default", 100), "dark": ("prefer-dark", 100), "large": ("default", 200)}
# Nothing moves or blinks, so that two pictures of one page are the same.
SETTINGS = "[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n"
# A screen as narrow as a phone's has the buttons of a phone's windows.
PHONE_WIDTH = 400
PHONE_SETTINGS = "gtk-decoration-layout=:close\n"
# How often, and how many seconds apart, it is scrolled towards something.
MAX_TURNS = 15
QUICK = 0.5
START = 5  # seconds that the window manager may take
DPI = 96  # of text of 100 %; a resource of X, which outdoes GTK's settings
IMPORT = "import -window root -define png:exclude-chunks=date,time png:-".split()


class Model(Desk):
    """A program that is looked at: it scrolls to what it is asked for, since large text leaves room for
    little, and is told to go when it has been seen, whatever becomes of its work."""

    def close(self):
        self.kill()

    def find(self, role, name=None, within=None, shown=True, timeout=TIMEOUT):
        for _ in range(MAX_TURNS if shown else 0):
            with contextlib.suppress(AssertionError):
                node = super().find(role, name, within, timeout=QUICK)
                if node.extents().x >= 0:
                    return node
            # A page may go meanwhile.
            with contextlib.suppress(GLib.Error):
                hidden = next(filter(is_on_page, self.each(role, name, within)), None)
                if hidden:
                    scroll(hidden)
        return super().find(role, name, within, shown, timeout)

    def sees(self, text):
        return any(is_on_page(node) for node in self.saying(text))


def is_on_page(node):
    """Whether scrolling leads to it: it stands on the page that is in the middle of its window."""
    box = node.extents() if node.accessible.get_component_iface() else None
    window = node.window()
    if not box or box.width <= 0 or window is None:
        return False
    page = node.page()
    return page is None or any(page in found.parents() for found in in_the_middle(window))


def in_the_middle(window):
    """What is found there; the text of an entry is not."""
    size = window.extents()
    for eighth in range(2, 7):
        found = window.accessible.get_component_iface().get_accessible_at_point(
            size.width // 2, size.height * eighth // 8, Atspi.CoordType.WINDOW
        )
        if found is not None:
            yield Node(window.desk, found)


def scroll(node):
    """Towards something, by the wheel."""
    window = node.window().extents()
    box = node.extents()
    button = 5 if box.y > window.height // 2 else 4
    if box.x < 0:
        button = 6  # to the left
    xdotool("mousemove", window.width // 2, window.height // 2)
    xdotool("click", "--delay", 5, "--repeat", 3, button)


class Studio:
    """Takes the pictures of one language and look."""

    def __init__(self, folder, width, language, look):
        self.folder = pathlib.Path(folder)
        self.width = int(width)
        self.language = language
        self.look = look

    def start(self, *arguments, **environment):
        """KMS Desk with the settings of the look, in a home of its own, over the whole screen."""
        scheme, percent = LOOKS[self.look]
        home = pathlib.Path(tempfile.mkdtemp(prefix="kms-pictures-"))
        settings = home / "config" / "gtk-4.0" / "settings.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS + (PHONE_SETTINGS if self.width < PHONE_WIDTH else ""))
        resources = home / "resources"
        resources.write_text(f"Xft.dpi: {DPI * percent // 100}\n")
        # No notification service runs here, of which GLib warns.
        environment.update(
            G_DEBUG="", ADW_DEBUG_COLOR_SCHEME=scheme, XENVIRONMENT=str(resources)
        )
        desk = Model(*arguments, language=self.language, home=home, environment=environment)
        fill_screen(desk, self.width)
        return desk

    def fill_screen(self, desk, title):
        """With a window that was opened from the first one."""
        wait_for(lambda: desk.window(desk.tr(title)), f"the window {title!r}")
        fill_screen(desk, self.width, title)

    def picture(self, page):
        # Nothing is lit by the pointer.
        xdotool("mousemove", 0, 100000)
        name = f"{page}-{self.language}-{self.look}-{self.width}.png"
        (self.folder / name).write_bytes(at_rest())


def at_rest(n_alike=2):
    """A picture of the screen, once so many are alike in a row."""
    pictures = []

    def is_at_rest():
        run = subprocess.run(IMPORT, capture_output=True, check=True, timeout=60)
        pictures.append(run.stdout)
        return len(pictures) >= n_alike and len(set(pictures[-n_alike:])) == 1

    wait_for(is_at_rest, "the screen to come to rest")
    return pictures[-1]


def place_on_screen(desk, title):
    """Where a window is without its shadow, by the X server: left, top, width."""
    window = desk.x_window(desk.tr(title))
    geometry = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", window))
    left, top = desk.shadow(window)
    return int(geometry["X"]) + left, int(geometry["Y"]) + top, int(geometry["WIDTH"]) - 2 * left


def fill_screen(desk, width, title="KMS Desk"):
    window = desk.window(desk.tr(title))
    fills = lambda: window.extents().width == width  # noqa: E731
    place = wait_for(lambda: place_on_screen(desk, title), "the window on the screen")
    # A small screen is full from the start, as a rule.
    with contextlib.suppress(AssertionError):
        if width < PHONE_WIDTH:
            wait_for(fills, "the window to fill the screen", START)
    if not fills():
        window.act("window.toggle-maximized")
        wait_for(lambda: place_on_screen(desk, title) != place, "the window to grow")
    wait_for(fills, "the window to fill the screen")
    # The program knows its size before the window manager has put it there.
    wait_for(lambda: place_on_screen(desk, title) == (0, 0, width), "the window in its place")
    # And that knows it before it draws it; it may pause while the program draws itself anew.
    at_rest(5)


def demo(studio):
    """The pages of the demo."""
    picture = studio.picture
    with studio.start("--demo") as desk:
        picture("demo-home")
        open_row(desk, "Practice Sheets")
        desk.find("label", desk.tr("Sheets to practise with"))
        picture("demo-sheets")
        desk.find(BUTTON, desk.tr("Class _Paper…"))
        picture("demo-sheets-class")
        desk.press("Class _Paper…")
        wait_for(lambda: desk.window(desk.tr("Paper for a Class")), "the paper")
        picture("demo-class-paper")
        desk.key("Escape")
        desk.press("Home")
        open_row(desk, "Issuing Demo")
        for step, page in enumerate(("category", "device", "keys"), 1):
            at_step(desk, step)
            picture(f"demo-{page}")
            press_next(desk)
        at_step(desk, 4)
        picture("demo-review")
        issue(desk, 8)
        picture("demo-result")
        desk.press("_Key Card…")
        wait_for(lambda: desk.window(desk.tr("Key Card")), "the key card")
        picture("demo-card")


SCENES = {
    "demo": demo,
    **pictures_device.SCENES,
    **pictures_find.SCENES,
    **pictures_help.SCENES,
    **pictures_online.SCENES,
    **pictures_reports.SCENES,
    **pictures_scenarios.SCENES,
}


def chosen(all_of_a_kind, words):
    return [each for each in all_of_a_kind if each in words] or list(all_of_a_kind)


def main(folder, width, *words):
    unknown = set(words) - {*LANGUAGES, *LOOKS, *SCENES}
    assert not unknown, f"no language, look or scene: {', '.join(sorted(unknown))}"
    failed = []
    for scene in chosen(SCENES, words):
        for language in chosen(LANGUAGES, words):
            for look in chosen(LOOKS, words):
                try:
                    SCENES[scene](Studio(folder, width, language, look))
                # The other pictures are worth having all the same.
                except Exception:  # pylint: disable=broad-except
                    traceback.print_exc()
                    failed.append(f"{scene} {language} {look} {width}")
    sys.exit(f"Not all pictures: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
