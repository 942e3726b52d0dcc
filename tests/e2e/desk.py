"""Drives KMS Desk as a person would: finds things by role and name, clicks, types, pastes, reads.

A test starts the program with Desk (…), in a language, and says what it looks for by the English
string of the source; Desk translates it. Nothing here waits a fixed time: every look-up polls until
the thing is there, and wait_for () does so for any other condition.

What GTK 4.8 tells over AT-SPI, and how this file lives with it:
- "showing" is not kept, and a page of a stack that was left keeps its place: shown () asks instead
  which widget is found where the thing is.
- A place is that of the content, without its border, in the window without its shadow; the X
  window includes the shadow.
- A button with a mnemonic is called "_Add Add", a field by its label.
- Check buttons and list rows have no action: click them with the mouse.

KMS_DESK_COMMAND starts what is installed in the place of what was built. That gets a home, and finds its
parts by itself. It may have a newer GTK, whose places are wrong by each border on the way from the window:
what is small is reached by keyboard there.
"""
import itertools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from words import Words  # noqa: E402

BUILD = pathlib.Path(os.environ.get("KMS_BUILD") or pathlib.Path(__file__).parents[2] / "build")
PROGRAM = BUILD / "src" / "app" / "kms-desk"
PLACES = BUILD / "tests" / "libplaces.so"  # built where GTK needs it: places.c
INSTALLED = shlex.split(os.environ.get("KMS_DESK_COMMAND", ""))
# What leads programs into the build folder.
BUILT_PARTS = ("GSETTINGS_BACKEND", "GSETTINGS_SCHEMA_DIR", "KMS_LOCALE_DIR", "LOCPATH")
SANITIZED = "detect_leaks=1" in os.environ.get("ASAN_OPTIONS", "")  # Meson itself sets the name, too
TIMEOUT = 20 * (4 if SANITIZED else 1)  # seconds until a look-up gives up
POLL = 0.03  # seconds

ANSWER_TIME = 5000  # milliseconds one call may take before AT-SPI gives up
WHEEL_UP, WHEEL_DOWN = 4, 5  # buttons of the mouse
TURNS = 12  # of the wheel, from one end of a page to the other
BORDER = 3  # pixels; the themes' borders are wider
LOCALES = {"en": "C.UTF-8", "ja": "ja_JP.UTF-8"}
ANYTHING = "\0"  # stands in a text for a value that does not matter
# Role names of AT-SPI 2.46 and of newer ones.
BUTTON = ("push button", "button")
LABEL = ("label", "alert", "notification")
ENTRY = ("text", "entry", "password text")
CHOICE = ("check box", "radio button")  # one of several
# What is said when it changes.
LIVE = ("alert", "notification", "status bar")
# GTK's file dialog leaks what libcloudproviders told it, and LeakSanitizer sees too little of the
# stack to know that by its name: it does not look where a dialog was open.
NO_LEAKS = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def wait_for(condition, what, timeout=TIMEOUT):
    """Polls until condition () is true and returns its value; a vanished widget counts as false."""
    end = time.monotonic() + timeout
    while True:
        try:
            value = condition()
        except GLib.Error:
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {timeout} s in vain for {what}")
        time.sleep(POLL)


def plain(name):
    """A name without mnemonics: "_Add Add" and "Add", or "次へ(_N)" and "次へ", are one."""
    name = re.sub(r"\s*\(_?[A-Z]\)", "", name).replace("_", "")
    half = len(name) // 2
    if len(name) % 2 == 1 and name[half] == " " and name[:half] == name[half + 1 :]:
        return name[:half]
    return name


