/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-practice-sheet.h"

G_BEGIN_DECLS

#define KMS_PRACTICE_CLASS_MAX_PARTICIPANTS 100

/* What one participant of a class practises with. */
typedef struct
{
  char device_id[KMS_IDENTIFIER_SIZE];
  GArray *sheets;               /* owned, of KmsPracticeSheet */
  GPtrArray *registration_keys; /* owned, of char *: what the demo must issue, one for each sheet */
} KmsPracticeParticipant;

/* A class: a device and sheets for each participant, and what must come of them. Counted references. */
typedef struct
{
  KmsCategory category;
  GPtrArray *participants; /* owned, of KmsPracticeParticipant */
} KmsPracticeClass;

KmsPracticeClass *
kms_practice_class_new_random (KmsCategory category, guint n_participants, guint n_sheets);
KmsPracticeClass *kms_practice_class_ref (KmsPracticeClass *practice_class);
void kms_practice_class_unref (KmsPracticeClass *practice_class);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsPracticeClass, kms_practice_class_unref)

G_END_DECLS
