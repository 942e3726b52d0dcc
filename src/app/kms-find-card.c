/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card: registration key, device, site, and when it was issued for what. Plain labels, owned by the
 * row; they follow their item until that has come. */

#include "app/kms-find-card.h"

#include "app/kms-find-text.h"
#include "client/kms-found-item.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

enum
{
  KEY,
  DEVICE,
  SITE,
  PART,
  TIME,
  N_LINES,
};

static const char *const css_classes[N_LINES] = {
  [KEY] = "identifier", [DEVICE] = "device",  [SITE] = NULL,
  [PART] = "dim-label", [TIME] = "dim-label",
};

static GtkWidget *
get_line (GtkWidget *card, guint line)
{
  GtkWidget *label = gtk_widget_get_first_child (card);

  while (line-- > 0)
    label = gtk_widget_get_next_sibling (label);
  return label;
}

/* Takes over @text. A line that is empty keeps its room: all cards are of one height. */
static void
set_line (GtkWidget *card, guint line, char *text)
{
  gtk_inscription_set_text (GTK_INSCRIPTION (get_line (card, line)), text);
  g_free (text);
}

static char *
describe_device (const KmsFoundKey *found)
{
  g_autofree char *device = kms_find_text_device (found);

  return g_strdup_printf ("%s %s", kms_words_device (found->key->category), device);
}

static char *
describe_time (const KmsFoundKey *found)
{
  g_autofree char *event = kms_find_text_event (found), *time = kms_find_text_time (found);

  return g_strdup_printf ("%s · %s", time, event);
}

static void
show (GtkWidget *card, const KmsFoundKey *found)
{
  set_line (card, KEY, found != NULL ? kms_find_text_registration_key (found) : g_strdup ("…"));
  set_line (card, DEVICE, found != NULL ? describe_device (found) : NULL);
  set_line (card, SITE, found != NULL ? kms_find_text_site (found) : NULL);
  set_line (card, PART, found != NULL ? kms_find_text_part (found) : NULL);
  set_line (card, TIME, found != NULL ? describe_time (found) : NULL);
  kms_find_card_name_row (gtk_widget_get_parent (card), found);
}

static void
on_found (KmsFoundItem *item, GParamSpec *pspec, GtkWidget *card)
{
  show (card, kms_found_item_get (item));
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *row)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_add_css_class (card, "found-card");
  for (guint i = 0; i < N_LINES; i++)
    {
      GtkWidget *line = gtk_inscription_new (NULL);

      gtk_inscription_set_min_chars (GTK_INSCRIPTION (line), 12);
      gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line),
                                         GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
      if (i == KEY)
        kms_find_card_make_identifier (line);
      else if (css_classes[i] != NULL)
        gtk_widget_add_css_class (line, css_classes[i]);
      gtk_box_append (GTK_BOX (card), line);
    }
  gtk_list_item_set_child (row, card);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *row)
{
  KmsFoundItem *item = gtk_list_item_get_item (row);
  GtkWidget *card = gtk_list_item_get_child (row);
  const KmsFoundKey *found = kms_found_item_get (item);

  show (card, found);
  if (found == NULL)
    g_signal_connect (item, "notify::found", G_CALLBACK (on_found), card);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *row)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (row),
                                        gtk_list_item_get_child (row));
}

/**
 * kms_find_card_name_row:
 * @row: (nullable): the widget of a whole row
 * @found: (nullable): what it shows; %NULL when that is under way
 *
 * Gives the row a name, as GtkListItem does from GTK 4.12 on.
 */
void
kms_find_card_name_row (GtkWidget *row, const KmsFoundKey *found)
{
  g_autofree char *name = found != NULL ? kms_find_text_row (found) : g_strdup ("…");

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * kms_find_card_make_identifier:
 * @inscription: a #GtkInscription
 *
 * Gives it the face of identifiers. In Japanese, digits and letters would come from two faces, and the
 * room would be measured by the narrower one.
 */
void
kms_find_card_make_identifier (GtkWidget *inscription)
{
  pango_context_set_language (gtk_widget_get_pango_context (inscription),
                              pango_language_from_string ("en"));
  gtk_widget_add_css_class (inscription, "identifier");
}

/**
 * kms_find_card_factory_new:
 *
 * Returns: (transfer full): what makes the cards of a list
 */
GtkListItemFactory *
kms_find_card_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  return factory;
}
