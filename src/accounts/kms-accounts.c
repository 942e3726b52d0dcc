/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The use cases of accounts that are there. The transaction around each makes it atomic, so nothing
 * here cleans up after a failure. The audit names accounts by their ID and holds nothing personal. */

#include "accounts/kms-accounts.h"

#include "accounts/kms-codes.h"
#include "accounts/kms-password.h"
#include "accounts/kms-sessions.h"
#include "accounts/kms-throttle.h"
#include "store/kms-store-history.h"
#include "store/kms-store-outbox.h"

static gboolean
fail_not_found (GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "there is no such account");
  return FALSE;
}

static gboolean
audit (KmsStoreSession *session,
       const char *actor,
       const char *action,
       const char *account_id,
       gint64 now,
       GError **error)
{
  return kms_store_add_audit (session, now, actor, action, account_id, "{}", error);
}

static KmsAccount *
find (KmsStoreSession *session, KmsAccountKey key, const char *value, GError **error)
{
  KmsAccount *account;

  if (!kms_store_find_account (session, key, value, &account, error))
    return NULL;
  if (account == NULL)
    fail_not_found (error);
  return account;
}

static gboolean
take_login_id (KmsStoreSession *session,
               const char *login_id,
               const char *account_id,
               gboolean *taken_by_other,
               GError **error)
{
  char hash[KMS_TOKEN_HASH_SIZE];

  return kms_store_take_login_id (session, kms_token_hash (login_id, hash), account_id,
                                  taken_by_other, error);
}

static gboolean
fail_taken (GError **error)
{
  GError *refusal = g_error_new (KMS_ERROR, KMS_ERROR_LOGIN_ID_TAKEN, "the login ID is taken");

  kms_error_add_detail (refusal, KMS_ERROR_LOGIN_ID_TAKEN, "/login_id");
  g_propagate_error (error, refusal);
  return FALSE;
}

static gboolean
fail_stale (GError **error)
{
  GError *refusal =
      g_error_new (KMS_ERROR, KMS_ERROR_STALE_VERSION, "the account is of another version");

  kms_error_add_detail (refusal, KMS_ERROR_STALE_VERSION, "If-Match");
  g_propagate_error (error, refusal);
  return FALSE;
}

/* Gives an account that is not in the store yet a login ID. */
static gboolean
choose_login_id (KmsStoreSession *session, KmsAccount *account, const char *wanted, GError **error)
{
  gboolean taken;

  do
    {
      g_autofree char *login_id = wanted == NULL ? kms_login_id_make () : g_strdup (wanted);

      if (!take_login_id (session, login_id, account->id, &taken, error))
        return FALSE;
      if (taken && wanted != NULL)
        return fail_taken (error);
      g_strlcpy (account->login_id, login_id, sizeof account->login_id);
    }
  while (taken);
  return TRUE;
}

/**
 * kms_accounts_get:
 * @session: the transaction
 * @account_id: an account
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the account, or %NULL with @error set: %KMS_ERROR_NOT_FOUND, or one of
 *   KMS_ERROR_STORE_*
 */
KmsAccount *
kms_accounts_get (KmsStoreSession *session, const char *account_id, GError **error)
{
  return find (session, KMS_ACCOUNT_BY_ID, account_id, error);
}

/**
 * kms_accounts_add:
 * @session: a transaction that writes
 * @form: what the account says, whose mail address no other account has
 * @login_id: (nullable): a valid login ID that it is to have
 * @password_hash: of its password
 * @now: the time
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the new account, or %NULL with @error set: %KMS_ERROR_LOGIN_ID_TAKEN, or
 *   one of KMS_ERROR_STORE_*
 */
KmsAccount *
kms_accounts_add (KmsStoreSession *session,
                  const KmsAccountForm *form,
                  const char *login_id,
                  const char *password_hash,
                  gint64 now,
                  GError **error)
{
  g_autoptr (KmsAccount) account = g_new0 (KmsAccount, 1);
  g_autofree char *id = kms_account_id_make ();

  g_strlcpy (account->id, id, sizeof account->id);
  account->password_hash = g_strdup (password_hash);
  kms_account_form_copy (form, &account->form);
  account->registered_at = now;
  account->version = 1;
  if (!choose_login_id (session, account, login_id, error)
      || !kms_store_add_account (session, account, error)
      || !audit (session, account->id, "account-registered", account->id, now, error))
    return NULL;
  return g_steal_pointer (&account);
}

/* Takes over what a form says, but not what it has no say in. */
static void
take_form (KmsAccount *account, const KmsAccountForm *form)
{
  KmsAccountForm before = account->form;

  kms_account_form_copy (form, &account->form);
  g_free (account->form.email);
  account->form.email = g_steal_pointer (&before.email);
  g_free (account->form.privacy_version);
  account->form.privacy_version = g_steal_pointer (&before.privacy_version);
  account->form.consented_at = before.consented_at;
  kms_account_form_clear (&before);
}

