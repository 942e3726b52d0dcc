"""Every #include follows the drawing in src/README.md."""
import re

from source import check, files, text

# folder → the folders of the project it may know
KNOWS = {
    "common": "",
    "engine": "common",
    "words": "common engine",
    "paper": "common engine words",
    "store": "common engine",
    "issuing": "common engine store",
    "accounts": "common engine store issuing",
    "server": "common engine store issuing accounts",
    "client": "common engine",
    "reports": "common engine client",
    "demo": "common engine store issuing client",
    "cli": "common engine words paper client reports",
    "app": "common engine words paper client reports",
}
# Only the main.c of a binary chooses the implementation of the backend.
MAIN_KNOWS = "demo"

# beginning of a library's header → the folders that may name it
LIBRARIES = {
    "gtk/": "app",
    "gdk/": "app",
    "adwaita": "app",
    "sqlite3": "common",
    "json-glib/": "common",
    "argon2": "accounts",
    "curl/": "accounts",
    "gmime/": "accounts",
    "microhttpd": "server",
    "systemd/": "server",
    "pango/": "paper app",
    "cairo": "paper app",
    "qrencode": "paper",
    "csv.h": "common",
    "libsoup/": "client",
    "libsecret/": "client",
    "xlsxwriter": "reports",
    "glib/gi18n": "words cli app",
    "libintl": "words cli app",
}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)', re.MULTILINE)


def findings(path):
    folder = path.parent.name
    assert folder in KNOWS, f"src/{folder} is not in the table of this check"
    allowed = {folder, *KNOWS[folder].split()}
    if path.name == "main.c":
        allowed |= {MAIN_KNOWS}
    for kind, header in INCLUDE.findall(text(path)):
        if kind == '"':
            other, slash, _ = header.partition("/")
            if slash and other not in allowed:
                yield f"{folder} may not know {header}"
            elif not slash and not (path.parent / header).exists():
                yield f'"{header}" is no header of ours: write "folder/kms-….h"'
        for library, folders in LIBRARIES.items():
            if kind == "<" and header.startswith(library) and folder not in folders.split():
                yield f"{folder} may not know <{header}>"


check("includes follow the drawing", files(["src"], ".c", ".h"), findings)
