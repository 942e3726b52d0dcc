"""Issuing over the wire, through Prism: site lines, preview, issue, repeat, find, mails, reports."""
import csv
import datetime
import io
import re
import urllib.parse
import uuid

from dealers import DEVICE, dealer, issue, issue_request, new_sheets
from server import Prism, Server, equal, tap, wait_until

SITE = f"/v1/devices/hdvc/{DEVICE}/site"


def grouped(identifier):
    return "-".join(identifier[i:i + 4] for i in range(0, 16, 4))


def main(server, prism):
    api = dealer(prism.client(), server, "dealer@example.com")
    pairs = new_sheets(server, 60)

    def refused(answer, status, code, places=None):
        equal((answer.status, answer.code), (status, code))
        if places is not None:
            equal(answer.places(), places)

    def site_lines():
        none = api.get(SITE)
        equal(none.json(), {"category": "hdvc", "device_id": DEVICE, "site": ["", ""]})
        refused(api.put(SITE, {"site": ["A"]}), 428, "version-missing")
        refused(api.put(SITE, {"site": ["A"]}, headers={"If-Match": '"5"'}), 412, "stale-version",
                [("If-Match", "stale-version")])
        kept = api.put(SITE, {"site": [" A ", "三階"]}, headers={"If-Match": none.headers["etag"]})
        equal(kept.json()["site"], ["A", "三階"])
        assert kept.headers["etag"] != none.headers["etag"]
        refused(api.put(SITE, {"site": ["B"]}, headers={"If-Match": none.headers["etag"]}), 412, "stale-version")
        equal(api.get(SITE).json(), kept.json())
        refused(api.put(SITE, {"site": ["", "x" * 51]}, headers={"If-Match": kept.headers["etag"]}), 422,
                "site-invalid", [("/site/1", "site-invalid")])
        refused(api.get("/v1/devices/hdvc/1234567890ABCDE/site"), 422, "device-id-invalid",
                [("device_id", "device-id-invalid")])
        equal(api.get("/v1/devices/live-link/1234567890AB/site").status, 200)
        equal(api.get("/v1/devices/other/1234567890AB/site").status, 404)

    def preview_and_issue():
        request = issue_request(pairs[:2] + [{"activation_key": "0" * 16, "registration_id": "1"}])
        verdicts = [key["verdict"] for key in api.post("/v1/issuances/preview", request).json()["keys"]]
        equal(verdicts, ["new", "new", "invalid-pair"])
        refused(issue(api, request), 422, "key-pair-invalid", [("/keys/2", "key-pair-invalid")])
        equal(api.get("/v1/issuances").json()["total"], 0)
        answer = issue(api, issue_request(pairs[:2]))
        equal(answer.status, 201)
        issued = answer.json()
        equal(answer.headers["location"], f"/v1/issuances/{issued['id']}")
        equal(api.get(answer.headers["location"]).json(), issued)
        equal([key["activation_key"] for key in issued["keys"]], [pair["activation_key"] for pair in pairs[:2]])
        equal({key["event"] for key in issued["keys"]}, {"issued"})
        equal(api.get(SITE).json()["site"], ["Example", "1F"])
        again = issue(api, issue_request(pairs[1:3])).json()
        equal([key["event"] for key in again["keys"]], ["reissued", "issued"])
        equal(again["keys"][0]["registration_key"], issued["keys"][1]["registration_key"])
        equal(again["keys"][0]["first_issued_at"], issued["issued_at"])
        refused(issue(api, issue_request(pairs[2:4], "F" * 16)), 409, "key-bound-elsewhere",
                [("/keys/0", "key-bound-elsewhere")])
        link = issue_request(pairs[3:4], "1234567890AB", "live-link")
        refused(issue(api, link), 422, "wrong-category", [("/keys/0", "wrong-category")])

    def once():
        request = issue_request(pairs[4:5])
        refused(api.post("/v1/issuances", request), 400, "idempotency-key-missing",
                [("Idempotency-Key", "idempotency-key-missing")])
        # Headers come before the JSON.
        refused(server.client(api.token).post("/v1/issuances", b"{"), 400, "idempotency-key-missing")
        for bad in ("", '"', '""', "a b", "x" * 65, '"abc', "ä".encode()):
            refused(server.client(api.token).post("/v1/issuances", request, headers={"Idempotency-Key": bad}), 400,
                    "idempotency-key-invalid")
        key = str(uuid.uuid4())
        first = issue(api, request, key)
        # As it was read, not its bytes; the key in quotes or not.
        typed = issue_request([{"activation_key": grouped(pairs[4]["activation_key"]).lower(),
                                "registration_id": pairs[4]["registration_id"].lower()}], grouped(DEVICE))
        second = issue(api, typed, f'"{key}"')
        equal((first.status, second.status), (201, 201))
        equal(second.body, first.body)
        equal((first.headers.get("idempotent-replayed"), second.headers["idempotent-replayed"]), (None, "true"))
        refused(issue(api, issue_request(pairs[5:6]), key), 422, "idempotency-key-reused",
                [("Idempotency-Key", "idempotency-key-reused")])
        # A refused request is not kept under its key.
        other = str(uuid.uuid4())
        refused(issue(api, issue_request(pairs[4:5], "F" * 16), other), 409, "key-bound-elsewhere")
        equal(issue(api, issue_request(pairs[5:6]), other).status, 201)

    def device_full():
        """A device tries the ordinals 1 to 64 of a part."""
        many = new_sheets(server, 65, "VC-FULL")
        for i in range(0, 64, 8):
            equal(issue(api, issue_request(many[i:i + 8], "E" * 16)).status, 201)
        refused(issue(api, issue_request(many[64:], "E" * 16)), 409, "device-full", [("/keys/0", "device-full")])
        refused(api.post("/v1/issuances/preview", issue_request(many[64:], "E" * 16)), 409, "device-full")

    def mails():
        request = issue_request(pairs[6:8], mail_to=["a@example.com", "b@example.com"], mail_subject="Für Sie 鍵")
        issued = issue(api, request).json()
        equal(issued["mailed_to"], ["a@example.com", "b@example.com"])
        path = f"/v1/issuances/{issued['id']}/mails"
        wait_until(lambda: {mail["state"] for mail in api.get(path).json()["mails"]} == {"sent"}, "the mails")
        found = api.get(path).json()["mails"]
        equal([mail["to"] for mail in found], ["a@example.com", "b@example.com"])
        mail = server.wait_for_mail("a@example.com")
        equal(mail["Subject"], "Für Sie 鍵")
        text = mail.get_content()
        for key in issued["keys"]:
            assert grouped(key["activation_key"]) in text and grouped(key["registration_key"]) in text, text
        assert grouped(DEVICE) in text
        again = api.post(f"{path}/{found[0]['id']}/resend")
        equal((again.status, again.json()["attempts"]), (202, 0))
        server.wait_for_mail("a@example.com", 2)
        equal(len(server.mails("b@example.com")), 1)
        default = issue(api, issue_request(pairs[8:9], mail_to=["c@example.com"])).json()
        equal(default["mail_subject"], f"[Example:{grouped(DEVICE)}] Registration Key for MPR ID/MAC ADDRESS")
        twice = issue(api, issue_request(pairs[9:10], mail_to=["d@example.com", "d@example.com"])).json()
        equal(twice["mailed_to"], ["d@example.com"])

    def find():
        other = "ABCD00000000FEED"
        equal(issue(api, issue_request(pairs[10:12], other, site=["札幌 Office", "Floor 3"])).status, 201)
        key = pairs[10]["activation_key"]

        def rows(query):
            answer = api.get("/v1/issuances" + urllib.parse.quote(query, safe="?&=%"))
            equal((query, answer.status), (query, 200))
            return answer.json()["rows"]

        for query in ("?device_id=" + other, "?device_id=abcd-0000-0000-feed", "?device_id=ABCD0", "?device_id=FEED",
                      "?q=feed", "?q=ABCD0000", "?q=%E6%9C%AD%E5%B9%8C", "?q=floor%20OFFICE",
                      "?q=%EF%BC%AF%EF%BD%86%EF%BD%86%EF%BD%89%EF%BD%83%EF%BD%85"):
            equal((query, {row["device_id"] for row in rows(query)}), (query, {other}))
            equal(len(rows(query)), 2)
        for query in (f"?activation_key={key}", f"?activation_key={grouped(key)}", f"?activation_key={key[:9]}",
                      f"?q={key}", f"?q={key[:12]}", f"?activation_key={key}&device_id=FEED&q=floor"):
            equal((query, [row["activation_key"] for row in rows(query)]), (query, [key]))
        assert key in [row["activation_key"] for row in rows(f"?activation_key={key[-4:]}")]
        equal(rows(f"?activation_key={key}&device_id={DEVICE}"), [])
        equal(rows("?q=nowhere"), [])
        # Site lines as they are now, by any part of a word.
        site = f"/v1/devices/hdvc/{'D' * 16}/site"
        equal(issue(api, issue_request(pairs[50:51], "D" * 16, site=["東京本社ビル", "O'Hara 3F"])).status, 201)
        for query in ("本社", "京", "%EF%BC%93%EF%BD%86", "hara%20%E6%9D%B1", "DDDD", "dddd-dddd"):
            equal((query, [row["site"] for row in rows("?q=" + query)]), (query, [["東京本社ビル", "O'Hara 3F"]]))
        equal(server.client(api.token).put(site, {"site": ["大阪", ""]}, headers={"If-Match": '"1"'}).status, 200)
        equal([row["site"] for row in rows("?q=大阪")], [["大阪", ""]])
        equal(rows("?q=本社"), [])
        history = api.get("/v1/reports/history?limit=1").json()["rows"][0]
        equal((history["device_id"].replace("-", ""), history["site_1"]), ("D" * 16, "東京本社ビル"))
        everything = rows("?limit=200")
        equal(rows("?limit=200&q="), everything)
        equal(rows("?limit=200&order=asc")[::-1][0]["issuance_id"], everything[0]["issuance_id"])
        for query, place, code in (("?limit=0", "limit", "parameter-invalid"), ("?limit=201", "limit", None),
                                   ("?order=up", "order", None), ("?tz=Mars/Base", "tz", None),
                                   ("?from=2026-02-30", "from", None), ("?from=2026-02-02&to=2026-02-01", "to", None),
                                   ("?device_id=12", "device_id", "device-id-invalid"),
                                   ("?cursor=nonsense", "cursor", "cursor-invalid"), ("?limit=5&limit=6", "limit", None)):
            answer = server.client(api.token).get("/v1/issuances" + query)
            equal((query, answer.status, answer.places()),
                  (query, 422, [(place, code or "parameter-invalid")]))

    def pages():
        """What is added meanwhile neither repeats nor hides a row."""
        first = api.get("/v1/issuances?limit=7")
        found, page = first.json()["rows"], first.json()
        total = page["total"]
        link = re.fullmatch(r'<(.+)>; rel="next"', first.headers["link"]).group(1)
        equal(issue(api, issue_request(pairs[12:13])).status, 201)
        while page["next_cursor"] is not None:
            answer = api.get(link)
            page = answer.json()
            found += page["rows"]
            if page["next_cursor"] is not None:
                link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers["link"]).group(1)
        equal(len(found), total)
        equal(len({(row["issuance_id"], row["activation_key"]) for row in found}), total)
        equal(sorted(found, key=lambda row: row["issued_at"], reverse=True), found)
        refused(api.get(f"/v1/issuances?q=x&cursor={first.json()['next_cursor']}"), 422, "cursor-invalid")

    def reports():
        today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        daily = api.get("/v1/reports/daily?tz=UTC").json()
        history = api.get("/v1/reports/history?limit=200").json()
        equal(sum(row["issued_keys"] + row["reissued_keys"] for row in daily["rows"]), history["total"])
        assert daily["rows"][0]["date"] <= today
        equal(api.get("/v1/reports/daily?to=2020-01-01").json()["rows"], [])
        text = prism.client(api.token).get("/v1/reports/history?tz=Asia/Tokyo",
                                           headers={"Accept": "text/csv", "Connection": "close"})
        equal(text.headers["content-type"].split(";")[0], "text/csv")
        assert "Asia-Tokyo" in text.headers["content-disposition"]
        assert text.body.endswith(b"\r\n")
        rows = list(csv.DictReader(io.StringIO(text.body.decode(), newline="")))
        equal(len(rows), history["total"])
        equal(list(rows[0]), ["issued_at", "event", "category", "device_id", "site_1", "site_2", "activation_key",
                              "part_number", "purpose", "registration_key", "mailed_to"])
        assert rows[0]["issued_at"].endswith("+09:00")
        equal({row["device_id"] for row in rows} - {grouped(row["device_id"]) for row in history["rows"]}, set())
        for accept, status in (("application/json", 200), ("*/*", 200), ("text/*", 200), ("text/csv;q=0.5, */*;q=0.1", 200),
                               ("application/xml", 406)):
            answer = server.client(api.token).get("/v1/reports/daily", headers={"Accept": accept})
            equal((accept, answer.status), (accept, status))
        refused(server.client(api.token).get("/v1/reports/daily?limit=5", headers={"Accept": "text/csv"}), 422,
                "parameter-invalid", [("limit", "parameter-invalid")])

    def harmless():
        """A field that a spreadsheet would take for a formula."""
        site = ["=1+1", "＠x"]
        issue(api, issue_request(pairs[13:14], "C" * 16, site=site))
        body = server.client(api.token).get("/v1/reports/history", headers={"Accept": "text/csv"}).body.decode()
        row = next(r for r in csv.DictReader(io.StringIO(body, newline="")) if r["device_id"] == grouped("C" * 16))
        equal((row["site_1"], row["site_2"]), ("'=1+1", "'＠x"))

    def released():
        """No longer found, still in the history; the next key gets another ordinal."""
        key = pairs[14]["activation_key"]
        first = issue(api, issue_request(pairs[14:15], "D" * 16)).json()["keys"][0]
        server.admin("release", grouped(key), "--reason", "wrong device")
        equal(api.get(f"/v1/issuances?activation_key={key}").json()["rows"], [])
        rows = [row for row in api.get("/v1/reports/history?limit=200").json()["rows"] if row["activation_key"] == key]
        equal([row["registration_key"] for row in rows], [first["registration_key"]])
        second = issue(api, issue_request(pairs[14:15], "D" * 16)).json()["keys"][0]
        equal(second["event"], "issued")
        assert second["registration_key"] != first["registration_key"]

    tap.run([
        ("site lines", site_lines),
        ("preview and issue", preview_and_issue),
        ("once, however often it is sent", once),
        ("a full device", device_full),
        ("mails", mails),
        ("find", find),
        ("pages", pages),
        ("reports", reports),
        ("harmless CSV", harmless),
        ("released keys", released),
    ])


with Server() as the_server, Prism(the_server) as the_prism:
    main(the_server, the_prism)
