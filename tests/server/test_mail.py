"""Mails of the real kms-server, from the route to the mail server: aiosmtpd, in accounts/smtp_peer.py, or a
Maildir. What the mailer does with a server that misbehaves for hours is in accounts/test-mailer.c, which
moves the clock."""
import email
import email.policy
import json
import re
import subprocess
import sys

import server
from dealers import dealer, issue, issue_request, new_sheets, register, request_registration
from server import Prism, Server, equal, tap, wait_until

FAILED = 1
TARO = "taro@example.com"


class Peer:
    """The mail server. Each line it says is one of its attribute heard."""

    def __init__(self, *options, port=0):
        self.options = options
        self.port = port

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, server.TESTS / "accounts" / "smtp_peer.py", f"--port={self.port}", *self.options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = self.hear()["port"]
        self.url = f"smtp://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def hear(self):
        return json.loads(self.process.stdout.readline())

    def take(self):
        """The next mail it has taken."""
        said = self.hear()
        mail = email.message_from_string(said["data"], policy=email.policy.default)
        equal(said["to"], [mail["To"]])
        return mail


def find(rows, **members):
    return [row for row in rows if members.items() <= row.items()]


def mails_of(api, issuance):
    answer = api.get(f"/v1/issuances/{issuance}/mails")
    equal(answer.status, 200)
    return answer.json()["mails"]


def wait_for_state(api, issuance, state, index=0):
    return wait_until(lambda: find(mails_of(api, issuance)[index:index + 1], state=state), f"a mail {state}")[0]


def listed(kms, *options):
    return [line.split("\t") for line in kms.admin("mail", "list", *options).splitlines()]


def check_issuance():
    """Two addresses, in the order of the request, through Prism; then each again."""
    with Server() as kms, Prism(kms) as prism:
        api = dealer(prism.client(), kms, TARO)
        pairs = new_sheets(kms, 2)
        request = issue_request(pairs, mail_to=["zoe@example.com", "anna@example.com"], mail_subject="Keys, 福岡")
        made = issue(api, request).json()
        for index, address in enumerate(request["mail_to"]):
            mail = wait_for_state(api, made["id"], "sent", index)
            equal((mail["to"], mail["subject"], mail["attempts"]), (address, "Keys, 福岡", 1))
            equal((mail["next_attempt_at"], mail["failure"]), (None, None))
            assert mail["queued_at"] <= mail["sent_at"]
            delivered = kms.wait_for_mail(address)
            equal(delivered["Subject"], "Keys, 福岡")
            equal(delivered["From"], "KMS <kms@localhost>")
            equal(delivered["Auto-Submitted"], "auto-generated")
            body = delivered.get_content()
            for key in made["keys"]:
                digits = key["registration_key"]
                assert "-".join(digits[i:i + 4] for i in range(0, 16, 4)) in body, body
            assert "1234-5678-90AB-CDEF" in body and "Example" in body and "Issued before" not in body, body
        first = mails_of(api, made["id"])[0]
        again = api.post(f"/v1/issuances/{made['id']}/mails/{first['id']}/resend")
        equal(again.status, 202)
        equal((again.json()["state"], again.json()["attempts"], again.json()["sent_at"]), ("queued", 0, None))
        second = kms.wait_for_mail("zoe@example.com", 2)
        # Another message, or mail programs would throw it away as the same.
        assert second["Message-ID"] != kms.mails("zoe@example.com")[0]["Message-ID"]
        # A reissue says when the keys were issued first.
        made = issue(api, request | {"mail_to": ["bob@example.com"]}).json()
        body = kms.wait_for_mail("bob@example.com").get_content()
        equal(body.count("Issued before on:"), 2)
        # None asked for, none there.
        made = issue(api, issue_request(pairs)).json()
        equal(mails_of(api, made["id"]), [])


def check_others():
    """Another dealer's issuance is one that does not exist, for both routes."""
    with Server() as kms:
        api = dealer(kms.client(), kms, TARO)
        other = dealer(kms.client(), kms, "hanako@example.com")
        mine = [issue(api, issue_request(new_sheets(kms, 1), mail_to=[TARO])).json()["id"] for _ in range(2)]
        mails = [mails_of(api, issuance)[0]["id"] for issuance in mine]
        paths = [f"/v1/issuances/{issuance}/mails" for issuance in (mine[0], "0", "01", "-1", "999999", "x", "9" * 40)]
        for path in paths:
            answer = other.get(path)
            equal((answer.status, answer.code), (404, "not-found"))
            answer = other.post(f"{path}/{mails[0]}/resend")
            equal((answer.status, answer.code), (404, "not-found"))
        # A mail of another issuance of one's own is none of this one either.
        for mail in (mails[1], "0", "x", "999999", "0" + mails[0]):
            equal(api.post(f"/v1/issuances/{mine[0]}/mails/{mail}/resend").status, 404)
        equal(kms.client().get(paths[0]).code, "session-expired")
        equal(api.get(paths[0] + "?limit=1").status, 422)


