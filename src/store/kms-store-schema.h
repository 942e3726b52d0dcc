/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: the tables, and whose they are. */

#pragma once

#include "common/kms-database.h"

G_BEGIN_DECLS

gboolean kms_store_schema_identify (KmsDatabase *database, gboolean *empty, GError **error);
gboolean kms_store_schema_check (KmsDatabase *database, GError **error);
gboolean kms_store_schema_migrate (KmsDatabase *database, GError **error);

/* The first to ask leaves its fingerprint; from then on only the same one fits. */
gboolean kms_store_schema_claim (KmsDatabase *database, const char *fingerprint, GError **error);
gboolean kms_store_schema_fits (KmsDatabase *database, const char *fingerprint, GError **error);

G_END_DECLS
