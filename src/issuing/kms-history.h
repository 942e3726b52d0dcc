/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"
#include "issuing/kms-list.h"

G_BEGIN_DECLS

/* What a dealer issued, by pages and as CSV; plain functions for inside a KmsStoreWork. */

typedef struct
{
  gint64 issue; /* the number of the issuance, which is its ID */
  gint64 at;    /* microseconds UTC: when it was made */
  KmsIssuedKey key;
  char *mailed_to[KMS_REQUEST_MAX_MAILS + 1]; /* owned; NULL-terminated */
} KmsHistoryRow;

typedef struct
{
  KmsDay day;
  KmsStoreSum sum;
} KmsDailyRow;

typedef struct
{
  GPtrArray *rows; /* owned, of KmsHistoryRow; or of KmsDailyRow with KMS_LIST_DAILY */
  guint total;     /* at most KMS_LIST_MAX_TOTAL */
  gboolean total_exact;
  char *next_cursor; /* owned; NULL on the last page */
} KmsHistoryPage;

KmsHistoryPage *kms_history_load_page (KmsStoreSession *session,
                                       const char *dealer,
                                       const KmsList *list,
                                       GError **error);
void kms_history_page_free (KmsHistoryPage *page);

/* Some rows of a CSV file, the header with the first. */
typedef struct
{
  GString *text; /* owned */
  gboolean complete;
  KmsStorePlace last; /* where the next rows begin behind */
} KmsHistoryChunk;

KmsHistoryChunk *kms_history_load_chunk (KmsStoreSession *session,
                                         const char *dealer,
                                         const KmsList *list,
                                         const KmsStorePlace *after, /* NULL: the first chunk */
                                         guint n_rows,
                                         GError **error);
void kms_history_chunk_free (KmsHistoryChunk *chunk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsHistoryPage, kms_history_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsHistoryChunk, kms_history_chunk_free)

G_END_DECLS
