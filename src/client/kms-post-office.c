/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsPostOffice: hands each call over to the implementation, after checking what the compiler cannot
 * check. It owns nothing. */

#include "client/kms-post-office.h"

G_DEFINE_INTERFACE (KmsPostOffice, kms_post_office, G_TYPE_OBJECT)

static void
kms_post_office_default_init (KmsPostOfficeInterface *iface)
{
}

/**
 * kms_post_office_list_async:
 * @office: a post office
 * @issuance_id: an issuance of this account
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_post_office_list_async (KmsPostOffice *office,
                            const char *issuance_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (KMS_IS_POST_OFFICE (office));
  g_return_if_fail (issuance_id != NULL);

  KMS_POST_OFFICE_GET_IFACE (office)->list_async (office, issuance_id, cancellable, callback,
                                                  user_data);
}

/**
 * kms_post_office_list_finish:
 * @office: a post office
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type KmsSentMail): its mails, in the order of the request
 */
GPtrArray *
kms_post_office_list_finish (KmsPostOffice *office, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_POST_OFFICE (office), NULL);

  return KMS_POST_OFFICE_GET_IFACE (office)->list_finish (office, result, error);
}

/**
 * kms_post_office_resend_async:
 * @office: a post office
 * @issuance_id: an issuance of this account
 * @mail_id: a mail of it
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Queues the mail anew, whatever its state.
 */
void
kms_post_office_resend_async (KmsPostOffice *office,
                              const char *issuance_id,
                              const char *mail_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (KMS_IS_POST_OFFICE (office));
  g_return_if_fail (issuance_id != NULL && mail_id != NULL);

  KMS_POST_OFFICE_GET_IFACE (office)->resend_async (office, issuance_id, mail_id, cancellable,
                                                    callback, user_data);
}

/**
 * kms_post_office_resend_finish:
 * @office: a post office
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the mail, queued
 */
KmsSentMail *
kms_post_office_resend_finish (KmsPostOffice *office, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_POST_OFFICE (office), NULL);

  return KMS_POST_OFFICE_GET_IFACE (office)->resend_finish (office, result, error);
}
