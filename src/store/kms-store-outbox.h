/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of the outbox, for inside a KmsStoreWork: what is in it with the commit gets mailed. */

/* What a mail is about, and the names of its values. */
typedef enum
{
  KMS_MAIL_REGISTRATION_CODE,     /* code; expires */
  KMS_MAIL_REGISTRATION_COMPLETE, /* login_id */
  KMS_MAIL_KEYS_ISSUED,           /* none: the keys are read from the history */
  KMS_MAIL_PASSWORD_CODE,         /* code, login_id; expires */
  KMS_MAIL_ADDRESS_CODE,          /* code; expires; proves another address of an account */
  KMS_MAIL_CREDENTIALS_CHANGED,   /* login_id; changed: "login-id", "password" or "address" */
  KMS_MAIL_MAINTENANCE,           /* text */
  KMS_MAIL_NEWS,                  /* text; has a subject */
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

typedef enum
{
  KMS_MAIL_QUEUED,
  KMS_MAIL_SENDING,
  KMS_MAIL_SENT,
  KMS_MAIL_FAILED, /* given up */
} KmsMailState;

/* A mail as it is in the outbox. Times are microseconds UTC, 0 for none. */
typedef struct
{
  gint64 id;
  KmsMailKind kind;
  char *account;  /* owned, nullable */
  gint64 issue;   /* 0 for none */
  char *to;       /* owned */
  char *language; /* owned */
  char *subject;  /* owned, nullable */
  char *values;   /* owned, nullable: also when they were deleted */
  KmsMailState state;
  guint attempts; /* with the one that is under way */
  gint64 queued_at;
  gint64 due_at; /* queued: when it is tried next; sending: until when that may take */
  gint64 expires_at;
  gint64 sent_at;
  char *failure; /* owned, nullable: why the last attempt failed, in English */
} KmsStoredMail;

void kms_stored_mail_free (KmsStoredMail *mail);

const char *kms_mail_kind_to_string (KmsMailKind kind);
const char *kms_mail_state_to_string (KmsMailState state);

/* Sending. Who takes a mail has it until @lease; then it counts as lost and is given to the next. */
gboolean kms_store_take_mail (KmsStoreSession *session,
                              gint64 now,
                              gint64 lease,
                              KmsStoredMail **mail, /* NULL: none is due */
                              gint64 *next_due,     /* 0: none is waiting */
                              GError **error);
gboolean kms_store_mail_sent (KmsStoreSession *session,
                              const KmsStoredMail *taken,
                              gint64 at,
                              GError **error);
gboolean kms_store_mail_not_sent (KmsStoreSession *session,
                                  const KmsStoredMail *taken,
                                  gint64 next_attempt, /* 0: it is given up */
                                  const char *failure,
                                  GError **error);

/* Of KmsStoredMail. The mails of an issuance of a dealer are in the order of the request. */
GPtrArray *
kms_store_find_mails (KmsStoreSession *session, const char *dealer, gint64 issue, GError **error);
GPtrArray *kms_store_list_mails (KmsStoreSession *session,
                                 gboolean sent, /* those as well */
                                 guint limit,
                                 GError **error);
KmsStoredMail *kms_store_get_mail (KmsStoreSession *session, gint64 id, GError **error);

gboolean kms_store_resend_mail (KmsStoreSession *session, gint64 id, gint64 now, GError **error);

/* The mails of an account that is deleted, and those that are of no use any more. */
gboolean kms_store_delete_mails (KmsStoreSession *session, const char *account, GError **error);
gboolean kms_store_forget_mails (KmsStoreSession *session, gint64 queued_before, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsStoredMail, kms_stored_mail_free)

G_END_DECLS
