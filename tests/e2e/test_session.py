"""What gets in between: notices, maintenance, a service that is gone, a session that ends."""
import datetime
import functools
import pathlib
import sys
import tempfile
import threading

from gi.repository import Gio, GLib

from desk import BUTTON, ENTRY, wait_for, xdotool
from finding import find_page, search_entry
from issuing import (
    at_step,
    confirm_device,
    device_entry,
    enter_device,
    enter_sheet,
    grouped,
    id_entry,
    issue,
    key_entry,
    open_row,
    press_next,
    random_digits,
    wait_for_verdict,
)
from notifications import Notifications
from online import (
    LOGIN_ID,
    PASSWORD,
    Desk,
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
    service,
    set_server,
)

# Behind this folder, which has an online.py of its own.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "online"))
import dealers  # noqa: E402
import fault_proxy as faults  # noqa: E402
import tap  # noqa: E402

# A time in 2030, and how it is shown in Japan.
BEGIN, END = "2030-02-03T04:05:00Z", "2030-02-03T06:00:00Z"
SHOWN = {"en": ("2030-02-03 13:05", "2030-02-03 15:00"), "ja": ("2030年02月03日 13:05", "2030年02月03日 15:00")}


def withdraw(server):
    """Takes every notice away."""
    for line in server.admin("notice", "list").splitlines():
        server.admin("notice", "remove", line.split("\t")[0])


def announce(server, english, japanese, *options):
    """Adds a notice, the only one."""
    withdraw(server)
    for name, text in ("english", english), ("japanese", japanese):
        (server.folder / name).write_text(text, encoding="utf-8")
    server.admin("notice", "add", "--english", server.folder / "english", "--japanese", server.folder / "japanese",
                 *options)


def notices(server, language):
    """Banners at log-in and Home, and once each on the desktop, from one start to the next."""
    text = {"en": "Moving to another rack.", "ja": "ラックを移します。"}
    news = {"en": "A <new> part & more.", "ja": "新しい品番です。"}
    with Notifications() as shown, tempfile.TemporaryDirectory() as home:
        settings = {"home": home, "environment": {"GSETTINGS_BACKEND": "keyfile", "TZ": "Asia/Tokyo"}}
        announce(server, text["en"], text["ja"], "--maintenance", "--from", BEGIN, "--until", END)
        with desk_at_log_in(language, server, **settings) as desk:
            sentence = desk.tr("%s\nFrom %s to %s", text[language], *SHOWN[language])
            desk.wait_to_see(sentence)
            wait_for(shown, "a notification")
            log_in(desk)
            at_home(desk)
            desk.wait_to_see(sentence)
            expected = [(desk.tr("Maintenance of the Service"), sentence)]
            # A click on the notification leads to where the news is.
            find_page(desk)
            shown.click(desk.tr("Show"))
            desk.wait_to_see(sentence)
            assert list(shown.buttons()) == [desk.tr("Show"), desk.tr("Issue Keys")], shown.buttons()
        announce(server, news["en"], news["ja"])
        with Desk("--server", server.url, language=language, **settings) as desk:
            desk.wait_to_see(news[language])
            expected += [(desk.tr("News of the Service"), news[language])]
            wait_for(lambda: len(shown()) >= 2, "another notification")
        assert shown() == expected, shown()
        withdraw(server)


class Away:
    """The window is put away; leaving this, what was asked of the server meanwhile is answered."""

    def __init__(self, desk, proxy, path):
        self.desk, self.proxy, self.path = desk, proxy, path
        self.back = threading.Event()

    def _held(self, request):
        self.back.wait()
        request.send(request.forward())

    def __enter__(self):
        self.proxy.set(self._held, only=self.path)
        return self

    def put_away(self):
        wait_for(lambda: self.proxy.requests, "the request")
        put_away(self.desk)

    def __exit__(self, *_):
        self.back.set()
        self.proxy.set(None)


def put_away(desk):
    window = next(desk.application.children())
    xdotool("windowminimize", "--sync", window.x_window())
    wait_for(lambda: not window.has("active"), "the window gone")


def in_front(desk, title):
    """The window is shown again, and clicked at: a program behind others does not get the keyboard by itself."""
    window = wait_for(lambda: desk.window(title), f"the window {title!r}")
    xdotool("windowactivate", "--sync", window.x_window())
    wait_for(lambda: window.has("active"), "the window in front")


