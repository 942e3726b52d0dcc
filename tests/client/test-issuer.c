/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever happens between writing, sending and showing, each request is carried out once, and its
 * answer gets to be seen. The backend here keeps what it issued in a folder, a file for each key, so
 * that it outlives the program: the test starts itself anew and is killed between every two steps. */

#include "async-test.h"
#include "client/kms-issuer.h"
#include "client/kms-journal-issuances.h"
#include "common/kms-error.h"
#include "keeping-backend.h"
#include "tree-test.h"

#include <glib/gstdio.h>

#define ME     "https://kms.example.com 57"
#define DRAFT  "5f8b6f0e-8a52-4a1c-9d0e-2f6f3c1b7a90"
#define DEVICE "1234567890ABCDEF"

typedef struct
{
  char *root;
  char *path;
  KmsClock *clock;
  KmsJournal *journal;
  Backend *backend;
  KmsIssuer *issuer;
} Fixture;

/* On the folder of another process, or a new one. */
static void
open_all (Fixture *fixture, const char *root)
{
  fixture->root = root != NULL ? g_strdup (root) : g_dir_make_tmp ("kms-issuer-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->root, "journal", "journal.db", NULL);
  fixture->clock = kms_clock_new_fixed (1000);
  fixture->journal = kms_journal_new (fixture->path, fixture->clock);
  fixture->backend = g_object_new (TYPE_BACKEND, NULL);
  fixture->backend->folder = g_build_filename (fixture->root, "issued", NULL);
  fixture->backend->account = g_strdup (ME);
  g_mkdir (fixture->backend->folder, 0700);
  fixture->issuer = kms_issuer_new (KMS_BACKEND (fixture->backend), fixture->journal);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  open_all (fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_assert_finalize_object (fixture->issuer);
  g_object_unref (fixture->journal);
  g_assert_finalize_object (fixture->backend);
  kms_clock_unref (fixture->clock);
  remove_tree (fixture->root);
  g_free (fixture->root);
  g_free (fixture->path);
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

static KmsRequest *
make_request (const char *first_key)
{
  KmsRequest *request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  KmsKeyPair pair = { "8877665544332211", "12AB" };

  g_assert_true (kms_request_add_pair (request, &pair, NULL));
  g_strlcpy (pair.activation_key, first_key, KMS_IDENTIFIER_SIZE);
  g_assert_true (kms_request_add_pair (request, &pair, NULL));
  g_assert_true (kms_site_set_line (&request->site, 0, "本社", NULL));
  g_assert_true (kms_request_add_mail (request, "taro@example.com", NULL));
  g_assert_true (kms_request_set_mail_subject (request, "Keys", NULL));
  return request;
}

static KmsAttempt *
issue (Fixture *fixture, const char *first_key, const char *draft_id, GError **error)
{
  g_autoptr (KmsRequest) request = make_request (first_key);
  g_autoptr (GAsyncResult) result = NULL;

  kms_issuer_issue_async (fixture->issuer, request, draft_id, NULL, take_result, &result);
  return kms_issuer_issue_finish (fixture->issuer, wait_for (&result), error);
}

#define KEY_A "0F1E2D3C4B5A6978"
#define KEY_B "AAAABBBBCCCCDDDD"

static void
assert_fails (Fixture *fixture, const char *first_key, int code, gboolean uncertain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsAttempt) attempt = issue (fixture, first_key, DRAFT, &error);
  gint64 number = 0;

  g_assert_null (attempt);
  g_assert_error (error, KMS_ERROR, code);
  kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &number);
  g_assert_cmpint (number, ==, uncertain);
}

static void
mark_seen (Fixture *fixture, const KmsAttempt *attempt)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_issuer_mark_seen_async (fixture->issuer, attempt->idempotency_key, NULL, take_result,
                              &result);
  g_assert_true (kms_issuer_mark_seen_finish (fixture->issuer, wait_for (&result), NULL));
}

