/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-practice-device.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsDeviceScreen:
 *
 * The television of a practice device: 16:9, in the device's own look, as large as there is room. It
 * takes the focus, but no keys.
 */
#define KMS_TYPE_DEVICE_SCREEN (kms_device_screen_get_type ())
G_DECLARE_FINAL_TYPE (KmsDeviceScreen, kms_device_screen, KMS, DEVICE_SCREEN, GtkWidget)

void kms_device_screen_set_device (KmsDeviceScreen *self, KmsPracticeDevice *device);

G_END_DECLS
