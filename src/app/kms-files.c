/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file dialogs, in one place: GtkFileChooserNative is deprecated from GTK 4.10 on, and in the
 * Flatpak it is the portal's dialog. Each call owns its dialog and data until it is answered. */

#include "app/kms-files.h"

#include "app/kms-presenter.h"
#include "app/kms-writing.h"
#include "common/kms-error.h"

#include <glib/gi18n.h>

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)),
                           g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The dialog was closed");
  gtk_native_dialog_destroy (dialog);
}

/**
 * kms_files_choose_async:
 * @parent: a widget of the window that asks
 * @action: to open or to save
 * @title: the title of the dialog
 * @name: (nullable): the file name that is offered when saving
 * @callback: called when a file is chosen or the dialog closed
 */
void
kms_files_choose_async (GtkWidget *parent,
                        GtkFileChooserAction action,
                        const char *title,
                        const char *name,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
  GtkFileChooserNative *dialog;

  g_task_set_source_tag (task, kms_files_choose_async);
  if (kms_presenter_refuses_dialog (parent))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "A class looks at it");
      g_object_unref (task);
      return;
    }
  dialog = gtk_file_chooser_native_new (title, window, action, NULL, NULL);
  g_task_set_task_data (task, dialog, g_object_unref);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * kms_files_choose_finish:
 * @result: what the callback got
 * @error: (out): G_IO_ERROR_CANCELLED when the dialog was closed
 *
 * Returns: (transfer full): the chosen file, or %NULL
 */
GFile *
kms_files_choose_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* One read too many tells that a file is too large, without reading all of it. */
static gboolean
wants_more (const char *contents, goffset n_read, gpointer user_data)
{
  gsize max_size = *(gsize *) g_task_get_task_data (user_data);

  return (gsize) n_read <= max_size;
}

static void
on_contents_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  gsize max_size = *(gsize *) g_task_get_task_data (task);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &length, NULL,
                                            &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (length > max_size)
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE,
                             "The file is larger than %" G_GSIZE_FORMAT " bytes", max_size);
  else
    g_task_return_pointer (task, g_bytes_new_take (g_steal_pointer (&contents), length),
                           (GDestroyNotify) g_bytes_unref);
}

static void
on_file_to_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = kms_files_choose_finish (result, &error);

  if (file == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_file_load_partial_contents_async (file, NULL, wants_more, on_contents_read,
                                        g_steal_pointer (&task));
}

/**
 * kms_files_read_async:
 * @parent: a widget of the window that asks
 * @title: the title of the dialog
 * @max_size: a larger file is KMS_ERROR_TEXT_TOO_LARGE, in bytes
 * @callback: called when the file is read, or not
 *
 * Asks for a file and reads it.
 */
void
kms_files_read_async (GtkWidget *parent,
                      const char *title,
                      gsize max_size,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, kms_files_read_async);
  g_task_set_task_data (task, g_memdup2 (&max_size, sizeof max_size), g_free);
  kms_files_choose_async (parent, GTK_FILE_CHOOSER_ACTION_OPEN, title, NULL, on_file_to_read, task);
}

/**
 * kms_files_read_finish:
 * @result: what the callback got
 * @error: (out): what went wrong; G_IO_ERROR_CANCELLED when the dialog was closed
 *
 * Returns: (transfer full): the contents, or %NULL
 */
GBytes *
kms_files_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_files_load_async:
 * @file: a file
 * @max_size: a larger file is KMS_ERROR_TEXT_TOO_LARGE, in bytes
 * @callback: called when the file is read, or not
 *
 * Reads a file that nobody needs to be asked for.
 */
void
kms_files_load_async (GFile *file, gsize max_size, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (file, NULL, callback, user_data);

  g_task_set_source_tag (task, kms_files_load_async);
  g_task_set_task_data (task, g_memdup2 (&max_size, sizeof max_size), g_free);
  g_file_load_partial_contents_async (file, NULL, wants_more, on_contents_read, task);
}

/**
 * kms_files_load_finish:
 * @result: what the callback got
 * @error: (out): what went wrong
 *
 * Returns: (transfer full): the contents, or %NULL
 */
GBytes *
kms_files_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_file_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  kms_writing_end ();
}

static void
on_file_to_write (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GBytes *contents = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = kms_files_choose_finish (result, &error);

  if (file == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  kms_writing_begin ();
  /* Registration keys are nobody else's business. */
  g_file_replace_contents_bytes_async (file, contents, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       on_file_written, g_steal_pointer (&task));
}

/**
 * kms_files_save_async:
 * @parent: a widget of the window that asks
 * @title: the title of the dialog
 * @name: the file name that is offered
 * @contents: what to write
 * @callback: called when it is written, or not
 *
 * Asks for a file and writes it, whole or not at all.
 */
void
kms_files_save_async (GtkWidget *parent,
                      const char *title,
                      const char *name,
                      GBytes *contents,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, kms_files_save_async);
  g_task_set_task_data (task, g_bytes_ref (contents), (GDestroyNotify) g_bytes_unref);
  kms_files_choose_async (parent, GTK_FILE_CHOOSER_ACTION_SAVE, title, name, on_file_to_write,
                          task);
}

/**
 * kms_files_save_finish:
 * @result: what the callback got
 * @error: (out): what went wrong; G_IO_ERROR_CANCELLED when the dialog was closed
 *
 * Returns: (transfer full): the file that was written, or %NULL
 */
GFile *
kms_files_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
