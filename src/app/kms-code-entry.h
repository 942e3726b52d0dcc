/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsCodeEntry:
 *
 * A field for a mailed code of 8 digits, seen in two groups, however it is typed or pasted; with the
 * address it was mailed to, until when it is good, and a way to ask for another one.
 */
#define KMS_TYPE_CODE_ENTRY (kms_code_entry_get_type ())
G_DECLARE_FINAL_TYPE (KmsCodeEntry, kms_code_entry, KMS, CODE_ENTRY, GtkWidget)

GtkWidget *kms_code_entry_new (void);
void kms_code_entry_mailed (KmsCodeEntry *self, const char *address, gint64 expires_at);
void kms_code_entry_forget (KmsCodeEntry *self);
gboolean kms_code_entry_is_complete (KmsCodeEntry *self);
char *kms_code_entry_read (KmsCodeEntry *self);
gboolean kms_code_entry_show_error (KmsCodeEntry *self, const GError *error);

G_END_DECLS
