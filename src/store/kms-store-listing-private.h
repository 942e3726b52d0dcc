/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/ and its tests. */

#pragma once

#include "store/kms-store-listing.h"

G_BEGIN_DECLS

typedef enum
{
  KMS_STORE_BY_TIME,
  KMS_STORE_BY_DEVICE,
  KMS_STORE_BY_KEY,
} KmsStoreWay;

/* The statement that a list is, and the one that counts what a part of an identifier finds. */
char *kms_store_listing_make_sql (const KmsStoreListing *listing,
                                  KmsStoreWay way,
                                  gboolean behind_a_place);
char *kms_store_listing_make_few_sql (const char *column, const char *digits);

G_END_DECLS
