/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of what takes its time. It owns the GCancellable of the work. */

#include "app/kms-progress-window.h"

#include "app/kms-dialogs.h"

#include <glib/gi18n.h>

struct _KmsProgressWindow
{
  AdwWindow parent_instance;

  GCancellable *cancellable; /* owned */
  gboolean closed;

  /* Template */
  GtkProgressBar *bar;
  GtkLabel *figures;
  GtkButton *cancel;
};

G_DEFINE_FINAL_TYPE (KmsProgressWindow, kms_progress_window, ADW_TYPE_WINDOW)

static void
kms_progress_window_dispose (GObject *object)
{
  KmsProgressWindow *self = KMS_PROGRESS_WINDOW (object);

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (kms_progress_window_parent_class)->dispose (object);
}

static void
kms_progress_window_finalize (GObject *object)
{
  g_clear_object (&KMS_PROGRESS_WINDOW (object)->cancellable);

  G_OBJECT_CLASS (kms_progress_window_parent_class)->finalize (object);
}

static void
kms_progress_window_class_init (KmsProgressWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_progress_window_dispose;
  object_class->finalize = kms_progress_window_finalize;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-progress-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsProgressWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, KmsProgressWindow, figures);
  gtk_widget_class_bind_template_child (widget_class, KmsProgressWindow, cancel);
}

static void
kms_progress_window_init (KmsProgressWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (gtk_window_close), self);
}

/**
 * kms_progress_window_open:
 * @asking: a widget of the window that asks for the work
 * @title: what is done
 *
 * Returns: (transfer full): the window, on the screen
 */
KmsProgressWindow *
kms_progress_window_open (GtkWidget *asking, const char *title)
{
  KmsProgressWindow *self = g_object_new (KMS_TYPE_PROGRESS_WINDOW, "transient-for",
                                          gtk_widget_get_root (asking), "title", title, NULL);

  kms_dialogs_present (GTK_WINDOW (self));
  return g_object_ref (self);
}

/**
 * kms_progress_window_get_cancellable:
 *
 * Returns: (transfer none): what is cancelled when the work is to be given up
 */
GCancellable *
kms_progress_window_get_cancellable (KmsProgressWindow *self)
{
  g_return_val_if_fail (KMS_IS_PROGRESS_WINDOW (self), NULL);
  return self->cancellable;
}

/**
 * kms_progress_window_update:
 * @done: bytes that are done
 * @total: bytes that there are to do; 0 or less when that is not known
 */
void
kms_progress_window_update (KmsProgressWindow *self, goffset done, goffset total)
{
  g_autofree char *size = g_format_size ((guint64) done);
  g_autofree char *total_size = total > 0 ? g_format_size ((guint64) total) : NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (KMS_IS_PROGRESS_WINDOW (self));

  if (self->closed)
    return;
  if (total_size != NULL)
    {
      gtk_progress_bar_set_fraction (self->bar, (double) done / (double) total);
      /* Translators: how much of how much is done, such as 1.2 MB of 3.4 MB */
      text = g_strdup_printf (_ ("%s of %s"), size, total_size);
    }
  else
    gtk_progress_bar_pulse (self->bar);
  gtk_label_set_label (self->figures, text != NULL ? text : size);
}

/**
 * kms_progress_window_end:
 *
 * The work has ended: the window goes, unless it is gone already.
 */
void
kms_progress_window_end (KmsProgressWindow *self)
{
  g_return_if_fail (KMS_IS_PROGRESS_WINDOW (self));

  if (!self->closed)
    gtk_window_destroy (GTK_WINDOW (self));
}
