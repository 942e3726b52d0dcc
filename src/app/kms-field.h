/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-status-line.h"

G_BEGIN_DECLS

/**
 * KmsField:
 *
 * A labelled control with its status line: the hint, or what is wrong with what is in the control.
 * Label and line are the control's accessible name and description.
 */
#define KMS_TYPE_FIELD (kms_field_get_type ())
G_DECLARE_FINAL_TYPE (KmsField, kms_field, KMS, FIELD, GtkWidget)

void kms_field_set_label (KmsField *self, const char *label);
void kms_field_set_hint (KmsField *self, const char *hint);
void kms_field_set_warning (KmsField *self, const char *sentence);
void kms_field_set_error (KmsField *self, const char *sentence, const char *suggestion);
gboolean kms_field_has_error (KmsField *self);

G_END_DECLS
