"""Stand-ins for the programs of a desktop that show help and PDFs."""
import os
import pathlib

from desk import BUILD, wait_for

HANDLER = """[Desktop Entry]
Type=Application
Name={name}
Exec={script} %u
MimeType={kind};
"""
HELP, PDF = "x-scheme-handler/help", "application/pdf"


class Viewers:
    """They write down what they are given. kinds says what they show, with_pages whether the help is installed."""

    def __init__(self, folder, kinds, with_pages):
        self.folder = pathlib.Path(folder)
        self.given = self.folder / "given"
        self.given.touch()
        script = self.folder / "viewer"
        script.write_text(f'#!/bin/sh\necho "$1" >>"{self.given}"\n')
        script.chmod(0o755)
        applications = self.folder / "data" / "applications"
        applications.mkdir(parents=True)
        defaults = ["[Default Applications]"]
        for kind in kinds:
            name = kind.rpartition("/")[2]
            entry = applications / f"{name}.desktop"
            entry.write_text(HANDLER.format(name=name, script=script, kind=kind))
            defaults.append(f"{kind}={entry.name}")
        (self.folder / "config").mkdir()
        (self.folder / "config" / "mimeapps.list").write_text("\n".join(defaults) + "\n")
        if with_pages:
            page = self.folder / "share" / "help" / "C" / "kms-desk" / "index.page"
            page.parent.mkdir(parents=True)
            page.touch()

    def settings(self):
        folders = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share")
        return {
            "home": self.folder,
            "environment": {
                "XDG_DATA_DIRS": f"{self.folder / 'share'}:{folders}",
                "KMS_MANUAL_FOLDER": str(BUILD / "help"),
            },
        }

    def take(self, ending):
        """Waits until something more was opened, which ends so."""
        wait_for(self.given.read_text, f"{ending} to be opened")
        given = self.given.read_text().splitlines()
        assert len(given) == 1 and given[0].endswith(ending), f"{given}, not {ending}"
        self.given.write_text("")
