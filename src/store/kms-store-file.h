/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: a whole store as one file, written and read back. */

#pragma once

#include "common/kms-database.h"

G_BEGIN_DECLS

gboolean kms_store_file_save (KmsDatabase *database, const char *path, GError **error);
gboolean kms_store_file_load (KmsDatabase *database,
                              const char *path,
                              const char *fingerprint,
                              GError **error);
gboolean kms_store_file_is_same (const char *path, /* nullable */
                                 const char *other);

char *kms_store_file_real_path (const char *path);
gboolean kms_store_file_sync (const char *path, GError **error);
gboolean kms_store_file_fail (const char *what, const char *path, GError **error); /* by errno */

G_END_DECLS
