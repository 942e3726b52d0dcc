/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsDeviceChooser:
 *
 * Which device one practises on: the manual's sample, that of the last issue, a new one, or one whose
 * MPR ID is typed. "chosen" is emitted with the identifier in canonical form.
 */
#define KMS_TYPE_DEVICE_CHOOSER (kms_device_chooser_get_type ())
G_DECLARE_FINAL_TYPE (KmsDeviceChooser, kms_device_chooser, KMS, DEVICE_CHOOSER, AdwBin)

void kms_device_chooser_start (KmsDeviceChooser *self, KmsBackend *backend);

G_END_DECLS
