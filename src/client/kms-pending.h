/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-issuer.h"

G_BEGIN_DECLS

/**
 * KmsPending:
 *
 * The requests to issue of an account that nobody has seen the outcome of yet: those under way, those
 * of which it is not known what became of them, and those that are known and not shown. It goes on
 * asking by itself until it is known; kms_pending_check() asks at once.
 *
 * "changed" is emitted when anything about them has changed.
 */
#define KMS_TYPE_PENDING (kms_pending_get_type ())
G_DECLARE_FINAL_TYPE (KmsPending, kms_pending, KMS, PENDING, GObject)

KmsPending *kms_pending_new (KmsBackend *backend, KmsJournal *journal);
void kms_pending_set_interval (KmsPending *self, guint milliseconds);
void kms_pending_stop (KmsPending *self);
void kms_pending_check (KmsPending *self);
gboolean kms_pending_is_checking (KmsPending *self);

GPtrArray *kms_pending_get_attempts (KmsPending *self);
const KmsAttempt *kms_pending_find (KmsPending *self, const char *idempotency_key);
const KmsAttempt *kms_pending_find_draft (KmsPending *self, const char *draft_id);

void kms_pending_issue_async (KmsPending *self,
                              const KmsRequest *request,
                              const char *draft_id,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kms_pending_issue_finish (KmsPending *self, GAsyncResult *result, GError **error);

void kms_pending_mark_seen_async (KmsPending *self,
                                  const char *idempotency_key,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean kms_pending_mark_seen_finish (KmsPending *self, GAsyncResult *result, GError **error);
void kms_pending_dismiss (KmsPending *self, const KmsAttempt *attempt);

G_END_DECLS
