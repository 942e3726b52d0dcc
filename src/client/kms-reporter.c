/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsReporter: hands each call over to the implementation, after checking what the compiler cannot
 * check. It owns nothing. */

#include "client/kms-reporter.h"

#include <string.h>

G_DEFINE_INTERFACE (KmsReporter, kms_reporter, KMS_TYPE_BACKEND)

static void
kms_reporter_default_init (KmsReporterInterface *iface)
{
}

/**
 * kms_reporter_dup_local_zone:
 *
 * Returns: (transfer full): the time zone of this computer by its name in the IANA database; "UTC" when
 *   it is set in a way that has no such name
 */
char *
kms_reporter_dup_local_zone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (zone);

  /* Names are "UTC" and those of "Area/Place"; anything else is a path, a rule or an offset. */
  if (!g_ascii_isupper (name[0]) || strchr (name, '/') == NULL)
    return g_strdup ("UTC");
  return g_strdup (name);
}

/**
 * kms_reporter_load_days_async:
 * @reporter: a backend
 * @query: which days, of %KMS_REPORT_DAILY
 * @cancellable: (nullable): cancels the call
 * @callback: called when they are there
 * @user_data: data for @callback
 *
 * Asks for the daily totals, all of them: they are few.
 */
void
kms_reporter_load_days_async (KmsReporter *reporter,
                              const KmsReportQuery *query,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (KMS_IS_REPORTER (reporter));
  g_return_if_fail (query != NULL && query->kind == KMS_REPORT_DAILY);

  KMS_REPORTER_GET_IFACE (reporter)->load_days_async (reporter, query, cancellable, callback,
                                                      user_data);
}

/**
 * kms_reporter_load_days_finish:
 * @reporter: a backend
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type KmsReportDay): the days on which something was
 *   issued, in the order of the query
 */
GPtrArray *
kms_reporter_load_days_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_REPORTER (reporter), NULL);

  return KMS_REPORTER_GET_IFACE (reporter)->load_days_finish (reporter, result, error);
}

/**
 * kms_reporter_load_page_async:
 * @reporter: a backend
 * @query: which rows, of %KMS_REPORT_HISTORY
 * @cursor: (nullable): the next_cursor of the page before, of the same query; %NULL for the first page
 * @cancellable: (nullable): cancels the call
 * @callback: called when it is there
 * @user_data: data for @callback
 *
 * Asks for %KMS_REPORTER_PAGE_SIZE rows of the history.
 */
void
kms_reporter_load_page_async (KmsReporter *reporter,
                              const KmsReportQuery *query,
                              const char *cursor,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (KMS_IS_REPORTER (reporter));
  g_return_if_fail (query != NULL && query->kind == KMS_REPORT_HISTORY);

  KMS_REPORTER_GET_IFACE (reporter)->load_page_async (reporter, query, cursor, cancellable,
                                                      callback, user_data);
}

/**
 * kms_reporter_load_page_finish:
 * @reporter: a backend
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the page
 */
KmsFoundPage *
kms_reporter_load_page_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_REPORTER (reporter), NULL);

  return KMS_REPORTER_GET_IFACE (reporter)->load_page_finish (reporter, result, error);
}

/**
 * kms_reporter_write_csv_async:
 * @reporter: a backend
 * @query: which rows
 * @stream: where to; it is not closed
 * @progress: (nullable) (scope async): told how far it is
 * @progress_data: data for @progress
 * @cancellable: (nullable): cancels the call; what is written then stays
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Writes a whole report, as the contract describes the CSV: UTF-8 without a byte order mark, times in
 * the zone of the query. It is never in memory as a whole.
 */
void
kms_reporter_write_csv_async (KmsReporter *reporter,
                              const KmsReportQuery *query,
                              GOutputStream *stream,
                              KmsReportProgress progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (KMS_IS_REPORTER (reporter));
  g_return_if_fail (query != NULL && G_IS_OUTPUT_STREAM (stream));

  KMS_REPORTER_GET_IFACE (reporter)->write_csv_async (
      reporter, query, stream, progress, progress_data, cancellable, callback, user_data);
}

/**
 * kms_reporter_write_csv_finish:
 * @reporter: a backend
 * @result: the result
 * @error: return location
 *
 * Returns: whether all of it is written; on failure also one of KMS_ERROR_STORE_*
 */
gboolean
kms_reporter_write_csv_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_REPORTER (reporter), FALSE);

  return KMS_REPORTER_GET_IFACE (reporter)->write_csv_finish (reporter, result, error);
}
