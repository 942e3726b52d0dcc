/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-found.h"
#include "engine/kms-search.h"
#include "issuing/kms-day.h"
#include "store/kms-store-listing.h"

G_BEGIN_DECLS

#define KMS_LIST_MAX_TOTAL     KMS_FOUND_MAX_TOTAL
#define KMS_LIST_MAX_LIMIT     KMS_FOUND_MAX_LIMIT
#define KMS_LIST_DEFAULT_LIMIT 50

typedef enum
{
  KMS_LIST_ISSUANCES, /* what is bound still, and can be looked for */
  KMS_LIST_HISTORY,   /* what was ever issued */
  KMS_LIST_DAILY,     /* the sums of its days */
} KmsListKind;

/* What is asked for, as it came; NULL for what was not given. */
typedef struct
{
  const char *device_id;
  const char *activation_key;
  const char *q;
  const char *from;
  const char *to;
  const char *tz;
  const char *order;
  const char *cursor;
  const char *limit;
} KmsListParameters;

/**
 * KmsList:
 *
 * A list that was asked for, read and found to be in order: which rows, from which place on, and how
 * many. It does not change, so any thread may use it. Reference counted.
 */
typedef struct
{
  gatomicrefcount ref_count;
  KmsListKind kind;
  KmsStoreListing listing; /* without a dealer */
  KmsSearchText text;      /* owned */

  GTimeZone *zone; /* owned */
  char *tz;        /* owned; the three as asked for */
  char *from;      /* owned; NULL: not given */
  char *to;        /* owned; NULL: not given */

  gboolean goes_on;    /* behind a place: */
  KmsStorePlace after; /* of a daily report the time is a day */
  guint total;         /* with a place: as they were counted for the first page */
  gboolean total_exact;
  guint limit;
  guint64 fingerprint; /* of everything that a cursor belongs to */
} KmsList;

KmsList *kms_list_new (KmsListKind kind,
                       gboolean whole, /* all rows at once: neither cursor nor limit */
                       const KmsListParameters *parameters,
                       GError **error);
KmsList *kms_list_ref (KmsList *list);
void kms_list_unref (KmsList *list);

char *kms_list_make_cursor (const KmsList *list,
                            const KmsStorePlace *after,
                            guint total, /* at most KMS_LIST_MAX_TOTAL */
                            gboolean total_exact);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsList, kms_list_unref)

G_END_DECLS
