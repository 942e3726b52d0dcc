/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsLogInServer:
 *
 * The address of the server and the file of its certificate authority, with a button that tells what
 * answers there. "used" tells that this is the server from now on.
 */
#define KMS_TYPE_LOG_IN_SERVER (kms_log_in_server_get_type ())
G_DECLARE_FINAL_TYPE (KmsLogInServer, kms_log_in_server, KMS, LOG_IN_SERVER, GtkWidget)

GtkWidget *kms_log_in_server_new (KmsOnline *online, const char *action_label);
void kms_log_in_server_show_error (KmsLogInServer *self, const GError *error);

G_END_DECLS
