/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsKeysPage over the demo: the verdict on each key as soon as it is there, whole sheets, and what
 * stays when something fails. */

#include "page-test.h"

#include "app/kms-key-row.h"
#include "app/kms-keys-page.h"
#include "words/kms-words.h"

#include <string.h>

#define PART_A "KX-VCS101DEMO"
#define KEY_A  "A111222233334444"
#define KEY_B  "B111222233334444"

static void
set_up (PageTest *test, gconstpointer data)
{
  page_test_set_up (test);
  page_test_show (test, kms_keys_page_new (test->model, KMS_BACKEND (test->backend)));
}

static void
tear_down (PageTest *test, gconstpointer data)
{
  page_test_tear_down (test);
}

static guint
count_rows (PageTest *test)
{
  guint n_rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (page_test_child (test, "rows")); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n_rows++;
  return n_rows;
}

static GtkWidget *
get_row (PageTest *test, guint index)
{
  GtkWidget *row = gtk_widget_get_first_child (page_test_child (test, "rows"));

  while (index-- > 0)
    row = gtk_widget_get_next_sibling (row);
  g_assert_true (KMS_IS_KEY_ROW (row));
  return row;
}

static gpointer
get_entry (PageTest *test, guint row, const char *name)
{
  return app_test_child (get_row (test, row), name);
}

static KmsStatus
get_status (PageTest *test, guint row)
{
  return kms_status_line_get_status (get_entry (test, row, "status"));
}

static const char *
get_text (PageTest *test, guint row)
{
  return app_test_status_text (get_entry (test, row, "status"));
}

static void
assert_text_begins (PageTest *test, guint row, const char *beginning)
{
  if (!g_str_has_prefix (get_text (test, row), beginning))
    g_error ("row %u says “%s”, not “%s…”", row, get_text (test, row), beginning);
}

static void
assert_says_code (PageTest *test, guint row, KmsError code)
{
  g_autofree char *sentence = kms_words_error_code (code);

  g_assert_cmpint (get_status (test, row), ==, KMS_STATUS_ERROR);
  if (strstr (get_text (test, row), sentence) == NULL)
    g_error ("row %u says “%s”, not “%s”", row, get_text (test, row), sentence);
}

static gboolean
is_judged (PageTest *test, guint row)
{
  return get_status (test, row) != KMS_STATUS_BUSY && *get_text (test, row) != '\0';
}

static void
press_enter (gpointer entry)
{
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "activate");
}

/* Types a pair as a person does: the key until it is full, the registration ID and Enter. */
static void
type_pair (PageTest *test, guint row, KmsKeyPair pair)
{
  gtk_widget_grab_focus (get_entry (test, row, "key"));
  app_test_type (get_entry (test, row, "key"), pair.activation_key);
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, row, "id"));
  app_test_type (get_entry (test, row, "id"), pair.registration_id);
  press_enter (get_entry (test, row, "id"));
}

static void
add_row (PageTest *test)
{
  app_test_press (page_test_child (test, "add"));
}

static const KmsDraftPair *
get_pair (PageTest *test, guint index)
{
  return g_ptr_array_index (kms_issue_model_get_draft (test->model)->pairs, index);
}

static void
test_new (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count_rows (test), ==, 1);
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, 0, "key"));
  g_assert_false (kms_assistant_page_get_complete (test->page));
  g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_PREVIEW), ==, 0);

  type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (is_judged (test, 0));
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  assert_text_begins (test, 0, kms_words_verdict (KMS_VERDICT_NEW));
  g_assert_nonnull (strstr (get_text (test, 0), PART_A));
  g_assert_true (kms_assistant_page_get_complete (test->page));
  g_assert_false (app_test_is_invalid (get_entry (test, 0, "key")));
  g_assert_cmpstr (get_pair (test, 0)->activation_key, ==, "A111-2222-3333-4444");

  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
}

/* Nothing is said to somebody who is still typing. */
static void
test_typing (PageTest *test, gconstpointer data)
{
  app_test_type (get_entry (test, 0, "key"), "A11122");
  g_assert_cmpstr (get_text (test, 0), ==, "");
  app_test_type (get_entry (test, 0, "key"), "x");
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_ERROR);
  assert_text_begins (test, 0, "Character 8, “x”");
  g_assert_true (app_test_is_invalid (get_entry (test, 0, "key")));
  g_assert_false (app_test_is_invalid (get_entry (test, 0, "id")));
  g_signal_emit_by_name (gtk_editable_get_delegate (get_entry (test, 0, "key")), "backspace");
  g_assert_cmpstr (get_text (test, 0), ==, "");

  gtk_widget_grab_focus (get_entry (test, 0, "id"));
  assert_text_begins (test, 0, "An activation key has 16 digits; there are 6");
}

