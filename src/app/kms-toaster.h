/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsToaster:
 *
 * Short news above the lower edge of its child, for some seconds. There is one at a time: what comes
 * takes the place of what is there.
 */
#define KMS_TYPE_TOASTER (kms_toaster_get_type ())
G_DECLARE_FINAL_TYPE (KmsToaster, kms_toaster, KMS, TOASTER, GtkWidget)

/**
 * KmsToasterGone:
 * @pressed: whether the button was pressed
 * @data: what was given with it
 */
typedef void (*KmsToasterGone) (gboolean pressed, gpointer data);

void kms_toaster_show (KmsToaster *self, const char *title);
void kms_toaster_offer (KmsToaster *self,
                        const char *title,
                        const char *button_label,
                        KmsToasterGone gone,
                        gpointer data);

G_END_DECLS
