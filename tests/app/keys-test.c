/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the keys page share. */

#include "keys-test.h"

#include "app/kms-key-row.h"
#include "app/kms-keys-page.h"
#include "words/kms-words.h"

#include <string.h>

void
keys_test_set_up (PageTest *test, gconstpointer data)
{
  page_test_set_up (test);
  page_test_show (test, kms_keys_page_new (test->model, KMS_BACKEND (test->backend)));
}

void
keys_test_tear_down (PageTest *test, gconstpointer data)
{
  page_test_tear_down (test);
}

guint
keys_test_count_rows (PageTest *test)
{
  guint n_rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (page_test_child (test, "rows")); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n_rows++;
  return n_rows;
}

GtkWidget *
keys_test_get_row (PageTest *test, guint index)
{
  GtkWidget *row = gtk_widget_get_first_child (page_test_child (test, "rows"));

  while (index-- > 0)
    row = gtk_widget_get_next_sibling (row);
  g_assert_true (KMS_IS_KEY_ROW (row));
  return row;
}

gpointer
keys_test_get_entry (PageTest *test, guint row, const char *name)
{
  return app_test_child (keys_test_get_row (test, row), name);
}

KmsStatus
keys_test_get_status (PageTest *test, guint row)
{
  return kms_status_line_get_status (keys_test_get_entry (test, row, "status"));
}

const char *
keys_test_get_text (PageTest *test, guint row)
{
  return app_test_status_text (keys_test_get_entry (test, row, "status"));
}

void
keys_test_assert_text_begins (PageTest *test, guint row, const char *beginning)
{
  if (!g_str_has_prefix (keys_test_get_text (test, row), beginning))
    g_error ("row %u says “%s”, not “%s…”", row, keys_test_get_text (test, row), beginning);
}

void
keys_test_assert_says_code (PageTest *test, guint row, KmsError code)
{
  g_autofree char *sentence =
      kms_words_error_code_in (kms_issue_model_get_draft (test->model)->category, code);

  g_assert_cmpint (keys_test_get_status (test, row), ==, KMS_STATUS_ERROR);
  if (strstr (keys_test_get_text (test, row), sentence) == NULL)
    g_error ("row %u says “%s”, not “%s”", row, keys_test_get_text (test, row), sentence);
}

gboolean
keys_test_is_judged (PageTest *test, guint row)
{
  return keys_test_get_status (test, row) != KMS_STATUS_BUSY
         && *keys_test_get_text (test, row) != '\0';
}

void
keys_test_press_enter (gpointer entry)
{
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "activate");
}

/* Types a pair as a person does: the key until it is full, the registration ID and Enter. */
void
keys_test_type_pair (PageTest *test, guint row, KmsKeyPair pair)
{
  gtk_widget_grab_focus (keys_test_get_entry (test, row, "key"));
  app_test_type (keys_test_get_entry (test, row, "key"), pair.activation_key);
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, row, "id"));
  app_test_type (keys_test_get_entry (test, row, "id"), pair.registration_id);
  keys_test_press_enter (keys_test_get_entry (test, row, "id"));
}

void
keys_test_add_row (PageTest *test)
{
  app_test_press (page_test_child (test, "add"));
}
