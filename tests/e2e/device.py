"""The practice device as a person uses it: by the keyboard, or by clicking its remote control."""
from desk import BUTTON, LABEL, wait_for

DEVICE_WINDOW = "Practice Device"
# The buttons of the remote control, and the keys that do the same.
KEYS = {
    "Menu": "m",
    "Enter": "Return",
    "Back": "Escape",
    "Green": "F7",
    "Yellow": "F8",
    "Left": "Left",
    "Down": "Down",
}


def device_window(desk):
    title = desk.tr(DEVICE_WINDOW)
    return wait_for(lambda: desk.window(title), f"the window {title!r}")


def words(desk, message):
    return desk.tr(message, context="device")


def assert_shows(desk, title, item=None):
    """Waits until the line that a screen reader follows says which screen it is, and what is selected."""
    text = words(desk, title) + " · " + (words(desk, item) if item else "")
    window = device_window(desk)
    wait_for(lambda: any(text in node.text for node in desk.each(LABEL, within=window)), f"{text!r}")


class Keyboard:
    """Hands on the keyboard."""

    def __init__(self, desk):
        self.desk = desk

    def press(self, *buttons):
        self.desk.key(*(KEYS[button] for button in buttons))

    def type(self, digits):
        self.desk.type(digits.replace("-", "").lower())


class Remote:
    """Hands on the remote control on the screen."""

    def __init__(self, desk):
        self.desk = desk
        self.buttons = {node.name: node for node in desk.each(BUTTON, within=device_window(desk))}

    def click(self, name):
        # GTK does the action of a button a quarter of a second after it is asked for; the mouse is quick.
        self.buttons[name].click_with_mouse()

    def press(self, *buttons):
        for button in buttons:
            self.click(self.desk.tr(button, context="remote control"))

    def type(self, digits):
        for digit in digits.replace("-", ""):
            self.click(digit)


def log_in(desk, hands=None, password="00000000"):
    """From anywhere to the administrator's menu, by the yellow button."""
    hands = hands or Keyboard(desk)
    hands.press("Menu", "Yellow")
    assert_shows(desk, "Administrator Log-In")
    hands.type(password)
    hands.press("Enter", "Enter")
    assert_shows(desk, "Administrator Menu")


def enter_key(desk, key, hands=None):
    """From the administrator's menu to the entry, with a key in it."""
    hands = hands or Keyboard(desk)
    hands.press("Enter")
    assert_shows(desk, "Software Extension")
    hands.press("Green")
    assert_shows(desk, "Registration Key Entry")
    hands.type(key)


def register(desk, key, hands=None, before_restart=None, restarting=None):
    """From anywhere through a restart to home, with a key registered."""
    hands = hands or Keyboard(desk)
    log_in(desk, hands)
    enter_key(desk, key, hands)
    hands.press("Green")
    assert_shows(desk, "Registration Key Entry", "Save the settings and restart?")
    if before_restart:
        before_restart()
    hands.press("Left", "Enter")
    if restarting:
        desk.wait_to_see(words(desk, "The settings are saved. Restarting…"))
        restarting()
    assert_shows(desk, "Home")
