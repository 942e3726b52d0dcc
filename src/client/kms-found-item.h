/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-found.h"

G_BEGIN_DECLS

/**
 * KmsFoundItem:
 *
 * A row of a #KmsFoundModel. Its property "found" is %NULL as long as the row is under way; it is set
 * once.
 */
#define KMS_TYPE_FOUND_ITEM (kms_found_item_get_type ())
G_DECLARE_FINAL_TYPE (KmsFoundItem, kms_found_item, KMS, FOUND_ITEM, GObject)

KmsFoundItem *kms_found_item_new (KmsFoundKey *found /* nullable; transfer full */);
void kms_found_item_take (KmsFoundItem *self, KmsFoundKey *found);
const KmsFoundKey *kms_found_item_get (KmsFoundItem *self);

G_END_DECLS
