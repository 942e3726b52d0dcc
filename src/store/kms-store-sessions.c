/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions of accounts. How long one lasts is decided in accounts/; here it is there or not. */

#include "store/kms-store-sessions.h"

#include "store/kms-store-session.h"

/* A statement with the one parameter :token_hash. */
static KmsStatement *
prepare_for (KmsStoreSession *session, const char *sql, const char *token_hash, GError **error)
{
  KmsStatement *statement = kms_database_prepare (session->database, sql, error);

  if (statement != NULL)
    kms_statement_bind_text (statement, ":token_hash", token_hash);
  return statement;
}

/**
 * kms_store_add_session:
 * @session: a transaction that writes
 * @token_hash: of the token
 * @account_id: whose it is
 * @now: when it begins, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_session (KmsStoreSession *session,
                       const char *token_hash,
                       const char *account_id,
                       gint64 now,
                       GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "INSERT INTO session (token_hash, account, created_at, used_at)"
                   " VALUES (:token_hash, :account, :now, :now)",
                   token_hash, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":account", account_id);
  kms_statement_bind_int (statement, ":now", now);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_find_session:
 * @session: the transaction
 * @token_hash: of the token
 * @stored: (out caller-allocates): the session, when it is there
 * @found: (out): whether it is there, and its account not disabled
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_session (KmsStoreSession *session,
                        const char *token_hash,
                        KmsStoredSession *stored,
                        gboolean *found,
                        GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "SELECT account.id, account.login_id, session.created_at, session.used_at"
                   " FROM session JOIN account ON account.id = session.account"
                   " WHERE session.token_hash = :token_hash AND account.disabled = 0",
                   token_hash, error);

  if (statement == NULL || !kms_statement_step (statement, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  g_strlcpy (stored->account_id, kms_statement_get_text (statement, 0), KMS_ACCOUNT_ID_SIZE);
  g_strlcpy (stored->login_id, kms_statement_get_text (statement, 1), KMS_LOGIN_ID_SIZE);
  stored->created_at = kms_statement_get_int (statement, 2);
  stored->used_at = kms_statement_get_int (statement, 3);
  return TRUE;
}

/**
 * kms_store_touch_session:
 * @session: a transaction that writes
 * @token_hash: of the token
 * @now: its last use, in microseconds UTC; an earlier one than is there changes nothing
 * @error: return location for a #GError
 *
 * Returns: %TRUE, also when there is no such session; or %FALSE with @error set to one of
 *   KMS_ERROR_STORE_*
 */
gboolean
kms_store_touch_session (KmsStoreSession *session,
                         const char *token_hash,
                         gint64 now,
                         GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "UPDATE session SET used_at = :now"
                   " WHERE token_hash = :token_hash AND used_at < :now",
                   token_hash, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":now", now);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_delete_session:
 * @session: a transaction that writes
 * @token_hash: of the token
 * @error: return location for a #GError
 *
 * Returns: %TRUE, also when there is no such session; or %FALSE with @error set to one of
 *   KMS_ERROR_STORE_*
 */
gboolean
kms_store_delete_session (KmsStoreSession *session, const char *token_hash, GError **error)
{
  g_autoptr (KmsStatement) statement = prepare_for (
      session, "DELETE FROM session WHERE token_hash = :token_hash", token_hash, error);

  return statement != NULL && kms_statement_run (statement, error);
}

/**
 * kms_store_delete_sessions_of:
 * @session: a transaction that writes
 * @account_id: an account
 * @except: (nullable): the hash of the token of a session that stays
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_delete_sessions_of (KmsStoreSession *session,
                              const char *account_id,
                              const char *except,
                              GError **error)
{
  g_autoptr (KmsStatement) statement =
      prepare_for (session,
                   "DELETE FROM session WHERE account = :account AND token_hash <> :token_hash",
                   except == NULL ? "" : except, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":account", account_id);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_prune_sessions:
 * @session: a transaction that writes
 * @used_until: a time; sessions whose last use is not after it are deleted
 * @created_until: a time; sessions that did not begin after it are deleted
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_prune_sessions (KmsStoreSession *session,
                          gint64 used_until,
                          gint64 created_until,
                          GError **error)
{
  /* Two, so that each goes through its index. */
  const struct
  {
    const char *sql;
    gint64 until;
  } steps[] = {
    { "DELETE FROM session WHERE used_at <= :until", used_until },
    { "DELETE FROM session WHERE created_at <= :until", created_until },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (KmsStatement) statement =
          kms_database_prepare (session->database, steps[i].sql, error);

      if (statement == NULL)
        return FALSE;
      kms_statement_bind_int (statement, ":until", steps[i].until);
      if (!kms_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}
