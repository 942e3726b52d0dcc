/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsSqliteStore: work is one transaction on one thread, answered after the commit in the context of
 * whoever asked; and several programs may work on one class file. */

#include "store-fixture.h"

#include <string.h>
#include <sys/stat.h>

/* How this program is started again as another one. */
static const char *program;

static void
test_run (Fixture *fixture, gconstpointer data)
{
  static const KmsSqliteStoreKind kinds[] = { KMS_SQLITE_STORE_SERVER, KMS_SQLITE_STORE_CLASS };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (KmsStore) store = new_store (fixture->path, kinds[i]);
      g_autofree char *files = NULL;
      struct stat status;

      g_assert_cmpuint (take_ordinal (store), ==, 1);
      g_assert_cmpuint (take_ordinal (store), ==, 2);
      /* A class is one file; a server has its log beside it. */
      files = list_folder (fixture);
      if (kinds[i] == KMS_SQLITE_STORE_CLASS)
        g_assert_cmpstr (files, ==, "store.db ");
      else
        g_assert_nonnull (strstr (files, "store.db-wal"));
      g_assert_cmpint (stat (fixture->path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 07777, ==, 0600);
      g_clear_object (&store);

      /* It is there when it is opened again. */
      store = new_store (fixture->path, kinds[i]);
      g_assert_cmpuint (last_ordinal (store), ==, 2);
      g_clear_object (&store);
      g_unlink (fixture->path);
    }
}

static gpointer
do_write_and_fail (KmsStoreSession *session, gpointer data, GError **error)
{
  g_assert_nonnull (do_take_ordinal (session, NULL, error));
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "on second thoughts");
  return NULL;
}

static void
test_rolled_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GError) error = NULL;

  g_assert_null (kms_store_run (store, KMS_STORE_WRITE, do_write_and_fail, NULL, NULL, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  g_assert_cmpuint (last_ordinal (store), ==, 0);
  g_assert_cmpuint (take_ordinal (store), ==, 1);
}

/* A row that hangs in the air, which only the commit finds. */
static gpointer
do_break_commit (KmsStoreSession *session, gpointer data, GError **error)
{
  if (!kms_database_execute (session->database,
                             "PRAGMA defer_foreign_keys = ON;"
                             "INSERT INTO counter VALUES ('0123456789ABCDEF', 77, 1)",
                             error))
    return NULL;
  return data;
}

static void
count_freed (gpointer data)
{
  guint *n_freed = data;

  (*n_freed)++;
}

static void
test_commit_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GError) error = NULL;
  guint n_freed = 0;

  g_assert_null (
      kms_store_run (store, KMS_STORE_WRITE, do_break_commit, &n_freed, count_freed, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  /* Nobody was told the result, so nobody else frees it. */
  g_assert_cmpuint (n_freed, ==, 1);
  g_assert_cmpuint (take_ordinal (store), ==, 1);
}

/* Cancelled before it begins, it never runs; cancelled after that, it is finished and told. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GCancellable) begun_cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) queued_cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) queued = NULL;
  g_autoptr (GError) error = NULL;
  guint n_freed = 0;
  Gate gate = { 0 };

  kms_store_run_async (store, KMS_STORE_WRITE, do_wait, &gate, NULL, NULL, begun_cancellable,
                       take_result, &begun);
  kms_store_run_async (store, KMS_STORE_WRITE, do_take_ordinal, &n_freed, count_freed, NULL,
                       queued_cancellable, take_result, &queued);
  wait_until_begun (&gate);
  g_cancellable_cancel (begun_cancellable);
  g_cancellable_cancel (queued_cancellable);
  let_go (&gate);
  wait_for (&begun);
  wait_for (&queued);
  g_assert_true (gate.thread != g_thread_self ());
  g_assert_cmpuint (GPOINTER_TO_UINT (kms_store_run_finish (store, begun, &error)), ==, 1);
  g_assert_no_error (error);
  g_assert_null (kms_store_run_finish (store, queued, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (last_ordinal (store), ==, 1);
  g_clear_object (&queued);
  g_assert_cmpuint (n_freed, ==, 1);
}

typedef struct
{
  GThread *thread;
  guint ordinal;
  guint seen; /* what another store on the same file saw when the answer came */
  KmsStore *other;
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->ordinal = GPOINTER_TO_UINT (kms_store_run_finish (KMS_STORE (source), result, NULL));
  answer->seen = last_ordinal (answer->other);
  answer->thread = g_thread_self ();
}

