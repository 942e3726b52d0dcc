#!/usr/bin/python3
"""What bash offers behind kms, asked as bash asks: every command, option and value that kms knows."""
import re
import subprocess
import tempfile

from programs import KMS, TOP, command_options, commands, equal, run, tap

SCRIPT = """
source "$1"
COMP_LINE=$2; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_POINT=${#COMP_LINE}
_kms kms "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(*words, folder=None):
    """What follows; bash's own word breaks are made here: --format=c is three words."""
    split = []
    for word in words:
        name, sign, value = word.partition("=")
        split += [part for part in (name, sign, value) if part] if sign else [word]
    done = subprocess.run(
        ["bash", "-uc", SCRIPT, "bash", TOP / "data/completions/kms", " ".join(words), *split],
        capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


def the_commands():
    equal(sorted(offered("kms", "")), sorted([*commands(KMS), "--help", "--version"]))
    equal(offered("kms", "pre"), ["preview"])


def the_options():
    for command, expected in command_options(KMS).items():
        found = {option.rstrip("=") for option in offered("kms", command, "--")}
        equal((command, sorted(found)), (command, sorted(expected)))
        # Those with a value, and no others, end with =.
        taking = set(re.findall(r"--[\w-]+=", run(KMS, command, "--help")))
        equal((command, {option for option in offered("kms", command, "--") if option.endswith("=")}), (command, taking))


def the_values():
    """As the program names them when it refuses another one; those of a file are known to it alone."""
    equal(offered("kms", "issue", "--format="), ["table", "json", "csv"])
    equal(offered("kms", "issue", "-f", "c"), ["csv"])
    equal(offered("kms", "report", "--format", "csv-"), ["csv-excel", "csv-sjis"])
    equal(offered("kms", "sheets", "--category=l"), ["live-link"])
    equal(offered("kms", "report", ""), ["daily", "history"])
    equal(offered("kms", "find", "--tz=Asia/Tok"), ["Asia/Tokyo"])
    equal(offered("kms", "find", "--paper="), ["a4", "letter"])
    equal(offered("kms", "find", "--server="), [])
    equal(offered("kms", "issue", "--device", ""), [])


def the_values_are_the_programs():
    """Every value that is offered is taken."""
    for value in offered("kms", "sheets", "--format="):
        subprocess.run([KMS, "sheets", "--demo", "--format", value], check=True, stdout=subprocess.DEVNULL)
    for value in offered("kms", "sheets", "--category="):
        subprocess.run([KMS, "sheets", "--demo", "--category", value], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        for value in set(offered("kms", "report", "--format=")) - {"table", "json"}:
            for kind in offered("kms", "report", ""):
                subprocess.run(
                    [KMS, "report", "--demo", kind, "--format", value, "--output", f"{folder}/{value}-{kind}"], check=True,
                    stdout=subprocess.DEVNULL)


def files():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a sheet.txt", "mail.eml"):
            open(f"{folder}/{name}", "w", encoding="utf-8").close()
        equal(sorted(offered("kms", "issue", "--sheet=", folder=folder)), ["a sheet.txt", "mail.eml"])
        equal(offered("kms", "issue", "--sheet", "m", folder=folder), ["mail.eml"])


def in_a_shell():
    """bash itself finds it under the name of the program."""
    done = subprocess.run(
        ["bash", "-euc", 'source "$1"; complete -p kms', "bash", TOP / "data/completions/kms"], capture_output=True,
        text=True, check=True)
    equal(done.stdout.strip(), "complete -F _kms kms")


tap.run([
    ("commands", the_commands),
    ("options", the_options),
    ("values", the_values),
    ("every value is taken", the_values_are_the_programs),
    ("files", files),
    ("in a shell", in_a_shell),
])
