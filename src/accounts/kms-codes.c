/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mailed codes. 8 digits are soon guessed from a plain hash, so a code is kept as an HMAC whose key is
 * the ID: that is given to the one who asked, and the store holds its hash only. */

#include "accounts/kms-codes.h"

#include "accounts/kms-password.h"
#include "accounts/kms-throttle.h"
#include "accounts/kms-token.h"

#include <string.h>

static const KmsMailKind mail_kinds[] = {
  [KMS_CODE_REGISTRATION] = KMS_MAIL_REGISTRATION_CODE,
  [KMS_CODE_PASSWORD] = KMS_MAIL_PASSWORD_CODE,
  [KMS_CODE_EMAIL_CHANGE] = KMS_MAIL_ADDRESS_CODE,
};

static gboolean
add_mail (KmsStoreSession *session,
          const KmsNewCode *code,
          const char *digits,
          gint64 now,
          GError **error)
{
  /* Digits, and a login ID of letters and digits: nothing to escape. */
  g_autofree char *values =
      code->login_id == NULL
          ? g_strdup_printf ("{\"code\":\"%s\"}", digits)
          : g_strdup_printf ("{\"code\":\"%s\",\"login_id\":\"%s\"}", digits, code->login_id);
  const KmsNewMail mail = {
    .kind = mail_kinds[code->kind],
    .account = code->account_id,
    .to = code->to,
    .language = code->language,
    .values = values,
    .queued_at = now,
    .expires_at = now + KMS_CODE_TIME,
  };

  return kms_store_add_mail (session, &mail, error);
}

/* Whether @text can be an ID of kms_token_new_id(); nothing else is looked up. */
static gboolean
can_be_id (const char *text)
{
  return strlen (text) <= 64;
}

static gboolean
fail_expired (GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_CODE_EXPIRED,
               "the code was used, is too old, or was tried too often");
  return FALSE;
}

/**
 * kms_code_mailed_free:
 * @mailed: (transfer full) (nullable): an answer
 */
void
kms_code_mailed_free (KmsCodeMailed *mailed)
{
  if (mailed == NULL)
    return;

  g_free (mailed->id);
  g_free (mailed);
}

/**
 * kms_codes_mail:
 * @session: a transaction that writes
 * @code: what it is for
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Makes a code and puts it into the outbox.
 *
 * Returns: (transfer full): what to tell, or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
KmsCodeMailed *
kms_codes_mail (KmsStoreSession *session, const KmsNewCode *code, gint64 now, GError **error)
{
  g_autoptr (KmsCodeMailed) mailed = g_new0 (KmsCodeMailed, 1);
  g_autofree char *digits = kms_code_make ();
  g_autofree char *unknown = kms_token_new ();
  KmsStoredCode stored = {
    .kind = code->kind,
    .target = (char *) code->target,
    .created_at = now,
  };

  mailed->id = kms_token_new_id ();
  mailed->expires_at = now + KMS_CODE_TIME;
  kms_token_hash (mailed->id, stored.id_hash);
  kms_token_hash_with (mailed->id, code->to == NULL ? unknown : digits, stored.code_hash);
  if (code->account_id != NULL)
    g_strlcpy (stored.account_id, code->account_id, sizeof stored.account_id);
  if (!kms_store_add_code (session, &stored, error)
      || (code->to != NULL && !add_mail (session, code, digits, now, error)))
    return NULL;
  return g_steal_pointer (&mailed);
}

/**
 * kms_codes_pass_address:
 * @session: a transaction that writes
 * @address: a mail address that a code is to go to
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Counts the codes to an address, so that nobody gets flooded with them.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_RATE_LIMITED, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_codes_pass_address (KmsStoreSession *session, const char *address, gint64 now, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (address, -1);
  char key[KMS_STORED_HASH_SIZE];

  kms_throttle_key ("address-code", lower, "", key);
  return kms_throttle_pass (session, &kms_throttle_mails, key, now, error);
}

/**
 * kms_codes_find:
 * @session: the transaction
 * @kind: what it is for
 * @id: what somebody says its ID is
 * @account_id: (nullable): whose it must be
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what was asked for, or %NULL with @error set: %KMS_ERROR_NOT_FOUND when
 *   there is nothing of the kind, or its 60 minutes are over; or one of KMS_ERROR_STORE_*
 */
