/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDatabase: one SQLite connection with strict settings, its statement cache, and the one place
 * where SQLite's result codes become KMS_ERROR_STORE_*. The connection owns its statements; a
 * statement that was handed out comes back to the cache when it is released. */

#include "common/kms-database-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct _KmsStatement
{
  KmsDatabase *database; /* borrowed */
  sqlite3_stmt *handle;  /* owned */
  int bind_result;       /* the first binding that failed, told by the next step */
};

static void
kms_statement_free (KmsStatement *statement)
{
  sqlite3_finalize (statement->handle);
  g_free (statement);
}

static KmsError
error_from_sqlite (int result, int saved_errno)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return KMS_ERROR_STORE_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return KMS_ERROR_STORE_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return KMS_ERROR_STORE_BUSY;
    case SQLITE_NOTADB:
      return KMS_ERROR_STORE_FOREIGN;
    case SQLITE_CORRUPT:
      return KMS_ERROR_STORE_CORRUPT;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return kms_database_error_from_errno (saved_errno);
    default:
      return KMS_ERROR_STORE_FAILED;
    }
}

/* What the system said when reading or writing failed. SQLite's own record is overwritten by the
 * rollback that follows; that of the file is not. */
static int
last_errno (sqlite3 *handle)
{
  int saved_errno = 0;

  if ((sqlite3_extended_errcode (handle) & 0xff) != SQLITE_IOERR)
    return sqlite3_system_errno (handle);
  sqlite3_file_control (handle, "main", SQLITE_FCNTL_LAST_ERRNO, &saved_errno);
  /* The journal could not be written, and took its errno away with it. SQLite itself knows a full
   * disk, but not a quota or a limit on the size of files, which is what this mostly is. */
  if (saved_errno == 0 && sqlite3_extended_errcode (handle) == SQLITE_IOERR_WRITE)
    return EDQUOT;
  return saved_errno;
}

/* Sets @error from the last failure of @database; returns FALSE for the caller to pass on. */
gboolean
kms_database_fail (KmsDatabase *database, const char *what, GError **error)
{
  sqlite3 *handle = database->handle;

  int result = sqlite3_extended_errcode (handle);
  g_autofree char *message = g_strdup (sqlite3_errmsg (handle));

  if (result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC)
    database->sync_failed = TRUE;
  g_set_error (error, KMS_ERROR, (int) error_from_sqlite (result, last_errno (handle)),
               "%s: %s (SQLite %d)", what, message, result);
  return FALSE;
}

/* SQLite would make the file with the umask's mode, and would read a pipe for ever. */
static gboolean
prepare_file (const char *path, KmsDatabaseFlags flags, GError **error)
{
  struct stat status;

  if (flags & KMS_DATABASE_CREATE)
    {
      /* O_EXCL follows no symbolic link, and closing the descriptor can drop no lock of another
       * connection in this process: nobody else has the file open yet. */
      int descriptor = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

      if (descriptor >= 0)
        return g_close (descriptor, error);
      if (errno != EEXIST)
        {
          int saved_errno = errno;

          g_set_error (error, KMS_ERROR, kms_database_error_from_errno (saved_errno),
                       "create %s: %s", path, g_strerror (saved_errno));
          return FALSE;
        }
    }
  if (stat (path, &status) < 0)
    {
      int saved_errno = errno;

      g_set_error (error, KMS_ERROR, kms_database_error_from_errno (saved_errno), "open %s: %s",
                   path, g_strerror (saved_errno));
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_FOREIGN, "%s is not a regular file", path);
      return FALSE;
    }
  return TRUE;
}