def check_japanese():
    with Server() as kms:
        account = register(kms.client(), kms, TARO, language="ja")
        api = kms.client().log_in(account["account"]["login_id"], account["password"])
        complete = wait_until(lambda: [mail for mail in kms.mails(TARO) if "登録が完了" in mail["Subject"]], "it")[0]
        body = complete.get_content()
        assert account["account"]["login_id"] in body and "個人情報" in body
        assert not any(account["password"] in mail.as_string() for mail in kms.mails()), "a password was mailed"
        issue(api, issue_request(new_sheets(kms, 1), mail_to=["zoe@example.com"]))
        assert "レジストレーションキー" in kms.wait_for_mail("zoe@example.com").get_content()


def check_codes_are_gone():
    """What was mailed as a code is nowhere in the files of the store once it is sent; and the mail is gone
    with its code."""
    with Server() as kms:
        registration, code = request_registration(kms.client(), kms, TARO)
        mail = wait_until(lambda: [row for row in listed(kms, "--all") if row[2] == "sent"], "the mail")[0]
        equal(mail[1], "registration-code")
        assert "is gone" in kms.admin("mail", "resend", mail[0], status=FAILED)
        kms.stop()
        for path in kms.data.iterdir():
            if path.is_file():
                assert code.encode() not in path.read_bytes(), path
        kms.start()
        equal(kms.client().delete(f"/v1/registrations/{registration}").status, 204)
        equal(listed(kms, "--all"), [])


def check_smtp():
    """Refused, forgotten, taken: the issue stands in any case, and each mail says what became of it."""
    with Peer() as peer, Server(mail={"smtp": peer.url, "from": "Keys <keys@example.com>",
                                      "service-address": "https://kms.example.com"}) as kms:
        registration = kms.client()
        version = registration.get("/v1/policies/privacy").json()["version"]
        form = server_form(version)
        code = registration.post("/v1/registrations", form).json()["id"]
        mail = peer.take()
        equal((mail["From"], mail["To"]), ("Keys <keys@example.com>", TARO))
        assert "https://kms.example.com" in mail.get_content()
        digits = re.search(r"\b\d{8}\b", mail.get_content()).group()
        token = registration.post(f"/v1/registrations/{code}/verify", {"code": digits}).json()["completion_token"]
        made = registration.post(f"/v1/registrations/{code}/complete",
                                 {"completion_token": token, "overwrite": False}).json()
        equal(peer.take()["Subject"], "Your registration is complete")
        api = kms.client().log_in(made["account"]["login_id"], made["password"])

        addresses = ["busy@example.com", "nobody@example.com"]
        issuance = issue(api, issue_request(new_sheets(kms, 1), mail_to=addresses)).json()["id"]
        later = wait_until(lambda: find(mails_of(api, issuance), to=addresses[0], state="queued", attempts=1), "451")[0]
        assert later["failure"].startswith("The mail server answered 451"), later
        assert later["next_attempt_at"] > later["queued_at"]
        never = wait_for_state(api, issuance, "failed", 1)
        assert never["failure"].startswith("The mail server answered 550"), never
        equal((never["next_attempt_at"], never["sent_at"]), (None, None))
        equal({row[0] for row in listed(kms)}, {later["id"], never["id"]})
        equal(api.get(f"/v1/issuances/{issuance}").status, 200)
        # By the operator's hand as well.
        kms.admin("mail", "resend", never["id"])
        wait_until(lambda: find(mails_of(api, issuance), id=never["id"], state="failed", attempts=1), "it again")
        kms.admin("mail", "resend", "99999", status=FAILED)
        assert TARO not in kms.log() and digits not in kms.log() and "nobody@" not in kms.log(), kms.log()


def server_form(version):
    return {"privacy_version": version, "company": "Example", "country": "Japan", "postal_code": "", "phone": "",
            "address": ["Osaka"], "contact": "Taro", "email": TARO, "news": True, "language": "en"}


