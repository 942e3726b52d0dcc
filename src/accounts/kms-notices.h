/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store-notices.h"

G_BEGIN_DECLS

/* What the operator tells everybody, as plain functions for inside a KmsStoreWork that writes. All that
 * is done stands in the audit. Times are microseconds UTC. */

#define KMS_NOTICES_MAX 20 /* that are shown */

gboolean kms_notices_add (KmsStoreSession *session,
                          gint64 now,
                          const KmsNotice *notice,
                          gboolean announce, /* by mail to all accounts; of maintenance only */
                          gint64 *id,
                          guint *n_mails,
                          GError **error);
gboolean kms_notices_remove (KmsStoreSession *session, gint64 now, gint64 id, GError **error);

gboolean kms_notices_set_maintenance (KmsStoreSession *session,
                                      gint64 now,
                                      gboolean on,
                                      gint64 ends_at, /* 0: unknown */
                                      GError **error);

/* Product news, as mails to those accounts that want them. */
typedef struct
{
  const char *subject;
  const char *text;
} KmsNews;

gboolean kms_notices_mail_news (KmsStoreSession *session,
                                gint64 now,
                                const KmsNews *english,
                                const KmsNews *japanese,
                                guint *n_mails,
                                GError **error);

G_END_DECLS
