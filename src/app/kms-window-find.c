/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding the keys that were issued, and issuing them again. */

#include "app/kms-window-private.h"

#include "app/kms-find-page.h"

#include <glib/gi18n.h>

/* Leaving it again without a word typed keeps no draft. */
static void
on_issue_again (KmsWindow *self, const KmsDraft *draft)
{
  kms_window_open_flow (self, draft, draft);
}

/**
 * kms_window_go_find:
 *
 * Opens Find.
 */
void
kms_window_go_find (KmsWindow *self)
{
  g_autoptr (KmsSettings) settings = self->online != NULL
                                         ? g_object_ref (kms_online_get_settings (self->online))
                                         : kms_settings_new ();
  GtkWidget *page = kms_find_page_new (self->backend, settings);

  g_signal_connect_object (page, "issue-again", G_CALLBACK (on_issue_again), self,
                           G_CONNECT_SWAPPED);
  kms_window_show_page (self, page, _ ("Find Registration Keys"));
  kms_find_page_start (KMS_FIND_PAGE (page), self->find_text);
  g_clear_pointer (&self->find_text, g_free);
}

static void
on_find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  /* The log-in page has an accelerator for it, too, but nothing to find. */
  if (self->backend == NULL)
    return;
  if (KMS_IS_FIND_PAGE (page))
    gtk_widget_grab_focus (page);
  else
    kms_window_leave (self, kms_window_go_find);
}

static void
on_find_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_wish_find (KMS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/**
 * kms_window_wish_find:
 * @text: (nullable): what to look for
 *
 * Opens Find as soon as somebody is logged in.
 */
void
kms_window_wish_find (KmsWindow *self, const char *text)
{
  g_return_if_fail (KMS_IS_WINDOW (self));

  g_free (self->find_text);
  self->find_text = g_strdup (text);
  kms_window_wish (self, kms_window_go_find);
}

/**
 * kms_window_install_find_actions:
 *
 * Adds win.find and win.find-text.
 */
void
kms_window_install_find_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.find", NULL, on_find);
  gtk_widget_class_install_action (widget_class, "win.find-text", "s", on_find_text);
}
