/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of the mails of an issuance of KmsRemote. */

#include "client/kms-remote-private.h"

static gpointer
read_mails (const KmsRestAnswer *answer, GError **error)
{
  return kms_sent_mails_from_json (answer->body, error);
}

static gpointer
read_mail (const KmsRestAnswer *answer, GError **error)
{
  return kms_sent_mail_from_json (answer->body, error);
}

/**
 * kms_remote_list_mails_async:
 * @remote: a server
 * @issuance_id: an issuance of this account
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_list_mails_async (KmsRemote *remote,
                             const char *issuance_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsRestRequest *request =
      kms_rest_request_new ("GET", "v1", "issuances", issuance_id, "mails", NULL);

  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_list_mails_async),
                  request, KMS_REMOTE_SESSION, read_mails, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * kms_remote_list_mails_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type KmsSentMail): its mails, in the order of the request
 */
GPtrArray *
kms_remote_list_mails_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_list_mails_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_remote_resend_mail_async:
 * @remote: a server
 * @issuance_id: an issuance of this account
 * @mail_id: a mail of it
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Queues the mail anew, whatever its state.
 */
void
kms_remote_resend_mail_async (KmsRemote *remote,
                              const char *issuance_id,
                              const char *mail_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("POST", "v1", "issuances", issuance_id, "mails",
                                                  mail_id, "resend", NULL);

  kms_remote_run (kms_remote_task_new (remote, cancellable, callback, user_data,
                                       kms_remote_resend_mail_async),
                  request, KMS_REMOTE_SESSION, read_mail, (GDestroyNotify) kms_sent_mail_free);
}

/**
 * kms_remote_resend_mail_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the mail, queued
 */
KmsSentMail *
kms_remote_resend_mail_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_resend_mail_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
