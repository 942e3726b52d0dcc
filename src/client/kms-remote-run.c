/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a call to a value: what all facets of KmsRemote share. */

#include "client/kms-remote-private.h"

typedef struct
{
  GTask *task; /* owned */
  gboolean change;
  KmsRemoteReader read;
  GDestroyNotify free_value;
} Run;

GTask *
kms_remote_task_new (KmsRemote *remote,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data,
                     gpointer tag)
{
  GTask *task = g_task_new (remote, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* What has been done is told, even when it was cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

/*
 * kms_remote_read:
 * @answer: an answer
 * @read: makes a value of it
 * @change: whether the request has changed something
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the value; on failure %NULL and %KMS_ERROR_NO_KMS_SERVER: what
 *   answers does not keep to the contract
 */
gpointer
kms_remote_read (const KmsRestAnswer *answer, KmsRemoteReader read, gboolean change, GError **error)
{
  g_autoptr (GError) fault = NULL;
  gpointer value = read (answer, &fault);

  if (value == NULL)
    {
      GError *ours = g_error_new_literal (KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, fault->message);

      if (change)
        kms_error_set_number (ours, KMS_ERROR_UNCERTAIN, 1);
      g_propagate_error (error, ours);
    }
  return value;
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GTask) task = run->task;
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);
  gpointer value = NULL;

  if (answer != NULL && run->read != NULL)
    value = kms_remote_read (answer, run->read, run->change, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (run->read == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (task, value, run->free_value);
  g_free (run);
}

void
kms_remote_run (GTask *task,
                KmsRestRequest *request,
                KmsRemoteMode mode,
                KmsRemoteReader read,
                GDestroyNotify free_value)
{
  g_autoptr (KmsRestRequest) owned = request;
  Run *run = g_new0 (Run, 1);

  run->task = task;
  run->change = !g_str_equal (request->method, "GET") && !request->repeatable;
  run->read = read;
  run->free_value = free_value;
  kms_remote_call_async (g_task_get_source_object (task), mode, request,
                         g_task_get_cancellable (task), on_called, run);
}
