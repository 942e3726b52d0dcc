/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-found.h"
#include "issuing/kms-list.h"

G_BEGIN_DECLS

/* What a dealer issued, by pages and as CSV; plain functions for inside a KmsStoreWork. */

typedef struct
{
  KmsDay day;
  KmsStoreSum sum;
} KmsDailyRow;

typedef struct
{
  GPtrArray *rows; /* owned, of KmsFoundKey; or of KmsDailyRow with KMS_LIST_DAILY */
  guint total;     /* at most KMS_LIST_MAX_TOTAL */
  gboolean total_exact;
  char *next_cursor; /* owned; NULL on the last page */
} KmsHistoryPage;

KmsHistoryPage *kms_history_load_page (KmsStoreSession *session,
                                       const char *dealer,
                                       const KmsList *list,
                                       GError **error);
void kms_history_page_free (KmsHistoryPage *page);

/* The keys that are bound still, by pages. */
KmsFoundPage *kms_history_find (KmsStoreSession *session,
                                const char *dealer,
                                const KmsSearch *search,
                                const char *cursor, /* NULL: the first page */
                                guint limit,
                                GError **error);

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
                                         gboolean demo, /* each row says so */
                                         GError **error);
void kms_history_chunk_free (KmsHistoryChunk *chunk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsHistoryPage, kms_history_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsHistoryChunk, kms_history_chunk_free)

G_END_DECLS
