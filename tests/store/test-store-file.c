/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A store as a file: saved as a whole or not at all, and believed only when it is ours, whole, and of
 * the same issuer secret; the file that is read is never changed. */

#include "store-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ways in which a class file can be bad, each made from a good one. */
static const struct
{
  const char *name;
  const char *sql;   /* nullable */
  const char *bytes; /* nullable: the whole file */
  int error;
} bad_files[] = {
  { "another application's", "PRAGMA application_id = 7", NULL, KMS_ERROR_STORE_FOREIGN },
  { "a text", NULL, "Dear pupils, this is the class file. It is a text.", KMS_ERROR_STORE_FOREIGN },
  { "of a newer version", "PRAGMA user_version = 99", NULL, KMS_ERROR_STORE_NEWER },
  { "with a trigger", "CREATE TRIGGER t AFTER INSERT ON binding BEGIN DELETE FROM audit; END", NULL,
    KMS_ERROR_STORE_CORRUPT },
  { "with a view", "CREATE VIEW v AS SELECT * FROM binding", NULL, KMS_ERROR_STORE_CORRUPT },
  { "with a table more", "CREATE TABLE t (a)", NULL, KMS_ERROR_STORE_CORRUPT },
  { "with a looser table",
    "DROP TABLE audit; CREATE TABLE audit (id INTEGER NOT NULL PRIMARY KEY, at, actor, action,"
    " subject, details)",
    NULL, KMS_ERROR_STORE_CORRUPT },
  { "with a bad row",
    "PRAGMA ignore_check_constraints = ON;"
    "INSERT INTO part VALUES (9, 'X', 'no such category', '')",
    NULL, KMS_ERROR_STORE_CORRUPT },
  { "with a binding of nothing",
    "PRAGMA foreign_keys = OFF;"
    "INSERT INTO counter VALUES ('0123456789ABCDEF', 77, 1)",
    NULL, KMS_ERROR_STORE_CORRUPT },
  { "of another secret", "UPDATE meta SET issuer_fingerprint = '0000000000000000'", NULL,
    KMS_ERROR_STORE_SECRET },
};

/* A file with the ordinal 3 taken. */
static void
make_file (const char *path)
{
  g_autoptr (KmsStore) store = new_store (path, KMS_SQLITE_STORE_CLASS);

  for (guint i = 0; i < 3; i++)
    take_ordinal (store);
}

static void
make_bad_file (const char *path, guint index)
{
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  if (bad_files[index].bytes != NULL)
    g_file_set_contents (path, bad_files[index].bytes, -1, &error);
  else
    {
      g_autoptr (KmsDatabase) database = NULL;

      make_file (path);
      database = kms_database_open (path, 0, &error);
      g_assert_no_error (error);
      kms_database_execute (database, bad_files[index].sql, &error);
    }
  g_assert_no_error (error);
}

/* Working on such a file, or taking it over, is refused; it is not touched, and nothing changes. */
static void
test_bad_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_CLASS);

  g_assert_cmpuint (take_ordinal (store), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (bad_files); i++)
    {
      g_autoptr (GError) open_error = NULL;
      g_autoptr (GError) load_error = NULL;
      g_autoptr (GBytes) before = NULL;

      g_test_message ("%s", bad_files[i].name);
      make_bad_file (fixture->path, i);
      before = read_bytes (fixture->path);
      g_assert_null (
          kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_CLASS, &secret, &open_error));
      g_assert_error (open_error, KMS_ERROR, bad_files[i].error);
      g_assert_false (load (store, fixture->path, &load_error));
      g_assert_error (load_error, KMS_ERROR, bad_files[i].error);
      assert_same_bytes (fixture->path, before);
    }
  g_assert_cmpuint (last_ordinal (store), ==, 1);
}

/* Bytes of a file are gone or were overwritten. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) open_error = NULL;
      g_autoptr (GError) load_error = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_CLASS);
      g_autofree char *damaged = NULL;
      gsize length;

      make_file (fixture->path);
      bytes = read_bytes (fixture->path);
      damaged = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      length = g_bytes_get_size (bytes);
      if (i == 0)
        length /= 2;
      else
        memset (damaged + length / 2, 0xa5, 4096);
      g_file_set_contents (fixture->path, damaged, (gssize) length, &error);
      g_assert_no_error (error);
      g_assert_null (
          kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_CLASS, &secret, &open_error));
      g_assert_error (open_error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT);
      g_assert_false (load (store, fixture->path, &load_error));
      g_assert_error (load_error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT);
      g_unlink (fixture->path);
    }
}

/* A file remembers whose it is, also the server's. */
static void
test_other_secret (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GError) error = NULL;

  g_clear_object (&store);
  g_assert_null (
      kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_SERVER, &other_secret, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_SECRET);
  store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
}

