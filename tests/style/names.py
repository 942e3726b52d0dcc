"""No unfinished business, no path of one machine; every C file says its licence."""
import re

from source import TOP, check, files, text

UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|[Nn]ot implem" r"ented")
MACHINE = re.compile(r"(?<![\w$}.])/(home|root|work|Users)/\w")
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"


def findings(path):
    for number, line in enumerate(text(path).splitlines(), 1):
        for pattern in (UNFINISHED, MACHINE):
            found = pattern.search(line)
            if found:
                yield f"line {number}: {found[0]}"
    if path.suffix in (".c", ".h") and LICENCE not in text(path).split("\n", 1)[0]:
        yield f"the first line is not {LICENCE}"


SUFFIXES = ".c", ".h", ".py", ".ui", ".css", ".md", ".build", ".po", ""
check("names", files(["src", "data", "help", "po", "tests"], *SUFFIXES, ".page") + [TOP / "meson.build"], findings)
