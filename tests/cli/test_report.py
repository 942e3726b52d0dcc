#!/usr/bin/python3
"""Reports through the real kms, of a demo and of a real kms-server, read by programs that are not ours: Python's
csv, zipfile with an XML parser, and LibreOffice where there is one. Times are put into the files of the demo and the
server by SQL, on the edges of days."""
import csv
import datetime
import io
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
import zipfile

from online import Person
from program import DONE, REFUSED, SCRATCH, USAGE, KMS, Answer, environment, equal, kms, pair, refused, sheets, tap
from server import Server, wait_until
import dealers

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "online"))
import fault_proxy as faults  # noqa: E402

DAILY = ["date", "issued_keys", "reissued_keys", "devices"]
HISTORY = ["issued_at", "event", "category", "device_id", "site_1", "site_2", "activation_key", "part_number",
           "purpose", "registration_key", "mailed_to"]
NOTE = "DEMO: not for real devices"
FORMATS = ("csv", "csv-excel", "csv-sjis", "xlsx")

# What sites may be called, one issue each: formulas and their full-width twins, quotes, separators, apostrophes.
SITES = ["=1+1", "+81 3", "-1", "@SUM(A1)", "＝1+1", "＋81", "－1", "＠A1", "'=1", "''", "'plain", "say \"3F\"",
         "a,b;c", "<b>&amp;", "株式会社　髙﨑①", "1234567890123456", "001", "1E5", "2026-04-01", "TRUE", " ".join("ab")]

# When, and which clock shows what: (UTC, zone, date, time with its offset).
EDGES = [
    ("2026-03-31T14:59:59", "Asia/Tokyo", "2026-03-31", "23:59:59+09:00"),
    ("2026-03-31T15:00:00", "Asia/Tokyo", "2026-04-01", "00:00:00+09:00"),
    ("2026-03-08T04:59:59", "America/New_York", "2026-03-07", "23:59:59-05:00"),
    ("2026-03-08T05:00:00", "America/New_York", "2026-03-08", "00:00:00-05:00"),
    ("2026-03-08T06:59:59", "America/New_York", "2026-03-08", "01:59:59-05:00"),
    ("2026-03-08T07:00:00", "America/New_York", "2026-03-08", "03:00:00-04:00"),  # clocks go forward
    ("2026-03-09T03:59:59", "America/New_York", "2026-03-08", "23:59:59-04:00"),  # a day of 23 hours
    ("2026-03-09T04:00:00", "America/New_York", "2026-03-09", "00:00:00-04:00"),
    ("2026-11-01T03:59:59", "America/New_York", "2026-10-31", "23:59:59-04:00"),
    ("2026-11-01T04:00:00", "America/New_York", "2026-11-01", "00:00:00-04:00"),
    ("2026-11-01T05:30:00", "America/New_York", "2026-11-01", "01:30:00-04:00"),
    ("2026-11-01T06:30:00", "America/New_York", "2026-11-01", "01:30:00-05:00"),  # the same once more
    ("2026-11-02T04:59:59", "America/New_York", "2026-11-01", "23:59:59-05:00"),  # a day of 25 hours
    ("2026-11-02T05:00:00", "America/New_York", "2026-11-02", "00:00:00-05:00"),
]
ZONES = ("Asia/Tokyo", "America/New_York")


def folder():
    return pathlib.Path(tempfile.mkdtemp(dir=SCRATCH))


class Demo:
    """A class file with an issue for each pair of site lines."""

    def __init__(self, sites):
        self.path = folder() / "class.kms"
        for number, (lines, sheet) in enumerate(zip(sites, sheets(len(sites)), strict=True)):
            options = [option for line in lines for option in ("--site", line)]
            equal(kms("issue", "--demo", "--class", str(self.path), "-d", f"{number + 1:016X}", *options,
                      pair(sheet)).status, DONE)

    def report(self, *arguments, **more):
        return kms("report", "--demo", "--class", str(self.path), "--from", "2012-01-01", *arguments, **more)

    def save(self, form, *arguments, status=DONE):
        """Saves a file of that format; returns it."""
        path = folder() / f"report.{form}"
        answer = self.report(*arguments, "-f", form, "-o", str(path))
        equal((answer.status, answer.out), (status, ""))
        equal([entry.name for entry in path.parent.iterdir()], [path.name])
        return path


