/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDatabase: strict settings, statements, transactions, and every way in which a file or a disk can
 * be bad. */

#include "database-fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    const char *answer;
  } settings[] = {
    { "PRAGMA foreign_keys", "1" },    { "PRAGMA trusted_schema", "0" },
    { "PRAGMA synchronous", "2" },     { "PRAGMA cell_size_check", "1" },
    { "PRAGMA busy_timeout", "5000" },
  };
  static const char *const refused[] = {
    "SELECT \"no such column\"",          /* not a string either */
    "CREATE TABLE t (a DEFAULT (\"x\"))", /* nor in a schema */
    "PRAGMA writable_schema = ON;"        /* defensive */
    "INSERT INTO sqlite_schema VALUES ('a', 'b', 'c', 0, '')",
    "CREATE VIEW v AS SELECT 1 AS one; SELECT * FROM v", /* views are off */
  };
  g_autoptr (KmsDatabase) database = open_file (fixture, KMS_DATABASE_CREATE);
  struct stat status;

  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    assert_answer (database, settings[i].sql, settings[i].answer);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (kms_database_execute (database, refused[i], &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
    }
  assert_answer (database, "PRAGMA journal_mode", "delete");
}

static void
test_journal_mode (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsDatabase) database = open_file (fixture, KMS_DATABASE_CREATE | KMS_DATABASE_WAL);

  migrate (database, N_GOOD);
  assert_answer (database, "PRAGMA journal_mode", "wal");
  g_clear_pointer (&database, kms_database_close);
  /* What the file was made with stays. */
  database = open_file (fixture, KMS_DATABASE_CREATE);
  assert_answer (database, "PRAGMA journal_mode", "wal");
}

static void
test_open_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *below = g_build_filename (fixture->path, "file.db", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", "file.db", NULL);
  const struct
  {
    const char *path;
    KmsDatabaseFlags flags;
    int error;
  } cases[] = {
    { fixture->folder, KMS_DATABASE_CREATE, KMS_ERROR_STORE_FOREIGN }, /* a folder */
    { "", KMS_DATABASE_CREATE, KMS_ERROR_STORE_FOREIGN },              /* the current folder */
    { "/dev/zero", 0, KMS_ERROR_STORE_FOREIGN },                       /* would be read for ever */
    { missing, 0, KMS_ERROR_STORE_FAILED },
    { missing, KMS_DATABASE_CREATE, KMS_ERROR_STORE_FAILED },
    { below, KMS_DATABASE_CREATE, KMS_ERROR_STORE_FAILED }, /* below a file */
    { fixture->path, 0, KMS_ERROR_STORE_FOREIGN },          /* a text */
  };
  g_autoptr (GError) write_error = NULL;
  g_autofree char *text = g_strnfill (5000, 'x');

  g_file_set_contents (fixture->path, text, -1, &write_error);
  g_assert_no_error (write_error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].path);
      g_assert_null (kms_database_open (cases[i].path, cases[i].flags, &error));
      g_assert_error (error, KMS_ERROR, cases[i].error);
    }
}

