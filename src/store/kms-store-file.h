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

G_END_DECLS
