/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of passwords, and what is made by chance: passwords, login IDs, mailed codes. The list of
 * common passwords is a resource of the program, common-passwords.txt. */

#include "accounts/kms-password.h"

#include "accounts/kms-accounts-resources.h"
#include "common/kms-random.h"

#include <string.h>

#define MADE_PASSWORD_LENGTH   10
#define MADE_LOGIN_ID_LENGTH   8
#define MADE_ACCOUNT_ID_LENGTH 12 /* 70 bits: none comes twice */

/* Without 0 and O, 1, I and l, which people take for each other on paper. */
#define UNMISTAKABLE "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#define DIGITS       "0123456789"

struct _KmsPasswordRules
{
  GHashTable *common; /* owned; the common passwords, in lower case */
};

/* Each character is as likely as any other: bytes beyond the last whole round are thrown away. */
static char *
make (const char *alphabet, guint length)
{
  guint n_characters = (guint) strlen (alphabet);
  guint end = 256 - 256 % n_characters;
  char *text = g_malloc (length + 1);

  for (guint i = 0; i < length;)
    {
      guint8 byte;

      kms_random_bytes (&byte, 1);
      if (byte < end)
        text[i++] = alphabet[byte % n_characters];
    }
  text[length] = '\0';
  return text;
}

static gboolean
find_fault (const KmsPasswordRules *rules,
            const char *password,
            const char *login_id,
            KmsError *fault)
{
  static const KmsError faults[KMS_PASSWORD_N_RULES] = {
    [KMS_PASSWORD_RULE_LENGTH] = KMS_ERROR_PASSWORD_LENGTH,
    [KMS_PASSWORD_RULE_RUN] = KMS_ERROR_PASSWORD_RUN,
    [KMS_PASSWORD_RULE_LOGIN_ID] = KMS_ERROR_PASSWORD_LOGIN_ID,
  };
  g_autofree char *lower = NULL;
  gboolean common;

  for (guint i = 0; i < KMS_PASSWORD_N_RULES; i++)
    if (!kms_password_meets ((KmsPasswordRule) i, password, login_id))
      {
        *fault = faults[i];
        return TRUE;
      }
  *fault = KMS_ERROR_PASSWORD_COMMON;
  lower = g_ascii_strdown (password, -1);
  common = g_hash_table_contains (rules->common, lower);
  explicit_bzero (lower, strlen (lower));
  return common;
}

/**
 * kms_password_rules_new:
 *
 * Returns: (transfer full): the rules
 */
KmsPasswordRules *
kms_password_rules_new (void)
{
  KmsPasswordRules *rules = g_new0 (KmsPasswordRules, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL;
  g_auto (GStrv) lines = NULL;

  text = g_resource_lookup_data (kms_accounts_get_resource (),
                                 "/io/github/kmsdesk/KmsDesk/common-passwords.txt", 0, &error);
  if (text == NULL)
    g_error ("The program is not whole: %s", error->message);
  lines = g_strsplit (g_bytes_get_data (text, NULL), "\n", -1);
  rules->common = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '#')
      g_hash_table_add (rules->common, g_strdup (lines[i]));
  return rules;
}

/**
 * kms_password_rules_free:
 * @rules: (transfer full) (nullable): the rules
 */
void
kms_password_rules_free (KmsPasswordRules *rules)
{
  if (rules == NULL)
    return;

  g_hash_table_unref (rules->common);
  g_free (rules);
}

/**
 * kms_password_check:
 * @rules: the rules
 * @password: a password somebody wants, exactly as typed, in UTF-8
 * @login_id: (nullable): the login ID it is for
 * @pointer: a JSON pointer to the password in the request
 * @error: return location for a #GError
 *
 * The rules of the contract: %KMS_PASSWORD_MIN_LENGTH to %KMS_PASSWORD_MAX_LENGTH characters of any
 * kind, no run, not the login ID and none of the common ones; for the last three capitals do not
 * matter.
 *
 * Returns: %TRUE when it is allowed; otherwise %FALSE with @error set to
 *   %KMS_ERROR_PASSWORD_TOO_WEAK, whose detail says why
 */
gboolean
kms_password_check (const KmsPasswordRules *rules,
                    const char *password,
                    const char *login_id,
                    const char *pointer,
                    GError **error)
{
  GError *refusal;
  KmsError fault;

  g_return_val_if_fail (rules != NULL && password != NULL && pointer != NULL, FALSE);

  if (!find_fault (rules, password, login_id, &fault))
    return TRUE;
  refusal = g_error_new (KMS_ERROR, KMS_ERROR_PASSWORD_TOO_WEAK, "the password is too weak: %s",
                         kms_error_to_code (fault));
  kms_error_add_detail (refusal, fault, "%s", pointer);
  g_propagate_error (error, refusal);
  return FALSE;
}

/**
 * kms_password_make:
 * @rules: the rules
 *
 * Returns: (transfer full): a new password of 10 letters and digits, by chance; free it with
 *   kms_password_free()
 */
char *
kms_password_make (const KmsPasswordRules *rules)
{
  while (TRUE)
    {
      char *password = make (UNMISTAKABLE, MADE_PASSWORD_LENGTH);

      if (kms_password_check (rules, password, NULL, "", NULL))
        return password;
      kms_password_free (password);
    }
}

/**
 * kms_password_free:
 * @password: (transfer full) (nullable): a password
 *
 * Overwrites it before its memory goes to somebody else.
 */
void
kms_password_free (char *password)
{
  if (password == NULL)
    return;

  explicit_bzero (password, strlen (password));
  g_free (password);
}

/**
 * kms_login_id_make:
 *
 * Returns: (transfer full): a login ID of 8 letters and digits, by chance
 */
char *
kms_login_id_make (void)
{
  return make (UNMISTAKABLE, MADE_LOGIN_ID_LENGTH);
}

/**
 * kms_account_id_make:
 *
 * Returns: (transfer full): the ID of a new account, by chance, so that it tells nothing
 */
char *
kms_account_id_make (void)
{
  return make (UNMISTAKABLE, MADE_ACCOUNT_ID_LENGTH);
}

/**
 * kms_code_make:
 *
 * Returns: (transfer full): a code of 8 digits to be mailed, by chance
 */
char *
kms_code_make (void)
{
  return make (DIGITS, KMS_CODE_LENGTH);
}
