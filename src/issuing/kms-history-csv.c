/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reports as CSV, some rows at a time: between two chunks nothing is held open in the store, so a slow
 * reader is in nobody's way, and memory does not grow with the report. */

#include "common/kms-csv.h"
#include "issuing/kms-history-private.h"

static const char *const history_columns[] = { "issued_at",        "event",       "category",
                                               "device_id",        "site_1",      "site_2",
                                               "activation_key",   "part_number", "purpose",
                                               "registration_key", "mailed_to",   NULL };
static const char *const daily_columns[] = { "date", "issued_keys", "reissued_keys", "devices",
                                             NULL };

typedef struct
{
  KmsHistoryChunk *chunk; /* borrowed */
  guint n_left;
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
  KmsCategory category = KMS_CATEGORY_HDVC;
  char issued_at[KMS_TIME_SIZE];
  char device_id[KMS_IDENTIFIER_SHOWN_SIZE];
  char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  char registration_key[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *both =
      row->mail_to[1] == NULL ? NULL : g_strconcat (row->mail_to[0], " ", row->mail_to[1], NULL);
  const char *mailed_to = both != NULL ? both : row->mail_to[0];

  if (is_full (writing))
    return FALSE;
  kms_category_from_string (row->category, &category);
  {
    const char *const fields[] = {
      kms_time_writer_write (&writing->time_writer, row->place.at, issued_at),
      row->reissued ? "reissued" : "issued",
      row->category,
      kms_identifier_format (kms_identifier_device_kind (category), row->device_id, device_id),
      row->line[0],
      row->line[1],
      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, row->activation_key, activation_key),
      row->part_number,
      row->purpose,
      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, row->registration_key,
                             registration_key),
      mailed_to != NULL ? mailed_to : "",
      NULL,
    };

    kms_csv_append_row (writing->chunk->text, fields);
  }
  writing->chunk->last = row->place;
  return TRUE;
}

static gboolean
write_day (const KmsDailyRow *row, gpointer data)
{
  Writing *writing = data;
  char date[KMS_DAY_SIZE];
  char numbers[3][24];
  const gint64 values[] = { row->sum.issued_keys, row->sum.reissued_keys, row->sum.devices };
  const char *const fields[] = { kms_day_to_string (row->day, date), numbers[0], numbers[1],
                                 numbers[2], NULL };

  if (is_full (writing))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_snprintf (numbers[i], sizeof numbers[i], "%" G_GINT64_FORMAT, values[i]);
  kms_csv_append_row (writing->chunk->text, fields);
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
                        GError **error)
{
  g_autoptr (KmsHistoryChunk) chunk = g_new0 (KmsHistoryChunk, 1);
  Writing writing = { .chunk = chunk, .n_left = n_rows };
  KmsStoreListing listing = list->listing;
  gboolean written;

  chunk->text = g_string_sized_new (256 * (gsize) n_rows);
  chunk->complete = TRUE;
  kms_time_writer_init (&writing.time_writer, list->zone);
  listing.dealer = dealer;
  if (after == NULL)
    kms_csv_append_row (chunk->text,
                        list->kind == KMS_LIST_DAILY ? daily_columns : history_columns);
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
