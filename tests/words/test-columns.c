/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Widths on a terminal, padding, and what a stranger's bytes become. */

#include "words/kms-columns.h"

static const struct
{
  const char *text;
  guint n_columns;
} widths[] = {
  { "", 0 },
  { "Part number", 11 },
  { "品番", 4 },      /* East Asian characters are two wide */
  { "ＡＢ", 4 },      /* so are full-width letters */
  { "ﾊﾝｶｸ", 4 },      /* half-width katakana are not */
  { "e\xCC\x81", 1 }, /* a combining accent takes no room */
  { "a\xE2\x80\x8B"
    "b",
    2 }, /* nor does a zero-width space */
};

static void
test_width (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    g_assert_cmpuint (kms_columns_of (widths[i].text), ==, widths[i].n_columns);
}

static void
test_padding (void)
{
  g_autoptr (GString) page = g_string_new (NULL);

  kms_columns_append (page, "品番", 6);
  kms_columns_append (page, "longer", 3);
  g_assert_cmpstr (page->str, ==, "品番  longer");
}

static const struct
{
  const char *bytes;
  const char *shown;
} printables[] = {
  { "設置 DEMO 🎈", "設置 DEMO 🎈" },
  { "a\xFF"
    "b",
    "a\xEF\xBF\xBD"
    "b" },                                  /* not UTF-8 */
  { "\x1B[31mred", "␛[31mred" },            /* an escape sequence */
  { "two\r\nlines\t\x7F", "two␍␊lines␉␡" }, /* line ends, tab, DEL */
  { "\xC2\x9B"
    "1m",
    "\xEF\xBF\xBD"
    "1m" }, /* CSI of C1 */
  { "a\xE2\x80\xAE"
    "b",
    "a\xEF\xBF\xBD"
    "b" }, /* right-to-left override */
  { "a\xE2\x80\xA8"
    "b",
    "a\xEF\xBF\xBD"
    "b" }, /* line separator */
};

static void
test_printable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (printables); i++)
    {
      g_autofree char *shown = kms_columns_make_printable (printables[i].bytes);

      g_assert_cmpstr (shown, ==, printables[i].shown);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/columns/width", test_width);
  g_test_add_func ("/columns/padding", test_padding);
  g_test_add_func ("/columns/printable", test_printable);

  return g_test_run ();
}
