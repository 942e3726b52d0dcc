"""The strings of the source, in the language of the window."""
import gettext
import re


def filled(text, values):
    """A format of C with its values: %u and %s in order, or %2$s by number."""
    remaining = iter(values)
    return re.sub(
        r"%(?:(\d+)\$)?[us]",
        lambda found: str(values[int(found[1]) - 1] if found[1] else next(remaining)),
        text,
    )


class Untranslated(gettext.NullTranslations):
    """A string that is not in the catalogue is not one of the program: it would never be found in the window."""

    def gettext(self, message):
        raise AssertionError(f"{message!r} is not in po/ja.po")

    def ngettext(self, msgid1, msgid2, n):
        self.gettext(msgid1)

    def pgettext(self, context, message):
        self.gettext(f"{context}: {message}")


class Words:
    """The strings in a language, en or ja, from the catalogues in a folder."""

    def __init__(self, folder, language):
        # In English, too: it says whether there is such a string.
        self.japanese = gettext.translation("kms-desk", folder, ["ja"])
        self.japanese.add_fallback(Untranslated())
        self.shown = self.japanese if language == "ja" else gettext.NullTranslations()

    def tr(self, message, *values, plural=None, context=None):
        """What a string is in the window, with its values; with a plural, the first one is the count."""

        def look_up(catalogue):
            if plural:
                return catalogue.ngettext(message, plural, values[0])
            return catalogue.pgettext(context, message) if context else catalogue.gettext(message)

        look_up(self.japanese)
        return filled(look_up(self.shown), values)
