/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/ and its tests. */

#pragma once

#include "store/kms-sqlite-store.h"

G_BEGIN_DECLS

/* How many transactions the work of others shared so far. */
guint kms_sqlite_store_get_n_commits (KmsSqliteStore *store);

G_END_DECLS
