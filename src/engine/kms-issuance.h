/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-request.h"

G_BEGIN_DECLS

/* One registration key, as it stands in an answer, a history or an export. */
typedef struct
{
  gint64 issued_at;  /* microseconds UTC: when the key was issued first */
  gboolean reissued; /* this answer gives a key that was issued before */
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  char activation_key[KMS_IDENTIFIER_SIZE];
  char *part_number; /* owned */
  char *purpose;     /* owned */
  char registration_key[KMS_IDENTIFIER_SIZE];
} KmsIssuedKey;

KmsIssuedKey *kms_issued_key_copy (const KmsIssuedKey *key);
void kms_issued_key_free (KmsIssuedKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsIssuedKey, kms_issued_key_free)

/* The answer to a request: all its keys, in its order. */
typedef struct
{
  char *id;          /* owned; names it for whoever issued; NULL as long as it is not stored */
  gint64 at;         /* microseconds UTC: when this answer was made */
  gboolean demo;     /* the keys work on no real device */
  gboolean replayed; /* the same attempt came again: this is what was answered before */
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  GPtrArray *keys;    /* owned, of KmsIssuedKey */
  char **mailed_to;   /* owned, never NULL */
  char *mail_subject; /* owned; NULL when nothing was mailed */
} KmsIssuance;

#define KMS_TYPE_ISSUANCE (kms_issuance_get_type ())
GType kms_issuance_get_type (void);
KmsIssuance *kms_issuance_new (void);
KmsIssuance *kms_issuance_copy (const KmsIssuance *issuance);
void kms_issuance_free (KmsIssuance *issuance);

char *kms_issuance_to_csv (const KmsIssuance *issuance);
char *kms_issuance_to_code (const KmsIssuance *issuance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsIssuance, kms_issuance_free)

G_END_DECLS
