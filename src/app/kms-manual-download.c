/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Downloading the manual: asks for a place, shows how far it is, tells when it is there. The download
 * keeps the window until it has ended; closing the window cancels it. */

#include "app/kms-manual-download.h"

#include "app/kms-dialogs.h"
#include "app/kms-files.h"
#include "app/kms-toaster.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsManualDownload
{
  AdwWindow parent_instance;

  /* Owned */
  GtkWidget *asking; /* whoever asked for it; tells the news */
  GFile *target;
  GCancellable *cancellable;

  gboolean over;

  /* Template */
  GtkProgressBar *bar;
  GtkLabel *figures;
  GtkButton *cancel;
};

G_DEFINE_FINAL_TYPE (KmsManualDownload, kms_manual_download, ADW_TYPE_WINDOW)

static void
on_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) asking = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    kms_dialogs_toast (asking, _ ("There is no program here that opens the manual"));
}

typedef struct
{
  GtkWidget *asking; /* owned */
  GFile *target;     /* owned */
} Offer;

static void
on_offer_gone (gboolean pressed, gpointer data)
{
  Offer *offer = data;
  g_autofree char *uri = g_file_get_uri (offer->target);

  if (pressed)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, on_launched,
                                             g_object_ref (offer->asking));
  g_object_unref (offer->asking);
  g_object_unref (offer->target);
  g_free (offer);
}

static void
offer_to_open (KmsManualDownload *self)
{
  GtkWidget *toaster = gtk_widget_get_ancestor (self->asking, KMS_TYPE_TOASTER);
  Offer *offer;

  if (toaster == NULL)
    return;
  offer = g_new0 (Offer, 1);
  offer->asking = g_object_ref (self->asking);
  offer->target = g_object_ref (self->target);
  kms_toaster_offer (KMS_TOASTER (toaster), _ ("The manual is saved"), _ ("_Open"), on_offer_gone,
                     offer);
}

static void
on_progress (goffset n_received, goffset n_total, gpointer user_data)
{
  KmsManualDownload *self = user_data;
  g_autofree char *received = g_format_size ((guint64) n_received);
  g_autofree char *total = n_total > 0 ? g_format_size ((guint64) n_total) : NULL;
  g_autofree char *text = NULL;

  if (self->over)
    return;
  if (total != NULL)
    {
      gtk_progress_bar_set_fraction (self->bar, (double) n_received / (double) n_total);
      /* Translators: how much of how much was received, such as 1.2 MB of 3.4 MB */
      text = g_strdup_printf (_ ("%s of %s"), received, total);
    }
  else
    gtk_progress_bar_pulse (self->bar);
  gtk_label_set_label (self->figures, text != NULL ? text : received);
}

static void
on_downloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsManualDownload) self = user_data;
  g_autoptr (GError) error = NULL;

  if (kms_remote_download_manual_finish (KMS_REMOTE (source), result, &error))
    offer_to_open (self);
  else if (g_error_matches (error, KMS_ERROR, KMS_ERROR_NOT_FOUND))
    kms_dialogs_toast (self->asking, _ ("This service has no manual to download"));
  else
    kms_dialogs_toast_error (self->asking, error);
  if (!self->over)
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
kms_manual_download_dispose (GObject *object)
{
  KmsManualDownload *self = KMS_MANUAL_DOWNLOAD (object);

  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (kms_manual_download_parent_class)->dispose (object);
}

static void
kms_manual_download_finalize (GObject *object)
{
  KmsManualDownload *self = KMS_MANUAL_DOWNLOAD (object);

  g_clear_object (&self->asking);
  g_clear_object (&self->target);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (kms_manual_download_parent_class)->finalize (object);
}

static void
kms_manual_download_class_init (KmsManualDownloadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_manual_download_dispose;
  object_class->finalize = kms_manual_download_finalize;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-manual-download.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsManualDownload, bar);
  gtk_widget_class_bind_template_child (widget_class, KmsManualDownload, figures);
  gtk_widget_class_bind_template_child (widget_class, KmsManualDownload, cancel);
}

static void
kms_manual_download_init (KmsManualDownload *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (gtk_window_close), self);
}

/**
 * kms_manual_download_to:
 * @widget: a widget of the window that asks
 * @remote: the server
 * @target: where to put it
 *
 * Downloads the manual and tells how it went.
 */
void
kms_manual_download_to (GtkWidget *widget, KmsRemote *remote, GFile *target)
{
  KmsManualDownload *self =
      g_object_new (KMS_TYPE_MANUAL_DOWNLOAD, "transient-for", gtk_widget_get_root (widget), NULL);

  self->asking = g_object_ref (widget);
  self->target = g_object_ref (target);
  gtk_window_present (GTK_WINDOW (self));
  kms_remote_download_manual_async (remote, target, on_progress, self, self->cancellable,
                                    on_downloaded, g_object_ref (self));
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsRemote) remote = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) target = kms_files_choose_finish (result, &error);

  if (target != NULL && gtk_widget_get_root (GTK_WIDGET (source)) != NULL)
    kms_manual_download_to (GTK_WIDGET (source), remote, target);
}

/**
 * kms_manual_download_start:
 * @widget: a widget of the window that asks
 * @remote: the server
 *
 * Asks where to put the manual, then downloads it.
 */
void
kms_manual_download_start (GtkWidget *widget, KmsRemote *remote)
{
  kms_files_choose_async (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Download the Manual"),
                          /* Translators: the name of a file */
                          _ ("KMS-manual.pdf"), on_chosen, g_object_ref (remote));
}
