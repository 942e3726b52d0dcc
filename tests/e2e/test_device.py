"""The practice device: a key that was just issued is typed into it up to the listed extension, once by
clicking its remote control and once by the keyboard; a wrong one is refused."""
from desk import wait_for
from device import (
    DEVICE_WINDOW,
    Keyboard,
    Remote,
    assert_shows,
    device_window,
    enter_key,
    log_in,
    register,
    words,
)
from issuing import (
    SAMPLE,
    at_step,
    demo,
    enter_device,
    enter_sheets,
    free_practice,
    grouped,
    issue,
    open_row,
    practice_sheet,
    press_next,
    random_digits,
    result,
    run,
)

PARTS = "KX-VCS101DEMO", "KX-VCS201DEMO"


def listed(desk):
    """What Check Extensions shows: the texts on the screen of the device, from home."""
    keyboard = Keyboard(desk)
    keyboard.press("Menu", "Down", "Down", "Enter", "Enter")
    assert_shows(desk, "Check Extensions")
    return [text for text in device_window(desk).labels() if text]


def an_issued_key_is_registered(language):
    """One by clicks, the other by keys: both are listed then; the first one is not taken twice."""
    device = random_digits()
    sheets = [practice_sheet(part) for part in PARTS]
    with demo(language) as desk:
        free_practice(desk)
        enter_device(desk, device)
        enter_sheets(desk, sheets, "New", "New")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 2)
        keys = [key for _, _, key in result(desk)]
        desk.press("Try on the Practice _Device")
        assert_shows(desk, "Home")
        desk.find("label", "DEMO", within=device_window(desk), shown=False)

        register(desk, keys[0], Remote(desk))
        # The keyboard goes to the screen of the device, wherever one has clicked.
        screen = desk.plain_tr("Screen of the practice device")
        wait_for(lambda: (desk.focused() or desk.application).name == screen, "the focus on the screen")
        register(desk, keys[1], Keyboard(desk))
        texts = listed(desk)
        assert grouped(device) in texts, texts
        for number, part in enumerate(PARTS, 1):
            assert f"{number}. DEMO Upgrade · {part}" in texts, texts

        log_in(desk)
        enter_key(desk, keys[0])
        desk.key("F7")
        desk.wait_to_see(words(desk, "This registration key is registered already."))


def a_wrong_key_is_refused(language):
    """One digit wrong; it stays to be corrected. The sample's device takes a key of the sample."""
    key = SAMPLE[0][2]
    with demo(language) as desk:
        open_row(desk, "Practice Device")
        wait_for(lambda: desk.window(desk.tr(DEVICE_WINDOW)), "the practice device")
        desk.scroll_to("list item", desk.tr("Device of the Sample")).click_with_mouse()
        assert_shows(desk, "Home")
        log_in(desk)
        enter_key(desk, key[:-1] + "2")
        desk.key("F7")
        desk.wait_to_see(words(desk, "Authentication of the Registration Key failed."))
        desk.key("Return")
        assert_shows(desk, "Registration Key Entry")
        desk.key("BackSpace")
        desk.type("1")
        desk.wait_to_see(key)
        desk.key("F7")
        assert_shows(desk, "Registration Key Entry", "Save the settings and restart?")
        # It begins with No, which leads back to the entry.
        desk.key("Return")
        desk.wait_to_see(key)
        desk.key("F7", "Left", "Return")
        assert_shows(desk, "Home")
        texts = listed(desk)
        assert "1. DEMO Upgrade · KX-VCS101DEMO" in texts, texts

        # Another device does not take it, and that of the last one is still there.
        desk.key("ctrl+w")
        wait_for(lambda: not desk.window(desk.tr(DEVICE_WINDOW)), "the window closed")
        open_row(desk, "Practice Device")
        desk.scroll_to("list item", desk.tr("New Device")).click_with_mouse()
        register_refused(desk, key)
        desk.key("ctrl+w")
        wait_for(lambda: not desk.window(desk.tr(DEVICE_WINDOW)), "the window closed")
        open_row(desk, "Practice Device")
        desk.scroll_to("list item", desk.tr("Device of the Sample")).click_with_mouse()
        assert_shows(desk, "Check Extensions")


def register_refused(desk, key):
    assert_shows(desk, "Home")
    log_in(desk)
    enter_key(desk, key)
    desk.key("F7")
    desk.wait_to_see(words(desk, "Authentication of the Registration Key failed."))


run(an_issued_key_is_registered, a_wrong_key_is_refused)
