/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of reports: every name is there, once. */

#include "words/kms-words-reports.h"

static void
add (GHashTable *seen, const char *name)
{
  g_assert_nonnull (name);
  g_assert_cmpstr (name, !=, "");
  g_assert_true (g_hash_table_add (seen, (gpointer) name));
}

/* Every column of a report has a head of its own. */
static void
test_columns (void)
{
  for (guint kind = 0; kind < KMS_N_REPORT_KINDS; kind++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
      guint n_columns;

      kms_report_get_columns (kind, TRUE, &n_columns);
      for (guint i = 0; i < n_columns; i++)
        add (seen, kms_words_report_column (kind, i));
    }
}

static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < KMS_N_REPORT_KINDS; i++)
    add (seen, kms_words_report_kind (i));
  for (guint i = 0; i < KMS_N_REPORT_FORMATS; i++)
    add (seen, kms_words_report_format (i));
  for (guint i = 0; i < KMS_N_REPORT_STEPS; i++)
    add (seen, kms_words_report_step (i));
  add (seen, kms_words_report_event (FALSE));
  add (seen, kms_words_report_event (TRUE));
}

static void
test_losses (void)
{
  g_autofree char *one = kms_words_report_losses (1);
  g_autofree char *many = kms_words_report_losses (12);
  g_autofree char *loss = kms_words_report_loss (KMS_REPORT_HISTORY, 3, 4, "♡");

  g_assert_cmpstr (one, ==,
                   "Shift_JIS does not have all characters of 1 field; each of them would become "
                   "〓.");
  g_assert_cmpstr (many, ==,
                   "Shift_JIS does not have all characters of 12 fields; each of them would "
                   "become 〓.");
  g_assert_cmpstr (loss, ==, "Row 3, Site line 1: ♡");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words-reports/columns", test_columns);
  g_test_add_func ("/words-reports/names", test_names);
  g_test_add_func ("/words-reports/losses", test_losses);
  return g_test_run ();
}
