/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-search.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/* Lists of what was issued, one row per key of an issuance, and their sums; for inside a KmsStoreWork.
 * The order is that of the time of the issuances, those of one time in the order of their numbers, and
 * the keys of one always in its own order. */

/* Which rows; all borrowed. */
typedef struct
{
  const char *dealer;
  gint64 from; /* microseconds UTC: the first moment */
  gint64 to;   /* the first moment that is too late */
  gboolean ascending;
  /* Also those whose binding was released since, and with the site lines as they were then; otherwise
   * with those that are saved now. */
  gboolean released;
  /* "", or the digits an identifier begins with; four digits are also looked for at its end. */
  char device[KMS_IDENTIFIER_SIZE];
  char activation_key[KMS_IDENTIFIER_SIZE];
  /* NULL or empty: any. What comes may match it; whoever asked compares (kms_search_text_matches()). */
  const KmsSearchText *text;
} KmsStoreListing;

/* Where a row stands in a list. */
typedef struct
{
  gint64 at;
  gint64 issue;
  gint64 position;
} KmsStorePlace;

/* A row, as long as the function runs that it is handed to. */
typedef struct
{
  gboolean
      along_time; /* nothing was looked up: all rows of the time come, and there may be very many */
  KmsStorePlace place;
  gint64 first_issued_at; /* of the key; microseconds UTC */
  gboolean reissued;
  const char *category;
  const char *device_id;
  const char *line[2];
  const char *activation_key;
  const char *part_number;
  const char *purpose;
  const char *registration_key;
  const char *mail_to[2]; /* NULL: nobody */
} KmsStoreRow;

/* Returns: FALSE when no further row is wanted. */
typedef gboolean (*KmsStoreRowFunc) (const KmsStoreRow *row, gpointer data);

gboolean kms_store_list (KmsStoreSession *session,
                         const KmsStoreListing *listing,
                         const KmsStorePlace *after, /* NULL: from the beginning */
                         KmsStoreRowFunc func,
                         gpointer data,
                         GError **error);
gboolean kms_store_count (KmsStoreSession *session,
                          const KmsStoreListing *listing,
                          guint most, /* it counts no further */
                          guint *n_rows,
                          GError **error);

typedef struct
{
  gint64 issued_keys;
  gint64 reissued_keys;
  gint64 devices; /* different ones, of both */
} KmsStoreSum;

/* The first issuance in the order of the listing: its time; FALSE in @found when there is none. */
gboolean kms_store_find_first (KmsStoreSession *session,
                               const KmsStoreListing *listing,
                               gboolean *found,
                               gint64 *at,
                               GError **error);
gboolean kms_store_sum (KmsStoreSession *session,
                        const KmsStoreListing *listing,
                        KmsStoreSum *sum,
                        GError **error);

G_END_DECLS
