/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A policy to read, in a window of its own before the one that asks (manual chapters 11 and 12). The
 * window owns everything in it. */

#include "app/kms-policy-window.h"

#include "app/kms-dialogs.h"
#include "app/kms-help.h"
#include "app/kms-policy-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
on_loaded (GtkWidget *view)
{
  gtk_widget_grab_focus (view);
}

/**
 * kms_policy_window_show:
 * @widget: a widget of the window that asks
 * @remote: (nullable): whose policy it is, when a server is known
 * @kind: which policy
 *
 * Returns: (transfer none): the window, which is on the screen; Escape closes it
 */
GtkWindow *
kms_policy_window_show (GtkWidget *widget, KmsRemote *remote, KmsPolicyKind kind)
{
  const char *title = kind == KMS_POLICY_COOKIE ? _ ("Cookie Policy") : _ ("Privacy Policy");
  GtkWidget *view = kms_policy_view_new (remote, kind);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkWindow *window = g_object_new (ADW_TYPE_WINDOW, "title", title, "modal", TRUE, "transient-for",
                                    gtk_widget_get_root (widget), "default-width", 600,
                                    "default-height", 600, NULL);

  gtk_widget_set_vexpand (view, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), view);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  g_signal_connect (view, "loaded", G_CALLBACK (on_loaded), NULL);
  kms_help_set_topic (GTK_WIDGET (window), "privacy");
  kms_dialogs_present (window);
  kms_policy_view_load (KMS_POLICY_VIEW (view));
  return window;
}
