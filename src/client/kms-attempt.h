/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A request to issue that was begun, and what became of it. */
typedef struct
{
  char *idempotency_key; /* owned */
  char *draft_id;        /* owned; what it was made from; NULL for nothing */
  gint64 begun_at;       /* microseconds UTC */
  gboolean repeated;     /* it was begun before, and may have been carried out */
  KmsRequest *request;   /* owned */
  KmsIssuance *answer;   /* owned; NULL without one */
  GError *error;         /* owned; why there is no answer; NULL with one */
} KmsAttempt;

#define KMS_TYPE_ATTEMPT (kms_attempt_get_type ())
GType kms_attempt_get_type (void);
KmsAttempt *kms_attempt_copy (const KmsAttempt *attempt);
void kms_attempt_free (KmsAttempt *attempt);
gboolean kms_attempt_is_refused (const KmsAttempt *attempt);
gboolean kms_attempt_is_over (const KmsAttempt *attempt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsAttempt, kms_attempt_free)

gboolean kms_error_is_refusal_to_issue (const GError *error);

G_END_DECLS
