"""Accounts over the wire, through Prism: registering, logging in, passwords, addresses, user information."""
import re

from dealers import FORM, code_of, dealer, register, request_registration
from server import Prism, Server, equal, tap

COMPLETE = "/v1/registrations/{}/complete"


def wrong(code):
    """Another code of eight digits."""
    digits = re.sub(r"\D", "", code)
    return f"{(int(digits) + 1) % 100000000:08}"


def main(server, prism):
    def client():
        return prism.client()

    def refused(answer, status, code, places=None):
        equal((answer.status, answer.code), (status, code))
        if places is not None:
            equal(answer.places(), places)

    def registering():
        api = client()
        done = register(api, server, "first@example.com", news=True, language="ja")
        account = done["account"]
        assert re.fullmatch(r"[A-Za-z0-9]{8}", account["login_id"]), account["login_id"]
        assert re.fullmatch(r"[A-Za-z0-9]{10}", done["password"])
        equal(done["overwritten"], False)
        equal(account["address"], ["Osaka", "Kadoma", "", "", ""])
        equal((account["email"], account["news"], account["language"]), ("first@example.com", True, "ja"))
        mail = server.wait_for_mail("first@example.com", 2)
        assert account["login_id"] in mail.get_content()
        assert not any(done["password"] in mail.get_content() for mail in server.mails()), "a password was mailed"
        api.log_in(account["login_id"], done["password"])
        equal(api.get("/v1/account").json(), account)

    def registered_already():
        """What is registered under an address is told only to who proves the address."""
        api = client()
        first = register(api, server, "twice@example.com")
        session = client().log_in(first["account"]["login_id"], first["password"])
        registration, code = request_registration(api, server, "twice@example.com", company="Another Name")
        verified = api.post(f"/v1/registrations/{registration}/verify", {"code": code}).json()
        equal(verified["existing"], first["account"])
        token = verified["completion_token"]
        refused(api.post(COMPLETE.format(registration), {"completion_token": token}), 409, "address-registered",
                [("/overwrite", "address-registered")])
        over = api.post(COMPLETE.format(registration), {"completion_token": token, "overwrite": True}).json()
        equal(over["overwritten"], True)
        equal((over["account"]["id"], over["account"]["login_id"]),
              (first["account"]["id"], first["account"]["login_id"]))
        equal(over["account"]["company"], "Another Name")
        refused(session.get("/v1/account"), 401, "session-expired")
        refused(client().post("/v1/sessions", {"login_id": first["account"]["login_id"],
                                               "password": first["password"]}), 401, "credentials-invalid")
        client().log_in(first["account"]["login_id"], over["password"])
        # Used up.
        refused(api.post(COMPLETE.format(registration), {"completion_token": token}), 404, "not-found")

    def not_proven():
        api = client()
        registration, code = request_registration(api, server, "proof@example.com")
        path = f"/v1/registrations/{registration}/verify"
        refused(api.post(COMPLETE.format(registration), {"completion_token": "A" * 43}), 404, "not-found")
        for left in (4, 3, 2, 1, 0):
            answer = api.post(path, {"code": wrong(code)})
            refused(answer, 422, "code-invalid", [("/code", "code-invalid")])
            equal(answer.json()["tries_left"], left)
        refused(api.post(path, {"code": code}), 410, "code-expired")
        equal(api.delete(f"/v1/registrations/{registration}").status, 204)
        refused(api.delete(f"/v1/registrations/{registration}"), 404, "not-found")
        refused(api.post(path, {"code": code}), 404, "not-found")

    def code_as_typed():
        api = client()
        registration, code = request_registration(api, server, "typed@example.com")
        digits = re.sub(r"\D", "", code)
        typed = " " + "".join(chr(ord(d) + 0xFEE0) for d in digits[:4]) + "\u2212" + digits[4:] + "\n"
        equal(api.post(f"/v1/registrations/{registration}/verify", {"code": typed}).status, 200)

    def forms():
        api = client()
        good = FORM | {"privacy_version": api.get("/v1/policies/privacy").json()["version"],
                       "email": "form@example.com"}
        for name, value, code, place in (
                ("company", "", "value-missing", "/company"),
                ("company", "x" * 101, "value-too-long", "/company"),
                ("company", "a\tb", "value-invalid", "/company"),
                ("country", " ", "value-missing", "/country"),
                ("postal_code", "９９９", "value-invalid", "/postal_code"),
                ("phone", "+81 6", "value-invalid", "/phone"),
                ("address", ["", "Kadoma"], "value-missing", "/address/0"),
                ("address", ["x"] * 6, "value-too-long", "/address"),
                ("address", ["x", "y" * 101], "value-too-long", "/address/1"),
                ("email", "nobody", "mail-address-invalid", "/email"),
                ("email", "a@b@example.com", "mail-address-invalid", "/email"),
                ("email", "a@example.com\r\nBcc: b@example.com", "mail-address-invalid", "/email"),
                ("language", "de", "value-invalid", "/language"),
                ("privacy_version", "1999-01-01", "policy-outdated", "/privacy_version")):
            answer = api.post("/v1/registrations", good | {name: value})
            equal((name, value, answer.status, answer.places()), (name, value, 422, [(place, code)]))
            # Of these two only the place speaks.
            equal(answer.code, "value-invalid" if code in ("value-missing", "value-too-long") else code)
        refused(api.post("/v1/registrations", good | {"news": "yes"}), 400, "text-invalid")
        equal(server.mails("form@example.com"), [])

    def log_in():
        account = register(client(), server, "login@example.com")
        login_id, password = account["account"]["login_id"], account["password"]
        api = client()
        unknown = api.post("/v1/sessions", {"login_id": "nobody00", "password": password})
        mistyped = api.post("/v1/sessions", {"login_id": login_id, "password": password + "x"})
        equal(unknown.json() | {"request_id": ""}, mistyped.json() | {"request_id": ""})
        refused(unknown, 401, "credentials-invalid")
        refused(api.post("/v1/sessions", {"login_id": login_id.swapcase(), "password": password}), 401,
                "credentials-invalid")
        api.log_in(login_id, password)
        session = api.get("/v1/sessions/current").json()
        equal((session["login_id"], session["account_id"]), (login_id, account["account"]["id"]))
        other = client().log_in(login_id, password)
        equal(api.delete("/v1/sessions/current").status, 204)
        refused(api.get("/v1/sessions/current"), 401, "session-expired")
        equal(other.get("/v1/sessions/current").status, 200)

    def slowed_down():
        account = register(client(), server, "slow@example.com")
        login_id = account["account"]["login_id"]
        answers = [client().post("/v1/sessions", {"login_id": login_id, "password": "wrong-one"}) for _ in range(8)]
        equal(answers[0].status, 401)
        refused(answers[-1], 429, "rate-limited")
        assert int(answers[-1].headers["retry-after"]) >= 1
        # The right password waits as well, from here; another login ID does not.
        refused(client().post("/v1/sessions", {"login_id": login_id, "password": account["password"]}), 429,
                "rate-limited")
        dealer(client(), server, "other@example.com")

    def password_change():
        account = register(client(), server, "change@example.com")
        login_id, old = account["account"]["login_id"], account["password"]
        api, other = client().log_in(login_id, old), client().log_in(login_id, old)
        path = "/v1/account/password"
        refused(api.post(path, {"current_password": "wrong", "new_password": "wet otters sing loudly"}), 403,
                "credentials-invalid", [("/current_password", "credentials-invalid")])
        for new, code in (("short", "password-length"), ("x" * 65, "password-length"), ("12345678", "password-run"),
                          ("hgfedcba", "password-run"), ("aaaaaaaa", "password-run"),
                          (login_id, "password-login-id"), ("password1", "password-common")):
            refused(api.post(path, {"current_password": old, "new_password": new}), 422, "password-too-weak",
                    [("/new_password", code)])
        new = "wet otters sing loudly 歌"
        equal(api.post(path, {"current_password": old, "new_password": new}).status, 204)
        equal(api.get("/v1/account").status, 200)
        refused(other.get("/v1/account"), 401, "session-expired")
        client().log_in(login_id, new)
        server.wait_for_mail("change@example.com", 3)

    def forgotten_password():
        account = register(client(), server, "forgot@example.com")
        login_id = account["account"]["login_id"]
        server.wait_for_mail("forgot@example.com", 2)
        api = client()
        session = client().log_in(login_id, account["password"])
        unknown = api.post("/v1/password-codes", {"login_id": "nobody00"})
        known = api.post("/v1/password-codes", {"login_id": login_id})
        equal((unknown.status, set(unknown.json())), (known.status, set(known.json())))
        code = code_of(server.wait_for_mail("forgot@example.com", 3))
        path = f"/v1/password-codes/{known.json()['id']}/use"
        refused(api.post(path, {"code": code, "new_password": "short"}), 422, "password-too-weak")
        refused(api.post(path, {"code": wrong(code), "new_password": "wet otters sing"}), 422, "code-invalid")
        refused(api.post(f"/v1/password-codes/{unknown.json()['id']}/use",
                         {"code": code, "new_password": "wet otters sing"}), 422, "code-invalid")
        client().log_in(login_id, account["password"])
        equal(api.post(path, {"code": code, "new_password": "wet otters sing"}).status, 204)
        refused(session.get("/v1/account"), 401, "session-expired")
        client().log_in(login_id, "wet otters sing")
        refused(api.post(path, {"code": code, "new_password": "wet otters dance"}), 410, "code-expired")

    def user_information():
        api = dealer(client(), server, "info@example.com")
        first = api.get("/v1/account")
        etag = first.headers["etag"]
        form = {name: value for name, value in first.json().items() if name not in ("id", "email", "registered_at")}
        changed = form | {"company": "Café \u30D5\u3099 Ltd.", "login_id": "Fresh1234"}
        refused(api.put("/v1/account", changed), 428, "version-missing", [("If-Match", "version-missing")])
        for stale in ('"999"', "*", "W/" + etag, etag + ", " + etag, "7"):
            refused(api.put("/v1/account", changed, headers={"If-Match": stale}), 412, "stale-version")
        second = api.put("/v1/account", changed, headers={"If-Match": etag})
        equal(second.status, 200)
        equal((second.json()["company"], second.json()["login_id"]), ("Café \u30D6 Ltd.", "Fresh1234"))
        assert second.headers["etag"] != etag
        refused(api.put("/v1/account", form, headers={"If-Match": etag}), 412, "stale-version")
        equal(api.get("/v1/account").json(), second.json())
        for bad in ("short", "Fresh12345x", "Fresh-123", "ＦＲＥＳＨ１２３"):
            refused(api.put("/v1/account", changed | {"login_id": bad}, headers={"If-Match": second.headers["etag"]}),
                    422, "login-id-invalid", [("/login_id", "login-id-invalid")])
        rival = dealer(client(), server, "rival@example.com")
        theirs = rival.get("/v1/account")
        # Also the one that was given up: it stays taken.
        for taken in ("Fresh1234", form["login_id"]):
            refused(rival.put("/v1/account", form | {"login_id": taken}, headers={"If-Match": theirs.headers["etag"]}),
                    409, "login-id-taken", [("/login_id", "login-id-taken")])

    def another_address():
        api = dealer(client(), server, "old@example.com")
        change = api.post("/v1/account/email-changes", {"email": "new@example.com"}).json()["id"]
        code = code_of(server.wait_for_mail("new@example.com"))
        equal(api.get("/v1/account").json()["email"], "old@example.com")
        path = f"/v1/account/email-changes/{change}"
        refused(api.post(path + "/complete", {}), 404, "not-found")
        equal(api.post(path + "/verify", {"code": code}).json()["existing"], None)
        equal(api.post(path + "/complete", {}).json()["email"], "new@example.com")
        equal(api.get("/v1/account").json()["email"], "new@example.com")
        server.wait_for_mail("new@example.com", 2)
        server.wait_for_mail("old@example.com", 3)

    def address_of_another():
        api = dealer(client(), server, "mover@example.com")
        taken = register(client(), server, "taken@example.com")
        server.wait_for_mail("taken@example.com", 2)
        change = api.post("/v1/account/email-changes", {"email": "taken@example.com"}).json()["id"]
        code = code_of(server.wait_for_mail("taken@example.com", 3))
        path = f"/v1/account/email-changes/{change}"
        equal(api.post(path + "/verify", {"code": code}).json()["existing"], taken["account"])
        refused(api.post(path + "/complete", {}), 409, "address-registered")
        equal(api.post(path + "/complete", {"overwrite": True}).status, 200)
        refused(client().post("/v1/sessions", {"login_id": taken["account"]["login_id"],
                                               "password": taken["password"]}), 401, "credentials-invalid")

    def deletion():
        account = register(client(), server, "leave@example.com")
        login_id, password = account["account"]["login_id"], account["password"]
        api = client().log_in(login_id, password)
        refused(api.post("/v1/account/deletion", {"password": "wrong"}), 403, "credentials-invalid")
        equal(api.post("/v1/account/deletion", {"password": password}).status, 204)
        refused(api.get("/v1/account"), 401, "session-expired")
        refused(client().post("/v1/sessions", {"login_id": login_id, "password": password}), 401,
                "credentials-invalid")
        # The address is free again.
        equal(register(client(), server, "leave@example.com")["overwritten"], False)

    tap.run([
        ("registering", registering),
        ("an address that is registered", registered_already),
        ("an address that is not proven", not_proven),
        ("a code as typed", code_as_typed),
        ("forms", forms),
        ("log-in and log-out", log_in),
        ("failures slow down", slowed_down),
        ("password change", password_change),
        ("forgotten password", forgotten_password),
        ("user information", user_information),
        ("another address", another_address),
        ("the address of another account", address_of_another),
        ("deletion", deletion),
    ])


with Server() as the_server, Prism(the_server) as the_prism:
    main(the_server, the_prism)
