"""An account from the first start to the last log-out, on a real server: with the mouse, and by keyboard
alone. The mails are read where the server puts them."""
import csv
import io
import os
import re
import subprocess

from desk import BUILD, CHOICE, ENTRY, Desk, wait_for
from finding import count, find_page, search_entry
from issuing import (
    open_row,
    press_next,
    random_digits,
)
from online import (
    at_home,
    at_log_in,
    confirm_notice,
    issue_sheets,
    log_in,
    log_out,
    new_sheets,
    password_entry,
    run_with_service,
)
from dealers import code_of

REGISTER = "Register as Dealer or Corporate Customer"
MISSING = "Fill this in."
WRONG_CODE = "The code is wrong. Compare it with the mail; it can be tried %u more time."
WRONG_CODES = "The code is wrong. Compare it with the mail; it can be tried %u more times."
FORM = {
    "C_ompany *": "テスト株式会社",
    "Count_ry *": "日本",
    "_Postal code": "999-9999",
    "A_ddress 1 *": "大阪府",
    "Address 2": "門真市",
    "P_hone": "999-9999-9999",
    "Con_tact": "テスト 太郎",
}


# Fields


def field(desk, label):
    """A field of the form that is open, on the screen or not."""
    return desk.find(ENTRY, desk.plain_tr(label), shown=False)


def wait_for_fault(desk, label, sentence):
    """Waits until a screen reader would read a sentence at a field."""
    entry = field(desk, label)
    wait_for(lambda: sentence in entry.described_by and entry.has("invalid"), f"“{sentence}” at {label}")


def fill_in(desk, address, form=FORM):
    entries = {entry.name: entry for entry in desk.each(ENTRY)}
    for label, text in (form | {"_E-mail *": address, "E-mail _again *": address}).items():
        entries[desk.plain_tr(label)].set_text(text)


def choose(desk, name):
    """Chooses one of several: they have no action."""
    button = desk.find(CHOICE, name)
    button.click_with_mouse(dx=8)
    wait_for(lambda: button.has("checked"), f"the choice of {button!r}")


# Registering


def agree(desk):
    """From the log-in page to the form."""
    open_row(desk, REGISTER)
    desk.press("I _Agree")
    at_register_step(desk, 2)


def at_register_step(desk, number):
    wide = desk.pattern("Step %u, %s: the current step", number, None)
    desk.find(("push button", "button"), wide)


def mailed_code(server, address, count):
    return code_of(server.wait_for_mail(address, count))


def prove(desk, code):
    """From the mailed code to the confirmation."""
    desk.entry("C_ode from the mail").set_text(code)
    press_next(desk)
    at_register_step(desk, 4)


def faults_of_the_form(desk):
    """What is missing or wrong is said at its field, and the focus goes to the first one."""
    press_next(desk)
    for label in ("C_ompany *", "Count_ry *", "A_ddress 1 *", "_E-mail *"):
        wait_for_fault(desk, label, desk.tr(MISSING))
    wait_for(lambda: field(desk, "C_ompany *").has("focused"), "the focus on the first fault")
    fill_in(desk, "taro", FORM | {"_Postal code": "〒999", "P_hone": "０９０-１２３４"})
    press_next(desk)
    wait_for_fault(desk, "_Postal code", desk.tr("Only half-width letters, digits and hyphens can be used here."))
    wait_for_fault(desk, "_E-mail *", desk.tr("This is not an e-mail address. It looks like name@example.com."))
    assert field(desk, "P_hone").text == "090-1234"
    fill_in(desk, "taro@example.com")
    field(desk, "E-mail _again *").set_text("taro@example.org")
    press_next(desk)
    wait_for_fault(desk, "E-mail _again *", desk.tr("The two addresses differ. Type the same one twice."))


