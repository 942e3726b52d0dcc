/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of history and audit, for inside a KmsStoreWork. */

/* Writes down an issuance: its site, its mails, and each of its keys, which are bound, as issued or
 * reissued. Its number is the ID of the issuance. */
gboolean kms_store_add_issue (KmsStoreSession *session,
                              const char *dealer,
                              const KmsIssuance *issuance,
                              gint64 *issue,
                              GError **error);
/* The same, as it was; KMS_ERROR_NOT_FOUND unless it is of this dealer. */
KmsIssuance *
kms_store_load_issue (KmsStoreSession *session, const char *dealer, gint64 issue, GError **error);

/* Takes what is personal out of everything the dealer issued, saved and asked for. */
gboolean kms_store_forget_dealer (KmsStoreSession *session, const char *dealer, GError **error);

gboolean kms_store_add_audit (KmsStoreSession *session,
                              gint64 at, /* microseconds UTC */
                              const char *actor,
                              const char *action,
                              const char *subject,
                              const char *details, /* JSON without personal data */
                              GError **error);

G_END_DECLS
