"""Reports: what the page shows, and every format of a file, read by readers of their own."""
import os
import pathlib
import tempfile

from desk import NO_LEAKS, wait_for
from issuing import (
    at_step,
    confirm_device,
    demo,
    device_entry,
    enter_sheet,
    free_practice,
    grouped,
    issue,
    open_row,
    practice_sheet,
    press_next,
    random_digits,
    result,
    run,
    wait_for_verdict,
)
from reports import (
    DAILY,
    FIRST,
    FOURTH,
    HISTORY,
    SECOND,
    THIRD,
    at_reports,
    pick,
    save,
    saved,
    sheet,
    table,
)

FORMULA = "=1+2"
NO_SHIFT_JIS = "1階 😀"


def issue_one(desk):
    """A key with site lines that are no easy guests in a file; its row in the history."""
    device, sheet = random_digits(), practice_sheet()
    free_practice(desk)
    device_entry(desk).set_text(device)
    desk.entry("Line _1").set_text(FORMULA)
    desk.entry("Line _2").set_text(NO_SHIFT_JIS)
    confirm_device(desk)
    press_next(desk)
    at_step(desk, 3)
    enter_sheet(desk, 1, sheet)
    wait_for_verdict(desk, 1, "New")
    press_next(desk)
    at_step(desk, 4)
    issue(desk, 1)
    ((activation, part, registration),) = result(desk)
    desk.press("Home")
    return {
        "event": "issued",
        "category": "hdvc",
        "device_id": grouped(device),
        "activation_key": activation,
        "part_number": part,
        "registration_key": registration,
        "mailed_to": "",
    }


def assert_history(rows, expected, line_1, line_2):
    """Nine keys, the newest first; identifiers are text, and nothing is a formula."""
    assert len(rows) == 9, rows
    assert list(rows[0])[: len(HISTORY)] == HISTORY, rows[0]
    assert {name: rows[0][name] for name in expected} == expected, rows[0]
    assert (rows[0]["site_1"], rows[0]["site_2"]) == (line_1, line_2), rows[0]
    assert all("DEMO" in row["note"] for row in rows), rows[0]
    assert rows[-1]["device_id"] == "1234-5678-90AB-CDEF", rows[-1]


def history_files(language):
    """Every format, half of them in each language."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report")
        with demo(language, environment=NO_LEAKS) as desk:
            expected = issue_one(desk)
            open_row(desk, "Reports")
            desk.wait_to_see(desk.tr("Keys issued: %u · issued again: %u", 9, 0))
            pick(desk, "r", SECOND)
            desk.wait_to_see(desk.tr("%u row", 9, plural="%u rows"))
            if language == "en":
                save(desk, FIRST, path)
                contents = saved(desk, path)
                assert contents.startswith(b"\xef\xbb\xbf"), contents[:8]
                rows = table(contents.decode("utf-8-sig"))
                assert_history(rows, expected, f"'{FORMULA}", NO_SHIFT_JIS)
                save(desk, FOURTH, path)
                assert_history(sheet(saved(desk, path)), expected, FORMULA, NO_SHIFT_JIS)
                return
            # What would be lost is said before.
            save(desk, THIRD, path)
            desk.wait_to_see("😀")
            assert not path.exists()
            desk.press("_Do Not Save")
            wait_for(lambda: not os.listdir(folder), "the folder to be empty")
            save(desk, THIRD, path)
            desk.press("_Save With 〓")
            rows = table(saved(desk, path).decode("cp932"))
            assert_history(rows, expected, f"'{FORMULA}", "1階 〓")


def days_that_are_asked_for(language):
    """By the keyboard alone: other days, none, and the bars of the chart."""
    with tempfile.TemporaryDirectory() as folder, demo(language, environment=NO_LEAKS) as desk:
        open_row(desk, "Reports")
        at_reports(desk)
        if language == "en":
            path = pathlib.Path(folder, "report")
            save(desk, SECOND, path)
            (day,) = table(saved(desk, path).decode())
            assert list(day)[: len(DAILY)] == DAILY, day
            assert [day[name] for name in DAILY] == ["2011-01-20", "8", "0", "1"], day
        # A screen reader hears the values of a bar that has the focus.
        bar = desk.tr("%s: %u issued, %u issued again", "2011-01-20", 8, 0)
        desk.key("alt+t")
        for _ in range(4):
            desk.key("Tab")
            if (node := desk.focused()) and node.name == bar:
                break
        assert desk.focused().name == bar, desk.focused()

        desk.key("alt+f")
        desk.type("2011-02-30")
        desk.wait_to_see(desk.tr("Not a day. Year, month and day are needed: 2026-04-01."))
        if language == "ja":
            desk.entry("_From").set_text("２０１１年１月２０日")
        else:
            desk.key("ctrl+a")
            desk.type("2011/1/20")
        at_reports(desk)
        desk.key("alt+t")
        desk.type("2011-01-19")
        desk.wait_to_see(desk.tr("This day is before the first one."))
        desk.key("ctrl+a")
        desk.type("20110120")
        at_reports(desk)
        pick(desk, "p", THIRD)
        desk.wait_to_see(desk.tr("Nothing on These Days"))


run(history_files, days_that_are_asked_for)