/* A link that points nowhere is not followed to make a file at its end. */
static void
test_dangling_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = g_strconcat (fixture->path, ".link", NULL);

  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  g_assert_null (kms_database_open (link, KMS_DATABASE_CREATE, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* To root every folder is writable, so the test is somebody else for the moment. */
static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) create_error = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = NULL;
  g_autofree char *other = g_build_filename (fixture->folder, "other.db", NULL);
  gboolean root = geteuid () == 0;

  make_file (fixture);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  if (root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  g_assert_null (kms_database_open (other, KMS_DATABASE_CREATE, &create_error));
  database = kms_database_open (fixture->path, KMS_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  g_assert_false (kms_database_execute (database, "DELETE FROM shelf", &error));
  if (root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);

  g_assert_error (create_error, KMS_ERROR, KMS_ERROR_STORE_READ_ONLY);
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_READ_ONLY);
}

static void
test_read_only_flag (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = NULL;

  make_file (fixture);
  database = open_file (fixture, KMS_DATABASE_READ_ONLY);
  assert_answer (database, "SELECT label FROM shelf", "first");
  g_assert_false (kms_database_execute (database, "DELETE FROM shelf", &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_READ_ONLY);
}

static void
test_statements (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = kms_database_open (NULL, 0, &error);
  const char *insert = "INSERT INTO shelf (label, id) VALUES (:label, :id)";
  KmsStatement *first;
  KmsStatement *second;

  g_assert_no_error (error);
  migrate (database, 1);
  first = kms_database_prepare (database, insert, &error);
  g_assert_no_error (error);
  /* By name, not by place. */
  kms_statement_bind_int (first, ":id", G_MAXINT64);
  kms_statement_bind_text (first, ":label", "日本");
  g_assert_true (kms_statement_run (first, &error));
  kms_statement_release (first);
  second = kms_database_prepare (database, insert, &error);
  g_assert_true (first == second);
  /* The values of last time are gone. */
  kms_statement_bind_int (second, ":id", 5);
  g_assert_false (kms_statement_run (second, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  g_clear_error (&error);
  kms_statement_release (second);

  /* The same SQL twice at a time is two statements. */
  first = kms_database_prepare (database, "SELECT id, label, NULL FROM shelf", &error);
  second = kms_database_prepare (database, "SELECT id, label, NULL FROM shelf", &error);
  g_assert_true (first != second);
  for (guint i = 0; i < 2; i++)
    {
      KmsStatement *statement = i == 0 ? first : second;
      gboolean row;

      g_assert_true (kms_statement_step (statement, &row, &error));
      g_assert_true (row);
      g_assert_cmpint (kms_statement_get_int (statement, 0), ==, G_MAXINT64);
      g_assert_cmpstr (kms_statement_get_text (statement, 1), ==, "日本");
      g_assert_true (kms_statement_is_null (statement, 2));
      g_assert_false (kms_statement_is_null (statement, 1));
      g_assert_true (kms_statement_step (statement, &row, &error));
      g_assert_false (row);
      kms_statement_release (statement);
    }
  g_assert_null (kms_database_prepare (database, "SELECT nothing", &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
}

static void
test_transactions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = NULL;
  g_autoptr (KmsDatabase) other = NULL;

  make_file (fixture);
  database = open_file (fixture, 0);
  other = open_file (fixture, 0);
  execute (other, "PRAGMA busy_timeout = 0");

  g_assert_true (kms_database_begin (database, TRUE, &error));
  execute (database, "DELETE FROM shelf");
  g_assert_false (kms_database_begin (other, TRUE, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_BUSY);
  g_clear_error (&error);
  kms_database_rollback (database);
  kms_database_rollback (database); /* nothing to undo is fine */
  assert_answer (other, "SELECT count(*) FROM shelf", "1");

  /* A commit that fails leaves no transaction behind. */
  g_assert_true (kms_database_begin (database, TRUE, &error));
  execute (database, "PRAGMA defer_foreign_keys = ON; INSERT INTO book VALUES (77, 'lost')");
  g_assert_false (kms_database_commit (database, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  g_clear_error (&error);
  g_assert_true (kms_database_begin (database, TRUE, &error));
  execute (database, "INSERT INTO book VALUES (1, 'found')");
  g_assert_true (kms_database_commit (database, &error));
  assert_answer (other, "SELECT group_concat(title) FROM book", "found");
}

/* The power goes when part of a transaction has reached the file already: what lies on the disk then
 * is copied from under a transaction that is still open. */
static void
test_crash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_strconcat (fixture->path, ".crashed", NULL);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) during = NULL;
  g_autoptr (KmsDatabase) running = NULL;
  g_autoptr (KmsDatabase) database = NULL;

  make_file (fixture);
  before = read_bytes (fixture->path);
  running = open_file (fixture, 0);
  execute (running, "PRAGMA cache_size = 5");
  g_assert_true (kms_database_begin (running, TRUE, &error));
  execute (running,
           "DELETE FROM shelf;"
           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
           " INSERT INTO shelf (label) SELECT hex (zeroblob (100)) FROM n");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *from = g_strconcat (fixture->path, i == 0 ? "" : "-journal", NULL);
      g_autoptr (GBytes) bytes = read_bytes (from);

      g_file_set_contents (i == 0 ? path : journal, g_bytes_get_data (bytes, NULL),
                           (gssize) g_bytes_get_size (bytes), &error);
      g_assert_no_error (error);
    }
  kms_database_rollback (running);
  during = read_bytes (path);
  g_assert_false (g_bytes_equal (before, during));

  database = kms_database_open (path, KMS_DATABASE_READ_ONLY, &error);
  g_assert_no_error (error);
  assert_answer (database, "SELECT group_concat(label) FROM shelf", "first");
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
}

/* The disk is full: a limit on the size of files, with its signal ignored, is the nearest thing. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = NULL;
  struct rlimit before;
  struct rlimit small;

  make_file (fixture);
  database = open_file (fixture, 0);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 64 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_true (kms_database_begin (database, TRUE, &error));
  if (kms_database_execute (database,
                            "DELETE FROM shelf; INSERT INTO shelf (label)"
                            " VALUES (hex (zeroblob (100000)))",
                            &error))
    kms_database_commit (database, &error);
  kms_database_rollback (database);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FULL);
  assert_answer (database, "SELECT group_concat(label) FROM shelf", "first");
  execute (database, "INSERT INTO shelf (label) VALUES ('there is room again')");
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) memory = kms_database_open (NULL, 0, &error);
  g_autoptr (KmsDatabase) file = NULL;

  g_assert_no_error (error);
  migrate (memory, N_GOOD);
  execute (memory, "UPDATE shelf SET label = 'copied'");
  file = open_file (fixture, KMS_DATABASE_CREATE);
  migrate (file, 1);
  assert_answer (file, "SELECT count(*) FROM shelf", "0");
  g_assert_true (kms_database_copy_to (memory, file, &error));
  g_assert_no_error (error);
  assert_answer (file, "SELECT label FROM shelf", "copied");

  /* Somebody else is writing: nothing changes. */
  execute (memory, "UPDATE shelf SET label = 'again'");
  {
    g_autoptr (KmsDatabase) other = open_file (fixture, 0);

    execute (file, "PRAGMA busy_timeout = 0");
    g_assert_true (kms_database_begin (other, TRUE, &error));
    g_assert_false (kms_database_copy_to (memory, file, &error));
    g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_BUSY);
    kms_database_rollback (other);
  }
  assert_answer (file, "SELECT label FROM shelf", "copied");
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "settings", test_settings },
    { "journal-mode", test_journal_mode },
    { "open-refused", test_open_refused },
    { "dangling-link", test_dangling_link },
    { "read-only-folder", test_read_only_folder },
    { "read-only-flag", test_read_only_flag },
    { "statements", test_statements },
    { "transactions", test_transactions },
    { "crash", test_crash },
    { "disk-full", test_disk_full },
    { "copy", test_copy },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/common/database/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
