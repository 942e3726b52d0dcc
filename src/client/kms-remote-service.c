/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What KmsRemote asks of the service itself: nobody needs to be logged in. */

#include "client/kms-remote-private.h"

static void
on_status (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);
  KmsServerState *state = answer != NULL ? kms_server_state_from_json (answer->body, &fault) : NULL;

  if (state != NULL)
    {
      kms_remote_set_maintenance (KMS_REMOTE (source), state->maintenance, state->until);
      g_task_return_pointer (task, state, (GDestroyNotify) kms_server_state_free);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "%s", fault->message);
}

static gpointer
read_notices (const KmsRestAnswer *answer, GError **error)
{
  return kms_announcements_from_json (answer->body, error);
}

static gpointer
read_policy (const KmsRestAnswer *answer, GError **error)
{
  return kms_policy_from_json (answer->body, error);
}

/**
 * kms_remote_get_status_async:
 * @remote: a server
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Also tests an address: it is tried once, and fails with %KMS_ERROR_NO_KMS_SERVER when something else
 * answers there.
 */
void
kms_remote_get_status_async (KmsRemote *remote,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("GET", "v1", "status", NULL);

  request->once = TRUE;
  kms_remote_call_async (remote, KMS_REMOTE_ANONYMOUS, request, cancellable, on_status,
                         kms_remote_task_new (remote, cancellable, callback, user_data,
                                              kms_remote_get_status_async));
}

/**
 * kms_remote_get_status_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): how the server is
 */
KmsServerState *
kms_remote_get_status_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_get_status_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_list_notices_async:
 * @remote: a server
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_list_notices_async (KmsRemote *remote,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("GET", "v1", "notices", NULL);

  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_list_notices_async),
                  request, KMS_REMOTE_ANONYMOUS, read_notices, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * kms_remote_list_notices_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type KmsAnnouncement): what the operator
 *   announces, the newest first
 */
GPtrArray *
kms_remote_list_notices_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_list_notices_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_get_policy_async:
 * @remote: a server
 * @kind: which policy
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_get_policy_async (KmsRemote *remote,
                             KmsPolicyKind kind,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsRestRequest *request =
      kms_rest_request_new ("GET", "v1", "policies", kms_policy_kind_to_string (kind), NULL);

  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_get_policy_async),
                  request, KMS_REMOTE_ANONYMOUS, read_policy, (GDestroyNotify) kms_policy_free);
}

/**
 * kms_remote_get_policy_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the policy in force
 */
KmsPolicy *
kms_remote_get_policy_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_get_policy_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_downloaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (kms_rest_download_finish (KMS_REST (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  kms_remote_note_maintenance (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
}

/**
 * kms_remote_download_manual_async:
 * @remote: a server
 * @target: where to put it
 * @progress: (nullable): told while it comes
 * @progress_data: data for @progress
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * The file is there when all of it has come, and not before.
 */
void
kms_remote_download_manual_async (KmsRemote *remote,
                                  GFile *target,
                                  KmsRestProgress progress,
                                  gpointer progress_data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("GET", "v1", "manual.pdf", NULL);

  kms_rest_download_async (kms_remote_get_rest (remote), request, "application/pdf", target,
                           progress, progress_data, cancellable, on_downloaded,
                           kms_remote_task_new (remote, cancellable, callback, user_data,
                                                kms_remote_download_manual_async));
}

/**
 * kms_remote_download_manual_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether the manual is there; on failure also %KMS_ERROR_NOT_FOUND when the operator has none,
 *   or one of KMS_ERROR_STORE_*
 */
gboolean
kms_remote_download_manual_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_download_manual_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
