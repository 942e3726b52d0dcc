"""Runs checks and prints TAP: the whole of what the Python tests of this project need."""
import os
import sys
import traceback

# Built with AddressSanitizer, as tests/run --sanitize does; Meson itself sets the name, too.
SANITIZED = "detect_leaks=1" in os.environ.get("ASAN_OPTIONS", "")


class Skip(Exception):
    """Raised by a check that has nothing to look at, with the reason."""


def complain(text):
    """Meson shows what a failed test wrote to stderr, and nothing else."""
    print("# " + text.replace("\n", "\n# "), file=sys.stderr, flush=True)


def run(checks):
    """Runs (name, function) pairs in order. A function fails by raising; the reason is printed."""
    failed = False
    print(f"1..{len(checks)}")
    for number, (name, check) in enumerate(checks, 1):
        try:
            check()
            print(f"ok {number} {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except AssertionError as reason:
            failed = True
            where = traceback.extract_tb(reason.__traceback__)[-1]
            text = str(reason) or where.line
            complain(f"{where.name}, line {where.lineno}: {text}")
            print(f"not ok {number} {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed = True
            complain(traceback.format_exc().rstrip())
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
