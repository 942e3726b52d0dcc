/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsPolicyView:
 *
 * The text of a policy, from the server; where that cannot be asked, the one that came with the
 * program, with a note and a way to try again.
 */
#define KMS_TYPE_POLICY_VIEW (kms_policy_view_get_type ())
G_DECLARE_FINAL_TYPE (KmsPolicyView, kms_policy_view, KMS, POLICY_VIEW, GtkWidget)

GtkWidget *kms_policy_view_new (KmsRemote *remote, KmsPolicyKind kind);
void kms_policy_view_load (KmsPolicyView *self);
const char *kms_policy_view_get_version (KmsPolicyView *self);

G_END_DECLS
