"""Dealers and sheets on a server.Server, made as people make them: by registering, and by kms-server."""
import csv
import datetime
import io
import re
import sqlite3
import uuid

from server import equal

FORM = {
    "company": "Example Trading Ltd.",
    "country": "Japan",
    "postal_code": "999-9999",
    "address": ["Osaka", "Kadoma"],
    "phone": "999-9999-9999",
    "contact": "Taro Tester",
    "language": "en",
}
DEVICE = "1234567890ABCDEF"


def code_of(mail):
    """The code in a mail: eight digits, maybe in two groups."""
    return re.search(r"(?<!\d)\d{4}[- ]?\d{4}(?!\d)", mail.get_content()).group()


def request_registration(api, server, address, **form):
    """Asks for an account and returns the registration's ID and the mailed code."""
    before = len(server.mails(address))
    version = api.get("/v1/policies/privacy").json()["version"]
    answer = api.post("/v1/registrations", FORM | {"privacy_version": version, "email": address} | form)
    equal(answer.status, 202)
    return answer.json()["id"], code_of(server.wait_for_mail(address, before + 1))


def register(api, server, address, overwrite=False, **form):
    """Makes an account; returns what the last step of registering answers."""
    registration, code = request_registration(api, server, address, **form)
    verified = api.post(f"/v1/registrations/{registration}/verify", {"code": code})
    equal(verified.status, 200)
    completed = api.post(
        f"/v1/registrations/{registration}/complete",
        {"completion_token": verified.json()["completion_token"], "overwrite": overwrite})
    equal(completed.status, 200)
    return completed.json()


def dealer(api, server, address):
    """Registers, and logs @api in."""
    account = register(api, server, address)
    return api.log_in(account["account"]["login_id"], account["password"])


def new_sheets(server, count, part="VC-UP4", category="hdvc"):
    """Makes activation keys; returns them as pairs for a request, without separators."""
    pairs = []
    while len(pairs) < count:
        text = server.admin("sheets", "new", "--part-number", part, "--purpose", "Four-site upgrade", "--category",
                            category, "--count", str(min(count - len(pairs), 1000)), "--format", "csv")
        pairs += [{"activation_key": row["activation_key"].replace("-", ""), "registration_id": row["registration_id"]}
                  for row in csv.DictReader(io.StringIO(text, newline=""))]
    return pairs


def issue_request(pairs, device=DEVICE, category="hdvc", **more):
    return {"category": category, "device_id": device, "site": ["Example", "1F"], "keys": pairs} | more


def issue(api, request, key=None):
    return api.post("/v1/issuances", request, headers={"Idempotency-Key": key or str(uuid.uuid4())})


def micros(utc):
    return int(datetime.datetime.fromisoformat(utc + "+00:00").timestamp()) * 1000000


def set_times(path, times):
    """The newest issues of a file, the oldest first, happen at other times; those before them are left alone."""
    with sqlite3.connect(path) as database:
        ids = [row[0] for row in database.execute("SELECT id FROM issue ORDER BY id DESC LIMIT ?", [len(times)])]
        for issue, utc in zip(reversed(ids), times, strict=True):
            database.execute("UPDATE issue SET issued_at = ? WHERE id = ?", [micros(utc), issue])
    database.close()
