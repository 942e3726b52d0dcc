/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of attempts: requests that were carried out under an Idempotency-Key. For inside a
 * KmsStoreWork. */

gboolean kms_store_find_attempt (KmsStoreSession *session,
                                 const char *dealer,
                                 const char *key,
                                 gint64 *issue, /* 0: unknown */
                                 char **digest, /* NULL: unknown */
                                 GError **error);
gboolean kms_store_add_attempt (KmsStoreSession *session,
                                const char *dealer,
                                const char *key,
                                const char *digest,
                                gint64 issue,
                                GError **error);
/* At most a few at a time, the oldest first. */
gboolean kms_store_drop_attempts (KmsStoreSession *session,
                                  gint64 before, /* microseconds UTC */
                                  GError **error);

G_END_DECLS