/* What is wrong with a pair: made so by @prepare → what its row says */
typedef struct
{
  const char *name;
  KmsKeyPair (*prepare) (PageTest *test);
  KmsVerdict verdict;
  KmsError code;
} Refusal;

static KmsKeyPair
prepare_wrong_id (PageTest *test)
{
  KmsKeyPair pair = page_test_pair (PART_A, KEY_A);

  pair.registration_id[0] = pair.registration_id[0] == '0' ? '1' : '0';
  return pair;
}

static KmsKeyPair
prepare_bound (PageTest *test)
{
  KmsKeyPair pair = page_test_pair (PART_A, KEY_A);

  page_test_issue (test, KMS_CATEGORY_HDVC, PAGE_TEST_OTHER_DEVICE, pair);
  return pair;
}

static KmsKeyPair
prepare_other_category (PageTest *test)
{
  return page_test_pair ("LIVELINK-DEMO", KEY_A);
}

static const Refusal refusals[] = {
  { "wrong-registration-id", prepare_wrong_id, KMS_VERDICT_INVALID_PAIR,
    KMS_ERROR_KEY_PAIR_INVALID },
  { "bound-elsewhere", prepare_bound, KMS_VERDICT_BOUND_ELSEWHERE, KMS_ERROR_KEY_BOUND_ELSEWHERE },
  { "other-category", prepare_other_category, KMS_VERDICT_WRONG_CATEGORY,
    KMS_ERROR_WRONG_CATEGORY },
};

static void
test_refusal (PageTest *test, gconstpointer data)
{
  const Refusal *refusal = data;
  KmsKeyPair pair = refusal->prepare (test);
  g_autoptr (GError) error = NULL;

  type_pair (test, 0, pair);
  add_row (test);
  type_pair (test, 1, page_test_pair (PART_A, KEY_B));
  app_test_wait_until (is_judged (test, 0) && is_judged (test, 1));
  assert_text_begins (test, 0, kms_words_verdict (refusal->verdict));
  assert_says_code (test, 0, refusal->code);
  /* It never tells whose it is. */
  g_assert_null (strstr (get_text (test, 0), PAGE_TEST_OTHER_DEVICE));
  g_assert_null (strstr (get_text (test, 0), "FEDC-BA98"));
  g_assert_cmpint (get_status (test, 1), ==, KMS_STATUS_SUCCESS);
  g_assert_false (kms_assistant_page_get_complete (test->page));

  /* Next leads to what is to be mended, and what was typed stays. */
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_true (gtk_widget_is_ancestor (app_test_get_focus (test->window), get_row (test, 0)));
  g_assert_cmpstr (get_pair (test, 0)->registration_id, ==, pair.registration_id);
  g_assert_cmpuint (count_rows (test), ==, 2);
}

static void
test_reissue (PageTest *test, gconstpointer data)
{
  KmsKeyPair pair = page_test_pair (PART_A, KEY_A);

  page_test_issue (test, KMS_CATEGORY_HDVC, PAGE_TEST_DEVICE, pair);
  type_pair (test, 0, pair);
  app_test_wait_until (is_judged (test, 0));
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_NOTICE);
  assert_text_begins (test, 0, kms_words_verdict (KMS_VERDICT_REISSUE));
  g_assert_true (kms_assistant_page_get_complete (test->page));
}

static void
test_duplicate (PageTest *test, gconstpointer data)
{
  KmsKeyPair pair = page_test_pair (PART_A, KEY_A);
  g_autoptr (GError) error = NULL;

  type_pair (test, 0, pair);
  add_row (test);
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, 1, "key"));
  type_pair (test, 1, pair);
  app_test_wait_until (is_judged (test, 0) && is_judged (test, 1));
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  assert_says_code (test, 1, KMS_ERROR_DUPLICATE_KEY);
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_true (gtk_widget_is_ancestor (app_test_get_focus (test->window), get_row (test, 1)));

  /* Without the first, the second is the only one. */
  app_test_press (get_entry (test, 0, "remove"));
  g_assert_cmpuint (count_rows (test), ==, 1);
  app_test_wait_until (is_judged (test, 0));
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  g_assert_true (page_test_apply (test, &error));
}

static void
test_missing (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  assert_text_begins (test, 0, "Enter the activation key");
  g_assert_true (app_test_is_invalid (get_entry (test, 0, "key")));
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, 0, "key"));

  app_test_type (get_entry (test, 0, "key"), KEY_A);
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  assert_text_begins (test, 0, "Enter the registration ID");
  g_assert_true (app_test_is_invalid (get_entry (test, 0, "id")));
  g_assert_false (app_test_is_invalid (get_entry (test, 0, "key")));
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, 0, "id"));
}

