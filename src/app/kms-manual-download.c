/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Downloading the manual: asks for a place, shows how far it is, tells when it is there. */

#include "app/kms-manual-download.h"

#include "app/kms-dialogs.h"
#include "app/kms-files.h"
#include "app/kms-progress-window.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/* A download under way */
typedef struct
{
  GtkWidget *asking;         /* owned; whoever asked for it; tells the news */
  GFile *target;             /* owned */
  KmsProgressWindow *window; /* owned */
} Download;

static void
download_free (Download *download)
{
  g_object_unref (download->asking);
  g_object_unref (download->target);
  g_object_unref (download->window);
  g_free (download);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Download, download_free)

static void
on_progress (goffset n_received, goffset n_total, gpointer user_data)
{
  Download *download = user_data;

  kms_progress_window_update (download->window, n_received, n_total);
}

static void
on_downloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Download) download = user_data;
  g_autoptr (GError) error = NULL;

  if (kms_remote_download_manual_finish (KMS_REMOTE (source), result, &error))
    kms_dialogs_offer_to_open (download->asking, _ ("The manual is saved"), _ ("_Open"),
                               download->target,
                               _ ("There is no program here that opens the manual"));
  else if (g_error_matches (error, KMS_ERROR, KMS_ERROR_NOT_FOUND))
    kms_dialogs_toast (download->asking, _ ("This service has no manual to download"));
  else
    kms_dialogs_toast_error (download->asking, error);
  kms_progress_window_end (download->window);
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
  Download *download = g_new0 (Download, 1);

  download->asking = g_object_ref (widget);
  download->target = g_object_ref (target);
  download->window = kms_progress_window_open (widget, _ ("Downloading the Manual"));
  kms_remote_download_manual_async (remote, target, on_progress, download,
                                    kms_progress_window_get_cancellable (download->window),
                                    on_downloaded, download);
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
