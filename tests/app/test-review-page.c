/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsReviewPage over the demo: what it says will be issued, whom it mails, and what becomes of issuing
 * when things fail, take long or change meanwhile. */

#include "page-test.h"

#include "app/kms-review-page.h"
#include "app/kms-status-line.h"
#include "words/kms-words.h"

#include <string.h>

#define PART_A "KX-VCS101DEMO"
#define KEY_A  "A111222233334444"
#define KEY_B  "B111222233334444"

static void
add_pair (PageTest *test, KmsKeyPair pair)
{
  guint n_pairs = kms_issue_model_get_draft (test->model)->pairs->len;

  kms_issue_model_insert_pair (test->model, n_pairs, pair.activation_key, pair.registration_id);
}

/* One key that is new, and one that was issued for the device before. */
static void
set_up (PageTest *test, gconstpointer data)
{
  page_test_set_up (test);
  kms_issue_model_set_site_line (test->model, 0, "Example Inc.");
  add_pair (test, page_test_pair (PART_A, KEY_A));
  add_pair (test, page_test_pair (PART_A, KEY_B));
  page_test_issue (test, KMS_CATEGORY_HDVC, PAGE_TEST_DEVICE, page_test_pair (PART_A, KEY_B));
  page_test_show (test,
                  kms_review_page_new (test->model, KMS_BACKEND (test->backend), test->pending));
}

static void
tear_down (PageTest *test, gconstpointer data)
{
  page_test_tear_down (test);
}

static const KmsAttempt *
get_attempt (PageTest *test)
{
  return kms_pending_find_draft (test->pending, kms_issue_model_get_draft (test->model)->id);
}

static const KmsIssuance *
get_issuance (PageTest *test)
{
  return get_attempt (test) != NULL ? get_attempt (test)->answer : NULL;
}

static gboolean
is_visible (PageTest *test, const char *name)
{
  return gtk_widget_get_visible (page_test_child (test, name));
}

static const char *
get_label (PageTest *test, const char *name)
{
  return gtk_label_get_label (page_test_child (test, name));
}

static void
wait_for_preview (PageTest *test)
{
  app_test_wait_until (kms_assistant_page_get_complete (test->page));
}

static void
tick (PageTest *test, const char *name, gboolean ticked)
{
  gtk_check_button_set_active (page_test_child (test, name), ticked);
}

static void
enter_text (PageTest *test, const char *name, const char *text)
{
  gtk_editable_set_text (page_test_child (test, name), text);
}

/* Applies the page, answers the question, and waits for what comes of it. */
static gboolean
apply_and_answer (PageTest *test, const char *answer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_assistant_page_apply_async (test->page, NULL, take_result, &result);
  app_test_answer (answer);
  app_test_wait_until (result != NULL);
  return kms_assistant_page_apply_finish (test->page, result, error);
}

static void
test_preview (PageTest *test, gconstpointer data)
{
  wait_for_preview (test);
  g_assert_cmpstr (get_label (test, "device"), ==, "0123-4567-89AB-CDEF");
  g_assert_cmpstr (get_label (test, "device_name"), ==, "MPR ID");
  g_assert_cmpstr (get_label (test, "site"), ==, "Example Inc.");
  g_assert_true (is_visible (test, "new_group"));
  g_assert_true (is_visible (test, "old_group"));
  g_assert_cmpstr (get_label (test, "new_title"), ==, "To be issued: 1 key");
  g_assert_true (g_str_has_prefix (get_label (test, "old_title"), "Issued before: 1 key"));
  g_assert_cmpstr (kms_assistant_page_get_action_label (test->page), ==, "_Issue 2 Keys");
  g_assert_false (is_visible (test, "status"));
  g_assert_true (is_visible (test, "mail_note"));

  /* Entering again shows what is true by then, and nothing twice. */
  page_test_issue (test, KMS_CATEGORY_HDVC, PAGE_TEST_DEVICE, page_test_pair (PART_A, KEY_A));
  kms_assistant_page_enter (test->page);
  app_test_wait_until (!is_visible (test, "new_group"));
  g_assert_true (g_str_has_prefix (get_label (test, "old_title"), "Issued before: 2 keys"));
  g_assert_cmpstr (kms_assistant_page_get_action_label (test->page), ==, "_Issue 2 Keys");
}

