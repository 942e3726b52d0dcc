/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: what the verbs of kms-store-*.c and the stores share. */

#pragma once

#include "common/kms-database.h"
#include "engine/kms-site.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/* A transaction that is under way, for the function that was handed over. */
struct _KmsStoreSession
{
  KmsDatabase *database; /* borrowed */
  gboolean mail;         /* there is a mail to be sent now */
};

/* Two columns of a row, from @column, as site lines. */
gboolean kms_store_read_site (KmsStatement *statement, int column, KmsSite *site, GError **error);

G_END_DECLS
