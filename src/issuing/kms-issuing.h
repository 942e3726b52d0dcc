/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-clock.h"
#include "engine/kms-derivation.h"
#include "engine/kms-issuance.h"
#include "engine/kms-preview.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/**
 * KmsIssuing:
 *
 * The use cases of issuing, one implementation for the demo, the server and the command line. Each
 * is a plain function for inside a KmsStoreWork: the transaction around it makes it atomic.
 * A @dealer is the account's stable ID.
 */
typedef struct _KmsIssuing KmsIssuing;

/* Site lines are saved whatever their version is. */
#define KMS_ISSUING_ANY_VERSION (-1)

/* Who asks for keys, and how they name this attempt; all borrowed. */
typedef struct
{
  const char *dealer;
  const char *language;        /* of the mails, "en" or "ja"; NULL: mails are noted, none is sent */
  const char *idempotency_key; /* NULL: none, nothing is kept for a repetition */
} KmsAttempt;

KmsIssuing *kms_issuing_new (const KmsSecret *issuer_secret,
                             KmsClock *clock,
                             gboolean demo); /* practice sheets are valid */
void kms_issuing_free (KmsIssuing *issuing);

gboolean kms_issuing_load_site (KmsIssuing *issuing,
                                KmsStoreSession *session,
                                const char *dealer,
                                KmsCategory category,
                                const char *device_id,
                                KmsSite *site,   /* empty when none is saved */
                                gint64 *version, /* nullable; 0 when none is saved */
                                GError **error);
gboolean kms_issuing_save_site (KmsIssuing *issuing,
                                KmsStoreSession *session,
                                const char *dealer,
                                KmsCategory category,
                                const char *device_id,
                                const KmsSite *site,
                                gint64 version,      /* the one that is changed */
                                gint64 *new_version, /* nullable */
                                GError **error);

KmsPreview *kms_issuing_preview (KmsIssuing *issuing,
                                 KmsStoreSession *session,
                                 const KmsRequest *request,
                                 GError **error);
KmsIssuance *kms_issuing_issue (KmsIssuing *issuing,
                                KmsStoreSession *session,
                                const KmsAttempt *attempt,
                                const KmsRequest *request,
                                GError **error);
KmsIssuance *kms_issuing_load_issuance (KmsIssuing *issuing,
                                        KmsStoreSession *session,
                                        const char *dealer,
                                        const char *id, /* whatever was asked for */
                                        GError **error);

/* For the operator: unbinds a key; KMS_ERROR_NOT_FOUND when it is not bound. */
gboolean kms_issuing_release (KmsIssuing *issuing,
                              KmsStoreSession *session,
                              const char *actor,
                              const char *activation_key,
                              const char *reason,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsIssuing, kms_issuing_free)

G_END_DECLS
