/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsBusyButton:
 *
 * A button that shows a spinner in place of its label while what it does takes its time. Its label is
 * the property "text".
 */
#define KMS_TYPE_BUSY_BUTTON (kms_busy_button_get_type ())
G_DECLARE_FINAL_TYPE (KmsBusyButton, kms_busy_button, KMS, BUSY_BUTTON, GtkButton)

void kms_busy_button_set_busy (KmsBusyButton *self, gboolean busy);

G_END_DECLS
