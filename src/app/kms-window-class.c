/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The class files of a demo: asking for the file, and telling how it went. */

#include "app/kms-window-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-files.h"
#include "app/kms-writing.h"
#include "client/kms-classroom.h"

#include <glib/gi18n.h>

static void
on_class_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (kms_classroom_save_finish (KMS_CLASSROOM (source), result, &error))
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The class is kept in the file"));
  else
    kms_dialogs_toast_error (GTK_WIDGET (self->stack), error);
  kms_writing_end ();
}

static void
on_class_to_keep (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsWindow *self = KMS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = kms_files_choose_finish (result, &error);

  if (file == NULL)
    return;
  kms_writing_begin ();
  kms_classroom_save_async (KMS_CLASSROOM (self->backend), file, NULL, on_class_kept,
                            g_object_ref (self));
}

static void
on_keep_class (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_files_choose_async (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Keep This Class"),
                          "DEMO.kmsclass", on_class_to_keep, NULL);
}

static void
on_class_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (kms_classroom_open_finish (KMS_CLASSROOM (source), result, &error))
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The class is open: go on where it was kept"));
  else
    kms_dialogs_toast_error (GTK_WIDGET (self->stack), error);
}

static void
on_class_to_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsWindow *self = KMS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = kms_files_choose_finish (result, &error);

  if (file != NULL)
    kms_classroom_open_async (KMS_CLASSROOM (self->backend), file, NULL, on_class_opened,
                              g_object_ref (self));
}

static void
on_open_class (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_files_choose_async (widget, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open a Class"), NULL,
                          on_class_to_open, NULL);
}

/**
 * kms_window_install_class_actions:
 *
 * Adds win.keep-class and win.open-class.
 */
void
kms_window_install_class_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.keep-class", NULL, on_keep_class);
  gtk_widget_class_install_action (widget_class, "win.open-class", NULL, on_open_class);
}
