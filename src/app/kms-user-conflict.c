/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two versions of an account side by side. It owns copies of both. What only one of them has changed
 * is chosen in advance. */

#include "app/kms-user-conflict.h"

#include "app/kms-user-items.h"

#include <glib/gi18n.h>

struct _KmsUserConflict
{
  GtkWidget parent_instance;

  /* Owned */
  KmsUser *mine;
  KmsUser *theirs;

  /* Borrowed from the box: the choice of mine, NULL where both are alike */
  GtkCheckButton *choice[KMS_USER_N_ITEMS];
  guint n_items;
};

G_DEFINE_FINAL_TYPE (KmsUserConflict, kms_user_conflict, GTK_TYPE_WIDGET)

static gboolean
is_alike (const KmsUser *a, const KmsUser *b, guint item)
{
  g_autofree char *value = kms_user_items_dup_value (a, item);
  g_autofree char *other = kms_user_items_dup_value (b, item);

  return g_str_equal (value, other);
}

static GtkWidget *
new_choice (GtkBox *box, const char *item, const char *whose, const KmsUser *user, guint index)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *value = kms_user_items_dup_value (user, index);
  GtkWidget *name = g_object_new (GTK_TYPE_LABEL, "label", whose, "xalign", 0.0, "css-classes",
                                  (const char *[]){ "dim-label", "caption", NULL }, NULL);
  GtkWidget *text = g_object_new (GTK_TYPE_LABEL, "label", *value != '\0' ? value : _ ("Empty"),
                                  "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                  "width-chars", 6, "hexpand", TRUE, NULL);
  /* Translators: a choice for a screen reader: the item, whose value it is, the value */
  g_autofree char *spoken =
      g_strdup_printf (_ ("%s, %s: %s"), item, whose, gtk_label_get_label (GTK_LABEL (text)));

  gtk_box_append (GTK_BOX (column), name);
  gtk_box_append (GTK_BOX (column), text);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_box_append (box, button);
  return button;
}

static void
add_item (KmsUserConflict *self, GtkListBox *list, const KmsUser *base, guint index)
{
  const char *item = kms_user_items_get_label (index);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *mine, *theirs;

  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  mine = new_choice (GTK_BOX (pair), item, _ ("What you want"), self->mine, index);
  theirs = new_choice (GTK_BOX (pair), item, _ ("What is saved now"), self->theirs, index);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (theirs), GTK_CHECK_BUTTON (mine));
  /* What the user has not touched follows the other side. */
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (is_alike (base, self->mine, index) ? theirs : mine), TRUE);

  gtk_box_append (GTK_BOX (column),
                  g_object_new (GTK_TYPE_LABEL, "label", item, "xalign", 0.0, "css-classes",
                                (const char *[]){ "heading", NULL }, NULL));
  gtk_box_append (GTK_BOX (column), pair);
  gtk_widget_add_css_class (column, "padded");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), column);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (list, row);
  self->choice[index] = GTK_CHECK_BUTTON (mine);
  self->n_items++;
}

static gboolean
kms_user_conflict_grab_focus (GtkWidget *widget)
{
  KmsUserConflict *self = KMS_USER_CONFLICT (widget);

  for (guint i = 0; i < KMS_USER_N_ITEMS; i++)
    if (self->choice[i] != NULL)
      return gtk_widget_grab_focus (GTK_WIDGET (self->choice[i]));
  return FALSE;
}

static void
kms_user_conflict_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_user_conflict_parent_class)->dispose (object);
}

static void
kms_user_conflict_finalize (GObject *object)
{
  KmsUserConflict *self = KMS_USER_CONFLICT (object);

  g_clear_pointer (&self->mine, kms_user_free);
  g_clear_pointer (&self->theirs, kms_user_free);

  G_OBJECT_CLASS (kms_user_conflict_parent_class)->finalize (object);
}

static void
kms_user_conflict_class_init (KmsUserConflictClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_user_conflict_dispose;
  object_class->finalize = kms_user_conflict_finalize;
  widget_class->grab_focus = kms_user_conflict_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kms_user_conflict_init (KmsUserConflict *self)
{
}

static void
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  gtk_box_append (GTK_BOX (box),
                  g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                "css-classes", (const char *[]){ css_class, NULL }, NULL));
}

/**
 * kms_user_conflict_new:
 * @base: the account as the user saw it first
 * @mine: as the user wants it
 * @theirs: as it is saved now, with its version
 *
 * Returns: (transfer floating): the choices
 */
GtkWidget *
kms_user_conflict_new (const KmsUser *base, const KmsUser *mine, const KmsUser *theirs)
{
  KmsUserConflict *self = g_object_new (KMS_TYPE_USER_CONFLICT, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();

  self->mine = kms_user_copy (mine);
  self->theirs = kms_user_copy (theirs);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < KMS_USER_N_ITEMS; i++)
    if (!is_alike (mine, theirs, i))
      add_item (self, GTK_LIST_BOX (list), base, i);
  add_label (box, _ ("Somebody else has changed this account"), "title-2");
  add_label (box, _ ("Choose for each item that differs, then save."), "dim-label");
  gtk_box_append (GTK_BOX (box), list);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

/**
 * kms_user_conflict_get_n_items:
 *
 * Returns: how many items differ
 */
guint
kms_user_conflict_get_n_items (KmsUserConflict *self)
{
  g_return_val_if_fail (KMS_IS_USER_CONFLICT (self), 0);
  return self->n_items;
}

/**
 * kms_user_conflict_dup_user:
 *
 * Returns: (transfer full): the account as chosen, on top of the version that is saved now
 */
KmsUser *
kms_user_conflict_dup_user (KmsUserConflict *self)
{
  KmsUser *user;

  g_return_val_if_fail (KMS_IS_USER_CONFLICT (self), NULL);

  user = kms_user_copy (self->theirs);
  for (guint i = 0; i < KMS_USER_N_ITEMS; i++)
    if (self->choice[i] != NULL && gtk_check_button_get_active (self->choice[i]))
      kms_user_items_copy (user, self->mine, i);
  return user;
}

/**
 * kms_user_conflict_dup_theirs:
 *
 * Returns: (transfer full): the account as it is saved now, with its version
 */
KmsUser *
kms_user_conflict_dup_theirs (KmsUserConflict *self)
{
  g_return_val_if_fail (KMS_IS_USER_CONFLICT (self), NULL);
  return kms_user_copy (self->theirs);
}
