"""Drives KMS Desk as a person would: finds things by role and name, clicks, types, pastes, reads.

A test starts the program with Desk (…), in a language, and says what it looks for by the English
string of the source; Desk translates it. Nothing here waits a fixed time: every look-up polls until
the thing is there, and wait_for () does so for any other condition.

KMS_DESK_COMMAND starts what is installed in the place of what was built. That gets a home, and finds its
parts by itself. It may have a newer GTK, whose places are wrong by each border on the way from the window:
what is small is reached by keyboard there.
"""
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from node import (  # noqa: F401 (the tests take them from here)
    BUILD,
    INSTALLED,
    PLACES,
    TIMEOUT,
    Atspi,
    GLib,
    Node,
    plain,
    wait_for,
    xdotool,
)
from words import Words

PROGRAM = BUILD / "src" / "app" / "kms-desk"
# What leads programs into the build folder.
BUILT_PARTS = ("GSETTINGS_BACKEND", "GSETTINGS_SCHEMA_DIR", "KMS_LOCALE_DIR", "LOCPATH")
WHEEL_UP, WHEEL_DOWN = 4, 5  # buttons of the mouse
TURNS = 12  # of the wheel, from one end of a page to the other
LOCALES = {"en": "C.UTF-8", "ja": "ja_JP.UTF-8"}
ANYTHING = "\0"  # stands in a text for a value that does not matter
# Role names of AT-SPI 2.46 and of newer ones.
BUTTON = ("push button", "button")
LABEL = ("label", "alert", "notification")
ENTRY = ("text", "entry", "password text")
CHOICE = ("check box", "radio button")  # one of several
# GTK's file dialog leaks what libcloudproviders told it, and LeakSanitizer sees too little of the
# stack to know that by its name: it does not look where a dialog was open.
NO_LEAKS = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}

# Warnings that are GTK's own: of the path bar of its file dialogs, on a busy machine; and, where it is newer, of
# tables whose columns just got other widths, and of the headings of questions.
FORGIVEN = ["Trying to snapshot GtkButton"]
if PLACES.exists():
    FORGIVEN += ["Trying to measure GtkColumnViewRowWidget", "Trying to measure GtkLabel"]


