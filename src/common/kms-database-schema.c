/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The schema side of KmsDatabase: whose file it is, of which version, the numbered migrations that
 * bring it up to date, and the check that it is whole and holds nothing but our schema. */

#include "common/kms-database.h"

/* Runs a query that gives one row with one number. */
static gboolean
query_int (KmsDatabase *database, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (database, sql, error);
  gboolean row;

  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return FALSE;
  *value = row ? kms_statement_get_int (statement, 0) : 0;
  return TRUE;
}

static gboolean
fail_corrupt (GError **error, const char *why)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "damaged: %s", why);
  return FALSE;
}

typedef struct
{
  gint64 application_id;
  gint64 version;
  gint64 n_objects;
} Identity;

/* All of it at one moment: another program may be making the file just now. */
static gboolean
read_identity (KmsDatabase *database, Identity *identity, GError **error)
{
  gboolean alone = !kms_database_in_transaction (database);
  gboolean read;

  if (alone && !kms_database_begin (database, FALSE, error))
    return FALSE;
  read = query_int (database, "PRAGMA application_id", &identity->application_id, error)
         && query_int (database, "PRAGMA user_version", &identity->version, error)
         && query_int (database, "SELECT count(*) FROM sqlite_schema", &identity->n_objects, error);
  if (alone)
    kms_database_rollback (database);
  return read;
}

/**
 * kms_database_identify:
 * @database: a connection
 * @application_id: what SQLite's application_id of our files is
 * @newest_version: the newest schema that this program knows
 * @version: (out): the version of the schema in it; 0 for an empty database
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_FOREIGN, %KMS_ERROR_STORE_NEWER, or
 *   why it cannot be read
 */
gboolean
kms_database_identify (KmsDatabase *database,
                       guint32 application_id,
                       int newest_version,
                       int *version,
                       GError **error)
{
  Identity found;

  *version = 0;
  if (!read_identity (database, &found, error))
    return FALSE;
  if (found.application_id == 0 && found.version == 0 && found.n_objects == 0)
    return TRUE;
  if ((guint32) found.application_id != application_id || found.version < 1)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_FOREIGN,
                   "the file belongs to another application (ID 0x%08x)",
                   (guint32) found.application_id);
      return FALSE;
    }
  if (found.version > newest_version)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_NEWER,
                   "the file has schema version %" G_GINT64_FORMAT ", this program knows %d",
                   found.version, newest_version);
      return FALSE;
    }
  *version = (int) found.version;
  return TRUE;
}

/* Applies the migration that follows the version the file has, if there is one. The version is read
 * inside the transaction: another program may be doing the same. */
static gboolean
migrate_once (KmsDatabase *database,
              guint32 application_id,
              const KmsMigration *migrations,
              guint n_migrations,
              gboolean *done,
              GError **error)
{
  g_autofree char *stamp = NULL;
  int newest = migrations[n_migrations - 1].version;
  int version;

  if (!kms_database_begin (database, TRUE, error))
    return FALSE;
  if (!kms_database_identify (database, application_id, newest, &version, error))
    {
      kms_database_rollback (database);
      return FALSE;
    }
  *done = version == newest;
  if (*done)
    {
      kms_database_rollback (database);
      return TRUE;
    }
  /* Migration i leads to version i + 1. */
  stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                           (gint32) application_id, version + 1);
  if (!kms_database_execute (database, migrations[version].sql, error)
      || !kms_database_execute (database, stamp, error))
    {
      kms_database_rollback (database);
      g_prefix_error (error, "migration to version %d: ", version + 1);
      return FALSE;
    }
  return kms_database_commit (database, error);
}

/**
 * kms_database_migrate:
 * @database: a connection outside a transaction
 * @application_id: what SQLite's application_id of our files is
 * @migrations: (array length=n_migrations): the steps; their versions are 1, 2, 3 and so on
 * @n_migrations: how many there are, at least 1
 * @error: return location for a #GError
 *
 * Brings the schema up to date, each step in a transaction of its own. A step that fails leaves the
 * file as it was before it, to be used by the version of the program that made it. A file that is
 * up to date is not written to.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_FOREIGN, %KMS_ERROR_STORE_NEWER, or
 *   another KMS_ERROR_STORE_*
 */
