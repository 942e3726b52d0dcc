/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsPending: what it says of requests on their way, unknown, known and over, that it asks by itself
 * until it knows, and that a draft goes with the answer that was made from it. */

#include "async-test.h"
#include "client/kms-journal-issuances.h"
#include "client/kms-pending.h"
#include "common/kms-error.h"
#include "keeping-backend.h"
#include "tree-test.h"

#include <glib/gstdio.h>

#define ME       "https://kms.example.com 57"
#define DRAFT    "5f8b6f0e-8a52-4a1c-9d0e-2f6f3c1b7a90"
#define DEVICE   "1234567890ABCDEF"
#define KEY_A    "0F1E2D3C4B5A6978"
#define KEY_B    "AAAABBBBCCCCDDDD"
#define INTERVAL 10 /* milliseconds */

typedef struct
{
  char *root;
  KmsClock *clock;
  KmsJournal *journal;
  Backend *backend;
  KmsPending *pending;
  guint n_changed;
} Fixture;

static void
open_pending (Fixture *fixture)
{
  fixture->pending = kms_pending_new (KMS_BACKEND (fixture->backend), fixture->journal);
  kms_pending_set_interval (fixture->pending, INTERVAL);
  g_signal_connect_swapped (fixture->pending, "changed", G_CALLBACK (g_atomic_int_inc),
                            &fixture->n_changed);
}

/* As when the program starts again. */
static void
reopen (Fixture *fixture)
{
  kms_pending_stop (fixture->pending);
  while (kms_pending_is_checking (fixture->pending))
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->pending);
  open_pending (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = NULL;

  fixture->root = g_dir_make_tmp ("kms-pending-XXXXXX", NULL);
  path = g_build_filename (fixture->root, "journal.sqlite", NULL);
  fixture->clock = kms_clock_new_fixed (1000);
  fixture->journal = kms_journal_new (path, fixture->clock);
  fixture->backend = g_object_new (TYPE_BACKEND, NULL);
  fixture->backend->folder = g_build_filename (fixture->root, "issued", NULL);
  fixture->backend->account = g_strdup (ME);
  g_mkdir (fixture->backend->folder, 0700);
  open_pending (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  reopen (fixture);
  g_assert_finalize_object (fixture->pending);
  g_object_unref (fixture->journal);
  g_assert_finalize_object (fixture->backend);
  kms_clock_unref (fixture->clock);
  remove_tree (fixture->root);
  g_free (fixture->root);
}

#define wait_until(condition)                \
  G_STMT_START                               \
  {                                          \
    while (!(condition))                     \
      g_main_context_iteration (NULL, TRUE); \
  }                                          \
  G_STMT_END

/* What the backend says from now on; with @lost it issues all the same. */
static void
say (Fixture *fixture, int code, gboolean lost)
{
  g_clear_error (&fixture->backend->error);
  fixture->backend->lost = lost;
  if (code == KMS_ERROR_FAILED)
    return;
  fixture->backend->error = g_error_new_literal (KMS_ERROR, code, "said so");
  if (lost)
    kms_error_set_number (fixture->backend->error, KMS_ERROR_UNCERTAIN, 1);
}

static gboolean
issue (Fixture *fixture, const char *key, GError **error)
{
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (GAsyncResult) result = NULL;
  KmsKeyPair pair = { "", "12AB" };
  const KmsAttempt *attempt;

  g_strlcpy (pair.activation_key, key, KMS_IDENTIFIER_SIZE);
  g_assert_true (kms_request_add_pair (request, &pair, NULL));
  kms_pending_issue_async (fixture->pending, request, DRAFT, take_result, &result);

  /* On its way it is there, and not known. */
  g_assert_cmpuint (kms_pending_get_attempts (fixture->pending)->len, ==, 1);
  attempt = kms_pending_find_draft (fixture->pending, DRAFT);
  g_assert_null (attempt->answer);
  g_assert_null (attempt->error);
  g_assert_true (kms_pending_is_checking (fixture->pending));
  wait_until (result != NULL);
  return kms_pending_issue_finish (fixture->pending, result, error);
}

static guint
count_issued (const Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->backend->folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (folder) != NULL)
    n_files++;
  return n_files;
}

static void
keep_draft (Fixture *fixture)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_ISSUE);
  g_autoptr (GAsyncResult) result = NULL;

  g_free (draft->id);
  draft->id = g_strdup (DRAFT);
  kms_journal_save_draft_async (fixture->journal, ME, draft, NULL, take_result, &result);
  wait_until (result != NULL);
  g_assert_true (kms_journal_save_draft_finish (fixture->journal, result, NULL));
}

static guint
count_drafts (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  kms_journal_list_drafts_async (fixture->journal, ME, NULL, take_result, &result);
  wait_until (result != NULL);
  drafts = kms_journal_list_drafts_finish (fixture->journal, result, NULL);
  return drafts->len;
}

static const KmsAttempt *
get_only (Fixture *fixture)
{
  GPtrArray *attempts = kms_pending_get_attempts (fixture->pending);

  g_assert_cmpuint (attempts->len, ==, 1);
  return g_ptr_array_index (attempts, 0);
}

