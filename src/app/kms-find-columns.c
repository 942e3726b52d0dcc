/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns as a table. A cell is a GtkInscription, which is as wide as the column says and is never
 * measured; it follows its item until that has come. */

#include "app/kms-find-columns.h"

#include "app/kms-find-card.h"
#include "app/kms-find-text.h"
#include "client/kms-found-item.h"
#include "words/kms-columns.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *id;
  const char *title;
  char *(*write) (const KmsFoundKey *found);
  guint min_chars; /* 0: as many as a date and time have */
  guint nat_chars;
  gboolean identifier; /* in the face of identifiers, and nothing of it may be cut off */
  gboolean expand;
  gboolean hidden; /* until somebody asks for it */
} Column;

/* The table is in the order in which they stand at first. */
static const Column columns[] = {
  { "time", N_ ("Date and Time"), kms_find_text_time, 0, 0, FALSE, FALSE, FALSE },
  { "event", N_ ("Event"), kms_find_text_event, 8, 12, FALSE, FALSE, TRUE },
  { "device", N_ ("Device"), kms_find_text_device, 19, 19, TRUE, FALSE, FALSE },
  { "site", N_ ("Site"), kms_find_text_site, 8, 20, FALSE, TRUE, FALSE },
  { "activation-key", N_ ("Activation Key"), kms_find_text_activation_key, 19, 19, TRUE, FALSE,
    FALSE },
  { "part", N_ ("Part and Purpose"), kms_find_text_part, 10, 28, FALSE, TRUE, FALSE },
  { "registration-key", N_ ("Registration Key"), kms_find_text_registration_key, 19, 19, TRUE,
    FALSE, FALSE },
};

static const Column *
get_column (gpointer object)
{
  return g_object_get_data (object, "kms-column");
}

static void
show (GtkInscription *cell, const KmsFoundKey *found)
{
  const Column *column = get_column (cell);
  g_autofree char *text = found != NULL ? column->write (found) : NULL;

  gtk_inscription_set_text (cell, text != NULL ? text : "…");
}

/* The first cell of a row names it. */
static void
name_row (GtkWidget *cell, const KmsFoundKey *found)
{
  GtkWidget *place = gtk_widget_get_parent (cell);

  if (place != NULL && gtk_widget_get_prev_sibling (place) == NULL)
    kms_find_card_name_row (gtk_widget_get_parent (place), found);
}

static void
on_found (KmsFoundItem *item, GParamSpec *pspec, GtkInscription *cell)
{
  show (cell, kms_found_item_get (item));
  name_row (GTK_WIDGET (cell), kms_found_item_get (item));
}

/* What is cut off is said in full. */
static gboolean
on_query_tooltip (GtkInscription *cell,
                  int x,
                  int y,
                  gboolean keyboard_mode,
                  GtkTooltip *tooltip,
                  gpointer unused)
{
  gtk_tooltip_set_text (tooltip, gtk_inscription_get_text (cell));
  return TRUE;
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *row, const Column *column)
{
  GtkWidget *cell = gtk_inscription_new (NULL);
  guint min_chars = column->min_chars, nat_chars = column->nat_chars;

  if (min_chars == 0)
    {
      g_autofree char *sample = kms_words_date_time (g_get_real_time ());

      min_chars = nat_chars = kms_columns_of (sample);
    }
  g_object_set_data (G_OBJECT (cell), "kms-column", (gpointer) column);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), min_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), nat_chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (column->identifier)
    kms_find_card_make_identifier (cell);
  else
    {
      gtk_widget_set_has_tooltip (cell, TRUE);
      g_signal_connect (cell, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
    }
  gtk_list_item_set_child (row, cell);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *row)
{
  KmsFoundItem *item = gtk_list_item_get_item (row);
  GtkWidget *cell = gtk_list_item_get_child (row);
  const KmsFoundKey *found = kms_found_item_get (item);

  show (GTK_INSCRIPTION (cell), found);
  name_row (cell, found);
  if (found == NULL)
    g_signal_connect (item, "notify::found", G_CALLBACK (on_found), cell);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *row)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (row),
                                        gtk_list_item_get_child (row));
}

/**
 * kms_find_columns_add:
 * @view: a view without columns
 *
 * Gives it the columns, arranged as nobody has yet.
 */
void
kms_find_columns_add (GtkColumnView *view)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) &columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
      g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      g_object_set_data (G_OBJECT (column), "kms-column", (gpointer) &columns[i]);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, columns[i].expand);
      gtk_column_view_column_set_visible (column, !columns[i].hidden);
      gtk_column_view_append_column (view, column);
    }
}

/**
 * kms_find_columns_get_menu:
 * @actions: where to add an action "column-ID" for each column
 * @view: a view with its columns
 *
 * Returns: (transfer full): a menu that shows and hides the columns, with actions of the group "find";
 *   also opened from their titles
 */
GMenuModel *
kms_find_columns_get_menu (GActionMap *actions, GtkColumnView *view)
{
  GMenu *menu = g_menu_new ();
  GListModel *list = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);
      g_autofree char *name = g_strconcat ("column-", get_column (column)->id, NULL);
      g_autofree char *action_name = g_strconcat ("find.", name, NULL);
      g_autoptr (GPropertyAction) action = g_property_action_new (name, column, "visible");

      g_action_map_add_action (actions, G_ACTION (action));
      g_menu_append (menu, gtk_column_view_column_get_title (column), action_name);
      gtk_column_view_column_set_header_menu (column, G_MENU_MODEL (menu));
    }
  return G_MENU_MODEL (menu);
}

/**
 * kms_find_columns_get_layout:
 * @view: a view with its columns
 *
 * Returns: (transfer floating): how they are arranged: of each its ID, width in pixels or -1, and
 *   whether it is shown, in their order
 */
GVariant *
kms_find_columns_get_layout (GtkColumnView *view)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sib)"));
  GListModel *list = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      g_variant_builder_add (&builder, "(sib)", get_column (column)->id,
                             gtk_column_view_column_get_fixed_width (column),
                             gtk_column_view_column_get_visible (column));
    }
  return g_variant_builder_end (&builder);
}

static GtkColumnViewColumn *
find_column (GtkColumnView *view, const char *id)
{
  GListModel *list = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      if (g_str_equal (get_column (column)->id, id))
        return g_steal_pointer (&column);
    }
  return NULL;
}

/**
 * kms_find_columns_set_layout:
 * @view: a view with its columns
 * @layout: how to arrange them, as kms_find_columns_get_layout() tells; also of another version
 *
 * Arranges them; those that @layout does not know stand behind the others.
 */
void
kms_find_columns_set_layout (GtkColumnView *view, GVariant *layout)
{
  const char *id = NULL;
  GVariantIter iter;
  gboolean visible;
  guint place = 0;
  int width;

  g_variant_iter_init (&iter, layout);
  while (g_variant_iter_next (&iter, "(&sib)", &id, &width, &visible))
    {
      g_autoptr (GtkColumnViewColumn) column = find_column (view, id);

      if (column == NULL)
        continue;
      gtk_column_view_column_set_fixed_width (column, width > 0 ? width : -1);
      gtk_column_view_column_set_visible (column, visible);
      gtk_column_view_insert_column (view, place++, column);
    }
}
