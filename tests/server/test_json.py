"""Hostile JSON, and identifiers as people type them: a clear refusal, at the right place, or the right answer."""
import json

from dealers import DEVICE, dealer, issue, issue_request, new_sheets
from server import Server, equal, tap

PREVIEW = "/v1/issuances/preview"


def wide(text):
    """As a Japanese keyboard types it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def main(server):
    api = dealer(server.client(), server, "dealer@example.com")
    pairs = new_sheets(server, 9)
    good = issue_request(pairs[:1])

    def refused(body, status, code, places=None):
        answer = api.post(PREVIEW, body)
        shown = body if isinstance(body, bytes) else json.dumps(body)[:60]
        equal((shown[:60], answer.status, answer.code), (shown[:60], status, code))
        equal(answer.headers["content-type"], "application/problem+json")
        if places is not None:
            equal(answer.places(), places)

    def not_json():
        for body in (b"", b"{", b"[]", b"null", b"1", b'"x"', b"{} {}", b"{'a':1}", b"{/**/}", b'{"a":010}',
                     b'{"a":1e400}', b'{"a":9223372036854775808}', b"\xff\xfe{}", b'\xef\xbb\xbf{}', b'{"a":"\x00"}',
                     b'{"a":"\\u0000"}', b'{"a":"\\ud800"}', b'{"a":"\\udc00\\ud800"}', b'{"a":"\xed\xa0\x80"}',
                     b'{"a":"\xc0\xaf"}', b"NaN", b'{"a":1,}'):
            refused(body, 400, "text-invalid")

    def deep_and_huge():
        refused(b'{"a":' * 40 + b"1" + b"}" * 40, 400, "text-invalid")
        refused(b"[" * 60000, 400, "text-invalid")
        refused(json.dumps(good | {"site": ["x" * 66000, ""]}).encode(), 413, "text-too-large")
        answer = api.post(PREVIEW, good | {"site": ["x" * 60000, ""]})
        equal((answer.status, answer.code), (422, "site-invalid"))

    def members():
        refused(good | {"devise_id": "x"}, 400, "text-invalid", [("/devise_id", "text-invalid")])
        for name in good:
            refused({n: v for n, v in good.items() if n != name}, 400, "text-invalid", [("/" + name, "text-invalid")])
        twice = json.dumps(good)[:-1] + ',"category":"hdvc"}'
        refused(twice.encode(), 400, "text-invalid")

    def types():
        for name, value in (("category", 1), ("category", None), ("device_id", 1234567890), ("device_id", ["x"]),
                            ("site", "x"), ("site", [1, 2]), ("site", {}), ("keys", {}), ("keys", ["x"]),
                            ("keys", [[]]), ("keys", [{}]), ("mail_to", "a@example.com"), ("mail_to", [1]),
                            ("mail_subject", 1)):
            refused(good | {name: value}, 400, "text-invalid")
        refused(good | {"keys": [pairs[0] | {"extra": 1}]}, 400, "text-invalid", [("/keys/0/extra", "text-invalid")])
        refused(good | {"keys": [{"activation_key": pairs[0]["activation_key"]}]}, 400, "text-invalid",
                [("/keys/0/registration_id", "text-invalid")])

    def values():
        for name, value, code, place in (
                ("category", "hdcv", "value-invalid", "/category"),
                ("device_id", DEVICE[:-1], "device-id-invalid", "/device_id"),
                ("device_id", "O" + DEVICE[1:], "device-id-invalid", "/device_id"),
                ("site", ["x" * 51, ""], "site-invalid", "/site/0"),
                ("site", ["", "a\nb"], "site-invalid", "/site/1"),
                ("site", ["", "", ""], "site-invalid", "/site"),
                ("keys", [], "no-keys", "/keys"),
                ("keys", pairs[:9], "too-many-keys", "/keys"),
                ("keys", [pairs[0], pairs[0]], "duplicate-key", "/keys/1/activation_key"),
                ("mail_to", ["nobody"], "mail-address-invalid", "/mail_to/0"),
                ("mail_to", ["a@example.com"] * 3, "value-invalid", "/mail_to"),
                ("mail_subject", "a\r\nBcc: x@example.com", "mail-subject-invalid", "/mail_subject")):
            refused(good | {name: value}, 422, code, [(place, code)])
        refused(good | {"keys": [pairs[0] | {"activation_key": "12"}]}, 422, "activation-key-invalid",
                [("/keys/0/activation_key", "activation-key-invalid")])
        refused(good | {"keys": [pairs[0] | {"registration_id": "XYZ"}]}, 422, "registration-id-invalid",
                [("/keys/0/registration_id", "registration-id-invalid")])

    def identifiers():
        """Every identifier in every form people bring along."""
        key, registration = pairs[1]["activation_key"], pairs[1]["registration_id"]
        grouped = "-".join(key[i:i + 4] for i in range(0, 16, 4))
        for device in (DEVICE, DEVICE.lower(), wide(DEVICE), "1234-5678-90ab-cdef", "１２３４－５６７８－９０ＡＢ－ｃｄｅｆ",
                       " 1234 5678\t90AB\u3000CDEF\r\n", "1234\u20105678\u221290AB\u30fcCDEF", "12:34:56:78:90:AB:CD:EF"):
            for typed in (key.lower(), wide(key), grouped, wide(grouped.lower())):
                request = issue_request([{"activation_key": typed, "registration_id": wide(registration.lower())}],
                                        device)
                answer = api.post(PREVIEW, request)
                equal((device, typed, answer.status), (device, typed, 200))
                equal(answer.json()["device_id"], DEVICE)
                equal(answer.json()["keys"][0]["verdict"], "new")
        for path in ("1234-5678-90ab-cdef", "%EF%BC%91234567890ABCDEF", "1234%205678%2090AB%20CDEF"):
            equal(api.get(f"/v1/devices/hdvc/{path}/site").json()["device_id"], DEVICE)
        link = issue_request(new_sheets(server, 1, "LL-100", "live-link"), "12:34:56:78:90:ab", "live-link")
        equal(issue(api, link).json()["device_id"], "1234567890AB")

    def media_type():
        for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp"):
            answer = api.post(PREVIEW, b"{}", headers={"Content-Type": content_type})
            equal((answer.status, answer.code), (415, "media-type-unsupported"))
        answer = api.post(PREVIEW, json.dumps(good).encode(), headers={"Content-Type": "Application/JSON; charset=utf-8"})
        equal(answer.status, 200)

    def session_first():
        """Without a session nobody learns what is wrong with a request."""
        stranger = server.client("A" * 43)
        for body in (b"{", good, {"category": 1}):
            answer = stranger.post(PREVIEW, body)
            equal((answer.status, answer.code, answer.headers["www-authenticate"]), (401, "session-expired", "Bearer"))

    tap.run([
        ("what is no JSON", not_json),
        ("deep and huge", deep_and_huge),
        ("unknown, missing and doubled members", members),
        ("wrong types", types),
        ("wrong values", values),
        ("identifiers as typed", identifiers),
        ("media type", media_type),
        ("the session first", session_first),
    ])


with Server() as the_server:
    main(the_server)
