/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsKeysPage over the demo: the verdict on each key as soon as it is there, and what stays
 * when something fails. */

#include "keys-test.h"

#include "words/kms-words.h"

#include <string.h>

static const KmsDraftPair *
get_pair (PageTest *test, guint index)
{
  return g_ptr_array_index (kms_issue_model_get_draft (test->model)->pairs, index);
}

static void
test_new (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (keys_test_count_rows (test), ==, 1);
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, 0, "key"));
  g_assert_false (kms_assistant_page_get_complete (test->page));
  g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_PREVIEW), ==, 0);

  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (keys_test_is_judged (test, 0));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  keys_test_assert_text_begins (test, 0, kms_words_verdict (KMS_VERDICT_NEW));
  g_assert_nonnull (strstr (keys_test_get_text (test, 0), PART_A));
  g_assert_true (kms_assistant_page_get_complete (test->page));
  g_assert_false (app_test_is_invalid (keys_test_get_entry (test, 0, "key")));
  g_assert_cmpstr (get_pair (test, 0)->activation_key, ==, "A111-2222-3333-4444");

  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
}

/* Nothing is said to somebody who is still typing. */
static void
test_typing (PageTest *test, gconstpointer data)
{
  app_test_type (keys_test_get_entry (test, 0, "key"), "A11122");
  g_assert_cmpstr (keys_test_get_text (test, 0), ==, "");
  app_test_type (keys_test_get_entry (test, 0, "key"), "x");
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_ERROR);
  keys_test_assert_text_begins (test, 0, "Character 8, “x”");
  g_assert_true (app_test_is_invalid (keys_test_get_entry (test, 0, "key")));
  g_assert_false (app_test_is_invalid (keys_test_get_entry (test, 0, "id")));
  g_signal_emit_by_name (gtk_editable_get_delegate (keys_test_get_entry (test, 0, "key")),
                         "backspace");
  g_assert_cmpstr (keys_test_get_text (test, 0), ==, "");

  gtk_widget_grab_focus (keys_test_get_entry (test, 0, "id"));
  keys_test_assert_text_begins (test, 0, "An activation key has 16 digits; there are 6");
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

  keys_test_type_pair (test, 0, pair);
  keys_test_add_row (test);
  keys_test_type_pair (test, 1, page_test_pair (PART_A, KEY_B));
  app_test_wait_until (keys_test_is_judged (test, 0) && keys_test_is_judged (test, 1));
  keys_test_assert_text_begins (test, 0, kms_words_verdict (refusal->verdict));
  keys_test_assert_says_code (test, 0, refusal->code);
  /* It never tells whose it is. */
  g_assert_null (strstr (keys_test_get_text (test, 0), PAGE_TEST_OTHER_DEVICE));
  g_assert_null (strstr (keys_test_get_text (test, 0), "FEDC-BA98"));
  g_assert_cmpint (keys_test_get_status (test, 1), ==, KMS_STATUS_SUCCESS);
  g_assert_false (kms_assistant_page_get_complete (test->page));

  /* Next leads to what is to be mended, and what was typed stays. */
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_true (
      gtk_widget_is_ancestor (app_test_get_focus (test->window), keys_test_get_row (test, 0)));
  g_assert_cmpstr (get_pair (test, 0)->registration_id, ==, pair.registration_id);
  g_assert_cmpuint (keys_test_count_rows (test), ==, 2);
}

static void
test_reissue (PageTest *test, gconstpointer data)
{
  KmsKeyPair pair = page_test_pair (PART_A, KEY_A);

  page_test_issue (test, KMS_CATEGORY_HDVC, PAGE_TEST_DEVICE, pair);
  keys_test_type_pair (test, 0, pair);
  app_test_wait_until (keys_test_is_judged (test, 0));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_NOTICE);
  keys_test_assert_text_begins (test, 0, kms_words_verdict (KMS_VERDICT_REISSUE));
  g_assert_true (kms_assistant_page_get_complete (test->page));
}

