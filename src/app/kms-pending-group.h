/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-pending.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsPendingGroup:
 *
 * The requests whose outcome nobody has seen yet, on Home: "outcome unknown, checking", then the keys
 * to look at, or why nothing was issued and the way back to the draft. Its rows are actions of the
 * window.
 */
#define KMS_TYPE_PENDING_GROUP (kms_pending_group_get_type ())
G_DECLARE_FINAL_TYPE (KmsPendingGroup, kms_pending_group, KMS, PENDING_GROUP, AdwPreferencesGroup)

void kms_pending_group_update (KmsPendingGroup *self, KmsPending *pending, GPtrArray *drafts);

G_END_DECLS
