/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-user.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What an account is made of, one thing after the other, to be read rather than filled in. */

#define KMS_USER_N_ITEMS (9 + KMS_USER_N_ADDRESS_LINES)

const char *kms_user_items_get_label (guint item);
char *kms_user_items_dup_value (const KmsUser *user, guint item);
void kms_user_items_copy (KmsUser *to, const KmsUser *from, guint item);

GtkWidget *kms_user_items_new_table (const char *login_id, const KmsUserForm *form);

G_END_DECLS
