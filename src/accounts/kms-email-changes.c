/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Another mail address for an account. The address counts as proven for the account that asked, and for
 * as long as the change lasts. */

#include "accounts/kms-email-changes.h"

#include "accounts/kms-accounts.h"
#include "store/kms-store-history.h"

/**
 * kms_email_change_verified_free:
 * @verified: (transfer full) (nullable): an answer
 */
void
kms_email_change_verified_free (KmsEmailChangeVerified *verified)
{
  if (verified == NULL)
    return;

  kms_account_free (verified->existing);
  g_free (verified);
}

/**
 * kms_email_changes_begin:
 * @session: a transaction that writes
 * @account_id: the account
 * @email: the address that it is to have, valid
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Mails a code to the new address.
 *
 * Returns: (transfer full): what to tell, or %NULL with @error set: %KMS_ERROR_RATE_LIMITED when the
 *   address got many codes of late, or one of KMS_ERROR_STORE_*
 */
KmsCodeMailed *
kms_email_changes_begin (KmsStoreSession *session,
                         const char *account_id,
                         const char *email,
                         gint64 now,
                         GError **error)
{
  g_autoptr (KmsAccount) account = NULL;
  KmsNewCode code = {
    .kind = KMS_CODE_EMAIL_CHANGE,
    .account_id = account_id,
    .target = email,
    .to = email,
  };

  if (!kms_codes_pass_address (session, email, now, error))
    return NULL;
  account = kms_accounts_get (session, account_id, error);
  if (account == NULL)
    return NULL;
  code.language = account->form.language;
  return kms_codes_mail (session, &code, now, error);
}

/* The other account that has the proven address. */
static gboolean
find_other (KmsStoreSession *session, const KmsStoredCode *code, KmsAccount **other, GError **error)
{
  if (!kms_store_find_account (session, KMS_ACCOUNT_BY_EMAIL, code->target, other, error))
    return FALSE;
  if (*other != NULL && g_str_equal ((*other)->id, code->account_id))
    g_clear_pointer (other, kms_account_free);
  return TRUE;
}

/**
 * kms_email_changes_verify:
 * @session: a transaction that writes
 * @account_id: the account
 * @id: what kms_email_changes_begin() told
 * @typed: the code as somebody typed it
 * @now: the time, in microseconds UTC
 * @verified: (out) (transfer full) (nullable): what the proven address is told
 * @refusal: return location for a #GError that leaves the transaction good
 * @error: return location for a #GError
 *
 * Returns: %TRUE when the transaction is to be kept: with @refusal set to %KMS_ERROR_CODE_INVALID, or
 *   with @verified. %FALSE with @error set: %KMS_ERROR_NOT_FOUND, also when it is another account's;
 *   %KMS_ERROR_CODE_EXPIRED, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_email_changes_verify (KmsStoreSession *session,
                          const char *account_id,
                          const char *id,
                          const char *typed,
                          gint64 now,
                          KmsEmailChangeVerified **verified,
                          GError **refusal,
                          GError **error)
{
  g_autoptr (KmsStoredCode) code =
      kms_codes_find (session, KMS_CODE_EMAIL_CHANGE, id, account_id, now, error);
  g_autoptr (KmsEmailChangeVerified) told = g_new0 (KmsEmailChangeVerified, 1);
  GError *wrong = NULL;

  *verified = NULL;
  if (code == NULL || !kms_codes_try (session, code, id, typed, now, &wrong, error))
    return FALSE;
  if (wrong != NULL)
    {
      g_propagate_error (refusal, wrong);
      return TRUE;
    }
  code->spent = code->proven = TRUE;
  told->expires_at = code->created_at + KMS_CODE_LIFE_TIME;
  if (!kms_store_update_code (session, code, error)
      || !find_other (session, code, &told->existing, error))
    return FALSE;
  *verified = g_steal_pointer (&told);
  return TRUE;
}

/* Both addresses are told; the account has the new one. */
static gboolean
set_address (KmsStoreSession *session,
             KmsAccount *account,
             const char *email,
             gint64 now,
             GError **error)
{
  g_autofree char *before = g_steal_pointer (&account->form.email);

  account->form.email = g_strdup (email);
  account->version++;
  /* What was mailed to the old address is worth nothing from here on. */
  return kms_store_update_account (session, account, error)
         && kms_store_spend_codes (session, account->id, KMS_CODE_PASSWORD, error)
         && kms_store_add_audit (session, now, account->id, "address-changed", account->id, "{}",
                                 error)
         && kms_accounts_mail_change (session, account, email, "address", now, error)
         && kms_accounts_mail_change (session, account, before, "address", now, error);
}

/**
 * kms_email_changes_complete:
 * @session: a transaction that writes
 * @account_id: the account
 * @id: what kms_email_changes_begin() told
 * @overwrite: whether another account that has the address may be deleted
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the account as it is now, or %NULL with @error set: %KMS_ERROR_NOT_FOUND
 *   until the address is proven, %KMS_ERROR_ADDRESS_REGISTERED, %KMS_ERROR_ACCOUNT_DISABLED when that
 *   other account is, or one of KMS_ERROR_STORE_*
 */
KmsAccount *
kms_email_changes_complete (KmsStoreSession *session,
                            const char *account_id,
                            const char *id,
                            gboolean overwrite,
                            gint64 now,
                            GError **error)
{
  g_autoptr (KmsStoredCode) code =
      kms_codes_find (session, KMS_CODE_EMAIL_CHANGE, id, account_id, now, error);
  g_autoptr (KmsAccount) account = NULL;
  g_autoptr (KmsAccount) other = NULL;

  if (code == NULL)
    return NULL;
  if (!code->proven)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "the address is not proven");
      return NULL;
    }
  if (!find_other (session, code, &other, error)
      || !kms_codes_may_overwrite (other, overwrite, error)
      || (other != NULL && !kms_accounts_delete (session, other->id, account_id, now, error)))
    return NULL;
  account = kms_accounts_get (session, account_id, error);
  if (account == NULL || !set_address (session, account, code->target, now, error)
      || !kms_store_delete_code (session, code->id_hash, error))
    return NULL;
  return g_steal_pointer (&account);
}
