/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"

G_BEGIN_DECLS

/* A key in a list: one of an issuance. A key that was issued again stands in the list again. */
typedef struct
{
  char *issuance_id; /* owned; NULL in a report */
  gint64 at;         /* microseconds UTC: when the issuance was made */
  KmsIssuedKey *key; /* owned; with the time of its first issuance */
  char **mailed_to;  /* owned, never NULL */
} KmsFoundKey;

#define KMS_TYPE_FOUND_KEY (kms_found_key_get_type ())
GType kms_found_key_get_type (void);
KmsFoundKey *kms_found_key_new (void);
KmsFoundKey *kms_found_key_copy (const KmsFoundKey *found);
void kms_found_key_free (KmsFoundKey *found);

#define KMS_FOUND_MAX_TOTAL 10000
#define KMS_FOUND_MAX_LIMIT 200

/* A page of a list. */
typedef struct
{
  GPtrArray *rows; /* owned, of KmsFoundKey */
  guint total;     /* of all pages, counted up to KMS_FOUND_MAX_TOTAL */
  gboolean total_exact;
  char *next_cursor; /* owned; for the next page; NULL on the last one */
} KmsFoundPage;

KmsFoundPage *kms_found_page_new (void);
void kms_found_page_free (KmsFoundPage *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsFoundKey, kms_found_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsFoundPage, kms_found_page_free)

G_END_DECLS