static void
test_duplicate (PageTest *test, gconstpointer data)
{
  KmsKeyPair pair = page_test_pair (PART_A, KEY_A);
  g_autoptr (GError) error = NULL;

  keys_test_type_pair (test, 0, pair);
  keys_test_add_row (test);
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, 1, "key"));
  keys_test_type_pair (test, 1, pair);
  app_test_wait_until (keys_test_is_judged (test, 0) && keys_test_is_judged (test, 1));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  keys_test_assert_says_code (test, 1, KMS_ERROR_DUPLICATE_KEY);
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_true (
      gtk_widget_is_ancestor (app_test_get_focus (test->window), keys_test_get_row (test, 1)));

  /* Without the first, the second is the only one. */
  app_test_press (keys_test_get_entry (test, 0, "remove"));
  g_assert_cmpuint (keys_test_count_rows (test), ==, 1);
  app_test_wait_until (keys_test_is_judged (test, 0));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  g_assert_true (page_test_apply (test, &error));
}

static void
test_missing (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  keys_test_assert_text_begins (test, 0, "Enter the activation key");
  g_assert_true (app_test_is_invalid (keys_test_get_entry (test, 0, "key")));
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, 0, "key"));

  app_test_type (keys_test_get_entry (test, 0, "key"), KEY_A);
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  keys_test_assert_text_begins (test, 0, "Enter the registration ID");
  g_assert_true (app_test_is_invalid (keys_test_get_entry (test, 0, "id")));
  g_assert_false (app_test_is_invalid (keys_test_get_entry (test, 0, "key")));
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, 0, "id"));
}

/* Rows nobody used are no faults: Next drops them. */
static void
test_empty_rows (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  keys_test_add_row (test);
  keys_test_add_row (test);
  keys_test_type_pair (test, 1, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (keys_test_is_judged (test, 1));
  g_assert_true (kms_assistant_page_get_complete (test->page));
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (keys_test_count_rows (test), ==, 1);
  g_assert_cmpuint (kms_issue_model_get_draft (test->model)->pairs->len, ==, 1);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (keys_test_get_entry (test, 0, "key")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Activation Key of sheet 1");
}

static void
test_remove (PageTest *test, gconstpointer data)
{
  app_test_type (keys_test_get_entry (test, 0, "key"), KEY_A);
  keys_test_add_row (test);
  app_test_type (keys_test_get_entry (test, 1, "key"), KEY_B);
  app_test_press (keys_test_get_entry (test, 0, "remove"));
  g_assert_cmpuint (keys_test_count_rows (test), ==, 1);
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "B111-2222-3333-4444");
  /* The last row is emptied rather than removed. */
  app_test_press (keys_test_get_entry (test, 0, "remove"));
  g_assert_cmpuint (keys_test_count_rows (test), ==, 1);
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "");
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, 0, "key"));
}

static void
test_suggestion (PageTest *test, gconstpointer data)
{
  KmsKeyPair pair = page_test_pair (PART_A, "0111222233334444");
  GtkWidget *status = keys_test_get_entry (test, 0, "status");

  app_test_type (keys_test_get_entry (test, 0, "key"), "O111222233334444");
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "O111222233334444");
  g_assert_cmpstr (app_test_status_action (status), ==, "Did you mean 0111-2222-3333-4444?");

  app_test_press (app_test_child (status, "action"));
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "0111-2222-3333-4444");
  g_assert_cmpstr (get_pair (test, 0)->activation_key, ==, "0111-2222-3333-4444");
  g_assert_null (app_test_status_action (status));
  /* On with the registration ID. */
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, 0, "id"));
  app_test_type (keys_test_get_entry (test, 0, "id"), pair.registration_id);
  keys_test_press_enter (keys_test_get_entry (test, 0, "id"));
  app_test_wait_until (keys_test_is_judged (test, 0));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
}

/* The verdict fails: the row says so, Next says so, and Next again, when all is well, goes on. */
static void
test_store_fails (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_backend_break (test->backend, FAKE_PREVIEW, KMS_ERROR_STORE_BUSY);
  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (keys_test_is_judged (test, 0));
  keys_test_assert_says_code (test, 0, KMS_ERROR_STORE_BUSY);
  g_assert_false (kms_assistant_page_get_complete (test->page));

  g_assert_false (page_test_apply (test, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_BUSY);
  g_clear_error (&error);
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "A111-2222-3333-4444");

  fake_backend_mend (test->backend);
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
}

