/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-sent-mail.h"

G_BEGIN_DECLS

/**
 * KmsPostOffice:
 *
 * What a backend can do that really sends mails: tell what became of those of an issuance, and send one
 * again. Calls fail as those of KmsBackend do.
 */
#define KMS_TYPE_POST_OFFICE (kms_post_office_get_type ())
G_DECLARE_INTERFACE (KmsPostOffice, kms_post_office, KMS, POST_OFFICE, GObject)

struct _KmsPostOfficeInterface
{
  GTypeInterface parent_iface;

  void (*list_async) (KmsPostOffice *office,
                      const char *issuance_id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GPtrArray *(*list_finish) (KmsPostOffice *office, GAsyncResult *result, GError **error);

  void (*resend_async) (KmsPostOffice *office,
                        const char *issuance_id,
                        const char *mail_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  KmsSentMail *(*resend_finish) (KmsPostOffice *office, GAsyncResult *result, GError **error);
};

void kms_post_office_list_async (KmsPostOffice *office,
                                 const char *issuance_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *
kms_post_office_list_finish (KmsPostOffice *office, GAsyncResult *result, GError **error);
void kms_post_office_resend_async (KmsPostOffice *office,
                                   const char *issuance_id,
                                   const char *mail_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
KmsSentMail *
kms_post_office_resend_finish (KmsPostOffice *office, GAsyncResult *result, GError **error);

G_END_DECLS
