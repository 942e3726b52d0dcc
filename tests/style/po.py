"""Translations are complete: POTFILES.in lists every file with strings, ja.po every string."""
import pathlib
import re
import subprocess
import tempfile

from source import TOP, files, name, nothing, tap, text

PO = TOP / "po"
# What po/meson.build takes from i18n.gettext's preset "glib" and hands to xgettext.
XGETTEXT = (
    "xgettext --from-code=UTF-8 --add-comments --keyword=_ --keyword=N_ --keyword=C_:1c,2 "
    "--keyword=NC_:1c,2 --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 "
    "--flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format "
    "--flag=g_dngettext:2:pass-c-format --flag=g_strdup_printf:1:c-format "
    "--flag=g_string_printf:2:c-format --flag=g_string_append_printf:2:c-format "
    "--flag=g_error_new:3:c-format --flag=g_set_error:4:c-format"
).split()
TRANSLATED = re.compile(r'\b(?:N?C?_|ngettext|g_dngettext|g_dpgettext2) \(|translatable="(?:yes|true)"')


def potfiles():
    lines = text(PO / "POTFILES.in").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def command(*arguments):
    run = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=TOP)
    assert run.returncode == 0, f"{arguments[0]}: {run.stderr}"
    return run


def potfiles_are_complete():
    with_strings = {
        name(path)
        for path in files(["src", "data"], ".c", ".ui", ".in")
        if TRANSLATED.search(text(path))
    }
    listed = potfiles()
    nothing(
        [f"not listed: {path}" for path in sorted(with_strings - set(listed))]
        + [f"listed without a string: {path}" for path in sorted(set(listed) - with_strings)]
        + ["not in alphabetical order"] * (listed != sorted(listed))
    )


def japanese_is_complete():
    if not potfiles():
        raise tap.Skip("nothing to translate")
    counts = command("msgfmt", "--check", "--statistics", "-o", "/dev/null", "po/ja.po").stderr
    assert "fuzzy" not in counts and "untranslated" not in counts, counts


def japanese_is_up_to_date():
    if not potfiles():
        raise tap.Skip("nothing to translate")
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder, "new.pot")
        new = pathlib.Path(folder, "new.po")
        command(*XGETTEXT, "--output", str(pot), *potfiles())
        command("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", str(new), "po/ja.po", str(pot))
        counts = command("msgfmt", "--statistics", "-o", "/dev/null", str(new)).stderr
        assert "untranslated" not in counts, f"strings that po/ja.po does not have: {counts}"
        gone = re.findall(r'^#~ msgid "(.+)"', text(new), re.MULTILINE)
        nothing(f"no longer in the source: {msgid}" for msgid in gone)


# No wide text between the messages; of a plural the first form of each language.
MESSAGE = re.compile(r'^msgid "(.*)"\n(?:msgid_plural ".*"\n)?msgstr(?:\[0\])? "(.*)"$', re.MULTILINE)
MNEMONIC = re.compile(r"_([A-Za-z])")


def mnemonics_are_the_same():
    """The pages are tested in English for two things on one key; so much for the other languages."""
    messages = MESSAGE.findall(command("msgcat", "--no-wrap", "po/ja.po").stdout)
    assert messages or not potfiles(), "po/ja.po has no messages"
    nothing(
        f"{english}: {japanese}"
        for english, japanese in messages
        if [key.upper() for key in MNEMONIC.findall(english)] != MNEMONIC.findall(japanese)
    )


tap.run(
    [
        ("POTFILES.in", potfiles_are_complete),
        ("ja.po is complete", japanese_is_complete),
        ("ja.po is up to date", japanese_is_up_to_date),
        ("the same mnemonics in each language", mnemonics_are_the_same),
    ]
)
