/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-error.h"

G_BEGIN_DECLS

/* The rules of what people fill in for an account, the same on both sides of the wire. */

#define KMS_PASSWORD_MIN_LENGTH 8 /* characters */
#define KMS_PASSWORD_MAX_LENGTH 64
#define KMS_CODE_LENGTH         8 /* digits of a mailed code */

/* The rules of a new password that need no list of common ones. */
typedef enum
{
  KMS_PASSWORD_RULE_LENGTH,
  KMS_PASSWORD_RULE_RUN,      /* no run such as 12345678 */
  KMS_PASSWORD_RULE_LOGIN_ID, /* not the login ID */
  KMS_PASSWORD_N_RULES,
} KmsPasswordRule;

gboolean kms_password_meets (KmsPasswordRule rule, const char *password, const char *login_id);

gboolean kms_login_id_is_valid (const char *login_id);
char *kms_code_read (const char *typed);

/* The texts of a form; each line of the address is one of its own. */
typedef enum
{
  KMS_ACCOUNT_TEXT_COMPANY,
  KMS_ACCOUNT_TEXT_COUNTRY,
  KMS_ACCOUNT_TEXT_POSTAL_CODE,
  KMS_ACCOUNT_TEXT_ADDRESS_1,
  KMS_ACCOUNT_TEXT_ADDRESS_MORE,
  KMS_ACCOUNT_TEXT_PHONE,
  KMS_ACCOUNT_TEXT_CONTACT,
  KMS_ACCOUNT_TEXT_EMAIL,
} KmsAccountText;

char *kms_account_text_read (KmsAccountText text, const char *typed, KmsError *fault);
guint kms_account_text_get_max_length (KmsAccountText text);
gboolean kms_account_text_is_plain (KmsAccountText text);
char *kms_account_text_narrow (const char *typed);

G_END_DECLS
