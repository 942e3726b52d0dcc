/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checks of what is on the screen. Nothing here owns anything. */

#include "look-test.h"

#define MAX_WIDTH 360 /* pixels */

/* These are made of parts that have the focus in their place. */
static gboolean
is_compound (GtkWidget *widget)
{
  return GTK_IS_ENTRY (widget) || GTK_IS_PASSWORD_ENTRY (widget) || GTK_IS_SPIN_BUTTON (widget)
         || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget);
}

/* These only hand the focus on. */
static gboolean
is_container (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_LIST_BOX (widget) || GTK_IS_STACK (widget);
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
      || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (GTK_IS_MENU_BUTTON (widget))
    return gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)) != NULL;
  return GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
}

/* Everything mapped in @widget that takes the focus has a name; returns how many there are. */
guint
look_test_assert_names (GtkWidget *widget, const char *page)
{
  guint n_controls = 0;

  /* The titles of columns cannot have the focus, nor can anything in them. */
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_can_focus (widget))
    return 0;
  if (is_compound (widget) || (gtk_widget_get_focusable (widget) && !is_container (widget)))
    {
      if (!has_name (widget))
        g_error ("%s: a %s in a %s has no name", page, G_OBJECT_TYPE_NAME (widget),
                 G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
      n_controls++;
    }
  if (is_compound (widget))
    return n_controls;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_controls += look_test_assert_names (child, page);
  return n_controls;
}

static void
add_mnemonics (GtkWidget *widget, GHashTable *labels, const char *page)
{
  guint key = GDK_KEY_VoidSymbol;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    key = gtk_label_get_mnemonic_keyval (GTK_LABEL (widget));
  if (key != GDK_KEY_VoidSymbol && key != 0)
    {
      const char *label = gtk_label_get_label (GTK_LABEL (widget));
      const char *other = g_hash_table_lookup (labels, GUINT_TO_POINTER (key));

      if (other != NULL)
        g_error ("%s: Alt+%c belongs to \"%s\" and to \"%s\"", page, (char) key, other, label);
      g_hash_table_insert (labels, GUINT_TO_POINTER (key), (gpointer) label);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    /* The page that slides away is still there. */
    if (!GTK_IS_STACK (widget) || child == gtk_stack_get_visible_child (GTK_STACK (widget)))
      add_mnemonics (child, labels, page);
}

/* No two labels mapped in @widget have one mnemonic. In the other languages they are the same, to which
 * tests/style/po.py holds. */
void
look_test_assert_mnemonics (GtkWidget *widget, const char *page)
{
  g_autoptr (GHashTable) labels = g_hash_table_new (NULL, NULL);

  add_mnemonics (widget, labels, page);
}

/* Nothing mapped in @widget needs more than MAX_WIDTH. Pages scroll sideways, for large text; with
 * text of 100 % they need not, but for tables. */
void
look_test_assert_narrow (GtkWidget *widget, const char *page)
{
  int minimum;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_COLUMN_VIEW (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum > MAX_WIDTH)
    g_error ("%s: a %s is at least %d pixels wide", page, G_OBJECT_TYPE_NAME (widget), minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look_test_assert_narrow (child, page);
}