/* Rows nobody used are no faults: Next drops them. */
static void
test_empty_rows (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_row (test);
  add_row (test);
  type_pair (test, 1, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (is_judged (test, 1));
  g_assert_true (kms_assistant_page_get_complete (test->page));
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_rows (test), ==, 1);
  g_assert_cmpuint (kms_issue_model_get_draft (test->model)->pairs->len, ==, 1);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_entry (test, 0, "key")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Activation Key of sheet 1");
}

static void
test_remove (PageTest *test, gconstpointer data)
{
  app_test_type (get_entry (test, 0, "key"), KEY_A);
  add_row (test);
  app_test_type (get_entry (test, 1, "key"), KEY_B);
  app_test_press (get_entry (test, 0, "remove"));
  g_assert_cmpuint (count_rows (test), ==, 1);
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "B111-2222-3333-4444");
  /* The last row is emptied rather than removed. */
  app_test_press (get_entry (test, 0, "remove"));
  g_assert_cmpuint (count_rows (test), ==, 1);
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "");
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, 0, "key"));
}

static void
test_suggestion (PageTest *test, gconstpointer data)
{
  KmsKeyPair pair = page_test_pair (PART_A, "0111222233334444");
  GtkWidget *status = get_entry (test, 0, "status");

  app_test_type (get_entry (test, 0, "key"), "O111222233334444");
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "O111222233334444");
  g_assert_cmpstr (app_test_status_action (status), ==, "Did you mean 0111-2222-3333-4444?");

  app_test_press (app_test_child (status, "action"));
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "0111-2222-3333-4444");
  g_assert_cmpstr (get_pair (test, 0)->activation_key, ==, "0111-2222-3333-4444");
  g_assert_null (app_test_status_action (status));
  /* On with the registration ID. */
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, 0, "id"));
  app_test_type (get_entry (test, 0, "id"), pair.registration_id);
  press_enter (get_entry (test, 0, "id"));
  app_test_wait_until (is_judged (test, 0));
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_SUCCESS);
}

static char *
make_sheet (guint n_keys)
{
  g_autoptr (GString) sheet = g_string_new ("Dear customer,\r\n\r\n");

  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *key = g_strdup_printf ("A11122223333444%u", i);
      KmsKeyPair pair = page_test_pair (PART_A, key);

      g_string_append_printf (sheet, "Activation Key: %s\r\nRegistration ID: %s\r\n\r\n",
                              pair.activation_key, pair.registration_id);
    }
  return g_strdup (sheet->str);
}

static const char *
get_notice (PageTest *test)
{
  g_assert_true (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  return gtk_label_get_label (page_test_child (test, "leftovers_title"));
}

static const char *
get_leftovers (PageTest *test)
{
  return gtk_label_get_label (page_test_child (test, "leftovers_text"));
}

static void
paste_sheet (PageTest *test, const char *text)
{
  gtk_widget_set_visible (page_test_child (test, "leftovers"), FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (test->window), text);
  app_test_press (page_test_child (test, "paste"));
  app_test_wait_until (gtk_widget_get_visible (page_test_child (test, "leftovers")));
}

static void
test_nine_keys (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (9);
  KmsKeyPair ninth = page_test_pair (PART_A, "A111222233334448");
  g_autoptr (GError) error = NULL;

  paste_sheet (test, sheet);
  g_assert_cmpuint (count_rows (test), ==, 8);
  g_assert_cmpstr (get_notice (test), ==, "8 keys were filled in.");
  g_assert_nonnull (strstr (get_leftovers (test), "A111-2222-3333-4448"));
  g_assert_nonnull (strstr (get_leftovers (test), ninth.registration_id));
  g_assert_nonnull (strstr (get_leftovers (test), "eight keys at most"));

  app_test_wait_until (kms_assistant_page_get_complete (test->page));
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (get_status (test, i), ==, KMS_STATUS_SUCCESS);
  g_assert_true (gtk_widget_get_visible (page_test_child (test, "full")));
  g_assert_false (gtk_widget_is_sensitive (page_test_child (test, "add")));

  /* The same sheet once more changes nothing. */
  paste_sheet (test, sheet);
  g_assert_cmpuint (count_rows (test), ==, 8);
  g_assert_cmpstr (get_notice (test), ==, "Nothing was taken from this text.");
  g_assert_nonnull (strstr (get_leftovers (test), "A111-2222-3333-4440 stands here already."));
  g_assert_nonnull (strstr (get_leftovers (test), "And 1 more."));

  g_assert_true (page_test_apply (test, &error));
  app_test_press (get_entry (test, 3, "remove"));
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "full")));
  g_assert_true (gtk_widget_is_sensitive (page_test_child (test, "add")));
}

