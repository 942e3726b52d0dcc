#!/usr/bin/python3
"""The man pages describe what the programs can do, no less and no more, in English and in Japanese, and mandoc
has nothing to say."""
import re
import subprocess

from programs import DESK, KMS, SERVER, TOP, command_options, commands, options, run, tap

MAN = TOP / "data/man"
NAMES = ("kms.1", "kms-desk.1", "kms-server.8")
LANGUAGES = (MAN, MAN / "ja")
PAGES = [folder / name for folder in LANGUAGES for name in NAMES]
FLAG = re.compile(r"\bFl ((?:Fl )?[\w-]+)")
# Of GTK and GLib.
OF_LIBRARIES = {"--help-all", "--help-gapplication", "--gapplication-service"}


def flags(page):
    """The options that a page has in its text or headings."""
    found = FLAG.findall(page.read_text(encoding="utf-8"))
    return {"--" + flag[3:] if flag.startswith("Fl ") else "-" + flag for flag in found}


def of(*each):
    """All spellings of some options."""
    return {word for some in each for pair in some.items() for word in pair if word}


def missing_and_surplus(name, expected):
    for folder in LANGUAGES:
        page = folder / name
        described = flags(page)
        assert not expected - described, f"{page} does not describe {sorted(expected - described)}"
        assert not described - expected, f"{page} describes {sorted(described - expected)}"


def kms():
    missing_and_surplus("kms.1", of(*command_options(KMS).values()) | {"--version"})
    for folder in LANGUAGES:
        text = (folder / "kms.1").read_text(encoding="utf-8")
        for command in commands(KMS):
            assert f".It Cm {command}\n" in text, f"{folder}: {command}"


def kms_desk():
    missing_and_surplus("kms-desk.1", of(options(run(DESK, "--help-all"))) | OF_LIBRARIES)


def kms_server():
    if not SERVER.exists():
        raise tap.Skip("built without the server")
    by_command = command_options(SERVER)
    expected = of(*by_command.values(), options(run(SERVER, "--help")))
    missing_and_surplus("kms-server.8", expected)
    for folder in LANGUAGES:
        text = (folder / "kms-server.8").read_text(encoding="utf-8").replace(".It Xo\n.Cm", ".It Cm")
        for command, some in by_command.items():
            begin = re.search(rf"^\.It Cm {command}\b", text, re.MULTILINE)
            assert begin, f"{folder}/kms-server.8 does not describe {command}"
            paragraph = text[begin.start():].split("\n.It ", 2)
            for option in some:
                assert option == "--help" or f"Fl Fl {option[2:]}" in paragraph[0], f"{folder}: {command}: {option}"


def outline(page):
    """The sections, the synopsis and what is described, without the words for values."""
    found, section, heading = [], None, False
    for line in page.read_text(encoding="utf-8").splitlines():
        section = line if line.startswith(".Sh ") else section
        heading = heading or line == ".It Xo"
        if line.startswith(".Ss "):
            found.append(".Ss")
        elif heading or section == ".Sh SYNOPSIS" or line.startswith((".Sh ", ".It ")):
            found.append(re.sub(r"\bAr \S+", "Ar", line))
        heading = heading and line != ".Xc"
    return found


def languages():
    for name in NAMES:
        english, japanese = (outline(folder / name) for folder in LANGUAGES)
        different = [pair for pair in zip(english, japanese) if pair[0] != pair[1]]
        assert not different, f"{name}: {different[0]}"
        assert len(english) == len(japanese), name


def lint():
    """References to each other are checked here: mandoc knows only what is installed; and it takes the end of
    a Japanese word for a bracket."""
    done = subprocess.run(["mandoc", "-T", "lint", *PAGES], capture_output=True, text=True, check=False)
    forgiven = re.compile(r"referenced manual not found|trailing delimiter: .*\\\[u\w+\]$")
    said = [line for line in done.stdout.splitlines() if not forgiven.search(line)]
    assert not said, "\n".join(said)
    names = {*NAMES, "systemd.exec.5"}
    for page in PAGES:
        for title, section in re.findall(r"^\.Xr (\S+) (\d)", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert f"{title}.{section}" in names, f"{page.name}: {title}({section})"


tap.run([("kms", kms), ("kms-desk", kms_desk), ("kms-server", kms_server), ("both languages", languages),
         ("mandoc", lint)])