/* The answer comes after the commit, in the thread that asked. */
static void
test_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  g_autoptr (KmsStore) other = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  Answer answer = { .other = other };

  kms_store_run_async (store, KMS_STORE_WRITE, do_take_ordinal, NULL, NULL, NULL, NULL, on_answer,
                       &answer);
  g_assert_null (answer.thread);
  while (answer.thread == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (answer.thread == g_thread_self ());
  g_assert_cmpuint (answer.ordinal, ==, 1);
  g_assert_cmpuint (answer.seen, ==, 1);
}

static gboolean
set_flag (gpointer data)
{
  gboolean *flag = data;

  *flag = TRUE;
  return G_SOURCE_REMOVE;
}

/* Waiting for an answer runs nothing else of the caller's. */
static void
test_run_blocks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  gboolean flag = FALSE;

  g_idle_add_full (G_PRIORITY_HIGH, set_flag, &flag, NULL);
  g_assert_cmpuint (take_ordinal (store), ==, 1);
  g_assert_false (flag);
  while (!flag)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_answers = user_data;
  g_autoptr (GError) error = NULL;

  (*n_answers)++;
  g_assert_cmpuint (GPOINTER_TO_UINT (kms_store_run_finish (KMS_STORE (source), result, &error)),
                    ==, *n_answers);
  g_assert_no_error (error);
}

/* Nobody holds the store any more, but what was asked of it is done, in order, and then it goes. */
static void
test_finalize (Fixture *fixture, gconstpointer data)
{
  KmsStore *store = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  gpointer watched = store;
  guint n_answers = 0;

  g_object_add_weak_pointer (G_OBJECT (store), &watched);
  for (guint i = 0; i < 20; i++)
    kms_store_run_async (store, KMS_STORE_WRITE, do_take_ordinal, NULL, NULL, NULL, NULL,
                         count_answer, &n_answers);
  g_object_unref (store);
  g_assert_nonnull (watched);
  while (watched != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_answers, ==, 20);
  store = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  g_assert_cmpuint (last_ordinal (store), ==, 20);
  g_object_unref (store);
}

#define N_EACH 25

static int
write_ordinals (const char *path)
{
  g_autoptr (KmsStore) store = new_store (path, KMS_SQLITE_STORE_CLASS);

  for (guint i = 0; i < N_EACH; i++)
    take_ordinal (store);
  return 0;
}

/* Three programs make and fill one class file at the same time, and a fourth connection in this one:
 * no ordinal comes twice and none is lost. */
static void
test_several_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStore) store = NULL;
  GSubprocess *others[3];

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      others[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--writer",
                                    fixture->path, NULL);
      g_assert_no_error (error);
    }
  g_assert_cmpint (write_ordinals (fixture->path), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_true (g_subprocess_wait_check (others[i], NULL, &error));
      g_assert_no_error (error);
      g_object_unref (others[i]);
    }
  store = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  g_assert_cmpuint (last_ordinal (store), ==, 4 * N_EACH);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "run", test_run },
    { "rolled-back", test_rolled_back },
    { "commit-fails", test_commit_fails },
    { "cancel", test_cancel },
    { "answer", test_answer },
    { "run-blocks", test_run_blocks },
    { "finalize", test_finalize },
    { "several-programs", test_several_programs },
  };

  if (argc == 3 && g_str_equal (argv[1], "--writer"))
    return write_ordinals (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/sqlite-store/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
