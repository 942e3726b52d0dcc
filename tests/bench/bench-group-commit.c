/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many issues of one key a second are on disk: through the store with 64 of them in flight, beside
 * plain loops that commit the same statements one by one, and 64 at a time. The three take turns on
 * files in one folder (the first argument, or the current one), so that a slow moment of the disk hits
 * all of them. Prints figures and ratios; it judges nothing. */

#include "issuing/kms-issuing.h"
#include "issue-loop.h"
#include "store/kms-sqlite-store-private.h"

#include <glib/gstdio.h>
#include <stdio.h>

#define N_IN_FLIGHT 64
#define N_ROUNDS    8
#define N_PER_ROUND 1024
#define N_KEYS      (N_ROUNDS * N_PER_ROUND)

static const KmsSecret secret = { .bytes = { 1, 2, 3 } };

typedef struct
{
  KmsStore *store;     /* owned */
  KmsIssuing *issuing; /* owned */
  guint next;          /* the number of the key that is issued next */
  guint n_answered;
} Bench;

typedef struct
{
  Bench *bench;
  KmsRequest *request; /* owned */
} Call;

static gpointer
do_issue (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;
  const KmsAttempt attempt = {
    .dealer = "bench",
    .idempotency_key = call->request->pairs[0].activation_key,
  };

  return kms_issuing_issue (call->bench->issuing, session, &attempt, call->request, error);
}

static void
call_free (Call *call)
{
  kms_request_free (call->request);
  g_free (call);
}

static void ask_one (Bench *bench);

static void
on_issued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsIssuance) issuance = kms_store_run_finish (KMS_STORE (source), result, &error);

  g_assert_no_error (error);
  bench->n_answered++;
  if (bench->next % N_PER_ROUND != 0)
    ask_one (bench);
}

static void
ask_one (Bench *bench)
{
  Call *call = g_new0 (Call, 1);
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsKeyPair pair;

  issue_loop_make_identifiers (bench->next++, &pair, device_id);
  call->bench = bench;
  call->request = kms_request_new (KMS_CATEGORY_HDVC, device_id);
  kms_request_add_pair (call->request, &pair, NULL);
  kms_store_run_async (bench->store, KMS_STORE_WRITE, do_issue, call, (GDestroyNotify) call_free,
                       (GDestroyNotify) kms_issuance_free, NULL, on_issued, bench);
}

static void
run_store (Bench *bench)
{
  bench->n_answered = 0;
  for (guint i = 0; i < N_IN_FLIGHT; i++)
    ask_one (bench);
  while (bench->n_answered < N_PER_ROUND)
    g_main_context_iteration (NULL, TRUE);
}

static double
per_second (gint64 spent)
{
  return (double) N_KEYS * G_USEC_PER_SEC / (double) spent;
}

static void
report_loop (guint group, gint64 spent, gint64 store_spent)
{
  printf ("loop, %2u in a commit    %8.0f per second; the store is %.2f times as fast\n", group,
          per_second (spent), (double) spent / (double) store_spent);
}

int
main (int argc, char *argv[])
{
  g_autofree char *template = g_build_filename (argc > 1 ? argv[1] : ".", "bench-XXXXXX", NULL);
  const char *folder = g_mkdtemp (template);
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  Bench bench = { .store = issue_loop_open_store (path, N_KEYS),
                  .issuing = kms_issuing_new (&secret, clock, FALSE) };
  IssueLoop *single = issue_loop_new (folder, "single.db", N_KEYS, 1);
  IssueLoop *grouped = issue_loop_new (folder, "grouped.db", N_KEYS, N_IN_FLIGHT);
  gint64 spent[3] = { 0 };
  guint n_commits = kms_sqlite_store_get_n_commits (KMS_SQLITE_STORE (bench.store));

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 times[4];

      times[0] = g_get_monotonic_time ();
      run_store (&bench);
      times[1] = g_get_monotonic_time ();
      issue_loop_run (single, N_PER_ROUND);
      times[2] = g_get_monotonic_time ();
      issue_loop_run (grouped, N_PER_ROUND);
      times[3] = g_get_monotonic_time ();
      for (guint j = 0; j < 3; j++)
        spent[j] += times[j + 1] - times[j];
    }
  n_commits = kms_sqlite_store_get_n_commits (KMS_SQLITE_STORE (bench.store)) - n_commits;

  printf ("%d issues of one key, on disk:\n", N_KEYS);
  printf ("store, %d in flight     %8.0f per second, %.1f in a commit\n", N_IN_FLIGHT,
          per_second (spent[0]), (double) N_KEYS / n_commits);
  report_loop (1, spent[1], spent[0]);
  report_loop (N_IN_FLIGHT, spent[2], spent[0]);
  issue_loop_free (single);
  issue_loop_free (grouped);
  g_object_unref (bench.store);
  kms_issuing_free (bench.issuing);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
