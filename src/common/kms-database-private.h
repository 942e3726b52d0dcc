/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to common/: what the files of KmsDatabase share. */

#pragma once

#include "common/kms-database.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* How long a statement waits for another program that holds the file. */
#define KMS_DATABASE_BUSY_TIMEOUT_MS 5000

struct _KmsDatabase
{
  sqlite3 *handle;        /* owned */
  GHashTable *statements; /* owned; SQL → KmsStatement, those that are not handed out */
  guint wal_pages;        /* in the log at the last commit; 0 unless kms_database_use_wal() */
  gboolean sync_failed;   /* once is for good */
};

gboolean kms_database_fail (KmsDatabase *database, const char *what, GError **error);

G_END_DECLS
