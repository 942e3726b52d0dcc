/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages of lists. A page asks for one row more than it shows, to know whether there is another page; only
 * what does not fit on one page is counted. */

#include "issuing/kms-history.h"

#include "common/kms-error.h"
#include "issuing/kms-history-private.h"

typedef struct
{
  const KmsList *list; /* borrowed */
  KmsHistoryPage *page;
  KmsStorePlace last; /* of the last row on the page */
  gboolean more;      /* there are rows behind it */
  guint n_rows;       /* as many were counted */
} Walk;

static void
history_row_free (KmsHistoryRow *row)
{
  g_free (row->key.part_number);
  g_free (row->key.purpose);
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    g_free (row->mailed_to[i]);
  g_free (row);
}

static KmsHistoryRow *
history_row_new (const KmsStoreRow *found)
{
  KmsHistoryRow *row = g_new0 (KmsHistoryRow, 1);
  KmsIssuedKey *key = &row->key;

  row->issue = found->place.issue;
  row->at = found->place.at;
  key->issued_at = found->first_issued_at;
  key->reissued = found->reissued;
  kms_category_from_string (found->category, &key->category);
  g_strlcpy (key->device_id, found->device_id, KMS_IDENTIFIER_SIZE);
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    g_strlcpy (key->site.line[i], found->line[i], KMS_SITE_LINE_SIZE);
  g_strlcpy (key->activation_key, found->activation_key, KMS_IDENTIFIER_SIZE);
  key->part_number = g_strdup (found->part_number);
  key->purpose = g_strdup (found->purpose);
  g_strlcpy (key->registration_key, found->registration_key, KMS_IDENTIFIER_SIZE);
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    row->mailed_to[i] = g_strdup (found->mail_to[i]);
  return row;
}

/* Takes a row while there is room. With words, which SQL does not know, it goes on to count. */
static gboolean
take_row (const KmsStoreRow *row, gpointer data)
{
  Walk *walk = data;
  KmsHistoryPage *page = walk->page;

  if (!kms_list_matches (walk->list, row))
    return TRUE;
  walk->n_rows++;
  if (page->rows->len < walk->list->limit)
    {
      g_ptr_array_add (page->rows, history_row_new (row));
      walk->last = row->place;
      return TRUE;
    }
  walk->more = TRUE;
  return walk->list->words != NULL && !walk->list->goes_on && walk->n_rows <= KMS_LIST_MAX_TOTAL;
}

static gboolean
count_row (const KmsStoreRow *row, gpointer data)
{
  Walk *walk = data;

  if (kms_list_matches (walk->list, row))
    walk->n_rows++;
  return walk->n_rows <= KMS_LIST_MAX_TOTAL;
}

static gboolean
take_day (const KmsDailyRow *row, gpointer data)
{
  Walk *walk = data;
  GPtrArray *rows = walk->page->rows;

  walk->n_rows++;
  walk->more = rows->len == walk->list->limit;
  if (walk->more)
    return FALSE;
  g_ptr_array_add (rows, g_memdup2 (row, sizeof *row));
  walk->last.at = row->day;
  return TRUE;
}

static gboolean
count_day (const KmsDailyRow *row, gpointer data)
{
  Walk *walk = data;

  return ++walk->n_rows <= KMS_LIST_MAX_TOTAL;
}

/* The rows of the page. */
static gboolean
walk_page (KmsStoreSession *session, const char *dealer, Walk *walk, GError **error)
{
  const KmsList *list = walk->list;
  const KmsStorePlace *after = list->goes_on ? &list->after : NULL;
  KmsStoreListing listing = list->listing;

  listing.dealer = dealer;
  if (list->kind == KMS_LIST_DAILY)
    return kms_history_walk_days (session, dealer, list, after, TRUE, take_day, walk, error);
  return kms_store_list (session, &listing, after, take_row, walk, error);
}

/* All rows of the list, up to one more than are counted. */
static gboolean
count_all (KmsStoreSession *session, const char *dealer, Walk *walk, GError **error)
{
  const KmsList *list = walk->list;
  KmsStoreListing listing = list->listing;

  listing.dealer = dealer;
  walk->n_rows = 0;
  if (list->kind == KMS_LIST_DAILY)
    return kms_history_walk_days (session, dealer, list, NULL, FALSE, count_day, walk, error);
  if (list->words != NULL)
    return kms_store_list (session, &listing, NULL, count_row, walk, error);
  return kms_store_count (session, &listing, KMS_LIST_MAX_TOTAL + 1, &walk->n_rows, error);
}

/**
 * kms_history_load_page:
 * @session: the transaction
 * @dealer: whose
 * @list: what is asked for
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the page; or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
KmsHistoryPage *
kms_history_load_page (KmsStoreSession *session,
                       const char *dealer,
                       const KmsList *list,
                       GError **error)
{
  g_autoptr (KmsHistoryPage) page = g_new0 (KmsHistoryPage, 1);
  Walk walk = { .list = list, .page = page };
  gboolean counted;

  page->rows = g_ptr_array_new_with_free_func (
      list->kind == KMS_LIST_DAILY ? g_free : (GDestroyNotify) history_row_free);
  if (!walk_page (session, dealer, &walk, error))
    return NULL;
  counted = !list->goes_on && (!walk.more || (list->words != NULL && list->kind != KMS_LIST_DAILY));
  if (!counted && !count_all (session, dealer, &walk, error))
    return NULL;
  page->total = MIN (walk.n_rows, KMS_LIST_MAX_TOTAL);
  page->total_exact = walk.n_rows <= KMS_LIST_MAX_TOTAL;
  if (walk.more)
    page->next_cursor = kms_list_make_cursor (list, &walk.last);
  return g_steal_pointer (&page);
}

/**
 * kms_history_page_free:
 * @page: (transfer full) (nullable): a page
 */
void
kms_history_page_free (KmsHistoryPage *page)
{
  if (page == NULL)
    return;

  g_clear_pointer (&page->rows, g_ptr_array_unref);
  g_free (page->next_cursor);
  g_free (page);
}