/**
 * kms_accounts_update:
 * @session: a transaction that writes
 * @account_id: the account
 * @version: the version that is changed
 * @form: what it is to say; mail address and consent in it are passed over
 * @login_id: the login ID that it is to have, valid
 * @now: the time
 * @error: return location for a #GError
 *
 * Changes an account. A new login ID is mailed to it; an old one stays taken.
 *
 * Returns: (transfer full): the account as it is now, or %NULL with @error set:
 *   %KMS_ERROR_STALE_VERSION, %KMS_ERROR_LOGIN_ID_TAKEN, %KMS_ERROR_NOT_FOUND, or one of
 *   KMS_ERROR_STORE_*
 */
KmsAccount *
kms_accounts_update (KmsStoreSession *session,
                     const char *account_id,
                     gint64 version,
                     const KmsAccountForm *form,
                     const char *login_id,
                     gint64 now,
                     GError **error)
{
  g_autoptr (KmsAccount) account = find (session, KMS_ACCOUNT_BY_ID, account_id, error);
  gboolean renamed;

  if (account == NULL)
    return NULL;
  if (version != account->version)
    {
      fail_stale (error);
      return NULL;
    }
  renamed = !g_str_equal (account->login_id, login_id);
  if (renamed && !choose_login_id (session, account, login_id, error))
    return NULL;
  take_form (account, form);
  account->version++;
  if (!kms_store_update_account (session, account, error)
      || !audit (session, account_id, renamed ? "login-id-changed" : "account-changed", account_id,
                 now, error)
      || (renamed
          && !kms_accounts_mail_change (session, account, account->form.email, "login-id", now,
                                        error)))
    return NULL;
  return g_steal_pointer (&account);
}

/**
 * kms_accounts_replace_password:
 * @session: a transaction that writes
 * @account: the account, of which all is written
 * @password_hash: of the new password
 * @except: (nullable): the hash of the token of a session that goes on
 * @error: return location for a #GError
 *
 * Writes an account with a new password and ends its sessions. Codes that were asked for because the
 * old one was forgotten are worth nothing from here on.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_accounts_replace_password (KmsStoreSession *session,
                               KmsAccount *account,
                               const char *password_hash,
                               const char *except,
                               GError **error)
{
  g_free (account->password_hash);
  account->password_hash = g_strdup (password_hash);
  return kms_store_update_account (session, account, error)
         && kms_store_delete_sessions_of (session, account->id, except, error)
         && kms_store_spend_codes (session, account->id, KMS_CODE_PASSWORD, error);
}

/**
 * kms_accounts_set_password:
 * @session: a transaction that writes
 * @account: the account
 * @password_hash: of the new password
 * @except: (nullable): the hash of the token of a session that goes on
 * @now: the time
 * @error: return location for a #GError
 *
 * Does what kms_accounts_replace_password() does, and mails that.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_accounts_set_password (KmsStoreSession *session,
                           KmsAccount *account,
                           const char *password_hash,
                           const char *except,
                           gint64 now,
                           GError **error)
{
  return kms_accounts_replace_password (session, account, password_hash, except, error)
         && audit (session, account->id, "password-changed", account->id, now, error)
         && kms_accounts_mail_change (session, account, account->form.email, "password", now,
                                      error);
}

/**
 * kms_accounts_delete:
 * @session: a transaction that writes
 * @account_id: the account
 * @actor: who deletes it, for the audit
 * @now: the time
 * @error: return location for a #GError
 *
 * Deletes everything that says whose the account was: its data, sessions, codes, mails and site lines.
 * What it issued, the bindings and the audit stay without that.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_accounts_delete (KmsStoreSession *session,
                     const char *account_id,
                     const char *actor,
                     gint64 now,
                     GError **error)
{
  return kms_store_forget_dealer (session, account_id, error)
         && kms_store_delete_mails (session, account_id, error)
         && kms_store_delete_account (session, account_id, error)
         && audit (session, actor, "account-deleted", account_id, now, error);
}

/**
 * kms_accounts_mail_change:
 * @session: a transaction that writes
 * @account: the account, as it is now
 * @to: its address, or the one it had
 * @changed: "login-id", "password" or "address"
 * @now: the time
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_accounts_mail_change (KmsStoreSession *session,
                          const KmsAccount *account,
                          const char *to,
                          const char *changed,
                          gint64 now,
                          GError **error)
{
  /* Letters, digits and hyphens: nothing to escape. */
  g_autofree char *values =
      g_strdup_printf ("{\"login_id\":\"%s\",\"changed\":\"%s\"}", account->login_id, changed);
  const KmsNewMail mail = {
    .kind = KMS_MAIL_CREDENTIALS_CHANGED,
    .account = account->id,
    .to = to,
    .language = account->form.language,
    .values = values,
    .queued_at = now,
  };

  return kms_store_add_mail (session, &mail, error);
}

