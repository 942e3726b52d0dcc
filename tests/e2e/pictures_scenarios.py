"""Scenes of the class: scenarios with their panel, and presenter mode."""
import os
import pathlib
import tempfile

from desk import BUTTON, wait_for
from issuing import at_step, id_entry, issue, open_row, press_next, wait_for_verdict
from scenarios import ALL, given, panel_button, present, wait_for_goal

PANEL_BESIDE = 800  # pixels of a window that has room for both


def put_away(studio, desk):
    """On a narrow window the panel covers the page."""
    if studio.width < PANEL_BESIDE:
        panel_button(desk, "_To the Page").click()


def show(studio, desk):
    if studio.width < PANEL_BESIDE:
        desk.find(BUTTON, desk.tr("Scenario"), shown=False).click()


def begin(desk, name):
    desk.find("list item", ALL[name]["title"][desk.language]).click_with_mouse()
    desk.find(BUTTON, desk.tr("Next _Hint"), shown=False)


def scenarios(studio):
    """The list with a broken file, the panel with a hint and with its ticks, and a maintenance."""
    picture = studio.picture
    name = "5-wrong-registration-id"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kms-pictures-"), "kms-desk", "scenarios")
    folder.mkdir(parents=True)
    (folder / "my-own.json").write_text('{\n  "format": 1,\n  "titel": {"en": "Mine"}\n}')
    paths = f"{folder.parents[1]}:{os.environ.get('XDG_DATA_DIRS', '/usr/local/share:/usr/share')}"
    with studio.start("--demo", XDG_DATA_DIRS=paths) as desk:
        open_row(desk, "Scenarios")
        desk.find("list item", "my-own.json")
        picture("scenarios")
        begin(desk, name)
        picture("scenarios-panel")
        panel_button(desk, "Next _Hint").click()
        hint = ALL[name]["steps"][0]["hints"][0][desk.language]
        wait_for(lambda: any(desk.saying(hint)), "the hint")
        picture("scenarios-hint")
        put_away(studio, desk)
        for step in 1, 2:
            at_step(desk, step)
            press_next(desk)
        at_step(desk, 3)
        wait_for_verdict(desk, 1, "Not valid")
        picture("scenarios-refused")
        id_entry(desk, 1).set_text("")
        id_entry(desk, 1).type(given(name)[1][0][1])
        desk.key("Return")
        wait_for_verdict(desk, 1, "New")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 1)
        wait_for_goal(desk, ALL[name])
        show(studio, desk)
        picture("scenarios-reached")
        panel_button(desk, "_Leave the Scenario").click()
        begin(desk, "7-maintenance")
        put_away(studio, desk)
        for step in 1, 2:
            at_step(desk, step)
            press_next(desk)
        desk.label("Under Maintenance")
        picture("scenarios-maintenance")


def presenter(studio):
    """Larger type, and no work of before."""
    with studio.start("--demo") as desk:
        present(desk)
        studio.picture("presenter-home")
        open_row(desk, "Scenarios")
        begin(desk, "9-session-ends")
        studio.picture("presenter-panel")
        put_away(studio, desk)
        for step in 1, 2:
            at_step(desk, step)
            press_next(desk)
        wait_for(lambda: desk.window(desk.tr("Log In Again")), "the log-in over the page")
        studio.picture("presenter-log-in")


SCENES = {"scenarios": scenarios, "presenter": presenter}
