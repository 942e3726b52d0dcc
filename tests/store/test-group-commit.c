/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Group commit: what waits together is committed together, yet each piece of work stands or falls by
 * itself, and nobody is told anything that does not hold. */

#include "store-fixture.h"
#include "store/kms-sqlite-store-private.h"
#include "store/kms-store-writer.h"

#include <signal.h>
#include <sys/resource.h>

/* One piece of work, and what became of it. */
typedef struct
{
  enum
  {
    GOOD,
    CHANGES_ITS_MIND, /* writes, then fails */
    BREAKS_A_RULE,    /* writes, then runs into a constraint */
    BREAKS_COMMIT,    /* leaves a row that hangs in the air, which only the commit finds */
  } kind;
  guint number;
  guint n_bytes; /* that it writes */
  guint n_runs;
  guint n_freed; /* of its results */
  KmsStore *store;
  guint *n_waiting;
  gboolean done;
  GError *error;
} Piece;

static void
free_result (gpointer data)
{
  Piece *piece = data;

  piece->n_freed++;
}

static gpointer
do_piece (KmsStoreSession *session, gpointer data, GError **error)
{
  static const char *const more[] = {
    [GOOD] = "SELECT 1",
    [CHANGES_ITS_MIND] = "SELECT 1",
    [BREAKS_A_RULE] = "INSERT INTO audit SELECT * FROM audit",
    [BREAKS_COMMIT] = "PRAGMA defer_foreign_keys = ON;"
                      "INSERT INTO counter VALUES ('0123456789ABCDEF', 77, 1)",
  };
  Piece *piece = data;
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO audit VALUES (%u, 0, 'a', 'b', 'c', hex (zeroblob (%u)))",
                       piece->number + 1, piece->n_bytes / 2);

  piece->n_runs++;
  if (!kms_database_execute (session->database, sql, error)
      || !kms_database_execute (session->database, more[piece->kind], error))
    return NULL;
  if (piece->kind != CHANGES_ITS_MIND)
    return piece;
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "on second thoughts");
  return NULL;
}

static void
on_piece (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Piece *piece = user_data;
  Piece *answer = kms_store_run_finish (KMS_STORE (source), result, &piece->error);

  g_assert_true (answer == piece || (answer == NULL && piece->error != NULL));
  piece->done = answer != NULL;
  (*piece->n_waiting)--;
}