class Node:
    """One thing in the window. It is looked at afresh by each call."""

    def __init__(self, desk, accessible):
        self.desk = desk
        self.accessible = accessible

    def __repr__(self):
        return f"{self.role} {self.name!r}"

    def __eq__(self, other):
        return isinstance(other, Node) and self.accessible == other.accessible

    def __hash__(self):
        return hash(self.accessible)

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def name(self):
        try:
            # Newer GTK gives no name to what is said when it changes: its text is what a screen reader says.
            return plain(self.accessible.get_name() or (self.text if self.role in LIVE else ""))
        except GLib.Error:
            return ""  # this went meanwhile

    @property
    def described_by(self):
        """What a screen reader says after the name: the texts of the describing widgets."""
        return " ".join(
            relation.get_target(i).get_name()
            for relation in self.accessible.get_relation_set()
            if relation.get_relation_type() == Atspi.RelationType.DESCRIBED_BY
            for i in range(relation.get_n_targets())
        )

    def has(self, state):
        """Whether a state is set, by its nick: sensitive, focused, checked, invalid (by either of its), …"""
        states = {each.value_nick for each in self.accessible.get_state_set().get_states()}
        return state in states or (state == "invalid" and "invalid-entry" in states)

    @property
    def text(self):
        count = Atspi.Text.get_character_count(self.accessible)
        return Atspi.Text.get_text(self.accessible, 0, count)

    def children(self):
        try:
            for i in range(self.accessible.get_child_count()):
                child = self.accessible.get_child_at_index(i)
                if child:
                    yield Node(self.desk, child)
        except GLib.Error:
            self.desk.check_running()  # this went meanwhile, and not the program

    def parents(self):
        node = self.accessible.get_parent()
        while node:
            yield Node(self.desk, node)
            node = node.get_parent()

    def all(self):
        """This node and everything below it, in the order of the tree."""
        yield self
        for child in self.children():
            yield from child.all()

    def focused(self):
        """What has the keyboard when this window has it, or None."""
        return next((node for node in self.all() if node.has("focused")), None)

    def labels(self):
        """The texts of the labels below, in order."""
        return [node.text for node in self.all() if node.role == "label"]

    def extents(self):
        return self.accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)

    def window(self):
        """The window it is in; None when it has gone meanwhile."""
        inside = self
        for node in self.parents():
            if node.role == "application":
                return inside
            inside = node
        return None

    def shown(self):
        """Whether a person sees it: it, or something in it, is found where it is."""
        component = self.accessible.get_component_iface()
        box = component.get_extents(Atspi.CoordType.WINDOW) if component else None
        window = self.window()
        if not box or box.width <= 0 or box.height <= 0 or window is None:
            return False
        window = window.accessible.get_component_iface()
        # The text of an entry and the icon of a button cannot be found, only the border around.
        for x in (box.x + box.width // 2, box.x - BORDER):
            found = window.get_accessible_at_point(x, box.y + box.height // 2, Atspi.CoordType.WINDOW)
            if found is not None:
                found = Node(self.desk, found)
                break
        else:
            return False
        if self in (found, *found.parents()):
            return True
        # What is insensitive or takes no clicks is passed over in favour of what is around it.
        return found in self.parents() and self.page() in (found, *found.parents(), None)

    def page(self):
        """The page of a stack that this stands on, if any."""
        return next((node for node in self.parents() if node.name == "GtkStackPage"), None)

    def click(self):
        """Presses a button or a menu item, as soon as it can be pressed."""
        wait_for(lambda: self.has("sensitive"), f"{self!r} to become sensitive")
        # A menu button is a button around the one that can be clicked.
        assert any(node.act("click") for node in self.all()), f"{self!r} cannot be clicked"

    def act(self, name):
        """Does an action, by its name, and tells whether there is one."""
        actions = self.accessible.get_action_iface()
        for i in range(actions.get_n_actions() if actions else 0):
            if actions.get_action_name(i) == name:
                return actions.do_action(i)
        return False

    def x_window(self):
        """The X window that it is in. The X server learns of a new title after everybody else."""

        def search():
            try:
                return self.desk.x_window(self.window().accessible.get_name())
            except subprocess.CalledProcessError:
                return None

        return wait_for(search, "the X window")

    def click_with_mouse(self, dx=None):
        """Clicks in the middle, or dx pixels from the left edge."""
        place = lambda: self.shown() and (self.extents().x, self.extents().y)  # noqa: E731
        # Not on its way, as a page of a stack may be.
        wait_for(lambda: place() and place() == place(), f"{self!r} to be on the screen")
        box = self.extents()
        window = self.x_window()
        left, top = self.desk.shadow(window)
        x = box.x + left + (box.width // 2 if dx is None else dx)
        y = box.y + top + box.height // 2
        xdotool("mousemove", "--window", window, x, y, "click", 1)

    def tick(self):
        """Ticks a check box."""
        if INSTALLED:
            self.reach()
            self.desk.key("space")
        else:
            self.click_with_mouse(dx=8)
        wait_for(lambda: self.has("checked"), f"the tick of {self!r}")

    def reach(self):
        """Goes there by Tab."""
        while self != (before := self.desk.focused()):
            self.desk.key("Tab")
            wait_for(lambda: self.desk.focused() not in (None, before), f"the focus to leave {before!r}")  # noqa: B023

    def focus(self):
        """Clicks into a field and waits for the caret."""
        self.click_with_mouse()
        wait_for(lambda: self.has("focused"), f"the focus on {self!r}")

    def set_text(self, text):
        """Fills in a field at once, replacing what it has."""
        assert Atspi.EditableText.set_text_contents(self.accessible, text), f"{self!r} refuses text"

    def type(self, text):
        self.focus()
        self.desk.type(text)

    def paste(self, text):
        self.focus()
        self.desk.copy(text)
        self.desk.key("ctrl+v")


def xdotool(*arguments):
    run = subprocess.run(
        ["xdotool", *map(str, arguments)], capture_output=True, text=True, check=True, timeout=60
    )
    return run.stdout.split()


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
            environment["LD_PRELOAD"] = str(PLACES)
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
        """Types a path into the dialog that asks for a file."""
        title = self.tr(title)
        window = wait_for(lambda: self.window(title), f"the dialog {title!r}")
        field = wait_for(window.focused, f"the focus in the dialog {title!r}")
        if field.role in ENTRY:
            self.key("ctrl+a")
        self.type(str(path))
        self.key("Return")

        def is_in_list():
            focused = window.focused()
            return focused is not None and focused.has("selected") and plain(path.name) in focused.name

        # Newer GTK goes to the file first, and takes it at the next stroke.
        wait_for(lambda: not self.window(title) or is_in_list(), f"the file in the dialog {title!r}")
        if self.window(title):
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


Atspi.set_timeout(ANSWER_TIME, ANSWER_TIME)
