/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-found.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a screen reader says of a row that shows a key; no key, when it is under way. */
void kms_find_card_name_row (GtkWidget *row, const KmsFoundKey *found);

/* Has the text of a cell or line set as an identifier. */
void kms_find_card_make_identifier (GtkWidget *inscription);

/* A key that was found as a card, for a list over KmsFoundItem on a narrow screen. */
GtkListItemFactory *kms_find_card_factory_new (void);

G_END_DECLS
