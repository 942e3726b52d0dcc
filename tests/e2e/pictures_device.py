"""The pictures of the practice device: each of its screens, with the sample's device."""
from device import DEVICE_WINDOW, assert_shows, enter_key, log_in, register
from issuing import SAMPLE, open_row

WRONG = "1234-5678-90AB-CDEF"


def device(studio):
    picture = studio.picture
    with studio.start("--demo") as desk:
        open_row(desk, "Practice Device")
        studio.fill_screen(desk, DEVICE_WINDOW)
        picture("device-choose")
        desk.scroll_to("list item", desk.tr("Device of the Sample")).click_with_mouse()
        assert_shows(desk, "Home")
        picture("device-home")
        desk.key("m", "Down", "Down")
        assert_shows(desk, "Menu", "Settings / Maintenance")
        picture("device-menu")
        desk.key("Return")
        assert_shows(desk, "System Settings")
        picture("device-system")
        desk.key("Return")
        assert_shows(desk, "Check Extensions")
        picture("device-nothing")
        desk.key("m", "F8")
        assert_shows(desk, "Administrator Log-In")
        desk.type("0000")
        picture("device-log-in")
        desk.key("Escape")
        log_in(desk)
        picture("device-administrator")
        desk.key("Down", "Return")
        assert_shows(desk, "Change Password")
        picture("device-password")
        desk.key("Escape")
        enter_key(desk, WRONG[:-2])
        picture("device-key")
        desk.type(WRONG[-2:])
        desk.key("F7")
        desk.wait_to_see(desk.tr("Authentication of the Registration Key failed.", context="device"))
        picture("device-refused")
        desk.key("Return", "F5", "Escape", "m")
        for _, _, key in SAMPLE[:5]:
            register(
                desk,
                key,
                before_restart=lambda: picture("device-confirm"),
                restarting=lambda: picture("device-restarting"),
            )
        desk.key("m", "Down", "Down", "Return", "Return")
        assert_shows(desk, "Check Extensions")
        picture("device-extensions")


SCENES = {"device": device}
