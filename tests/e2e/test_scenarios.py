"""Scenarios: every one is played to its goal, and a trainer's own folder is read."""
import json
import os
import pathlib
import tempfile

from desk import BUTTON, ENTRY, wait_for
from issuing import at_step, demo, device_entry, free_practice, grouped, issue, open_row, press_next, random_digits, run
from scenarios import ALL, PLAYS, choose, given, leave, panel_button, present, wait_for_goal

# Of all nine; without it everything else is tried, in both languages.
LANGUAGE = os.environ.get("KMS_PLAY_LANGUAGE")
BROKEN = {
    "comma.json": '{\n "format": 1\n "title": {}\n}',
    "event.json": json.dumps(dict(ALL["1-sample"], steps=[dict(ALL["1-sample"]["steps"][0], event="won")])),
}


def every_goal_is_reached(language):
    assert PLAYS.keys() == ALL.keys()
    with demo(language) as desk:
        open_row(desk, "Scenarios")
        for name, play in PLAYS.items():
            title = ALL[name]["title"][language]
            choose(desk, title)
            play(desk, name)
            wait_for_goal(desk, ALL[name])
            leave(desk)
            # The list is there again, and the panel is gone.
            wait_for(lambda: desk.search("list item", title), "the list of scenarios")
            button = desk.tr("_Start Over")
            wait_for(lambda: not desk.search(BUTTON, button, shown=True), "the panel gone")


def hints_and_starting_over(language):
    scenario = ALL["2-first-issue"]
    first, second = (hint[language] for hint in scenario["steps"][0]["hints"])
    device, _ = given("2-first-issue")
    with demo(language) as desk:
        open_row(desk, "Scenarios")
        choose(desk, scenario["title"][language])
        desk.wait_to_see(scenario["goal"][language])
        desk.wait_to_see(device)
        assert not desk.sees(first)
        hint = panel_button(desk, "Next _Hint")
        hint.click()
        desk.wait_to_see(first)
        assert not any(desk.saying(second))
        hint.click()
        wait_for(lambda: any(desk.saying(second)), "the second hint")
        wait_for(lambda: not hint.has("sensitive"), "no third hint")

        PLAYS["2-first-issue"](desk, "2-first-issue")
        wait_for_goal(desk, scenario)
        panel_button(desk, "_Start Over").click()
        at_step(desk, 1)
        assert not any(desk.saying(first))
        # Nothing of the try is left.
        assert not any(desk.saying(desk.tr("The goal is reached. Well done!")))
        desk.press("Home")
        desk.find("list item", desk.tr("Scenarios"))
        assert not desk.search("label", desk.tr("Unfinished Work"), shown=True)


def own_scenarios(language):
    """Files of one's own are listed, in one language, too; a broken one says what is wrong where."""
    own = {
        "format": 1,
        "title": {"en": "My own exercise"},
        "goal": {"en": "Be patient for a second."},
        "filled_in": ALL["7-maintenance"]["filled_in"],
        "faults": [{"call": "preview", "error": "maintenance", "seconds": 1}],
        "steps": [{"text": {"en": "It is over"}, "event": "fault-ended"}],
    }
    with tempfile.TemporaryDirectory() as home:
        folder = pathlib.Path(home, "data", "kms-desk", "scenarios")
        folder.mkdir(parents=True)
        for name, text in BROKEN.items():
            (folder / name).write_text(text)
        (folder / "own.json").write_text(json.dumps(own))
        with demo(language, home=home) as desk:
            open_row(desk, "Scenarios")
            for name in BROKEN:
                desk.find("list item", name)
            line = "Line %u is no JSON: a comma, a bracket or a quotation mark is missing or too many there, or just before."
            desk.wait_to_see(desk.tr(line, 3))
            place = desk.pattern("Something else has to stand at “%s”. Allowed: %s", "/steps/0/event", None)
            desk.find("label", place)

            choose(desk, "My own exercise")
            press_next(desk)
            at_step(desk, 2)
            press_next(desk)
            # The maintenance, which is the goal to outlast, ends by itself.
            at_step(desk, 3)
            wait_for(lambda: any(desk.saying(desk.tr("The goal is reached. Well done!"))), "the goal")
            press_next(desk)
            at_step(desk, 4)
            issue(desk, 1)


def everything(desk):
    """All that a screen reader, and with it a class, could learn from the window."""
    return "\n".join(f"{node.name}\n{node.described_by}" for node in desk.application.all())


def presenting(language):
    """Presenter mode: larger type, no work of before, no dialog that shows this computer."""
    device = random_digits()
    secrets = ("secret-person", "secret-host", grouped(device), "person@private.invalid")
    with tempfile.TemporaryDirectory(prefix="secret-person-") as home:
        environment = {"HOME": home, "USER": "secret-person", "LOGNAME": "secret-person", "HOSTNAME": "secret-host"}
        with demo(language, home=home, environment=environment) as desk:
            free_practice(desk)
            device_entry(desk).set_text(device)
            present(desk)
            # The work that was open is put away, and not listed.
            row = desk.find("list item", desk.tr("Scenarios"))
            wait_for(lambda: not desk.search("label", desk.tr("Unfinished Work"), shown=True), "no draft")
            large = row.extents().height
            for message in "Leave the Demo", "Keep This Class…", "Open a Class…":
                desk.scroll_to("list item", desk.tr(message)).click_with_mouse()
                told = everything(desk)
                assert not any(secret in told for secret in secrets), told
            desk.wait_for_news(desk.tr("Not in presenter mode: the dialog would show files or printers of this computer"))
            assert len(list(desk.application.children())) == 1, "a dialog"
            assert not desk.find("list item", desk.tr("Leave the Demo"), shown=False).has("sensitive")
            desk.key("ctrl+comma")

            desk.scroll_to("list item", desk.tr("Free Practice")).click_with_mouse()
            at_step(desk, 1)
            assert len(list(desk.application.children())) == 1, "the preferences"
            addresses = [node.text for node in desk.each(ENTRY) if "@" in node.text]
            assert addresses in ([], ["demo@example.com"]), addresses
            told = everything(desk)
            assert not any(secret in told for secret in secrets), told
            desk.press("Home")
            desk.find("list item", desk.tr("Scenarios"))
            present(desk)
            wait_for(lambda: desk.search("list item", grouped(device), shown=True), "the draft back")
            assert large > desk.find("list item", desk.tr("Scenarios"), shown=False).extents().height


if LANGUAGE:
    run(every_goal_is_reached, languages=[LANGUAGE])
else:
    run(hints_and_starting_over, own_scenarios, presenting)
