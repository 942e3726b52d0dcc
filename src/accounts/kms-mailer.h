/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-mail-smtp.h"
#include "common/kms-clock.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/**
 * KmsMailer:
 *
 * Sends what is in the outbox of a store, on a thread of its own: at least once each, to a mail server
 * or into a Maildir. A mail that fails is tried again, further and further apart, for two days; its
 * state is in the store.
 */
typedef struct _KmsMailer KmsMailer;

/* All borrowed. */
typedef struct
{
  KmsMailSmtpSettings smtp; /* with a url of NULL or "", mails go into the Maildir */
  const char *maildir;
  const char *from;            /* "kms@example.com" or "KMS <kms@example.com>" */
  const char *service_address; /* how people reach the service */
} KmsMailSettings;

/* Nothing is sent before it is started. */
KmsMailer *
kms_mailer_new (KmsStore *store, KmsClock *clock, const KmsMailSettings *settings, GError **error);
void kms_mailer_start (KmsMailer *mailer);
void kms_mailer_free (KmsMailer *mailer);

/* Looks what is due now; from any thread. New mail does so by itself. */
void kms_mailer_wake (KmsMailer *mailer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsMailer, kms_mailer_free)

G_END_DECLS
