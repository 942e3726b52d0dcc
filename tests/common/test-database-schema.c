/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The schema side of KmsDatabase: migrations are whole or not at all, and a file from elsewhere is
 * believed only when it is exactly ours. */

#include "database-fixture.h"

#include <string.h>

static void
test_migrate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (KmsDatabase) database = open_file (fixture, KMS_DATABASE_CREATE);

  migrate (database, 1);
  execute (database, "INSERT INTO shelf (id, label) VALUES (5, 'kept')");
  assert_answer (database, "PRAGMA user_version", "1");
  migrate (database, N_GOOD);
  assert_answer (database, "PRAGMA user_version", "2");
  assert_answer (database, "SELECT group_concat(label) FROM shelf", "first,kept");

  /* Up to date: not one byte is written. */
  before = read_bytes (fixture->path);
  migrate (database, N_GOOD);
  after = read_bytes (fixture->path);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_migrate_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    int error;
  } cases[] = {
    { "PRAGMA application_id = 7", KMS_ERROR_STORE_FOREIGN },
    { "PRAGMA application_id = 0", KMS_ERROR_STORE_FOREIGN }, /* somebody's without an ID */
    { "PRAGMA user_version = 0", KMS_ERROR_STORE_FOREIGN },   /* ours always have one */
    { "PRAGMA user_version = 3", KMS_ERROR_STORE_NEWER },
    { "PRAGMA user_version = -1", KMS_ERROR_STORE_FOREIGN },
  };

  make_file (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) before = NULL;
      g_autoptr (GBytes) after = NULL;
      g_autoptr (KmsDatabase) database = open_file (fixture, 0);

      g_test_message ("%s", cases[i].sql);
      execute (database, cases[i].sql);
      before = read_bytes (fixture->path);
      g_assert_false (kms_database_migrate (database, APPLICATION_ID, migrations, N_GOOD, &error));
      g_assert_error (error, KMS_ERROR, cases[i].error);
      after = read_bytes (fixture->path);
      g_assert_true (g_bytes_equal (before, after));
      execute (database, "PRAGMA user_version = 2");
      execute (database, "PRAGMA application_id = 0x4b4d5354");
    }
}

/* A migration that fails half way, by a fault of its own or for want of disk, leaves the very bytes
 * that were there, and the older program goes on with them. */
static void
test_migrate_fails (Fixture *fixture, gconstpointer data)
{
  static const KmsMigration greedy[] = {
    { 1, "" },
    { 2, "" },
    { 3, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
         " INSERT INTO book SELECT 1, hex (zeroblob (100)) FROM n" },
  };
  static const struct
  {
    const KmsMigration *migrations;
    int error;
  } cases[] = {
    { migrations, KMS_ERROR_STORE_FAILED },
    { greedy, KMS_ERROR_STORE_FULL },
  };

  make_file (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) before = read_bytes (fixture->path);
      g_autoptr (GBytes) after = NULL;
      g_autoptr (KmsDatabase) database = open_file (fixture, 0);

      execute (database, "PRAGMA max_page_count = 20");
      g_assert_false (
          kms_database_migrate (database, APPLICATION_ID, cases[i].migrations, 3, &error));
      g_assert_error (error, KMS_ERROR, cases[i].error);
      after = read_bytes (fixture->path);
      g_assert_true (g_bytes_equal (before, after));
      migrate (database, N_GOOD);
      assert_answer (database, "SELECT label FROM shelf", "first");
      execute (database, "INSERT INTO shelf (label) VALUES ('works')");
      execute (database, "DELETE FROM shelf WHERE label = 'works'");
    }
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  static const char *const hostile[] = {
    "CREATE TRIGGER t AFTER INSERT ON book BEGIN DELETE FROM shelf; END",
    "CREATE VIEW v AS SELECT 1",
    "CREATE TABLE extra (a)",
    "CREATE INDEX i ON book (title)",
    "ALTER TABLE book ADD COLUMN extra TEXT",
    "DROP TABLE book",
    "PRAGMA foreign_keys = OFF; INSERT INTO book VALUES (42, 'of no shelf')",
    "PRAGMA ignore_check_constraints = ON; INSERT INTO shelf VALUES (9, '')",
    "PRAGMA user_version = 9",
    "PRAGMA page_size = 1024; VACUUM",
  };

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsDatabase) database = open_file (fixture, KMS_DATABASE_CREATE);

      migrate (database, N_GOOD);
      g_assert_true (kms_database_check (database, migrations, N_GOOD, &error));
      g_assert_no_error (error);

      g_test_message ("%s", hostile[i]);
      execute (database, hostile[i]);
      g_clear_pointer (&database, kms_database_close);
      database = open_file (fixture, KMS_DATABASE_READ_ONLY);
      g_assert_false (kms_database_check (database, migrations, N_GOOD, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT);
      g_unlink (fixture->path);
    }
}

/* Bytes inside a page of the file are damaged. */
static void
test_check_damage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *damaged = NULL;
  g_autoptr (KmsDatabase) database = NULL;
  gsize length;

  make_file (fixture);
  bytes = read_bytes (fixture->path);
  length = g_bytes_get_size (bytes);
  damaged = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
  g_assert_cmpuint (length, >=, 3 * 4096);
  memset (damaged + 4096, 0xa5, 64); /* the head of the second page, a table */
  g_file_set_contents (fixture->path, (char *) damaged, (gssize) length, &error);
  g_assert_no_error (error);

  database = open_file (fixture, KMS_DATABASE_READ_ONLY);
  g_assert_false (kms_database_check (database, migrations, N_GOOD, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "migrate", test_migrate },
    { "migrate-refused", test_migrate_refused },
    { "migrate-fails", test_migrate_fails },
    { "check", test_check },
    { "check-damage", test_check_damage },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/common/database-schema/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
