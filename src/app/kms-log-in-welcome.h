/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsLogInWelcome:
 *
 * The notice of the first start (manual chapter 4): what is kept on this computer and sent to the
 * server. "confirmed" tells that OK was pressed.
 */
#define KMS_TYPE_LOG_IN_WELCOME (kms_log_in_welcome_get_type ())
G_DECLARE_FINAL_TYPE (KmsLogInWelcome, kms_log_in_welcome, KMS, LOG_IN_WELCOME, AdwBin)

GtkWidget *kms_log_in_welcome_new (void);

G_END_DECLS
