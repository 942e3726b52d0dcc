/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-journal-devices.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsRecentGroup:
 *
 * The devices that an account issued keys for last on this computer, to look at their keys, with a button
 * that forgets them. It is there when there are any.
 */
#define KMS_TYPE_RECENT_GROUP (kms_recent_group_get_type ())
G_DECLARE_FINAL_TYPE (KmsRecentGroup, kms_recent_group, KMS, RECENT_GROUP, AdwPreferencesGroup)

void kms_recent_group_update (KmsRecentGroup *self, KmsJournal *journal, const char *account);

G_END_DECLS
