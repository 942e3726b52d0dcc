"""The pictures of the reports, in the demo, which has the eight keys of the sample."""
from issuing import open_row
from reports import SECOND, at_reports, pick


def reports(studio):
    picture = studio.picture
    with studio.start("--demo") as desk:
        open_row(desk, "Reports")
        at_reports(desk)
        picture("reports-daily")
        desk.entry("_From").set_text("2026-13-01")
        desk.wait_to_see(desk.tr("Not a day. Year, month and day are needed: 2026-04-01."))
        picture("reports-no-day")
        desk.entry("_From").set_text("2026-04-01")
        desk.wait_to_see(desk.tr("Nothing on These Days"))
        picture("reports-nothing")
        desk.entry("_From").set_text("")
        at_reports(desk)
        pick(desk, "r", SECOND)
        desk.wait_to_see(desk.tr("%u row", 8, plural="%u rows"))
        picture("reports-history")


SCENES = {"reports": reports}
