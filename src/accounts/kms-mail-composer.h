/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"
#include "store/kms-store-outbox.h"

G_BEGIN_DECLS

/**
 * KmsMailComposer:
 *
 * Makes messages (RFC 5322, MIME) of the mails in the outbox: plain text in UTF-8, by the template of
 * their kind and language. The same mail gives the same bytes, however often it is made.
 */
typedef struct _KmsMailComposer KmsMailComposer;

typedef enum
{
  KMS_MAIL_CRLF,
  KMS_MAIL_LF,
} KmsMailLineEnds;

KmsMailComposer *
kms_mail_composer_new (const char *from,
                       /* an address, with a name or without */ const char *service_address,
                       GError **error);
void kms_mail_composer_free (KmsMailComposer *composer);

const char *kms_mail_composer_get_sender (KmsMailComposer *composer);

GBytes *kms_mail_composer_compose (KmsMailComposer *composer,
                                   const KmsStoredMail *mail,
                                   const KmsIssuance *issuance, /* of KMS_MAIL_KEYS_ISSUED */
                                   KmsMailLineEnds line_ends,
                                   GError **error);

/* What the templates of a kind may name and must name; and one of them. */
const char *const *kms_mail_composer_get_names (KmsMailKind kind);
char *kms_mail_composer_get_template (KmsMailKind kind, const char *language);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsMailComposer, kms_mail_composer_free)

G_END_DECLS
