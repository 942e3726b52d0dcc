/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session with a server: the value, and the schemas Session and NewSession of the contract. */

#include "client/kms-login-session.h"

#include "client/kms-wire.h"

G_DEFINE_BOXED_TYPE (KmsLoginSession,
                     kms_login_session,
                     kms_login_session_copy,
                     kms_login_session_free)

/**
 * kms_login_session_copy:
 * @session: a session
 *
 * Returns: (transfer full): a copy
 */
KmsLoginSession *
kms_login_session_copy (const KmsLoginSession *session)
{
  KmsLoginSession *copy = g_new0 (KmsLoginSession, 1);

  *copy = *session;
  copy->token = g_strdup (session->token);
  copy->account_id = g_strdup (session->account_id);
  copy->login_id = g_strdup (session->login_id);
  return copy;
}

/**
 * kms_login_session_free:
 * @session: (transfer full) (nullable): a session
 */
void
kms_login_session_free (KmsLoginSession *session)
{
  if (session == NULL)
    return;
  g_free (session->token);
  g_free (session->account_id);
  g_free (session->login_id);
  g_free (session);
}

/**
 * kms_login_session_from_json:
 * @node: a Session or NewSession of the contract
 * @with_token: whether it is the latter
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says
 */
KmsLoginSession *
kms_login_session_from_json (JsonNode *node, gboolean with_token, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsLoginSession) session = g_new0 (KmsLoginSession, 1);

  if (object == NULL
      || (with_token && !kms_wire_read_string (object, "token", &session->token, error))
      || !kms_wire_read_string (object, "account_id", &session->account_id, error)
      || !kms_wire_read_string (object, "login_id", &session->login_id, error)
      || !kms_wire_read_time (object, "created_at", &session->created_at, error)
      || !kms_wire_read_time (object, "idle_expires_at", &session->idle_expires_at, error)
      || !kms_wire_read_time (object, "expires_at", &session->expires_at, error))
    return NULL;
  return g_steal_pointer (&session);
}
