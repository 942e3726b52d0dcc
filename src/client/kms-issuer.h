/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-attempt.h"
#include "client/kms-backend.h"
#include "client/kms-journal.h"

G_BEGIN_DECLS

/**
 * KmsIssuer:
 *
 * Issues so that no key is issued twice and none gets lost, whenever the program ends: a request is in
 * the journal before it is sent, its answer before it is shown. One that may have been carried out and
 * has no answer stays there, and is sent again under the same key by kms_issuer_resume_async(), for
 * the same account only.
 */
#define KMS_TYPE_ISSUER (kms_issuer_get_type ())
G_DECLARE_FINAL_TYPE (KmsIssuer, kms_issuer, KMS, ISSUER, GObject)

KmsIssuer *kms_issuer_new (KmsBackend *backend, KmsJournal *journal);

void kms_issuer_issue_async (KmsIssuer *issuer,
                             const KmsRequest *request,
                             const char *draft_id, /* nullable */
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
KmsAttempt *kms_issuer_issue_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error);

/* Of KmsAttempt, the first one first. */
void kms_issuer_list_async (KmsIssuer *issuer,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GPtrArray *kms_issuer_list_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error);

void kms_issuer_resume_async (KmsIssuer *issuer,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Of KmsAttempt, the first one first. */
GPtrArray *kms_issuer_resume_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error);

void kms_issuer_mark_seen_async (KmsIssuer *issuer,
                                 const char *idempotency_key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean kms_issuer_mark_seen_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error);

G_END_DECLS