static void
test_issue (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const KmsIssuedKey *first, *second;

  wait_for_preview (test);
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_nonnull (get_issuance (test));
  g_assert_true (get_issuance (test)->demo);
  g_assert_cmpuint (get_issuance (test)->keys->len, ==, 2);
  first = g_ptr_array_index (get_issuance (test)->keys, 0);
  second = g_ptr_array_index (get_issuance (test)->keys, 1);
  g_assert_cmpstr (first->activation_key, ==, KEY_A);
  g_assert_false (first->reissued);
  g_assert_cmpstr (second->activation_key, ==, KEY_B);
  g_assert_true (second->reissued);
  g_assert_cmpstr (get_issuance (test)->mailed_to[0], ==, NULL);
}

/* Nothing was issued: the page says so, and can try again. */
static void
test_fails (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  fake_backend_break (test->backend, FAKE_ISSUE, KMS_ERROR_STORE_FULL);
  g_assert_false (page_test_apply (test, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FULL);
  g_clear_error (&error);
  g_assert_null (get_attempt (test));
  g_assert_false (kms_assistant_page_get_committing (test->page));

  fake_backend_mend (test->backend);
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_nonnull (get_issuance (test));
}

static gboolean
is_waiting (PageTest *test)
{
  return kms_review_page_is_waiting (KMS_REVIEW_PAGE (test->page));
}

/* The answer is lost: the page waits, and whatever is pressed is the same attempt. */
static void
test_answer_lost (PageTest *test, gconstpointer data)
{
  g_autofree char *attempt = NULL;
  g_autoptr (GError) error = NULL;
  guint n_calls = 0;

  wait_for_preview (test);
  kms_pending_set_interval (test->pending, 100000);
  fake_backend_lose (test->backend, FAKE_ISSUE);
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_true (is_waiting (test));
  g_assert_true (gtk_widget_get_child_visible (page_test_child (test, "wait")));
  /* It can be left, but neither changed nor gone back from. */
  g_assert_true (kms_assistant_page_get_committing (test->page));
  attempt = g_strdup (fake_backend_get_attempt (test->backend));

  n_calls = fake_backend_get_n_calls (test->backend, FAKE_ISSUE);
  app_test_press (page_test_child (test, "check"));
  app_test_wait_until (fake_backend_get_n_calls (test->backend, FAKE_ISSUE) == n_calls + 1);
  app_test_wait_until (!kms_pending_is_checking (test->pending));
  g_assert_cmpstr (fake_backend_get_attempt (test->backend), ==, attempt);
  g_assert_true (is_waiting (test));

  /* Opened anew it waits as well. */
  kms_assistant_page_enter (test->page);
  g_assert_true (is_waiting (test));

  fake_backend_mend (test->backend);
  g_assert_false (page_test_apply (test, &error));
  app_test_wait_until (get_issuance (test) != NULL);
  g_assert_cmpstr (fake_backend_get_attempt (test->backend), ==, attempt);
}

/* The answer does not come for some seconds: the page waits no longer as if it came at once. */
static void
test_silence (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  fake_backend_hold (test->backend, FAKE_ISSUE);
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_true (is_waiting (test));
  g_assert_true (gtk_spinner_get_spinning (page_test_child (test, "spinner")));
  fake_backend_release (test->backend);
  app_test_wait_until (get_issuance (test) != NULL);
}

/* What was waited for turns out to have been refused: back to the work, with the reason. */
static void
test_refused_after_waiting (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  fake_backend_hold (test->backend, FAKE_ISSUE);
  g_assert_false (page_test_apply (test, &error));
  g_assert_true (is_waiting (test));
  page_test_issue (test, KMS_CATEGORY_HDVC, PAGE_TEST_OTHER_DEVICE, page_test_pair (PART_A, KEY_A));
  fake_backend_release (test->backend);
  app_test_wait_until (!is_waiting (test));
  g_assert_true (is_visible (test, "outcome"));
  g_assert_nonnull (
      strstr (app_test_status_text (page_test_child (test, "outcome")), "bound to another device"));
  g_assert_null (get_attempt (test));
  g_assert_false (kms_assistant_page_get_committing (test->page));
  app_test_wait_until (is_visible (test, "status"));

  /* Without that key all is well again. */
  kms_issue_model_remove_pair (test->model, 0);
  kms_assistant_page_enter (test->page);
  g_assert_false (is_visible (test, "outcome"));
  wait_for_preview (test);
  g_assert_true (page_test_apply (test, &error));
}

/* Between the review and the issuing, somebody else issues the key for another device. */
static void
test_refused_after_review (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  page_test_issue (test, KMS_CATEGORY_HDVC, PAGE_TEST_OTHER_DEVICE, page_test_pair (PART_A, KEY_A));
  g_assert_false (page_test_apply (test, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_BOUND_ELSEWHERE);
  g_assert_null (get_issuance (test));

  /* The page says which, and that it cannot go on like this. */
  app_test_wait_until (is_visible (test, "status"));
  g_assert_cmpint (kms_status_line_get_status (page_test_child (test, "status")), ==,
                   KMS_STATUS_ERROR);
  g_assert_false (kms_assistant_page_get_complete (test->page));

  /* Without that key all is well again. */
  kms_issue_model_remove_pair (test->model, 0);
  kms_assistant_page_enter (test->page);
  wait_for_preview (test);
  g_assert_false (is_visible (test, "status"));
  g_assert_cmpstr (kms_assistant_page_get_action_label (test->page), ==, "_Issue 1 Key");
}

static void
test_preview_fails (PageTest *test, gconstpointer data)
{
  g_autofree char *sentence = kms_words_error_code (KMS_ERROR_STORE_BUSY);
  GtkAccessible *label;

  wait_for_preview (test);
  fake_backend_break (test->backend, FAKE_PREVIEW, KMS_ERROR_STORE_BUSY);
  kms_assistant_page_enter (test->page);
  app_test_wait_until (is_visible (test, "status"));
  g_assert_cmpstr (app_test_status_text (page_test_child (test, "status")), ==, sentence);
  /* It belongs to no field that would be described by it. */
  label = app_test_child (page_test_child (test, "status"), "label");
  g_assert_cmpint (gtk_accessible_get_accessible_role (label), ==, GTK_ACCESSIBLE_ROLE_ALERT);

  /* What was true before is not left standing as if it were now. */
  g_assert_false (kms_assistant_page_get_complete (test->page));

  fake_backend_mend (test->backend);
  kms_assistant_page_enter (test->page);
  wait_for_preview (test);
  g_assert_false (is_visible (test, "status"));
}

static void
test_mail_address (PageTest *test, gconstpointer data)
{
  g_autofree char *sentence = kms_words_error_code (KMS_ERROR_MAIL_ADDRESS_INVALID);
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  tick (test, "mail_tick_2", TRUE);
  enter_text (test, "mail_2", "nobody");
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (app_test_field_text (page_test_child (test, "mail_field_2")), ==, sentence);
  g_assert_null (app_test_field_text (page_test_child (test, "mail_field_1")));
  g_assert_true (app_test_is_invalid (page_test_child (test, "mail_2")));
  g_assert_true (app_test_get_focus (test->window) == page_test_child (test, "mail_2"));
  g_assert_null (app_test_find_question ());
  g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_ISSUE), ==, 0);

  /* Mending it takes the error away; an address that is not ticked is nobody's business. */
  enter_text (test, "mail_2", "nobody@");
  g_assert_null (app_test_field_text (page_test_child (test, "mail_field_2")));
  tick (test, "mail_tick_2", FALSE);
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (kms_issue_model_get_draft (test->model)->mail_to[1], ==, "nobody@");
}

