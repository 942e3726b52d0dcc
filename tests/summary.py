"""summary.py TESTLOG: the last line of tests/run, from meson's testlog.json.

Every test program speaks TAP, and each of its subtests counts as one. A program that crashed, ran
out of time or left its plan unfinished counts as one more failure, with its name.
"""
import json
import re
import sys

LINE = re.compile(r"(not )?ok\b(.*)")


def count(run):
    passed = failed = skipped = 0
    for line in run.get("stdout", "").splitlines():
        found = LINE.match(line)
        if not found:
            continue
        if re.search(r"# skip", found[2], re.IGNORECASE):
            skipped += 1
        elif found[1]:
            failed += 1
        else:
            passed += 1
    if run["result"] == "SKIP" and not skipped:
        skipped = 1
    elif run["result"] not in ("OK", "SKIP") and not failed:
        print(f"{run['name']}: {run['result'].lower()}")
        failed = 1
    return passed, failed, skipped


def main(path):
    try:
        with open(path, encoding="utf-8") as log:
            runs = [json.loads(line) for line in log]
    except OSError:
        sys.exit("No test was run.")
    passed, failed, skipped = map(sum, zip(*map(count, runs))) if runs else (0, 0, 0)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
