/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Questions and short news, each for the window that @widget is in. */

void kms_dialogs_ask_async (GtkWidget *widget,
                            const char *heading,
                            const char *body,
                            const char *no,
                            const char *yes,
                            gboolean destructive,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean kms_dialogs_ask_finish (GAsyncResult *result);

void kms_dialogs_present (GtkWindow *window);

void kms_dialogs_toast (GtkWidget *widget, const char *title);
void kms_dialogs_offer_to_open (GtkWidget *widget,
                                const char *title,
                                const char *button_label,
                                GFile *file,
                                const char *failure);
void kms_dialogs_save (GtkWidget *widget, const char *title, const char *name, GBytes *contents);
void kms_dialogs_toast_error (GtkWidget *widget, const GError *error);
void kms_dialogs_show_text (GtkWidget *widget, const char *title, const char *text);

G_END_DECLS
