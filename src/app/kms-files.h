/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asking for files, reading and writing them. Closing the dialog is G_IO_ERROR_CANCELLED. */

void kms_files_choose_async (GtkWidget *parent,
                             GtkFileChooserAction action,
                             const char *title,
                             const char *name,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GFile *kms_files_choose_finish (GAsyncResult *result, GError **error);

void kms_files_read_async (GtkWidget *parent,
                           const char *title,
                           gsize max_size,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GBytes *kms_files_read_finish (GAsyncResult *result, GError **error);

void kms_files_load_async (GFile *file,
                           gsize max_size,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GBytes *kms_files_load_finish (GAsyncResult *result, GError **error);

void kms_files_save_async (GtkWidget *parent,
                           const char *title,
                           const char *name,
                           GBytes *contents,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GFile *kms_files_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
