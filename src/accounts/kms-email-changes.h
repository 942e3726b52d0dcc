/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-codes.h"

G_BEGIN_DECLS

/* Another mail address for an account: a code proves it, and only then is told what is registered under
 * it; for inside a KmsStoreWork. */

typedef struct
{
  KmsAccount *existing; /* owned; NULL: no other account has the address */
  gint64 expires_at;    /* of the change; microseconds UTC */
} KmsEmailChangeVerified;

void kms_email_change_verified_free (KmsEmailChangeVerified *verified);

KmsCodeMailed *kms_email_changes_begin (KmsStoreSession *session,
                                        const char *account_id,
                                        const char *email, /* valid */
                                        gint64 now,
                                        GError **error);
gboolean kms_email_changes_verify (KmsStoreSession *session,
                                   const char *account_id,
                                   const char *id,
                                   const char *typed,
                                   gint64 now,
                                   KmsEmailChangeVerified **verified, /* NULL with @refusal */
                                   GError **refusal, /* the transaction is to be kept */
                                   GError **error);
KmsAccount *kms_email_changes_complete (KmsStoreSession *session,
                                        const char *account_id,
                                        const char *id,
                                        gboolean overwrite,
                                        gint64 now,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsEmailChangeVerified, kms_email_change_verified_free)

G_END_DECLS
