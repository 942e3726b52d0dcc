/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-user.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsUserConflict:
 *
 * An account that two have changed: what the user wants and what is saved now, side by side, with a
 * choice for each item that differs.
 */
#define KMS_TYPE_USER_CONFLICT (kms_user_conflict_get_type ())
G_DECLARE_FINAL_TYPE (KmsUserConflict, kms_user_conflict, KMS, USER_CONFLICT, GtkWidget)

GtkWidget *kms_user_conflict_new (const KmsUser *base, const KmsUser *mine, const KmsUser *theirs);
guint kms_user_conflict_get_n_items (KmsUserConflict *self);
KmsUser *kms_user_conflict_dup_user (KmsUserConflict *self);
KmsUser *kms_user_conflict_dup_theirs (KmsUserConflict *self);

G_END_DECLS
