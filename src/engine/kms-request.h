/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-key-pair.h"
#include "engine/kms-site.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define KMS_REQUEST_MAX_KEYS  8
#define KMS_REQUEST_MAX_MAILS 2

/**
 * KmsRequest:
 *
 * What somebody asks to be issued: one device, its site, 1 to 8 different pairs, and whom to mail.
 * It holds valid values only; the setters refuse what is not.
 */
typedef struct
{
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  guint n_pairs;
  KmsKeyPair pairs[KMS_REQUEST_MAX_KEYS];
  char *mail_to[KMS_REQUEST_MAX_MAILS + 1]; /* owned, NULL-terminated */
  char *mail_subject;                       /* owned; NULL for the default */
} KmsRequest;

#define KMS_TYPE_REQUEST (kms_request_get_type ())
GType kms_request_get_type (void);

KmsRequest *kms_request_new (KmsCategory category, const char *device_id);
KmsRequest *kms_request_copy (const KmsRequest *request);
void kms_request_free (KmsRequest *request);

gboolean kms_request_add_pair (KmsRequest *request, const KmsKeyPair *pair, GError **error);
gboolean kms_request_add_mail (KmsRequest *request, const char *address, GError **error);
gboolean kms_request_set_mail_subject (KmsRequest *request, const char *subject, GError **error);

gboolean kms_request_same_keys (const KmsRequest *a, const KmsRequest *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsRequest, kms_request_free)

G_END_DECLS
