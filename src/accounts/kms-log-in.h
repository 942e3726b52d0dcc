/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-sessions.h"
#include "accounts/kms-throttle.h"

G_BEGIN_DECLS

/* Whoever has to show a password goes three steps: the first, in a transaction, counts the attempt and
 * says with which hash to compare; then a KmsHasher compares, which is slow, in no transaction; then
 * the last, in a transaction, goes by the verdict. An unknown login ID goes the same way. */

/* An attempt that is under way. */
typedef struct
{
  char account_id[KMS_ACCOUNT_ID_SIZE]; /* "": there is no such account */
  char *password_hash;                  /* owned; NULL then */
  char throttle_key[KMS_STORED_HASH_SIZE];
} KmsPasswordAttempt;

KmsPasswordAttempt *kms_password_attempt_copy (const KmsPasswordAttempt *attempt);
void kms_password_attempt_free (KmsPasswordAttempt *attempt);

KmsPasswordAttempt *kms_password_attempt_begin (KmsStoreSession *session,
                                                const char *login_id,
                                                const char *address, /* of who tries */
                                                gint64 now,
                                                GError **error);
/* The hasher was too busy: it was no attempt, after all. */
gboolean kms_password_attempt_withdraw (KmsStoreSession *session,
                                        const KmsPasswordAttempt *attempt,
                                        GError **error);
/* It was wrong. Writes that down. */
gboolean kms_password_attempt_failed (KmsStoreSession *session,
                                      const KmsPasswordAttempt *attempt,
                                      gint64 now,
                                      GError **error);
/* It was right. KMS_ERROR_CREDENTIALS_INVALID when it has been changed meanwhile. */
KmsAccount *kms_password_attempt_succeeded (KmsStoreSession *session,
                                            const KmsPasswordAttempt *attempt,
                                            GError **error);

/* Logs in behind an attempt that was right; KMS_ERROR_ACCOUNT_DISABLED when nobody may. */
gboolean kms_log_in (KmsStoreSession *session,
                     const KmsPasswordAttempt *attempt,
                     const char *token, /* from kms_token_new() */
                     gint64 now,
                     KmsSessionInfo *info,
                     GError **error);
gboolean
kms_log_out (KmsStoreSession *session, const KmsSessionInfo *info, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsPasswordAttempt, kms_password_attempt_free)

G_END_DECLS
