/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store-outbox.h"

G_BEGIN_DECLS

/* The verbs of notices, maintenance and mails to everybody, for inside a KmsStoreWork. */

#define KMS_NOTICE_MAX_TEXT 2000 /* characters */

/* What the operator announces. Times are microseconds UTC, 0 for none. */
typedef struct
{
  gint64 id;
  gboolean maintenance; /* or just information */
  char *text_en;        /* owned; plain text with line ends, as the other one */
  char *text_ja;        /* owned */
  gint64 starts_at;     /* the time that is announced */
  gint64 ends_at;
} KmsNotice;

void kms_notice_free (KmsNotice *notice);

gboolean kms_store_add_notice (KmsStoreSession *session,
                               const KmsNotice *notice, /* its ID is not looked at */
                               gint64 *id,
                               GError **error);
/* Of KmsNotice, newest first: those that are not over yet. */
GPtrArray *
kms_store_list_notices (KmsStoreSession *session, gint64 now, guint limit, GError **error);
gboolean kms_store_remove_notice (KmsStoreSession *session, gint64 id, GError **error);

gboolean kms_store_set_maintenance (KmsStoreSession *session,
                                    gboolean on,
                                    gint64 ends_at, /* 0: unknown */
                                    GError **error);
gboolean
kms_store_get_maintenance (KmsStoreSession *session, gboolean *on, gint64 *ends_at, GError **error);

/* Puts a mail to every account of the language into the outbox, or to those that want news. */
gboolean kms_store_mail_accounts (KmsStoreSession *session,
                                  const KmsNewMail *mail, /* without account and address */
                                  gboolean news_only,
                                  guint *n_mails, /* is added to */
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsNotice, kms_notice_free)

G_END_DECLS
