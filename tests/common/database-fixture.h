/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of KmsDatabase share: a schema, a fresh folder for each test, and short words for
 * what they do to a database. */

#pragma once

#include "common/kms-database.h"

#include <glib/gstdio.h>

#define APPLICATION_ID 0x4b4d5354 /* any number of ours */

static const KmsMigration migrations[] = {
  { 1, "CREATE TABLE shelf (id INTEGER PRIMARY KEY, label TEXT NOT NULL CHECK (label <> ''))"
       " STRICT" },
  { 2, "CREATE TABLE book (shelf INTEGER NOT NULL REFERENCES shelf (id), title TEXT) STRICT;"
       "INSERT INTO shelf (id, label) VALUES (1, 'first')" },
  /* Does half of its work, then fails. */
  { 3, "CREATE TABLE chair (id INTEGER PRIMARY KEY) STRICT;"
       "DELETE FROM shelf;"
       "INSERT INTO nowhere VALUES (1)" },
};
#define N_GOOD 2

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "file.db", NULL);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-journal", "-wal", "-shm", ".link", ".crashed" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static inline KmsDatabase *
open_file (Fixture *fixture, KmsDatabaseFlags flags)
{
  g_autoptr (GError) error = NULL;
  KmsDatabase *database = kms_database_open (fixture->path, flags, &error);

  g_assert_no_error (error);
  return database;
}

static inline void
execute (KmsDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;

  kms_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

static inline void
migrate (KmsDatabase *database, guint n_migrations)
{
  g_autoptr (GError) error = NULL;

  kms_database_migrate (database, APPLICATION_ID, migrations, n_migrations, &error);
  g_assert_no_error (error);
}

/* The first column of the first row, as text; "" for NULL, "-" for no row. */
static inline char *
ask (KmsDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStatement) statement = kms_database_prepare (database, sql, &error);
  const char *text;
  gboolean row;

  g_assert_no_error (error);
  kms_statement_step (statement, &row, &error);
  g_assert_no_error (error);
  if (!row)
    return g_strdup ("-");
  text = kms_statement_get_text (statement, 0);
  return g_strdup (text == NULL ? "" : text);
}

static inline void
assert_answer (KmsDatabase *database, const char *sql, const char *expected)
{
  g_autofree char *answer = ask (database, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static inline GBytes *
read_bytes (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static inline void
make_file (Fixture *fixture)
{
  g_autoptr (KmsDatabase) database = open_file (fixture, KMS_DATABASE_CREATE);

  migrate (database, N_GOOD);
}
