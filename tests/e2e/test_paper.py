"""What is printed: the key card, from the result and from Find, on both papers, and practice sheets."""
import pathlib
import re
import sys
import tempfile

from desk import BUTTON, NO_LEAKS, wait_for
from finding import count, find_page, open_first
from issuing import (
    DEMO_MARK,
    DEMO_SECRET,
    SAMPLE,
    SAMPLE_DEVICE,
    at_step,
    demo,
    issue,
    issuing_demo,
    mac,
    open_row,
    press_next,
    registration_key,
    run,
)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import pdf  # noqa: E402

STEPS = (
    "On the home screen open [Menu], then [Settings/Maintenance].",
    "Enter the password, 4 to 10 digits (00000000 unless somebody changed it), and choose [Log In].",
    "Save and restart? Choose [Yes] with ◀ ▶ and press Enter. The device restarts.",
    "One key per restart: go through all steps once for each key, and tick them.",
)


def paper_window(desk, title):
    return wait_for(lambda: desk.window(desk.tr(title)), f"the window {title!r}")


def save(desk, path):
    desk.press("_Save as PDF…")
    desk.choose_file("Save as PDF", path)
    desk.wait_for_news(desk.tr("Saved as “%s”", path.name))
    assert path.stat().st_mode & 0o077 == 0, "others can read the card"
    return path


def choose_letter(desk, title):
    """By the keyboard, in the list of papers."""
    desk.find("combo box", desk.tr("Paper"), within=paper_window(desk, title)).click_with_mouse()
    desk.key("Down", "Return")


def check_card(desk, path, size, keys):
    """The card has all of the keys, in text and code, and says DEMO and what to do."""
    (page,), (code,) = pdf.pages(path), pdf.codes(path)
    assert pdf.size(path) == pdf.SIZES[size], pdf.size(path)
    text = pdf.squeezed(page)
    for sentence in (DEMO_MARK, "Registration Key Card", "MPR ID", *STEPS):
        assert pdf.squeezed(desk.tr(sentence)) in text, (sentence, page)
    assert SAMPLE_DEVICE in page and "DEMO-Fukuoka" in page, page
    assert code[:3] == ["KMS 1", "DEMO", f"MPR-ID {SAMPLE_DEVICE}"], code
    assert sorted(code[3:]) == sorted(f"{part} {key}" for _, part, key in keys), code
    for _, part, key in keys:
        assert any(key in line and part in line for line in page.splitlines()), (key, page)
    assert desk.language == "en" or "CJKjp" in pdf.fonts(path), pdf.fonts(path)


def close(desk, title):
    """What the window told last goes first, by the same key."""
    window = lambda: desk.window(desk.tr(title))  # noqa: E731
    desk.key("Escape")
    wait_for(lambda: not window() or not desk.news(), "the toast gone")
    if window():
        desk.key("Escape")
    wait_for(lambda: not window(), f"the window {title!r} gone")


def check_mail(desk):
    """What is copied says what is on the card."""
    desk.press("_Copy as Text")
    desk.wait_for_news(desk.tr("The text is on the clipboard"))
    mail, mark = desk.clipboard(), desk.tr(DEMO_MARK)
    assert mail.startswith(mark) and mail.rstrip().endswith(mark), mail
    for text in (SAMPLE_DEVICE, "DEMO-Fukuoka", *(key for _, _, key in SAMPLE), *map(desk.tr, STEPS)):
        assert text in mail, (text, mail)


def from_the_result(desk, folder):
    issuing_demo(desk)
    for step in 1, 2, 3:
        at_step(desk, step)
        press_next(desk)
    issue(desk, 8)
    desk.press("_Key Card…")
    paper_window(desk, "Key Card")
    check_card(desk, save(desk, folder / "result.pdf"), "a4", SAMPLE)
    choose_letter(desk, "Key Card")
    check_card(desk, save(desk, folder / "letter.pdf"), "letter", SAMPLE)
    check_mail(desk)
    close(desk, "Key Card")


def from_find(desk, folder):
    find_page(desk)
    count(desk, 8)
    open_first(desk)
    desk.find(BUTTON, desk.tr("_Issue %u Key Again", 8, plural="_Issue %u Keys Again"))  # all have come
    desk.press("_Key Card…")
    paper_window(desk, "Key Card")
    check_card(desk, save(desk, folder / "found.pdf"), "a4", SAMPLE)
    check_mail(desk)
    close(desk, "Key Card")


def practice_sheets(desk, folder):
    open_row(desk, "Practice Sheets")
    for message, number in ("Participa_nts", "2"), ("_Keys for each", "3"):
        desk.find("spin button", desk.tr(message), shown=False).set_text(number)
    desk.press("Class _Paper…", shown=False)
    paper_window(desk, "Paper for a Class")
    check_class(desk, save(desk, folder / "class.pdf"))
    close(desk, "Paper for a Class")


def on_paper(language):
    """From one place in one language, from the other in the other: it is the same card."""
    with tempfile.TemporaryDirectory() as folder, demo(language, environment=NO_LEAKS) as desk:
        (from_the_result if language == "en" else from_find)(desk, pathlib.Path(folder))
        desk.press("Home")
        practice_sheets(desk, pathlib.Path(folder))


def check_class(desk, path):
    """Two participants with three keys each, which are valid, and the right answers."""
    *papers, answers = pdf.pages(path)
    assert len(papers) == 2, papers
    for number, paper in enumerate(papers, 1):
        assert desk.tr("Participant %u of %u", number, 2) in paper, paper
        assert pdf.squeezed(desk.tr(DEMO_MARK)) in pdf.squeezed(paper), paper
        device, *keys = re.findall(r"(?:[0-9A-F]{4}-){3}[0-9A-F]{4}", paper)
        parts = re.findall(r"KX-VCS\d01DEMO", paper)
        assert len(keys) == len(parts) == 3, paper
        for i, (key, part) in enumerate(zip(keys, parts)):
            sheet = mac(DEMO_SECRET, "kms/sheet/v1", part, key.replace("-", "")).hex().upper()[:8]
            assert sheet in paper, (key, paper)
            (line,) = (line for line in answers.splitlines() if key in line)
            answer = registration_key(device.replace("-", ""), part, parts[:i].count(part) + 1)
            assert answer in line, (answer, line)
    assert desk.tr("Answers for the Trainer") in answers, answers


run(on_paper)
