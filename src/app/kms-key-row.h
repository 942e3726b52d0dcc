/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-identifier-entry.h"
#include "app/kms-status-line.h"

G_BEGIN_DECLS

/**
 * KmsKeyRow:
 *
 * One activation key sheet: the activation key, its registration ID, and one line that says what is
 * wrong with them or what the verdict is.
 */
#define KMS_TYPE_KEY_ROW (kms_key_row_get_type ())
G_DECLARE_FINAL_TYPE (KmsKeyRow, kms_key_row, KMS, KEY_ROW, GtkWidget)

GtkWidget *kms_key_row_new (void);

void kms_key_row_set_number (KmsKeyRow *self, guint number, KmsCategory category);
void
kms_key_row_set_texts (KmsKeyRow *self, const char *activation_key, const char *registration_id);
const char *kms_key_row_get_activation_key (KmsKeyRow *self);
const char *kms_key_row_get_registration_id (KmsKeyRow *self);
gboolean kms_key_row_is_ended (KmsKeyRow *self);
void kms_key_row_end (KmsKeyRow *self);

gboolean kms_key_row_show_faults (KmsKeyRow *self, gboolean also_missing);
void kms_key_row_show_status (KmsKeyRow *self, KmsStatus status, const char *text);

G_END_DECLS
