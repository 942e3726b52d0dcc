/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsStepHeader:
 *
 * Where one is in an assistant: the numbered steps with their titles (done: a check mark, and a way
 * back; current: emphasised; ahead: dim), or, where there is no room, "Step 2 of 5" over a line.
 */
#define KMS_TYPE_STEP_HEADER (kms_step_header_get_type ())
G_DECLARE_FINAL_TYPE (KmsStepHeader, kms_step_header, KMS, STEP_HEADER, GtkWidget)

void kms_step_header_add_step (KmsStepHeader *self);
void kms_step_header_set_title (KmsStepHeader *self, guint step, const char *title);
void kms_step_header_set_current (KmsStepHeader *self, guint current, gboolean can_go_back);

G_END_DECLS
