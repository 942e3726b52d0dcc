"""With an account on a real server: log in, issue, log out, and what gets in between."""
from desk import Desk, wait_for
from issuing import (
    SAMPLE_DEVICE,
    at_step,
    confirm_device,
    device_entry,
    enter_device,
    enter_sheet,
    grouped,
    issue,
    key_entry,
    open_row,
    press_next,
    random_digits,
    wait_for_verdict,
)
from online import (
    LOGIN_ID,
    PASSWORD,
    at_home,
    at_log_in,
    begin_issue,
    confirm_notice,
    desk_at_home,
    desk_at_log_in,
    end_session,
    log_in,
    log_out,
    new_sheets,
    password_entry,
    registration_keys,
    run_with_service,
    set_server,
)

MAINTENANCE = 40  # seconds; the server is asked every 20


def issuing_eight_keys(server, language):
    """From the first start: the server's address, a test of it, log in, 8 new sheets, log out."""
    device, sheets = random_digits(), new_sheets(server, 8)
    with Desk(language=language) as desk:
        confirm_notice(desk)
        desk.entry("_Address of the server").set_text("http://kms.example.com")
        desk.press("_Test")
        desk.wait_to_see("https://")
        desk.entry("_Address of the server").set_text(server.url)
        desk.press("_Test")
        desk.wait_to_see(desk.tr("A KMS server answers, version %s.", "0.1.0"))
        desk.press("_Continue")
        log_in(desk)
        at_home(desk)
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        enter_device(desk, device)
        for row, sheet in enumerate(sheets, 1):
            enter_sheet(desk, row, sheet)
        for row in range(1, 9):
            wait_for_verdict(desk, row, "New")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 8)
        issued = registration_keys(desk)
        assert [key for key, _ in issued] == [key for key, _ in sheets], issued
        desk.press("Home")
        at_home(desk)
        log_out(desk)

    client = server.client().log_in(LOGIN_ID, PASSWORD)
    rows = client.get(f"/v1/issuances?device_id={device}").json()["rows"]
    found = {row["activation_key"]: row["registration_key"] for row in rows}
    expected = {key.replace("-", ""): value.replace("-", "") for key, value in issued}
    assert found == expected, found


def a_wrong_password(server, language):
    with desk_at_log_in(language, server) as desk:
        log_in(desk, "not the password")
        entry = password_entry(desk)
        reason = desk.tr("The login ID or the password is wrong. Capitals matter.")
        wait_for(lambda: reason in entry.described_by, "the reason at the password")
        wait_for(lambda: entry.has("focused"), "the focus on the password")
        desk.type(PASSWORD)
        desk.key("Return")
        at_home(desk)


def a_disabled_account(server, language):
    server.admin("accounts", "disable", LOGIN_ID)
    try:
        with desk_at_log_in(language, server) as desk:
            log_in(desk)
            desk.wait_to_see(desk.tr("This account is disabled. Ask the operator of the service."))
    finally:
        server.admin("accounts", "enable", LOGIN_ID)


def a_session_that_ends(server, language):
    """In the middle of the work: logging in over the page, and the same step goes on."""
    with desk_at_home(language, server) as desk:
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        device_entry(desk).set_text(SAMPLE_DEVICE)
        confirm_device(desk)
        end_session(server)
        press_next(desk)
        desk.button("_Keep the Work as a Draft and Leave")
        password_entry(desk).set_text(PASSWORD)
        desk.press("Log _In")
        at_step(desk, 3)


def a_session_given_up(server, language):
    """The work is a draft of the account; whoever logs in finds it."""
    device = random_digits()
    with desk_at_home(language, server) as desk:
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        device_entry(desk).set_text(device)
        confirm_device(desk)
        end_session(server)
        press_next(desk)
        desk.press("_Keep the Work as a Draft and Leave")
        at_log_in(desk)
        assert not desk.search("list item", desk.tr("Log Out"))
        password_entry(desk).set_text(PASSWORD)
        desk.press("Log _In")
        at_home(desk)
        desk.find("list item", grouped(device)).click_with_mouse()
        at_step(desk, 2)
        assert device_entry(desk).text.replace("-", "") == device


def maintenance_in_the_middle(server, language):
    device, sheets = random_digits(), new_sheets(server, 1)
    with desk_at_home(language, server) as desk:
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        enter_device(desk, device)
        server.admin("maintenance", "on")
        try:
            enter_sheet(desk, 1, sheets[0])
            desk.wait_to_see(desk.tr("Under Maintenance"))
        finally:
            server.admin("maintenance", "off")
        wait_for(lambda: key_entry(desk, 1, shown=False).shown(), "the page again", MAINTENANCE)
        wait_for_verdict(desk, 1, "New")
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 1)
        assert registration_keys(desk)[0][0] == sheets[0][0]


def the_demo_and_back(server, language):
    """Without logging in, and beside an account."""
    with desk_at_log_in(language, server) as desk:
        open_row(desk, "Issuing Demo")
        desk.wait_to_see("DEMO")
        open_row(desk, "Leave the Demo")
        log_in(desk)
        at_home(desk)
        assert not desk.sees("DEMO")
        open_row(desk, "Issuing Demo")
        desk.wait_to_see("DEMO")
        open_row(desk, "Leave the Demo")
        at_home(desk)


run_with_service(
    issuing_eight_keys,
    a_wrong_password,
    a_disabled_account,
    a_session_that_ends,
    a_session_given_up,
    maintenance_in_the_middle,
    the_demo_and_back,
)
