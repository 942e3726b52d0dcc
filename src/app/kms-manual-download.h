/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsManualDownload:
 *
 * The manual on its way, in a window with progress and Cancel (manual chapter 13).
 */
#define KMS_TYPE_MANUAL_DOWNLOAD (kms_manual_download_get_type ())
G_DECLARE_FINAL_TYPE (KmsManualDownload, kms_manual_download, KMS, MANUAL_DOWNLOAD, AdwWindow)

void kms_manual_download_start (GtkWidget *widget, KmsRemote *remote);
void kms_manual_download_to (GtkWidget *widget, KmsRemote *remote, GFile *target);

G_END_DECLS
