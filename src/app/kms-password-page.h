/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsPasswordPage:
 *
 * Changing the password (manual chapter 8). "done" has the new password, for the keyring; "cancelled"
 * tells that it stays.
 */
#define KMS_TYPE_PASSWORD_PAGE (kms_password_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsPasswordPage, kms_password_page, KMS, PASSWORD_PAGE, GtkWidget)

GtkWidget *kms_password_page_new (KmsRemote *remote);
void kms_password_page_leave (KmsPasswordPage *self);

G_END_DECLS
