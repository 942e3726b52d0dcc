/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-identifier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsIdentifierEntry:
 *
 * An entry for one identifier: groups the digits while one types, takes whatever a paste or a
 * barcode scanner brings, and never rewrites during input-method preedit nor cuts anything off.
 */
#define KMS_TYPE_IDENTIFIER_ENTRY (kms_identifier_entry_get_type ())
G_DECLARE_FINAL_TYPE (KmsIdentifierEntry, kms_identifier_entry, KMS, IDENTIFIER_ENTRY, GtkEntry)

/* Longer pastes never go into the entry: nothing that long is an identifier. */
#define KMS_IDENTIFIER_ENTRY_MAX_TEXT 256 /* bytes */

GtkWidget *kms_identifier_entry_new (KmsIdentifierKind kind);

void kms_identifier_entry_set_kind (KmsIdentifierEntry *self, KmsIdentifierKind kind);
void kms_identifier_entry_set_text (KmsIdentifierEntry *self, const char *text);
gboolean kms_identifier_entry_read (KmsIdentifierEntry *self, KmsIdentifierReading *reading);
gboolean kms_identifier_entry_has_fault (KmsIdentifierEntry *self, KmsIdentifierReading *reading);
void kms_identifier_entry_end (KmsIdentifierEntry *self);
gboolean kms_identifier_entry_is_ended (KmsIdentifierEntry *self);

G_END_DECLS
