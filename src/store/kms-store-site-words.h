/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/ and its tests: the index of what site lines say. */

#pragma once

#include "store/kms-store-session.h"

G_BEGIN_DECLS

/* As many sites may be new before they are taken into the index; till then they are read one by one. */
#define KMS_STORE_SITES_AT_ONCE 256

gboolean kms_store_index_sites (KmsStoreSession *session, guint most, GError **error);
gboolean kms_store_unindex_site (KmsStoreSession *session,
                                 gint64 id,
                                 const char *dealer,
                                 const char *line_1,
                                 const char *line_2,
                                 GError **error);
char *kms_store_match_words (const char *dealer, char *const *words);

G_END_DECLS