# Independent readers


def read_csv(path, encoding):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file, strict=True))


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_book(path):
    """The sheets of a workbook: {name: (root, rows)}. Texts are str, numbers float, dates datetime."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        load = lambda name: xml.etree.ElementTree.fromstring(book.read(name))
        styles = load("xl/styles.xml")
        formats = {item.get("numFmtId"): item.get("formatCode") for item in styles.iter(f"{MAIN}numFmt")}
        cell_formats = [formats.get(item.get("numFmtId"), "") for item in styles.find(f"{MAIN}cellXfs")]
        sheets_found = {}
        for number, sheet in enumerate(load("xl/workbook.xml").iter(f"{MAIN}sheet"), 1):
            root = load(f"xl/worksheets/sheet{number}.xml")
            sheets_found[sheet.get("name")] = (root, [read_row(row, cell_formats) for row in root.iter(f"{MAIN}row")])
        return sheets_found


def read_row(row, cell_formats):
    cells = {}
    for cell in row:
        assert cell.find(f"{MAIN}f") is None, "a formula"
        letter = cell.get("r").rstrip("0123456789")
        if cell.get("t") == "inlineStr":
            cells[letter] = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            continue
        value = float(cell.find(f"{MAIN}v").text)
        if "yyyy" in cell_formats[int(cell.get("s", 0))]:
            # Days since then, as Excel counts them.
            value = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(value * 86400))
        cells[letter] = value
    return [cells.get(chr(ord("A") + i), "") for i in range(12)]


def read_file(path, form):
    """The rows of a file of any format as texts, the head first."""
    if form != "xlsx":
        encoding = {"csv": "utf-8", "csv-excel": "utf-8-sig", "csv-sjis": "cp932"}[form]
        equal(path.read_bytes().startswith(b"\xef\xbb\xbf"), form == "csv-excel")
        return read_csv(path, encoding)
    found = read_book(path)
    root, rows = next(iter(found.values()))
    pane = root.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    equal((pane.get("state"), pane.get("ySplit")), ("frozen", "1"))
    assert root.find(f"{MAIN}autoFilter").get("ref").startswith("A1:")
    return rows


# Columns and rows


def columns_are_the_same_everywhere():
    demo = Demo([("本社", "3F")])
    for kind, columns in (("daily", DAILY), ("history", HISTORY)):
        for form in FORMATS:
            rows = read_file(demo.save(form, kind), form)
            equal([name for name in rows[0] if name], [*columns, "note"])
            equal(len(rows), 2)
            equal(rows[1][len(columns)], NOTE)
    row = dict(zip(HISTORY, read_file(demo.save("xlsx", "history"), "xlsx")[1]))
    equal((row["event"], row["category"], row["device_id"], row["site_1"], row["site_2"], row["mailed_to"]),
          ("issued", "hdvc", "0000-0000-0000-0001", "本社", "3F", ""))
    assert isinstance(row["issued_at"], datetime.datetime)
    for name in ("activation_key", "registration_key"):
        assert isinstance(row[name], str) and len(row[name]) == 19, row[name]
    day = dict(zip(DAILY, read_file(demo.save("xlsx", "daily"), "xlsx")[1]))
    equal((day["issued_keys"], day["reissued_keys"], day["devices"]), (1.0, 0.0, 1.0))
    assert isinstance(day["date"], datetime.datetime)


def workbook_says_what_it_is_about():
    demo = Demo([("本社", "")])
    path = demo.save("xlsx", "history", "--tz", "Asia/Tokyo", "--to", "2099-12-31")
    about = dict(row[:2] for row in read_book(path)["about"][1])
    equal((about["report"], about["time_zone"], about["from"], about["to"], about["note"]),
          ("history", "Asia/Tokyo", "2012-01-01", "2099-12-31", NOTE))


def spreadsheets_run_nothing():
    """In CSV an apostrophe stands in front; in a workbook there is text, and as it was typed."""
    demo = Demo([(site, f"row {number}") for number, site in enumerate(SITES)])
    for form in FORMATS:
        rows = read_file(demo.save(form, "history"), form)[:0:-1]
        equal(len(rows), len(SITES))
        for site, row in zip(SITES, rows, strict=True):
            harmless = site if form == "xlsx" or site.lstrip("'")[:1] not in tuple("=+-@＝＋－＠") else "'" + site
            equal(row[4], harmless)


# Dates


def shown_times(rows):
    """How issued_at of a file shows: texts, or what a workbook's clock shows, which knows no offset."""
    return [row[0] if isinstance(row[0], str) else row[0].isoformat() for row in rows]


