"""What the style checks share: the files of the project, and how a check reports its findings."""
import os
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests"))

import tap  # noqa: E402


def files(folders, *suffixes):
    """The files below the folders of the checkout, by suffix, sorted; build folders are not there, and
    what npm installed is passed over."""
    found = []
    for folder in folders:
        for root, below, names in os.walk(TOP / folder):
            below[:] = [name for name in below if name != "node_modules"]
            found += [pathlib.Path(root, name) for name in names]
    return sorted(path for path in found if path.suffix in suffixes and path.is_file())


def text(path):
    return path.read_text(encoding="utf-8")


def name(path):
    return str(path.relative_to(TOP))


def nothing(found):
    """Fails with the findings, one a line, unless there are none."""
    found = list(found)
    assert not found, "\n".join(found)


def skip(title, reason):
    """A check that cannot be made here."""

    def give_up():
        raise tap.Skip(reason)

    tap.run([(title, give_up)])


def check(title, paths, findings):
    """The whole of a check in one subtest: findings (path) gives the lines to complain with."""
    tap.run(
        [
            (
                f"{title}: {len(paths)} files",
                lambda: nothing(f"{name(path)}: {line}" for path in paths for line in findings(path)),
            )
        ]
    )
