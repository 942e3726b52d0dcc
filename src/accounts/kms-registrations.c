/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Registrations. What was typed is in the store under the hash of an ID that only the client knows, and
 * goes with it. */

#include "accounts/kms-registrations.h"

#include "accounts/kms-accounts.h"
#include "accounts/kms-throttle.h"
#include "accounts/kms-token.h"
#include "store/kms-store-history.h"

#include <string.h>

/* A registration that can be completed. */
typedef struct
{
  KmsStoredCode *code; /* owned; its target is the proven address */
  KmsAccountForm form;
  KmsAccount *existing; /* owned; NULL: nothing is registered under the address */
} Proven;

static void
proven_clear (Proven *proven)
{
  g_clear_pointer (&proven->code, kms_stored_code_free);
  g_clear_pointer (&proven->existing, kms_account_free);
  kms_account_form_clear (&proven->form);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Proven, proven_clear)

static gboolean
fail_not_found (GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND,
               "there is no such registration with a proven address");
  return FALSE;
}

/**
 * kms_registration_verified_free:
 * @verified: (transfer full) (nullable): an answer
 */
void
kms_registration_verified_free (KmsRegistrationVerified *verified)
{
  if (verified == NULL)
    return;

  kms_account_free (verified->existing);
  g_free (verified->completion_token);
  g_free (verified);
}

/**
 * kms_registrations_begin:
 * @session: a transaction that writes
 * @form: what was typed, valid, with the consent
 * @now: the time, in microseconds UTC; that of the consent
 * @error: return location for a #GError
 *
 * Keeps the form and mails a code to its address.
 *
 * Returns: (transfer full): what to tell, or %NULL with @error set: %KMS_ERROR_RATE_LIMITED when the
 *   address got many codes of late, or one of KMS_ERROR_STORE_*
 */
KmsCodeMailed *
kms_registrations_begin (KmsStoreSession *session,
                         const KmsAccountForm *form,
                         gint64 now,
                         GError **error)
{
  const KmsNewCode code = {
    .kind = KMS_CODE_REGISTRATION,
    .target = form->email,
    .to = form->email,
    .language = form->language,
  };
  KmsAccountForm consented = *form;
  g_autoptr (KmsCodeMailed) mailed = NULL;
  char id_hash[KMS_STORED_HASH_SIZE];

  consented.consented_at = now;
  if (!kms_codes_pass_address (session, form->email, now, error))
    return NULL;
  mailed = kms_codes_mail (session, &code, now, error);
  if (mailed == NULL
      || !kms_store_add_registration (session, kms_token_hash (mailed->id, id_hash), &consented,
                                      error))
    return NULL;
  return g_steal_pointer (&mailed);
}

/**
 * kms_registrations_verify:
 * @session: a transaction that writes
 * @id: what kms_registrations_begin() told
 * @typed: the code as somebody typed it
 * @now: the time, in microseconds UTC
 * @verified: (out) (transfer full) (nullable): what the proven address is told
 * @refusal: return location for a #GError that leaves the transaction good
 * @error: return location for a #GError
 *
 * Returns: %TRUE when the transaction is to be kept: with @refusal set to %KMS_ERROR_CODE_INVALID, or
 *   with @verified. %FALSE with @error set: %KMS_ERROR_NOT_FOUND, %KMS_ERROR_CODE_EXPIRED, or one of
 *   KMS_ERROR_STORE_*
 */
gboolean
kms_registrations_verify (KmsStoreSession *session,
                          const char *id,
                          const char *typed,
                          gint64 now,
                          KmsRegistrationVerified **verified,
                          GError **refusal,
                          GError **error)
{
  g_autoptr (KmsStoredCode) code =
      kms_codes_find (session, KMS_CODE_REGISTRATION, id, NULL, now, error);
  g_autoptr (KmsRegistrationVerified) told = g_new0 (KmsRegistrationVerified, 1);
  char hash[KMS_TOKEN_HASH_SIZE];
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
  told->completion_token = kms_token_new ();
  told->expires_at = code->created_at + KMS_CODE_LIFE_TIME;
  if (!kms_store_update_code (session, code, error)
      || !kms_store_set_completion (session, code->id_hash,
                                    kms_token_hash (told->completion_token, hash), error)
      || !kms_store_find_account (session, KMS_ACCOUNT_BY_EMAIL, code->target, &told->existing,
                                  error))
    return FALSE;
  *verified = g_steal_pointer (&told);
  return TRUE;
}

static gboolean
find_form (KmsStoreSession *session,
           const KmsStoredCode *code,
           const char *completion_token,
           KmsAccountForm *form,
           GError **error)
{
  char hash[KMS_TOKEN_HASH_SIZE];
  gboolean found = FALSE;

  if (kms_token_is_valid (completion_token)
      && !kms_store_find_registration (
          session, code->id_hash, kms_token_hash (completion_token, hash), form, &found, error))
    return FALSE;
  if (!found)
    return fail_not_found (error);
  form->email = g_strdup (code->target);
  return TRUE;
}

