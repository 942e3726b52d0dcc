/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server's file: reading and writing do not wait for each other, reading sees what was committed,
 * and the log beside the file stays small. */

#include "store-fixture.h"

#include <string.h>
#include <sys/stat.h>

/* A long report: asks, is held, asks again. */
typedef struct
{
  Gate gate;
  guint before;
  guint after;
  GAsyncResult *result; /* owned */
} Report;

static gpointer
do_report (KmsStoreSession *session, gpointer data, GError **error)
{
  Report *report = data;

  report->before = GPOINTER_TO_UINT (do_peek_ordinal (session, NULL, error)) - 1;
  hold (&report->gate);
  report->after = GPOINTER_TO_UINT (do_peek_ordinal (session, NULL, error)) - 1;
  return report;
}

static void
start_report (KmsStore *store, Report *report)
{
  kms_store_run_async (store, KMS_STORE_READ, do_report, report, NULL, NULL, NULL, take_result,
                       &report->result);
  wait_until_begun (&report->gate);
}

static void
end_report (KmsStore *store, Report *report)
{
  g_autoptr (GError) error = NULL;

  let_go (&report->gate);
  wait_for (&report->result);
  g_assert_true (kms_store_run_finish (store, report->result, &error) == report);
  g_assert_no_error (error);
  g_clear_object (&report->result);
}

/* Three long reports at once: there is writing meanwhile, and somebody free who reads. Each report sees
 * one state from its beginning to its end. */
static void
test_long_reports (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  Report reports[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_assert_cmpuint (take_ordinal (store), ==, i + 1);
      start_report (store, &reports[i]);
    }
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpuint (take_ordinal (store), ==, i + 4);
      g_assert_cmpuint (last_ordinal (store), ==, i + 4);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      end_report (store, &reports[i]);
      g_assert_cmpuint (reports[i].before, ==, i + 1);
      g_assert_cmpuint (reports[i].after, ==, i + 1);
      g_assert_true (reports[i].gate.thread != g_thread_self ());
    }
}

static gpointer
do_take_and_wait (KmsStoreSession *session, gpointer data, GError **error)
{
  gpointer ordinal = do_take_ordinal (session, NULL, error);

  hold (data);
  return ordinal;
}

/* While somebody writes, the last commit is what is read and what is saved. */
static void
test_long_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (KmsStore) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Gate gate = { 0 };

  g_assert_cmpuint (take_ordinal (store), ==, 1);
  kms_store_run_async (store, KMS_STORE_WRITE, do_take_and_wait, &gate, NULL, NULL, NULL,
                       take_result, &result);
  wait_until_begun (&gate);
  g_assert_cmpuint (last_ordinal (store), ==, 1);
  g_assert_true (save (store, fixture->other, &error));
  g_assert_no_error (error);
  let_go (&gate);
  wait_for (&result);
  g_assert_cmpuint (last_ordinal (store), ==, 2);
  saved = new_store (fixture->other, KMS_SQLITE_STORE_CLASS);
  g_assert_cmpuint (last_ordinal (saved), ==, 1);
}

/* Who asks to read cannot write by mistake. */
static void
test_reading_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GError) error = NULL;

  g_assert_null (kms_store_run (store, KMS_STORE_READ, do_take_ordinal, NULL, NULL, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_READ_ONLY);
  g_assert_cmpuint (last_ordinal (store), ==, 0);
}

/* A copy that was saved is one file, also when it is read, until a server opens it; loading one shows
 * it to all readers. */