/* A verdict takes time: the row says that it is being checked, and an old verdict never speaks of a
 * newer text. */
static void
test_slow (PageTest *test, gconstpointer data)
{
  fake_backend_hold (test->backend, FAKE_PREVIEW);
  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_BUSY);
  g_assert_cmpuint (fake_backend_get_n_held (test->backend), ==, 1);

  gtk_widget_grab_focus (keys_test_get_entry (test, 0, "id"));
  gtk_editable_set_position (keys_test_get_entry (test, 0, "id"), -1);
  app_test_type (keys_test_get_entry (test, 0, "id"), "0");
  fake_backend_release (test->backend);
  app_test_wait_until (keys_test_get_status (test, 0) != KMS_STATUS_BUSY);
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_HINT);
  g_assert_cmpstr (keys_test_get_text (test, 0), ==, "");

  /* When it is finished, it is asked for anew. */
  keys_test_press_enter (keys_test_get_entry (test, 0, "id"));
  app_test_wait_until (keys_test_is_judged (test, 0));
  keys_test_assert_says_code (test, 0, KMS_ERROR_KEY_PAIR_INVALID);
}

/* Two pairs in a row: the verdicts on both are one question, and giving up the first question does not
 * end the second. */
static void
test_overtaken (PageTest *test, gconstpointer data)
{
  fake_backend_hold (test->backend, FAKE_PREVIEW);
  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  keys_test_add_row (test);
  keys_test_type_pair (test, 1, page_test_pair (PART_A, KEY_B));
  app_test_wait_until (fake_backend_get_n_held (test->backend) == 1);
  app_test_settle ();
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_BUSY);
  g_assert_cmpint (keys_test_get_status (test, 1), ==, KMS_STATUS_BUSY);

  fake_backend_release (test->backend);
  app_test_wait_until (keys_test_is_judged (test, 0) && keys_test_is_judged (test, 1));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  g_assert_cmpint (keys_test_get_status (test, 1), ==, KMS_STATUS_SUCCESS);
}

/* Next is given up while the verdict is waited for. */
static void
test_cancelled (PageTest *test, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (keys_test_is_judged (test, 0));
  fake_backend_hold (test->backend, FAKE_PREVIEW);
  kms_assistant_page_apply_async (test->page, cancellable, take_result, &result);
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
  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_A));
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
  g_assert_cmpuint (keys_test_count_rows (test), ==, 2);
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "A111-2222-3333-4444");
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 1, "key")), ==, "12");
  keys_test_assert_text_begins (test, 1, "An activation key has 16 digits");
  app_test_wait_until (keys_test_is_judged (test, 0));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  kms_assistant_page_focus (test->page);
  g_assert_true (app_test_get_focus (test->window) == keys_test_get_entry (test, 1, "key"));

  /* The other category has names of its own. */
  kms_issue_model_set_category (test->model, KMS_CATEGORY_LIVE_LINK);
  kms_issue_model_set_device (test->model, PAGE_TEST_MAC);
  kms_assistant_page_enter (test->page);
  g_assert_cmpstr (gtk_label_get_label (keys_test_get_entry (test, 0, "key_label")), ==,
                   kms_words_activation_key (KMS_CATEGORY_LIVE_LINK));
  app_test_wait_until (keys_test_is_judged (test, 0)
                       && keys_test_get_status (test, 0) == KMS_STATUS_ERROR);
  keys_test_assert_says_code (test, 0, KMS_ERROR_WRONG_CATEGORY);
}

static void
add (const char *path, gconstpointer data, void (*test) (PageTest *, gconstpointer))
{
  g_test_add (path, PageTest, data, keys_test_set_up, test, keys_test_tear_down);
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
  add ("/keys-page/store-fails", NULL, test_store_fails);
  add ("/keys-page/slow", NULL, test_slow);
  add ("/keys-page/overtaken", NULL, test_overtaken);
  add ("/keys-page/cancelled", NULL, test_cancelled);
  add ("/keys-page/closed", NULL, test_closed);
  add ("/keys-page/enter", NULL, test_enter);
  return g_test_run ();
}
