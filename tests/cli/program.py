"""Runs the real kms, hermetically, and looks at its answer: what test_cli.py is made of.

The program is the one in the build folder, KMS_BUILD. It never sees the caller's home or language.
"""
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
import tap  # noqa: E402

BUILD = pathlib.Path(os.environ.get("KMS_BUILD", TESTS.parent / "build"))
SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="kms-cli-"))
# A copy, so that a build that links anew meanwhile does not take the program away.
KMS = shutil.copy2(BUILD / "src/cli/kms", SCRATCH)

DONE, REFUSED, USAGE = 0, 1, 2
GOOD = "1111-1111-1111-1111:1"


class Answer:
    """What a run of kms left: status, out and err as text, and raw as bytes."""

    def __init__(self, run):
        self.status = run.returncode
        self.raw = run.stdout or b""
        self.out = self.raw.decode()
        self.err = (run.stderr or b"").decode()
        assert "CRITICAL" not in self.err and "WARNING" not in self.err, self.err

    def json(self):
        return json.loads(self.out)

    def csv(self):
        return list(csv.DictReader(io.StringIO(self.out, newline="")))


def environment(language=""):
    names = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "KMS_LOCALE_DIR")
    env = {name: os.environ[name] for name in names if name in os.environ}
    env.setdefault("KMS_LOCALE_DIR", str(BUILD / "po"))
    env.update(HOME=str(SCRATCH), PATH=os.environ["PATH"], TZ="UTC", G_DEBUG="fatal-warnings")
    env["LC_ALL"] = language or "C.UTF-8"
    if language:
        env["LOCPATH"] = str(BUILD / "tests")
    return env


def kms(*arguments, stdin=b"", language="", **more):
    if isinstance(stdin, str):
        stdin = stdin.encode()
    if "stdout" not in more:
        more["stdout"] = subprocess.PIPE
    return Answer(
        subprocess.run(
            [KMS, *arguments],
            input=stdin,
            stderr=subprocess.PIPE,
            env=environment(language),
            timeout=60,
            check=False,
            **more,
        )
    )


def equal(found, expected):
    assert found == expected, f"found {found!r} instead of {expected!r}"


def refused(answer, *sentences, status=REFUSED):
    """Nothing on the standard output, each sentence on the other, each line with the prefix."""
    equal(answer.status, status)
    equal(answer.out, "")
    for sentence in sentences:
        assert sentence in answer.err, f"{sentence!r} is not in {answer.err!r}"
    for line in answer.err.splitlines():
        assert line.startswith("kms: "), line


def sheets(count=2, category="hdvc"):
    answer = kms("sheets", "--demo", "--count", str(count), "--category", category, "-f", "json")
    equal(answer.status, DONE)
    return answer.json()["sheets"]


def pair(sheet):
    return f"{sheet['activation_key']}:{sheet['registration_id']}"


def class_file(name):
    return str(SCRATCH / name)
