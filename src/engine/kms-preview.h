/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-request.h"
#include "engine/kms-verdict.h"

G_BEGIN_DECLS

/* The verdict on one key of a request, without issuing it. */
typedef struct
{
  KmsKeyPair pair;
  KmsVerdict verdict;
  char *part_number; /* owned; NULL when the verdict is invalid-pair */
  char *purpose;     /* owned; NULL when the verdict is invalid-pair */
  gint64 issued_at;  /* microseconds UTC; the first issue when the verdict is reissue, else 0 */
} KmsKeyPreview;

/* The dry run of a request: a verdict per key, in its order. */
typedef struct
{
  guint n_keys;
  KmsKeyPreview keys[KMS_REQUEST_MAX_KEYS];
} KmsPreview;

#define KMS_TYPE_PREVIEW (kms_preview_get_type ())
GType kms_preview_get_type (void);
KmsPreview *kms_preview_new (void);
KmsPreview *kms_preview_copy (const KmsPreview *preview);
void kms_preview_free (KmsPreview *preview);
gboolean kms_preview_is_refusal (const KmsPreview *preview);
gboolean kms_preview_equal (const KmsPreview *a, const KmsPreview *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsPreview, kms_preview_free)

G_END_DECLS
