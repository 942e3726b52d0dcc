"""The routes that need no account, and what all routes share, through Prism."""
import signal

from server import BUILD, Prism, Server, equal, tap, wait_until

JAPANESE = {"Accept-Language": "ja, en;q=0.5"}


def run(api, direct):
    def status():
        answer = api.get("/v1/status")
        equal(answer.status, 200)
        equal(answer.json()["state"], "up")
        equal(answer.json()["maintenance_until"], None)

    def policies():
        for name in ("cookie", "privacy"):
            english = api.get(f"/v1/policies/{name}").json()
            japanese = api.get(f"/v1/policies/{name}", headers=JAPANESE)
            equal(english["language"], "en")
            equal(japanese.json()["language"], "ja")
            equal(japanese.headers["content-language"], "ja")
            equal(japanese.json()["version"], english["version"])
        equal(api.get("/v1/policies/other").status, 404)

    def languages():
        # as sent → language; RFC 9110, section 12.5.4
        for accept, language in (("ja", "ja"), ("ja-JP", "ja"), ("en, ja", "en"), ("ja, en", "ja"),
                                 ("ja;q=0.5, en", "en"), ("en;q=0.1, ja;q=0.2", "ja"), ("de", "en"), ("*", "en"),
                                 ("ja;q=0", "en"), ("jam", "en"), ("", "en"), ("fr, ja;q=0.1", "ja")):
            answer = direct.get("/v1/policies/cookie", headers={"Accept-Language": accept})
            equal((accept, answer.json()["language"]), (accept, language))

    def manual():
        with Server() as other:
            folder = other.folder / "manuals"
            folder.mkdir()
            (folder / "manual-ja.pdf").write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 4000)
            other.configure(texts={"manual-folder": folder})
            other.signal(signal.SIGHUP)
            answer = wait_until(lambda: (a := other.client().get("/v1/manual.pdf", headers=JAPANESE)).status == 200
                                and a, "the manual")
            equal(answer.body, (folder / "manual-ja.pdf").read_bytes())
            equal((answer.headers["content-type"], answer.headers["content-language"]), ("application/pdf", "ja"))
            equal(answer.headers["content-disposition"], 'attachment; filename="kms-manual-ja.pdf"')
            equal(other.client().get("/v1/manual.pdf").status, 404)
            built = BUILD / "help" / "manual-en.pdf"
            if built.exists():
                other.configure(texts={"manual-folder": built.parent})
                other.signal(signal.SIGHUP)
                wait_until(lambda: other.client().get("/v1/manual.pdf").body == built.read_bytes(), "the one of the build")

    def contract():
        answer = direct.get("/v1/openapi.json").json()
        equal(answer["openapi"], "3.1.0")
        assert "/v1/issuances" in answer["paths"]

    def unknown_path():
        # Prism knows no such path; the server is asked itself.
        for path in ("/", "/v1", "/v1/status/", "/v1//status", "/v2/status", "/v1/policies/"):
            answer = direct.get(path)
            equal((path, answer.status, answer.code), (path, 404, "not-found"))
            equal(answer.headers["content-type"], "application/problem+json")
            equal(answer.json()["instance"], path)
            equal(answer.json()["request_id"], answer.headers["x-request-id"])

    def other_method():
        for method in ("POST", "HEAD", "OPTIONS", "DELETE", "BREW"):
            answer = direct.request(method, "/v1/status")
            equal((method, answer.status, answer.headers["allow"]), (method, 405, "GET"))

    def unknown_parameter():
        answer = api.get("/v1/status?verbose=1")
        equal((answer.status, answer.code), (422, "parameter-invalid"))
        equal(answer.places(), [("verbose", "parameter-invalid")])

    def request_id():
        equal(direct.get("/v1/status", headers={"X-Request-Id": "a.b_c-1"}).headers["x-request-id"], "a.b_c-1")
        for bad in ("", "a b", "ä".encode(), "x" * 65):
            assert direct.get("/v1/status", headers={"X-Request-Id": bad}).headers["x-request-id"] != bad

    def rate_limits():
        with Server(limits={"address-requests": 3, "session-requests": 5}) as limited:
            client = limited.client()
            for left in (2, 1, 0):
                answer = client.get("/v1/status")
                equal(answer.status, 200)
                equal(answer.headers["ratelimit-policy"], '"address";q=3;w=60')
                assert answer.headers["ratelimit"].startswith(f'"address";r={left};t='), answer.headers["ratelimit"]
            answer = client.get("/v1/status")
            equal((answer.status, answer.code), (429, "rate-limited"))
            assert 1 <= int(answer.headers["retry-after"]) <= 60
            # A token that is none counts for the address.
            client.token = "A" * 43
            equal(client.get("/v1/account").status, 429)

    def guessed_tokens():
        with Server(limits={"address-requests": 3, "session-requests": 5}) as limited:
            statuses = [limited.client(f"{i:043}").get("/v1/account").status for i in range(5)]
            equal(statuses, [401, 401, 401, 429, 429])

    def reload():
        with Server() as reloaded:
            reloaded.configure(limits={"address-requests": 2, "session-requests": 5})
            reloaded.signal(signal.SIGHUP)
            wait_until(lambda: '"address";q=2;w=60' == reloaded.client().get("/v1/status").headers["ratelimit-policy"],
                       "the new limit")
            # What is wrong changes nothing.
            reloaded.configure(limits={"address-requests": 0})
            reloaded.signal(signal.SIGHUP)
            wait_until(lambda: "Kept the configuration" in reloaded.log(), "the refusal")
            equal(reloaded.client().get("/v1/status").headers["ratelimit-policy"], '"address";q=2;w=60')

    return tap.run([
        ("status", status),
        ("policies", policies),
        ("languages", languages),
        ("the manual", manual),
        ("contract", contract),
        ("unknown path", unknown_path),
        ("other method", other_method),
        ("unknown parameter", unknown_parameter),
        ("request ID", request_id),
        ("rate limits", rate_limits),
        ("guessed tokens", guessed_tokens),
        ("configuration read again", reload),
    ])


with Server() as server, Prism(server) as prism:
    run(prism.client(), server.client())