/* A sheet fills the empty rows first, beside what was typed already. */
static void
test_sheet_beside (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (2);

  type_pair (test, 0, page_test_pair (PART_A, KEY_B));
  add_row (test);
  paste_sheet (test, sheet);
  g_assert_cmpstr (get_notice (test), ==, "2 keys were filled in.");
  g_assert_cmpuint (count_rows (test), ==, 3);
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "B111-2222-3333-4444");
  g_assert_cmpstr (app_test_text (get_entry (test, 1, "key")), ==, "A111-2222-3333-4440");
  g_assert_cmpstr (app_test_text (get_entry (test, 2, "key")), ==, "A111-2222-3333-4441");
  app_test_wait_until (kms_assistant_page_get_complete (test->page));
}

static void
test_misread (PageTest *test, gconstpointer data)
{
  paste_sheet (test, "Activation Key: A111-2222-3333-444O\nRegistration ID: 12345678\n"
                     "Activation Key: B111-2222-3333-4444\n");
  g_assert_cmpstr (get_notice (test), ==, "Nothing was taken from this text.");
  g_assert_nonnull (strstr (get_leftovers (test), "Line 1: “A111-2222-3333-444O”"));
  g_assert_nonnull (strstr (get_leftovers (test), "Did you mean A111-2222-3333-4440?"));
  g_assert_nonnull (strstr (get_leftovers (test), "Line 3: no registration ID was found"));

  paste_sheet (test, "Nothing of the kind.");
  g_assert_cmpstr (get_notice (test), ==, "No activation key was found in this text.");
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "leftovers_text")));
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "");
}

/* A sheet that is pasted into one of the fields is a sheet all the same; one number is not. */
static void
test_paste_into_row (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (2);

  app_test_paste (get_entry (test, 0, "id"), sheet);
  app_test_wait_until (count_rows (test) == 2);
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "A111-2222-3333-4440");
  g_assert_cmpstr (app_test_text (get_entry (test, 1, "key")), ==, "A111-2222-3333-4441");

  add_row (test);
  app_test_paste (get_entry (test, 2, "key"), "Ａ１１１－２２２２－３３３３－４４４４");
  app_test_wait_until (*app_test_text (get_entry (test, 2, "key")) != '\0');
  g_assert_cmpstr (app_test_text (get_entry (test, 2, "key")), ==, "A111-2222-3333-4444");
  g_assert_cmpuint (count_rows (test), ==, 3);
}

/* 10 MB, or no text at all: it is said, and what was typed stays. */
static void
test_unusable (PageTest *test, gconstpointer data)
{
  g_autofree char *large = g_strnfill (10 * 1024 * 1024, 'A');
  g_autofree char *too_large = kms_words_error_code (KMS_ERROR_TEXT_TOO_LARGE);

  type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (is_judged (test, 0));
  app_test_paste (get_entry (test, 0, "key"), large);
  app_test_wait_until (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  g_assert_cmpstr (get_notice (test), ==, too_large);
  paste_sheet (test, large);
  g_assert_cmpstr (get_notice (test), ==, too_large);

  app_test_press (page_test_child (test, "leftovers_close"));
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (test->window), NULL);
  app_test_press (page_test_child (test, "paste"));
  app_test_wait_until (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  g_assert_cmpstr (get_notice (test), ==,
                   "There is no text on the clipboard. Copy the mail or sheet first.");

  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "A111-2222-3333-4444");
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  g_assert_true (kms_assistant_page_get_complete (test->page));
}

/* The verdict fails: the row says so, Next says so, and Next again, when all is well, goes on. */
static void
test_store_fails (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_backend_break (test->backend, FAKE_PREVIEW, KMS_ERROR_STORE_BUSY);
  type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (is_judged (test, 0));
  assert_says_code (test, 0, KMS_ERROR_STORE_BUSY);
  g_assert_false (kms_assistant_page_get_complete (test->page));

  g_assert_false (page_test_apply (test, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_BUSY);
  g_clear_error (&error);
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "A111-2222-3333-4444");

  fake_backend_mend (test->backend);
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_SUCCESS);
}

/* A verdict takes time: the row says that it is being checked, and an old verdict never speaks of a
 * newer text. */