static gboolean
find_proven (KmsStoreSession *session,
             const char *id,
             const char *completion_token,
             gboolean overwrite,
             gint64 now,
             Proven *proven,
             GError **error)
{
  proven->code = kms_codes_find (session, KMS_CODE_REGISTRATION, id, NULL, now, error);
  if (proven->code == NULL
      || !find_form (session, proven->code, completion_token, &proven->form, error)
      || !kms_store_find_account (session, KMS_ACCOUNT_BY_EMAIL, proven->code->target,
                                  &proven->existing, error))
    return FALSE;
  return kms_codes_may_overwrite (proven->existing, overwrite, error);
}

/**
 * kms_registrations_check:
 * @session: the transaction
 * @id: what kms_registrations_begin() told
 * @completion_token: what kms_registrations_verify() told
 * @overwrite: whether what is registered under the address may be overwritten
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set as kms_registrations_complete()
 */
gboolean
kms_registrations_check (KmsStoreSession *session,
                         const char *id,
                         const char *completion_token,
                         gboolean overwrite,
                         gint64 now,
                         GError **error)
{
  g_auto (Proven) proven = { 0 };

  return find_proven (session, id, completion_token, overwrite, now, &proven, error);
}

/* The account under the address gets the new data. */
static gboolean
overwrite_existing (KmsStoreSession *session,
                    Proven *proven,
                    const char *password_hash,
                    gint64 now,
                    GError **error)
{
  KmsAccount *account = proven->existing;

  kms_account_form_clear (&account->form);
  account->form = proven->form;
  memset (&proven->form, 0, sizeof proven->form);
  account->version++;
  return kms_accounts_replace_password (session, account, password_hash, NULL, error)
         && kms_store_spend_codes (session, account->id, KMS_CODE_EMAIL_CHANGE, error)
         && kms_store_add_audit (session, now, account->id, "account-overwritten", account->id,
                                 "{}", error);
}

static gboolean
mail_complete (KmsStoreSession *session, const KmsAccount *account, gint64 now, GError **error)
{
  /* Letters and digits: nothing to escape. */
  g_autofree char *values = g_strdup_printf ("{\"login_id\":\"%s\"}", account->login_id);
  const KmsNewMail mail = {
    .kind = KMS_MAIL_REGISTRATION_COMPLETE,
    .account = account->id,
    .to = account->form.email,
    .language = account->form.language,
    .values = values,
    .queued_at = now,
  };

  return kms_store_add_mail (session, &mail, error);
}

/**
 * kms_registrations_complete:
 * @session: a transaction that writes
 * @id: what kms_registrations_begin() told
 * @completion_token: what kms_registrations_verify() told
 * @overwrite: whether what is registered under the address may be overwritten
 * @password_hash: of the password that the account gets
 * @now: the time, in microseconds UTC
 * @overwritten: (out): whether there was an account
 * @error: return location for a #GError
 *
 * Makes the account, or overwrites the one that is there: it keeps its login ID and history, and its
 * sessions end. The registration ends with this.
 *
 * Returns: (transfer full): the account; or %NULL with @error set: %KMS_ERROR_NOT_FOUND until the
 *   address is proven and with a wrong token, %KMS_ERROR_ADDRESS_REGISTERED,
 *   %KMS_ERROR_ACCOUNT_DISABLED, or one of KMS_ERROR_STORE_*
 */
KmsAccount *
kms_registrations_complete (KmsStoreSession *session,
                            const char *id,
                            const char *completion_token,
                            gboolean overwrite,
                            const char *password_hash,
                            gint64 now,
                            gboolean *overwritten,
                            GError **error)
{
  g_auto (Proven) proven = { 0 };
  g_autoptr (KmsAccount) account = NULL;

  if (!find_proven (session, id, completion_token, overwrite, now, &proven, error))
    return NULL;
  *overwritten = proven.existing != NULL;
  if (!*overwritten)
    account = kms_accounts_add (session, &proven.form, NULL, password_hash, now, error);
  else if (overwrite_existing (session, &proven, password_hash, now, error))
    account = g_steal_pointer (&proven.existing);
  if (account == NULL || !mail_complete (session, account, now, error)
      || !kms_store_delete_code (session, proven.code->id_hash, error))
    return NULL;
  return g_steal_pointer (&account);
}

/**
 * kms_registrations_cancel:
 * @session: a transaction that writes
 * @id: what kms_registrations_begin() told
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Deletes what was typed.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_NOT_FOUND, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_registrations_cancel (KmsStoreSession *session, const char *id, gint64 now, GError **error)
{
  g_autoptr (KmsStoredCode) code =
      kms_codes_find (session, KMS_CODE_REGISTRATION, id, NULL, now, error);

  return code != NULL && kms_store_delete_code (session, code->id_hash, error);
}