def days_of_the_zone(report, save):
    for zone in ZONES:
        expected = [(f"{date}T{time}", date) for _, tz, date, time in EDGES if tz == zone]
        edge_days = sorted({date for _, date in expected})
        for form in ("csv", "xlsx"):
            rows = read_file(save(form, "history", "--tz", zone), form)[1:]
            for time, _ in expected:
                assert (time if form == "csv" else time[:19]) in shown_times(rows), (form, time)
        for date in edge_days:
            only = ["--tz", zone, "--from", date, "--to", date]
            equal(sorted(shown_times(read_file(save("csv", "history", *only), "csv")[1:])),
                  sorted(time for time, day in expected if day == date))
            count = sum(day == date for _, day in expected)
            for form in ("csv", "xlsx"):
                day = read_file(save(form, "daily", *only), form)[1:]
                equal([str(day[0][0])[:10], int(day[0][1]), len(day)], [date, count, 1])
            equal([(row["date"], row["issued_keys"]) for row in report("daily", *only, "-f", "json").json()["rows"]],
                  [(date, count)])


def days_in_the_demo():
    demo = Demo([("edge", utc) for utc, *_ in EDGES])
    dealers.set_times(demo.path, [utc for utc, *_ in EDGES])
    days_of_the_zone(demo.report, demo.save)


# Shift_JIS


def what_shift_jis_cannot_hold():
    demo = Demo([("本社", "all of it"), ("♡ 𠮷野家 ♡", "¥100"), ("①㈱髙﨑～", "ｶﾅ")])
    path = folder() / "report.csv"
    arguments = ["history", "-f", "csv-sjis", "-o", str(path)]
    answer = demo.report(*arguments)
    refused(answer, "2 fields", "Row 2, Site line 1: ♡𠮷", "Row 2, Site line 2: ¥", "Nothing was written")
    equal(list(path.parent.iterdir()), [])
    japanese = demo.report(*arguments, language="ja_JP.UTF-8")
    refused(japanese, "2行目、設置先情報1：♡𠮷")

    answer = demo.report(*arguments, "--replace")
    equal((answer.status, answer.out), (DONE, ""))
    assert "Row 2, Site line 1: ♡𠮷" in answer.err
    rows = read_csv(path, "cp932")
    equal([row[4:6] for row in rows[:0:-1]],
          [["本社", "all of it"], ["〓 〓野家 〓", "〓100"], ["①㈱髙﨑～", "ｶﾅ"]])


# What goes wrong


def wrong_commands():
    demo = Demo([("本社", "")])
    for arguments, sentence in (
        ([], "daily or history"),
        (["weekly"], "daily or history"),
        (["daily", "history"], "daily or history"),
        (["daily", "-f", "xlsx"], "add --output"),
        (["daily", "-f", "csv-sjis"], "add --output"),
        (["daily", "-f", "pdf"], "--format"),
        (["daily", "-f", "json", "-o", "x"], "csv-sjis"),
        (["daily", "--server", "http://localhost:1"], "--demo is offline"),
    ):
        refused(demo.report(*arguments), sentence, status=USAGE)
    refused(kms("report", "--class", "x", "daily"), "--class", status=USAGE)
    refused(demo.report("daily", "--tz", "JST-9"), "time zone")
    refused(demo.report("daily", "--to", "2026-02-30"), "Check the dates")