static void
harden (KmsDatabase *database)
{
  static const struct
  {
    int option;
    int value;
  } settings[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },   { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
    { SQLITE_DBCONFIG_DQS_DML, 0 },     { SQLITE_DBCONFIG_DQS_DDL, 0 },
    { SQLITE_DBCONFIG_ENABLE_FKEY, 1 }, { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
    { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    sqlite3_db_config (database->handle, settings[i].option, settings[i].value, (int *) NULL);
  sqlite3_busy_timeout (database->handle, KMS_DATABASE_BUSY_TIMEOUT_MS);
}

/* The journal mode is kept in the file, so it is set when the file is new and never changed: not in
 * the file of another application, and not in one that another program uses just now. */
static gboolean
set_journal_mode (KmsDatabase *database, KmsDatabaseFlags flags, GError **error)
{
  g_autoptr (KmsStatement) pages = NULL;
  gboolean row;

  pages = kms_database_prepare (database, "PRAGMA page_count", error);
  if (pages == NULL || !kms_statement_step (pages, &row, error))
    return FALSE;
  if (kms_statement_get_int (pages, 0) > 0 || (flags & KMS_DATABASE_READ_ONLY))
    return TRUE;
  g_clear_pointer (&pages, kms_statement_release);
  return kms_database_execute (database,
                               flags & KMS_DATABASE_WAL ? "PRAGMA journal_mode = WAL"
                                                        : "PRAGMA journal_mode = DELETE",
                               error);
}

static gboolean
configure (KmsDatabase *database, KmsDatabaseFlags flags, GError **error)
{
  harden (database);
  if (!kms_database_execute (database, "PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL",
                             error))
    return FALSE;
  if (flags & KMS_DATABASE_READ_ONLY)
    {
      sqlite3_db_config (database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *) NULL);
      if (!kms_database_execute (database, "PRAGMA query_only = ON", error))
        return FALSE;
    }
  return set_journal_mode (database, flags, error);
}

/**
 * kms_database_open:
 * @path: (nullable) (type filename): the file, or %NULL for a database in memory
 * @flags: how to open it
 * @error: return location for a #GError
 *
 * Opens a connection. Nothing in an existing file changes, but that SQLite ends what a crashed
 * program left half done (also with %KMS_DATABASE_READ_ONLY: a file whose journal is still to be
 * played back cannot be read otherwise).
 *
 * Returns: (transfer full): the connection, or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
KmsDatabase *
kms_database_open (const char *path, KmsDatabaseFlags flags, GError **error)
{
  g_autoptr (KmsDatabase) database = g_new0 (KmsDatabase, 1);
  /* An absolute path is nothing else to SQLite: not "", not ":memory:", not a URI. */
  g_autofree char *file = path == NULL ? NULL : g_canonicalize_filename (path, NULL);

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  database->statements =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) kms_statement_free);
  if (file != NULL && !prepare_file (file, flags, error))
    return NULL;
  if (sqlite3_open_v2 (file == NULL ? ":memory:" : file, &database->handle,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL)
      != SQLITE_OK)
    {
      kms_database_fail (database, file == NULL ? "open" : file, error);
      return NULL;
    }
  if (!configure (database, flags, error))
    return NULL;
  return g_steal_pointer (&database);
}

/**
 * kms_database_close:
 * @database: (transfer full): a connection; its statements are released already
 *
 * Closes a connection. A transaction that is still open is rolled back.
 */
void
kms_database_close (KmsDatabase *database)
{
  int result;

  g_hash_table_unref (database->statements);
  result = sqlite3_close (database->handle);
  if (result != SQLITE_OK)
    g_critical ("A database was closed while a statement was in use");
  g_free (database);
}

/**
 * kms_database_copy_to:
 * @database: what to copy
 * @target: a connection outside a transaction; its contents are replaced
 * @error: return location for a #GError
 *
 * Copies everything in one transaction of @target; when it fails, @target is as it was.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_database_copy_to (KmsDatabase *database, KmsDatabase *target, GError **error)
{
  sqlite3_backup *backup;

  g_return_val_if_fail (database != target, FALSE);

  backup = sqlite3_backup_init (target->handle, "main", database->handle, "main");
  if (backup == NULL)
    return kms_database_fail (target, "copy", error);
  sqlite3_backup_step (backup, -1);
  /* The result of the step is kept and told here. */
  if (sqlite3_backup_finish (backup) != SQLITE_OK)
    return kms_database_fail (target, "copy", error);
  return TRUE;
}

/**
 * kms_database_execute:
 * @database: a connection
 * @sql: statements without parameters, separated by semicolons; rows are dropped
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_database_execute (KmsDatabase *database, const char *sql, GError **error)
{
  if (sqlite3_exec (database->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    return kms_database_fail (database, "execute", error);
  return TRUE;
}

/**
 * kms_database_begin:
 * @database: a connection outside a transaction
 * @write: %TRUE to write: the lock is taken now, since a reading transaction that turns into a
 *   writing one fails at once when somebody else wrote, whatever the timeout
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set, for instance to %KMS_ERROR_STORE_BUSY after 5 seconds
 */
gboolean
kms_database_begin (KmsDatabase *database, gboolean write, GError **error)
{
  return kms_database_execute (database, write ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

/**
 * kms_database_commit:
 * @database: a connection in a transaction
 * @error: return location for a #GError
 *
 * Ends the transaction and waits until it is on disk. When that fails it is rolled back.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_database_commit (KmsDatabase *database, GError **error)
{
  if (kms_database_execute (database, "COMMIT", error))
    return TRUE;
  kms_database_rollback (database);
  return FALSE;
}

/**
 * kms_database_rollback:
 * @database: a connection
 *
 * Undoes the transaction, unless SQLite did so already, as it does when the disk is full.
 */
void
kms_database_rollback (KmsDatabase *database)
{
  g_autoptr (GError) error = NULL;

  if (!sqlite3_get_autocommit (database->handle)
      && !kms_database_execute (database, "ROLLBACK", &error))
    g_warning ("%s", error->message);
}

/**
 * kms_database_in_transaction:
 * @database: a connection
 *
 * Returns: %TRUE from kms_database_begin() on, until it is over. After an error this tells whether
 *   SQLite has rolled all of it back by itself, as it does when the disk is full or broken or memory
 *   runs out.
 */
gboolean
kms_database_in_transaction (KmsDatabase *database)
{
  return !sqlite3_get_autocommit (database->handle);
}

/**
 * kms_database_error_from_errno:
 * @saved_errno: what a call of the system on a database file left in errno
 *
 * Returns: %KMS_ERROR_STORE_READ_ONLY, %KMS_ERROR_STORE_FULL or %KMS_ERROR_STORE_FAILED
 */
KmsError
kms_database_error_from_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case EACCES:
    case EPERM:
    case EROFS:
      return KMS_ERROR_STORE_READ_ONLY;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return KMS_ERROR_STORE_FULL;
    default:
      return KMS_ERROR_STORE_FAILED;
    }
}

