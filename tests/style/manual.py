"""manual.py FOLDER: the manual as a PDF, in each language: its faces are in it, its contents name the right
pages, all topics and pictures are there, and making it again gives the same bytes."""
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from source import TOP, nothing, tap

FOLDER = Path(sys.argv[1])
MALLARD = "{http://projectmallard.org/1.0/}"
LANGUAGES = {"en": TOP / "help" / "C", "ja": FOLDER / "ja"}
# A line of the contents: a title, the dots and the page.
CONTENTS_LINE = re.compile(r"^\s*(\S.*?)\s?\.{3,}\s*(\d+)$", re.MULTILINE)


def output(*arguments):
    run = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return run.stdout


def squeezed(text):
    return "".join(text.split())


def pages(language):
    """The text of each page."""
    return output("pdftotext", "-layout", str(FOLDER / f"manual-{language}.pdf"), "-").split("\f")


def topics(language):
    roots = [ET.parse(path).getroot() for path in sorted(LANGUAGES[language].glob("*.page"))]
    return ["".join(root.find(MALLARD + "title").itertext()) for root in roots if root.get("id") != "index"]


def contents_are_right(language):
    text = pages(language)
    said = {squeezed(title): int(number) for title, number in CONTENTS_LINE.findall(text[1])}
    found = [f"not in the contents: {title}" for title in topics(language) if squeezed(title) not in said]
    found += [f"not on page {number}: {title}" for title, number in said.items()
              if title not in squeezed(text[number - 1])]
    found += [f"page {number} does not say so" for number, page in enumerate(text[1:-1], 2)
              if page.split()[-1] != str(number)]
    nothing(found)


def faces_are_in_it(language):
    lines = output("pdffonts", str(FOLDER / f"manual-{language}.pdf")).splitlines()[2:]
    assert lines, "no faces"
    # name … embedded, subset, unicode, object
    nothing(line for line in lines if line.split()[-5:-2] != ["yes"] * 3 or "+Manual" not in line)


def pictures_are_in_it(language):
    lines = output("pdfimages", "-list", str(FOLDER / f"manual-{language}.pdf")).splitlines()[2:]
    used = sum(path.read_text(encoding="utf-8").count("<media ") for path in LANGUAGES[language].glob("*.page"))
    assert len([line for line in lines if " image " in line]) == used, "\n".join(lines)


def is_the_same_again():
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder, "again.pdf")
        version = re.search(r"\d+\.\d+\.\d+", pages("en")[0])[0]
        subprocess.run([sys.executable, TOP / "help" / "manual.py", "en", version, again], check=True)
        assert again.read_bytes() == (FOLDER / "manual-en.pdf").read_bytes(), "other bytes"


tap.run(
    [
        (f"{check.__name__.replace('_', ' ')} ({language})", lambda check=check, language=language: check(language))
        for check in (contents_are_right, faces_are_in_it, pictures_are_in_it)
        for language in LANGUAGES
    ]
    + [("the same bytes again", is_the_same_again)]
)
