/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-identifier.h"

G_BEGIN_DECLS

#define KMS_SECRET_SIZE 32
/* A device tries the ordinals 1 to this one. */
#define KMS_MAX_ORDINAL 64
/* Registration IDs have this length on the sheets that are made here. */
#define KMS_SHEET_ID_DIGITS 8

typedef struct
{
  guint8 bytes[KMS_SECRET_SIZE];
} KmsSecret;

extern const KmsSecret kms_demo_secret;

void kms_derive_device_secret (const KmsSecret *issuer_secret,
                               KmsCategory category,
                               const char *device_id,
                               KmsSecret *device_secret);
void kms_derive_registration_key (const KmsSecret *device_secret,
                                  const char *part_number,
                                  guint ordinal,
                                  char registration_key[KMS_IDENTIFIER_SIZE]);
gboolean kms_check_registration_key (const KmsSecret *device_secret,
                                     const char *part_number,
                                     const char *registration_key,
                                     guint *ordinal /* out, optional */);
void kms_derive_sheet_id (const KmsSecret *secret,
                          const char *part_number,
                          const char *activation_key,
                          char registration_id[KMS_IDENTIFIER_SIZE]);
char *kms_secret_fingerprint (const KmsSecret *secret);

G_END_DECLS
