/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences. The window owns its children and closes when the server is set. */

#include "app/kms-preferences-window.h"

#include "app/kms-log-in-server.h"

#include <glib/gi18n.h>

struct _KmsPreferencesWindow
{
  AdwWindow parent_instance;

  /* Template */
  AdwBin *place;
};

G_DEFINE_FINAL_TYPE (KmsPreferencesWindow, kms_preferences_window, ADW_TYPE_WINDOW)

static void
kms_preferences_window_class_init (KmsPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/kmsdesk/KmsDesk/kms-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsPreferencesWindow, place);
}

static void
kms_preferences_window_init (KmsPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kms_preferences_window_new:
 * @parent: the window they belong to
 * @online: what is set
 *
 * Returns: (transfer none): the window
 */
GtkWidget *
kms_preferences_window_new (GtkWindow *parent, KmsOnline *online)
{
  /* In the application, whose keys hold here, too. */
  KmsPreferencesWindow *self =
      g_object_new (KMS_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "application",
                    gtk_window_get_application (parent), NULL);
  GtkWidget *server = kms_log_in_server_new (online, _ ("A_pply"));

  adw_bin_set_child (self->place, server);
  gtk_widget_grab_focus (server);
  g_signal_connect_object (server, "used", G_CALLBACK (gtk_window_close), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
