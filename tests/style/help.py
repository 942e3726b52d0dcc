"""The help: valid pages whose links and pictures are there, complete in Japanese, with the names that the
window has."""
import ast
import collections
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from source import TOP, name, nothing, tap, text

HELP = TOP / "help"
PAGES = sorted((HELP / "C").glob("*.page"))
PICTURES = sorted(HELP.glob("*/figures/*.png"))
PICTURE_BYTES = 60_000
MALLARD = "{http://projectmallard.org/1.0/}"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
# What itstool asks for besides the text.
CREDITS = "translator-credits"
# On the device, not in the window.
NOT_OURS = "device"

MESSAGE = re.compile(r'((?:^#.*\n)*)^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?'
                     r'msgstr(?:\[0\])? ((?:".*"\n)+)', re.MULTILINE)
CONTEXT = re.compile(r'^msgctxt .*\n', re.MULTILINE)
PLURAL = re.compile(r'^msgid_plural ((?:".*"\n)+)', re.MULTILINE)
TAG = re.compile(r"<[^>]+>")
GUI = re.compile(r'<gui(?: style="(\w+)")?>([^<]*)</gui>')


def run(*arguments, cwd=None):
    ran = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=cwd)
    return ran.returncode, (ran.stdout + ran.stderr).strip()


def string(lines):
    return "".join(ast.literal_eval(line) for line in lines.strip().splitlines())


def messages(path):
    """The messages of a catalogue: flags, English, Japanese; a plural counts as its every form."""
    found = []
    for match in MESSAGE.finditer(CONTEXT.sub("", text(path)) + "\n"):
        forms = [string(match[2])] + [string(plural) for plural in PLURAL.findall(match[0])]
        found += [(match[1], form, string(match[3])) for form in forms if form]
    return found


def yelp(check, *options, folder=HELP / "C"):
    status, said = run("yelp-check", check, *options, *[page.name for page in PAGES], cwd=folder)
    nothing(said.splitlines() or ([f"yelp-check {check}: {status}"] if status else []))


def japanese_pages(folder):
    """The pages as they are installed, in a folder."""
    catalogue = Path(folder, "ja.mo")
    status, said = run("msgfmt", "--check", "-o", str(catalogue), str(HELP / "ja" / "ja.po"))
    assert status == 0, said
    status, said = run("itstool", "--strict", "-m", str(catalogue), "--lang", "ja", "-o", folder,
                       *map(str, PAGES))
    assert status == 0 and not said, said
    shutil.copytree(HELP / "ja" / "figures", Path(folder, "figures"))


def pages_are_valid():
    for check in ("validate", "links", "media", "orphans", "ids"):
        yelp(check)
    with tempfile.TemporaryDirectory() as folder:
        japanese_pages(folder)
        for check in ("validate", "links", "media"):
            yelp(check, folder=folder)


def pages_are_whole():
    """Each has its licence, its name as its ID, and is listed to be installed, as the pictures are."""
    listed = text(HELP / "meson.build")
    found = []
    for page in PAGES:
        root = ET.parse(page).getroot()
        licence = root.find(f"{MALLARD}info/{MALLARD}license")
        if licence is None or licence.get("href") != LICENCE:
            found.append(f"{name(page)}: no {LICENCE}")
        if root.get("id") != page.stem:
            found.append(f"{name(page)}: its ID is {root.get('id')}")
    for path in PAGES + PICTURES:
        if f"'{path.relative_to(path.parents[1 if path in PICTURES else 0])}'" not in listed:
            found.append(f"{name(path)}: not in help/meson.build")
    found += [f"{name(path)}: {path.stat().st_size} bytes" for path in PICTURES
              if path.stat().st_size > PICTURE_BYTES]
    nothing(found)


def japanese_is_complete():
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, "help.pot")
        status, said = run("itstool", "-o", str(template), *map(str, PAGES))
        assert status == 0, said
        asked = {english for _, english, _ in messages(template) if not english.startswith("external ref")}
    have = {english: (flags, japanese) for flags, english, japanese in messages(HELP / "ja" / "ja.po")}
    nothing(
        [f"not in ja.po: {english}" for english in sorted(asked - set(have))]
        + [f"no longer in a page: {english}" for english in sorted(set(have) - asked)]
        + [f"fuzzy: {english}" for english, (flags, _) in have.items() if "fuzzy" in flags]
        + [f"untranslated: {english}" for english, (_, japanese) in have.items() if not japanese]
    )


def markup_is_the_same():
    """itstool leaves a message in English, silently, when its markup is broken."""
    nothing(
        f"{english}: {japanese}"
        for _, english, japanese in messages(HELP / "ja" / "ja.po")
        if english != CREDITS
        and collections.Counter(TAG.findall(english)) != collections.Counter(TAG.findall(japanese))
    )


def without_mnemonic(label):
    """What a label may look like in the window; an underscore may also belong to a name (Shift_JIS)."""
    return {re.sub(r"\(_\w\)", "", label), re.sub(r"\(_\w\)|_", "", label)}


def as_pattern(label):
    """A label whose placeholders stand for a number or a word."""
    return re.compile(re.sub(r"%(?:'?u|\\?s)", lambda m: r"\d+" if "u" in m[0] else r".+", re.escape(label)))


def labels():
    """The strings of the window: a pattern for the English of each, and those for its Japanese."""
    return [
        (as_pattern(english), [as_pattern(japanese) for japanese in without_mnemonic(translation)])
        for _, message, translation in messages(TOP / "po" / "ja.po")
        for english in without_mnemonic(message)
        if not message.startswith("%")
    ]


def names_are_those_of_the_window():
    window = labels()
    found = []
    for _, english, japanese in messages(HELP / "ja" / "ja.po"):
        ours = [word for style, word in GUI.findall(english) if style != NOT_OURS]
        theirs = [word for style, word in GUI.findall(japanese) if style != NOT_OURS]
        right = []
        for word in ours:
            fits = [patterns for pattern, patterns in window if pattern.fullmatch(word)]
            if not fits:
                found.append(f"not in the window: {word}")
            right += sum(fits, [])
        found += [f"not what {ours} is in Japanese: {word}" for word in theirs
                  if not any(pattern.fullmatch(word) for pattern in right)]
    nothing(found)


def topics_are_there():
    """What F1 opens."""
    app = TOP / "src" / "app"
    topics = re.findall(r'_get_type, "([\w-]+)" }', text(app / "kms-help.c"))
    windows = re.compile(r'(?:kms_help_set_topic|kms_paper_window_show) \([^;]*"([\w-]+)"\);')
    set_topics = [topic for source in sorted(app.glob("*.c")) for topic in windows.findall(text(source))]
    assert topics and set_topics, "no topics"
    topics += set_topics
    nothing(f"no such page: {topic}" for topic in topics if HELP / "C" / f"{topic}.page" not in PAGES)


tap.run(
    [
        ("pages, links and pictures", pages_are_valid),
        ("licence and list", pages_are_whole),
        ("ja.po is complete", japanese_is_complete),
        ("the same markup in Japanese", markup_is_the_same),
        ("the names of the window", names_are_those_of_the_window),
        ("the topics of F1", topics_are_there),
    ]
)