def register(desk, server, address):
    """Returns login ID and password as they are shown at the end."""
    agree(desk)
    faults_of_the_form(desk)
    fill_in(desk, address)
    press_next(desk)
    at_register_step(desk, 3)
    code = mailed_code(server, address, 1)
    entry = desk.entry("C_ode from the mail")
    entry.set_text("1234")
    press_next(desk)
    wait_for_fault(desk, "C_ode from the mail", desk.tr("The code has 8 digits. Type them as in the mail."))
    entry.set_text("0000 0000" if code != "0000 0000" else "1111 1111")
    press_next(desk)
    wait_for_fault(desk, "C_ode from the mail", desk.tr(WRONG_CODE, 4, plural=WRONG_CODES))
    prove(desk, code)
    desk.wait_to_see("テスト株式会社")
    desk.press("_Register")
    return registered(desk)


def registered(desk):
    """The last step: what is to be copied and kept; then on to log-in."""
    at_register_step(desk, 5)
    desk.press("_Copy Both")
    account = copied_account(desk)
    for name, value in zip(("Copy the login ID", "Copy the password"), account):
        desk.press(name)
        wait_for(lambda value=value: desk.clipboard() == value, f"{name}: {value}")
    desk.press("Log _In")
    at_log_in(desk)
    return account


def copied_account(desk):
    both = desk.tr("Login ID: %s\nPassword: %s\n", "([A-Za-z0-9]{8,10})", "(.+)")
    return wait_for(lambda: re.fullmatch(both, desk.clipboard()), "both on the clipboard").groups()


def register_again(desk, server, address, login_id):
    """The address is registered already: another one is looked at, then it is overwritten."""
    agree(desk)
    fill_in(desk, address, FORM | {"C_ompany *": "Second Trading"})
    press_next(desk)
    at_register_step(desk, 3)
    # A code, the news of having registered, and now this.
    prove(desk, mailed_code(server, address, 3))
    desk.wait_to_see(desk.tr("This address is registered already"))
    assert desk.sees(login_id) and desk.sees("テスト株式会社")
    choose(desk, desk.plain_tr("Register with another e-_mail address"))
    desk.press("Change the _Address")
    at_register_step(desk, 2)
    wait_for(lambda: field(desk, "_E-mail *").has("focused"), "the focus on the address")
    assert field(desk, "C_ompany *").text == "Second Trading"
    field(desk, "E-mail _again *").set_text(address)
    press_next(desk)
    # In the end it is the same one, which is proven still.
    at_register_step(desk, 3)
    press_next(desk)
    at_register_step(desk, 4)
    desk.press("_Overwrite")
    again = registered(desk)
    assert again[0] == login_id, again
    return again


# With the account


def issue_eight(desk, server, account):
    device, sheets = random_digits(), new_sheets(server, 8)
    issued = issue_sheets(desk, device, sheets)
    assert sorted(issued) == sorted(found_outside(server, account, device))
    desk.press("Home")
    at_home(desk)
    find_page(desk)
    search_entry(desk).set_text(device)
    count(desk, 8)
    desk.press("Home")
    at_home(desk)


def found_outside(server, account, device):
    """What `kms find` finds on the same account."""
    token = server.client().log_in(*account).token
    run_of_kms = subprocess.run(
        [BUILD / "src/cli/kms", "find", "--device", device, "-f", "csv"], capture_output=True, check=True, text=True,
        timeout=60, env=os.environ | {"KMS_SERVER": server.url, "KMS_TOKEN": token, "LC_ALL": "C.UTF-8"})
    return [(row["activation_key"], row["registration_key"]) for row in csv.DictReader(io.StringIO(run_of_kms.stdout))]


def type_passwords(desk, new, again=None):
    desk.entry("_New password").set_text(new)
    desk.entry("New password _again").set_text(again or new)


def change_password(desk, account, new):
    open_row(desk, "Change Password")
    desk.entry("_Old password").set_text("not the old one")
    type_passwords(desk, "12345678")
    desk.find("label", desk.tr("Met: %s", desk.tr("8 to 64 characters, of any kind")))
    desk.find("label", desk.tr("Not met yet: %s", desk.tr("No run such as 12345678, abcdefgh or aaaaaaaa")))
    desk.press("Change _Password")
    desk.find("label", desk.tr("Not met: %s", desk.tr("No run such as 12345678, abcdefgh or aaaaaaaa")))
    type_passwords(desk, new, new + "!")
    desk.press("Change _Password")
    wait_for_fault(desk, "New password _again", desk.tr("The two passwords differ. Type the same one twice."))
    type_passwords(desk, new)
    desk.press("Change _Password")
    wait_for_fault(desk, "_Old password", desk.tr("This is not your current password. Capitals matter."))
    desk.entry("_Old password").set_text(account[1])
    desk.press("Change _Password")
    desk.wait_for_news(desk.tr("The password is changed"))
    at_home(desk)
    return account[0], new


