/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Site lines: what gets in, in which form, and what is refused where. */

#include "engine/kms-site.h"

#include <string.h>

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

typedef struct
{
  const char *text;
  KmsSiteFault fault;
  const char *line;
  guint n_characters;
  guint position;
} Case;

static const Case cases[] = {
  { "DEMO-Fukuoka", KMS_SITE_FAULT_NONE, "DEMO-Fukuoka", 12, 0 },
  { "", KMS_SITE_FAULT_NONE, "", 0, 0 },
  { " \t\n\u3000", KMS_SITE_FAULT_NONE, "", 0, 0 },
  { "  本社 3階\u3000\r\n", KMS_SITE_FAULT_NONE, "本社 3階", 5, 0 }, /* stripped, kept inside */
  { "か\u3099", KMS_SITE_FAULT_NONE, "が", 1, 0 },                   /* composed */
  { "ﾌｸｵｶ①", KMS_SITE_FAULT_NONE, "ﾌｸｵｶ①", 5, 0 },                   /* not made compatible */
  { "👨\u200D👩", KMS_SITE_FAULT_NONE, "👨\u200D👩", 3, 0 },
  { FIFTY, KMS_SITE_FAULT_NONE, FIFTY, 50, 0 },
  { " " FIFTY " ", KMS_SITE_FAULT_NONE, FIFTY, 50, 0 },

  { FIFTY "0", KMS_SITE_FAULT_TOO_LONG, NULL, 51, 0 },
  { FIFTY FIFTY FIFTY FIFTY FIFTY, KMS_SITE_FAULT_TOO_LONG, NULL, 250, 0 },
  { "a\xFF", KMS_SITE_FAULT_NOT_TEXT, NULL, 0, 0 },
  { "\xC0\x80", KMS_SITE_FAULT_NOT_TEXT, NULL, 0, 0 },
  { "a\nb", KMS_SITE_FAULT_CONTROL, NULL, 0, 2 },
  { "a\tb", KMS_SITE_FAULT_CONTROL, NULL, 0, 2 },
  { " \n本\rb", KMS_SITE_FAULT_CONTROL, NULL, 0, 4 }, /* as typed, what is stripped counts */
  { "a\x1B", KMS_SITE_FAULT_CONTROL, NULL, 0, 2 },
  { "\x7F", KMS_SITE_FAULT_CONTROL, NULL, 0, 1 },
  { "\xC2\x9B", KMS_SITE_FAULT_CONTROL, NULL, 0, 1 },
  { "a\u2028b", KMS_SITE_FAULT_CONTROL, NULL, 0, 2 },
  { "a\u2029b", KMS_SITE_FAULT_CONTROL, NULL, 0, 2 },
  { "a\u202Eb", KMS_SITE_FAULT_CONTROL, NULL, 0, 2 }, /* right to left */
  { "\u202A", KMS_SITE_FAULT_CONTROL, NULL, 0, 1 },
  { "a\u2066b\u2069", KMS_SITE_FAULT_CONTROL, NULL, 0, 2 },
  { FIFTY FIFTY "\n0", KMS_SITE_FAULT_CONTROL, NULL, 0, 101 }, /* counts before the length */
};

static void
test_set_line (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      KmsSite site = { { "before", "other" } };
      KmsSiteReading reading;
      gboolean valid = kms_site_set_line (&site, 0, c->text, &reading);

      g_test_message ("case %u", i);
      g_assert_cmpuint (reading.fault, ==, c->fault);
      g_assert_cmpint (valid, ==, c->fault == KMS_SITE_FAULT_NONE);
      g_assert_cmpstr (site.line[0], ==, valid ? c->line : "before");
      g_assert_cmpstr (site.line[1], ==, "other");
      g_assert_cmpuint (reading.n_characters, ==, c->n_characters);
      g_assert_cmpuint (reading.position, ==, c->position);
    }
}

/* Fifty of the longest characters fit, and a megabyte of combining marks is refused without being
 * put in order, which would take hours. */
static void
test_extremes (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  KmsSite site = { 0 };
  KmsSiteReading reading;

  for (guint i = 0; i < KMS_SITE_MAX_CHARACTERS; i++)
    g_string_append (text, "🏢");
  g_assert_true (kms_site_set_line (&site, 1, text->str, NULL));
  g_assert_cmpstr (site.line[1], ==, text->str);
  g_assert_cmpuint (strlen (site.line[1]), ==, KMS_SITE_LINE_SIZE - 1);

  g_string_assign (text, "a");
  for (guint i = 0; i < 250000; i++)
    g_string_append (text, "\u0301\u0316");
  g_assert_false (kms_site_set_line (&site, 1, text->str, &reading));
  g_assert_cmpuint (reading.fault, ==, KMS_SITE_FAULT_TOO_LONG);
  g_assert_cmpuint (reading.n_characters, ==, 500001);
}

static void
test_compare (void)
{
  KmsSite a = { 0 }, b = { 0 };

  g_assert_true (kms_site_is_empty (&a));
  g_assert_true (kms_site_equal (&a, &b));
  g_assert_true (kms_site_set_line (&a, 1, "DEMO", NULL));
  g_assert_false (kms_site_is_empty (&a));
  g_assert_false (kms_site_equal (&a, &b));
  g_assert_true (kms_site_set_line (&b, 1, " DEMO ", NULL));
  g_assert_true (kms_site_equal (&a, &b));
  g_assert_true (kms_site_set_line (&a, 1, "", NULL));
  g_assert_true (kms_site_is_empty (&a));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/site/set-line", test_set_line);
  g_test_add_func ("/site/extremes", test_extremes);
  g_test_add_func ("/site/compare", test_compare);
  return g_test_run ();
}
