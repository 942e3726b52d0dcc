/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/ and its tests. */

#pragma once

#include "common/kms-database.h"
#include "store/kms-store-listing.h"

G_BEGIN_DECLS

typedef enum
{
  KMS_STORE_BY_TIME,
  KMS_STORE_BY_DEVICE,
  KMS_STORE_BY_KEY,
  KMS_STORE_BY_TEXT,
} KmsStoreWay;

/* The statement that a list is, and the one that counts what a part of an identifier finds. */
char *kms_store_listing_make_sql (const KmsStoreListing *listing,
                                  KmsStoreWay way,
                                  gboolean behind_a_place);
char *kms_store_listing_make_few_sql (const char *column, const char *digits);

/* The bindings that a text may find, as a compound SELECT of their numbers; what it binds; and whether
 * they are at most so many. */
void
kms_store_search_append_bindings (GString *sql, const KmsSearchText *text, const char *compound);
void kms_store_search_bind (KmsStatement *statement, const KmsStoreListing *listing);
char *kms_store_search_make_few_sql (const KmsSearchText *text);
gboolean kms_store_search_is_few (KmsStoreSession *session,
                                  const KmsStoreListing *listing,
                                  guint most,
                                  gboolean *few,
                                  GError **error);

G_END_DECLS
