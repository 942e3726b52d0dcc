/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A line below the identifier of a card, with the CSS class that colours it; no text, no line. */
typedef struct
{
  const char *text;      /* nullable */
  const char *css_class; /* nullable */
} KmsKeyLine;

/* Rows that show one key each, for the lists of review and result. */
GtkWidget *kms_key_card_new (guint number,
                             const char *identifier,
                             const char *size_class,
                             const KmsKeyLine *lines,
                             guint n_lines,
                             GtkWidget *suffix);
void kms_key_card_clear_list (GtkListBox *list);

G_END_DECLS
