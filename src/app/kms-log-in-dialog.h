/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsLogInDialog:
 *
 * Logging in again over the page when the session has ended. It closes when somebody has; "given-up"
 * tells that nobody will.
 */
#define KMS_TYPE_LOG_IN_DIALOG (kms_log_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KmsLogInDialog, kms_log_in_dialog, KMS, LOG_IN_DIALOG, AdwWindow)

GtkWidget *kms_log_in_dialog_new (GtkWindow *parent,
                                  KmsOnline *online, /* nullable */
                                  KmsService *service,
                                  gboolean has_draft);
void kms_log_in_dialog_set_note (KmsLogInDialog *self, const char *note);

G_END_DECLS