/* Runs pieces that all wait while the thread is held, so that it finds them together. */
static void
run_pieces (KmsStore *store, Piece *pieces, guint n_pieces)
{
  g_autoptr (GAsyncResult) held = NULL;
  guint n_waiting = n_pieces;
  Gate gate = { 0 };

  kms_store_run_async (store, KMS_STORE_WRITE, do_wait, &gate, NULL, NULL, NULL, take_result,
                       &held);
  wait_until_begun (&gate);
  for (guint i = 0; i < n_pieces; i++)
    {
      pieces[i].number = i;
      pieces[i].n_waiting = &n_waiting;
      kms_store_run_async (store, KMS_STORE_WRITE, do_piece, &pieces[i], NULL, free_result, NULL,
                           on_piece, &pieces[i]);
    }
  let_go (&gate);
  while (n_waiting > 0 || held == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
clear_pieces (Piece *pieces, guint n_pieces)
{
  for (guint i = 0; i < n_pieces; i++)
    g_clear_error (&pieces[i].error);
}

/* What is in the file is what was told, also after it was closed. */
static void
assert_kept (KmsStore *store, const Piece *pieces, guint n_pieces)
{
  guint n_done = 0;
  g_autofree char *expected = NULL;

  for (guint i = 0; i < n_pieces; i++)
    {
      g_autofree char *sql =
          g_strdup_printf ("SELECT count (*) FROM audit WHERE id = %u", pieces[i].number + 1);

      assert_answer (store, sql, pieces[i].done ? "1" : "0");
      n_done += pieces[i].done;
    }
  expected = g_strdup_printf ("%u", n_done);
  assert_answer (store, "SELECT count (*) FROM audit", expected);
  assert_answer (store, "PRAGMA integrity_check", "ok");
}

/* 1,000 pieces, good and bad: each gets its own answer, and the disk is waited for a few times only. */
static void
test_mixed (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 1000
  };
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autofree Piece *pieces = g_new0 (Piece, N);

  for (guint i = 0; i < N; i++)
    pieces[i].kind = i % 3 == 1 ? CHANGES_ITS_MIND : i % 7 == 1 ? BREAKS_A_RULE : GOOD;
  run_pieces (store, pieces, N);
  for (guint i = 0; i < N; i++)
    {
      if (pieces[i].kind == GOOD)
        g_assert_no_error (pieces[i].error);
      else if (pieces[i].kind == CHANGES_ITS_MIND)
        g_assert_error (pieces[i].error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
      else
        g_assert_error (pieces[i].error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
      g_assert_cmpuint (pieces[i].n_runs, ==, 1);
      g_assert_cmpuint (pieces[i].n_freed, ==, 0);
    }
  /* The one that was held, and the groups. */
  g_assert_cmpuint (kms_sqlite_store_get_n_commits (KMS_SQLITE_STORE (store)), ==,
                    1 + (N + KMS_STORE_MAX_GROUP - 1) / KMS_STORE_MAX_GROUP);
  assert_kept (store, pieces, N);
  g_clear_object (&store);
  store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  assert_kept (store, pieces, N);
  clear_pieces (pieces, N);
}

/* When none of them succeeds there is nothing to commit. */
static void
test_all_fail (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  Piece pieces[3] = { { .kind = CHANGES_ITS_MIND }, { CHANGES_ITS_MIND }, { CHANGES_ITS_MIND } };

  run_pieces (store, pieces, G_N_ELEMENTS (pieces));
  g_assert_cmpuint (kms_sqlite_store_get_n_commits (KMS_SQLITE_STORE (store)), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    g_assert_error (pieces[i].error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  assert_kept (store, pieces, G_N_ELEMENTS (pieces));
  clear_pieces (pieces, G_N_ELEMENTS (pieces));
}

/* Whatever they said, also what they refused, may have rested on what is undone now. */
static void
test_commit_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  Piece pieces[] = { { GOOD }, { CHANGES_ITS_MIND }, { BREAKS_COMMIT }, { GOOD } };

  run_pieces (store, pieces, G_N_ELEMENTS (pieces));
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_assert_error (pieces[i].error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
      g_assert_cmpuint (pieces[i].n_runs, ==, 1);
      g_assert_cmpuint (pieces[i].n_freed, ==, pieces[i].kind != CHANGES_ITS_MIND);
    }
  assert_kept (store, pieces, G_N_ELEMENTS (pieces));
  clear_pieces (pieces, G_N_ELEMENTS (pieces));
  /* And it goes on. */
  g_assert_cmpuint (take_ordinal (store), ==, 2);
}

/* No file grows beyond so many bytes, as on a disk that is full. */
static void
limit_files (rlim_t n_bytes, struct rlimit *usual)
{
  struct rlimit small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, usual), ==, 0);
  small = *usual;
  small.rlim_cur = n_bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
}

/* The disk is full after some groups: they are kept, of the next one nothing. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 3 * KMS_STORE_MAX_GROUP
  };
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autofree Piece *pieces = g_new0 (Piece, N);
  struct rlimit usual;

  for (guint i = 0; i < N; i++)
    pieces[i].n_bytes = 4000;
  limit_files (N * 4000 / 2, &usual);
  run_pieces (store, pieces, N);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &usual), ==, 0);
  for (guint i = 0; i < N; i++)
    {
      if (i < KMS_STORE_MAX_GROUP)
        g_assert_no_error (pieces[i].error);
      else
        g_assert_error (pieces[i].error, KMS_ERROR, KMS_ERROR_STORE_FULL);
    }
  assert_kept (store, pieces, N);
  g_assert_cmpuint (take_ordinal (store), ==, 2);
  g_clear_object (&store);
  store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  assert_kept (store, pieces, N);
  clear_pieces (pieces, N);
}

/* One piece is larger than the room there is, so SQLite rolls back all that was done before it. That
 * runs again, and only the large one fails. */
static void
test_one_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  Piece pieces[] = { { GOOD }, { GOOD, .n_bytes = 8000000 }, { CHANGES_ITS_MIND }, { GOOD } };
  struct rlimit usual;

  limit_files (2000000, &usual);
  run_pieces (store, pieces, G_N_ELEMENTS (pieces));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &usual), ==, 0);
  g_assert_no_error (pieces[0].error);
  g_assert_error (pieces[1].error, KMS_ERROR, KMS_ERROR_STORE_FULL);
  g_assert_error (pieces[2].error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  g_assert_no_error (pieces[3].error);
  g_assert_cmpuint (pieces[0].n_runs, ==, 2);
  g_assert_cmpuint (pieces[0].n_freed, ==, 1);
  g_assert_cmpuint (pieces[1].n_runs, ==, 2);
  g_assert_cmpuint (pieces[3].n_runs, ==, 1);
  assert_kept (store, pieces, G_N_ELEMENTS (pieces));
  clear_pieces (pieces, G_N_ELEMENTS (pieces));
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

/* In memory and in a class file reading has its turn among the writing. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  g_autoptr (GAsyncResult) held = NULL;
  Gate gate = { 0 };
  guint n_answers = 1;

  kms_store_run_async (store, KMS_STORE_WRITE, do_wait, &gate, NULL, NULL, NULL, take_result,
                       &held);
  wait_until_begun (&gate);
  /* The reading one tells one more than what was taken. */
  kms_store_run_async (store, KMS_STORE_WRITE, do_take_ordinal, NULL, NULL, NULL, NULL,
                       count_answer, &n_answers);
  kms_store_run_async (store, KMS_STORE_READ, do_peek_ordinal, NULL, NULL, NULL, NULL, count_answer,
                       &n_answers);
  let_go (&gate);
  while (n_answers < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (take_ordinal (store), ==, 3);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "mixed", test_mixed },
    { "all-fail", test_all_fail },
    { "commit-fails", test_commit_fails },
    { "disk-full", test_disk_full },
    { "one-too-large", test_one_too_large },
    { "order", test_order },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/group-commit/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
