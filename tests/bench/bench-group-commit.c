/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many issues of one key a second are on disk: through the store with 64 of them in flight, beside
 * plain loops that commit the same statements one by one, and 64 at a time. The three take turns on
 * files in one folder (the first argument, or the current one), so that a slow moment of the disk hits
 * all of them. Prints figures and ratios; it judges nothing. */

#include "issuing/kms-issuing.h"
#include "store/kms-sqlite-store-private.h"
#include "store/kms-store-keys.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>

#define N_IN_FLIGHT 64
#define N_ROUNDS    8
#define N_PER_ROUND 1024
#define N_KEYS      (N_ROUNDS * N_PER_ROUND)

static const KmsSecret secret = { .bytes = { 1, 2, 3 } };
static const KmsPart part = { "KX-ONE", "One", KMS_CATEGORY_HDVC };

/* The statements of an issue of one key, in the order in which kms_issuing_issue() runs them. */
static const char *const statements[] = {
  "SELECT activation.activation_key, activation.registration_id, part.id, part.part_number,"
  " part.purpose, part.category, binding.device_id, binding.ordinal, binding.registration_key,"
  " binding.issued_at FROM activation JOIN part ON part.id = activation.part"
  " LEFT JOIN binding ON binding.activation_key = activation.activation_key"
  " AND binding.released_at IS NULL"
  " WHERE activation.activation_key = :key",
  "SELECT last_ordinal FROM counter WHERE device_id = :device AND part = 1",
  "INSERT INTO counter (device_id, part, last_ordinal) VALUES (:device, 1, 1)"
  " ON CONFLICT (device_id, part) DO UPDATE SET last_ordinal = counter.last_ordinal + 1"
  " RETURNING last_ordinal",
  "INSERT INTO binding (activation_key, part, device_id, ordinal, registration_key, issued_at)"
  " VALUES (:key, 1, :device, 1, '0123456789ABCDEF', :at)",
  "INSERT INTO issue (dealer, issued_at, category, device_id, line_1, line_2, mail_to_1, mail_to_2,"
  " mail_subject) VALUES ('bench', :at, 'hdvc', :device, '', '', NULL, NULL, NULL) RETURNING id",
  "INSERT INTO issue_key (issue, position, binding, reissued)"
  " VALUES (last_insert_rowid (), 1, (SELECT id FROM binding WHERE activation_key = :key"
  " AND released_at IS NULL), 0)",
  "INSERT INTO audit (at, actor, action, subject, details)"
  " VALUES (:at, 'bench', 'issue', last_insert_rowid (), '{\"issued\":1,\"reissued\":0}')",
};

typedef struct
{
  char *path;
  gint64 spent; /* microseconds */
  guint next;   /* the number of the key that is issued next */

  KmsStore *store;     /* of the store's file */
  KmsIssuing *issuing; /* likewise */
  guint n_answered;

  sqlite3 *handle; /* of a loop's file */
  sqlite3_stmt *statements[G_N_ELEMENTS (statements)];
  guint group;
} Bench;

typedef struct
{
  Bench *bench;
  KmsRequest *request; /* owned */
} Call;

