/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to issuing/: what the files of KmsIssuing share. */

#pragma once

#include "engine/kms-part.h"
#include "issuing/kms-issuing.h"
#include "store/kms-store-keys.h"

G_BEGIN_DECLS

struct _KmsIssuing
{
  KmsSecret secret;
  KmsClock *clock; /* owned */
  gboolean demo;
};

/* What would become of one key. */
typedef struct
{
  KmsStoredKey *key;       /* owned; NULL: unknown */
  const KmsPart *practice; /* borrowed; set when it is a practice sheet that is seen first now */
  KmsVerdict verdict;
  gboolean device_full; /* the verdict would be new, but the device tries no such ordinal */
} KmsAssessed;

/* What would become of a request, key by key, in its order. */
typedef struct
{
  guint n_keys;
  KmsAssessed keys[KMS_REQUEST_MAX_KEYS];
} KmsAssessment;

void kms_assessment_free (KmsAssessment *assessment);
KmsAssessment *kms_issuing_assess (KmsIssuing *issuing,
                                   KmsStoreSession *session,
                                   const KmsRequest *request,
                                   GError **error);

/* FALSE with @error set when a key is refused; or only when the device has no room for one. */
gboolean kms_assessment_refuse_keys (const KmsAssessment *assessment, GError **error);
gboolean kms_assessment_refuse_full_device (const KmsAssessment *assessment, GError **error);
GError *kms_assessment_new_refusal (KmsError code, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsAssessment, kms_assessment_free)

G_END_DECLS
