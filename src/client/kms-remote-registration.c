/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How somebody gets an account of KmsRemote (manual chapter 4). */

#include "client/kms-remote-private.h"
#include "client/kms-wire.h"

gpointer
kms_remote_read_mailed_code (const KmsRestAnswer *answer, GError **error)
{
  return kms_mailed_code_from_json (answer->body, error);
}

static gpointer
read_proof (const KmsRestAnswer *answer, GError **error)
{
  return kms_proof_from_json (answer->body, TRUE, error);
}

static gpointer
read_registered (const KmsRestAnswer *answer, GError **error)
{
  return kms_registered_from_json (answer->body, error);
}

/* An object of one string. (transfer full) */
static JsonNode *
code_to_json (const char *code)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "code", code);
  return kms_wire_take_object (object);
}

static JsonNode *
completion_to_json (const char *completion_token, gboolean overwrite)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "completion_token", completion_token);
  json_object_set_boolean_member (object, "overwrite", overwrite);
  return kms_wire_take_object (object);
}

/**
 * kms_remote_register_request_async:
 * @remote: a server
 * @form: what was filled in
 * @privacy_version: the version of the privacy policy that was agreed to
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Has a code mailed to the address; the same for another code.
 */
void
kms_remote_register_request_async (KmsRemote *remote,
                                   const KmsUserForm *form,
                                   const char *privacy_version,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("POST", "v1", "registrations", NULL);

  request->body = kms_user_form_to_registration_json (form, privacy_version);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_register_request_async),
                  request, KMS_REMOTE_ANONYMOUS, kms_remote_read_mailed_code,
                  (GDestroyNotify) kms_mailed_code_free);
}

/**
 * kms_remote_register_request_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the code on its way; on failure also the codes of the members, and
 *   %KMS_ERROR_POLICY_OUTDATED
 */
KmsMailedCode *
kms_remote_register_request_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_register_request_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_register_verify_async:
 * @remote: a server
 * @id: of the answer to the step before
 * @code: the mailed code, as typed
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_register_verify_async (KmsRemote *remote,
                                  const char *id,
                                  const char *code,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  KmsRestRequest *request =
      kms_rest_request_new ("POST", "v1", "registrations", id, "verify", NULL);

  request->body = code_to_json (code);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_register_verify_async),
                  request, KMS_REMOTE_ANONYMOUS, read_proof, (GDestroyNotify) kms_proof_free);
}

/**
 * kms_remote_register_verify_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what is registered under the address; on failure also
 *   %KMS_ERROR_CODE_INVALID with %KMS_ERROR_TRIES_LEFT, %KMS_ERROR_CODE_EXPIRED, %KMS_ERROR_NOT_FOUND
 */
KmsProof *
kms_remote_register_verify_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_register_verify_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_register_complete_async:
 * @remote: a server
 * @id: of the answer to the step before
 * @completion_token: of the proof
 * @overwrite: whether what is registered under the address gives way
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_register_complete_async (KmsRemote *remote,
                                    const char *id,
                                    const char *completion_token,
                                    gboolean overwrite,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  KmsRestRequest *request =
      kms_rest_request_new ("POST", "v1", "registrations", id, "complete", NULL);

  request->body = completion_to_json (completion_token, overwrite);
  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_register_complete_async),
                  request, KMS_REMOTE_ANONYMOUS, read_registered,
                  (GDestroyNotify) kms_registered_free);
}

/**
 * kms_remote_register_complete_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the account with its password; on failure also
 *   %KMS_ERROR_ADDRESS_REGISTERED
 */
KmsRegistered *
kms_remote_register_complete_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_register_complete_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);

  /* It may be gone since an attempt whose answer was lost, or by itself. */
  if (answer != NULL || g_error_matches (error, KMS_ERROR, KMS_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

/**
 * kms_remote_register_cancel_async:
 * @remote: a server
 * @id: of the answer to the step before
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Deletes what was typed, on the server.
 */
void
kms_remote_register_cancel_async (KmsRemote *remote,
                                  const char *id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (KmsRestRequest) request =
      kms_rest_request_new ("DELETE", "v1", "registrations", id, NULL);

  kms_remote_call_async (remote, KMS_REMOTE_ANONYMOUS, request, cancellable, on_cancelled,
                         kms_remote_task_new (remote, cancellable, callback, user_data,
                                              kms_remote_register_cancel_async));
}

/**
 * kms_remote_register_cancel_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether it is gone
 */
gboolean
kms_remote_register_cancel_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_register_cancel_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
