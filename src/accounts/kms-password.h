/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-account-rules.h"

G_BEGIN_DECLS

/* Passwords: which are allowed. Passwords, login IDs and codes: new ones. */

/**
 * KmsPasswordRules:
 *
 * Which passwords are too weak. It does not change, so any threads may share it.
 */
typedef struct _KmsPasswordRules KmsPasswordRules;

KmsPasswordRules *kms_password_rules_new (void);
void kms_password_rules_free (KmsPasswordRules *rules);

gboolean kms_password_check (const KmsPasswordRules *rules,
                             const char *password,
                             const char *login_id,
                             const char *pointer, /* where the password stands in the request */
                             GError **error);

char *kms_password_make (const KmsPasswordRules *rules);
void kms_password_free (char *password); /* wipes it first */

char *kms_login_id_make (void);
char *kms_account_id_make (void);

char *kms_code_make (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsPasswordRules, kms_password_rules_free)

G_END_DECLS
