"""Free practice: fresh sheets for a device of one's own, again, and for another device."""
from desk import wait_for
from issuing import (
    again,
    at_step,
    confirm_device,
    demo,
    device_entry,
    enter_device,
    enter_sheet,
    enter_sheets,
    free_practice,
    grouped,
    id_entry,
    issue,
    key_entry,
    practice_sheet,
    press_next,
    random_digits,
    registration_key,
    result,
    run,
    wait_for_verdict,
)

PART = "KX-VCS101DEMO"


def issue_two(desk, device, sheets, verdict):
    """From the second step to the result."""
    enter_device(desk, device)
    enter_sheets(desk, sheets, verdict, verdict)
    press_next(desk)
    at_step(desk, 4)
    issue(desk, 2)
    return result(desk)


def issue_again_and_elsewhere(language):
    sheets = [practice_sheet(PART), practice_sheet(PART)]
    device = random_digits()
    expected = [
        (sheet[0], PART, registration_key(device, PART, ordinal))
        for ordinal, sheet in enumerate(sheets, 1)
    ]
    with demo(language) as desk:
        free_practice(desk)
        first = issue_two(desk, device, sheets, "New")
        assert first == expected, first

        again(desk)
        press_next(desk)
        second = issue_two(desk, device, sheets, "Issued before")
        assert second == expected, second

        again(desk)
        press_next(desk)
        enter_device(desk, random_digits())
        enter_sheet(desk, 1, sheets[0])
        wait_for_verdict(desk, 1, "Bound to another device")
        assert grouped(device) not in key_entry(desk, 1).described_by
        press_next(desk)
        wait_for(lambda: desk.focused() == key_entry(desk, 1), "the focus on the refused key")
        at_step(desk, 3)


def as_it_is_typed(language):
    """Lower case without hyphens is grouped while typing, and a full field leads to the next."""
    key, registration_id = practice_sheet(PART)
    device = random_digits()
    with demo(language) as desk:
        free_practice(desk)
        entry = device_entry(desk)
        entry.type(device.lower())
        wait_for(lambda: entry.text == grouped(device), "the grouped device")
        confirm_device(desk)
        desk.entry("Line _1").type("Example Inc.")
        desk.entry("Line _2").type("3rd floor")
        press_next(desk)
        at_step(desk, 3)

        key_entry(desk, 1).type(key.replace("-", "").lower())
        wait_for(lambda: desk.focused() == id_entry(desk, 1), "the focus on the registration ID")
        desk.type(registration_id.lower())
        desk.key("Return")
        wait_for_verdict(desk, 1, "New")
        press_next(desk)
        at_step(desk, 4)
        desk.wait_to_see("Example Inc.")
        issue(desk, 1)
        assert result(desk) == [(key, PART, registration_key(device, PART, 1))], result(desk)


def a_whole_mail_is_pasted(language):
    """Every pair of a mail is found, in order; the site lines of a device can be loaded again."""
    sheets = [practice_sheet(PART), practice_sheet("KX-VCS201DEMO"), practice_sheet(PART)]
    device = random_digits()
    mail = "Dear colleague,\n\n" + "\n".join(f"* {key}   {id}" for key, id in sheets) + "\n\nBye"
    with demo(language) as desk:
        free_practice(desk)
        desk.entry("Line _1").set_text("Fukuoka 福岡")
        enter_device(desk, device)
        desk.copy(mail)
        desk.press("_Paste Whole Sheet")
        for row in 1, 2, 3:
            wait_for_verdict(desk, row, "New")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 3)
        ordinals = [1, 1, 2]
        assert result(desk) == [
            (key, part, registration_key(device, part, ordinal))
            for (key, _), part, ordinal in zip(sheets, [PART, "KX-VCS201DEMO", PART], ordinals)
        ], result(desk)

        again(desk)
        press_next(desk)
        at_step(desk, 2)
        device_entry(desk).set_text(device)
        desk.press("_Load")
        line = desk.entry("Line _1")
        wait_for(lambda: line.text == "Fukuoka 福岡", "the loaded site line")


run(issue_again_and_elsewhere, as_it_is_typed, a_whole_mail_is_pasted)
