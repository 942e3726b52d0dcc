/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsProgressWindow:
 *
 * What takes its time: how far it is, and Cancel. Closing the window cancels it, too. Whoever does the work
 * keeps a reference until it has ended.
 */
#define KMS_TYPE_PROGRESS_WINDOW (kms_progress_window_get_type ())
G_DECLARE_FINAL_TYPE (KmsProgressWindow, kms_progress_window, KMS, PROGRESS_WINDOW, AdwWindow)

KmsProgressWindow *kms_progress_window_open (GtkWidget *asking, const char *title);
GCancellable *kms_progress_window_get_cancellable (KmsProgressWindow *self);
void kms_progress_window_update (KmsProgressWindow *self, goffset done, goffset total);
void kms_progress_window_end (KmsProgressWindow *self);

G_END_DECLS
