/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-user.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsUserFields:
 *
 * The fields of a KmsUserForm, for registering and for user information (manual chapters 4 and 9).
 * Each is checked when it is left, and all by kms_user_fields_check().
 */
#define KMS_TYPE_USER_FIELDS (kms_user_fields_get_type ())
G_DECLARE_FINAL_TYPE (KmsUserFields, kms_user_fields, KMS, USER_FIELDS, GtkWidget)

GtkWidget *kms_user_fields_new (void);
void kms_user_fields_set_form (KmsUserFields *self, const KmsUserForm *form);
KmsUserForm *kms_user_fields_dup_form (KmsUserFields *self);
void kms_user_fields_set_registered_email (KmsUserFields *self, const char *email);
void kms_user_fields_focus_email (KmsUserFields *self);
gboolean kms_user_fields_check (KmsUserFields *self);
gboolean kms_user_fields_show_error (KmsUserFields *self, const GError *error);

G_END_DECLS
