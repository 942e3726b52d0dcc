/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-error.h"
#include "engine/kms-key-pair.h"

G_BEGIN_DECLS

#define KMS_SHEET_MAX_SIZE (1024 * 1024) /* bytes */

typedef enum
{
  KMS_SHEET_NO_REGISTRATION_ID, /* an activation key that nothing belongs to */
  KMS_SHEET_NO_ACTIVATION_KEY,  /* a registration ID that nothing belongs to */
  KMS_SHEET_REPEATED,           /* the same activation key stands further up */
  KMS_SHEET_MISREAD,            /* looks like an identifier, but has other characters in it */
  KMS_SHEET_DEVICE_ID,          /* an MPR ID or MAC address, which belongs to step 2 */
} KmsSheetRemark;

/* Something in the text that could not be used. */
typedef struct
{
  KmsSheetRemark remark;
  guint line;       /* from 1 */
  char *text;       /* owned: as it stands there, at most 80 characters */
  char *suggestion; /* owned, nullable: canonical digits, for KMS_SHEET_MISREAD */
} KmsSheetLeftover;

/* What was found, both in the order of the text. */
typedef struct
{
  GArray *pairs;        /* owned, of KmsKeyPair, each activation key once */
  GPtrArray *leftovers; /* owned, of KmsSheetLeftover */
} KmsSheetReading;

KmsSheetReading *kms_sheet_read (const char *text, gssize length, GError **error);
void kms_sheet_reading_free (KmsSheetReading *reading);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsSheetReading, kms_sheet_reading_free)

G_END_DECLS
