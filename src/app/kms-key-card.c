/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One key in a list: its number, the identifier in a monospace face, lines that say more, and what
 * can be done with it. Plain widgets, owned by the list they are put into. */

#include "app/kms-key-card.h"

#include "app/kms-label.h"

static GtkWidget *
new_label (const char *text, const char *css_class, const char *size_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, size_class);
  kms_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* A least width of its own spares Pango the search for one, which is most of a page change. */
static GtkWidget *
new_line (const KmsKeyLine *line)
{
  GtkWidget *label = new_label (line->text, line->css_class, "caption");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  return label;
}

/**
 * kms_key_card_new:
 * @number: its place in the list, from 1
 * @identifier: the key as people read it
 * @size_class: the CSS class that tells how large
 * @lines: (array length=n_lines): what stands below it
 * @n_lines: how many lines
 * @suffix: (nullable) (transfer floating): what stands at the end, for instance a button
 *
 * Returns: (transfer floating): a row for a list box
 */
GtkWidget *
kms_key_card_new (guint number,
                  const char *identifier,
                  const char *size_class,
                  const KmsKeyLine *lines,
                  guint n_lines,
                  GtkWidget *suffix)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *number_text = g_strdup_printf ("%u", number);
  GtkWidget *label = new_label (identifier, "identifier", size_class);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (column), label);
  for (guint i = 0; i < n_lines; i++)
    if (lines[i].text != NULL)
      gtk_box_append (GTK_BOX (column), new_line (&lines[i]));
  gtk_widget_set_hexpand (column, TRUE);

  gtk_widget_add_css_class (box, "padded");
  gtk_box_append (GTK_BOX (box), new_label (number_text, "dim-label", "numeric"));
  gtk_box_append (GTK_BOX (box), column);
  if (suffix != NULL)
    gtk_box_append (GTK_BOX (box), suffix);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

/**
 * kms_key_card_clear_list:
 * @list: a list of cards
 *
 * Empties it.
 */
void
kms_key_card_clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}
