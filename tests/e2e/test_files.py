"""What is kept in files: a class from one day to the next, registration keys, practice sheets."""
import csv
import io
import pathlib
import re
import tempfile

from desk import NO_LEAKS
from issuing import (
    DEMO_MARK,
    DEMO_SECRET,
    SAMPLE,
    at_step,
    demo,
    enter_device,
    enter_sheet,
    free_practice,
    issue,
    issuing_demo,
    mac,
    open_row,
    practice_sheet,
    press_next,
    random_digits,
    result,
    run,
    wait_for_verdict,
)


def a_class_goes_on_another_day(language):
    device, sheet = random_digits(), practice_sheet()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "monday.kmsclass")
        with demo(language, environment=NO_LEAKS) as desk:
            free_practice(desk)
            enter_device(desk, device)
            enter_sheet(desk, 1, sheet)
            wait_for_verdict(desk, 1, "New")
            press_next(desk)
            at_step(desk, 4)
            issue(desk, 1)
            issued = result(desk)
            desk.press("Home")
            open_row(desk, "Keep This Class…")
            desk.choose_file("Keep This Class", path)
            desk.wait_for_news(desk.tr("The class is kept in the file"))
            assert path.stat().st_mode & 0o077 == 0, "others can read the class file"

        with demo(language, environment=NO_LEAKS) as desk:
            open_row(desk, "Open a Class…")
            desk.choose_file("Open a Class", path)
            desk.wait_for_news(desk.tr("The class is open: go on where it was kept"))
            free_practice(desk)
            enter_device(desk, device)
            enter_sheet(desk, 1, sheet)
            wait_for_verdict(desk, 1, "Issued before")
            press_next(desk)
            at_step(desk, 4)
            issue(desk, 1)
            assert result(desk) == issued, result(desk)


def a_file_that_is_no_class(language):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "letter.txt")
        path.write_text("Dear colleague")
        with demo(language, environment=NO_LEAKS) as desk:
            open_row(desk, "Open a Class…")
            desk.choose_file("Open a Class", path)
            desk.wait_for_news(
                desk.tr("This file was not made by KMS Desk. Choose another one.")
            )
        assert path.read_text() == "Dear colleague"


def saved_registration_keys(language):
    with tempfile.TemporaryDirectory() as folder:
        with demo(language, environment=NO_LEAKS) as desk:
            issuing_demo(desk)
            for step in 1, 2, 3:
                at_step(desk, step)
                press_next(desk)
            issue(desk, 8)
            text, table = pathlib.Path(folder, "keys.txt"), pathlib.Path(folder, "keys.csv")
            desk.press("Save as _Text…")
            desk.choose_file("Save the Registration Keys", text)
            desk.wait_for_news(desk.tr("Saved as “%s”", "keys.txt"))
            desk.press("Save as CS_V…")
            desk.choose_file("Save the Registration Keys", table)
            desk.wait_for_news(desk.tr("Saved as “%s”", "keys.csv"))
            mark = desk.tr(DEMO_MARK)
        assert text.read_text().startswith(mark)
        rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
        for activation, part, registration in SAMPLE:
            assert activation in text.read_text() and registration in text.read_text()
            found = [row for row in rows if part in row and activation in row]
            assert found and registration in found[0], rows
        assert "DEMO" in table.read_text("utf-8-sig")


def practice_sheets_are_valid(language):
    """The page that is copied has as many pairs as asked for, and each is valid."""
    with demo(language) as desk:
        open_row(desk, "Practice Sheets")
        desk.press("_Copy All")
        desk.wait_for_news(desk.tr("The practice sheets are on the clipboard"))
        page = desk.clipboard()
        keys = re.findall(r"(?:[0-9A-F]{4}-){3}[0-9A-F]{4}", page)
        parts = re.findall(r"KX-VCS\d01DEMO", page)
        assert len(keys) == len(parts) == 4, page
        for key, part in zip(keys, parts):
            expected = mac(DEMO_SECRET, "kms/sheet/v1", part, key.replace("-", ""))
            assert expected.hex().upper()[:8] in page, page


run(
    a_class_goes_on_another_day,
    a_file_that_is_no_class,
    saved_registration_keys,
    practice_sheets_are_valid,
)