static void
test_copies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (KmsStore) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *files = NULL;
  g_autoptr (GBytes) saved = NULL;

  take_ordinal (store);
  g_assert_true (save (store, fixture->other, &error));
  /* SQLite's header: read and written without a log. */
  saved = read_bytes (fixture->other);
  g_assert_cmpmem ((const char *) g_bytes_get_data (saved, NULL) + 18, 2, "\1\1", 2);
  copy = new_store (fixture->other, KMS_SQLITE_STORE_SERVER);
  g_assert_cmpuint (take_ordinal (copy), ==, 2);
  files = list_folder (fixture);
  g_assert_nonnull (strstr (files, "other.db-wal "));
  take_ordinal (copy);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint (last_ordinal (copy), ==, 3);
  g_assert_true (load (copy, fixture->path, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint (last_ordinal (copy), ==, 1);
}

static goffset
log_size (Fixture *fixture)
{
  g_autofree char *path = g_strconcat (fixture->path, "-wal", NULL);
  struct stat status;

  return stat (path, &status) == 0 ? status.st_size : -1;
}

#define MIB (1024 * 1024)

/* Writes so many MiB to the log, a quarter each time. */
static void
fill_log (KmsStore *store, guint n_mib)
{
  for (guint i = 0; i < 4 * n_mib; i++)
    {
      g_autoptr (GError) error = NULL;

      execute (store,
               "DELETE FROM audit; INSERT INTO audit (at, actor, action, subject, details)"
               " VALUES (1, 'a', 'b', 'c', hex (zeroblob (131072)))",
               &error);
      g_assert_no_error (error);
    }
}

static gboolean
set_flag (gpointer data)
{
  gboolean *flag = data;

  *flag = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Written again from its beginning as long as nobody reads for long; back to it as soon as a long
 * report has ended; and nothing when there is nothing to do. */
static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  Report report = { 0 };
  goffset usual;
  guint timer;
  gboolean flag;

  fill_log (store, 24);
  usual = log_size (fixture);
  g_assert_cmpint (usual, <, 6 * MIB);
  start_report (store, &report);
  fill_log (store, 72);
  g_assert_cmpint (log_size (fixture), >, 64 * MIB);
  end_report (store, &report);
  /* Longer than ever, so it is shortened, as early as that. */
  fill_log (store, 1);
  g_assert_cmpint (log_size (fixture), <, 6 * MIB);

  timer = g_timeout_add (5, set_flag, &flag);
  while (log_size (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  g_assert_cmpuint (take_ordinal (store), ==, 1);
}

/* Takes ordinals one after the other until it is told to stop. */
typedef struct
{
  KmsStore *store;
  gboolean stop;
  gboolean idle;
  guint n_taken;
} Load;

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *load = user_data;
  g_autoptr (GError) error = NULL;

  kms_store_run_finish (KMS_STORE (source), result, &error);
  g_assert_no_error (error);
  load->n_taken++;
  load->idle = load->stop;
  if (!load->stop)
    kms_store_run_async (load->store, KMS_STORE_WRITE, do_take_ordinal, NULL, NULL, NULL, NULL,
                         on_taken, load);
}

/* A copy is made while others write: it has what was there when it began, is whole, and can be served;
 * nobody waits for it. */
static void
test_save_under_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (KmsStore) copy = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Load load = { .store = store };
  guint before;
  guint meanwhile;

  /* Some 12 MiB, so that it takes a while. */
  execute (store,
           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
           " INSERT INTO audit (at, actor, action, subject, details)"
           " SELECT i, 'a', 'b', 'c', hex (zeroblob (2000)) FROM n",
           &error);
  g_assert_no_error (error);
  before = take_ordinal (store);
  kms_sqlite_store_save_async (KMS_SQLITE_STORE (store), fixture->other, NULL, take_result,
                               &result);
  kms_store_run_async (store, KMS_STORE_WRITE, do_take_ordinal, NULL, NULL, NULL, NULL, on_taken,
                       &load);
  wait_for (&result);
  meanwhile = load.n_taken;
  load.stop = TRUE;
  while (!load.idle)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (kms_sqlite_store_save_finish (KMS_SQLITE_STORE (store), result, &error));
  g_assert_no_error (error);
  g_test_message ("%u commits meanwhile", meanwhile);
  g_assert_cmpuint (meanwhile, >, 0);

  copy = new_store (fixture->other, KMS_SQLITE_STORE_SERVER);
  g_assert_cmpuint (last_ordinal (copy), >=, before);
  g_assert_cmpuint (last_ordinal (copy), <=, before + meanwhile + 1);
  assert_answer (copy, "SELECT count (*) FROM audit", "3000");
  assert_answer (copy, "PRAGMA integrity_check", "ok");
  g_assert_cmpuint (take_ordinal (copy), ==, last_ordinal (copy));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "long-reports", test_long_reports },
    { "long-write", test_long_write },
    { "reading-only", test_reading_only },
    { "copies", test_copies },
    { "log", test_log },
    { "save-under-load", test_save_under_load },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/store-readers/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
