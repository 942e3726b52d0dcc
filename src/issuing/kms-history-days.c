/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The days on which something was issued: from one issuance to its day in the time zone, over that, and
 * on to the next issuance. So a page costs what its days hold, however long the history is. */

#include "issuing/kms-history-private.h"

/* What is left of a listing behind a day. */
static void
cut (KmsStoreListing *rest, GTimeZone *zone, KmsDay day)
{
  if (rest->ascending)
    rest->from = MAX (rest->from, kms_day_start (zone, day + 1));
  else
    rest->to = MIN (rest->to, kms_day_start (zone, day));
}

/* The part of a listing that falls on a day. */
static KmsStoreListing
narrow (const KmsStoreListing *listing, GTimeZone *zone, KmsDay day)
{
  KmsStoreListing narrowed = *listing;

  narrowed.from = MAX (narrowed.from, kms_day_start (zone, day));
  narrowed.to = MIN (narrowed.to, kms_day_start (zone, day + 1));
  return narrowed;
}

/**
 * kms_history_walk_days:
 * @session: the transaction
 * @dealer: whose
 * @list: of %KMS_LIST_DAILY
 * @after: (nullable): the place of the day before the first one that is wanted
 * @sums: whether the sums are wanted
 * @func: (scope call): called for each day with an issuance, in the order of the list
 * @data: for @func
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_history_walk_days (KmsStoreSession *session,
                       const char *dealer,
                       const KmsList *list,
                       const KmsStorePlace *after,
                       gboolean sums,
                       KmsDailyFunc func,
                       gpointer data,
                       GError **error)
{
  KmsStoreListing rest = list->listing;
  KmsDailyRow row = { 0 };
  gboolean found;
  gint64 at;

  rest.dealer = dealer;
  if (after != NULL)
    cut (&rest, list->zone, (KmsDay) after->at);
  do
    {
      if (!kms_store_find_first (session, &rest, &found, &at, error))
        return FALSE;
      if (!found)
        return TRUE;
      row.day = kms_day_of (list->zone, at);
      if (sums)
        {
          KmsStoreListing of_day = narrow (&rest, list->zone, row.day);

          if (!kms_store_sum (session, &of_day, &row.sum, error))
            return FALSE;
        }
      cut (&rest, list->zone, row.day);
    }
  while (func (&row, data));
  return TRUE;
}
