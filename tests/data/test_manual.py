#!/usr/bin/python3
"""The man pages describe what the programs can do, no less and no more, and mandoc has nothing to say."""
import re
import subprocess

from programs import DESK, KMS, SERVER, TOP, command_options, commands, options, run, tap

MAN = TOP / "data/man"
PAGES = sorted(MAN.iterdir())
FLAG = re.compile(r"\bFl ((?:Fl )?[\w-]+)")
# Of GTK and GLib.
OF_LIBRARIES = {"--help-all", "--help-gapplication", "--gapplication-service"}


def flags(page):
    """The options that a page has in its text or headings."""
    found = FLAG.findall((MAN / page).read_text(encoding="utf-8"))
    return {"--" + flag[3:] if flag.startswith("Fl ") else "-" + flag for flag in found}


def of(*each):
    """All spellings of some options."""
    return {word for some in each for pair in some.items() for word in pair if word}


def missing_and_surplus(page, expected):
    described = flags(page)
    assert not expected - described, f"{page} does not describe {sorted(expected - described)}"
    assert not described - expected, f"{page} describes {sorted(described - expected)}"


def kms():
    missing_and_surplus("kms.1", of(*command_options(KMS).values()) | {"--version"})
    text = (MAN / "kms.1").read_text(encoding="utf-8")
    for command in commands(KMS):
        assert f".It Cm {command}\n" in text, command


def kms_desk():
    missing_and_surplus("kms-desk.1", of(options(run(DESK, "--help-all"))) | OF_LIBRARIES)


def kms_server():
    if not SERVER.exists():
        raise tap.Skip("built without the server")
    by_command = command_options(SERVER)
    expected = of(*by_command.values(), options(run(SERVER, "--help")))
    missing_and_surplus("kms-server.8", expected)
    text = (MAN / "kms-server.8").read_text(encoding="utf-8").replace(".It Xo\n.Cm", ".It Cm")
    for command, some in by_command.items():
        begin = re.search(rf"^\.It Cm {command}\b", text, re.MULTILINE)
        assert begin, f"kms-server.8 does not describe {command}"
        paragraph = text[begin.start():].split("\n.It ", 2)
        for option in some:
            assert option == "--help" or f"Fl Fl {option[2:]}" in paragraph[0], f"{command}: {option}"


def lint():
    """References to each other are checked here: mandoc knows only what is installed."""
    done = subprocess.run(["mandoc", "-T", "lint", *PAGES], capture_output=True, text=True, check=False)
    said = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
    assert not said, "\n".join(said)
    names = {page.name for page in PAGES} | {"systemd.exec.5"}
    for page in PAGES:
        for title, section in re.findall(r"^\.Xr (\S+) (\d)", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert f"{title}.{section}" in names, f"{page.name}: {title}({section})"


tap.run([("kms", kms), ("kms-desk", kms_desk), ("kms-server", kms_server), ("mandoc", lint)])