static void
test_save_and_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_CLASS);
  g_autoptr (KmsStore) other = new_store (fixture->other, KMS_SQLITE_STORE_CLASS);
  g_autoptr (GBytes) before = NULL;
  struct stat saved;
  struct stat after;

  g_file_set_contents (fixture->path, "what stood there", -1, &error);
  g_assert_no_error (error);
  take_ordinal (store);
  take_ordinal (store);
  g_assert_true (save (store, fixture->path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (fixture->path, &saved), ==, 0);
  g_assert_cmpint (saved.st_mode & 07777, ==, 0600);

  /* Into a store with something else in it, which is a file itself. */
  for (guint i = 0; i < 5; i++)
    take_ordinal (other);
  before = read_bytes (fixture->path);
  g_assert_true (load (other, fixture->path, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (last_ordinal (other), ==, 2);
  g_assert_cmpuint (take_ordinal (other), ==, 3);
  assert_same_bytes (fixture->path, before);
  g_assert_cmpint (stat (fixture->path, &after), ==, 0);
  g_assert_cmpint (saved.st_ino, ==, after.st_ino);
  g_assert_cmpint (saved.st_mtim.tv_nsec, ==, after.st_mtim.tv_nsec);

  /* Back into memory, and on from there. */
  g_assert_true (load (store, fixture->other, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (take_ordinal (store), ==, 4);
}

/* Where it is already, nothing is to be done; above all the file is not replaced under the store. */
static void
test_save_in_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  struct stat before;
  struct stat after;

  take_ordinal (store);
  g_assert_cmpint (stat (fixture->path, &before), ==, 0);
  g_assert_cmpint (symlink (fixture->path, fixture->other), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (save (store, i == 0 ? fixture->path : fixture->other, &error));
      g_assert_no_error (error);
      g_assert_cmpint (stat (fixture->path, &after), ==, 0);
      g_assert_cmpint (before.st_ino, ==, after.st_ino);
    }
}

static void
test_load_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_CLASS);
  const struct
  {
    const char *path;
    int error;
  } cases[] = {
    { fixture->other, KMS_ERROR_STORE_FAILED },   /* not there */
    { fixture->folder, KMS_ERROR_STORE_FOREIGN }, /* a folder */
    { "/dev/null", KMS_ERROR_STORE_FOREIGN },
    { fixture->path, KMS_ERROR_STORE_FOREIGN }, /* empty */
  };

  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].path);
      g_assert_false (load (store, cases[i].path, &error));
      g_assert_error (error, KMS_ERROR, cases[i].error);
    }
  /* Loading makes no file. */
  g_assert_false (g_file_test (fixture->other, G_FILE_TEST_EXISTS));
}

/* The disk is full, to the file system's mind: a limit on the size of files, its signal ignored. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) save_error = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStore) memory = new_store (NULL, KMS_SQLITE_STORE_CLASS);
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_CLASS);
  g_autoptr (GBytes) before = NULL;
  struct rlimit usual;
  struct rlimit small;

  take_ordinal (store);
  g_assert_true (g_file_set_contents (fixture->other, "what stood there", -1, NULL));
  before = read_bytes (fixture->other);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &usual), ==, 0);
  small = usual;
  small.rlim_cur = 4096;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (save (memory, fixture->other, &save_error));
  g_assert_false (execute (store,
                           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                           " WHERE i < 2000) INSERT INTO audit (at, actor, action, subject,"
                           " details) SELECT i, 'a', 'b', 'c', hex (zeroblob (50)) FROM n",
                           &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &usual), ==, 0);

  g_assert_error (save_error, KMS_ERROR, KMS_ERROR_STORE_FULL);
  assert_same_bytes (fixture->other, before);
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FULL);
  /* There is room again, and the store goes on from where it was. */
  g_assert_cmpuint (take_ordinal (store), ==, 2);
}

/* To root every folder is writable, so the test is somebody else for the moment (all its threads). */
static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) save_error = NULL;
  g_autoptr (GError) new_error = NULL;
  g_autoptr (KmsStore) memory = new_store (NULL, KMS_SQLITE_STORE_CLASS);
  gboolean root = geteuid () == 0;

  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  if (root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  g_assert_false (save (memory, fixture->other, &save_error));
  g_assert_null (kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_CLASS, &secret, &new_error));
  if (root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);

  g_assert_error (save_error, KMS_ERROR, KMS_ERROR_STORE_READ_ONLY);
  g_assert_error (new_error, KMS_ERROR, KMS_ERROR_STORE_READ_ONLY);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "bad-files", test_bad_files },         { "damaged", test_damaged },
    { "other-secret", test_other_secret },   { "save-and-load", test_save_and_load },
    { "save-in-place", test_save_in_place }, { "load-refused", test_load_refused },
    { "disk-full", test_disk_full },         { "read-only-folder", test_read_only_folder },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/store-file/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
