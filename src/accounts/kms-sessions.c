/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions: opaque tokens of 256 bits, kept as their SHA-256, and how long they last. Everything is
 * in the store, so several servers may share it. */

#include "accounts/kms-sessions.h"

#include <string.h>

static gboolean
fail_expired (GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED,
               "there is no such session, or it has ended");
  return FALSE;
}

static void
set_times (KmsSessionInfo *info, gint64 created_at, gint64 used_at)
{
  info->created_at = created_at;
  info->expires_at = created_at + KMS_SESSION_MAX_TIME;
  info->idle_expires_at = MIN (used_at + KMS_SESSION_IDLE_TIME, info->expires_at);
}

/**
 * kms_sessions_check:
 * @session: the transaction; one that reads is enough
 * @token: (nullable): what the client sent
 * @now: the time, in microseconds UTC
 * @info: (out caller-allocates): the session
 * @error: return location for a #GError
 *
 * Looks a session up. It does not write that it was used: when @info says that this is due,
 * kms_sessions_touch() does, in this transaction or another.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_SESSION_EXPIRED when there is none, it has
 *   ended or its account is disabled; or one of KMS_ERROR_STORE_*
 */
gboolean
kms_sessions_check (KmsStoreSession *session,
                    const char *token,
                    gint64 now,
                    KmsSessionInfo *info,
                    GError **error)
{
  KmsStoredSession stored;
  gboolean found;

  memset (info, 0, sizeof *info);
  if (!kms_token_is_valid (token))
    return fail_expired (error);
  kms_token_hash (token, info->token_hash);
  if (!kms_store_find_session (session, info->token_hash, &stored, &found, error))
    return FALSE;
  if (!found || now >= stored.used_at + KMS_SESSION_IDLE_TIME
      || now >= stored.created_at + KMS_SESSION_MAX_TIME)
    return fail_expired (error);

  g_strlcpy (info->account_id, stored.account_id, sizeof info->account_id);
  g_strlcpy (info->login_id, stored.login_id, sizeof info->login_id);
  info->touch_due = now >= stored.used_at + KMS_SESSION_TOUCH_EVERY;
  set_times (info, stored.created_at, info->touch_due ? now : stored.used_at);
  return TRUE;
}

/**
 * kms_sessions_touch:
 * @session: a transaction that writes
 * @info: what kms_sessions_check() found
 * @now: the time that was given there
 * @error: return location for a #GError
 *
 * Writes the last use down, if that is due. A session that has ended meanwhile does not come back.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_sessions_touch (KmsStoreSession *session,
                    const KmsSessionInfo *info,
                    gint64 now,
                    GError **error)
{
  return !info->touch_due || kms_store_touch_session (session, info->token_hash, now, error);
}

/**
 * kms_sessions_begin:
 * @session: a transaction that writes
 * @token: a new token, from kms_token_new()
 * @account_id: whose session
 * @login_id: its login ID
 * @now: the time, in microseconds UTC
 * @info: (out caller-allocates): the session
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_sessions_begin (KmsStoreSession *session,
                    const char *token,
                    const char *account_id,
                    const char *login_id,
                    gint64 now,
                    KmsSessionInfo *info,
                    GError **error)
{
  memset (info, 0, sizeof *info);
  kms_token_hash (token, info->token_hash);
  g_strlcpy (info->account_id, account_id, sizeof info->account_id);
  g_strlcpy (info->login_id, login_id, sizeof info->login_id);
  set_times (info, now, now);
  return kms_store_add_session (session, info->token_hash, account_id, now, error);
}

/**
 * kms_sessions_end:
 * @session: a transaction that writes
 * @info: what kms_sessions_check() found
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_sessions_end (KmsStoreSession *session, const KmsSessionInfo *info, GError **error)
{
  return kms_store_delete_session (session, info->token_hash, error);
}

/**
 * kms_sessions_tidy:
 * @session: a transaction that writes
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Deletes the sessions that have ended by themselves.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_sessions_tidy (KmsStoreSession *session, gint64 now, GError **error)
{
  return kms_store_prune_sessions (session, now - KMS_SESSION_IDLE_TIME, now - KMS_SESSION_MAX_TIME,
                                   error);
}