def do_action(detailed):
    """What a desktop does for a button when the program that showed it has ended."""
    _, name, target = Gio.Action.parse_detailed_name(detailed)
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.call_sync("io.github.kmsdesk.KmsDesk", "/io/github/kmsdesk/KmsDesk", "org.freedesktop.Application",
                  "ActivateAction", GLib.Variant("(sava{sv})", (name.removeprefix("app."), [target] if target else [], {})),
                  None, Gio.DBusCallFlags.NONE, -1, None)


def issue_away(desk, proxy, shown, device, sheet):
    """Issues a key, which is ready when the window is away; what is told of it."""
    n_shown = len(shown())
    begin_issue(desk)
    press_next(desk)
    at_step(desk, 2)
    enter_device(desk, device)
    enter_sheet(desk, 1, sheet)
    wait_for_verdict(desk, 1, "New")
    press_next(desk)
    at_step(desk, 4)
    with Away(desk, proxy, "/v1/issuances") as away:
        desk.find(BUTTON, desk.tr("_Issue %u Key", 1, plural="_Issue %u Keys")).click()
        away.put_away()
    wait_for(lambda: len(shown()) > n_shown, "a notification")
    # On a locked screen, whoever passes by reads it.
    assert shown()[-1] == (desk.tr("Registration Keys Issued"), desk.tr(
        "%u registration key is ready.", 1, plural="%u registration keys are ready.")), shown()
    assert list(shown.buttons()) == [desk.tr("Copy Keys"), desk.tr("Key Card…")], shown.buttons()


def while_away(server, language):
    """What happens while the window is away is told, with what to do about it, even when the window was closed."""
    device, sheets = random_digits(), new_sheets(server, 2)
    with (Notifications() as shown, faults.FaultProxy(server.url) as proxy,
          tempfile.TemporaryDirectory() as home):
        settings = {"language": language, "home": home, "environment": {"GSETTINGS_BACKEND": "keyfile"}}
        with Desk(**settings) as desk:
            confirm_notice(desk)
            set_server(desk, proxy.url)
            log_in(desk)
            at_home(desk)
            issue_away(desk, proxy, shown, device, sheets[0])
            shown.click(desk.tr("Copy Keys"))
            desk.wait_for_news(desk.tr("All registration keys are on the clipboard"))
            assert registration_keys(desk)[0][1] in desk.clipboard()
            in_front(desk, desk.tr("Issue Registration Keys"))
            desk.press("Home")
            issue_away(desk, proxy, shown, device, sheets[1])
            buttons = shown.buttons()
            do_action("app.quit")
            desk.wait_for_end()
        with Desk(**settings) as desk:
            at_log_in(desk)
            do_action(buttons[desk.tr("Key Card…")])
            log_in(desk)
            desk.button("_Print…")
            desk.key("Escape")
            assert [key for key, _ in registration_keys(desk)] == [sheets[1][0]]

            # They were seen: from now on they are where all keys are.
            wait_for(lambda: not desk.window(desk.tr("Key Card")), "the key card gone")
            desk.press("Home")
            desk.find("list item", desk.tr("Issue Registration Keys"))
            do_action(buttons[desk.tr("Copy Keys")])
            assert search_entry(desk).text == device
            desk.press("Home")
            at_home(desk)

            with Away(desk, proxy, "/v1/account") as away:
                open_row(desk, "User Information")
                away.put_away()
                end_session(server)
            wait_for(lambda: shown()[-1][0] == desk.tr("The Session Has Ended"), "the news of it")
            shown.click(desk.tr("Log In"))
            log_in_again(desk, "_Leave the Page")
            wait_for(lambda: desk.entry("_E-mail *", shown=False).text, "the account")
            desk.press("Home")
            with Maintenance(server) as closed:
                open_row(desk, "Find Registration Keys")
                closed.wait_for_page(desk)
                put_away(desk)
            wait_for(lambda: shown()[-1][0] == desk.tr("The Service Is Back"), "the news of it")
            shown.click(desk.tr("Go On"))
            in_front(desk, desk.tr("Find Registration Keys"))
            search_entry(desk)


