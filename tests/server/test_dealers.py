"""Two dealers: what belongs to one does not exist for the other, on every route with the ID of an object."""
import uuid

from dealers import DEVICE, code_of, dealer, issue, issue_request, new_sheets
from server import Prism, Server, equal, tap


def main(server, prism):
    ours = dealer(prism.client(), server, "ours@example.com")
    theirs = dealer(prism.client(), server, "theirs@example.com")
    pairs = new_sheets(server, 4)
    request = issue_request([pairs[0]], mail_to=["keys@example.com"])
    issuance = issue(theirs, request).json()
    mail = theirs.get(f"/v1/issuances/{issuance['id']}/mails").json()["mails"][0]
    change = theirs.post("/v1/account/email-changes", {"email": "new@example.com"}).json()["id"]
    code = code_of(server.wait_for_mail("new@example.com"))

    # method, path with the ID in its place, body
    routes = (
        ("GET", "/v1/issuances/{}", issuance["id"], None),
        ("GET", "/v1/issuances/{}/mails", issuance["id"], None),
        ("POST", "/v1/issuances/{}/mails/" + mail["id"] + "/resend", issuance["id"], None),
        ("POST", "/v1/account/email-changes/{}/verify", change, {"code": code}),
        ("POST", "/v1/account/email-changes/{}/complete", change, {}),
    )

    def other_dealer():
        for method, path, theirs_id, body in routes:
            bodies = set()
            for identifier in (theirs_id, "1" * 9, str(uuid.uuid4()), "x" * 64, "x" * 65, "%C3%A4"):
                answer = ours.request(method, path.format(identifier), body, headers={"X-Request-Id": "same"})
                equal((path, identifier, answer.status), (path, identifier, 404))
                bodies.add(answer.body.replace(answer.json()["instance"].encode(), b""))
            equal((path, len(bodies)), (path, 1))
        # They are still theirs.
        equal(theirs.get(f"/v1/issuances/{issuance['id']}").json(), issuance)
        equal(theirs.post(f"/v1/account/email-changes/{change}/verify", {"code": code}).status, 200)

    def own_mail_only():
        """A mail of one's own, under another issuance of one's own."""
        other = issue(theirs, issue_request([pairs[1]])).json()
        equal(theirs.post(f"/v1/issuances/{other['id']}/mails/{mail['id']}/resend").status, 404)

    def refusals_tell_nothing():
        known = ours.post("/v1/issuances/preview", issue_request([pairs[0]], "F" * 16))
        equal(known.json()["keys"][0]["verdict"], "bound-elsewhere")
        assert DEVICE.encode() not in known.body
        wrong_id = {"activation_key": pairs[0]["activation_key"], "registration_id": "1"}
        no_key = {"activation_key": "0" * 16, "registration_id": "1"}
        one = issue(ours, issue_request([wrong_id]))
        other = issue(ours, issue_request([no_key]))
        equal((one.status, one.code), (422, "key-pair-invalid"))
        equal(one.json() | {"request_id": ""}, other.json() | {"request_id": ""})

    def lists_and_sites():
        equal(ours.get("/v1/issuances").json()["rows"], [])
        equal(ours.get("/v1/reports/history").json()["rows"], [])
        equal(ours.get("/v1/reports/daily").json()["rows"], [])
        path = f"/v1/devices/hdvc/{DEVICE}/site"
        equal(ours.get(path).json()["site"], ["", ""])
        equal(theirs.get(path).json()["site"], ["Example", "1F"])

    def reissue_by_another_dealer():
        """Whoever holds a valid pair may have the key again; each sees their own part of it."""
        again = issue(ours, request)
        equal(again.status, 201)
        equal(again.json()["keys"][0]["event"], "reissued")
        equal(again.json()["keys"][0]["registration_key"], issuance["keys"][0]["registration_key"])
        equal([row["event"] for row in ours.get("/v1/issuances").json()["rows"]], ["reissued"])

    tap.run([
        ("objects of another dealer", other_dealer),
        ("a mail under another issuance", own_mail_only),
        ("refusals tell nothing", refusals_tell_nothing),
        ("lists and site lines", lists_and_sites),
        ("reissue by another dealer", reissue_by_another_dealer),
    ])


with Server() as the_server, Prism(the_server) as the_prism:
    main(the_server, the_prism)
