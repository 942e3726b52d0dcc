/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of the practice device, one beside each window of a demo. It goes with the demo. */

#include "app/kms-window-private.h"

#include "app/kms-device-window.h"
#include "client/kms-classroom.h"

/* It is closed; somebody may still refer to it for a moment. */
static void
on_closed (KmsWindow *self)
{
  g_clear_weak_pointer (&self->device);
}

/* The window, which is made when there is none; NULL outside a demo. */
static KmsDeviceWindow *
get_window (KmsWindow *self)
{
  if (self->backend == NULL || !KMS_IS_CLASSROOM (self->backend))
    return NULL;
  if (self->device == NULL)
    {
      g_set_weak_pointer (&self->device, kms_device_window_new (self->backend));
      /* So that it has the accelerators, and ends with the program. */
      gtk_window_set_application (GTK_WINDOW (self->device),
                                  gtk_window_get_application (GTK_WINDOW (self)));
      g_signal_connect_object (self->device, "unrealize", G_CALLBACK (on_closed), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self, "unrealize", G_CALLBACK (gtk_window_destroy), self->device,
                               G_CONNECT_SWAPPED);
    }
  return KMS_DEVICE_WINDOW (self->device);
}

static void
on_practice_device (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  gboolean fresh = self->device == NULL;
  KmsDeviceWindow *window = get_window (self);

  if (window == NULL)
    return;
  gtk_window_present (GTK_WINDOW (window));
  if (fresh)
    kms_device_window_choose (window);
}

static void
on_try_device (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsDeviceWindow *window = get_window (KMS_WINDOW (widget));

  if (window == NULL)
    return;
  /* First, or GTK 4.8 tells screen readers neither that it is a window nor that it is active. */
  gtk_window_present (GTK_WINDOW (window));
  kms_device_window_open (window, g_variant_get_string (parameter, NULL));
}

/**
 * kms_window_close_device:
 *
 * Closes the practice device, if it is open.
 */
void
kms_window_close_device (KmsWindow *self)
{
  if (self->device != NULL)
    gtk_window_destroy (GTK_WINDOW (self->device));
}

/**
 * kms_window_install_device_actions:
 *
 * Adds win.practice-device and, with an MPR ID in canonical form, win.try-device.
 */
void
kms_window_install_device_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.practice-device", NULL, on_practice_device);
  gtk_widget_class_install_action (widget_class, "win.try-device", "s", on_try_device);
}
