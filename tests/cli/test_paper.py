#!/usr/bin/python3
"""What kms writes as PDF: a key card for each device that is found, and practice sheets for a class."""
import pathlib
import re
import shutil
import sys

from program import (
    DONE, REFUSED, SCRATCH, TESTS, USAGE, class_file, equal, kms, pair, refused, sheets, tap,
)

sys.path.insert(0, str(TESTS))
import pdf  # noqa: E402

SAMPLE_KEYS = [digit * 4 for digit in "13570246"]


def grouped(digits, size=4, separator="-"):
    return separator.join(digits[i : i + size] for i in range(0, len(digits), size))


def card_of_the_sample():
    for paper in "a4", "letter":
        path = SCRATCH / f"{paper}.pdf"
        answer = kms("find", "--demo", "--card", path, "--paper", paper)
        equal((answer.status, answer.out, answer.err), (DONE, "", ""))
        equal(path.stat().st_mode & 0o777, 0o600)
        equal(pdf.size(path), pdf.SIZES[paper])
        (page,), (code,) = pdf.pages(path), pdf.codes(path)
        assert "DEMO – these registration keys work on no real device." in page, page
        equal(code[:3], ["KMS 1", "DEMO", "MPR-ID 1234-5678-90AB-CDEF"])
        equal(sorted(line.split()[1] for line in code[3:]),
              sorted("-".join([digits] * 4) for digits in SAMPLE_KEYS))


def one_device_a_card():
    """Of two devices, one of each category; a key that was issued again stands on it once."""
    path, file = class_file("cards.kms"), SCRATCH / "cards.pdf"
    devices = {"hdvc": "0B8D0B8D0B8D0B8D", "live-link": "0B8D0B8D0B8D"}
    issued = {}
    for category, device in devices.items():
        sheet = sheets(1, category)[0]
        for _ in range(2):
            answer = kms("issue", "--demo", "--class", path, "-c", category, "-d", device,
                         "--site", "博多駅前ビル", "-f", "json", pair(sheet))
            equal(answer.status, DONE)
        issued[category] = answer.json()["keys"][0]
    equal(kms("find", "--demo", "--class", path, "博多", "--card", file).status, DONE)
    pages, codes = pdf.pages(file), pdf.codes(file)
    equal((len(pages), len(codes)), (2, 2))
    for page, code, category in zip(pages, codes, ("live-link", "hdvc")):
        key = issued[category]
        name = ["MPR-ID", grouped(devices["hdvc"])]
        if category == "live-link":
            name = ["MAC", grouped(devices[category], 2, ":")]
        equal(code, ["KMS 1", "DEMO", " ".join(name),
                     f"{key['part_number']} {grouped(key['registration_key'])}"])
        assert "博多駅前ビル" in page and name[1] in page, page


def card_is_refused():
    for options, sentence, status in (
        (["--card", "x.pdf", "--format", "json"], "--card excludes --format", USAGE),
        (["--paper", "a4"], "only for a PDF", USAGE),
        (["--card", "x.pdf", "--paper", "a5"], "“a5”: choose one of a4, letter", USAGE),
        (["--card", "/no/such/folder/x.pdf"], "/no/such/folder/x.pdf", REFUSED),
        (["--card", "x.pdf", "no such site"], "Nothing was found.", REFUSED),
    ):
        refused(kms("find", "--demo", *options), sentence, status=status)
    assert not pathlib.Path("x.pdf").exists()


KEY = r"(?:[0-9A-F]{4}-){3}[0-9A-F]{4}"


def the_demo_gives_the_answers():
    """What the trainer has is what a fresh demo issues for the sheets, for all participants in one."""
    for category, device in ("hdvc", KEY), ("live-link", "(?:[0-9A-F]{2}:){5}[0-9A-F]{2}"):
        file, path = SCRATCH / "class.pdf", class_file(f"{category}.kms")
        answer = kms("sheets", "--demo", "--pdf", file, "-p", "3", "-n", "5", "-c", category, "--paper", "letter")
        equal((answer.status, answer.out, answer.err), (DONE, "", ""))
        equal((pdf.size(file), file.stat().st_mode & 0o777), (pdf.SIZES["letter"], 0o600))
        *papers, answers = pdf.pages(file)
        equal(len(papers), 3)
        for number, paper in enumerate(papers, 1):
            assert f"Participant {number} of 3" in paper and "DEMO – these" in paper, paper
            pairs = re.findall(rf"({KEY}) +([0-9A-F]{{8}})\b", paper)
            equal(len(pairs), 5)
            used = re.search(device, paper)[0]
            issued = kms("issue", "--demo", "--class", path, "-c", category, "-d", used, "-f", "json",
                         *(":".join(each) for each in pairs)).json()
            for (key, _), found in zip(pairs, issued["keys"]):
                (line,) = (line for line in answers.splitlines() if key in line)
                assert grouped(found["registration_key"]) in line and found["part_number"] in line, line


def class_is_refused():
    for options, sentence in (
        (["--pdf", "x.pdf", "-p", "101"], "1 to 100"),
        (["--pdf", "x.pdf", "-p", "0"], "1 to 100"),
        (["--pdf", "x.pdf", "-n", "9"], "1 to 8"),
        (["--pdf", "x.pdf", "--sample"], "--pdf excludes"),
        (["--pdf", "x.pdf", "-f", "csv"], "--pdf excludes"),
        (["--pdf", "x.pdf", "--paper", "a3"], "“a3”: choose one of a4, letter"),
        (["-p", "2"], "only together with --pdf"),
    ):
        refused(kms("sheets", "--demo", *options), sentence, status=USAGE)
    refused(kms("sheets", "--demo", "--pdf", "/no/such/folder/x.pdf"), "/no/such/folder/x.pdf")
    assert not pathlib.Path("x.pdf").exists()


CHECKS = [the_demo_gives_the_answers, class_is_refused, card_of_the_sample, one_device_a_card, card_is_refused]

if __name__ == "__main__":
    try:
        tap.run([(check.__name__, check) for check in CHECKS])
    finally:
        shutil.rmtree(SCRATCH)
