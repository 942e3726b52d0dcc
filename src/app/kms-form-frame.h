/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsFormFrame:
 *
 * The frame of a page with one form: a banner for what went wrong, the form ("child"), which scrolls,
 * and a bar with Cancel ("cancelled") and the one action ("action-label", "applied"). While the action
 * is carried out, the form cannot be edited or left.
 */
#define KMS_TYPE_FORM_FRAME (kms_form_frame_get_type ())
G_DECLARE_FINAL_TYPE (KmsFormFrame, kms_form_frame, KMS, FORM_FRAME, GtkWidget)

void kms_form_frame_set_action_label (KmsFormFrame *self, const char *label);
void kms_form_frame_make_destructive (KmsFormFrame *self);
void kms_form_frame_set_busy (KmsFormFrame *self, gboolean busy);
gboolean kms_form_frame_is_busy (KmsFormFrame *self);
void kms_form_frame_apply (KmsFormFrame *self);
void kms_form_frame_show_error (KmsFormFrame *self, const GError *error);

G_END_DECLS