class Maintenance:
    """The service is closed; leaving this, it is open again, earlier than announced."""

    def __init__(self, server):
        self.server = server
        self.end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)

    def __enter__(self):
        self.server.admin("maintenance", "on", "--until", self.end.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return self

    def wait_for_page(self, desk):
        """Until when is there, in the time zone of the desk, which is UTC here."""
        desk.wait_to_see(desk.tr("Under Maintenance"))
        desk.wait_to_see(self.end.strftime("%H:%M"))

    def __exit__(self, *_):
        self.server.admin("maintenance", "off")


def maintenance(server, language):
    """At log-in; then with a page of the account, with a sheet, and while keys are issued."""
    device, sheets = random_digits(), new_sheets(server, 2)
    with desk_at_log_in(language, server) as desk:
        with Maintenance(server) as closed:
            log_in(desk)
            closed.wait_for_page(desk)
        at_log_in(desk)
        assert desk.entry("_Login ID").text == LOGIN_ID
        desk.press("Log _In")
        at_home(desk)
        if language == "ja":
            return

        with Maintenance(server) as closed:
            open_row(desk, "User Information")
            closed.wait_for_page(desk)
        company = desk.entry("C_ompany *")
        company.set_text("Kept Ltd.")
        with Maintenance(server) as closed:
            desk.press("_Save")
            closed.wait_for_page(desk)
        desk.button("_Save")
        assert company.text == "Kept Ltd."
        desk.press("_Save")
        at_home(desk)

        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        enter_device(desk, device)
        enter_sheet(desk, 1, sheets[0])
        wait_for_verdict(desk, 1, "New")
        with Maintenance(server) as closed:
            desk.press("_Add Key")
            closed.wait_for_page(desk)
            # Whoever types on presses nothing there.
            desk.key("space", "Return")
        wait_for(lambda: key_entry(desk, 2).has("focused"), "the focus where it was")
        desk.type(sheets[1][0])
        wait_for(lambda: id_entry(desk, 2).has("focused"), "the focus on the registration ID")
        desk.type(sheets[1][1])
        desk.key("Return")
        wait_for_verdict(desk, 2, "New")
        press_next(desk)
        at_step(desk, 4)
        with Maintenance(server) as closed:
            desk.find(BUTTON, desk.tr("_Issue %u Key", 2, plural="_Issue %u Keys")).click()
            closed.wait_for_page(desk)
        at_step(desk, 4)
        issue(desk, 2)
        assert [key for key, _ in registration_keys(desk)] == [key for key, _ in sheets]


def a_session_that_ends(server, language):
    """Logging in over the page, and the same request goes on, with nothing lost."""
    device, sheets = random_digits(), new_sheets(server, 1)
    with desk_at_home(language, server) as desk:
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        device_entry(desk).set_text(device)
        confirm_device(desk)
        end_session(server)
        press_next(desk)
        desk.button("_Keep the Work as a Draft and Leave")
        assert not dialog_entry(desk, "_Login ID").has("editable")
        password = dialog_entry(desk, "_Password")
        password.set_text("not the password")
        desk.press("Log _In")
        reason = desk.tr("The login ID or the password is wrong. Capitals matter.")
        wait_for(lambda: reason in password.described_by, "the reason at the password")
        log_in_again(desk)
        at_step(desk, 3)
        if language == "ja":
            return

        enter_sheet(desk, 1, sheets[0])
        wait_for_verdict(desk, 1, "New")
        press_next(desk)
        at_step(desk, 4)
        end_session(server)
        desk.find(BUTTON, desk.tr("_Issue %u Key", 1, plural="_Issue %u Keys")).click()
        log_in_again(desk)
        at_step(desk, 5)
        assert [key for key, _ in registration_keys(desk)] == [sheets[0][0]]

        desk.press("Home")
        at_home(desk)
        open_row(desk, "User Information")
        desk.entry("C_ompany *").set_text("After All Ltd.")
        end_session(server)
        desk.press("_Save")
        log_in_again(desk, "_Leave the Page")
        client = server.client().log_in(LOGIN_ID, PASSWORD)
        wait_for(lambda: client.get("/v1/account").json()["company"] == "After All Ltd.", "the saved company")


def dialog_entry(desk, name):
    """Of the dialog over the page; the log-in page has the same ones."""
    return desk.find(ENTRY, desk.plain_tr(name), within=desk.window(desk.plain_tr("Log In Again")))


def log_in_again(desk, give_up="_Keep the Work as a Draft and Leave"):
    desk.button(give_up)
    dialog_entry(desk, "_Password").set_text(PASSWORD)
    desk.press("Log _In")


def work_of_two(server, language):
    """Who gives up has a draft, which nobody else sees: no other account, and not the demo."""
    device = random_digits()
    other = dealers.register(server.client(), server, "other@example.com")
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

        log_in(desk, other["password"], other["account"]["login_id"])
        at_home(desk)
        assert not desk.search("list item", grouped(device))
        open_row(desk, "Issuing Demo")
        desk.wait_to_see("DEMO")
        assert not desk.search("list item", grouped(device))
        open_row(desk, "Leave the Demo")
        at_home(desk)
        log_out(desk)

        log_in(desk)
        at_home(desk)
        desk.find("list item", grouped(device)).click_with_mouse()
        at_step(desk, 2)
        assert device_entry(desk).text.replace("-", "") == device


def closing(server, language):
    """With the dialog over the page, and while the service is away: the program ends, and the work is there."""
    device = random_digits()
    with tempfile.TemporaryDirectory() as home:
        settings = {"home": home, "environment": {"GSETTINGS_BACKEND": "keyfile"}}
        with desk_at_home(language, server, **settings) as desk:
            begin_issue(desk)
            press_next(desk)
            at_step(desk, 2)
            device_entry(desk).set_text(device)
            confirm_device(desk)
            end_session(server)
            press_next(desk)
            desk.button("_Keep the Work as a Draft and Leave")
        with Desk("--server", server.url, language=language, **settings) as desk:
            log_in(desk)
            at_home(desk)
            desk.find("list item", grouped(device)).click_with_mouse()
            at_step(desk, 2)
            device_entry(desk).set_text(device[::-1])
            confirm_device(desk)
            with Maintenance(server) as closed:
                press_next(desk)
                closed.wait_for_page(desk)
                desk.close()
        with Desk("--server", server.url, language=language, **settings) as desk:
            log_in(desk)
            at_home(desk)
            desk.find("list item", grouped(device[::-1]))


def gone(server, language):
    """The service ends without a word, and comes back: so does the page."""
    with desk_at_home(language, server) as desk:
        server.stop()
        open_row(desk, "User Information")
        desk.wait_to_see(desk.tr("The Service Is Out of Reach"))
        desk.press("Practise in the _Demo Meanwhile")
        desk.wait_to_see("DEMO")
        open_row(desk, "Leave the Demo")
        desk.wait_to_see(desk.tr("The Service Is Out of Reach"))
        server.configure(server={"listen": server.url.removeprefix("http://")})
        server.start()
        at_home(desk)
        open_row(desk, "User Information")
        assert desk.entry("_E-mail *", shown=False).text


def a_network_that_lies(server, language):
    """Answers that are none, at log-in and with an account: what it is is said, and the work goes on after it."""
    lies = {
        "another host": faults.answer(307, {"Location": "https://example.com/"}),
        "a page": faults.answer(200, {"Content-Type": "text/html"}, b"<html>"),
        "the wrong type": faults.wrong_type,
        "1 GiB": faults.huge,
    }
    with faults.FaultProxy(server.url) as proxy, desk_at_log_in(language, proxy) as desk:
        reason = desk.tr("What answers at this address does not speak as a KMS server does. Check the address of the "
                         "server, and whether the network asks you to log in first.")
        for lie in lies.values():
            proxy.set(lie, only="/v1/sessions")
            log_in(desk)
            desk.wait_to_see(reason)
            password_entry(desk).set_text("")
            wait_for(lambda: password_entry(desk).has("sensitive"), "the page to go on with")
        proxy.set(None)
        log_in(desk)
        at_home(desk)
        for lie in lies.values():
            proxy.set(lie, only="/v1/account")
            open_row(desk, "User Information")
            desk.wait_to_see(reason)
            proxy.set(None)
            desk.press("_Try Again")
            wait_for(lambda: desk.entry("_E-mail *", shown=False).text, "the account")
            desk.press("Home")
            wait_for(lambda: not desk.sees(reason), "Home")
        assert 0 < proxy.n_huge < 64 << 20, proxy.n_huge


SCENARIOS = {
    notices: ("en", "ja"),
    while_away: ("ja",),
    maintenance: ("en", "ja"),
    a_session_that_ends: ("en", "ja"),
    work_of_two: ("en",),
    closing: ("en",),
    gone: ("en",),
    a_network_that_lies: ("en",),
}

with service() as the_server:
    tap.run([
        (f"{scenario.__name__.replace('_', ' ')} ({language})", functools.partial(scenario, the_server, language))
        for scenario, languages in SCENARIOS.items() for language in languages
    ])
