/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsDeviceWindow:
 *
 * The practice device: which one, and then its screen with the remote control below or beside it. The
 * keyboard does what the remote control does (manual chapter 3.2).
 */
#define KMS_TYPE_DEVICE_WINDOW (kms_device_window_get_type ())
G_DECLARE_FINAL_TYPE (KmsDeviceWindow, kms_device_window, KMS, DEVICE_WINDOW, AdwWindow)

GtkWidget *kms_device_window_new (KmsBackend *backend);

void kms_device_window_choose (KmsDeviceWindow *self);
void kms_device_window_open (KmsDeviceWindow *self, const char *device_id);

G_END_DECLS