KmsStoredCode *
kms_codes_find (KmsStoreSession *session,
                KmsCodeKind kind,
                const char *id,
                const char *account_id,
                gint64 now,
                GError **error)
{
  g_autoptr (KmsStoredCode) code = NULL;
  char id_hash[KMS_STORED_HASH_SIZE];

  if (can_be_id (id)
      && !kms_store_find_code (session, kms_token_hash (id, id_hash), kind, &code, error))
    return NULL;
  if (code == NULL || now >= code->created_at + KMS_CODE_LIFE_TIME
      || (account_id != NULL && !g_str_equal (account_id, code->account_id)))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "nobody asked for this, or it has ended");
      return NULL;
    }
  return g_steal_pointer (&code);
}

/**
 * kms_codes_try:
 * @session: a transaction that writes
 * @code: what kms_codes_find() found
 * @id: the ID that was given there
 * @typed: the code as somebody typed it
 * @now: the time, in microseconds UTC
 * @refusal: return location for a #GError that leaves the transaction good
 * @error: return location for a #GError
 *
 * Tries a code. A right one is not spent by that; who goes on says so in @code and writes it down.
 *
 * Returns: %TRUE when the transaction is to be kept: with @refusal set to %KMS_ERROR_CODE_INVALID with
 *   %KMS_ERROR_TRIES_LEFT when the code is wrong, otherwise it is right. %FALSE with @error set:
 *   %KMS_ERROR_CODE_EXPIRED, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_codes_try (KmsStoreSession *session,
               KmsStoredCode *code,
               const char *id,
               const char *typed,
               gint64 now,
               GError **refusal,
               GError **error)
{
  g_autofree char *digits = kms_code_read (typed);
  char hash[KMS_STORED_HASH_SIZE];
  GError *wrong;

  if (code->spent || code->tries >= KMS_CODE_MAX_TRIES || now >= code->created_at + KMS_CODE_TIME)
    return fail_expired (error);
  if (kms_token_hash_equal (kms_token_hash_with (id, digits, hash), code->code_hash))
    return TRUE;

  code->tries++;
  if (!kms_store_update_code (session, code, error))
    return FALSE;
  wrong = g_error_new (KMS_ERROR, KMS_ERROR_CODE_INVALID, "the code is wrong");
  kms_error_add_detail (wrong, KMS_ERROR_CODE_INVALID, "/code");
  kms_error_set_number (wrong, KMS_ERROR_TRIES_LEFT, KMS_CODE_MAX_TRIES - code->tries);
  g_propagate_error (refusal, wrong);
  return TRUE;
}

/**
 * kms_codes_may_overwrite:
 * @existing: (nullable): what is registered under an address that is proven
 * @overwrite: whether the one who proved it wants that replaced
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_ADDRESS_REGISTERED, or
 *   %KMS_ERROR_ACCOUNT_DISABLED
 */
gboolean
kms_codes_may_overwrite (const KmsAccount *existing, gboolean overwrite, GError **error)
{
  GError *refusal;

  if (existing == NULL)
    return TRUE;
  if (overwrite && !existing->disabled)
    return TRUE;
  if (overwrite)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_ACCOUNT_DISABLED, "the account is disabled");
      return FALSE;
    }
  refusal = g_error_new (KMS_ERROR, KMS_ERROR_ADDRESS_REGISTERED, "an account has the address");
  kms_error_add_detail (refusal, KMS_ERROR_ADDRESS_REGISTERED, "/overwrite");
  g_propagate_error (error, refusal);
  return FALSE;
}

/**
 * kms_codes_tidy:
 * @session: a transaction that writes
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Deletes what has ended, with everything that was typed for it.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_codes_tidy (KmsStoreSession *session, gint64 now, GError **error)
{
  return kms_store_prune_codes (session, now - KMS_CODE_LIFE_TIME, error);
}
