/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV: what a spreadsheet must not run, what comes back, and what is refused. */

#include "common/kms-csv.h"
#include "common/kms-error.h"

static void
test_write (void)
{
  static const char *const fields[] = { "a", "", "b,\"c\"", "d\r\ne", "東京", NULL };
  static const char *const one[] = { "", NULL };
  g_autoptr (GString) csv = g_string_new (NULL);

  kms_csv_append_row (csv, fields);
  kms_csv_append_row (csv, one);
  g_assert_cmpstr (csv->str, ==, "\"a\",\"\",\"b,\"\"c\"\"\",\"d\r\ne\",\"東京\"\r\n\"\"\r\n");
}

static const struct
{
  const char *field;
  const char *written;
} formulas[] = {
  { "=1+1", "'=1+1" },
  { "+81", "'+81" },
  { "-1", "'-1" },
  { "@SUM", "'@SUM" },
  { "\tx", "'\tx" },
  { "\rx", "'\rx" },
  { "\nx", "'\nx" },
  { "＝1", "'＝1" },
  { "＋1", "'＋1" },
  { "－1", "'－1" },
  { "＠x", "'＠x" },
  { "'=1", "''=1" }, /* so that the apostrophe of the text comes back */
  { "''-", "'''-" },
  /* these are none, and stay */
  { "'", "'" },
  { "'a", "'a" },
  { "''", "''" },
  { "'a=1", "'a=1" },
  { "a=1", "a=1" },
  { " =1", " =1" },
  { "1-1", "1-1" },
  { "", "" },
};

static void
test_formulas (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    {
      const char *fields[] = { formulas[i].field, NULL };
      g_autoptr (GString) csv = g_string_new (NULL);
      g_autofree char *expected = g_strdup_printf ("\"%s\"\r\n", formulas[i].written);
      g_autoptr (GPtrArray) rows = NULL;

      kms_csv_append_row (csv, fields);
      g_assert_cmpstr (csv->str, ==, expected);
      rows = kms_csv_parse (csv->str, -1, NULL);
      g_assert_cmpuint (rows->len, ==, 1);
      g_assert_cmpstr (((char **) rows->pdata[0])[0], ==, formulas[i].field);
      g_assert_null (((char **) rows->pdata[0])[1]);
    }
}

static char *
describe (GPtrArray *rows)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *row = g_strjoinv ("|", rows->pdata[i]);

      g_string_append_printf (string, "[%s]", row);
    }
  return g_string_free (string, FALSE);
}

static void
test_read (void)
{
  static const struct
  {
    const char *text;
    const char *rows; /* NULL: refused */
  } cases[] = {
    { "", "" },
    { "a,b\nc,d", "[a|b][c|d]" },
    { "a,b\r\nc,d\r\n", "[a|b][c|d]" },
    { "\xEF\xBB\xBF\"a\",b", "[a|b]" },
    { " a , b\t\n", "[ a | b\t]" }, /* nothing is trimmed */
    { "a,,\n\n\nb", "[a||][b]" },
    { "\"a\nb\",\"c\"\"d\"", "[a\nb|c\"d]" },
    { "\"\"\n", "[]" },
    { "a\"b", NULL },
    { "\"a\"b", NULL },
    { "\"a\" ,b", NULL },
    { "a,\"b", NULL },
    { "a\xFF", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = kms_csv_parse (cases[i].text, -1, &error);
      g_autofree char *described = rows != NULL ? describe (rows) : NULL;

      g_test_message ("case %u", i);
      g_assert_cmpstr (described, ==, cases[i].rows);
      if (rows == NULL)
        g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID);
    }
}

static void
test_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kms_csv_parse ("a\0b", 3, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID);
}

/* Whatever is written comes back. */
static void
test_random (void)
{
  static const char *const bits[] = { "'",  "'",  "=", "-", "\"", ",",  "\r",
                                      "\n", "\t", " ", "a", "＝", "東", ";" };
  g_autoptr (GRand) random = g_rand_new_with_seed (20110120);

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) csv = g_string_new (NULL);
      g_auto (GStrv) fields = g_new0 (char *, 6);
      g_autoptr (GPtrArray) rows = NULL;
      int n_fields = g_rand_int_range (random, 1, 6);

      for (int i = 0; i < n_fields; i++)
        {
          GString *field = g_string_new (NULL);

          for (int n = g_rand_int_range (random, 0, 6); n > 0; n--)
            g_string_append (field, bits[g_rand_int_range (random, 0, G_N_ELEMENTS (bits))]);
          fields[i] = g_string_free (field, FALSE);
        }
      kms_csv_append_row (csv, (const char *const *) fields);
      kms_csv_append_row (csv, (const char *const *) fields);
      rows = kms_csv_parse (csv->str, (gssize) csv->len, NULL);
      g_assert_cmpuint (rows->len, ==, 2);
      g_assert_true (g_strv_equal ((const char *const *) fields, rows->pdata[0]));
      g_assert_true (g_strv_equal ((const char *const *) fields, rows->pdata[1]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/write", test_write);
  g_test_add_func ("/csv/formulas", test_formulas);
  g_test_add_func ("/csv/read", test_read);
  g_test_add_func ("/csv/nul", test_nul);
  g_test_add_func ("/csv/random", test_random);
  return g_test_run ();
}
