"""Reports of an account: the days of the clock here, and each format of a file beside what the server has."""
import pathlib
import tempfile

from desk import NO_LEAKS
from issuing import open_row, random_digits
from online import LOGIN_ID, PASSWORD, desk_at_home, new_sheets, run_with_service
from reports import DAILY, FIRST, FOURTH, HISTORY, SECOND, THIRD, pick, save, saved, sheet, table
from dealers import issue as issue_by_api, issue_request, set_times

# The zone of the person, a day, and issues: before it, at its first and last second, after it; in UTC and as
# that clock shows the two between.
DAYS = {
    "en": ("America/New_York", "2026-03-08",  # a day of 23 hours
           ("2026-03-08T04:59:59", "2026-03-08T05:00:00", "2026-03-09T03:59:59", "2026-03-09T04:00:00"),
           ("2026-03-08T00:00:00-05:00", "2026-03-08T23:59:59-04:00")),
    "ja": ("Asia/Tokyo", "2026-04-01",
           ("2026-03-31T14:59:59", "2026-03-31T15:00:00", "2026-04-01T14:59:59", "2026-04-01T15:00:00"),
           ("2026-04-01T00:00:00+09:00", "2026-04-01T23:59:59+09:00")),
}
SITE = ["=HYPERLINK(\"http://example.com\")", "北九州 3F"]


def issue_at(server, client, times):
    """Issues a key at each of these times; what was answered."""
    issued = []
    for key, registration_id in new_sheets(server, len(times)):
        pair = {"activation_key": key, "registration_id": registration_id}
        issued.append(issue_by_api(client, issue_request([pair], random_digits(), site=SITE)).json())
    (file,) = server.data.glob("*.sqlite")
    set_times(file, times)
    return issued


def assert_rows(rows, issued, times, line_1):
    """The two of the day, the newest first, as the server answered them."""
    assert list(rows[0]) == HISTORY, rows[0]
    assert [row["issued_at"] for row in rows] == list(reversed(times)), rows
    for row, issuance in zip(rows, reversed(issued), strict=True):
        (key,) = issuance["keys"]
        for name in ("activation_key", "registration_key"):
            assert row[name].replace("-", "") == key[name], row
        assert row["device_id"].replace("-", "") == issuance["device_id"], row
        assert (row["event"], row["site_1"], row["site_2"]) == ("issued", line_1, SITE[1]), row


def days_of_the_clock_here(server, language):
    zone, day, times, shown = DAYS[language]
    client = server.client().log_in(LOGIN_ID, PASSWORD)
    issued = issue_at(server, client, times)[1:3]
    with tempfile.TemporaryDirectory() as folder, \
            desk_at_home(language, server, environment=NO_LEAKS | {"TZ": zone}) as desk:
        path = pathlib.Path(folder, "report")
        open_row(desk, "Reports")
        for field in "_From", "_To":
            desk.entry(field).set_text(day)
        desk.wait_to_see(desk.tr("Keys issued: %u · issued again: %u", 2, 0))
        save(desk, SECOND, path)
        assert table(saved(desk, path).decode()) == [dict(zip(DAILY, (day, "2", "0", "2")))]

        pick(desk, "r", SECOND)
        desk.wait_to_see(desk.tr("%u row", 2, plural="%u rows"))
        for row, encoding in (FIRST, "utf-8-sig"), (THIRD, "cp932"):
            save(desk, row, path)
            assert_rows(table(saved(desk, path).decode(encoding)), issued, shown, f"'{SITE[0]}")
        save(desk, FOURTH, path)
        rows = sheet(saved(desk, path))
        for row, time in zip(rows, reversed(shown), strict=True):
            row["issued_at"] = time  # a number there, which the tests of kms report read
        assert_rows(rows, issued, shown, SITE[0])


run_with_service(days_of_the_clock_here)
