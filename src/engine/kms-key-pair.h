/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-identifier.h"

G_BEGIN_DECLS

/* What an activation key sheet says (manual chapter 3.1); canonical forms. */
typedef struct
{
  char activation_key[KMS_IDENTIFIER_SIZE];
  char registration_id[KMS_IDENTIFIER_SIZE];
} KmsKeyPair;

gboolean kms_key_pair_equal (const KmsKeyPair *a, const KmsKeyPair *b);

G_END_DECLS