static GPtrArray *
resume (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *attempts = NULL;

  kms_issuer_resume_async (fixture->issuer, NULL, take_result, &result);
  attempts = kms_issuer_resume_finish (fixture->issuer, wait_for (&result), &error);
  g_assert_no_error (error);
  return attempts;
}

static guint
count_waiting (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) attempts = NULL;

  kms_journal_list_issuances_async (fixture->journal, fixture->backend->account, NULL, take_result,
                                    &result);
  attempts = kms_journal_list_issuances_finish (fixture->journal, wait_for (&result), NULL);
  return attempts->len;
}

/* What the backend says from now on. */
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

static void
assert_whole (const KmsAttempt *attempt)
{
  g_autoptr (KmsRequest) request = make_request (KEY_A);
  const KmsIssuedKey *key = NULL;

  g_assert_cmpstr (attempt->draft_id, ==, DRAFT);
  g_assert_true (kms_request_same_keys (attempt->request, request));
  g_assert_cmpstr (attempt->request->mail_to[0], ==, "taro@example.com");
  g_assert_cmpstr (attempt->request->mail_subject, ==, "Keys");
  g_assert_no_error (attempt->error);
  g_assert_nonnull (attempt->answer);
  g_assert_cmpstr (attempt->answer->id, ==, attempt->idempotency_key);
  g_assert_cmpint (attempt->answer->at, ==, 1000000);
  g_assert_cmpstr (attempt->answer->site.line[0], ==, "本社");
  g_assert_cmpuint (attempt->answer->keys->len, ==, 2);
  key = g_ptr_array_index (attempt->answer->keys, 1);
  g_assert_cmpstr (key->activation_key, ==, KEY_A);
  g_assert_cmpstr (key->registration_key, ==, "FEDCBA9876543210");
  g_assert_cmpstr (key->purpose, ==, "Four-site upgrade, 四拠点");
  g_assert_true (key->reissued);
}

static void
test_issues (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsAttempt) attempt = issue (fixture, KEY_A, DRAFT, &error);
  g_autoptr (GPtrArray) unseen = NULL;
  g_autoptr (GPtrArray) nothing = NULL;

  g_assert_no_error (error);
  assert_whole (attempt);

  /* Its answer is kept until it was seen, and not asked for again. */
  unseen = resume (fixture);
  g_assert_cmpuint (unseen->len, ==, 1);
  assert_whole (g_ptr_array_index (unseen, 0));
  g_assert_cmpuint (fixture->backend->n_sent, ==, 1);
  mark_seen (fixture, attempt);
  nothing = resume (fixture);
  g_assert_cmpuint (nothing->len, ==, 0);
}

/* What is refused, or never got there, is over; the next try is a new one. */
static void
test_over (Fixture *fixture, gconstpointer unused)
{
  static const int codes[] = { KMS_ERROR_KEY_BOUND_ELSEWHERE, KMS_ERROR_DEVICE_FULL,
                               KMS_ERROR_SERVER_UNREACHABLE, KMS_ERROR_MAINTENANCE,
                               KMS_ERROR_SESSION_EXPIRED };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      say (fixture, codes[i], FALSE);
      assert_fails (fixture, KEY_A, codes[i], FALSE);
      g_assert_cmpuint (count_waiting (fixture), ==, 0);
    }
  g_assert_cmpuint (count_issued (fixture), ==, 0);
}

/* As long as nobody knows, the same request is the same attempt, and another one of the draft waits. */
static void
test_uncertain (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsAttempt) attempt = NULL;

  say (fixture, KMS_ERROR_CONNECTION_BROKEN, TRUE);
  assert_fails (fixture, KEY_A, KMS_ERROR_CONNECTION_BROKEN, TRUE);
  g_assert_cmpuint (count_waiting (fixture), ==, 1);
  say (fixture, KMS_ERROR_SERVER_UNREACHABLE, FALSE);
  assert_fails (fixture, KEY_A, KMS_ERROR_SERVER_UNREACHABLE, TRUE);
  g_assert_cmpuint (count_waiting (fixture), ==, 1);

  fixture->backend->n_sent = 0;
  assert_fails (fixture, KEY_B, KMS_ERROR_REQUEST_IN_FLIGHT, FALSE);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 0);

  say (fixture, KMS_ERROR_FAILED, FALSE);
  attempt = issue (fixture, KEY_A, DRAFT, NULL);
  assert_whole (attempt);
  g_assert_cmpuint (count_issued (fixture), ==, 1);
}

