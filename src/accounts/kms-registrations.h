/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-codes.h"

G_BEGIN_DECLS

/* How a dealer gets an account: the form, a code that proves the mail address, and only then what is
 * registered under it; for inside a KmsStoreWork. Until its address is proven, a registration goes the
 * same way whether the address is registered or not. */

/* What a proven address is told. */
typedef struct
{
  KmsAccount *existing;   /* owned; NULL: nothing is registered under it */
  char *completion_token; /* owned */
  gint64 expires_at;      /* of the registration; microseconds UTC */
} KmsRegistrationVerified;

void kms_registration_verified_free (KmsRegistrationVerified *verified);

KmsCodeMailed *kms_registrations_begin (KmsStoreSession *session,
                                        const KmsAccountForm *form,
                                        gint64 now,
                                        GError **error);
gboolean kms_registrations_verify (KmsStoreSession *session,
                                   const char *id,
                                   const char *typed,
                                   gint64 now,
                                   KmsRegistrationVerified **verified, /* NULL with @refusal */
                                   GError **refusal, /* the transaction is to be kept */
                                   GError **error);
/* Whether it can be completed, before a password is hashed for it. */
gboolean kms_registrations_check (KmsStoreSession *session,
                                  const char *id,
                                  const char *completion_token,
                                  gboolean overwrite,
                                  gint64 now,
                                  GError **error);
KmsAccount *kms_registrations_complete (KmsStoreSession *session,
                                        const char *id,
                                        const char *completion_token,
                                        gboolean overwrite,
                                        const char *password_hash,
                                        gint64 now,
                                        gboolean *overwritten,
                                        GError **error);
gboolean
kms_registrations_cancel (KmsStoreSession *session, const char *id, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsRegistrationVerified, kms_registration_verified_free)

G_END_DECLS