static void
test_slow (PageTest *test, gconstpointer data)
{
  fake_backend_hold (test->backend, FAKE_PREVIEW);
  type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_BUSY);
  g_assert_cmpuint (fake_backend_get_n_held (test->backend), ==, 1);

  gtk_widget_grab_focus (get_entry (test, 0, "id"));
  gtk_editable_set_position (get_entry (test, 0, "id"), -1);
  app_test_type (get_entry (test, 0, "id"), "0");
  fake_backend_release (test->backend);
  app_test_wait_until (get_status (test, 0) != KMS_STATUS_BUSY);
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_HINT);
  g_assert_cmpstr (get_text (test, 0), ==, "");

  /* When it is finished, it is asked for anew. */
  press_enter (get_entry (test, 0, "id"));
  app_test_wait_until (is_judged (test, 0));
  assert_says_code (test, 0, KMS_ERROR_KEY_PAIR_INVALID);
}

/* Next is given up while the verdict is waited for. */
static void
test_cancelled (PageTest *test, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (is_judged (test, 0));
  fake_backend_hold (test->backend, FAKE_PREVIEW);
  kms_assistant_page_apply_async (test->page, cancellable, app_test_take_result, &result);
  g_cancellable_cancel (cancellable);
  app_test_wait_until (result != NULL);
  g_assert_false (kms_assistant_page_apply_finish (test->page, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  fake_backend_release (test->backend);
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
}

/* The page closes while a verdict is on its way. */
static void
test_closed (PageTest *test, gconstpointer data)
{
  fake_backend_hold (test->backend, FAKE_PREVIEW);
  type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  g_assert_cmpuint (fake_backend_get_n_held (test->backend), ==, 1);
}

/* Coming back shows what the model holds, with fresh verdicts. */
static void
test_enter (PageTest *test, gconstpointer data)
{
  KmsKeyPair pair = page_test_pair (PART_A, KEY_A);

  kms_issue_model_set_pair (test->model, 0, pair.activation_key, pair.registration_id);
  kms_issue_model_insert_pair (test->model, 1, "12", "");
  kms_assistant_page_enter (test->page);
  g_assert_cmpuint (count_rows (test), ==, 2);
  g_assert_cmpstr (app_test_text (get_entry (test, 0, "key")), ==, "A111-2222-3333-4444");
  g_assert_cmpstr (app_test_text (get_entry (test, 1, "key")), ==, "12");
  assert_text_begins (test, 1, "An activation key has 16 digits");
  app_test_wait_until (is_judged (test, 0));
  g_assert_cmpint (get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  kms_assistant_page_focus (test->page);
  g_assert_true (app_test_get_focus (test->window) == get_entry (test, 1, "key"));

  /* The other category has names of its own. */
  kms_issue_model_set_category (test->model, KMS_CATEGORY_LIVE_LINK);
  kms_issue_model_set_device (test->model, PAGE_TEST_MAC);
  kms_assistant_page_enter (test->page);
  g_assert_cmpstr (gtk_label_get_label (get_entry (test, 0, "key_label")), ==,
                   kms_words_activation_key (KMS_CATEGORY_LIVE_LINK));
  app_test_wait_until (is_judged (test, 0) && get_status (test, 0) == KMS_STATUS_ERROR);
  assert_says_code (test, 0, KMS_ERROR_WRONG_CATEGORY);
}

static void
add (const char *path, gconstpointer data, void (*test) (PageTest *, gconstpointer))
{
  g_test_add (path, PageTest, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/keys-page/new", NULL, test_new);
  add ("/keys-page/typing", NULL, test_typing);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/keys-page/refusal/%s", refusals[i].name);

      add (path, &refusals[i], test_refusal);
    }
  add ("/keys-page/reissue", NULL, test_reissue);
  add ("/keys-page/duplicate", NULL, test_duplicate);
  add ("/keys-page/missing", NULL, test_missing);
  add ("/keys-page/empty-rows", NULL, test_empty_rows);
  add ("/keys-page/remove", NULL, test_remove);
  add ("/keys-page/suggestion", NULL, test_suggestion);
  add ("/keys-page/nine-keys", NULL, test_nine_keys);
  add ("/keys-page/sheet-beside", NULL, test_sheet_beside);
  add ("/keys-page/misread", NULL, test_misread);
  add ("/keys-page/paste-into-row", NULL, test_paste_into_row);
  add ("/keys-page/unusable", NULL, test_unusable);
  add ("/keys-page/store-fails", NULL, test_store_fails);
  add ("/keys-page/slow", NULL, test_slow);
  add ("/keys-page/cancelled", NULL, test_cancelled);
  add ("/keys-page/closed", NULL, test_closed);
  add ("/keys-page/enter", NULL, test_enter);
  return g_test_run ();
}