def changed_outside(server, account, **values):
    """Somebody else changes the account."""
    client = server.client().log_in(*account)
    answer = client.get("/v1/account")
    form = {key: value for key, value in answer.json().items() if key in CHANGEABLE} | values
    answer = client.put("/v1/account", form, headers={"If-Match": answer.headers["etag"]})
    assert answer.status == 200, answer.body


CHANGEABLE = ("login_id", "company", "country", "postal_code", "address", "phone", "contact", "news", "language")


def change_user_information(desk, server, account, address):
    """Somebody else changes it meanwhile; then the new address is proven."""
    open_row(desk, "User Information")
    wait_for(lambda: field(desk, "C_ompany *").text == "Second Trading", "what is registered")
    field(desk, "C_ompany *").set_text("Third Trading")
    field(desk, "Con_tact").set_text("Hanako")
    field(desk, "_E-mail *").set_text(address)
    field(desk, "E-mail _again").set_text(address)
    changed_outside(server, account, company="Other Trading", phone="111-1111")
    desk.press("_Save")
    desk.wait_to_see(desk.tr("Somebody else has changed this account"))
    spoken = desk.tr("%s, %s: %s", desk.tr("Company"), desk.tr("What is saved now"), "Other Trading")
    choose(desk, spoken)
    desk.press("_Save")
    desk.entry("C_ode from the mail").set_text(mailed_code(server, address, 1))
    desk.press("Change the _Address")
    desk.wait_for_news(desk.tr("The user information is saved, with the new e-mail address"))
    at_home(desk)
    saved = server.client().log_in(*account).get("/v1/account").json()
    expected = {"company": "Other Trading", "contact": "Hanako", "phone": "111-1111", "email": address}
    assert {name: saved[name] for name in expected} == expected, saved


def forgotten_password(desk, server, login_id, address, new):
    n_mails = len(server.mails(address))
    open_row(desk, "Forgotten Password")
    entry = desk.entry("_Login ID")
    assert entry.text == login_id
    desk.press("_Send a Code")
    desk.entry("C_ode from the mail").set_text(mailed_code(server, address, n_mails + 1))
    type_passwords(desk, new)
    desk.press("_Set the Password")
    at_log_in(desk)
    desk.wait_for_news(desk.tr("The new password is set. Log in with it."))
    assert desk.entry("_Login ID").text == login_id and password_entry(desk).text == ""
    return login_id, new


def with_the_mouse(server, language):
    address, other = f"taro-{language}@example.com", f"hanako-{language}@example.com"
    with Desk(language=language) as desk:
        confirm_notice(desk)
        desk.entry("_Address of the server").set_text(server.url)
        desk.press("_Test")
        desk.wait_to_see(desk.tr("A KMS server answers, version %s.", "0.1.0"))
        desk.press("_Continue")
        account = register(desk, server, address)
        assert desk.entry("_Login ID").text == account[0]
        account = register_again(desk, server, address, account[0])
        log_in(desk, account[1], account[0])
        at_home(desk)
        issue_eight(desk, server, account)
        account = change_password(desk, account, "eight keys for Osaka")
        change_user_information(desk, server, account, other)
        log_out(desk)
        account = forgotten_password(desk, server, account[0], other, "my third, and last")
        log_in(desk, account[1], account[0])
        at_home(desk)
        log_out(desk)


# By keyboard alone


def tab_to(desk, name):
    """Presses Tab until the focus is on something of a name."""
    name = desk.plain_tr(name)
    for _ in range(30):
        node = desk.focused()
        if node and node.name == name:
            return
        desk.key("Tab")
        wait_for(lambda node=node: desk.focused() not in (None, node), "the focus to move")
    raise AssertionError(f"{name!r} is not reached with Tab")


