/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reports as CSV, some rows at a time: between two chunks nothing is held open in the store, so a slow
 * reader is in nobody's way, and memory does not grow with the report. */

#include "engine/kms-report.h"
#include "issuing/kms-history-private.h"

typedef struct
{
  KmsHistoryChunk *chunk; /* borrowed */
  guint n_left;
  gboolean demo;
  KmsTimeWriter time_writer;
} Writing;

/* One row more was there than is wanted: it begins the next chunk. */
static gboolean
is_full (Writing *writing)
{
  if (writing->n_left > 0)
    {
      writing->n_left--;
      return FALSE;
    }
  writing->chunk->complete = FALSE;
  return TRUE;
}

static gboolean
write_row (const KmsStoreRow *row, gpointer data)
{
  Writing *writing = data;
  char issued_at[KMS_TIME_SIZE];
  g_autofree char *both =
      row->mail_to[1] == NULL ? NULL : g_strconcat (row->mail_to[0], " ", row->mail_to[1], NULL);
  const char *mailed_to = both != NULL ? both : row->mail_to[0];
  KmsReportFields fields = {
    .reissued = row->reissued,
    .device_id = row->device_id,
    .site = { row->line[0], row->line[1] },
    .activation_key = row->activation_key,
    .part_number = row->part_number,
    .purpose = row->purpose,
    .registration_key = row->registration_key,
    .mailed_to = mailed_to != NULL ? mailed_to : "",
  };

  if (is_full (writing))
    return FALSE;
  fields.issued_at = kms_time_writer_write (&writing->time_writer, row->place.at, issued_at);
  kms_category_from_string (row->category, &fields.category);
  kms_report_append_key (writing->chunk->text, &fields, writing->demo);
  writing->chunk->last = row->place;
  return TRUE;
}

static gboolean
write_day (const KmsDailyRow *row, gpointer data)
{
  Writing *writing = data;
  KmsReportDay day = {
    .date = kms_day_to_date (row->day),
    .issued_keys = row->sum.issued_keys,
    .reissued_keys = row->sum.reissued_keys,
    .devices = row->sum.devices,
  };

  if (is_full (writing))
    return FALSE;
  kms_report_append_day (writing->chunk->text, &day, writing->demo);
  writing->chunk->last.at = row->day;
  return TRUE;
}

/**
 * kms_history_load_chunk:
 * @session: the transaction
 * @dealer: whose
 * @list: a report, without cursor and limit
 * @after: (nullable): the place that the chunk before ended at; %NULL for the first one
 * @n_rows: how many rows at most
 * @demo: whether the keys work on no real device, which each row says
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the rows as the contract describes the CSV, behind the header when they are
 *   the first; or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
KmsHistoryChunk *
kms_history_load_chunk (KmsStoreSession *session,
                        const char *dealer,
                        const KmsList *list,
                        const KmsStorePlace *after,
                        guint n_rows,
                        gboolean demo,
                        GError **error)
{
  g_autoptr (KmsHistoryChunk) chunk = g_new0 (KmsHistoryChunk, 1);
  Writing writing = { .chunk = chunk, .n_left = n_rows, .demo = demo };
  KmsStoreListing listing = list->listing;
  gboolean written;

  chunk->text = g_string_sized_new (256 * (gsize) n_rows);
  chunk->complete = TRUE;
  kms_time_writer_init (&writing.time_writer, list->zone);
  listing.dealer = dealer;
  if (after == NULL)
    kms_report_append_header (
        chunk->text, list->kind == KMS_LIST_DAILY ? KMS_REPORT_DAILY : KMS_REPORT_HISTORY, demo);
  if (list->kind == KMS_LIST_DAILY)
    written =
        kms_history_walk_days (session, dealer, list, after, TRUE, write_day, &writing, error);
  else
    written = kms_store_list (session, &listing, after, write_row, &writing, error);
  return written ? g_steal_pointer (&chunk) : NULL;
}

/**
 * kms_history_chunk_free:
 * @chunk: (transfer full) (nullable): a chunk
 */
void
kms_history_chunk_free (KmsHistoryChunk *chunk)
{
  if (chunk == NULL)
    return;

  if (chunk->text != NULL)
    g_string_free (chunk->text, TRUE);
  g_free (chunk);
}
