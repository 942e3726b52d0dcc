"""By keyboard alone: from Home to two registration keys on the clipboard."""
from desk import BUTTON, wait_for
from issuing import (
    at_step,
    confirm_box,
    demo,
    device_entry,
    grouped,
    id_entry,
    key_entry,
    practice_sheet,
    random_digits,
    registration_key,
    result,
    run,
    wait_for_verdict,
)

PART = "KX-VCS101DEMO"


def wait_for_focus(desk, node):
    wait_for(lambda: desk.focused() == node, f"the focus on {node!r}")


def wait_for_focus_on_button(desk, label):
    def on_it():
        node = desk.focused()
        return node and node.role in BUTTON and node.name == label

    wait_for(on_it, f"the focus on the button {label}")


def type_sheet(desk, row, sheet):
    """The key leads to its registration ID by itself, and Enter leads on from there."""
    wait_for_focus(desk, key_entry(desk, row))
    desk.type(sheet[0].replace("-", ""))
    wait_for_focus(desk, id_entry(desk, row))
    desk.type(sheet[1])
    desk.key("Return")
    wait_for_verdict(desk, row, "New")


def by_keyboard_alone(language):
    sheets = [practice_sheet(PART), practice_sheet(PART)]
    device = random_digits()
    with demo(language) as desk:
        wait_for_focus(desk, desk.find("list item", desk.tr("Issuing Demo")))
        desk.key("Down")
        wait_for_focus(desk, desk.find("list item", desk.tr("Free Practice")))
        desk.key("Return")
        at_step(desk, 1)
        desk.key("ctrl+Return")

        at_step(desk, 2)
        wait_for_focus(desk, device_entry(desk))
        desk.type(device)
        box = confirm_box(desk)
        wait_for_focus(desk, box)
        # A scanner ends with Enter: behind the last digit it presses nothing.
        desk.key("Return")
        wait_for_focus(desk, box)
        assert not box.has("checked")
        desk.key("space")
        wait_for(lambda: box.has("checked"), "the tick")
        desk.key("Return")
        wait_for_focus(desk, desk.entry("Line _1"))
        desk.type("Tokyo")
        desk.key("Return")
        wait_for_focus(desk, desk.entry("Line _2"))
        desk.key("Return")
        wait_for_focus_on_button(desk, desk.plain_tr("_Next"))
        desk.key("Return")

        at_step(desk, 3)
        type_sheet(desk, 1, sheets[0])
        wait_for_focus_on_button(desk, desk.plain_tr("_Next"))
        desk.key("alt+a")
        type_sheet(desk, 2, sheets[1])
        desk.key("ctrl+Return")

        at_step(desk, 4)
        desk.key("alt+Left")
        at_step(desk, 3)
        desk.key("alt+Left")
        at_step(desk, 2)
        assert device_entry(desk).text == grouped(device)
        assert desk.entry("Line _1").text == "Tokyo" and confirm_box(desk).has("checked")
        desk.key("ctrl+Return")
        at_step(desk, 3)
        for row, sheet in enumerate(sheets, 1):
            assert (key_entry(desk, row).text, id_entry(desk, row).text) == sheet
        desk.key("ctrl+Return")
        at_step(desk, 4)
        issue = desk.tr("_Issue %u Key", 2, plural="_Issue %u Keys")
        wait_for_focus(desk, desk.find(BUTTON, issue))
        desk.key("Return")

        at_step(desk, 5)
        keys = [registration_key(device, PART, ordinal) for ordinal in (1, 2)]
        assert [row[2] for row in result(desk)] == keys, result(desk)
        wait_for_focus_on_button(desk, desk.plain_tr("_Copy All"))
        desk.key("space")
        wait_for(lambda: all(key in desk.clipboard() for key in keys), "the keys on the clipboard")


run(by_keyboard_alone)