def wrong_places():
    demo = Demo([("本社", "")])
    there = folder() / "report.csv"
    there.write_text("as it was", encoding="ascii")
    for form in FORMATS:
        refused(demo.report("history", "-f", form, "-o", "/nonexistent/report"), "could not be read or written")
        refused(demo.report("history", "--tz", "JST-9", "-f", form, "-o", str(there)), "time zone")
        equal(there.read_text(encoding="ascii"), "as it was")
        equal(len(list(there.parent.iterdir())), 1)


FULL = """mount -t tmpfs -o size="$1" none "$2" && cd "$2" && shift 2 && "$@"
status=$?
if test $status = 0; then cat report; else ls -A; fi
exit $status"""


def full_disk():
    """On a small disk: nothing is left on it, and the sentence says why; or the file is there and whole."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0:
        raise tap.Skip("no user namespaces here")
    demo = Demo([("本社 " * 10, f"{number}") for number in range(40)])
    # of the smallest ones nothing fits, not even the CSV; then a workbook needs room to pack
    for size, fits in (("8k", ()), ("40k", FORMATS[:3]), ("4m", FORMATS)):
        for form in FORMATS:
            run = subprocess.run(
                ["unshare", "-rm", "sh", "-c", FULL, "sh", size, folder(), KMS, "report", "--demo", "--class",
                 demo.path, "history", "-f", form, "-o", "report"], env=environment(), capture_output=True,
                timeout=60, check=False)
            if form not in fits:
                equal((run.returncode, run.stdout), (REFUSED, b""))
                assert b"full" in run.stderr, (size, form, run.stderr)
                continue
            equal((run.returncode, run.stderr), (DONE, b""))
            path = folder() / "report"
            path.write_bytes(run.stdout)
            equal(len(read_file(path, form)), 1 + 8 + 40)


def output_cannot_be_written():
    demo = Demo([("本社", "")])
    with open("/dev/full", "wb") as full:
        answer = demo.report("history", "-f", "csv", stdout=full)
    equal(answer.status, REFUSED)
    assert "full" in answer.err, answer.err


# A server


def server_and_kms_say_the_same():
    api = SERVER.client()
    api.log_in(ME["account"]["login_id"], ME["password"])
    with Person(SERVER.url) as me:
        equal(me.log_in(ME).status, DONE)
        path = folder() / "report"
        for kind, columns in (("daily", DAILY), ("history", HISTORY)):
            for zone in ZONES:
                body = api.get(f"/v1/reports/{kind}?tz={zone}", headers={"Accept": "text/csv"}).body
                equal(next(csv.reader(io.StringIO(body.decode()))), columns)
                equal(me.kms("report", kind, "--tz", zone, "-f", "csv").raw, body)
                for form in FORMATS:
                    equal(me.kms("report", kind, "--tz", zone, "-f", form, "-o", str(path)).status, DONE)
                    if form == "csv":
                        equal(path.read_bytes(), body)
                    equal([name for name in read_file(path, form)[0] if name], columns)

        def save(form, *arguments):
            equal(me.kms("report", *arguments, "-f", form, "-o", str(path)).status, DONE)
            return path

        days_of_the_zone(lambda *arguments: me.kms("report", *arguments), save)


def breaks_off(n_bytes, in_chunk):
    """The answer of a stream that ends after so many bytes, between two chunks or inside of one."""
    def fault(request):
        body = request.forward().partition(b"\r\n\r\n")[2]
        size = len(body) if in_chunk else n_bytes
        request.send(faults.message(200, {"Content-Type": "text/csv; charset=utf-8", "Transfer-Encoding": "chunked"},
                                    b"%x\r\n%s" % (size, body[:n_bytes]) + (b"" if in_chunk else b"\r\n")))
    return fault


def connection_breaks():
    """A report that is not whole is none."""
    with faults.FaultProxy(SERVER.url) as proxy, Person(proxy.url) as me:
        equal(me.log_in(ME).status, DONE)
        for fault in (faults.cut(-20), faults.cut(0), breaks_off(0, False), breaks_off(700, False),
                      breaks_off(700, True), faults.wrong_type, faults.answer(503, {"Retry-After": "1"})):
            proxy.set(fault, only="/v1/reports")
            # Side by side: each asks again for some seconds.
            paths = {form: folder() / "report" for form in FORMATS}
            runs = {form: me.popen("report", "history", "-f", form, "-o", str(path)) for form, path in paths.items()}
            runs["terminal"] = me.popen("report", "history", "-f", "csv")
            for form, run in runs.items():
                out, err = run.communicate(timeout=60)
                # On the terminal there may be a part of it.
                out = out if form in paths else b""
                refused(Answer(subprocess.CompletedProcess(run.args, run.returncode, out, err)))
            for path in paths.values():
                equal(list(path.parent.iterdir()), [])


def stopped_by_a_signal():
    with faults.FaultProxy(SERVER.url) as proxy, Person(proxy.url) as me:
        equal(me.log_in(ME).status, DONE)
        for number in (signal.SIGINT, signal.SIGTERM):
            proxy.set(faults.silence, only="/v1/reports")
            path = folder() / "report"
            process = me.popen("report", "history", "-f", "xlsx", "-o", str(path))
            wait_until(lambda: proxy.requests and list(path.parent.iterdir()), "the temporary file")
            process.send_signal(number)
            _, err = process.communicate(timeout=60)
            equal((process.returncode, err.decode()), (REFUSED, "kms: Stopped. Nothing was written.\n"))
            equal(list(path.parent.iterdir()), [])


def libreoffice_reads_it():
    office = shutil.which("soffice")
    if office is None or "KMS_LONG" not in os.environ:
        raise tap.Skip("no LibreOffice here" if office is None else "takes long")
    demo = Demo([(site, f"row {number}") for number, site in enumerate(SITES)])
    dealers.set_times(demo.path, [EDGES[number % len(EDGES)][0] for number in range(len(SITES))])
    path = demo.save("xlsx", "history", "--tz", "Asia/Tokyo")
    subprocess.run([office, "--headless", f"-env:UserInstallation=file://{path.parent}/office", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", "--outdir",
                    path.parent, path], check=True, capture_output=True, timeout=200, env=environment())
    found = read_csv(next(path.parent.glob("*.csv")), "utf-8")
    expected = read_file(demo.save("csv", "history", "--tz", "Asia/Tokyo"), "csv")
    for row, other in zip(found, expected, strict=True):
        equal(row[1:4] + row[6:], other[1:4] + other[6:])
    equal([row[4] for row in found[1:]], [row[4].removeprefix("'") if row[4] not in ("''", "'plain") else row[4]
                                          for row in expected[1:]])
    equal([row[0] for row in found[1:]], [row[0][:19].replace("T", " ") for row in expected[1:]])


with Server() as SERVER:
    ME = dealers.register(SERVER.client(), SERVER, "dealer@example.com")
    API = SERVER.client().log_in(ME["account"]["login_id"], ME["password"])
    for index, sheet_of_one in enumerate(dealers.new_sheets(SERVER, len(EDGES))):
        equal(dealers.issue(API, dealers.issue_request([sheet_of_one], f"{index + 1:016X}")).status, 201)
    API.close()
    SERVER.stop()
    dealers.set_times(next(SERVER.data.glob("*.sqlite")), [moment for moment, *_ in EDGES])
    SERVER.start()
    tap.run([(check.__name__.replace("_", " "), check) for check in (
        columns_are_the_same_everywhere, workbook_says_what_it_is_about, spreadsheets_run_nothing, days_in_the_demo,
        what_shift_jis_cannot_hold, wrong_commands, wrong_places, full_disk, output_cannot_be_written,
        server_and_kms_say_the_same, connection_breaks, stopped_by_a_signal, libreoffice_reads_it)])
