"""What is remembered: in a keyring of the desktop, in one that is locked or hangs, and without any."""
import tempfile

from desk import Desk, wait_for, xdotool
from finding import find_page, search_entry
from issuing import at_step, device_entry, open_row, press_next
from keyring import Keyring
from online import (
    LOGIN_ID,
    PASSWORD,
    at_home,
    at_log_in,
    begin_issue,
    confirm_notice,
    end_session,
    log_out,
    password_entry,
    run_with_service,
    set_server,
)

NEW_PASSWORD = "try-another-service"
BANNERS = {
    "absent": "There is no keyring on this computer. What is to be remembered is forgotten when KMS Desk is closed.",
    "locked": "The keyring of this computer is locked. What is to be remembered is forgotten when KMS Desk is closed. "
              "Unlock the keyring, then try again.",
    "silent": "The keyring of this computer does not answer. What is to be remembered is forgotten when KMS Desk is "
              "closed.",
}


class Person:
    """Somebody who starts KMS Desk again and again."""

    def __init__(self):
        self.home = tempfile.TemporaryDirectory(prefix="kms-home-")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.home.cleanup()

    def desk(self):
        return Desk(home=self.home.name, environment={"GSETTINGS_BACKEND": "keyfile"})


def log_in_to_remember(desk, password):
    """The login ID is filled in from the second time on."""
    at_log_in(desk)
    if not desk.entry("_Login ID").text:
        desk.entry("_Login ID").set_text(LOGIN_ID)
    password_entry(desk).set_text(password)
    box = desk.find("check box", desk.tr("_Remember in the keyring of this computer"))
    if not box.has("checked"):
        box.click_with_mouse(dx=8)
        wait_for(lambda: box.has("checked"), "the tick")
    desk.press("Log _In")
    at_home(desk)


def change_password(desk, old, new):
    open_row(desk, "Change Password")
    desk.entry("_Old password").set_text(old)
    for label in ("_New password", "New password _again"):
        desk.entry(label).set_text(new)
    desk.press("Change _Password")
    desk.wait_for_news(desk.tr("The password is changed"))


def goes_on(server, language):
    """Size and page of the window, and the work on it, from one session to the next; and nobody else's."""
    with Keyring(), Person() as person:
        with person.desk() as desk:
            confirm_notice(desk)
            set_server(desk, server.url)
            log_in_to_remember(desk, PASSWORD)
            start = size(desk)
            xdotool("windowsize", "--sync", desk.x_window(desk.tr("KMS Desk")), 750, 700)
            wait_for(lambda: size(desk)[0] < start[0] and size(desk)[1] < start[1], "the new size")
            before = size(desk)
            find_page(desk)
        with person.desk() as desk:
            search_entry(desk)
            assert size(desk) == before, (size(desk), before)
            desk.press("Home")
            begin_issue(desk)
            press_next(desk)
            device_entry(desk).set_text("0123")
        with person.desk() as desk:
            at_step(desk, 2)
            wait_for(lambda: "0123" in device_entry(desk).text, "the device")
            device_entry(desk).set_text("")
            desk.press("Home")
            at_home(desk)
            log_out(desk)
        with person.desk() as desk:
            log_in_to_remember(desk, PASSWORD)


def size(desk):
    """Of the window, without its shadow."""
    box = next(iter(desk.application.children())).extents()
    return box.width, box.height


def remembered(server, language):
    """Session and password, also a new one; nothing any more when the tick is taken back."""
    with Keyring() as keyring, Person() as person:
        with person.desk() as desk:
            confirm_notice(desk)
            set_server(desk, server.url)
            log_in_to_remember(desk, PASSWORD)
            assert not any(desk.sees(banner) for banner in BANNERS.values())
        with person.desk() as desk:
            at_home(desk)
            change_password(desk, PASSWORD, NEW_PASSWORD)
        end_session(server)
        with person.desk() as desk:
            at_home(desk)
            change_password(desk, NEW_PASSWORD, PASSWORD)
            log_out(desk)
            assert password_entry(desk).text == PASSWORD
        keyring.lock()
        with person.desk() as desk:
            at_log_in(desk)
            desk.wait_to_see(BANNERS["locked"])
            assert desk.entry("_Login ID").text == LOGIN_ID and password_entry(desk).text == ""


def kept_in_memory_only(server, language):
    with Person() as person, person.desk() as desk:
        confirm_notice(desk)
        set_server(desk, server.url)
        log_in_to_remember(desk, PASSWORD)
        desk.wait_to_see(BANNERS["absent"])
        # As long as the program runs, it is remembered.
        log_out(desk)
        assert password_entry(desk).text == PASSWORD
        desk.wait_to_see(BANNERS["absent"])
        with Keyring():
            desk.press("_Try Again")
            wait_for(lambda: not desk.sees(BANNERS["absent"]), "the end of the banner")


def a_keyring_that_hangs(server, language):
    with Keyring() as keyring, Person() as person:
        with keyring.hanging(), person.desk() as desk:
            confirm_notice(desk)
            set_server(desk, server.url)
            log_in_to_remember(desk, PASSWORD)
            desk.wait_to_see(BANNERS["silent"])


# What is said is looked at elsewhere.
run_with_service(remembered, goes_on, kept_in_memory_only, a_keyring_that_hangs, languages=("en",))
