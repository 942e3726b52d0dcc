"""KMS Desk on a real server: what the scenarios with an account share."""
import contextlib
import csv
import io
import functools
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server"))
from server import Server  # noqa: E402

from desk import ENTRY, Desk  # noqa: E402
from issuing import (  # noqa: E402
    at_step,
    enter_device,
    enter_sheets,
    grouped,
    issue,
    open_row,
    press_next,
    run,
)

LOGIN_ID = "Sample01"
PASSWORD = "try-this-service"


@contextlib.contextmanager
def service():
    """A server with the sample account."""
    with Server() as server:
        server.admin("sample")
        yield server


def new_sheets(server, count):
    """Fresh activation keys, grouped, with their registration IDs."""
    table = server.admin("sheets", "new", "--part-number", "VC-UP4", "--purpose", "Four-site upgrade",
                         "--count", str(count), "--format", "csv")
    return [
        (grouped(row["activation_key"].replace("-", "")), row["registration_id"])
        for row in csv.DictReader(io.StringIO(table))
    ]


def confirm_notice(desk):
    """OK of the notice at the first start."""
    desk.press("_OK")


def set_server(desk, url):
    entry = desk.entry("_Address of the server")
    entry.set_text(url)
    desk.press("_Continue")


def at_log_in(desk):
    desk.button("Log _In")


def log_in(desk, password=PASSWORD, login_id=LOGIN_ID):
    at_log_in(desk)
    desk.entry("_Login ID").set_text(login_id)
    password_entry(desk).set_text(password)
    desk.press("Log _In")


def password_entry(desk):
    return desk.find(ENTRY, desk.plain_tr("_Password"))


def at_home(desk):
    """Waits for Home of an account."""
    desk.find("list item", desk.tr("Log Out"), shown=False)


def desk_at_log_in(language, server, **settings):
    """KMS Desk at the log-in page of a server."""
    desk = Desk("--server", server.url, language=language, **settings)
    confirm_notice(desk)
    at_log_in(desk)
    return desk


def desk_at_home(language, server, **settings):
    """KMS Desk at Home of the sample account."""
    desk = desk_at_log_in(language, server, **settings)
    log_in(desk)
    at_home(desk)
    return desk


def log_out(desk):
    open_row(desk, "Log Out")
    at_log_in(desk)


def begin_issue(desk):
    open_row(desk, "Issue Registration Keys")
    at_step(desk, 1)


def issue_sheets(desk, device, sheets):
    """From Home to the result; returns what it shows, as registration_keys() does."""
    begin_issue(desk)
    press_next(desk)
    at_step(desk, 2)
    enter_device(desk, device)
    enter_sheets(desk, sheets, *["New"] * len(sheets))
    press_next(desk)
    at_step(desk, 4)
    issue(desk, len(sheets))
    issued = registration_keys(desk)
    assert [key for key, _ in issued] == [key for key, _ in sheets], issued
    return issued


def end_session(server):
    """Ends every session of the sample account."""
    server.admin("accounts", "disable", LOGIN_ID)
    server.admin("accounts", "enable", LOGIN_ID)


def registration_keys(desk):
    """The result as pairs of activation key and registration key."""
    pairs = []
    # Home has a list of that name, too.
    for keys in desk.search("list", desk.tr("Registration Keys")):
        for card in keys.children():
            found = re.findall(r"(?:[0-9A-F]{4}-){3}[0-9A-F]{4}", "\n".join(card.labels()))
            pairs += [(activation, registration) for registration, activation in zip(*[iter(found)] * 2)]
    return pairs


def run_with_service(*scenarios, **more):
    """Runs each scenario in each language, all on one server."""
    with service() as server:
        bound = [functools.update_wrapper(functools.partial(scenario, server), scenario) for scenario in scenarios]
        run(*bound, **more)
