/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The write-ahead log of a KmsDatabase. SQLite's own checkpoint after a commit keeps its errors to
 * itself, a failed fsync too; here the owner of the writing connection asks for it and is told. */

#include "common/kms-database-private.h"

/* Called by SQLite after each commit; in its place SQLite would have made its own checkpoint. */
static int
note_wal_pages (void *data, sqlite3 *handle, const char *name, int n_pages)
{
  KmsDatabase *database = data;

  database->wal_pages = (guint) n_pages;
  return SQLITE_OK;
}

/**
 * kms_database_use_wal:
 * @database: the one connection that writes to a file, outside a transaction
 * @error: return location for a #GError
 *
 * Turns the file to a write-ahead log if it has none, as a copy made by kms_database_copy_to(), and
 * leaves it to the caller when kms_database_checkpoint() is due.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_database_use_wal (KmsDatabase *database, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (database, "PRAGMA journal_mode = WAL", error);
  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return FALSE;
  if (g_strcmp0 (kms_statement_get_text (statement, 0), "wal") != 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED,
                   "the file system allows no write-ahead log");
      return FALSE;
    }
  sqlite3_wal_hook (database->handle, note_wal_pages, database);
  return TRUE;
}

/**
 * kms_database_get_wal_pages:
 * @database: a connection after kms_database_use_wal()
 *
 * Returns: how many pages the log had at the last commit; 0 after it was truncated
 */
guint
kms_database_get_wal_pages (KmsDatabase *database)
{
  return database->wal_pages;
}

/**
 * kms_database_checkpoint:
 * @database: a connection after kms_database_use_wal(), outside a transaction
 * @truncate: %TRUE to shorten the log to nothing when all of it could be moved
 * @error: return location for a #GError
 *
 * Moves as much of the log into the file as can be done without waiting for anybody; what a reader
 * still needs stays for another time.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*; nothing is lost then, unless
 *   kms_database_sync_failed()
 */
gboolean
kms_database_checkpoint (KmsDatabase *database, gboolean truncate, GError **error)
{
  int result;

  sqlite3_busy_timeout (database->handle, 0);
  result =
      sqlite3_wal_checkpoint_v2 (database->handle, "main",
                                 truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
                                 NULL, NULL);
  sqlite3_busy_timeout (database->handle, KMS_DATABASE_BUSY_TIMEOUT_MS);
  if ((result & 0xff) == SQLITE_BUSY)
    return TRUE;
  if (result != SQLITE_OK)
    return kms_database_fail (database, "checkpoint", error);
  if (truncate)
    database->wal_pages = 0;
  return TRUE;
}

/**
 * kms_database_sync_failed:
 * @database: a connection
 *
 * Returns: %TRUE from the first failed fsync on
 */
gboolean
kms_database_sync_failed (KmsDatabase *database)
{
  return database->sync_failed;
}
