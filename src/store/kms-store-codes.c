/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mailed codes, the registrations that wait for one, and how often something happened. What is good
 * for how long is decided in accounts/. */

#include "store/kms-store-codes.h"

#include "store/kms-store-accounts-private.h"
#include "store/kms-store-session.h"

static const char *const kinds[] = {
  [KMS_CODE_REGISTRATION] = "registration",
  [KMS_CODE_PASSWORD] = "password",
  [KMS_CODE_EMAIL_CHANGE] = "email-change",
};

/* A statement with one parameter of text. */
static KmsStatement *
prepare_for (KmsStoreSession *session,
             const char *sql,
             const char *parameter,
             const char *value,
             GError **error)
{
  KmsStatement *statement = kms_database_prepare (session->database, sql, error);

  if (statement != NULL)
    kms_statement_bind_text (statement, parameter, value);
  return statement;
}

/**
 * kms_stored_code_free:
 * @code: (transfer full) (nullable): a code
 */
void
kms_stored_code_free (KmsStoredCode *code)
{
  if (code == NULL)
    return;

  g_free (code->target);
  g_free (code);
}

/**
 * kms_store_add_code:
 * @session: a transaction that writes
 * @code: the code
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_code (KmsStoreSession *session, const KmsStoredCode *code, GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "INSERT INTO code (id_hash, kind, account, target, code_hash, created_at, tries,"
                   "                  spent, proven)"
                   " VALUES (:id_hash, :kind, :account, :target, :code_hash, :created_at, :tries,"
                   "         :spent, :proven)",
                   ":id_hash", code->id_hash, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":kind", kinds[code->kind]);
  kms_statement_bind_text (statement, ":account",
                           code->account_id[0] == '\0' ? NULL : code->account_id);
  kms_statement_bind_text (statement, ":target", code->target);
  kms_statement_bind_text (statement, ":code_hash", code->code_hash);
  kms_statement_bind_int (statement, ":created_at", code->created_at);
  kms_statement_bind_int (statement, ":tries", code->tries);
  kms_statement_bind_int (statement, ":spent", code->spent);
  kms_statement_bind_int (statement, ":proven", code->proven);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_find_code:
 * @session: the transaction
 * @id_hash: what names it
 * @kind: what it must be for
 * @code: (out) (transfer full) (nullable): the code, or %NULL when there is none
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_code (KmsStoreSession *session,
                     const char *id_hash,
                     KmsCodeKind kind,
                     KmsStoredCode **code,
                     GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "SELECT account, target, code_hash, created_at, tries, spent, proven FROM code"
                   " WHERE id_hash = :id_hash AND kind = :kind",
                   ":id_hash", id_hash, error);
  gboolean row;

  *code = NULL;
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":kind", kinds[kind]);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *code = g_new0 (KmsStoredCode, 1);
  g_strlcpy ((*code)->id_hash, id_hash, KMS_STORED_HASH_SIZE);
  (*code)->kind = kind;
  if (!kms_statement_is_null (statement, 0))
    g_strlcpy ((*code)->account_id, kms_statement_get_text (statement, 0), KMS_ACCOUNT_ID_SIZE);
  (*code)->target = g_utf8_make_valid (kms_statement_get_text (statement, 1), -1);
  g_strlcpy ((*code)->code_hash, kms_statement_get_text (statement, 2), KMS_STORED_HASH_SIZE);
  (*code)->created_at = kms_statement_get_int (statement, 3);
  (*code)->tries = (guint) kms_statement_get_int (statement, 4);
  (*code)->spent = kms_statement_get_int (statement, 5) != 0;
  (*code)->proven = kms_statement_get_int (statement, 6) != 0;
  return TRUE;
}

/**
 * kms_store_update_code:
 * @session: a transaction that writes
 * @code: a code; its tries and what became of it are written
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_update_code (KmsStoreSession *session, const KmsStoredCode *code, GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "UPDATE code SET tries = :tries, spent = :spent, proven = :proven"
                   " WHERE id_hash = :id_hash",
                   ":id_hash", code->id_hash, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":tries", code->tries);
  kms_statement_bind_int (statement, ":spent", code->spent);
  kms_statement_bind_int (statement, ":proven", code->proven);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_delete_code:
 * @session: a transaction that writes
 * @id_hash: what names it
 * @error: return location for a #GError
 *
 * Deletes a code, with its mail and the registration that waits for it.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_delete_code (KmsStoreSession *session, const char *id_hash, GError **error)
{
  static const char *const steps[] = {
    "DELETE FROM mail WHERE issue IS NULL AND expires_at IS NOT NULL"
    " AND queued_at = (SELECT created_at FROM code WHERE id_hash = :id_hash)"
    " AND address = (SELECT target FROM code WHERE id_hash = :id_hash)",
    "DELETE FROM code WHERE id_hash = :id_hash",
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (KmsStatement) statement =
          prepare_for (session, steps[i], ":id_hash", id_hash, error);

      if (statement == NULL || !kms_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * kms_store_spend_codes:
 * @session: a transaction that writes
 * @account_id: an account
 * @kind: what the codes are for
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_spend_codes (KmsStoreSession *session,
                       const char *account_id,
                       KmsCodeKind kind,
                       GError **error)
{
  g_autoptr (KmsStatement) statement = prepare_for (session,
                                                    "UPDATE code SET spent = 1, proven = 0"
                                                    " WHERE account = :account AND kind = :kind",
                                                    ":account", account_id, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":kind", kinds[kind]);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_prune_codes:
 * @session: a transaction that writes
 * @created_until: a time; codes that were not made after it are deleted, with their mails and
 *   what they open
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_prune_codes (KmsStoreSession *session, gint64 created_until, GError **error)
{
  static const char *const steps[] = {
    "DELETE FROM mail WHERE issue IS NULL AND expires_at IS NOT NULL"
    " AND queued_at <= :created_until",
    "DELETE FROM code WHERE created_at <= :created_until",
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (KmsStatement) statement =
          kms_database_prepare (session->database, steps[i], error);

      if (statement == NULL)
        return FALSE;
      kms_statement_bind_int (statement, ":created_until", created_until);
      if (!kms_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * kms_store_add_registration:
 * @session: a transaction that writes
 * @id_hash: of the code that it waits for
 * @form: what is to be registered
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_registration (KmsStoreSession *session,
                            const char *id_hash,
                            const KmsAccountForm *form,
                            GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "INSERT INTO registration (id_hash, " KMS_STORE_FORM_COLUMNS ")"
                   " VALUES (:id_hash, " KMS_STORE_FORM_VALUES ")",
                   ":id_hash", id_hash, error);

  if (statement == NULL)
    return FALSE;
  kms_store_bind_form (statement, form);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_set_completion:
 * @session: a transaction that writes
 * @id_hash: what names the registration
 * @completion_hash: of the token that completes it
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_set_completion (KmsStoreSession *session,
                          const char *id_hash,
                          const char *completion_hash,
                          GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "UPDATE registration SET completion_hash = :completion_hash"
                   " WHERE id_hash = :id_hash",
                   ":id_hash", id_hash, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":completion_hash", completion_hash);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_find_registration:
 * @session: the transaction
 * @id_hash: what names it
 * @completion_hash: of the token that completes it; one whose address is not proven has none
 * @form: (out caller-allocates): what is to be registered, but for the mail address, if it is there
 * @found: (out): whether there is such a registration
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_registration (KmsStoreSession *session,
                             const char *id_hash,
                             const char *completion_hash,
                             KmsAccountForm *form,
                             gboolean *found,
                             GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "SELECT " KMS_STORE_FORM_COLUMNS " FROM registration"
                   " WHERE id_hash = :id_hash AND completion_hash = :completion_hash",
                   ":id_hash", id_hash, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":completion_hash", completion_hash);
  if (!kms_statement_step (statement, found, error))
    return FALSE;
  if (*found)
    kms_store_read_form (statement, 0, form);
  return TRUE;
}

/**
 * kms_store_get_throttle:
 * @session: the transaction
 * @key_hash: what it is about
 * @count: (out): how often it happened of late; 0 when nothing is known
 * @last_at: (out): when it happened last, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_get_throttle (KmsStoreSession *session,
                        const char *key_hash,
                        guint *count,
                        gint64 *last_at,
                        GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session, "SELECT count, last_at FROM throttle WHERE key_hash = :key_hash",
                   ":key_hash", key_hash, error);
  gboolean row;

  *count = 0;
  *last_at = 0;
  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    {
      *count = (guint) kms_statement_get_int (statement, 0);
      *last_at = kms_statement_get_int (statement, 1);
    }
  return TRUE;
}

/**
 * kms_store_set_throttle:
 * @session: a transaction that writes
 * @key_hash: what it is about
 * @count: how often it happened of late; 0 to forget it
 * @last_at: when it happened last, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_set_throttle (KmsStoreSession *session,
                        const char *key_hash,
                        guint count,
                        gint64 last_at,
                        GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   count == 0 ? "DELETE FROM throttle WHERE key_hash = :key_hash"
                              : "INSERT INTO throttle (key_hash, count, last_at)"
                                " VALUES (:key_hash, :count, :last_at)"
                                " ON CONFLICT (key_hash) DO UPDATE"
                                " SET count = excluded.count, last_at = excluded.last_at",
                   ":key_hash", key_hash, error);

  if (statement == NULL)
    return FALSE;
  if (count > 0)
    {
      kms_statement_bind_int (statement, ":count", count);
      kms_statement_bind_int (statement, ":last_at", last_at);
    }
  return kms_statement_run (statement, error);
}

/**
 * kms_store_prune_throttles:
 * @session: a transaction that writes
 * @last_until: a time; what did not happen after it is forgotten
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_prune_throttles (KmsStoreSession *session, gint64 last_until, GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      session->database, "DELETE FROM throttle WHERE last_at <= :last_until", error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":last_until", last_until);
  return kms_statement_run (statement, error);
}
