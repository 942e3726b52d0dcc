"""The pictures of the help, in the demo; help/pictures cuts them out."""
from finding import count
from issuing import (
    SAMPLE,
    SAMPLE_DEVICE,
    at_step,
    enter_device,
    enter_sheet,
    free_practice,
    issue,
    mac,
    DEMO_SECRET,
    open_row,
    press_next,
    wait_for_verdict,
)

# The same ones every time, so that the pictures are the same: activation keys that are new, and one
# that is bound to another device first.
NEW = "A2C4-11B9-73D0-5E68", "3F07-9AD2-C851-46BE"
ELSEWHERE = "58D1-E60A-27C3-94FB"
OTHER_DEVICE = "0080-F0A1-B2C3-D4E5"
PART = "KX-VCS101DEMO"
SITE = {"en": ("Example Inc., Fukuoka branch", "3rd floor"), "ja": ("サンプル株式会社 福岡支店", "3階")}


def sheet(key, part=PART):
    return key, mac(DEMO_SECRET, "kms/sheet/v1", part, key.replace("-", "")).hex().upper()[:8]


def help_pages(studio):
    """A device with its site, a key of each of three verdicts, two keys that are issued, and two that are found."""
    picture = studio.picture
    with studio.start("--demo") as desk:
        open_row(desk, "Find Registration Keys")
        count(desk, 8)
        desk.entry("_Search for").type("9999")
        count(desk, 2)
        picture("help-find")
        desk.press("Home")
        free_practice(desk)
        enter_device(desk, OTHER_DEVICE)
        enter_sheet(desk, 1, sheet(ELSEWHERE))
        wait_for_verdict(desk, 1, "New")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 1)
        desk.press("Home")
        free_practice(desk)
        for number, line in enumerate(SITE[studio.language], 1):
            desk.entry(f"Line _{number}").set_text(line)
        enter_device(desk, SAMPLE_DEVICE)
        desk.press("_Back")
        at_step(desk, 2)
        picture("help-device")
        press_next(desk)
        at_step(desk, 3)
        sheets = sheet(NEW[0]), sheet(SAMPLE[0][0]), sheet(ELSEWHERE)
        verdicts = "New", "Issued before", "Bound to another device"
        for row, (pair, verdict) in enumerate(zip(sheets, verdicts), 1):
            enter_sheet(desk, row, pair)
            wait_for_verdict(desk, row, verdict)
        picture("help-keys")
        desk.press("Home")
        free_practice(desk)
        enter_device(desk, SAMPLE_DEVICE)
        for row, key in enumerate(NEW, 1):
            enter_sheet(desk, row, sheet(key))
            wait_for_verdict(desk, row, "New")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 2)
        picture("help-result")


SCENES = {"help": help_pages}
