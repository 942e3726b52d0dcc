/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The items of an account as a table: labels, values, copying one from an account to another. Nothing
 * is owned here. */

#include "app/kms-user-items.h"

#include <glib/gi18n.h>

typedef enum
{
  ITEM_TEXT,
  ITEM_LOGIN_ID,
  ITEM_NEWS,
  ITEM_LANGUAGE,
} ItemKind;

static const struct
{
  const char *label;
  ItemKind kind;
  gsize offset; /* of the member of KmsUserForm */
} items[KMS_USER_N_ITEMS] = {
  { N_ ("Login ID"), ITEM_LOGIN_ID, 0 },
  { N_ ("Company"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, company) },
  { N_ ("Country"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, country) },
  { N_ ("Postal code"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, postal_code) },
  { N_ ("Address 1"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, address[0]) },
  { N_ ("Address 2"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, address[1]) },
  { N_ ("Address 3"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, address[2]) },
  { N_ ("Address 4"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, address[3]) },
  { N_ ("Address 5"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, address[4]) },
  { N_ ("Phone"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, phone) },
  { N_ ("Contact"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, contact) },
  { N_ ("E-mail"), ITEM_TEXT, G_STRUCT_OFFSET (KmsUserForm, email) },
  { N_ ("Mail language"), ITEM_LANGUAGE, G_STRUCT_OFFSET (KmsUserForm, language) },
  { N_ ("Product news"), ITEM_NEWS, 0 },
};

static char **
find_text (const KmsUser *user, guint item)
{
  if (items[item].kind == ITEM_LOGIN_ID)
    return (char **) &user->login_id;
  return (char **) ((char *) user->form + items[item].offset);
}

/**
 * kms_user_items_get_label:
 * @item: less than %KMS_USER_N_ITEMS
 *
 * Returns: (transfer none): what it is called
 */
const char *
kms_user_items_get_label (guint item)
{
  g_return_val_if_fail (item < KMS_USER_N_ITEMS, "");

  return _ (items[item].label);
}

/**
 * kms_user_items_dup_value:
 * @user: an account; without login ID when it has none yet
 * @item: less than %KMS_USER_N_ITEMS
 *
 * Returns: (transfer full): the value, as people read it; "" for none
 */
char *
kms_user_items_dup_value (const KmsUser *user, guint item)
{
  g_return_val_if_fail (item < KMS_USER_N_ITEMS, NULL);

  if (items[item].kind == ITEM_NEWS)
    return g_strdup (user->form->news ? _ ("Received") : _ ("Not received"));
  if (items[item].kind == ITEM_LANGUAGE)
    return g_strdup (g_str_equal (user->form->language, "ja") ? "日本語" : "English");
  return g_strdup (*find_text (user, item) != NULL ? *find_text (user, item) : "");
}

/**
 * kms_user_items_copy:
 * @to: an account
 * @from: another
 * @item: less than %KMS_USER_N_ITEMS
 *
 * Gives @to the value of @from.
 */
void
kms_user_items_copy (KmsUser *to, const KmsUser *from, guint item)
{
  char **text;

  g_return_if_fail (item < KMS_USER_N_ITEMS);

  if (items[item].kind == ITEM_NEWS)
    {
      to->form->news = from->form->news;
      return;
    }
  text = find_text (to, item);
  g_free (*text);
  *text = g_strdup (*find_text (from, item));
}

/* An address with a hyphen in it at the end of a line would be another one. */
static GtkWidget *
new_label (const char *text, const char *css_class)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GtkWidget *label = gtk_label_new (text);

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/**
 * kms_user_items_new_table:
 * @login_id: (nullable): the login ID, when there is one
 * @form: the other items; those that are empty are left out
 *
 * Returns: (transfer floating): a card to read
 */
GtkWidget *
kms_user_items_new_table (const char *login_id, const KmsUserForm *form)
{
  const KmsUser user = { .login_id = (char *) login_id, .form = (KmsUserForm *) form };
  GtkWidget *grid = gtk_grid_new ();
  int row = 0;

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_widget_add_css_class (grid, "card");
  gtk_widget_add_css_class (grid, "padded");
  for (guint i = 0; i < KMS_USER_N_ITEMS; i++)
    {
      g_autofree char *value = kms_user_items_dup_value (&user, i);
      GtkWidget *name, *text;

      if (*value == '\0')
        continue;
      name = new_label (kms_user_items_get_label (i), "dim-label");
      gtk_label_set_width_chars (GTK_LABEL (name), 7);
      gtk_label_set_max_width_chars (GTK_LABEL (name), 16);
      text = new_label (value, NULL);
      gtk_label_set_width_chars (GTK_LABEL (text), 9);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_label_set_selectable (GTK_LABEL (text), TRUE);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      name, text, NULL, -1);
      gtk_grid_attach (GTK_GRID (grid), name, 0, row, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), text, 1, row++, 1, 1);
    }
  return grid;
}
