/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The warning of Caps Lock at a password, in words: the icon that GtkPasswordEntry shows says nothing
 * to a screen reader. Nothing is owned here. */

#include "app/kms-caps-lock.h"

#include <glib/gi18n.h>

static void
update (KmsField *field, GtkEventControllerFocus *focus)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (field));
  GdkSeat *seat = gdk_display_get_default_seat (display);
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  gboolean warn = keyboard != NULL && gdk_device_get_caps_lock_state (keyboard)
                  && gtk_event_controller_focus_contains_focus (focus);

  kms_field_set_warning (field, warn ? _ ("Caps Lock is on.") : NULL);
}

static void
on_focus_changed (GtkEventControllerFocus *focus, GParamSpec *pspec, KmsField *field)
{
  update (field, focus);
}

static void
on_caps_lock_changed (KmsField *field)
{
  update (field, g_object_get_data (G_OBJECT (field), "kms-caps-lock"));
}

/**
 * kms_caps_lock_watch:
 * @field: the field of a password
 * @entry: the entry in it
 *
 * From now on the field warns when Caps Lock is on, as long as the focus is there.
 */
void
kms_caps_lock_watch (KmsField *field, GtkWidget *entry)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (entry));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_object_set_data (G_OBJECT (field), "kms-caps-lock", focus);
  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (on_focus_changed), field,
                           0);
  gtk_widget_add_controller (entry, focus);
  if (keyboard != NULL)
    g_signal_connect_object (keyboard, "notify::caps-lock-state", G_CALLBACK (on_caps_lock_changed),
                             field, G_CONNECT_SWAPPED);
}
