/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages of lists. A page asks for one row more than it shows, to know whether there is another page. With
 * the first page it is counted how many rows there are on all; the cursor takes that along. */

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
  guint n_examined;
  gboolean given_up; /* there may be more than were counted */
} Walk;

/* After so many rows along the time nothing more is counted: nobody waits for a number. */
#define MAX_EXAMINED 4000

static KmsFoundKey *
found_key_new (const KmsStoreRow *row)
{
  KmsFoundKey *found = kms_found_key_new ();
  KmsIssuedKey *key = found->key;

  found->issuance_id = g_strdup_printf ("%" G_GINT64_FORMAT, row->place.issue);
  found->at = row->place.at;
  key->issued_at = row->first_issued_at;
  key->reissued = row->reissued;
  kms_category_from_string (row->category, &key->category);
  g_strlcpy (key->device_id, row->device_id, KMS_IDENTIFIER_SIZE);
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    g_strlcpy (key->site.line[i], row->line[i], KMS_SITE_LINE_SIZE);
  g_strlcpy (key->activation_key, row->activation_key, KMS_IDENTIFIER_SIZE);
  key->part_number = g_strdup (row->part_number);
  key->purpose = g_strdup (row->purpose);
  g_strlcpy (key->registration_key, row->registration_key, KMS_IDENTIFIER_SIZE);
  g_strfreev (found->mailed_to);
  found->mailed_to = g_new0 (char *, KMS_REQUEST_MAX_MAILS + 1);
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    found->mailed_to[i] = g_strdup (row->mail_to[i]);
  return found;
}

/* Whether the text, which SQL does not know, asks for it. */
static gboolean
matches (const KmsList *list, const KmsStoreRow *row)
{
  return kms_search_text_is_empty (&list->text)
         || kms_search_text_matches (&list->text, row->device_id, row->activation_key, row->line[0],
                                     row->line[1]);
}

/* Takes a row while there is room. With a text, the first page goes on to count, but not through all of
 * a long list. */
static gboolean
take_row (const KmsStoreRow *row, gpointer data)
{
  Walk *walk = data;
  const KmsList *list = walk->list;
  KmsHistoryPage *page = walk->page;

  walk->n_examined++;
  if (matches (list, row))
    {
      walk->n_rows++;
      if (page->rows->len == list->limit)
        walk->more = TRUE;
      else
        {
          g_ptr_array_add (page->rows, found_key_new (row));
          walk->last = row->place;
        }
    }
  if (!walk->more)
    return TRUE;
  walk->given_up = row->along_time && walk->n_examined >= MAX_EXAMINED;
  return !kms_search_text_is_empty (&list->text) && !list->goes_on && !walk->given_up
         && walk->n_rows <= KMS_LIST_MAX_TOTAL;
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
      list->kind == KMS_LIST_DAILY ? g_free : (GDestroyNotify) kms_found_key_free);
  if (!walk_page (session, dealer, &walk, error))
    return NULL;
  if (list->goes_on)
    {
      page->total = list->total;
      page->total_exact = list->total_exact;
    }
  else
    {
      counted =
          !walk.more || (!kms_search_text_is_empty (&list->text) && list->kind != KMS_LIST_DAILY);
      if (!counted && !count_all (session, dealer, &walk, error))
        return NULL;
      page->total = MIN (walk.n_rows, KMS_LIST_MAX_TOTAL);
      page->total_exact = walk.n_rows <= KMS_LIST_MAX_TOTAL && !walk.given_up;
    }
  if (walk.more)
    page->next_cursor = kms_list_make_cursor (list, &walk.last, page->total, page->total_exact);
  return g_steal_pointer (&page);
}

/**
 * kms_history_find:
 * @session: the transaction
 * @dealer: whose
 * @search: what is looked for
 * @cursor: (nullable): where the page begins
 * @limit: how many rows it has at most
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the page; or %NULL with @error set as by kms_list_new(), or to one of
 *   KMS_ERROR_STORE_*
 */
KmsFoundPage *
kms_history_find (KmsStoreSession *session,
                  const char *dealer,
                  const KmsSearch *search,
                  const char *cursor,
                  guint limit,
                  GError **error)
{
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);
  const KmsListParameters parameters = {
    .q = search->text,
    .device_id = search->device_id,
    .activation_key = search->activation_key,
    .from = search->from,
    .to = search->to,
    .tz = search->tz,
    .order = search->oldest_first ? "asc" : "desc",
    .cursor = cursor,
    .limit = limit_text,
  };
  g_autoptr (KmsList) list = kms_list_new (KMS_LIST_ISSUANCES, FALSE, &parameters, error);
  g_autoptr (KmsHistoryPage) page = NULL;
  KmsFoundPage *found;

  if (list == NULL)
    return NULL;
  page = kms_history_load_page (session, dealer, list, error);
  if (page == NULL)
    return NULL;
  found = g_new0 (KmsFoundPage, 1);
  found->rows = g_steal_pointer (&page->rows);
  found->total = page->total;
  found->total_exact = page->total_exact;
  found->next_cursor = g_steal_pointer (&page->next_cursor);
  return found;
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
