/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-error.h"
#include "engine/kms-key-pair.h"

G_BEGIN_DECLS

/* What issuing would do with one activation key. */
typedef enum
{
  KMS_VERDICT_NEW,
  KMS_VERDICT_REISSUE,
  KMS_VERDICT_BOUND_ELSEWHERE,
  KMS_VERDICT_INVALID_PAIR,
  KMS_VERDICT_WRONG_CATEGORY,
} KmsVerdict;

#define KMS_N_VERDICTS (KMS_VERDICT_WRONG_CATEGORY + 1)

/* What the store knows of an activation key; @device_id is "" as long as it is not bound. */
typedef struct
{
  KmsKeyPair pair;
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
} KmsActivation;

KmsVerdict kms_verdict_of (const KmsActivation *activation, /* nullable: unknown key */
                           const KmsKeyPair *pair,
                           KmsCategory category,
                           const char *device_id);
gboolean kms_verdict_is_refusal (KmsVerdict verdict);
const char *kms_verdict_to_string (KmsVerdict verdict);
KmsError kms_verdict_to_error (KmsVerdict verdict); /* refusals only */

G_END_DECLS
