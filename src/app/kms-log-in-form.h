/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsLogInForm:
 *
 * Login ID and password, and the button that logs in (manual chapter 4). What goes wrong is said at
 * its place. "logged-in" tells that there is a session.
 */
#define KMS_TYPE_LOG_IN_FORM (kms_log_in_form_get_type ())
G_DECLARE_FINAL_TYPE (KmsLogInForm, kms_log_in_form, KMS, LOG_IN_FORM, GtkWidget)

void kms_log_in_form_set_online (KmsLogInForm *self, KmsOnline *online);
void kms_log_in_form_set_service (KmsLogInForm *self, KmsService *service);
void kms_log_in_form_fix_login_id (KmsLogInForm *self);
void kms_log_in_form_fill_in (KmsLogInForm *self);
const char *kms_log_in_form_get_login_id (KmsLogInForm *self);
void kms_log_in_form_show_error (KmsLogInForm *self, const GError *error);

G_END_DECLS