static void
test_resumes (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) attempts = NULL;

  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  assert_fails (fixture, KEY_A, KMS_ERROR_SERVER_SILENT, TRUE);
  fixture->backend->n_sent = 0;
  say (fixture, KMS_ERROR_FAILED, FALSE);

  attempts = resume (fixture);
  g_assert_cmpuint (attempts->len, ==, 1);
  assert_whole (g_ptr_array_index (attempts, 0));
  g_assert_cmpuint (fixture->backend->n_sent, ==, 1);
  g_assert_cmpuint (count_issued (fixture), ==, 1);
}

/* It had not been carried out, and now the key went to another device. */
static void
test_refused_later (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) attempts = NULL;

  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  assert_fails (fixture, KEY_A, KMS_ERROR_SERVER_SILENT, TRUE);
  say (fixture, KMS_ERROR_KEY_BOUND_ELSEWHERE, FALSE);

  attempts = resume (fixture);
  g_assert_cmpuint (attempts->len, ==, 1);
  g_assert_true (kms_attempt_is_refused (g_ptr_array_index (attempts, 0)));
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

/* With the server gone, each of many is not waited for. */
static void
test_obstacle (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) attempts = NULL;

  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *key = g_strdup_printf ("%016X", i);
      g_autofree char *draft_id = g_uuid_string_random ();
      g_autoptr (KmsAttempt) attempt = issue (fixture, key, draft_id, NULL);

      g_assert_null (attempt);
    }
  fixture->backend->n_sent = 0;
  attempts = resume (fixture);
  g_assert_cmpuint (attempts->len, ==, 3);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 1);
  for (guint i = 0; i < attempts->len; i++)
    {
      const KmsAttempt *attempt = g_ptr_array_index (attempts, i);

      g_assert_error (attempt->error, KMS_ERROR, KMS_ERROR_SERVER_SILENT);
      g_assert_false (kms_attempt_is_refused (attempt));
    }
  g_assert_cmpuint (count_waiting (fixture), ==, 3);
}

static void
test_accounts (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) theirs = NULL;
  g_autoptr (GPtrArray) mine = NULL;

  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  assert_fails (fixture, KEY_A, KMS_ERROR_SERVER_SILENT, TRUE);
  say (fixture, KMS_ERROR_FAILED, FALSE);
  fixture->backend->n_sent = 0;

  g_free (fixture->backend->account);
  fixture->backend->account = g_strdup ("https://kms.example.com 58");
  theirs = resume (fixture);
  g_assert_cmpuint (theirs->len, ==, 0);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 0);

  g_free (fixture->backend->account);
  fixture->backend->account = g_strdup (ME);
  mine = resume (fixture);
  g_assert_cmpuint (mine->len, ==, 1);
}

/* Somebody else logs in while the journal is being read. */
static void
test_another_account_meanwhile (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) attempts = NULL;
  const KmsAttempt *attempt = NULL;

  say (fixture, KMS_ERROR_SERVER_SILENT, TRUE);
  assert_fails (fixture, KEY_A, KMS_ERROR_SERVER_SILENT, TRUE);
  fixture->backend->n_sent = 0;
  kms_issuer_resume_async (fixture->issuer, NULL, take_result, &result);
  g_free (fixture->backend->account);
  fixture->backend->account = g_strdup ("https://kms.example.com 58");
  attempts = kms_issuer_resume_finish (fixture->issuer, wait_for (&result), NULL);
  attempt = g_ptr_array_index (attempts, 0);
  g_assert_error (attempt->error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 0);
}

