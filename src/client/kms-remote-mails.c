/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRemote as a KmsPostOffice: what became of the mails of an issuance. */

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

static void
kms_remote_list_mails_async (KmsPostOffice *office,
                             const char *issuance_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsRestRequest *request =
      kms_rest_request_new ("GET", "v1", "issuances", issuance_id, "mails", NULL);

  kms_remote_run (kms_remote_task_new (KMS_REMOTE (office), cancellable, callback, user_data,
                                       kms_remote_list_mails_async),
                  request, KMS_REMOTE_SESSION, read_mails, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
kms_remote_list_mails_finish (KmsPostOffice *office, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_list_mails_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kms_remote_resend_mail_async (KmsPostOffice *office,
                              const char *issuance_id,
                              const char *mail_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("POST", "v1", "issuances", issuance_id, "mails",
                                                  mail_id, "resend", NULL);

  kms_remote_run (kms_remote_task_new (KMS_REMOTE (office), cancellable, callback, user_data,
                                       kms_remote_resend_mail_async),
                  request, KMS_REMOTE_SESSION, read_mail, (GDestroyNotify) kms_sent_mail_free);
}

static KmsSentMail *
kms_remote_resend_mail_finish (KmsPostOffice *office, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_resend_mail_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
kms_remote_init_post_office (KmsPostOfficeInterface *iface)
{
  iface->list_async = kms_remote_list_mails_async;
  iface->list_finish = kms_remote_list_mails_finish;
  iface->resend_async = kms_remote_resend_mail_async;
  iface->resend_finish = kms_remote_resend_mail_finish;
}
