/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsMailSmtp:
 *
 * Hands messages to a mail server, over a connection that is kept.
 */
typedef struct _KmsMailSmtp KmsMailSmtp;

/* All borrowed. */
typedef struct
{
  const char *url;           /* "smtp://mail.example.com:587" or "smtps://…" */
  const char *user;          /* NULL or empty: without log-in */
  const char *password_file; /* the password, and maybe a line end; with a user */
  const char *ca_file;       /* NULL or empty: the authorities of the system */
  guint timeout;             /* seconds for one message */
} KmsMailSmtpSettings;

KmsMailSmtp *kms_mail_smtp_new (const KmsMailSmtpSettings *settings, GError **error);
void kms_mail_smtp_free (KmsMailSmtp *smtp);

gboolean kms_mail_smtp_send (KmsMailSmtp *smtp,
                             const char *from,
                             const char *to,
                             GBytes *message,
                             GCancellable *cancellable,
                             gboolean *permanent, /* on failure: trying again is of no use */
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsMailSmtp, kms_mail_smtp_free)

G_END_DECLS
