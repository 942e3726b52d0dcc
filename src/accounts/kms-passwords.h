/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-codes.h"
#include "accounts/kms-log-in.h"
#include "accounts/kms-password.h"

G_BEGIN_DECLS

/* Changing a password: by the old one, or by a mailed code where it was forgotten. A hash is made
 * between two transactions, since that is slow; the second one checks again. */

/* By the old one, which was shown in an attempt that was right. */
gboolean kms_passwords_change (KmsStoreSession *session,
                               const KmsPasswordAttempt *attempt,
                               const char *password_hash, /* of the new one */
                               const KmsSessionInfo *stays,
                               gint64 now,
                               GError **error);

/* The answer is the same when there is no such login ID. */
KmsCodeMailed *kms_passwords_mail_code (KmsStoreSession *session,
                                        const char *login_id,
                                        gint64 now,
                                        GError **error);

/* A code with the password that it is to set: what is wrong with either is told here. */
gboolean kms_passwords_check_code (KmsStoreSession *session,
                                   const KmsPasswordRules *rules,
                                   const char *id,
                                   const char *typed,
                                   const char *new_password, /* pointer: /new_password */
                                   gint64 now,
                                   GError **refusal, /* the transaction is to be kept */
                                   GError **error);
gboolean kms_passwords_use_code (KmsStoreSession *session,
                                 const char *id,
                                 const char *typed,
                                 const char *password_hash,
                                 gint64 now,
                                 GError **refusal, /* the transaction is to be kept */
                                 GError **error);

G_END_DECLS