class Desk:
    """KMS Desk, running. Use it in a with statement: leaving it closes the window.

    arguments    of the command line
    language     en or ja
    home         a folder that keeps the user's data, to start again in; a new one if None
    output       a file for what the program writes to standard output and error; if None, it is passed on at
                 the end, and a warning in it is a failure
    """

    def __init__(self, *arguments, language="en", home=None, program=PROGRAM, environment=(), output=None):
        self.language = language
        self._temporary = None if home else tempfile.TemporaryDirectory(prefix="kms-home-")
        self.home = pathlib.Path(home or self._temporary.name)
        self._words = Words(BUILD / "po", language)
        environment = dict(
            os.environ,
            LANG=LOCALES[language],
            KMS_LOCALE_DIR=str(BUILD / "po"),
            XDG_DATA_HOME=str(self.home / "data"),
            XDG_CONFIG_HOME=str(self.home / "config"),
            XDG_CACHE_HOME=str(self.home / "cache"),
            XDG_STATE_HOME=str(self.home / "state"),
            G_DEBUG="fatal-criticals",
        ) | dict(environment)
        if PLACES.exists() and not INSTALLED:
            environment["LD_PRELOAD"] = f"{environment.get('LD_PRELOAD', '')} {PLACES}"
        environment.pop("LC_ALL", None)
        if INSTALLED:
            environment = {name: value for name, value in environment.items() if name not in BUILT_PARTS}
            environment["HOME"] = str(self.home)
        self.environment = environment
        self._copied = None  # the program that holds what was copied
        self._output = None if output else tempfile.TemporaryFile(prefix="kms-output-")
        output = output or self._output
        command = INSTALLED or [program]
        self.process = subprocess.Popen([*command, *arguments], env=environment, stdout=output, stderr=output)
        self.application = Node(self, wait_for(self._find_application, "the program to appear"))
        wait_for(lambda: any(self.application.children()), "the window")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            if kind:
                self.picture_of_failure()
            elif self.process.poll() is None:
                self.close()
        finally:
            self.kill()
            self._forget_copied()
            if self._temporary:
                self._temporary.cleanup()
            warnings = self._tell_output()
        assert kind or not warnings, warnings

    def _tell_output(self):
        """Passes on what the program wrote, and returns the warnings in it."""
        if self._output is None:
            return []
        self._output.seek(0)
        lines = self._output.read().decode(errors="replace").splitlines()
        print(*lines, sep="\n", file=sys.stderr)
        return [line for line in lines if "-WARNING **" in line and not any(text in line for text in FORGIVEN)]

    def _find_application(self):
        self.check_running()
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            # What is in a sandbox has the number of its door to the bus.
            mine = child and (child.get_name() == PROGRAM.name if INSTALLED
                              else child.get_process_id() == self.process.pid)
            if mine:
                # What is remembered would be stale: no main loop runs here to hear of changes.
                child.set_cache_mask(Atspi.Cache.ROLE)
                return child
        return None

    def check_running(self):
        status = self.process.poll()
        assert status is None, f"the program ended by itself, with status {status}"

    # Words

    def tr(self, message, *values, plural=None, context=None):
        """The translation of a string of the source, with its values.

        With a plural, the first value is the count. A string that the source does not have is a failure.
        """
        return self._words.tr(message, *values, plural=plural, context=context)

    def plain_tr(self, message):
        """The translation without its mnemonic, as names have it."""
        return plain(self.tr(message))

    def pattern(self, message, *values):
        """A pattern for a translation in which values that are None can be anything."""
        text = self.tr(message, *(ANYTHING if value is None else value for value in values))
        return re.compile(".*".join(re.escape(plain(part)) for part in text.split(ANYTHING)))

    # Looking

    def each(self, role, name=None, within=None, shown=False):
        """Yields the nodes with a role (or one of several) and a name, in order.

        The name is text, or a pattern to search for.
        """
        self.check_running()
        roles = (role,) if isinstance(role, str) else role
        if isinstance(name, re.Pattern):
            fits = name.search
        else:
            fits = lambda other: name is None or other == plain(name)  # noqa: E731
        for node in (within or self.application).all():
            if node.role in roles and fits(node.name) and (not shown or node.shown()):
                yield node

    def search(self, role, name=None, within=None, shown=False):
        """All such nodes that are there now."""
        return list(self.each(role, name, within, shown))

    def find(self, role, name=None, within=None, shown=True, timeout=TIMEOUT):
        """The first such node, waiting for it."""
        first = lambda: next(self.each(role, name, within, shown), None)  # noqa: E731
        return wait_for(first, f"{role} {name!r}", timeout)

    def scroll_to(self, role, name):
        """The first such node, which may be further down or up on its page."""
        turns = itertools.cycle([WHEEL_DOWN] * TURNS + [WHEEL_UP] * TURNS)

        def look():
            for node in self.each(role, name):
                if node.shown():
                    return node
                box = node.window().extents()
                window = node.x_window()
                xdotool("mousemove", "--window", window, box.width // 2, box.height // 2, "click", next(turns))
            return None

        return wait_for(look, f"{role} {name!r} on the screen")

    def button(self, message, *values, **where):
        return self.find(BUTTON, self.tr(message, *values), **where)

    def entry(self, message, **where):
        return self.find(ENTRY, self.tr(message), **where)

    def label(self, message, **where):
        return self.find("label", self.tr(message), **where)

    def press(self, message, *values, **where):
        self.button(message, *values, **where).click()

    def choose(self, message):
        """Chooses from the menu that is open, by the letter: newer GTK tells no names of its entries."""
        self.find("menu item", shown=False)
        self.key(re.search("_(.)", self.tr(message))[1].lower())

    def window(self, title):
        """A window by its title, or None."""
        self.check_running()
        return next((node for node in self.application.children() if node.name == title), None)

    def focused(self):
        """The thing that has the keyboard, or None."""
        for window in self.application.children():
            if window.has("active"):
                return window.focused()
        return None

    def saying(self, text):
        """Yields the labels that contain a text, on the screen or not."""
        return (node for node in self.each(LABEL) if text in node.text)

    def sees(self, text):
        """Whether a label on the screen contains a text, as it stands."""
        return any(node.shown() for node in self.saying(text))

    def wait_to_see(self, text):
        wait_for(lambda: self.sees(text), f"a label with {text!r}")

    def toasts(self):
        """The places of the toasts, one a window. A toast is there for some seconds only, so it is looked
        for from the end of its window, where it is, and not through all the pages."""
        for node in self.application.children():
            while node:
                children = list(node.children())
                # The pages come first, what may stand beside them last.
                children = children[:1] if node.name == "AdwFlap" else children
                if any(child.role in ("alert", "notification") for child in children):
                    yield node
                    break
                node = children[-1] if children else None

    def news(self, text=""):
        """Whether a toast with a text is seen."""
        return any(text in node.name and node.shown() for toast in self.toasts() for node in toast.children())

    def wait_for_news(self, text):
        wait_for(lambda: self.news(text), f"a toast with {text!r}")

    # Hands

    def key(self, *keys):
        """Presses keys, by xdotool's names: Return, ctrl+v, alt+Left."""
        xdotool("key", "--delay", 20, *keys)

    def type(self, text):
        # Other characters take a change of the keyboard, of which the program may learn too late.
        assert text.isascii(), f"{text!r} has no keys: paste it"
        xdotool("type", "--delay", 15, text)

    def copy(self, data):
        """Puts text or bytes into the clipboard, as another program would."""
        data = data.encode() if isinstance(data, str) else data
        self._forget_copied()
        self._copied = subprocess.Popen(
            ["xclip", "-quiet", "-selection", "clipboard", "-t", "UTF8_STRING"],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._copied.stdin.write(data)
        self._copied.stdin.close()
        wait_for(lambda: self.clipboard_data() == data, "the clipboard")

    def _forget_copied(self):
        if self._copied:
            self._copied.kill()
            self._copied.wait(TIMEOUT)

    def clipboard_data(self):
        run = subprocess.run(
            ["xclip", "-selection", "clipboard", "-o", "-t", "UTF8_STRING"],
            capture_output=True,
            check=False,
            timeout=60,
        )
        return run.stdout

    def clipboard(self):
        """The text in the clipboard."""
        return self.clipboard_data().decode()

    def x_window(self, title):
        """The X window of a title that is on the screen; the newest, when there are several."""
        pattern = f"^{re.escape(title)}$"
        return xdotool("search", "--onlyvisible", "--name", pattern)[-1]

    def shadow(self, window):
        """The left and top width of the shadow that the X window of a window includes."""
        run = subprocess.run(
            ["xprop", "-id", window, "_GTK_FRAME_EXTENTS"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        numbers = [int(number) for number in re.findall(r"\d+", run.stdout)]
        return (numbers[0], numbers[2]) if len(numbers) == 4 else (0, 0)

    def screenshot(self, path):
        subprocess.run(["import", "-window", "root", path], check=True, timeout=60)

    def picture_of_failure(self):
        """Leaves what the screen shows in the folder of the logs."""
        folder = BUILD / "meson-logs"
        if folder.is_dir():
            path = folder / f"failure-{os.getpid()}-{self.process.pid}.png"
            self.screenshot(path)
            print(f"# the screen: {path}", flush=True)

    def choose_file(self, title, path):
        """Fills in a path in the dialog that asks for a file. Keys alone would have newer GTK complete it wrongly."""
        title = self.tr(title)
        window = wait_for(lambda: self.window(title), f"the dialog {title!r}")
        wait_for(window.focused, f"the focus in the dialog {title!r}")
        field = lambda: window.focused() if window.focused().role in ENTRY else None  # noqa: E731
        if not field():
            self.key("slash")
        wait_for(field, f"the field in the dialog {title!r}").set_text(str(path))
        self.key("Return")
        wait_for(lambda: not self.window(title), f"the dialog {title!r} gone")

    # The end

    def close(self):
        """Closes the window and checks that the program ends well.

        By its key: GTK 4.8 leaks the names of a window's actions when it is asked for them.
        """
        self.key("ctrl+q")
        self.wait_for_end()

    def wait_for_end(self):
        status = self.process.wait(TIMEOUT)
        assert status == 0, f"the program ended with {status}"

    def kill(self):
        """Ends the program as a crash would."""
        self.process.kill()
        self.process.wait(TIMEOUT)
