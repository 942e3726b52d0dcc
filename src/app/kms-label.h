/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void kms_label_keep_name (gpointer widget);

void kms_label_set_text (GtkLabel *label, const char *text);

PangoAttrList *kms_label_get_identifier_attributes (void);

G_END_DECLS
