/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-key-pair.h"
#include "engine/kms-part.h"

G_BEGIN_DECLS

/* An activation key sheet that every demo accepts, on every computer, offline. */
typedef struct
{
  const KmsPart *part;
  KmsKeyPair pair;
} KmsPracticeSheet;

void
kms_practice_sheet_make (const KmsPart *part, const char *activation_key, KmsPracticeSheet *sheet);
GArray *kms_practice_sheet_make_random (KmsCategory category, guint n_sheets);
const KmsPart *kms_practice_sheet_recognise (const KmsKeyPair *pair);

G_END_DECLS
