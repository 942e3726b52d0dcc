"""Finding the keys that were issued, and issuing them again: in the demo, and with an account."""
from desk import wait_for
from finding import count, find_page, open_first, search_entry
from issuing import (
    BUTTON,
    DEMO_MARK,
    SAMPLE,
    SAMPLE_DEVICE,
    at_step,
    demo,
    grouped,
    id_entry,
    issue,
    key_entry,
    press_next,
    random_digits,
    wait_for_verdict,
)
from online import LOGIN_ID, PASSWORD, desk_at_home, new_sheets, run_with_service
from dealers import issue as issue_by_api, issue_request


def in_the_demo(_, language):
    """By the keyboard alone, from Home to the keys and back, then to issuing them again."""
    with demo(language) as desk:
        desk.find("list item", desk.tr("Issuing Demo"))
        desk.key("ctrl+f")
        count(desk, 8)
        wait_for(lambda: search_entry(desk).has("focused"), "the focus in the field")
        if language == "ja":
            search_entry(desk).paste("９９９９")
        else:
            desk.type("9999")
        count(desk, 2)
        desk.wait_to_see("DEMO")
        open_first(desk)
        desk.find("label", SAMPLE_DEVICE)
        desk.wait_to_see(desk.tr(DEMO_MARK))
        again = desk.tr("_Issue %u Key Again", 8, plural="_Issue %u Keys Again")
        desk.find(BUTTON, again)

        desk.press("_Copy All")
        wait_for(lambda: SAMPLE_DEVICE in (desk.clipboard() or ""), "the keys in the clipboard")
        copied = desk.clipboard()
        assert copied.startswith(desk.tr(DEMO_MARK)), copied
        for activation, _part, registration in SAMPLE:
            assert activation in copied and registration in copied, copied

        desk.key("Escape")
        search_entry(desk).set_text("Kobe")
        desk.find("label", desk.tr("Nothing Found"))
        desk.press("Clear All Conditions")
        count(desk, 8)
        desk.key("Down", "Return")
        desk.find(BUTTON, again).click()
        at_step(desk, 3)
        entered = {key_entry(desk, row, shown=False).text for row in range(1, 9)}
        assert entered == {activation for activation, _, _ in SAMPLE}, entered


def with_an_account(server, language):
    """What was issued is found by what one knows of it, its site is changed, and it is issued again."""
    client = server.client().log_in(LOGIN_ID, PASSWORD)
    device, sheets = random_digits(), new_sheets(server, 2)
    pairs = [{"activation_key": key, "registration_id": registration_id} for key, registration_id in sheets]
    issued = issue_by_api(client, issue_request(pairs, device, site=[f"Hakata {device}", ""])).json()
    with desk_at_home(language, server) as desk:
        find_page(desk)
        for text in grouped(device), device[:7].lower(), f"hakata {device}":
            search_entry(desk).set_text(text)
            count(desk, 2)
        search_entry(desk).set_text(sheets[1][0])
        count(desk, 1)

        open_first(desk)
        desk.find("label", grouped(device))
        for key in issued["keys"]:
            desk.wait_to_see(grouped(key["registration_key"]))
        site = desk.entry("Site information, line _2")
        site.set_text("Tenjin")
        desk.press("Save the S_ite")
        desk.wait_for_news(desk.tr("The site information is saved"))
        saved = client.get(f"/v1/devices/hdvc/{device}/site").json()
        assert "Tenjin" in str(saved), saved

        desk.find(BUTTON, desk.tr("_Issue %u Key Again", 2, plural="_Issue %u Keys Again")).click()
        at_step(desk, 3)
        by_key = dict(sheets)
        for row in 1, 2:
            key = key_entry(desk, row, shown=False).text
            id_entry(desk, row, shown=False).type(by_key[key])
            desk.key("Return")
            wait_for_verdict(desk, row, "Issued before")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 2)

        desk.key("ctrl+f")
        search_entry(desk).set_text(device)
        count(desk, 4)


run_with_service(in_the_demo, with_an_account)