/* Spread as real ones are. Both are 16 digits; a device gets one key. */
static void
make_identifiers (guint number, KmsKeyPair *pair, char *device_id)
{
  guint64 spread = (number + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  g_snprintf (pair->activation_key, KMS_IDENTIFIER_SIZE, "%016" G_GINT64_MODIFIER "X", spread);
  g_snprintf (pair->registration_id, KMS_IDENTIFIER_SIZE, "ABC%05X", number);
  g_snprintf (device_id, KMS_IDENTIFIER_SIZE, "%016" G_GINT64_MODIFIER "X", ~spread);
}

static gpointer
do_fill (KmsStoreSession *session, gpointer data, GError **error)
{
  gint64 part_id;

  if (!kms_store_add_part (session, &part, &part_id, error))
    return NULL;
  for (guint i = 0; i < N_KEYS; i++)
    {
      char device_id[KMS_IDENTIFIER_SIZE];
      KmsKeyPair pair;

      make_identifiers (i, &pair, device_id);
      if (!kms_store_add_key (session, &pair, part_id, error))
        return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

static gpointer
do_issue (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  static const KmsAttempt attempt = { .dealer = "bench" };

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

  make_identifiers (bench->next++, &pair, device_id);
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

static void
check (Bench *bench, int result)
{
  if (result != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (bench->handle));
}

static void
run_statement (Bench *bench, sqlite3_stmt *statement, guint number)
{
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsKeyPair pair;
  const struct
  {
    const char *name;
    const char *value;
  } texts[] = { { ":key", pair.activation_key }, { ":device", device_id } };
  int result;

  make_identifiers (number, &pair, device_id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      int index = sqlite3_bind_parameter_index (statement, texts[i].name);

      if (index > 0)
        check (bench, sqlite3_bind_text (statement, index, texts[i].value, -1, SQLITE_STATIC));
    }
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":at"), number);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    ;
  g_assert_cmpint (result, ==, SQLITE_DONE);
  check (bench, sqlite3_reset (statement));
}

static void
run_loop (Bench *bench)
{
  for (guint i = 0; i < N_PER_ROUND; i += bench->group)
    {
      check (bench, sqlite3_exec (bench->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL));
      for (guint j = 0; j < bench->group; j++, bench->next++)
        {
          for (guint k = 0; k < G_N_ELEMENTS (statements); k++)
            run_statement (bench, bench->statements[k], bench->next);
        }
      check (bench, sqlite3_exec (bench->handle, "COMMIT", NULL, NULL, NULL));
    }
}

/* A file with all keys, opened as a server has it. */
static void
open_store (Bench *bench, const char *folder, const char *name, KmsClock *clock)
{
  g_autoptr (GError) error = NULL;

  bench->path = g_build_filename (folder, name, NULL);
  bench->store = kms_sqlite_store_new (bench->path, KMS_SQLITE_STORE_SERVER, &secret, &error);
  g_assert_no_error (error);
  kms_store_run (bench->store, KMS_STORE_WRITE, do_fill, NULL, NULL, &error);
  g_assert_no_error (error);
  bench->issuing = kms_issuing_new (&secret, clock, FALSE);
}

/* The same file, with SQLite's own functions and the settings that cost time. */
static void
open_loop (Bench *bench, const char *folder, const char *name, guint group, KmsClock *clock)
{
  open_store (bench, folder, name, clock);
  g_clear_object (&bench->store);
  bench->group = group;
  g_assert_cmpint (sqlite3_open (bench->path, &bench->handle), ==, SQLITE_OK);
  check (bench, sqlite3_exec (bench->handle, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
                              NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    check (bench,
           sqlite3_prepare_v2 (bench->handle, statements[i], -1, &bench->statements[i], NULL));
}

static void
close_bench (Bench *bench)
{
  g_clear_object (&bench->store);
  kms_issuing_free (bench->issuing);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    sqlite3_finalize (bench->statements[i]);
  sqlite3_close (bench->handle);
  g_unlink (bench->path);
  g_free (bench->path);
}

static double
per_second (const Bench *bench)
{
  return (double) N_KEYS * G_USEC_PER_SEC / (double) bench->spent;
}

static void
measure (Bench *bench, void (*run) (Bench *bench))
{
  gint64 start = g_get_monotonic_time ();

  run (bench);
  bench->spent += g_get_monotonic_time () - start;
}

int
main (int argc, char *argv[])
{
  g_autofree char *template = g_build_filename (argc > 1 ? argv[1] : ".", "bench-XXXXXX", NULL);
  const char *folder = g_mkdtemp (template);
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  Bench store = { 0 }, single = { 0 }, grouped = { 0 };
  guint n_commits;

  g_assert_nonnull (folder);
  open_store (&store, folder, "store.db", clock);
  open_loop (&single, folder, "single.db", 1, clock);
  open_loop (&grouped, folder, "grouped.db", N_IN_FLIGHT, clock);
  n_commits = kms_sqlite_store_get_n_commits (KMS_SQLITE_STORE (store.store));
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      measure (&store, run_store);
      measure (&single, run_loop);
      measure (&grouped, run_loop);
    }
  n_commits = kms_sqlite_store_get_n_commits (KMS_SQLITE_STORE (store.store)) - n_commits;

  printf ("%d issues of one key, on disk:\n", N_KEYS);
  printf ("store, %d in flight     %8.0f per second, %.1f in a commit\n", N_IN_FLIGHT,
          per_second (&store), (double) N_KEYS / n_commits);
  printf ("loop, 1 in a commit     %8.0f per second; the store is %.2f times as fast\n",
          per_second (&single), per_second (&store) / per_second (&single));
  printf ("loop, %d in a commit    %8.0f per second; the store is %.2f times as fast\n",
          N_IN_FLIGHT, per_second (&grouped), per_second (&store) / per_second (&grouped));
  close_bench (&store);
  close_bench (&single);
  close_bench (&grouped);
  g_rmdir (folder);
  return 0;
}
