"""The scenes of pictures.py with a server: every page of an account, in each state that it can have.

A scene is a function of a studio, which starts the program and takes the pictures.
"""
import contextlib
import pathlib
import ssl
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "online"), str(TESTS / "server")]
import dealers  # noqa: E402
import fault_proxy as faults  # noqa: E402

from desk import BUTTON, wait_for, xdotool  # noqa: E402
from issuing import (  # noqa: E402
    at_step,
    confirm_device,
    device_entry,
    enter_device,
    enter_sheet,
    enter_sheets,
    issue,
    open_row,
    press_next,
    wait_for_verdict,
)
from online import (  # noqa: E402
    LOGIN_ID,
    PASSWORD,
    at_log_in,
    begin_issue,
    confirm_notice,
    end_session,
    log_in,
    new_sheets,
    password_entry,
    service,
)

FORMS = {
    "en": {"C_ompany *": "Example Trading Ltd.", "Count_ry *": "Japan", "_Postal code": "571-8506",
           "A_ddress 1 *": "1-15 Matsuo-cho", "Address 2": "Kadoma, Osaka", "P_hone": "06-5550-0100",
           "Con_tact": "Taro Tester"},
    "ja": {"C_ompany *": "株式会社サンプル商事", "Count_ry *": "日本", "_Postal code": "571-8506",
           "A_ddress 1 *": "大阪府門真市松生町1-15", "Address 2": "サンプルビル 3階", "P_hone": "06-5550-0100",
           "Con_tact": "試験 太郎"},
}
NEW_PASSWORD = "quiet river stone"
NOTICE = {
    "english": "The service is moved to new computers.\n",
    "japanese": "サーバー機器の入れ替えを行います。\n",
}
REFUSED = (
    "This is perhaps not the right server: nobody this computer trusts vouches for its certificate. Nothing was "
    "sent. Ask the operator of the service which certificate authority to set."
)
BEGIN, END = "2030-01-15T13:00:00Z", "2030-01-15T17:00:00Z"


def scroll(down=True):
    """To the end of the page, or back to its top, by the wheel."""
    xdotool("mousemove", 170, 400, "click", "--delay", 5, "--repeat", 60, 5 if down else 4)


def at_home(desk):
    """Home is on the screen; its page is there before that."""
    desk.find("list item", desk.tr("Issue Registration Keys"))


@contextlib.contextmanager
def logged_in(studio, server, url=None):
    """At Home of the sample account."""
    with studio.start("--server", url or server.url, "--log-in", LOGIN_ID, KMS_PASSWORD=PASSWORD) as desk:
        confirm_notice(desk)
        at_home(desk)
        yield desk


def wait_for_fault(entry, text=""):
    """Waits until what is wrong stands at a field."""
    wait_for(lambda: entry.has("sensitive") and entry.has("invalid") and text in entry.described_by, f"a fault at {entry!r}")


def leave_form(desk):
    desk.press("_Cancel")