static void
test_mail (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  tick (test, "mail_tick_1", TRUE);
  enter_text (test, "mail_1", "a@example.com");
  enter_text (test, "mail_2", "b@example.com");

  /* Going back changes nothing. */
  g_assert_false (apply_and_answer (test, "_Go Back", &error));
  g_assert_no_error (error);
  g_assert_null (get_issuance (test));
  g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_ISSUE), ==, 0);

  g_assert_true (apply_and_answer (test, "_Issue and Mail", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (get_issuance (test)->mailed_to[0], ==, "a@example.com");
  g_assert_null (get_issuance (test)->mailed_to[1]);
  g_assert_cmpstr (get_issuance (test)->mail_subject, ==,
                   "[Example Inc.:0123-4567-89AB-CDEF] Registration Key for MPR ID/MAC ADDRESS");
}

static void
test_subject (PageTest *test, gconstpointer data)
{
  g_autofree char *too_long = g_strnfill (201, 'A');
  g_autofree char *sentence = kms_words_error_code (KMS_ERROR_MAIL_SUBJECT_INVALID);
  g_autofree char *subject = kms_issue_model_dup_mail_subject (test->model);
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  g_assert_cmpstr (app_test_text (page_test_child (test, "subject")), ==, subject);
  g_assert_null (kms_issue_model_get_draft (test->model)->mail_subject);

  tick (test, "mail_tick_1", TRUE);
  enter_text (test, "mail_1", "a@example.com");
  enter_text (test, "subject", too_long);
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (app_test_field_text (page_test_child (test, "subject_field")), ==, sentence);
  g_assert_true (app_test_get_focus (test->window) == page_test_child (test, "subject"));
  g_assert_cmpstr (app_test_text (page_test_child (test, "subject")), ==, too_long);

  /* Emptied, it is the proposed one again. */
  enter_text (test, "subject", "");
  g_assert_null (kms_issue_model_get_draft (test->model)->mail_subject);
  g_assert_null (app_test_field_text (page_test_child (test, "subject_field")));
  kms_assistant_page_enter (test->page);
  g_assert_cmpstr (app_test_text (page_test_child (test, "subject")), ==, subject);

  enter_text (test, "subject", "鍵 “1”");
  g_assert_true (apply_and_answer (test, "_Issue and Mail", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (get_issuance (test)->mail_subject, ==, "鍵 “1”");
}

/* What is being issued cannot be given up: its answer is waited for, and shown. */
static void
test_committing (PageTest *test, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  g_assert_false (kms_assistant_page_get_committing (test->page));
  fake_backend_hold (test->backend, FAKE_ISSUE);
  kms_assistant_page_apply_async (test->page, cancellable, take_result, &result);
  g_assert_true (kms_assistant_page_get_committing (test->page));
  app_test_wait_until (fake_backend_get_n_held (test->backend) == 1);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (fake_backend_get_n_held (test->backend), ==, 1);
  fake_backend_release (test->backend);
  app_test_wait_until (result != NULL);
  g_assert_false (kms_assistant_page_get_committing (test->page));
  g_assert_true (kms_assistant_page_apply_finish (test->page, result, &error));
  g_assert_no_error (error);
  g_assert_nonnull (get_issuance (test));
}

/* The window closes while the addresses are being asked for. */
static void
test_closed_at_question (PageTest *test, gconstpointer data)
{
  GtkWidget *window = test->window;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wait_for_preview (test);
  tick (test, "mail_tick_1", TRUE);
  enter_text (test, "mail_1", "a@example.com");
  kms_assistant_page_apply_async (test->page, NULL, take_result, &result);
  app_test_wait_until (app_test_find_question () != NULL);

  test->window = gtk_window_new ();
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_wait_until (result != NULL);
  g_assert_null (app_test_find_question ());
  g_assert_false (kms_assistant_page_apply_finish (test->page, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_ISSUE), ==, 0);
}

/* The page closes while its preview is on its way. */
static void
test_closed (PageTest *test, gconstpointer data)
{
  wait_for_preview (test);
  fake_backend_hold (test->backend, FAKE_PREVIEW);
  kms_assistant_page_enter (test->page);
  g_assert_cmpuint (fake_backend_get_n_held (test->backend), ==, 1);
}

static void
add (const char *path, void (*test) (PageTest *, gconstpointer))
{
  g_test_add (path, PageTest, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/review-page/preview", test_preview);
  add ("/review-page/issue", test_issue);
  add ("/review-page/fails", test_fails);
  add ("/review-page/answer-lost", test_answer_lost);
  add ("/review-page/silence", test_silence);
  add ("/review-page/refused-after-waiting", test_refused_after_waiting);
  add ("/review-page/refused-after-review", test_refused_after_review);
  add ("/review-page/preview-fails", test_preview_fails);
  add ("/review-page/mail-address", test_mail_address);
  add ("/review-page/mail", test_mail);
  add ("/review-page/subject", test_subject);
  add ("/review-page/committing", test_committing);
  add ("/review-page/closed-at-question", test_closed_at_question);
  add ("/review-page/closed", test_closed);
  return g_test_run ();
}
