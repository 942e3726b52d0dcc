"""The steps of issuing, as the scenarios take them, and what must come of them."""
import hashlib
import hmac
import os
import pathlib
import re
import secrets
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import tap  # noqa: E402

from desk import BUTTON, ENTRY, Desk, wait_for  # noqa: E402

LANGUAGES = os.environ.get("KMS_LANGUAGES", "en ja").split()
DEMO_SECRET = b"KMS-DESK-DEMO-NOT-FOR-REAL-USE-1"
CATEGORY = "HD Visual Communication"
LIVE_LINK = "HDCom Live Link and others"
DEMO_MARK = "DEMO – these registration keys work on no real device."

# The manual's sample: activation key, part number, registration key.
SAMPLE_DEVICE = "1234-5678-90AB-CDEF"
SAMPLE = [
    ("1111-1111-1111-1111", "KX-VCS101DEMO", "1111-1111-1111-1111"),
    ("9999-9999-9999-9999", "KX-VCS101DEMO", "3333-3333-3333-3333"),
    ("AAAA-AAAA-AAAA-AAAA", "KX-VCS101DEMO", "5555-5555-5555-5555"),
    ("FFFF-FFFF-FFFF-FFFF", "KX-VCS101DEMO", "7777-7777-7777-7777"),
    ("1111-1919-1919-9999", "KX-VCS201DEMO", "0000-0000-0000-0000"),
    ("AAAA-AFAF-AFAF-FFFF", "KX-VCS201DEMO", "2222-2222-2222-2222"),
    ("1111-9999-AAAA-FFFF", "KX-VCS201DEMO", "4444-4444-4444-4444"),
    ("19AF-19AF-19AF-19AF", "KX-VCS201DEMO", "6666-6666-6666-6666"),
]


def grouped(digits):
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def random_digits(count=16):
    return secrets.token_hex(count // 2).upper()


def mac(secret, *strings):
    return hmac.new(secret, "\0".join(strings).encode(), hashlib.sha256).digest()


def practice_sheet(part="KX-VCS101DEMO"):
    """A fresh activation key, grouped, and its registration ID."""
    key = random_digits()
    return grouped(key), mac(DEMO_SECRET, "kms/sheet/v1", part, key).hex().upper()[:8]


def registration_key(device, part, ordinal, category="hdvc"):
    """The key that the demo must issue to a device, computed apart from the program."""
    device_secret = mac(DEMO_SECRET, "kms/device/v1", category, device)
    key = mac(device_secret, "kms/registration/v1", part, str(ordinal))
    return grouped(key.hex().upper()[:16])


def demo(language, **settings):
    """KMS Desk at Home of the demo."""
    return Desk("--demo", language=language, **settings)


def open_row(desk, message):
    """Opens an entry of Home."""
    desk.scroll_to("list item", desk.tr(message)).click_with_mouse()


def issuing_demo(desk):
    """From Home to the first step of the demo, with the sample filled in."""
    open_row(desk, "Issuing Demo")
    at_step(desk, 1)


def free_practice(desk):
    """From Home to the second step of free practice."""
    open_row(desk, "Free Practice")
    at_step(desk, 1)
    press_next(desk)
    at_step(desk, 2)


def at_step(desk, number):
    """Waits until the assistant stands at a step and has slid there.

    On a narrow screen a line of text stands for the numbered buttons.
    """
    wide = desk.pattern("Step %u, %s: the current step", number, None)
    narrow = desk.pattern("Step %u of %u · %s", number, 5, None)
    wait_for(
        lambda: desk.search(BUTTON, wide, shown=True) or desk.search("label", narrow, shown=True),
        f"step {number}",
    )


def press_next(desk):
    desk.press("_Next")


def device_entry(desk):
    return desk.entry("MPR I_D")


def confirm_box(desk):
    return desk.find("check box", desk.tr("I _compared this MPR ID with the device"))


def confirm_device(desk):
    confirm_box(desk).tick()


def enter_device(desk, device):
    """Fills in the device, ticks that it was compared, and goes on."""
    entry = device_entry(desk)
    entry.set_text(device)
    confirm_device(desk)
    press_next(desk)
    at_step(desk, 3)


def row_entry(desk, what, row, **where):
    """The field of an activation key or registration ID; the first row is 1."""
    return desk.find(ENTRY, desk.pattern("%s of sheet %u", desk.tr(what), row), **where)


def key_entry(desk, row, **where):
    return row_entry(desk, "Activation Key", row, **where)


def id_entry(desk, row, **where):
    return row_entry(desk, "Registration ID", row, **where)


def enter_sheet(desk, row, sheet):
    """Fills in a row, which is added when it is not there yet."""
    if row > 1:
        desk.press("_Add Key", shown=False)
    key_entry(desk, row, shown=False).set_text(sheet[0])
    registration_id = id_entry(desk, row, shown=False)
    # A full key leads here; Enter tells that the ID, which has no fixed length, is all there.
    wait_for(lambda: registration_id.has("focused"), "the focus on the registration ID")
    desk.type(sheet[1])
    desk.key("Return")


def wait_for_verdict(desk, row, verdict):
    """Waits until a screen reader would read a verdict at the fields of a row."""
    verdict = desk.tr(verdict, context="verdict")
    entry = key_entry(desk, row, shown=False)
    wait_for(lambda: verdict in entry.described_by, f"“{verdict}” at key {row}")


def enter_sheets(desk, sheets, *verdicts):
    """Fills in a row for each, and waits for its verdict; for that of the last one when there are fewer."""
    for row, sheet in enumerate(sheets, 1):
        enter_sheet(desk, row, sheet)
    for row, verdict in enumerate(verdicts, len(sheets) + 1 - len(verdicts)):
        wait_for_verdict(desk, row, verdict)


def issue(desk, count):
    """At the review: issues that many keys and waits for the result."""
    label = desk.tr("_Issue %u Key", count, plural="_Issue %u Keys")
    desk.find(BUTTON, label).click()
    at_step(desk, 5)


def result(desk):
    """The result as rows of activation key, part number and registration key."""
    cards = desk.find("list", desk.tr("Registration Keys"), shown=False).children()
    rows = []
    for card in cards:
        text = "\n".join(card.labels())
        registration, activation = re.findall(r"(?:[0-9A-F]{4}-){3}[0-9A-F]{4}", text)
        rows.append((activation, re.search(r"\S+DEMO", text)[0], registration))
    return rows


def again(desk):
    """From the result back to the first step."""
    desk.press("_Issue for Another Device")
    at_step(desk, 1)


def run(*scenarios, languages=LANGUAGES):
    """Runs each scenario in each language."""
    tap.run(
        [
            (
                f"{scenario.__name__.replace('_', ' ')} ({language})",
                lambda scenario=scenario, language=language: scenario(language),
            )
            for scenario in scenarios
            for language in languages
        ]
    )
