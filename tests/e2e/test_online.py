"""With an account on a real server: log in, issue, log out."""
from desk import Desk, wait_for
from finding import count, search_entry
from issuing import (
    grouped,
    open_row,
    random_digits,
)
from online import (
    LOGIN_ID,
    PASSWORD,
    at_home,
    confirm_notice,
    desk_at_log_in,
    issue_sheets,
    log_in,
    log_out,
    new_sheets,
    password_entry,
    run_with_service,
)


def issuing_eight_keys(server, language):
    """From the first start: the server's address, a test of it, log in, 8 new sheets, log out."""
    device, sheets = random_digits(), new_sheets(server, 8)
    with Desk(language=language) as desk:
        confirm_notice(desk)
        desk.entry("_Address of the server").set_text("http://kms.example.com")
        desk.press("_Test")
        desk.wait_to_see(desk.tr("Passwords and keys are sent encrypted only. Begin the address of the server with "
                                 "https://."))
        desk.entry("_Address of the server").set_text("https://kms.invalid")
        desk.press("_Test")
        desk.wait_to_see(desk.tr("The server cannot be reached. Check the network connection and the address of the "
                                 "server."))
        desk.entry("_Address of the server").set_text(server.url)
        desk.press("_Test")
        desk.wait_to_see(desk.tr("A KMS server answers, version %s.", "0.1.0"))
        desk.press("_Continue")
        log_in(desk)
        at_home(desk)
        issued = issue_sheets(desk, device, sheets)
        desk.press("Home")
        at_home(desk)
        recent_device(desk, device)
        log_out(desk)

    client = server.client().log_in(LOGIN_ID, PASSWORD)
    rows = client.get(f"/v1/issuances?device_id={device}").json()["rows"]
    found = {row["activation_key"]: row["registration_key"] for row in rows}
    expected = {key.replace("-", ""): value.replace("-", "") for key, value in issued}
    assert found == expected, found


def recent_device(desk, device):
    """Home leads to its keys, until it is told to forget it."""
    desk.find("list item", grouped(device)).click_with_mouse()
    count(desk, 8)
    assert search_entry(desk).text == grouped(device), search_entry(desk).text
    desk.press("Home")
    desk.find("list item", grouped(device))
    desk.press("_Forget These Devices")
    wait_for(lambda: not desk.search("list item", grouped(device)), "no device any more")


def into_the_account(server, language):
    """What keeps somebody out of it; and the demo, without logging in and beside an account."""
    with desk_at_log_in(language, server) as desk:
        open_row(desk, "Issuing Demo")
        desk.wait_to_see("DEMO")
        open_row(desk, "Leave the Demo")

        server.admin("accounts", "disable", LOGIN_ID)
        log_in(desk)
        desk.wait_to_see(desk.tr("This account is disabled. Ask the operator of the service."))
        server.admin("accounts", "enable", LOGIN_ID)

        log_in(desk, "not the password")
        entry = password_entry(desk)
        reason = desk.tr("The login ID or the password is wrong. Capitals matter.")
        wait_for(lambda: reason in entry.described_by, "the reason at the password")
        wait_for(lambda: entry.has("focused"), "the focus on the password")
        desk.type(PASSWORD)
        desk.key("Return")
        at_home(desk)
        assert not desk.sees("DEMO")

        open_row(desk, "Issuing Demo")
        desk.wait_to_see("DEMO")
        open_row(desk, "Leave the Demo")
        at_home(desk)


run_with_service(
    issuing_eight_keys,
    into_the_account,
)
