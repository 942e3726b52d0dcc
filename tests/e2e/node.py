"""One thing in the window, and how to wait for it and to reach it.

What GTK 4.8 tells over AT-SPI, and how this file lives with it:
- "showing" is not kept, and a page of a stack that was left keeps its place: shown () asks instead
  which widget is found where the thing is.
- A place is that of the content, without its border, in the window without its shadow; the X
  window includes the shadow.
- A button with a mnemonic is called "_Add Add", a field by its label.
- Check buttons and list rows have no action: click them with the mouse.
- Newer GTK tells other places: places.c.
"""
import os
import pathlib
import re
import shlex
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

BUILD = pathlib.Path(os.environ.get("KMS_BUILD") or pathlib.Path(__file__).parents[2] / "build")
PLACES = BUILD / "tests" / "libplaces.so"  # built where GTK needs it: places.c
INSTALLED = shlex.split(os.environ.get("KMS_DESK_COMMAND", ""))
SANITIZED = "detect_leaks=1" in os.environ.get("ASAN_OPTIONS", "")  # Meson itself sets the name, too
TIMEOUT = 20 * (4 if SANITIZED else 1)  # seconds until a look-up gives up
POLL = 0.03  # seconds
ANSWER_TIME = 5000  # milliseconds one call may take before AT-SPI gives up
BORDER = 3  # pixels; the themes' borders are wider
# What is said when it changes, by its roles.
LIVE = ("alert", "notification", "status bar")

Atspi.set_timeout(ANSWER_TIME, ANSWER_TIME)


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


def xdotool(*arguments):
    run = subprocess.run(
        ["xdotool", *map(str, arguments)], capture_output=True, text=True, check=True, timeout=60
    )
    return run.stdout.split()


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
