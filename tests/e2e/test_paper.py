"""What is printed: the key card, from the result and from Find, on both papers."""
import pathlib
import sys
import tempfile

from desk import NO_LEAKS, wait_for
from finding import count, find_page, open_first
from issuing import DEMO_MARK, SAMPLE, SAMPLE_DEVICE, at_step, demo, issue, issuing_demo, press_next, run

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


def key_card(language):
    with tempfile.TemporaryDirectory() as folder, demo(language, environment=NO_LEAKS) as desk:
        folder = pathlib.Path(folder)
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

        desk.press("_Copy as Text")
        desk.wait_for_news(desk.tr("The text is on the clipboard"))
        mail, mark = desk.clipboard(), desk.tr(DEMO_MARK)
        assert mail.startswith(mark) and mail.rstrip().endswith(mark), mail
        for text in (SAMPLE_DEVICE, "DEMO-Fukuoka", *(key for _, _, key in SAMPLE), *map(desk.tr, STEPS)):
            assert text in mail, (text, mail)
        desk.key("Escape")
        wait_for(lambda: not desk.window(desk.tr("Key Card")), "the window gone")

        desk.press("Home")
        find_page(desk)
        count(desk, 16)  # issued, and issued again
        open_first(desk)
        desk.press("_Key Card…")
        paper_window(desk, "Key Card")
        check_card(desk, save(desk, folder / "found.pdf"), "a4", SAMPLE)
        desk.key("Escape")
        wait_for(lambda: not desk.window(desk.tr("Key Card")), "the window gone")


run(key_card)
