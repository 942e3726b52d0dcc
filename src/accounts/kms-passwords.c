/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a password becomes another one. Nothing here tells whether a login ID exists: what is asked for
 * and tried for one that does not is written down like any other. */

#include "accounts/kms-passwords.h"

#include "accounts/kms-accounts.h"

/**
 * kms_passwords_change:
 * @session: a transaction that writes
 * @attempt: an attempt whose password was right
 * @password_hash: the hash of the new password
 * @stays: the session that goes on; all others of the account end
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_CREDENTIALS_INVALID when the password was
 *   changed meanwhile, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_passwords_change (KmsStoreSession *session,
                      const KmsPasswordAttempt *attempt,
                      const char *password_hash,
                      const KmsSessionInfo *stays,
                      gint64 now,
                      GError **error)
{
  g_autoptr (KmsAccount) account = kms_password_attempt_succeeded (session, attempt, error);

  return account != NULL
         && kms_accounts_set_password (session, account, password_hash, stays->token_hash, now,
                                       error);
}

/**
 * kms_passwords_mail_code:
 * @session: a transaction that writes
 * @login_id: the login ID as typed
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Mails a code to the address of the account, unless there is none or it is disabled.
 *
 * Returns: (transfer full): what to tell in any case, or %NULL with @error set:
 *   %KMS_ERROR_RATE_LIMITED, or one of KMS_ERROR_STORE_*
 */
KmsCodeMailed *
kms_passwords_mail_code (KmsStoreSession *session, const char *login_id, gint64 now, GError **error)
{
  g_autoptr (KmsAccount) account = NULL;
  KmsNewCode code = { .kind = KMS_CODE_PASSWORD, .target = login_id };
  char key[KMS_STORED_HASH_SIZE];

  kms_throttle_key ("password-code", login_id, "", key);
  if (!kms_throttle_pass (session, &kms_throttle_mails, key, now, error)
      || !kms_store_find_account (session, KMS_ACCOUNT_BY_LOGIN_ID, login_id, &account, error))
    return NULL;
  if (account != NULL && !account->disabled)
    {
      code.account_id = account->id;
      code.to = account->form.email;
      code.language = account->form.language;
      code.login_id = account->login_id;
    }
  return kms_codes_mail (session, &code, now, error);
}

/**
 * kms_passwords_check_code:
 * @session: a transaction that writes
 * @rules: the rules of passwords
 * @id: what kms_passwords_mail_code() told
 * @typed: the code as somebody typed it
 * @new_password: the password it is to set
 * @now: the time, in microseconds UTC
 * @refusal: return location for a #GError that leaves the transaction good
 * @error: return location for a #GError
 *
 * Checks password and code, in this order: a password that is refused costs no try.
 *
 * Returns: %TRUE when the transaction is to be kept: with @refusal set to %KMS_ERROR_CODE_INVALID, or
 *   all is well. %FALSE with @error set: %KMS_ERROR_NOT_FOUND, %KMS_ERROR_PASSWORD_TOO_WEAK,
 *   %KMS_ERROR_CODE_EXPIRED, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_passwords_check_code (KmsStoreSession *session,
                          const KmsPasswordRules *rules,
                          const char *id,
                          const char *typed,
                          const char *new_password,
                          gint64 now,
                          GError **refusal,
                          GError **error)
{
  g_autoptr (KmsStoredCode) code =
      kms_codes_find (session, KMS_CODE_PASSWORD, id, NULL, now, error);

  return code != NULL
         && kms_password_check (rules, new_password, code->target, "/new_password", error)
         && kms_codes_try (session, code, id, typed, now, refusal, error);
}

/**
 * kms_passwords_use_code:
 * @session: a transaction that writes
 * @id: what kms_passwords_mail_code() told
 * @typed: the code as somebody typed it
 * @password_hash: the hash of the new password
 * @now: the time, in microseconds UTC
 * @refusal: return location for a #GError that leaves the transaction good
 * @error: return location for a #GError
 *
 * Sets a new password, ends all sessions of the account and makes all its codes worthless.
 *
 * Returns: as kms_passwords_check_code()
 */
gboolean
kms_passwords_use_code (KmsStoreSession *session,
                        const char *id,
                        const char *typed,
                        const char *password_hash,
                        gint64 now,
                        GError **refusal,
                        GError **error)
{
  g_autoptr (KmsStoredCode) code =
      kms_codes_find (session, KMS_CODE_PASSWORD, id, NULL, now, error);
  g_autoptr (KmsAccount) account = NULL;
  GError *wrong = NULL;

  if (code == NULL || !kms_codes_try (session, code, id, typed, now, &wrong, error))
    return FALSE;
  if (wrong != NULL)
    {
      g_propagate_error (refusal, wrong);
      return TRUE;
    }
  account = kms_accounts_get (session, code->account_id, error);
  return account != NULL
         && kms_accounts_set_password (session, account, password_hash, NULL, now, error);
}
