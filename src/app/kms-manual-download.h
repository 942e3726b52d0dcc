/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The manual on its way, with progress and Cancel (manual chapter 13). */

void kms_manual_download_start (GtkWidget *widget, KmsRemote *remote);
void kms_manual_download_to (GtkWidget *widget, KmsRemote *remote, GFile *target);

G_END_DECLS
