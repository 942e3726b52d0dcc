"""The page of reports, as a person uses it, and its files, as others read them."""
import csv
import io
import zipfile
from xml.etree import ElementTree

from desk import wait_for

HISTORY = (
    "issued_at event category device_id site_1 site_2 activation_key part_number purpose "
    "registration_key mailed_to"
).split()
DAILY = "date issued_keys reissued_keys devices".split()
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST, SECOND, THIRD, FOURTH = range(4)


def at_reports(desk):
    """The sample was issued on one day."""
    desk.wait_to_see(desk.tr("Keys issued: %u · issued again: %u", 8, 0))


def pick(desk, mnemonic, row):
    """Chooses a row of the list with a mnemonic."""
    desk.key(f"alt+{mnemonic}")
    wait_for(lambda: (node := desk.focused()) and node.role == "list item", "the list to open")
    desk.key("Home", *["Down"] * row, "Return")


def save(desk, row, path):
    """Saves what the page shows in a format."""
    desk.find("combo box", desk.tr("Format of the file")).click()
    wait_for(lambda: (node := desk.focused()) and node.role == "list item", "the formats")
    desk.key("Home", *["Down"] * row, "Return")
    desk.press("_Save…")
    desk.choose_file("Save the Report", path)


def saved(desk, path):
    desk.wait_for_news(desk.tr("The report is saved"))
    wait_for(path.exists, f"the file {path.name}")
    assert path.stat().st_mode & 0o077 == 0, "others can read the report"
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    contents = path.read_bytes()
    path.unlink()
    return contents


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet(contents):
    """The rows of the first sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(contents)) as book:
        assert book.testzip() is None
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared = book.namelist().count("xl/sharedStrings.xml") and [
            "".join(text.text or "" for text in item.iter(f"{CELL}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
    rows = []
    for row in root.iter(f"{CELL}row"):
        values = {}  # of columns A, B, C …; a cell without a value is not there
        for cell in row.iter(f"{CELL}c"):
            text = "".join(part.text or "" for part in cell.iter() if part.tag != f"{CELL}c")
            column = cell.get("r").rstrip("0123456789")
            values[column] = shared[int(text)] if cell.get("t") == "s" else text
        rows.append(values)
    return [{name: row.get(column, "") for column, name in rows[0].items()} for row in rows[1:]]
