/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last step of registering: login ID and password, to copy and keep. The password is shown here
 * and nowhere else. */

#include "app/kms-dialogs.h"
#include "app/kms-label.h"
#include "app/kms-register-private.h"

#include <glib/gi18n.h>

static void
on_copy_clicked (GtkWidget *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "kms-text"));
  kms_dialogs_toast (button, g_object_get_data (G_OBJECT (button), "kms-news"));
}

static GtkWidget *
new_copy_button (GtkWidget *button, const char *text, const char *news)
{
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "kms-text", g_strdup (text), g_free);
  g_object_set_data_full (G_OBJECT (button), "kms-news", g_strdup (news), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_copy_clicked), NULL);
  return button;
}

/* Letters that are alike can be told apart: it will be typed from here. */
static GtkWidget *
new_row (const char *title, const char *text, const char *copy, const char *news)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *name = kms_register_page_add_label (GTK_BOX (column), title, "caption");
  GtkWidget *value = kms_register_page_add_label (GTK_BOX (column), text, "identifier");
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_add_css_class (value, "title-2");
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name,
                                  value, NULL, -1);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, copy);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, copy, -1);
  gtk_widget_add_css_class (line, "padded");
  gtk_box_append (GTK_BOX (line), column);
  gtk_box_append (GTK_BOX (line), new_copy_button (button, text, news));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static GtkWidget *
create (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  self->done_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  return GTK_WIDGET (self->done_box);
}

static void
enter (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  const char *login_id = self->registered->user->login_id;
  const char *password = self->registered->password;
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *both = gtk_button_new_with_mnemonic (_ ("_Copy Both"));
  /* Translators: what is copied: the login ID, then the password */
  g_autofree char *text = g_strdup_printf (_ ("Login ID: %s\nPassword: %s\n"), login_id, password);

  kms_register_page_add_label (self->done_box,
                               self->registered->overwritten ? _ ("Your registration is new")
                                                             : _ ("You are registered"),
                               "title-2");
  kms_register_page_add_label (
      self->done_box,
      _ ("The password is shown here once and never again, and it is not mailed. Copy it now and "
         "keep it in a safe place."),
      "warning");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list),
                       new_row (_ ("Login ID"), login_id, _ ("Copy the login ID"),
                                _ ("The login ID is on the clipboard")));
  gtk_list_box_append (GTK_LIST_BOX (list),
                       new_row (_ ("Password"), password, _ ("Copy the password"),
                                _ ("The password is on the clipboard")));
  gtk_box_append (self->done_box, list);
  self->copy_both = both;
  gtk_widget_set_halign (both, GTK_ALIGN_START);
  gtk_box_append (self->done_box,
                  new_copy_button (both, text, _ ("Login ID and password are on the clipboard")));
  kms_register_page_add_label (self->done_box,
                               _ ("Your login ID was mailed to you. You can change it, your data "
                                  "and the password at any time."),
                               "dim-label");
}

static void
focus (KmsRegisterFlow *self)
{
  gtk_widget_grab_focus (self->copy_both);
}

const KmsRegisterStep kms_register_done_step = {
  .title = N_ ("Login ID"),
  .action_label = N_ ("_Log In"),
  .scrolled = TRUE,
  .create = create,
  .enter = enter,
  .focus = focus,
};
