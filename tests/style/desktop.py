"""What a desktop reads of KMS Desk: each file by the tool that desktops check it with, complete in Japanese."""
import configparser
import re
import struct
import subprocess
import tempfile
import xml.etree.ElementTree as ET

from source import TOP, name, nothing, tap, text

DATA = TOP / "data"
ID = "io.github.kmsdesk.KmsDesk"
DESKTOP, METAINFO = DATA / f"{ID}.desktop", DATA / f"{ID}.metainfo.xml"
ICONS = sorted((DATA / "icons").glob("*/apps/*.svg"))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What stands in a metainfo once for each language.
TRANSLATED = {"name", "summary", "developer_name", "p", "li", "caption", "keyword"}
SIZES = (16, 24, 32, 64, 128)


def equal(found, expected):
    assert found == expected, f"found {found!r} instead of {expected!r}"


def accepts(*command):
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def desktop_file():
    nothing(accepts("desktop-file-validate", "--warn-kde", DESKTOP).splitlines())
    entry = configparser.ConfigParser(interpolation=None, comment_prefixes="#")
    entry.optionxform = str
    entry.read(DESKTOP, encoding="utf-8")
    for group in entry.sections():
        keys = entry[group]
        for key in {"Name", "GenericName", "Comment", "Keywords"} & set(keys):
            assert f"{key}[ja]" in keys, f"{group}: {key} has no Japanese"
    actions = entry["Desktop Entry"]["Actions"].strip(";").split(";")
    equal([f"Desktop Action {action}" for action in actions], entry.sections()[1:])


def metainfo():
    accepts("appstreamcli", "validate", "--no-net", METAINFO)
    root = ET.parse(METAINFO).getroot()
    found = {None: 0, "ja": 0}
    for element in root.iter():
        if element.tag in TRANSLATED:
            found[element.get(LANG)] += 1
    equal(found["ja"], found[None])
    version = re.search(r"version: '([^']+)'", text(TOP / "meson.build"))[1]
    equal(root.find("releases/release").get("version"), version)


def screenshots():
    """Those that the metainfo names are there, as large as it says, in both languages."""
    names = []
    for image in ET.parse(METAINFO).getroot().iter("image"):
        path = DATA / "screenshots" / image.text.rsplit("/", 1)[1]
        width, height = struct.unpack(">II", path.read_bytes()[16:24])
        equal((path.name, width, height), (path.name, int(image.get("width")), int(image.get("height"))))
        assert path.stem.endswith("-ja" if image.get(LANG) == "ja" else "-en"), path.name
        names.append(path.name)
    there = {path.name for path in (DATA / "screenshots").iterdir()}
    equal(sorted(there), sorted(names))


def icons():
    """They are drawn at every size, and the small ones still tell a key from its ground."""
    equal(len(ICONS), 2)
    for icon in ICONS:
        accepts("xmllint", "--noout", icon)
        for size in SIZES:
            picture = subprocess.run(
                ["rsvg-convert", "-w", str(size), "-h", str(size), icon], capture_output=True, check=True).stdout
            colours = subprocess.run(
                ["convert", "-", "-alpha", "on", "-format", "%k", "info:"], input=picture, capture_output=True,
                check=True).stdout
            assert int(colours) > 2, f"{name(icon)} at {size}: {colours} colours"


def schema():
    with tempfile.TemporaryDirectory() as folder:
        accepts("glib-compile-schemas", "--strict", f"--targetdir={folder}", DATA)
    keys = ET.parse(DATA / f"{ID}.gschema.xml").getroot().iter("key")
    nothing(key.get("name") for key in keys if not key.findtext("summary"))


tap.run([
    ("the desktop file", desktop_file),
    ("the metainfo", metainfo),
    ("the screenshots", screenshots),
    ("the icons", icons),
    ("the schema", schema),
])
