/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-category.h"
#include "engine/kms-site.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of site lines, saved per dealer and device, for inside a KmsStoreWork. */

gboolean kms_store_load_site (KmsStoreSession *session,
                              const char *dealer,
                              KmsCategory category,
                              const char *device_id,
                              KmsSite *site,   /* empty when none is saved */
                              gint64 *version, /* nullable; 0 when none is saved */
                              GError **error);
gboolean kms_store_save_site (KmsStoreSession *session,
                              const char *dealer,
                              KmsCategory category,
                              const char *device_id,
                              const KmsSite *site,
                              GError **error);
gboolean kms_store_forget_sites (KmsStoreSession *session, const char *dealer, GError **error);

G_END_DECLS
