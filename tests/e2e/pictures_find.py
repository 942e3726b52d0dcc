"""The pictures of Find Registration Keys, in the demo."""
from finding import count
from issuing import open_row


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
        desk.press("Clear All Conditions")
        count(desk, 8)
        desk.key("Down", "Return")
        desk.button("Save the S_ite")
        picture("find-details")


SCENES = {"find": find}
