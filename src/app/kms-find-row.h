/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-found.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsFindRow:
 *
 * A key of a device: its registration key with a tick box, and everything about it when it is opened.
 * "ticked" is a property.
 */
#define KMS_TYPE_FIND_ROW (kms_find_row_get_type ())
G_DECLARE_FINAL_TYPE (KmsFindRow, kms_find_row, KMS, FIND_ROW, AdwExpanderRow)

GtkWidget *kms_find_row_new (const KmsFoundKey *found, gboolean demo);

const KmsFoundKey *kms_find_row_get_found (KmsFindRow *self);
gboolean kms_find_row_is_ticked (KmsFindRow *self);

G_END_DECLS
