/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsPasswordChooser:
 *
 * Two fields for a new password, with show, hide and a warning of Caps Lock, and its rules between
 * them, ticked as they are met while it is typed.
 */
#define KMS_TYPE_PASSWORD_CHOOSER (kms_password_chooser_get_type ())
G_DECLARE_FINAL_TYPE (KmsPasswordChooser, kms_password_chooser, KMS, PASSWORD_CHOOSER, GtkWidget)

GtkWidget *kms_password_chooser_new (void);
void kms_password_chooser_set_login_id (KmsPasswordChooser *self, const char *login_id);
const char *kms_password_chooser_get_password (KmsPasswordChooser *self);
gboolean kms_password_chooser_check (KmsPasswordChooser *self);
gboolean kms_password_chooser_show_error (KmsPasswordChooser *self, const GError *error);
void kms_password_chooser_clear (KmsPasswordChooser *self);

G_END_DECLS
