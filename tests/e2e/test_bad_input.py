"""Bad input and bad luck: a clear sentence at the place where it belongs, and what was typed stays."""
import pathlib
import tempfile

from desk import CHOICE, wait_for
from issuing import (
    LIVE_LINK,
    at_step,
    demo,
    device_entry,
    enter_device,
    enter_sheet,
    free_practice,
    grouped,
    id_entry,
    key_entry,
    practice_sheet,
    press_next,
    random_digits,
    run,
    wait_for_verdict,
)


def wait_for_error(entry, sentence):
    """The error must be in the field's description, for who does not see it."""

    def said():
        return entry.has("invalid") and sentence in entry.described_by

    wait_for(said, f"at {entry!r} the error {sentence!r}")


def the_device(language):
    device = random_digits()
    with demo(language) as desk:
        free_practice(desk)
        entry = device_entry(desk)

        press_next(desk)
        wait_for_error(entry, desk.tr("Enter the MPR ID: 16 digits, 0–9 and A–F."))

        entry.set_text("1234-5678")
        press_next(desk)
        short = desk.tr(
            "An MPR ID has 16 digits; there is %u so far.",
            8,
            plural="An MPR ID has 16 digits; there are %u so far.",
        )
        wait_for_error(entry, short)
        assert entry.text == "1234-5678"

        entry.set_text("1234-5678-90AB-CDXF")
        character = desk.tr(
            "Character %u, “%s”, is not a digit of an MPR ID: only 0–9 and A–F are used.", 18, "X"
        )
        wait_for_error(entry, character)
        assert entry.text == "1234-5678-90AB-CDXF"

        entry.set_text("123456789OABCDEF")
        question = desk.tr("Did you mean %s?", "1234-5678-90AB-CDEF")
        desk.wait_to_see(question)
        assert entry.text == "123456789OABCDEF"

        # Full-width digits, as a Japanese input method gives them, are digits.
        entry.set_text("")
        entry.paste("".join(chr(ord(digit) + 0xFEE0) for digit in device))
        wait_for(lambda: entry.text == grouped(device), "the digits of full-width text")
        assert not entry.has("invalid")

        line = desk.entry("Line _1")
        line.set_text("x" * 51)
        long = "A line of the site information has at most 50 characters; this one has %u."
        wait_for_error(line, desk.tr(long, 51, plural=long))
        assert line.text == "x" * 51


def the_keys(language):
    key, registration_id = practice_sheet()
    with demo(language) as desk:
        free_practice(desk)
        enter_device(desk, random_digits())

        press_next(desk)
        entry = key_entry(desk, 1)
        wait_for_error(entry, desk.tr("Enter the activation key: 16 digits, 0–9 and A–F."))

        wrong = ("0" if registration_id[0] != "0" else "1") + registration_id[1:]
        enter_sheet(desk, 1, (key, wrong))
        wait_for_verdict(desk, 1, "Not valid")
        assert entry.text == key and id_entry(desk, 1).text == wrong

        enter_sheet(desk, 2, practice_sheet("LIVELINK-DEMO"))
        wait_for_verdict(desk, 2, "Other category")

        enter_sheet(desk, 3, (key, registration_id))
        twice = desk.tr("This activation key is there twice. Remove one of the two.")
        wait_for_error(key_entry(desk, 3), twice)
        press_next(desk)
        at_step(desk, 3)


def pasted_texts(language):
    """Nine keys, twice the same, no keys, no text, too much: none of it loses a row."""
    sheets = [practice_sheet() for _ in range(9)]
    page = "\n".join(f"{key}\t{registration_id}" for key, registration_id in sheets)
    with demo(language) as desk:
        free_practice(desk)
        enter_device(desk, random_digits())

        def paste(data):
            desk.copy(data)
            desk.press("_Paste Whole Sheet")

        desk.press("_Paste Whole Sheet")
        desk.wait_to_see(desk.tr("There is no text on the clipboard. Copy the mail or sheet first."))
        paste("1234 " * (2 << 20))
        desk.wait_to_see(
            desk.tr("This text is too large: up to 1 MiB is read. Take only the part with the keys.")
        )

        paste(b"\x89PNG\r\n\x1a\n\0\0\0\xff")
        desk.wait_to_see(desk.tr("No activation key was found in this text."))
        paste(page)
        no_room = "%s / %s found no room: eight keys at most in one go."
        desk.wait_to_see(desk.tr(no_room, *sheets[8]))
        for row in range(1, 9):
            wait_for_verdict(desk, row, "New")
        paste(page)
        desk.wait_to_see(desk.tr("%s stands here already.", sheets[0][0]))
        texts = [key_entry(desk, row, shown=False).text for row in range(1, 9)]
        assert texts == [key for key, _ in sheets[:8]], texts


def ten_megabytes_into_a_field(language):
    with demo(language) as desk:
        free_practice(desk)
        entry = device_entry(desk)
        entry.set_text("1234-5678")
        entry.paste("A" * (10 << 20))
        # A second click might make a double click, which selects a group.
        desk.copy(" 90AB CDEF")
        desk.key("ctrl+v")
        wait_for(lambda: entry.text == "1234-5678-90AB-CDEF", "the later paste")


def a_sheet_of_the_other_category(language):
    """In the other category, what names the device and the keys is called otherwise."""
    with demo(language) as desk:
        desk.find("list item", desk.tr("Free Practice")).click_with_mouse()
        at_step(desk, 1)
        desk.find(CHOICE, desk.tr(LIVE_LINK)).click_with_mouse()
        press_next(desk)
        at_step(desk, 2)
        entry = desk.entry("MAC a_ddress")
        entry.set_text("1234567890AB")
        wait_for(lambda: entry.text == "12:34:56:78:90:AB", "the grouped MAC address")
        box = desk.find("check box", desk.tr("I _compared this MAC address with the device"))
        box.click_with_mouse(dx=8)
        press_next(desk)
        at_step(desk, 3)
        desk.copy("\t".join(practice_sheet()))
        desk.press("_Paste Whole Sheet")
        wait_for(
            lambda: desk.tr("Other category", context="verdict")
            in row_description(desk, "License No."),
            "the verdict",
        )


def row_description(desk, what):
    entry = desk.find(("text", "entry"), desk.pattern("%s of sheet %u", desk.tr(what), 1))
    return entry.described_by


def a_folder_that_cannot_be_written(language):
    """No draft can be kept: a banner says so, the work goes on, and leaving asks first."""
    with tempfile.TemporaryDirectory() as home:
        pathlib.Path(home, "data").write_text("a file where the folder should be")
        with demo(language, home=home) as desk:
            free_practice(desk)
            entry = device_entry(desk)
            entry.type("12345678")
            no_draft = desk.tr(
                "No draft could be kept. %s What you typed stays here as long as this window is "
                "open.",
                "\0",
            )
            desk.wait_to_see(no_draft.split("\0")[0])
            assert entry.text == "1234-5678"
            desk.press("Home")
            desk.find("label", desk.tr("Leave Without a Draft?"), shown=False)
            desk.press("_Stay Here", shown=False)
            wait_for(
                lambda: not desk.search("label", desk.tr("Leave Without a Draft?")), "the dialog gone"
            )
            assert entry.text == "1234-5678"
            desk.key("ctrl+q")
            desk.press("_Discard the Work", shown=False)
            desk.wait_for_end()


run(
    the_device,
    the_keys,
    pasted_texts,
    ten_megabytes_into_a_field,
    a_sheet_of_the_other_category,
    a_folder_that_cannot_be_written,
)
