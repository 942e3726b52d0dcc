/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of the outbox, for inside a KmsStoreWork: what is in it with the commit gets mailed. */

typedef enum
{
  KMS_MAIL_REGISTRATION_CODE,
  KMS_MAIL_REGISTRATION_COMPLETE,
  KMS_MAIL_KEYS_ISSUED,
  KMS_MAIL_PASSWORD_CODE,
  KMS_MAIL_ADDRESS_CODE, /* proves another address of an account */
  KMS_MAIL_CREDENTIALS_CHANGED,
  KMS_MAIL_MAINTENANCE,
  KMS_MAIL_NEWS,
} KmsMailKind;

#define KMS_N_MAIL_KINDS (KMS_MAIL_NEWS + 1)

/* A mail to be: the text is made of the template of its kind when it is sent. All borrowed. */
typedef struct
{
  KmsMailKind kind;
  const char *account; /* whose; NULL for an address that has no account yet */
  gint64 issue; /* of KMS_MAIL_KEYS_ISSUED, whose keys are read from the history; 0 for none */
  const char *to;
  const char *language; /* "en" or "ja" */
  const char *subject;  /* NULL: the one of the template */
  const char *values;   /* NULL, or a JSON object of strings: what the template names */
  gint64 queued_at;     /* microseconds UTC */
  gint64 expires_at;    /* not sent after this, and the values are deleted; 0 for never */
} KmsNewMail;

gboolean kms_store_add_mail (KmsStoreSession *session, const KmsNewMail *mail, GError **error);

G_END_DECLS