def check_stop_while_it_stalls():
    """Stopping does not wait for a mail server that says nothing; the mail goes out at the next start."""
    with Peer() as peer:
        kms = Server()
        path = kms.folder / "text"
        path.write_text("A text.", encoding="utf-8")
        with kms:
            register(kms.client(), kms, "once-stall@example.com", news=True)
            kms.wait_for_mail("once-stall@example.com", 2)
        kms.configure(mail={"smtp": peer.url})
        kms.start()
        kms.admin("mail", "news", "--subject-english", "News", "--english", str(path), "--subject-japanese", "News",
                  "--japanese", str(path))
        equal(peer.hear(), {"seen": "stall"})
        equal(listed(kms)[0][2], "sending")
        kms.stop()
        equal(listed(kms)[0][2:4], ["queued", "1"])
        with kms:
            equal(peer.take()["To"], "once-stall@example.com")
            wait_until(lambda: not listed(kms), "the mail")


def check_settings_read_again():
    """SIGHUP brings another mail server; a bad one keeps the old."""
    with Peer() as peer, Server() as kms:
        api = dealer(kms.client(), kms, TARO)
        kms.configure(mail={"smtp": "http://127.0.0.1"})
        kms.signal(server.signal.SIGHUP)
        wait_until(lambda: "Mails are sent as before" in kms.log(), "the warning")
        issue(api, issue_request(new_sheets(kms, 1), mail_to=["zoe@example.com"]))
        kms.wait_for_mail("zoe@example.com")
        kms.configure(mail={"smtp": peer.url})
        kms.signal(server.signal.SIGHUP)
        wait_until(lambda: kms.log().count("Read the configuration again") == 2, "the configuration")
        issue(api, issue_request(new_sheets(kms, 1), mail_to=["anna@example.com"]))
        equal(peer.take()["To"], "anna@example.com")


def check_everybody():
    """Maintenance goes to all but the disabled, in their language; news to those that want them."""
    with Server() as kms:
        people = [("a@example.com", "en", True), ("b@example.com", "ja", False), ("c@example.com", "ja", True),
                  ("d@example.com", "en", False), ("e@example.com", "en", True)]
        logins = [register(kms.client(), kms, address, language=language, news=news)["account"]["login_id"]
                  for address, language, news in people]
        kms.admin("accounts", "disable", logins[4])
        files = [kms.folder / name for name in ("en", "ja")]
        files[0].write_text("English text\n", encoding="utf-8")
        files[1].write_text("日本語の文\n", encoding="utf-8")
        texts = ["--english", str(files[0]), "--japanese", str(files[1])]
        answer = kms.admin("notice", "add", "--maintenance", "--mail", *texts)
        assert answer.endswith("4 mails on the way.\n"), answer
        equal(kms.admin("mail", "news", "--subject-english", "News", "--subject-japanese", "新製品", *texts),
              "2 mails on the way.\n")
        wait_until(lambda: not listed(kms), "the mails")

        def with_text(address):
            return {mail["Subject"]: text for mail in kms.mails(address)
                    for text in ("English text", "日本語の文") if text in mail.get_content()}

        maintenance = "Maintenance of the KMS service", "KMSサービスのメンテナンスのお知らせ"
        equal([with_text(address) for address, _, _ in people],
              [{maintenance[0]: "English text", "News": "English text"}, {maintenance[1]: "日本語の文"},
               {maintenance[1]: "日本語の文", "新製品": "日本語の文"}, {maintenance[0]: "English text"}, {}])
        for more in (["--subject-english", "", "--subject-japanese", "x"],
                     ["--subject-english", "two\nlines", "--subject-japanese", "x"],
                     ["--subject-english", "x" * 201, "--subject-japanese", "x"]):
            kms.admin("mail", "news", *more, *texts, status=FAILED)
        equal(listed(kms), [])


def check_deleted_account():
    """An account that is deleted takes its mails with it, also those that wait."""
    with Peer() as peer:
        kms = Server()
        with kms:
            made = register(kms.client(), kms, TARO)
            pairs = new_sheets(kms, 1)
            wait_until(lambda: not listed(kms), "the first mails")
        kms.configure(mail={"smtp": peer.url})
        with kms:
            api = kms.client().log_in(made["account"]["login_id"], made["password"])
            issue(api, issue_request(pairs, mail_to=["busy@example.com"]))
            equal(peer.hear(), {"seen": "busy"})
            wait_until(lambda: [row for row in listed(kms) if row[2] == "queued"], "the mail to wait")
            equal(api.post("/v1/account/deletion", {"password": made["password"]}).status, 204)
            assert not [row for row in listed(kms, "--all") if row[6] in ("busy@example.com", TARO) and
                        row[1] != "registration-code"], listed(kms, "--all")


tap.run([(name.removeprefix("check_").replace("_", " "), check) for name, check in list(globals().items())
         if name.startswith("check_")])
