/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging in to KmsRemote and out, and the way back in (manual chapters 8 and 9). */

#include "client/kms-remote-private.h"
#include "client/kms-wire.h"

static gpointer
read_session (const KmsRestAnswer *answer, GError **error)
{
  return kms_login_session_from_json (answer->body, FALSE, error);
}

static gpointer
read_new_session (const KmsRestAnswer *answer, GError **error)
{
  return kms_login_session_from_json (answer->body, TRUE, error);
}

/* The session of the answer is the session from here on. */
static void
on_session (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KmsRemote *self = KMS_REMOTE (source);
  const char *token = g_task_get_task_data (task); /* NULL: the answer has it */
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (self, result, &error);
  g_autoptr (KmsLoginSession) session = NULL;

  if (answer != NULL)
    session =
        kms_remote_read (answer, token != NULL ? read_session : read_new_session, FALSE, &error);
  if (session == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  kms_remote_begin_session (self, token != NULL ? token : session->token, session);
  g_task_return_boolean (task, TRUE);
}

static JsonNode *
log_in_to_json (const char *login_id, const char *password)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "login_id", login_id);
  json_object_set_string_member (object, "password", password);
  return kms_wire_take_object (object);
}

/**
 * kms_remote_log_in_async:
 * @remote: a server
 * @login_id: as typed
 * @password: as typed
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Calls that wait since the session of the same account ended go on; those of another one fail.
 */
void
kms_remote_log_in_async (KmsRemote *remote,
                         const char *login_id,
                         const char *password,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("POST", "v1", "sessions", NULL);

  request->body = log_in_to_json (login_id, password);
  kms_remote_call_async (remote, KMS_REMOTE_ANONYMOUS, request, cancellable, on_session,
                         kms_remote_task_new (remote, cancellable, callback, user_data,
                                              kms_remote_log_in_async));
}

/**
 * kms_remote_log_in_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether somebody is logged in; on failure also %KMS_ERROR_CREDENTIALS_INVALID,
 *   %KMS_ERROR_ACCOUNT_DISABLED, and %KMS_ERROR_RATE_LIMITED with %KMS_ERROR_RETRY_AFTER
 */
gboolean
kms_remote_log_in_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_log_in_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kms_remote_resume_async:
 * @remote: a server
 * @token: the token of a session
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Goes on with a session that was begun before, as kms_remote_get_token() gave it.
 */
void
kms_remote_resume_async (KmsRemote *remote,
                         const char *token,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task =
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_resume_async);
  g_autoptr (KmsRestRequest) request =
      kms_rest_request_new ("GET", "v1", "sessions", "current", NULL);

  g_task_set_task_data (task, g_strdup (token), g_free);
  kms_rest_request_set_token (request, token);
  kms_remote_call_async (remote, KMS_REMOTE_ANONYMOUS, request, cancellable, on_session, task);
}

/**
 * kms_remote_resume_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether somebody is logged in; on failure also %KMS_ERROR_SESSION_EXPIRED
 */
gboolean
kms_remote_resume_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_resume_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);

  if (answer != NULL || g_error_matches (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED))
    {
      g_clear_error (&error);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

/**
 * kms_remote_log_out_async:
 * @remote: a server
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Nobody is logged in any more as soon as this returns, whatever comes of it: the session that the
 * server was not told about ends by itself.
 */
void
kms_remote_log_out_async (KmsRemote *remote,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task =
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_log_out_async);
  g_autoptr (KmsRestRequest) request =
      kms_rest_request_new ("DELETE", "v1", "sessions", "current", NULL);

  kms_rest_request_set_token (request, kms_remote_get_token (remote));
  kms_remote_drop_session (remote);
  if (request->token == NULL)
    g_task_return_boolean (task, TRUE);
  else
    kms_remote_call_async (remote, KMS_REMOTE_ANONYMOUS, request, cancellable, on_logged_out,
                           g_object_ref (task));
}

/**
 * kms_remote_log_out_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether the server knows
 */
gboolean
kms_remote_log_out_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_log_out_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static JsonNode *
login_id_to_json (const char *login_id)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "login_id", login_id);
  return kms_wire_take_object (object);
}

static JsonNode *
code_use_to_json (const char *code, const char *new_password)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "code", code);
  json_object_set_string_member (object, "new_password", new_password);
  return kms_wire_take_object (object);
}

/**
 * kms_remote_get_session_async:
 * @remote: a server
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Counts as a use of the session.
 */
void
kms_remote_get_session_async (KmsRemote *remote,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("GET", "v1", "sessions", "current", NULL);

  kms_remote_run (
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_get_session_async),
      request, KMS_REMOTE_SESSION, read_session, (GDestroyNotify) kms_login_session_free);
}

/**
 * kms_remote_get_session_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the session, without its token
 */
KmsLoginSession *
kms_remote_get_session_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_get_session_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_request_password_code_async:
 * @remote: a server
 * @login_id: as typed
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Has a code mailed to the registered address, in place of a forgotten password.
 */
void
kms_remote_request_password_code_async (KmsRemote *remote,
                                        const char *login_id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("POST", "v1", "password-codes", NULL);

  request->body = login_id_to_json (login_id);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_request_password_code_async),
                  request, KMS_REMOTE_ANONYMOUS, kms_remote_read_mailed_code,
                  (GDestroyNotify) kms_mailed_code_free);
}

/**
 * kms_remote_request_password_code_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the code on its way, whether there is such an account or not
 */
KmsMailedCode *
kms_remote_request_password_code_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_request_password_code_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_use_password_code_async:
 * @remote: a server
 * @id: of the answer to the step before
 * @code: the mailed code, as typed
 * @new_password: the password it shall be
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Ends all sessions of the account.
 */
void
kms_remote_use_password_code_async (KmsRemote *remote,
                                    const char *id,
                                    const char *code,
                                    const char *new_password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("POST", "v1", "password-codes", id, "use", NULL);

  request->body = code_use_to_json (code, new_password);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_use_password_code_async),
                  request, KMS_REMOTE_ANONYMOUS, NULL, NULL);
}

/**
 * kms_remote_use_password_code_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether the password is changed; on failure also %KMS_ERROR_CODE_INVALID with
 *   %KMS_ERROR_TRIES_LEFT, %KMS_ERROR_CODE_EXPIRED, %KMS_ERROR_PASSWORD_TOO_WEAK with its details
 */
gboolean
kms_remote_use_password_code_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_use_password_code_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* KmsService */

static const char *
get_service_login_id (KmsService *service)
{
  return kms_remote_get_login_id (KMS_REMOTE (service));
}

static void
log_in_to_service_async (KmsService *service,
                         const char *login_id,
                         const char *password,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  kms_remote_log_in_async (KMS_REMOTE (service), login_id, password, cancellable, callback,
                           user_data);
}

static gboolean
log_in_to_service_finish (KmsService *service, GAsyncResult *result, GError **error)
{
  return kms_remote_log_in_finish (KMS_REMOTE (service), result, error);
}

static void
give_up_service_log_in (KmsService *service)
{
  kms_remote_give_up_log_in (KMS_REMOTE (service));
}

void
kms_remote_init_service (KmsServiceInterface *iface)
{
  iface->get_login_id = get_service_login_id;
  iface->log_in_async = log_in_to_service_async;
  iface->log_in_finish = log_in_to_service_finish;
  iface->give_up_log_in = give_up_service_log_in;
}
