"""The scenarios of the class as a person plays them: scenarios.PLAYS has a way to each goal."""
import json
import pathlib

from desk import BUTTON, wait_for
from issuing import (
    at_step,
    confirm_device,
    device_entry,
    enter_device,
    enter_sheet,
    enter_sheets,
    id_entry,
    issue,
    press_next,
    wait_for_verdict,
)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "data" / "scenarios"
ALL = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
REACHED = "The goal is reached. Well done!"


def given(name):
    """What lies on the desk: the device, and the sheets."""
    values = [each["value"] for each in ALL[name]["given"]]
    return values[0], list(zip(values[1::2], values[2::2]))


def choose(desk, title):
    """From the list of scenarios to the first step of one, which names the window."""
    desk.scroll_to("list item", title).click_with_mouse()
    at_step(desk, 1)
    assert desk.window(title), list(desk.application.children())


def panel_button(desk, message):
    """A button of the panel, which may be further down."""
    return desk.find(BUTTON, desk.tr(message), shown=False)


def wait_for_goal(desk, scenario):
    """The tick stands, by sight and for a screen reader: a label of the role alert has appeared."""
    wait_for(
        lambda: any(label.role in ("alert", "notification") for label in desk.saying(desk.tr(REACHED))),
        "the goal reached",
    )
    for step in scenario["steps"]:
        text = step["text"][desk.language]
        label = desk.find("label", text, shown=False)
        wait_for(lambda: label.described_by == desk.tr("Reached"), f"the tick at {text!r}")


def present(desk):
    """Turns presenter mode on, or off again, by the menu."""
    desk.press("Main Menu")
    desk.choose("Presenter _Mode")


def leave(desk):
    panel_button(desk, "_Leave the Scenario").click()


def next_to(desk, step):
    press_next(desk)
    at_step(desk, step)


def sample(desk, _):
    for step in 2, 3, 4:
        next_to(desk, step)
    issue(desk, 8)


def first_issue(desk, name):
    device, sheets = given(name)
    next_to(desk, 2)
    desk.entry("Line _1").set_text("Example Inc.")
    enter_device(desk, device)
    enter_sheets(desk, sheets, "New")
    next_to(desk, 4)
    issue(desk, 2)


def reissue(desk, name):
    device, sheets = given(name)
    next_to(desk, 2)
    device_entry(desk).set_text(device)
    desk.press("_Load")
    line = desk.entry("Line _1")
    wait_for(lambda: line.text == ALL[name]["issued"][0]["site"][0], "the loaded site line")
    confirm_device(desk)
    next_to(desk, 3)
    enter_sheets(desk, sheets, "Issued before")
    next_to(desk, 4)
    issue(desk, 2)


def bound_elsewhere(desk, name):
    device, sheets = given(name)
    next_to(desk, 2)
    enter_device(desk, device)
    enter_sheets(desk, sheets, "Bound to another device")
    desk.find(BUTTON, desk.tr("Remove sheet %u", 2), shown=False).click()
    wait_for_verdict(desk, 1, "New")
    next_to(desk, 4)
    issue(desk, 1)


def wrong_registration_id(desk, name):
    _, sheets = given(name)
    next_to(desk, 2)
    next_to(desk, 3)
    wait_for_verdict(desk, 1, "Not valid")
    id_entry(desk, 1).set_text("")
    id_entry(desk, 1).type(sheets[0][1])
    desk.key("Return")
    wait_for_verdict(desk, 1, "New")
    next_to(desk, 4)
    issue(desk, 1)


def typing_mistakes(desk, name):
    device, sheets = given(name)
    next_to(desk, 2)
    # The letter for a digit is offered, and never mended silently.
    desk.wait_to_see(desk.tr("Did you mean %s?", device))
    assert device_entry(desk).text != device
    device_entry(desk).set_text(device)
    confirm_device(desk)
    next_to(desk, 3)
    id_entry(desk, 1).set_text("")
    enter_sheet(desk, 1, sheets[0])
    wait_for_verdict(desk, 1, "New")
    next_to(desk, 4)
    issue(desk, 1)


def maintenance(desk, _):
    """It begins when the keys are checked; the same page comes as with a server."""
    next_to(desk, 2)
    press_next(desk)
    desk.label("Under Maintenance")
    assert not desk.search(BUTTON, desk.tr("Practise in the _Demo Meanwhile"), shown=True)
    panel_button(desk, "_End the Maintenance").click()
    at_step(desk, 3)
    wait_for_verdict(desk, 1, "New")
    next_to(desk, 4)
    issue(desk, 1)


def answer_lost(desk, _):
    for step in 2, 3, 4:
        next_to(desk, step)
    label = desk.tr("_Issue %u Key", 1, plural="_Issue %u Keys")
    desk.find(BUTTON, label).click()
    desk.label("Outcome Unknown, Checking")
    panel_button(desk, "_End the Outage").click()
    at_step(desk, 5)


def session_ends(desk, name):
    log_in = ALL[name]["log_in"]
    title = desk.tr("Log In Again")
    next_to(desk, 2)
    press_next(desk)
    dialog = wait_for(lambda: desk.window(title), "the log-in over the page")
    assert desk.entry("_Login ID", within=dialog, shown=False).text == log_in["login_id"]
    desk.entry("_Password", within=dialog).set_text("wrong" + log_in["password"])
    desk.press("Log _In", within=dialog)
    wait_for(lambda: desk.entry("_Password", within=dialog).has("invalid"), "the refusal")
    desk.entry("_Password", within=dialog).set_text(log_in["password"])
    desk.press("Log _In", within=dialog)
    wait_for(lambda: not desk.window(title), "the dialog gone")
    at_step(desk, 3)
    wait_for_verdict(desk, 1, "New")
    next_to(desk, 4)
    issue(desk, 1)


PLAYS = {
    "1-sample": sample,
    "2-first-issue": first_issue,
    "3-reissue": reissue,
    "4-bound-elsewhere": bound_elsewhere,
    "5-wrong-registration-id": wrong_registration_id,
    "6-typing-mistakes": typing_mistakes,
    "7-maintenance": maintenance,
    "8-answer-lost": answer_lost,
    "9-session-ends": session_ends,
}
