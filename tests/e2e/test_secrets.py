"""Passwords, codes and sessions are where they belong, and nowhere else: not in the journal, the settings, a
log, the command line, nor the store of the server."""
import base64
import pathlib
import sys
import tempfile
import urllib.parse

# Behind this folder, which has an online.py of its own.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "online"))
from fault_proxy import FaultProxy  # noqa: E402

from desk import ENTRY, Desk, wait_for  # noqa: E402
from issuing import at_step, enter_device, enter_sheet, issue, open_row, press_next, random_digits  # noqa: E402
from keyring import Keyring  # noqa: E402
from online import at_home, at_log_in, begin_issue, confirm_notice, log_out, new_sheets, password_entry  # noqa: E402
from online import service, set_server  # noqa: E402
from dealers import code_of  # noqa: E402
import tap  # noqa: E402

ADDRESS = "secret@example.com"
# With what is written otherwise in an address, in JSON and in base64.
CHANGED, LAST = "wet+otters/sing \"9%\" ?", "dry>otters<sleep ~8& ö"


class Person:
    """Somebody with KMS Desk on @server, whatever it says written down, and what nobody else may read."""

    def __init__(self, server, folder):
        self.server = server
        self.home = pathlib.Path(folder) / "home"
        self.log = pathlib.Path(folder) / "log"
        self.secrets = {}
        self.codes = []
        self.proxy = FaultProxy(server.url).set(self.overhear)

    def overhear(self, request):
        """Passes everything on, and notes the sessions."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind == "Bearer":
            self.secrets[f"session {token[:4]}"] = token
        request.send(request.forward())

    def desk(self):
        with open(self.log, "ab") as output:
            return Desk(home=self.home, output=output,
                        environment={"GSETTINGS_BACKEND": "keyfile", "G_MESSAGES_DEBUG": "all"})

    def code(self, count):
        self.codes.append(code_of(self.server.wait_for_mail(ADDRESS, count)))
        return self.codes[-1]

    def register(self, desk):
        open_row(desk, "Register as Dealer or Corporate Customer")
        desk.press("I _Agree")
        desk.find(ENTRY, "E-mail again *", shown=False)
        entries = {entry.name: entry for entry in desk.each(ENTRY)}
        for name, text in (("Company *", "Quiet Ltd."), ("Country *", "Japan"), ("Address 1 *", "Osaka"),
                           ("E-mail *", ADDRESS), ("E-mail again *", ADDRESS)):
            entries[name].set_text(text)
        press_next(desk)
        desk.entry("C_ode from the mail").set_text(self.code(1))
        press_next(desk)
        desk.press("_Register")
        desk.press("Copy the password")
        self.secrets["first password"] = wait_for(desk.clipboard, "the password")
        desk.press("Log _In")

    def log_in(self, desk, password):
        at_log_in(desk)
        password_entry(desk).set_text(password)
        box = desk.find("check box", desk.tr("_Remember in the keyring of this computer"))
        if not box.has("checked"):
            box.click_with_mouse(dx=8)
            wait_for(lambda: box.has("checked"), "the tick")
        desk.press("Log _In")
        at_home(desk)

    def issue(self, desk):
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        enter_device(desk, random_digits())
        enter_sheet(desk, 1, new_sheets(self.server, 1)[0])
        press_next(desk)
        at_step(desk, 4)
        issue(desk, 1)
        desk.press("Home")

    def keep_draft(self, desk):
        begin_issue(desk)
        press_next(desk)
        at_step(desk, 2)
        enter_device(desk, random_digits())
        desk.press("Home")

    def change_password(self, desk):
        open_row(desk, "Change Password")
        desk.entry("_Old password").set_text(self.secrets["first password"])
        self.type_password(desk, CHANGED)
        desk.press("Change _Password")
        desk.wait_for_news(desk.tr("The password is changed"))

    def forget_password(self, desk):
        n_mails = len(self.server.mails(ADDRESS))
        open_row(desk, "Forgotten Password")
        desk.press("_Send a Code")
        desk.entry("C_ode from the mail").set_text(self.code(n_mails + 1))
        self.type_password(desk, LAST)
        desk.press("_Set the Password")

    def type_password(self, desk, password):
        self.secrets[f"password {password[:3]}"] = password
        for label in ("_New password", "New password _again"):
            desk.entry(label).set_text(password)


def forms(secret):
    """How a secret may be written."""
    data = secret.encode()
    yield data
    yield urllib.parse.quote(secret, safe="").encode()
    yield urllib.parse.quote_plus(secret).encode()
    yield data.hex().encode()
    yield secret.encode("utf-16-le")
    for skipped in range(3):
        # Wherever it stands in what is encoded; its ends are in groups with what is around it.
        encoded = base64.b64encode(bytes(skipped) + data)[4 if skipped else 0:-4]
        yield encoded
        yield encoded.translate(bytes.maketrans(b"+/", b"-_"))


def sessions(secrets):
    """The bytes of which a session is made are as good as itself."""
    for name, secret in secrets.items():
        if name.startswith("session"):
            yield base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))


def look_for(secrets, path):
    """The names of the secrets that a file holds."""
    content = path.read_bytes()
    found = {name for name, secret in secrets.items() if any(form in content for form in forms(secret))}
    return found | {"the bytes of a session" for data in sessions(secrets) if data in content}


def files_of(*folders):
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def main(server, person, keyring):
    def everything():
        with person.desk() as desk:
            confirm_notice(desk)
            set_server(desk, person.proxy.url)
            at_log_in(desk)
            person.register(desk)
            person.log_in(desk, person.secrets["first password"])
            person.issue(desk)
            person.change_password(desk)
            at_home(desk)
            log_out(desk)
            person.forget_password(desk)
            person.log_in(desk, LAST)
            person.keep_draft(desk)
            hold_none("while it runs")
            arguments = pathlib.Path(f"/proc/{desk.process.pid}/cmdline").read_bytes()
            assert not [name for name, secret in person.secrets.items() if secret.encode() in arguments], arguments
        assert len([name for name in person.secrets if name.startswith("session")]) == 2, person.secrets

    def hold_none(when):
        # The keyring has them, and encrypts them.
        paths = [person.log, *files_of(person.home, server.folder, pathlib.Path(keyring.folder.name))]
        found = {str(path): names for path in paths if (names := look_for(person.secrets, path))}
        assert not found, f"{when}: {found}"

    def afterwards():
        hold_none("when it has ended")
        assert b"DEBUG" in person.log.read_bytes(), "the log says nothing"
        assert "/v1/sessions" in server.log(), "nor does that of the server"
        assert files_of(pathlib.Path(keyring.folder.name)), "the keyring holds nothing"

    def codes_too():
        paths = [person.log, *files_of(person.home), server.folder / "log", *server.data.glob("kms.sqlite*")]
        found = {(str(path), code) for path in paths for code in person.codes
                 if code.encode() in path.read_bytes() or code.replace(" ", "").encode() in path.read_bytes()}
        assert not found, found

    def modes():
        for folder in person.home / "data" / "kms-desk", server.data:
            assert folder.stat().st_mode & 0o777 == 0o700, oct(folder.stat().st_mode)
            for path in files_of(folder):
                assert path.stat().st_mode & 0o077 == 0, f"{path}: {oct(path.stat().st_mode)}"
        assert (person.home / "data" / "kms-desk" / "journal.sqlite").stat().st_mode & 0o777 == 0o600

    tap.run([("everything", everything), ("nowhere afterwards", afterwards), ("codes", codes_too), ("modes", modes)])


with service() as the_server, Keyring() as the_keyring, tempfile.TemporaryDirectory() as a_folder:
    the_person = Person(the_server, a_folder)
    with the_person.proxy:
        main(the_server, the_person, the_keyring)