/* Nothing is sent that is not written down. */
static void
test_disk_full (Fixture *fixture, gconstpointer unused)
{
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
  limit_files (0);
  assert_fails (fixture, KEY_A, KMS_ERROR_STORE_FULL, FALSE);
  limit_files (RLIM_INFINITY);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 0);
}

static void
test_blocked (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_true (g_file_set_contents (folder, "a file where a folder should be", -1, NULL));
  assert_fails (fixture, KEY_A, KMS_ERROR_STORE_FAILED, FALSE);
  g_assert_cmpuint (fixture->backend->n_sent, ==, 0);
}

/* The keys are issued: they are shown, and the request stays. */
static void
test_full_at_the_answer (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsAttempt) attempt = NULL;

  signal (SIGXFSZ, SIG_IGN);
  fixture->backend->full = TRUE;
  attempt = issue (fixture, KEY_A, DRAFT, NULL);
  limit_files (RLIM_INFINITY);
  assert_whole (attempt);
  g_assert_cmpuint (count_waiting (fixture), ==, 1);
}

static int
run_child (const char *root, Kill kill)
{
  Fixture fixture = { 0 };
  g_autoptr (KmsAttempt) attempt = NULL;

  open_all (&fixture, root);
  fixture.backend->kill = kill;
  attempt = issue (&fixture, KEY_A, DRAFT, NULL);
  reach (fixture.backend, KILL_BEFORE_SHOWING);
  assert_whole (attempt);
  reach (fixture.backend, KILL_BEFORE_MARKING);
  mark_seen (&fixture, attempt);
  return 0;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  Kill kill = (Kill) GPOINTER_TO_UINT (data);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *number = g_strdup_printf ("%d", kill);
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, self, "--child",
                                                    fixture->root, number, NULL);
  g_autoptr (GPtrArray) attempts = NULL;
  g_autoptr (GPtrArray) nothing = NULL;

  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_if_signaled (child), ==, kill != KILL_NEVER);

  attempts = resume (fixture);
  g_assert_cmpuint (attempts->len, ==, kill == KILL_NEVER ? 0 : 1);
  g_assert_cmpuint (count_issued (fixture), ==, 1);
  g_assert_cmpuint (fixture->backend->n_sent, ==, kill <= KILL_BEFORE_WRITING ? 1 : 0);
  if (kill == KILL_NEVER)
    return;

  assert_whole (g_ptr_array_index (attempts, 0));
  mark_seen (fixture, g_ptr_array_index (attempts, 0));
  nothing = resume (fixture);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer), guint data)
{
  g_test_add (name, Fixture, GUINT_TO_POINTER (data), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], (Kill) g_ascii_strtoull (argv[3], NULL, 10));

  g_test_init (&argc, &argv, NULL);
  add ("/issuer/issues", test_issues, 0);
  add ("/issuer/over", test_over, 0);
  add ("/issuer/uncertain", test_uncertain, 0);
  add ("/issuer/resumes", test_resumes, 0);
  add ("/issuer/refused-later", test_refused_later, 0);
  add ("/issuer/obstacle", test_obstacle, 0);
  add ("/issuer/accounts", test_accounts, 0);
  add ("/issuer/another-account-meanwhile", test_another_account_meanwhile, 0);
  add ("/issuer/disk-full", test_disk_full, 0);
  add ("/issuer/blocked", test_blocked, 0);
  add ("/issuer/full-at-the-answer", test_full_at_the_answer, 0);
  add ("/issuer/killed/before-sending", test_killed, KILL_BEFORE_SENDING);
  add ("/issuer/killed/before-answering", test_killed, KILL_BEFORE_ANSWERING);
  add ("/issuer/killed/before-writing", test_killed, KILL_BEFORE_WRITING);
  add ("/issuer/killed/before-showing", test_killed, KILL_BEFORE_SHOWING);
  add ("/issuer/killed/before-marking", test_killed, KILL_BEFORE_MARKING);
  add ("/issuer/killed/never", test_killed, KILL_NEVER);

  return g_test_run ();
}
