/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store-accounts.h"

G_BEGIN_DECLS

/* The use cases of accounts, each a plain function for inside a KmsStoreWork; @now is microseconds
 * UTC. The others are in kms-registrations.h, kms-log-in.h, kms-passwords.h and kms-email-changes.h. */

KmsAccount *kms_accounts_get (KmsStoreSession *session, const char *account_id, GError **error);

/* Makes an account with a new ID; its login ID is @login_id, or one by chance. */
KmsAccount *kms_accounts_add (KmsStoreSession *session,
                              const KmsAccountForm *form,
                              const char *login_id, /* NULL: by chance */
                              const char *password_hash,
                              gint64 now,
                              GError **error);
/* Everything but mail address, password and consent; KMS_ERROR_STALE_VERSION unless it is @version. */
KmsAccount *kms_accounts_update (KmsStoreSession *session,
                                 const char *account_id,
                                 gint64 version,
                                 const KmsAccountForm *form,
                                 const char *login_id,
                                 gint64 now,
                                 GError **error);
/* A new password; ends the sessions but @except, and the codes that were to replace the old one. */
gboolean kms_accounts_replace_password (KmsStoreSession *session,
                                        KmsAccount *account,
                                        const char *password_hash,
                                        const char *except, /* the hash of a token, or NULL */
                                        GError **error);
/* The same, with audit and mail. */
gboolean kms_accounts_set_password (KmsStoreSession *session,
                                    KmsAccount *account,
                                    const char *password_hash,
                                    const char *except,
                                    gint64 now,
                                    GError **error);
gboolean kms_accounts_delete (KmsStoreSession *session,
                              const char *account_id,
                              const char *actor, /* the account itself, or the operator */
                              gint64 now,
                              GError **error);
/* Whose mail says what was changed: "login-id", "password" or "address". */
gboolean kms_accounts_mail_change (KmsStoreSession *session,
                                   const KmsAccount *account,
                                   const char *to,
                                   const char *changed,
                                   gint64 now,
                                   GError **error);

/* What the operator does, by login ID; KMS_ERROR_NOT_FOUND when there is none. */
#define KMS_ACCOUNTS_OPERATOR "operator"

GPtrArray *kms_accounts_list (KmsStoreSession *session,
                              const char *after_login_id, /* "": from the beginning */
                              guint limit,
                              GError **error);
KmsAccount *kms_accounts_show (KmsStoreSession *session, const char *login_id, GError **error);
KmsAccount *kms_accounts_set_disabled (KmsStoreSession *session,
                                       const char *login_id,
                                       gboolean disabled,
                                       gint64 now,
                                       GError **error);
gboolean
kms_accounts_remove (KmsStoreSession *session, const char *login_id, gint64 now, GError **error);

/* An account to try things with, unless there is one with this login ID. */
gboolean kms_accounts_add_sample (KmsStoreSession *session,
                                  const char *login_id,
                                  const char *password_hash,
                                  gint64 now,
                                  GError **error);

/* Deletes what has ended by itself: sessions, codes with what was typed for them, and what slowed
 * somebody down. To be done about once a minute. */
gboolean kms_accounts_tidy (KmsStoreSession *session, gint64 now, GError **error);

G_END_DECLS
