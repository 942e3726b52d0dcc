/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords that are shown, and logging in by them. Failures are counted per login ID as typed and
 * address, whether there is such an account or not, so nobody can lock out others, nor learn from it. */

#include "accounts/kms-log-in.h"

#include "store/kms-store-accounts.h"
#include "store/kms-store-history.h"

static gboolean
fail_invalid (GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID,
               "the login ID or the password is wrong");
  return FALSE;
}

/**
 * kms_password_attempt_copy:
 * @attempt: an attempt
 *
 * Returns: (transfer full): a copy
 */
KmsPasswordAttempt *
kms_password_attempt_copy (const KmsPasswordAttempt *attempt)
{
  KmsPasswordAttempt *copy = g_new (KmsPasswordAttempt, 1);

  *copy = *attempt;
  copy->password_hash = g_strdup (attempt->password_hash);
  return copy;
}

/**
 * kms_password_attempt_free:
 * @attempt: (transfer full) (nullable): an attempt
 */
void
kms_password_attempt_free (KmsPasswordAttempt *attempt)
{
  if (attempt == NULL)
    return;

  g_free (attempt->password_hash);
  g_free (attempt);
}

/**
 * kms_password_attempt_begin:
 * @session: a transaction that writes
 * @login_id: the login ID as typed
 * @address: whose attempt it is: the address of the client
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the attempt, whose password_hash is for kms_hasher_verify_async(); or
 *   %NULL with @error set: %KMS_ERROR_RATE_LIMITED, or one of KMS_ERROR_STORE_*
 */
KmsPasswordAttempt *
kms_password_attempt_begin (KmsStoreSession *session,
                            const char *login_id,
                            const char *address,
                            gint64 now,
                            GError **error)
{
  g_autoptr (KmsPasswordAttempt) attempt = g_new0 (KmsPasswordAttempt, 1);
  g_autoptr (KmsAccount) account = NULL;

  kms_throttle_key ("password", login_id, address, attempt->throttle_key);
  if (!kms_throttle_pass (session, &kms_throttle_passwords, attempt->throttle_key, now, error)
      || !kms_store_find_account (session, KMS_ACCOUNT_BY_LOGIN_ID, login_id, &account, error))
    return NULL;
  if (account != NULL)
    {
      g_strlcpy (attempt->account_id, account->id, sizeof attempt->account_id);
      attempt->password_hash = g_steal_pointer (&account->password_hash);
    }
  return g_steal_pointer (&attempt);
}

/**
 * kms_password_attempt_withdraw:
 * @session: a transaction that writes
 * @attempt: an attempt that could not be compared
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_password_attempt_withdraw (KmsStoreSession *session,
                               const KmsPasswordAttempt *attempt,
                               GError **error)
{
  return kms_throttle_forgive (session, attempt->throttle_key, error);
}

/**
 * kms_password_attempt_failed:
 * @session: a transaction that writes
 * @attempt: an attempt whose password was wrong
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_password_attempt_failed (KmsStoreSession *session,
                             const KmsPasswordAttempt *attempt,
                             gint64 now,
                             GError **error)
{
  const char *account_id = attempt->account_id[0] == '\0' ? "unknown" : attempt->account_id;

  return kms_store_add_audit (session, now, "unknown", "password-wrong", account_id, "{}", error);
}

/**
 * kms_password_attempt_succeeded:
 * @session: a transaction that writes
 * @attempt: an attempt whose password was right
 * @error: return location for a #GError
 *
 * Forgets the failures before it.
 *
 * Returns: (transfer full): the account, or %NULL with @error set: %KMS_ERROR_CREDENTIALS_INVALID when
 *   the password is another one by now or the account is gone, or one of KMS_ERROR_STORE_*
 */
KmsAccount *
kms_password_attempt_succeeded (KmsStoreSession *session,
                                const KmsPasswordAttempt *attempt,
                                GError **error)
{
  g_autoptr (KmsAccount) account = NULL;

  if (!kms_store_find_account (session, KMS_ACCOUNT_BY_ID, attempt->account_id, &account, error))
    return NULL;
  if (account == NULL || g_strcmp0 (account->password_hash, attempt->password_hash) != 0)
    {
      fail_invalid (error);
      return NULL;
    }
  if (!kms_throttle_forget (session, attempt->throttle_key, error))
    return NULL;
  return g_steal_pointer (&account);
}

/**
 * kms_log_in:
 * @session: a transaction that writes
 * @attempt: an attempt whose password was right
 * @token: the token of the session, from kms_token_new()
 * @now: the time, in microseconds UTC
 * @info: (out caller-allocates): the session
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_CREDENTIALS_INVALID, %KMS_ERROR_ACCOUNT_DISABLED
 *   or one of KMS_ERROR_STORE_*
 */
gboolean
kms_log_in (KmsStoreSession *session,
            const KmsPasswordAttempt *attempt,
            const char *token,
            gint64 now,
            KmsSessionInfo *info,
            GError **error)
{
  g_autoptr (KmsAccount) account = kms_password_attempt_succeeded (session, attempt, error);

  if (account == NULL)
    return FALSE;
  if (account->disabled)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_ACCOUNT_DISABLED, "the account is disabled");
      return FALSE;
    }
  return kms_sessions_begin (session, token, account->id, account->login_id, now, info, error)
         && kms_store_add_audit (session, now, account->id, "log-in", account->id, "{}", error);
}

/**
 * kms_log_out:
 * @session: a transaction that writes
 * @info: what kms_sessions_check() found
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_log_out (KmsStoreSession *session, const KmsSessionInfo *info, gint64 now, GError **error)
{
  return kms_sessions_end (session, info, error)
         && kms_store_add_audit (session, now, info->account_id, "log-out", info->account_id, "{}",
                                 error);
}
