/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsRegisterFlow:
 *
 * Registering as a dealer or corporate customer (manual chapter 4) in five steps: consent, form, mailed
 * code, confirmation, the login ID with its password. "done" has the login ID, and the password when
 * there is a new one; "cancelled" tells that nobody is registered by it.
 */
#define KMS_TYPE_REGISTER_FLOW (kms_register_flow_get_type ())
G_DECLARE_FINAL_TYPE (KmsRegisterFlow, kms_register_flow, KMS, REGISTER_FLOW, GtkWidget)

GtkWidget *kms_register_flow_new (KmsRemote *remote);
void kms_register_flow_start (KmsRegisterFlow *self);
gboolean kms_register_flow_is_committing (KmsRegisterFlow *self);
void kms_register_flow_leave (KmsRegisterFlow *self);

G_END_DECLS
