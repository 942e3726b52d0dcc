/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The columns of a list of keys that were found, over KmsFoundItem: which there are, and how somebody
 * arranged them. */

void kms_find_columns_add (GtkColumnView *view);
GMenuModel *kms_find_columns_get_menu (GActionMap *actions, GtkColumnView *view);
GVariant *kms_find_columns_get_layout (GtkColumnView *view);
void kms_find_columns_set_layout (GtkColumnView *view, GVariant *layout);

G_END_DECLS
