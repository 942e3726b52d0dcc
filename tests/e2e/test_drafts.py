"""Nothing typed is ever lost: leaving keeps a draft, and so does a crash."""
import pathlib
import sqlite3
import tempfile

from desk import wait_for
from issuing import (
    at_step,
    confirm_device,
    demo,
    device_entry,
    enter_device,
    free_practice,
    grouped,
    id_entry,
    issue,
    key_entry,
    practice_sheet,
    press_next,
    random_digits,
    run,
    wait_for_verdict,
)


def draft_holds(home, *texts):
    """Whether a draft on disk has all of these texts."""
    path = pathlib.Path(home, "data", "kms-desk", "journal.sqlite")
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as journal:
            drafts = [row[0] for row in journal.execute("SELECT json FROM draft")]
    except sqlite3.Error:
        return False
    return any(all(text in draft for text in texts) for draft in drafts)


def drafts_of(desk, device):
    return desk.search("list item", grouped(device), shown=True)


def leaving_keeps_a_draft(language):
    """By the Home button and by closing the window; an undone discard gives it back."""
    device = random_digits()
    key, registration_id = practice_sheet()
    with tempfile.TemporaryDirectory() as home:
        with demo(language, home=home) as desk:
            free_practice(desk)
            desk.entry("Line _1").set_text("福岡 branch")
            enter_device(desk, device)
            key_entry(desk, 1).set_text(key[:9])
            desk.press("Home")
            desk.wait_for_news(desk.tr("The work is kept as a draft"))

            desk.press("Discard the draft for %s", grouped(device))
            wait_for(lambda: not drafts_of(desk, device), "the draft gone")
            desk.press("_Undo", within=next(desk.toasts()))
            wait_for(lambda: drafts_of(desk, device), "the draft back")

            desk.find("list item", grouped(device)).click_with_mouse()
            at_step(desk, 3)
            assert key_entry(desk, 1).text == key[:9]
            key_entry(desk, 1).set_text(key)

        with demo(language, home=home) as desk:
            desk.find("list item", grouped(device)).click_with_mouse()
            at_step(desk, 3)
            assert key_entry(desk, 1).text == key
            desk.press("_Back")
            at_step(desk, 2)
            assert device_entry(desk).text == grouped(device)
            assert desk.entry("Line _1").text == "福岡 branch"
            press_next(desk)
            at_step(desk, 3)

            # Issued work is done, and its draft goes.
            id_entry(desk, 1).type(registration_id)
            desk.key("Return")
            wait_for_verdict(desk, 1, "New")
            press_next(desk)
            at_step(desk, 4)
            issue(desk, 1)
            wait_for(lambda: not draft_holds(home, device), "the draft gone from the disk")
            desk.press("Home")
            desk.find("list item", desk.tr("Free Practice"))
            assert not drafts_of(desk, device)


def a_crash_keeps_a_draft(language):
    device = random_digits()
    with tempfile.TemporaryDirectory() as home:
        with demo(language, home=home) as desk:
            free_practice(desk)
            device_entry(desk).type(device)
            confirm_device(desk)
            desk.entry("Line _2").type("2nd line")
            wait_for(lambda: draft_holds(home, grouped(device), "2nd line"), "the draft on disk")
            desk.kill()

        with demo(language, home=home) as desk:
            desk.find("list item", grouped(device)).click_with_mouse()
            at_step(desk, 2)
            assert device_entry(desk).text == grouped(device)
            assert desk.entry("Line _2").text == "2nd line"


def nothing_typed_leaves_no_draft(language):
    with demo(language) as desk:
        free_practice(desk)
        desk.press("Home")
        desk.find("list item", desk.tr("Free Practice"))
        assert not desk.search("list item", desk.tr("No device yet"))


run(leaving_keeps_a_draft, a_crash_keeps_a_draft, nothing_typed_leaves_no_draft)