static void
mark_seen (Fixture *fixture)
{
  g_autofree char *key = g_strdup (get_only (fixture)->idempotency_key);
  g_autoptr (GAsyncResult) result = NULL;

  kms_pending_mark_seen_async (fixture->pending, key, take_result, &result);
  wait_until (result != NULL);
  g_assert_true (kms_pending_mark_seen_finish (fixture->pending, result, NULL));
  g_assert_cmpuint (kms_pending_get_attempts (fixture->pending)->len, ==, 0);
  g_assert_null (kms_pending_find (fixture->pending, key));
}

static void
check (Fixture *fixture)
{
  kms_pending_check (fixture->pending);
  wait_until (!kms_pending_is_checking (fixture->pending));
}

/* The keys are there: until they were seen, and their draft as long. */
static void
test_answered (Fixture *fixture, gconstpointer unused)
{
  keep_draft (fixture);
  g_assert_true (issue (fixture, KEY_A, NULL));
  g_assert_nonnull (get_only (fixture)->answer);

  reopen (fixture);
  check (fixture);
  g_assert_nonnull (get_only (fixture)->answer);
  g_assert_cmpstr (get_only (fixture)->draft_id, ==, DRAFT);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 1);
  g_assert_cmpuint (count_drafts (fixture), ==, 1);

  mark_seen (fixture);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
  check (fixture);
  g_assert_cmpuint (kms_pending_get_attempts (fixture->pending)->len, ==, 0);
}

/* The answer is lost: it asks again by itself, and no key is issued twice. */
static void
test_asks_by_itself (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  keep_draft (fixture);
  say (fixture, KMS_ERROR_CONNECTION_BROKEN, TRUE);
  g_assert_false (issue (fixture, KEY_A, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_CONNECTION_BROKEN);
  g_assert_false (kms_attempt_is_over (get_only (fixture)));
  wait_until (fixture->backend->n_sent == 4);
  g_assert_false (kms_attempt_is_over (get_only (fixture)));
  g_assert_null (get_only (fixture)->answer);

  say (fixture, KMS_ERROR_FAILED, FALSE);
  wait_until (get_only (fixture)->answer != NULL);
  g_assert_cmpuint (count_issued (fixture), ==, 1);
  mark_seen (fixture);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

/* Nothing was done: it says so until it was told, and the draft stays. */
static void
test_over (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  keep_draft (fixture);
  say (fixture, KMS_ERROR_KEY_BOUND_ELSEWHERE, FALSE);
  g_assert_false (issue (fixture, KEY_A, &error));
  g_assert_true (kms_attempt_is_over (get_only (fixture)));
  check (fixture);
  g_assert_true (kms_attempt_is_over (get_only (fixture)));
  kms_pending_dismiss (fixture->pending, get_only (fixture));
  g_assert_cmpuint (kms_pending_get_attempts (fixture->pending)->len, ==, 0);
  check (fixture);
  g_assert_cmpuint (kms_pending_get_attempts (fixture->pending)->len, ==, 0);
  g_assert_cmpuint (count_drafts (fixture), ==, 1);
}

/* It turns out at the next start that it was refused. */
static void
test_refused_later (Fixture *fixture, gconstpointer unused)
{
  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  g_assert_false (issue (fixture, KEY_A, NULL));
  reopen (fixture);
  say (fixture, KMS_ERROR_KEY_BOUND_ELSEWHERE, FALSE);
  check (fixture);
  g_assert_true (kms_attempt_is_over (get_only (fixture)));
  g_assert_error (get_only (fixture)->error, KMS_ERROR, KMS_ERROR_KEY_BOUND_ELSEWHERE);
}

/* Another request of the same draft is refused here, and the first one goes on. */
static void
test_one_of_a_draft (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  kms_pending_set_interval (fixture->pending, 100000);
  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  g_assert_false (issue (fixture, KEY_A, NULL));
  g_assert_false (issue (fixture, KEY_B, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_REQUEST_IN_FLIGHT);
  wait_until (!kms_pending_is_checking (fixture->pending));
  say (fixture, KMS_ERROR_FAILED, FALSE);
  check (fixture);
  g_assert_nonnull (get_only (fixture)->answer);
  g_assert_cmpuint (count_issued (fixture), ==, 1);
}

/* The account is left while a request is on its way. */
static void
test_stopped (Fixture *fixture, gconstpointer unused)
{
  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  g_assert_false (issue (fixture, KEY_A, NULL));
  kms_pending_stop (fixture->pending);
  fixture->backend->n_sent = 0;
  check (fixture);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 0);
  reopen (fixture);
  check (fixture);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 1);
}

/* Somebody else's. */
static void
test_account (Fixture *fixture, gconstpointer unused)
{
  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  g_assert_false (issue (fixture, KEY_A, NULL));
  g_free (fixture->backend->account);
  fixture->backend->account = g_strdup ("https://kms.example.com 58");
  reopen (fixture);
  fixture->backend->n_sent = 0;
  check (fixture);
  g_assert_cmpuint (kms_pending_get_attempts (fixture->pending)->len, ==, 0);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 0);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/pending/answered", test_answered);
  add ("/pending/asks-by-itself", test_asks_by_itself);
  add ("/pending/over", test_over);
  add ("/pending/refused-later", test_refused_later);
  add ("/pending/one-of-a-draft", test_one_of_a_draft);
  add ("/pending/stopped", test_stopped);
  add ("/pending/account", test_account);

  return g_test_run ();
}
