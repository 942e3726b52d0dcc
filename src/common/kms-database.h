/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-error.h"

G_BEGIN_DECLS

/**
 * KmsDatabase:
 *
 * One SQLite connection, for one thread at a time, with strict settings: foreign keys on, trusted
 * schema off, defensive mode, triggers, views and double-quoted strings off. Errors are
 * KMS_ERROR_STORE_*.
 */
typedef struct _KmsDatabase KmsDatabase;
typedef struct _KmsStatement KmsStatement;

typedef enum
{
  KMS_DATABASE_WAL = 1 << 0,       /* a new file gets journal_mode=WAL; otherwise DELETE */
  KMS_DATABASE_CREATE = 1 << 1,    /* make the file, mode 0600, when it is missing */
  KMS_DATABASE_READ_ONLY = 1 << 2, /* never change what is in the file */
} KmsDatabaseFlags;

/* One step of the schema: the SQL that leads from version - 1 to version. */
typedef struct
{
  int version;
  const char *sql;
} KmsMigration;

KmsDatabase *kms_database_open (const char *path, /* NULL: in memory */
                                KmsDatabaseFlags flags,
                                GError **error);
void kms_database_close (KmsDatabase *database);

gboolean kms_database_migrate (KmsDatabase *database,
                               guint32 application_id,
                               const KmsMigration *migrations,
                               guint n_migrations,
                               GError **error);

/* Without changing anything: is it of this application, and of which version (0: empty)? */
gboolean kms_database_identify (KmsDatabase *database,
                                guint32 application_id,
                                int newest_version,
                                int *version,
                                GError **error);
/* Integrity, foreign keys, and exactly the schema that the migrations make. */
gboolean kms_database_check (KmsDatabase *database,
                             const KmsMigration *migrations,
                             guint n_migrations,
                             GError **error);
gboolean kms_database_copy_to (KmsDatabase *database, KmsDatabase *target, GError **error);

gboolean kms_database_execute (KmsDatabase *database, const char *sql, GError **error);
gboolean kms_database_begin (KmsDatabase *database, gboolean write, GError **error);
gboolean kms_database_commit (KmsDatabase *database, GError **error);
void kms_database_rollback (KmsDatabase *database);
gboolean kms_database_in_transaction (KmsDatabase *database);

/* A file with a write-ahead log, for the one connection that writes: from kms_database_use_wal() on,
 * nothing but kms_database_checkpoint() moves the log into the file, so that no error gets lost. */
gboolean kms_database_use_wal (KmsDatabase *database, GError **error);
guint kms_database_get_wal_pages (KmsDatabase *database); /* at the last commit */
gboolean kms_database_checkpoint (KmsDatabase *database, gboolean truncate, GError **error);

/* Whether the system ever failed to put on disk what this connection wrote. Then nobody knows what is
 * there, and trying again would tell nothing: the pages count as written. */
gboolean kms_database_sync_failed (KmsDatabase *database);

/* What a failed call of the system on such a file means. */
KmsError kms_database_error_from_errno (int saved_errno);

/* A statement is prepared once per connection and taken again from its cache. */
KmsStatement *kms_database_prepare (KmsDatabase *database, const char *sql, GError **error);
void kms_statement_release (KmsStatement *statement);

void kms_statement_bind_text (KmsStatement *statement, const char *name, const char *value);
void kms_statement_bind_int (KmsStatement *statement, const char *name, gint64 value);
gboolean kms_statement_step (KmsStatement *statement, /* TRUE: a row is there */
                             gboolean *row,
                             GError **error);
gboolean kms_statement_run (KmsStatement *statement, /* for statements without rows */
                            GError **error);
const char *kms_statement_get_text (KmsStatement *statement, int column);
gint64 kms_statement_get_int (KmsStatement *statement, int column);
gboolean kms_statement_is_null (KmsStatement *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsDatabase, kms_database_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsStatement, kms_statement_release)

G_END_DECLS
