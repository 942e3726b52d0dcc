/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What presenting means for a window and its dialogs. The window keeps a reference to the toaster that
 * says what is not shown; the size of text is a setting of the display, which GTK gives back. */

#include "app/kms-presenter.h"

#include <glib/gi18n.h>

#define KEY   "kms-presenter"
#define LARGE 3 / 2 /* times the size of text */

/* That of the window, or of the one that it stands before. */
static KmsToaster *
find_toaster (GtkWidget *widget)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  while (window != NULL)
    {
      gpointer toaster = g_object_get_data (G_OBJECT (window), KEY);

      if (toaster != NULL)
        return toaster;
      window = gtk_window_get_transient_for (window);
    }
  return NULL;
}

/**
 * kms_presenter_begin:
 * @window: a window
 * @toaster: what says in it why something is not shown
 */
void
kms_presenter_begin (GtkWindow *window, KmsToaster *toaster)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (window));
  int dpi = 0;

  if (kms_presenter_is_on (GTK_WIDGET (window)))
    return;
  g_object_set_data_full (G_OBJECT (window), KEY, g_object_ref (toaster), g_object_unref);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  if (dpi > 0)
    g_object_set (settings, "gtk-xft-dpi", dpi * LARGE, NULL);
}

/**
 * kms_presenter_end:
 * @window: a window
 */
void
kms_presenter_end (GtkWindow *window)
{
  if (!kms_presenter_is_on (GTK_WIDGET (window)))
    return;
  g_object_set_data (G_OBJECT (window), KEY, NULL);
  gtk_settings_reset_property (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-xft-dpi");
}

/**
 * kms_presenter_is_on:
 * @widget: a widget
 *
 * Returns: whether a class looks at it
 */
gboolean
kms_presenter_is_on (GtkWidget *widget)
{
  return find_toaster (widget) != NULL;
}

/**
 * kms_presenter_refuses_dialog:
 * @widget: who wants to show a dialog with folders, recent files or printers
 *
 * Returns: whether it is not to be shown, since a class looks at it; the window says so
 */
gboolean
kms_presenter_refuses_dialog (GtkWidget *widget)
{
  KmsToaster *toaster = find_toaster (widget);

  if (toaster == NULL)
    return FALSE;
  kms_toaster_show (toaster, _ ("Not in presenter mode: the dialog would show files or printers of "
                                "this computer"));
  return TRUE;
}