gboolean
kms_database_migrate (KmsDatabase *database,
                      guint32 application_id,
                      const KmsMigration *migrations,
                      guint n_migrations,
                      GError **error)
{
  int version;
  gboolean done;

  g_return_val_if_fail (n_migrations >= 1, FALSE);
  for (guint i = 0; i < n_migrations; i++)
    g_return_val_if_fail (migrations[i].version == (int) i + 1, FALSE);

  if (!kms_database_identify (database, application_id, (int) n_migrations, &version, error))
    return FALSE;
  done = version == (int) n_migrations;
  while (!done)
    {
      if (!migrate_once (database, application_id, migrations, n_migrations, &done, error))
        return FALSE;
    }
  return TRUE;
}

/* What SQL finds in two databases must be the same, row by row, in text. */
static gboolean
same_answer (KmsDatabase *a, KmsDatabase *b, const char *sql, gboolean *same, GError **error)
{
  g_autoptr (KmsStatement) in_a = kms_database_prepare (a, sql, error);
  g_autoptr (KmsStatement) in_b = NULL;
  gboolean row_a;
  gboolean row_b;

  if (in_a == NULL)
    return FALSE;
  in_b = kms_database_prepare (b, sql, error);
  if (in_b == NULL)
    return FALSE;
  do
    {
      if (!kms_statement_step (in_a, &row_a, error) || !kms_statement_step (in_b, &row_b, error))
        return FALSE;
      *same = row_a == row_b
              && (!row_a
                  || g_strcmp0 (kms_statement_get_text (in_a, 0), kms_statement_get_text (in_b, 0))
                         == 0);
    }
  while (*same && row_a);
  return TRUE;
}

/* Compares with a fresh database of the same version. Beside the tables, its page size and text
 * encoding must be ours, so that the contents can be copied into another database of ours. */
static gboolean
check_schema (KmsDatabase *database,
              const KmsMigration *migrations,
              guint n_migrations,
              GError **error)
{
  static const char *const questions[] = {
    "SELECT quote(type) || quote(name) || quote(tbl_name) || quote(sql) FROM sqlite_schema"
    " ORDER BY type, name",
    "PRAGMA page_size",
    "PRAGMA encoding",
  };
  g_autoptr (KmsDatabase) fresh = NULL;
  gint64 version;

  if (!query_int (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version < 1 || version > n_migrations)
    return fail_corrupt (error, "unknown version");
  fresh = kms_database_open (NULL, 0, error);
  if (fresh == NULL || !kms_database_migrate (fresh, 1, migrations, (guint) version, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      gboolean same;

      if (!same_answer (database, fresh, questions[i], &same, error))
        return FALSE;
      if (!same)
        return fail_corrupt (error, "the schema is not ours");
    }
  return TRUE;
}

static gboolean
check_all (KmsDatabase *database,
           const KmsMigration *migrations,
           guint n_migrations,
           GError **error)
{
  g_autoptr (KmsStatement) integrity = NULL;
  g_autoptr (KmsStatement) references = NULL;
  gboolean row;

  if (!check_schema (database, migrations, n_migrations, error))
    return FALSE;

  integrity = kms_database_prepare (database, "PRAGMA integrity_check(1)", error);
  if (integrity == NULL || !kms_statement_step (integrity, &row, error))
    return FALSE;
  if (!row || g_strcmp0 (kms_statement_get_text (integrity, 0), "ok") != 0)
    return fail_corrupt (error, row ? kms_statement_get_text (integrity, 0) : "no answer");

  references = kms_database_prepare (database, "PRAGMA foreign_key_check", error);
  if (references == NULL || !kms_statement_step (references, &row, error))
    return FALSE;
  if (row)
    return fail_corrupt (error, "a foreign key points nowhere");
  return TRUE;
}

/**
 * kms_database_check:
 * @database: a connection to a file of ours
 * @migrations: (array length=n_migrations): the steps of the schema
 * @n_migrations: how many there are
 * @error: return location for a #GError
 *
 * Checks a file from elsewhere, as it is at one moment, before anything in it is believed: nothing
 * but our schema (a trigger or a view that somebody added is refused), every page and every
 * constraint, every foreign key.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_CORRUPT, or why it cannot be read
 */
gboolean
kms_database_check (KmsDatabase *database,
                    const KmsMigration *migrations,
                    guint n_migrations,
                    GError **error)
{
  gboolean good;

  /* Another program may be migrating the file step by step. */
  if (!kms_database_begin (database, FALSE, error))
    return FALSE;
  good = check_all (database, migrations, n_migrations, error);
  kms_database_rollback (database);
  return good;
}