/**
 * kms_database_prepare:
 * @database: a connection
 * @sql: one statement; its parameters are named, as in `:device_id`
 * @error: return location for a #GError
 *
 * Takes a statement from the cache, or compiles it.
 *
 * Returns: (transfer full): the statement, to be released before @database is closed; or %NULL with
 *   @error set to one of KMS_ERROR_STORE_*
 */
KmsStatement *
kms_database_prepare (KmsDatabase *database, const char *sql, GError **error)
{
  KmsStatement *statement = NULL;
  sqlite3_stmt *handle = NULL;

  if (g_hash_table_steal_extended (database->statements, sql, NULL, (gpointer *) &statement))
    return statement;
  if (sqlite3_prepare_v3 (database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL)
      != SQLITE_OK)
    {
      kms_database_fail (database, "prepare", error);
      return NULL;
    }
  statement = g_new0 (KmsStatement, 1);
  statement->database = database;
  statement->handle = handle;
  return statement;
}

/**
 * kms_statement_release:
 * @statement: (transfer full): a statement
 *
 * Gives a statement back to the cache of its connection.
 */
void
kms_statement_release (KmsStatement *statement)
{
  sqlite3_reset (statement->handle);
  sqlite3_clear_bindings (statement->handle);
  statement->bind_result = SQLITE_OK;
  g_hash_table_replace (statement->database->statements, (gpointer) sqlite3_sql (statement->handle),
                        statement);
}

static void
note_binding (KmsStatement *statement, int result)
{
  if (statement->bind_result == SQLITE_OK)
    statement->bind_result = result;
}

/**
 * kms_statement_bind_text:
 * @statement: a statement that has not been stepped yet
 * @name: the parameter with its colon
 * @value: (nullable): its value, copied
 *
 * A value that is too long for SQLite is told by the next step.
 */
void
kms_statement_bind_text (KmsStatement *statement, const char *name, const char *value)
{
  int index = sqlite3_bind_parameter_index (statement->handle, name);

  g_return_if_fail (index > 0);

  note_binding (statement,
                sqlite3_bind_text (statement->handle, index, value, -1, SQLITE_TRANSIENT));
}

/**
 * kms_statement_bind_int:
 * @statement: a statement that has not been stepped yet
 * @name: the parameter with its colon
 * @value: its value
 */
void
kms_statement_bind_int (KmsStatement *statement, const char *name, gint64 value)
{
  int index = sqlite3_bind_parameter_index (statement->handle, name);

  g_return_if_fail (index > 0);

  note_binding (statement, sqlite3_bind_int64 (statement->handle, index, value));
}

/**
 * kms_statement_step:
 * @statement: a statement
 * @row: (out): %TRUE when a row is there, %FALSE when it is done
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_statement_step (KmsStatement *statement, gboolean *row, GError **error)
{
  int result;

  *row = FALSE;
  if (statement->bind_result != SQLITE_OK)
    {
      g_set_error (error, KMS_ERROR, error_from_sqlite (statement->bind_result, 0), "bind: %s",
                   sqlite3_errstr (statement->bind_result));
      return FALSE;
    }
  result = sqlite3_step (statement->handle);
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    return kms_database_fail (statement->database, "step", error);
  *row = result == SQLITE_ROW;
  return TRUE;
}

/**
 * kms_statement_run:
 * @statement: a statement without rows
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_statement_run (KmsStatement *statement, GError **error)
{
  gboolean row;

  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  g_return_val_if_fail (!row, TRUE);
  return TRUE;
}

/**
 * kms_statement_get_text:
 * @statement: a statement with a row
 * @column: the column, from 0
 *
 * Returns: (transfer none) (nullable): its text, until the next step; %NULL for SQL's NULL
 */
const char *
kms_statement_get_text (KmsStatement *statement, int column)
{
  return (const char *) sqlite3_column_text (statement->handle, column);
}

/**
 * kms_statement_get_int:
 * @statement: a statement with a row
 * @column: the column, from 0
 *
 * Returns: its number
 */
gint64
kms_statement_get_int (KmsStatement *statement, int column)
{
  return sqlite3_column_int64 (statement->handle, column);
}

/**
 * kms_statement_is_null:
 * @statement: a statement with a row
 * @column: the column, from 0
 *
 * Returns: whether it is SQL's NULL
 */
gboolean
kms_statement_is_null (KmsStatement *statement, int column)
{
  return sqlite3_column_type (statement->handle, column) == SQLITE_NULL;
}
