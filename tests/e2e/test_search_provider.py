"""What GNOME Shell finds: devices and keys of the account that is logged in, in time or not at all."""
import signal

from gi.repository import Gio, GLib

from desk import Desk, wait_for
from finding import count, search_entry
from issuing import grouped, random_digits
from online import (
    LOGIN_ID,
    PASSWORD,
    at_home,
    confirm_notice,
    log_in,
    log_out,
    new_sheets,
    run_with_service,
    set_server,
)
from dealers import issue as issue_by_api, issue_request

ID = "io.github.kmsdesk.KmsDesk"
PATH = "/io/github/kmsdesk/KmsDesk/SearchProvider"
PATIENCE = 5000  # milliseconds; the program has its own, which is much shorter


def call(method, kind, *arguments):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    answer = bus.call_sync(ID, PATH, "org.gnome.Shell.SearchProvider2", method, GLib.Variant(kind, arguments), None,
                           Gio.DBusCallFlags.NO_AUTO_START, PATIENCE, None)
    return answer.unpack()


def search(*words):
    return call("GetInitialResultSet", "(as)", words)[0]


def metas(*results):
    return call("GetResultMetas", "(as)", results)[0]


def finds(server, language):
    client = server.client().log_in(LOGIN_ID, PASSWORD)
    device, (sheet,) = random_digits(), new_sheets(server, 1)
    place = f"Nakasu{device[:5]}"
    pair = {"activation_key": sheet[0], "registration_id": sheet[1]}
    issue_by_api(client, issue_request([pair], device, site=[place, "3F"]))
    shown, key = grouped(device), sheet[0]
    with Desk(language=language) as desk:
        confirm_notice(desk)
        set_server(desk, server.url)
        assert search(place) == [] and metas(shown) == []
        log_in(desk)
        at_home(desk)

        # By words of the site, the device and its key; a machine under load may take longer than allowed.
        wait_for(lambda: search(place) == [shown], "the device by its site")
        (meta,) = metas(shown)
        assert (meta["id"], meta["name"], meta["description"]) == (shown, shown, f"{place} · 3F"), meta
        wait_for(lambda: search(device[:8].lower()) == [shown], "the device by its beginning")
        wait_for(lambda: search(key) == [key], "the key")
        (meta,) = metas(key)
        assert shown in meta["description"], meta
        assert metas("0000-0000-0000-0000") == []
        assert search("x") == []
        assert call("GetSubsearchResultSet", "(asas)", [shown], [place, "nowhere"])[0] == []

        # A server that does not answer is nothing found.
        server.process.send_signal(signal.SIGSTOP)
        try:
            assert search(place) == []
        finally:
            server.process.send_signal(signal.SIGCONT)

        call("ActivateResult", "(sasu)", shown, [place], 0)
        wait_for(lambda: search_entry(desk).text == shown, "Find with the device")
        count(desk, 1)
        call("LaunchSearch", "(asu)", [place, "3F"], 0)
        wait_for(lambda: search_entry(desk).text == f"{place} 3F", "Find with the words")
        count(desk, 1)

        desk.press("Home")
        log_out(desk)
        assert search(place) == [] and metas(shown) == []


run_with_service(finds)
