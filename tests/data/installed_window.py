"""installed_window.py ROOT: opens the window of a program that was installed below ROOT, in a session of its
own, and looks whether it found its texts and its settings."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from desk import Desk  # noqa: E402

ROOT = pathlib.Path(sys.argv[1])
FOUND = {
    "XDG_DATA_DIRS": f"{ROOT}/share:/usr/local/share:/usr/share",
    "GSETTINGS_SCHEMA_DIR": "",
    "KMS_LOCALE_DIR": os.environ.get("KMS_LOCALE_DIR", ""),
}

with Desk("--demo", language="ja", program=ROOT / "bin/kms-desk", environment=FOUND) as desk:
    desk.find("list item", desk.tr("Issuing Demo"))
    with open(f"/proc/{desk.process.pid}/maps", encoding="utf-8") as maps:
        assert f"{ROOT}/share/glib-2.0/schemas/gschemas.compiled" in maps.read(), "the schema is not there"
