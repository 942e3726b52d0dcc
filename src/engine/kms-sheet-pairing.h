/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-sheet-line.h"
#include "engine/kms-sheet-reader.h"

G_BEGIN_DECLS

typedef enum
{
  KMS_SHEET_ITEM_KEY,
  KMS_SHEET_ITEM_ID,
  KMS_SHEET_ITEM_DEVICE,
} KmsSheetItemType;

#define KMS_SHEET_NO_ITEM G_MAXUINT

/**
 * KmsSheetPairing:
 *
 * What was found in a text, in its order, until it is known what belongs together.
 */
typedef struct
{
  GArray *items; /* owned, private */
} KmsSheetPairing;

void kms_sheet_pairing_init (KmsSheetPairing *pairing);
void kms_sheet_pairing_clear (KmsSheetPairing *pairing);

guint kms_sheet_pairing_add (KmsSheetPairing *pairing,
                             KmsSheetItemType type,
                             const KmsSheetLine *line,
                             guint start,
                             guint end,
                             const KmsIdentifierReading *read,
                             gboolean misread);
void kms_sheet_pairing_bind (KmsSheetPairing *pairing, guint key, guint id);
KmsSheetReading *kms_sheet_pairing_finish (KmsSheetPairing *pairing);

G_END_DECLS
