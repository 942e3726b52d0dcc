/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account of the session of KmsRemote (manual chapters 11 to 13). */

#include "client/kms-remote-private.h"
#include "client/kms-wire.h"

gpointer
kms_remote_read_user (const KmsRestAnswer *answer, GError **error)
{
  KmsUser *user = kms_user_from_json (answer->body, error);

  if (user != NULL)
    user->etag = g_strdup (answer->etag);
  return user;
}

static gpointer
read_proof (const KmsRestAnswer *answer, GError **error)
{
  return kms_proof_from_json (answer->body, FALSE, error);
}

/* An object of strings: name, value, …, %NULL. (transfer full) */
static JsonNode *
strings_to_json (const char *name, ...)
{
  JsonObject *object = json_object_new ();
  va_list values;

  va_start (values, name);
  for (const char *next = name; next != NULL; next = va_arg (values, const char *))
    json_object_set_string_member (object, next, va_arg (values, const char *));
  va_end (values);
  return kms_wire_take_object (object);
}

static JsonNode *
overwrite_to_json (gboolean overwrite)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "overwrite", overwrite);
  return kms_wire_take_object (object);
}

/**
 * kms_remote_get_user_async:
 * @remote: a server
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_get_user_async (KmsRemote *remote,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("GET", "v1", "account", NULL);

  kms_remote_run (
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_get_user_async),
      request, KMS_REMOTE_SESSION, kms_remote_read_user, (GDestroyNotify) kms_user_free);
}

/**
 * kms_remote_get_user_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the account with its version
 */
KmsUser *
kms_remote_get_user_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_get_user_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* An update whose answer was lost meets its own new version when it is sent again; what counts is whether
 * the account is as it was meant to be. */
static void
on_reloaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const KmsUser *wanted = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KmsUser) user = kms_remote_get_user_finish (KMS_REMOTE (source), result, &error);

  if (user == NULL)
    g_task_return_error (task, error);
  else if (g_str_equal (user->login_id, wanted->login_id)
           && kms_user_form_equal (user->form, wanted->form))
    {
      kms_remote_set_login_id (KMS_REMOTE (source), user->login_id);
      g_task_return_pointer (task, g_steal_pointer (&user), (GDestroyNotify) kms_user_free);
    }
  else
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_STALE_VERSION,
                             "the account was changed meanwhile");
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KmsRemote *self = KMS_REMOTE (source);
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (self, result, &error);
  KmsUser *user =
      answer != NULL ? kms_remote_read (answer, kms_remote_read_user, TRUE, &error) : NULL;

  if (user != NULL)
    {
      kms_remote_set_login_id (self, user->login_id);
      g_task_return_pointer (task, user, (GDestroyNotify) kms_user_free);
    }
  else if (g_error_matches (error, KMS_ERROR, KMS_ERROR_STALE_VERSION))
    {
      g_error_free (error);
      kms_remote_get_user_async (self, g_task_get_cancellable (task), on_reloaded,
                                 g_object_ref (task));
    }
  else
    g_task_return_error (task, error);
}

/**
 * kms_remote_update_user_async:
 * @remote: a server
 * @user: the account as it shall be, with the version it was made of; copied
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * The address is changed by kms_remote_email_change_request_async().
 */
void
kms_remote_update_user_async (KmsRemote *remote,
                              const KmsUser *user,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task =
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_update_user_async);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("PUT", "v1", "account", NULL);

  request->body = kms_user_to_update_json (user);
  request->if_match = g_strdup (user->etag);
  g_task_set_task_data (task, kms_user_copy (user), (GDestroyNotify) kms_user_free);
  kms_remote_call_async (remote, KMS_REMOTE_SESSION, request, cancellable, on_updated, task);
}

/**
 * kms_remote_update_user_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the account as it is now, with its version; on failure also the
 *   codes of the members, %KMS_ERROR_LOGIN_ID_TAKEN, and %KMS_ERROR_STALE_VERSION when somebody else
 *   has changed it
 */
