"""The log of a server that did everything holds no password, token, code or whole key."""
from dealers import DEVICE, code_of, dealer, issue, issue_request, new_sheets, register
from server import Server, equal, tap

PLANTED = "Planted-Password-7391"


def main(server):
    secrets = []

    def everything():
        client = server.client()
        account = register(client, server, "dealer@example.com")
        login_id = account["account"]["login_id"]
        secrets.append(account["password"])
        client.log_in(login_id, account["password"])
        secrets.append(client.token)
        equal(client.post("/v1/account/password", {"current_password": account["password"],
                                                   "new_password": PLANTED}).status, 204)
        equal(server.client().post("/v1/sessions", {"login_id": login_id, "password": PLANTED + "x"}).status, 401)
        code = client.post("/v1/password-codes", {"login_id": login_id}).json()
        mailed = code_of(server.wait_for_mail("dealer@example.com", len(server.mails("dealer@example.com")) + 1))
        equal(client.post(f"/v1/password-codes/{code['id']}/use",
                          {"code": mailed, "new_password": PLANTED + "!"}).status, 204)
        client.log_in(login_id, PLANTED + "!")
        pairs = new_sheets(server, 2)
        issued = issue(client, issue_request([pairs[0]], mail_to=["keys@example.com"])).json()
        equal(issue(client, issue_request([pairs[0]], "F" * 16)).status, 409)
        client.get(f"/v1/issuances?activation_key={pairs[0]['activation_key']}&q={DEVICE}")
        client.get("/v1/status", headers={"Authorization": f"Bearer {PLANTED}"})
        client.get(f"/v1/status?password={PLANTED}")
        server.wait_for_mail("keys@example.com")
        secrets.extend([client.token, PLANTED, mailed, mailed.replace("-", "").replace(" ", "")])
        secrets.extend(pair["activation_key"] for pair in pairs)
        secrets.append(issued["keys"][0]["registration_key"])

    def log_is_clean():
        log = server.log()
        assert "/v1/issuances" in log, "the log does not even name the requests"
        for secret in secrets:
            assert secret not in log, f"the log holds {secret}"
            if len(secret) == 16:
                assert "-".join(secret[i:i + 4] for i in range(0, 16, 4)) not in log

    tap.run([("everything", everything), ("the log is clean", log_is_clean)])


with Server() as the_server:
    main(the_server)
