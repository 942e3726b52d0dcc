/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  KMS_SENT_MAIL_QUEUED,  /* it will be tried */
  KMS_SENT_MAIL_SENDING, /* now */
  KMS_SENT_MAIL_SENT,    /* the mail server took it */
  KMS_SENT_MAIL_FAILED,  /* given up */
} KmsSentMailState;

/* What became of a mail of an issuance. Times are microseconds UTC; 0: none. */
typedef struct
{
  char *id;      /* owned */
  char *to;      /* owned */
  char *subject; /* owned */
  KmsSentMailState state;
  guint attempts;
  gint64 queued_at;
  gint64 sent_at;
  gint64 next_attempt_at; /* with KMS_SENT_MAIL_QUEUED */
  char *failure;          /* owned; of the last attempt, in English, for the operator; NULL: none */
} KmsSentMail;

#define KMS_TYPE_SENT_MAIL (kms_sent_mail_get_type ())
GType kms_sent_mail_get_type (void);
KmsSentMail *kms_sent_mail_copy (const KmsSentMail *mail);
void kms_sent_mail_free (KmsSentMail *mail);
KmsSentMail *kms_sent_mail_from_json (JsonNode *node, GError **error);
GPtrArray *kms_sent_mails_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsSentMail, kms_sent_mail_free)

G_END_DECLS