def wait_for_focus(desk, label):
    name = desk.plain_tr(label)
    wait_for(lambda: (node := desk.focused()) and node.name == name, f"the focus on {name!r}")


def type_into(desk, **values):
    """Each field has the focus when its turn comes; Enter leads on."""
    for label, text in values.items():
        wait_for_focus(desk, label)
        desk.type(text)
        desk.key("Return")


def down_to(desk, message):
    """At Home: goes down the lists to an entry and opens it."""
    at_home(desk)
    name = desk.tr(message)
    for _ in range(20):
        node = wait_for(desk.focused, "the focus")
        if node.name == name:
            desk.key("Return")
            return
        desk.key("Down")
        wait_for(lambda node=node: desk.focused() not in (None, node), "the focus to move")
    raise AssertionError(f"{name!r} is not reached with Down")


def open_with_tab(desk, name):
    tab_to(desk, name)
    desk.key("Return")


def register_by_keyboard(desk, server, address):
    open_with_tab(desk, REGISTER)
    agree_button = desk.button("I _Agree")
    wait_for(lambda: agree_button.has("sensitive"), "the text in force")
    desk.key("ctrl+Return")
    type_into(desk, **{"C_ompany *": "Example", "Count_ry *": "Japan", "_Postal code": "", "A_ddress 1 *": "Osaka"})
    tab_to(desk, "_E-mail *")
    type_into(desk, **{"_E-mail *": address, "E-mail _again *": address})
    desk.key("ctrl+Return")
    type_into(desk, **{"C_ode from the mail": mailed_code(server, address, 1).replace(" ", "")})
    wait_for_focus(desk, "_Next")
    desk.key("Return")
    wait_for_focus(desk, "_Register")
    desk.key("Return")
    wait_for_focus(desk, "_Copy Both")
    desk.key("space")
    account = copied_account(desk)
    open_with_tab(desk, "Log _In")
    return account


def warns_of_caps_lock(desk):
    """At the password, which has the focus; a screen reader reads it."""
    entry, warning = password_entry(desk), desk.tr("Caps Lock is on.")
    wait_for_focus(desk, "_Password")
    desk.key("Caps_Lock")
    wait_for(lambda: warning in entry.described_by, "the warning of Caps Lock")
    desk.key("Caps_Lock")
    wait_for(lambda: warning not in entry.described_by, "the end of the warning")


def by_keyboard_alone(server, language):
    address = "keys@example.com"
    with Desk(language=language) as desk:
        wait_for_focus(desk, "_OK")
        desk.key("Return")
        type_into(desk, **{"_Address of the server": server.url})
        wait_for_focus(desk, "_Login ID")
        login_id, password = register_by_keyboard(desk, server, address)
        warns_of_caps_lock(desk)
        type_into(desk, **{"_Password": password})
        down_to(desk, "Change Password")
        new = "typed by hand"
        type_into(desk, **{"_Old password": password, "_New password": new, "New password _again": new})
        desk.wait_for_news(desk.tr("The password is changed"))
        down_to(desk, "User Information")
        wait_for_focus(desk, "Login _ID *")
        tab_to(desk, "Con_tact")
        desk.type("Hanako")
        desk.key("ctrl+Return")
        desk.wait_for_news(desk.tr("The user information is saved"))
        down_to(desk, "Log Out")
        wait_for_focus(desk, "_Password")
        open_with_tab(desk, "Forgotten Password")
        type_into(desk, **{"_Login ID": ""})
        code = mailed_code(server, address, 4)
        type_into(desk, **{"C_ode from the mail": code, "_New password": password, "New password _again": password})
        desk.wait_for_news(desk.tr("The new password is set. Log in with it."))
        type_into(desk, **{"_Password": password})
        at_home(desk)
        assert server.client().log_in(login_id, password).get("/v1/account").json()["contact"] == "Hanako"


def an_account_from_first_to_last(server, language):
    with_the_mouse(server, language)
    # Once is enough: in the language whose mnemonics are no letters of the words.
    if language == "ja":
        by_keyboard_alone(server, language)


run_with_service(an_account_from_first_to_last)
