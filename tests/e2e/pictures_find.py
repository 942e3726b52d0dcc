"""The pictures of Find Registration Keys: in the demo, and on a server that does not answer well."""
from finding import count
from issuing import open_row, random_digits
from online import LOGIN_ID, PASSWORD, new_sheets, service
from pictures_online import dealers, faults, logged_in


def find(studio):
    picture = studio.picture
    with studio.start("--demo") as desk:
        open_row(desk, "Find Registration Keys")
        count(desk, 8)
        picture("find-all")
        desk.entry("_Search for").type("9999")
        count(desk, 2)
        picture("find-some")
        desk.entry("_Search for").set_text("Fukuoka Tower")
        desk.find("label", desk.tr("Nothing Found"))
        picture("find-nothing")
        desk.button("Days: %s", desk.tr("All")).click()
        desk.entry("_From")
        picture("find-days")
        desk.press("Clear All Conditions")
        count(desk, 8)
        desk.key("Down", "Return")
        desk.button("Save the S_ite")
        picture("find-details")


def find_online(studio):
    """Many rows, a search that takes its time, and one that fails."""
    picture = studio.picture
    with service() as server, faults.FaultProxy(server.url) as proxy:
        client = server.client().log_in(LOGIN_ID, PASSWORD)
        for number in range(1, 13):
            pairs = [{"activation_key": key, "registration_id": registration_id}
                     for key, registration_id in new_sheets(server, 2)]
            dealers.issue(client, dealers.issue_request(pairs, random_digits(),
                                                        site=["株式会社サンプル商事", f"{number}F"]))
        with logged_in(studio, server, proxy.url) as desk:
            proxy.set(faults.silence)
            open_row(desk, "Find Registration Keys")
            desk.find("label", desk.tr("Searching…"))
            picture("find-searching")
            proxy.set(None)
            desk.press("Refresh")
            count(desk, 24)
            picture("find-many")
            proxy.set(faults.wrong_type)
            desk.entry("_Search for").set_text("11F")
            desk.find("label", desk.tr("The Search Did Not Work"))
            picture("find-error")


SCENES = {"find": find, "find-online": find_online}