KmsUser *
kms_remote_update_user_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_update_user_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_change_password_async:
 * @remote: a server
 * @current_password: the password
 * @new_password: the one it shall be
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_change_password_async (KmsRemote *remote,
                                  const char *current_password,
                                  const char *new_password,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("POST", "v1", "account", "password", NULL);

  request->body =
      strings_to_json ("current_password", current_password, "new_password", new_password, NULL);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_change_password_async),
                  request, KMS_REMOTE_SESSION, NULL, NULL);
}

/**
 * kms_remote_change_password_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether it is changed; on failure also %KMS_ERROR_CREDENTIALS_INVALID and
 *   %KMS_ERROR_PASSWORD_TOO_WEAK, whose details say why
 */
gboolean
kms_remote_change_password_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_change_password_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kms_remote_email_change_request_async:
 * @remote: a server
 * @email: the new address
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Has a code mailed to the new address; the same for another code.
 */
void
kms_remote_email_change_request_async (KmsRemote *remote,
                                       const char *email,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("POST", "v1", "account", "email-changes", NULL);

  request->body = strings_to_json ("email", email, NULL);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_email_change_request_async),
                  request, KMS_REMOTE_SESSION, kms_remote_read_mailed_code,
                  (GDestroyNotify) kms_mailed_code_free);
}

/**
 * kms_remote_email_change_request_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the code on its way; on failure also %KMS_ERROR_MAIL_ADDRESS_INVALID
 */
KmsMailedCode *
kms_remote_email_change_request_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_email_change_request_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_email_change_verify_async:
 * @remote: a server
 * @id: of the answer to the step before
 * @code: the mailed code, as typed
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_email_change_verify_async (KmsRemote *remote,
                                      const char *id,
                                      const char *code,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  KmsRestRequest *request =
      kms_rest_request_new ("POST", "v1", "account", "email-changes", id, "verify", NULL);

  request->body = strings_to_json ("code", code, NULL);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_email_change_verify_async),
                  request, KMS_REMOTE_SESSION, read_proof, (GDestroyNotify) kms_proof_free);
}

/**
 * kms_remote_email_change_verify_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what is registered under the new address; errors as with
 *   kms_remote_register_verify_finish()
 */
KmsProof *
kms_remote_email_change_verify_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_email_change_verify_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_email_change_complete_async:
 * @remote: a server
 * @id: of the answer to the step before
 * @overwrite: whether what is registered under the address is deleted
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_email_change_complete_async (KmsRemote *remote,
                                        const char *id,
                                        gboolean overwrite,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  KmsRestRequest *request =
      kms_rest_request_new ("POST", "v1", "account", "email-changes", id, "complete", NULL);

  request->body = overwrite_to_json (overwrite);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_email_change_complete_async),
                  request, KMS_REMOTE_SESSION, kms_remote_read_user,
                  (GDestroyNotify) kms_user_free);
}

/**
 * kms_remote_email_change_complete_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the account as it is now; on failure also
 *   %KMS_ERROR_ADDRESS_REGISTERED
 */
KmsUser *
kms_remote_email_change_complete_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_email_change_complete_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_account_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KmsRemote *self = KMS_REMOTE (source);
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (self, result, &error);

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  kms_remote_drop_session (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * kms_remote_delete_account_async:
 * @remote: a server
 * @password: the password of the account, asked for again
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Nobody is logged in when it is gone.
 */
void
kms_remote_delete_account_async (KmsRemote *remote,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (KmsRestRequest) request =
      kms_rest_request_new ("POST", "v1", "account", "deletion", NULL);

  request->body = strings_to_json ("password", password, NULL);
  kms_remote_call_async (remote, KMS_REMOTE_SESSION, request, cancellable, on_account_deleted,
                         kms_remote_task_new (remote, cancellable, callback, user_data,
                                              kms_remote_delete_account_async));
}

/**
 * kms_remote_delete_account_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether it is gone; on failure also %KMS_ERROR_CREDENTIALS_INVALID
 */
gboolean
kms_remote_delete_account_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_delete_account_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
