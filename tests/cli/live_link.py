"""What kms says in Live Link, where an activation key is called a License No."""
from program import BUILD, DONE, GOOD, REFUSED, class_file, equal, kms, pair, refused, sheets, tap

LINK = ["--demo", "-c", "live-link", "--device", "12:34:56:78:90:AB"]


def link_faults():
    """Options, keys, what a sheet says, and the beginning of the sentence in both languages."""
    sheet = sheets(1, "live-link")[0]
    path = class_file("link.kms")
    equal(kms("issue", *LINK, "--class", path, pair(sheet)).status, DONE)
    other = [part if ":" not in part else "00:00:00:00:00:00" for part in LINK]
    hdvc = pair(sheets(1)[0])
    key = sheet["activation_key"]
    return [
        (LINK, ["1111:1"], "", "A License No. has 16 digits; there are 4 so far.", "ライセンスNo.は16桁"),
        (LINK, ["X" + GOOD], "", "is not a digit of a License No.", "ライセンスNo.に使えません"),
        (LINK, [":1"], "", "Enter the License No.", "ライセンスNo.を入力"),
        (LINK, [GOOD[:-2] + "1" + GOOD[-2:]], "", "these are 17", "ライセンスNo.は16桁"),
        (LINK, [GOOD, GOOD], "", "This License No. is there twice.", "同じライセンスNo."),
        (LINK, [f"{i:016X}:1" for i in range(9)], "", "Up to 8 license numbers", "ライセンスNo.は8件"),
        (LINK, [key + ":0"], "", "The License No. and the registration ID", "ライセンスNo.と"),
        (LINK, [hdvc], "", "This License No. is one of the other", "このライセンスNo.は、"),
        ([*other, "--class", path], [pair(sheet)], "", "This License No. is bound", "このライセンスNo.は別"),
        (LINK, ["--sheet", "-"], "Dear all\n", "No License No. with", "ライセンスNo.とレジ"),
        (LINK, ["--sheet", "-"], key, "found for the License No.", "ライセンスNo."),
    ]


def has_its_own_word():
    for options, keys, sheet, sentence, _ in link_faults():
        answer = kms("issue", *options, *keys, stdin=sheet)
        refused(answer, sentence)
        assert "ctivation" not in answer.err, answer.err
    table = kms("preview", *LINK, GOOD)
    equal((table.status, "ctivation" in table.out), (REFUSED, False))


def has_its_own_word_in_japanese():
    language = "ja_JP.UTF-8"
    if not (BUILD / "tests" / language).is_dir():
        raise tap.Skip("there is no Japanese locale")
    for options, keys, sheet, _, sentence in link_faults():
        answer = kms("issue", *options, *keys, stdin=sheet, language=language)
        refused(answer, sentence)
        assert "アクティベーション" not in answer.err, answer.err