/**
 * kms_accounts_list:
 * @session: the transaction
 * @after_login_id: a login ID; those after it are listed
 * @limit: the most accounts to list
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsAccount): the accounts, in the order of their login IDs,
 *   or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_accounts_list (KmsStoreSession *session,
                   const char *after_login_id,
                   guint limit,
                   GError **error)
{
  return kms_store_list_accounts (session, after_login_id, limit, error);
}

/**
 * kms_accounts_show:
 * @session: the transaction
 * @login_id: what somebody says its login ID is
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the account, or %NULL with @error set: %KMS_ERROR_NOT_FOUND, or one of
 *   KMS_ERROR_STORE_*
 */
KmsAccount *
kms_accounts_show (KmsStoreSession *session, const char *login_id, GError **error)
{
  return find (session, KMS_ACCOUNT_BY_LOGIN_ID, login_id, error);
}

/**
 * kms_accounts_set_disabled:
 * @session: a transaction that writes
 * @login_id: what somebody says its login ID is
 * @disabled: whether nobody may log in to it
 * @now: the time
 * @error: return location for a #GError
 *
 * Disables an account, which ends its sessions and codes, or enables it again.
 *
 * Returns: (transfer full): the account as it is now, or %NULL with @error set: %KMS_ERROR_NOT_FOUND,
 *   or one of KMS_ERROR_STORE_*
 */
KmsAccount *
kms_accounts_set_disabled (KmsStoreSession *session,
                           const char *login_id,
                           gboolean disabled,
                           gint64 now,
                           GError **error)
{
  g_autoptr (KmsAccount) account = find (session, KMS_ACCOUNT_BY_LOGIN_ID, login_id, error);

  if (account == NULL)
    return NULL;
  account->disabled = disabled;
  if (!kms_store_update_account (session, account, error)
      || !kms_store_delete_sessions_of (session, account->id, NULL, error)
      || !kms_store_spend_codes (session, account->id, KMS_CODE_PASSWORD, error)
      || !kms_store_spend_codes (session, account->id, KMS_CODE_EMAIL_CHANGE, error)
      || !audit (session, KMS_ACCOUNTS_OPERATOR, disabled ? "account-disabled" : "account-enabled",
                 account->id, now, error))
    return NULL;
  return g_steal_pointer (&account);
}

/**
 * kms_accounts_remove:
 * @session: a transaction that writes
 * @login_id: what somebody says its login ID is
 * @now: the time
 * @error: return location for a #GError
 *
 * Deletes an account as kms_accounts_delete() does.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_NOT_FOUND, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_accounts_remove (KmsStoreSession *session, const char *login_id, gint64 now, GError **error)
{
  g_autoptr (KmsAccount) account = find (session, KMS_ACCOUNT_BY_LOGIN_ID, login_id, error);

  return account != NULL
         && kms_accounts_delete (session, account->id, KMS_ACCOUNTS_OPERATOR, now, error);
}

/**
 * kms_accounts_add_sample:
 * @session: a transaction that writes
 * @login_id: the login ID it is to have, valid
 * @password_hash: of its password
 * @now: the time
 * @error: return location for a #GError
 *
 * Makes an account to try a service with; when the login ID is there, all stays as it is.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_accounts_add_sample (KmsStoreSession *session,
                         const char *login_id,
                         const char *password_hash,
                         gint64 now,
                         GError **error)
{
  g_autofree char *email = g_strdup_printf ("%s@example.com", login_id);
  const KmsAccountForm form = {
    .company = (char *) "Example Trading Ltd.",
    .country = (char *) "Japan",
    .postal_code = (char *) "999-9999",
    .address = { (char *) "Osaka", (char *) "Kadoma", (char *) "", (char *) "", (char *) "" },
    .phone = (char *) "999-9999-9999",
    .contact = (char *) "Taro Tester",
    .email = email,
    .language = (char *) "en",
    .privacy_version = (char *) "sample",
    .consented_at = now,
  };
  g_autoptr (KmsAccount) account = NULL;

  if (!kms_store_find_account (session, KMS_ACCOUNT_BY_LOGIN_ID, login_id, &account, error))
    return FALSE;
  if (account == NULL)
    account = kms_accounts_add (session, &form, login_id, password_hash, now, error);
  return account != NULL;
}

/**
 * kms_accounts_tidy:
 * @session: a transaction that writes
 * @now: the time
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_accounts_tidy (KmsStoreSession *session, gint64 now, GError **error)
{
  return kms_sessions_tidy (session, now, error) && kms_codes_tidy (session, now, error)
         && kms_throttle_tidy (session, now, error);
}