def self_signed():
    """A certificate that nobody trusts."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kms-pictures-"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key", "-out", folder / "crt"],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "crt", folder / "key")
    return context


def add_notice(server):
    files = []
    for language, text in NOTICE.items():
        path = server.folder / language
        path.write_text(text, encoding="utf-8")
        files += [f"--{language}", path]
    server.admin("notice", "add", *files, "--maintenance", "--from", BEGIN, "--until", END)


def first(studio):
    """The notice at the first start and the address of the server."""
    picture = studio.picture
    with service() as server, faults.FaultProxy(server.url, self_signed()) as refused, \
            faults.FaultProxy(server.url).set(faults.silence) as silent, studio.start() as desk:
        picture("first-notice")
        confirm_notice(desk)
        entry = desk.entry("_Address of the server")
        picture("first-server")
        entry.set_text("http://kms.example.com")
        desk.press("_Test")
        wait_for_fault(entry)
        picture("first-server-wrong")
        entry.set_text(refused.url)
        desk.press("_Test")
        desk.wait_to_see(desk.tr(REFUSED))
        picture("first-server-refused")
        entry.set_text(server.url)
        desk.press("_Test")
        desk.wait_to_see(desk.tr("A KMS server answers, version %s.", "0.1.0"))
        picture("first-server-found")
        entry.set_text(silent.url)
        desk.press("_Test")
        desk.wait_to_see(desk.tr("Asking the server…"))
        picture("first-server-busy")


def log_in_page(studio):
    """Logging in, with all that can be wrong."""
    picture = studio.picture
    with service() as server, faults.FaultProxy(server.url) as proxy:
        add_notice(server)
        with studio.start("--server", proxy.url) as desk:
            confirm_notice(desk)
            at_log_in(desk)
            picture("log-in")
            scroll()
            picture("log-in-end")
            scroll(down=False)
            desk.press("Log _In")
            wait_for_fault(password_entry(desk))
            picture("log-in-empty")
            log_in(desk, "not the password")
            reason = desk.tr("The login ID or the password is wrong. Capitals matter.")
            wait_for(lambda: reason in password_entry(desk).described_by, "the reason at the password")
            picture("log-in-wrong")
            password_entry(desk).set_text("try")
            password_entry(desk).focus()
            desk.key("Caps_Lock")
            desk.wait_to_see(desk.tr("Caps Lock is on."))
            picture("log-in-caps")
            desk.key("Caps_Lock")
            proxy.set(faults.silence, only="/v1/sessions")
            log_in(desk)
            cancel = desk.button("_Cancel")
            picture("log-in-busy")
            cancel.click()
            proxy.set(None)
            box = desk.find("check box", desk.tr("_Remember in the keyring of this computer"))
            wait_for(lambda: box.has("sensitive"), "the end of logging in")
            box.click_with_mouse(dx=8)
            wait_for(lambda: box.has("checked"), "the tick")
            log_in(desk)
            at_home(desk)
            desk.wait_to_see(desk.tr("There is no keyring on this computer. What is to be remembered is "
                                     "forgotten when KMS Desk is closed."))
            picture("home-keyring")
            proxy.set(faults.unseen)
            open_row(desk, "User Information")
            desk.button("_Try Again")
            picture("user-failed")


def forgot(studio):
    """A new password with a mailed code."""
    picture = studio.picture
    with service() as server, studio.start("--server", server.url) as desk:
        confirm_notice(desk)
        at_log_in(desk)
        open_row(desk, "Forgotten Password")
        login_id = desk.entry("_Login ID")
        picture("forgot")
        login_id.set_text(LOGIN_ID)
        desk.press("_Send a Code")
        code = desk.entry("C_ode from the mail")
        picture("forgot-code")
        code.set_text("0000 0000")
        desk.entry("_New password").set_text("short")
        desk.entry("New password _again").set_text("other")
        desk.press("_Set the Password")
        wait_for_fault(desk.entry("_New password", shown=False))
        picture("forgot-weak")
        desk.entry("_New password", shown=False).set_text(NEW_PASSWORD)
        desk.entry("New password _again", shown=False).set_text(NEW_PASSWORD)
        desk.press("_Set the Password", shown=False)
        wait_for_fault(code)
        picture("forgot-wrong")
        code.set_text(dealers.code_of(server.mails()[-1]))
        desk.press("_Set the Password", shown=False)
        at_log_in(desk)
        picture("forgot-done")


def fill_in(desk, studio, email):
    for message, text in FORMS[studio.language].items():
        desk.entry(message, shown=False).set_text(text)
    desk.entry("_E-mail *", shown=False).set_text(email)
    desk.entry("E-mail _again *", shown=False).set_text(email)


def enter_code(desk, server, email):
    mail = server.wait_for_mail(email)
    desk.entry("C_ode from the mail").set_text(dealers.code_of(mail))


def to_form(desk):
    open_row(desk, "Register as Dealer or Corporate Customer")
    at_step(desk, 1)


def register(studio):
    """The five steps of registering, and an address that is registered already."""
    picture = studio.picture
    email = "taro@example.com"
    with service() as server, studio.start("--server", server.url) as desk:
        confirm_notice(desk)
        at_log_in(desk)
        to_form(desk)
        wait_for(lambda: desk.button("I _Agree").has("sensitive"), "the text")
        picture("register-consent")
        desk.press("I _Agree")
        at_step(desk, 2)
        picture("register-form")
        press_next(desk)
        wait_for_fault(desk.entry("C_ompany *"))
        picture("register-form-empty")
        fill_in(desk, studio, email)
        desk.entry("_Postal code", shown=False).set_text("571 大阪")
        press_next(desk)
        wait_for_fault(desk.entry("_Postal code"))
        picture("register-form-wrong")
        desk.entry("_Postal code", shown=False).set_text("571-8506")
        scroll()
        picture("register-form-end")
        press_next(desk)
        at_step(desk, 3)
        picture("register-code")
        code = desk.entry("C_ode from the mail")
        code.set_text("0000 0000")
        press_next(desk)
        wait_for_fault(code)
        picture("register-code-wrong")
        enter_code(desk, server, email)
        press_next(desk)
        at_step(desk, 4)
        picture("register-confirm")
        desk.press("_Register")
        at_step(desk, 5)
        picture("register-done")
        desk.press("_Log In")
        at_log_in(desk)
        picture("register-log-in")
        register_again(desk, studio, server)


def register_again(desk, studio, server):
    email = "hanako@example.com"
    dealers.register(server.client(), server, email, language=studio.language)
    server.wait_for_mail(email, 2)
    to_form(desk)
    wait_for(lambda: desk.button("I _Agree").has("sensitive"), "the text")
    desk.press("I _Agree")
    at_step(desk, 2)
    fill_in(desk, studio, email)
    press_next(desk)
    at_step(desk, 3)
    mail = server.wait_for_mail(email, 3)
    desk.entry("C_ode from the mail").set_text(dealers.code_of(mail))
    press_next(desk)
    at_step(desk, 4)
    studio.picture("register-known")
    scroll()
    studio.picture("register-known-end")


def home(studio):
    """Home with news, and the windows that open from it."""
    picture = studio.picture
    with service() as server:
        add_notice(server)
        with logged_in(studio, server) as desk:
            picture("home")
            scroll()
            picture("home-end")
            for message, name in (("Cookie Policy", "cookie"), ("Privacy Policy", "privacy")):
                open_row(desk, message)
                wait_for(lambda message=message: desk.window(desk.tr(message)), "the policy")
                picture(f"policy-{name}")
                desk.key("Escape")
                wait_for(lambda message=message: not desk.window(desk.tr(message)), "the end of the policy")
            scroll(down=False)
            for key, name in (("ctrl+comma", "preferences"), ("ctrl+question", "shortcuts")):
                n_windows = len(list(desk.application.children()))
                desk.key(key)
                wait_for(lambda n=n_windows: len(list(desk.application.children())) > n, name)
                picture(name)
                desk.key("Escape")
                wait_for(lambda n=n_windows: len(list(desk.application.children())) == n, f"the end of {name}")
            desk.key("F10")
            picture("menu")
            desk.key("Escape")


def account(studio):
    """The password and the user information."""
    picture = studio.picture
    with service() as server, logged_in(studio, server) as desk:
        open_row(desk, "Change Password")
        old = desk.entry("_Old password")
        picture("password")
        old.set_text("not the old one")
        desk.entry("_New password").set_text("12345678")
        desk.entry("New password _again").set_text("other")
        desk.press("Change _Password")
        wait_for_fault(desk.entry("_New password", shown=False))
        picture("password-weak")
        desk.entry("_New password", shown=False).set_text(NEW_PASSWORD)
        desk.entry("New password _again", shown=False).set_text(NEW_PASSWORD)
        desk.press("Change _Password")
        reason = desk.tr("This is not your current password. Capitals matter.")
        wait_for_fault(old, reason)
        picture("password-wrong")
        leave_form(desk)
        at_home(desk)
        user(desk, studio, server)


def user(desk, studio, server):
    picture = studio.picture
    open_row(desk, "User Information")
    login_id = desk.entry("Login _ID *")
    picture("user")
    scroll()
    picture("user-end")
    scroll(down=False)
    login_id.set_text("Sample 1")
    desk.press("_Save")
    wait_for_fault(login_id)
    picture("user-wrong")
    login_id.set_text(LOGIN_ID)
    api = server.client().log_in(LOGIN_ID, PASSWORD)
    saved = api.get("/v1/account")
    theirs = saved.json() | {"phone": "06-5550-0199", "contact": ""}
    for name in ("id", "email", "registered_at"):
        theirs.pop(name, None)
    answer = api.put("/v1/account", theirs, headers={"If-Match": saved.headers["etag"]})
    assert answer.status == 200, answer.body
    desk.entry("P_hone", shown=False).set_text("06-5550-0100")
    desk.entry("C_ompany *", shown=False).set_text(FORMS[studio.language]["C_ompany *"])
    desk.press("_Save")
    desk.label("Somebody else has changed this account")
    picture("user-conflict")
    desk.press("_Save")
    at_home(desk)
    picture("user-saved")
    open_row(desk, "User Information")
    desk.entry("Login _ID *")
    desk.entry("_E-mail *", shown=False).set_text("hanako@example.com")
    desk.entry("E-mail _again", shown=False).set_text("hanako@example.com")
    desk.press("_Save")
    desk.entry("C_ode from the mail")
    picture("user-code")
    leave_form(desk)
    at_home(desk)
    open_row(desk, "User Information")
    desk.entry("Login _ID *")
    desk.press("Delete the Acco_unt…", shown=False)
    desk.entry("Your _password").set_text("not the password")
    picture("user-deletion")
    desk.find(BUTTON, desk.tr("_Delete the Account")).click()
    desk.wait_to_see(desk.tr("This is not your current password. Capitals matter."))
    picture("user-deletion-wrong")
    desk.key("Escape")


def keys(studio):
    """Issuing, with all kinds of keys, drafts, and the end of the session in between."""
    picture = studio.picture
    with service() as server, logged_in(studio, server) as desk:
        sheets = new_sheets(server, 4)
        api = server.client().log_in(LOGIN_ID, PASSWORD)
        pair = lambda sheet: {"activation_key": sheet[0].replace("-", ""), "registration_id": sheet[1]}  # noqa: E731
        for sheet, device in ((sheets[0], "1234567890ABCDEF"), (sheets[1], "0000000000000001")):
            answer = dealers.issue(api, dealers.issue_request([pair(sheet)], device))
            assert answer.status == 201, answer.body
        begin_issue(desk)
        picture("issue-category")
        press_next(desk)
        at_step(desk, 2)
        picture("issue-device")
        press_next(desk)
        wait_for_fault(device_entry(desk))
        picture("issue-device-empty")
        device_entry(desk).set_text("1234-5678-90AB-CDEF")
        scroll()
        picture("issue-device-end")
        scroll(down=False)
        enter_device(desk, "1234-5678-90AB-CDEF")
        picture("issue-keys")
        for row, (sheet, verdict) in enumerate(
                ((sheets[2], "New"), (sheets[0], "Issued before"), (sheets[1], "Bound elsewhere")), 1):
            enter_sheet(desk, row, sheet)
            with contextlib.suppress(AssertionError):
                wait_for_verdict(desk, row, verdict)
        picture("issue-keys-verdicts")
        desk.press("Home")
        at_home(desk)
        picture("home-draft")


def session(studio):
    """The end of a session in the middle, and a service that is closed or gone."""
    picture = studio.picture
    with service() as server, logged_in(studio, server) as desk:
        sheets = new_sheets(server, 2)
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        enter_device(desk, "1234-5678-90AB-CDEF")
        enter_sheets(desk, sheets, "New")
        end_session(server)
        press_next(desk)
        desk.button("_Keep the Work as a Draft and Leave")
        picture("session-ended")
        password_entry(desk).set_text("not the password")
        desk.press("Log _In")
        desk.wait_to_see(desk.tr("The login ID or the password is wrong. Capitals matter."))
        picture("session-ended-wrong")
        password_entry(desk).set_text(PASSWORD)
        desk.press("Log _In")
        at_step(desk, 4)
        picture("issue-review")
        scroll()
        picture("issue-review-end")
        issue(desk, 2)
        picture("issue-result")
        scroll()
        picture("issue-result-end")
        desk.press("Home")
        desk.find("list item", "1234-5678-90AB-CDEF")
        picture("home-recent")
        server.admin("maintenance", "on", "--until", END)
        open_row(desk, "User Information")
        desk.wait_to_see(desk.tr("Under Maintenance"))
        picture("maintenance")
        server.admin("maintenance", "off")


def gone(studio):
    """A server that does not answer any more."""
    picture = studio.picture
    with service() as server, logged_in(studio, server) as desk:
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        device_entry(desk).set_text("1234-5678-90AB-CDEF")
        confirm_device(desk)
        server.stop()
        press_next(desk)
        desk.wait_to_see(desk.tr("The Service Is Out of Reach"))
        picture("out-of-reach")
        server.start()


SCENES = {
    "first": first,
    "log-in": log_in_page,
    "forgot": forgot,
    "register": register,
    "home": home,
    "account": account,
    "keys": keys,
    "session": session,
    "gone": gone,
}
