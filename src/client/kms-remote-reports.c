/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRemote as a KmsReporter. The task of the daily totals owns the days that it has so far. The CSV goes
 * into the stream as the server writes it; it has come to its end when it ends with the oldest row, which is
 * asked for beforehand. New rows come in at the other end, so it stays the oldest. */

#include "client/kms-remote-private.h"
#include "client/kms-report-json.h"
#include "common/kms-clock.h"
#include "common/kms-csv.h"

#include <string.h>

/* The most that the contract allows. */
#define MAX_PAGE_SIZE 200

typedef struct
{
  KmsRestRequest *request; /* owned; for any page */
  GPtrArray *days;         /* owned, of KmsReportDay */
  char *cursor;            /* owned, nullable */
} Days;

typedef struct
{
  KmsReportQuery *query;      /* owned */
  GOutputStream *stream;      /* owned */
  KmsReportProgress progress; /* nullable */
  gpointer data;
  char **oldest; /* owned; the fields of the oldest row; NULL when there is none */
} Writing;

static void
days_free (gpointer data)
{
  Days *days = data;

  kms_rest_request_free (days->request);
  g_clear_pointer (&days->days, g_ptr_array_unref);
  g_free (days->cursor);
  g_free (days);
}

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  kms_report_query_free (writing->query);
  g_object_unref (writing->stream);
  g_strfreev (writing->oldest);
  g_free (writing);
}

static KmsRestRequest *
make_request (const KmsReportQuery *query)
{
  KmsRestRequest *request =
      kms_rest_request_new ("GET", "v1", "reports", kms_report_kind_to_string (query->kind), NULL);

  if (query->from != NULL)
    kms_rest_request_add_parameter (request, "from", query->from);
  if (query->to != NULL)
    kms_rest_request_add_parameter (request, "to", query->to);
  if (query->tz != NULL)
    kms_rest_request_add_parameter (request, "tz", query->tz);
  return request;
}

static void
add_limit (KmsRestRequest *request, guint limit)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", limit);
  kms_rest_request_add_parameter (request, "limit", text);
}

static void ask_for_days (GTask *task);

static void
on_days (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Days *days = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (!kms_report_days_from_json (answer->body, days->days, &days->cursor, &fault))
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "%s", fault->message);
  else if (days->cursor != NULL)
    ask_for_days (task);
  else
    g_task_return_pointer (task, g_steal_pointer (&days->days), (GDestroyNotify) g_ptr_array_unref);
}

static void
ask_for_days (GTask *task)
{
  Days *days = g_task_get_task_data (task);
  g_autoptr (KmsRestRequest) request = kms_rest_request_copy (days->request);

  if (days->cursor != NULL)
    kms_rest_request_add_parameter (request, "cursor", days->cursor);
  kms_remote_call_async (g_task_get_source_object (task), KMS_REMOTE_SESSION, request,
                         g_task_get_cancellable (task), on_days, g_object_ref (task));
}

static void
kms_remote_load_days_async (KmsReporter *reporter,
                            const KmsReportQuery *query,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = kms_remote_task_new (KMS_REMOTE (reporter), cancellable, callback,
                                                user_data, kms_remote_load_days_async);
  Days *days = g_new0 (Days, 1);

  days->request = make_request (query);
  add_limit (days->request, MAX_PAGE_SIZE);
  days->days = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, days, days_free);
  ask_for_days (task);
}

static GPtrArray *
kms_remote_load_days_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_load_days_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_page (const KmsRestAnswer *answer, GError **error)
{
  return kms_report_page_from_json (answer->body, error);
}

static void
kms_remote_load_page_async (KmsReporter *reporter,
                            const KmsReportQuery *query,
                            const char *cursor,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  KmsRestRequest *request = make_request (query);

  add_limit (request, KMS_REPORTER_PAGE_SIZE);
  if (cursor != NULL)
    kms_rest_request_add_parameter (request, "cursor", cursor);
  kms_remote_run (kms_remote_task_new (KMS_REMOTE (reporter), cancellable, callback, user_data,
                                       kms_remote_load_page_async),
                  request, KMS_REMOTE_SESSION, read_page, (GDestroyNotify) kms_found_page_free);
}

static KmsFoundPage *
kms_remote_load_page_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_load_page_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_progress (goffset n_received, goffset n_total, gpointer user_data)
{
  Writing *writing = g_task_get_task_data (user_data);

  if (writing->progress != NULL)
    writing->progress (n_received, writing->data);
}

/* The fields of a row of CSV; NULL when it is none. */
static char **
split_row (const char *text, gsize length)
{
  g_autoptr (GPtrArray) rows = kms_csv_parse (text, (gssize) length, NULL);

  return rows != NULL && rows->len == 1 ? g_strdupv (rows->pdata[0]) : NULL;
}

static char **
split_day (const KmsReportDay *day)
{
  g_autoptr (GString) csv = g_string_new (NULL);

  kms_report_append_day (csv, day, FALSE);
  return split_row (csv->str, csv->len);
}

static char **
split_key (const KmsFoundKey *found)
{
  const KmsIssuedKey *key = found->key;
  g_autofree char *issued_at = kms_time_to_string (found->at);
  g_autofree char *mailed_to = g_strjoinv (" ", found->mailed_to);
  const KmsReportFields fields = {
    .issued_at = issued_at,
    .reissued = key->reissued,
    .category = key->category,
    .device_id = key->device_id,
    .site = { key->site.line[0], key->site.line[1] },
    .activation_key = key->activation_key,
    .part_number = key->part_number,
    .purpose = key->purpose,
    .registration_key = key->registration_key,
    .mailed_to = mailed_to,
  };
  g_autoptr (GString) csv = g_string_new (NULL);

  kms_report_append_key (csv, &fields, FALSE);
  return split_row (csv->str, csv->len);
}

/* Of a day the date is enough: its sums may have grown meanwhile. Of a key the time may be written in
 * another zone, and to the second. */
static gboolean
is_same_row (KmsReportKind kind, char **row, char **expected)
{
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GDateTime) expected_time = NULL;

  if (kind == KMS_REPORT_DAILY)
    return g_str_equal (row[0], expected[0]);
  time = g_date_time_new_from_iso8601 (row[0], NULL);
  expected_time = g_date_time_new_from_iso8601 (expected[0], NULL);
  return time != NULL && expected_time != NULL
         && g_date_time_to_unix (time) == g_date_time_to_unix (expected_time)
         && g_strv_equal ((const char *const *) row + 1, (const char *const *) expected + 1);
}

/* Whether the report is whole. */
static gboolean
is_end (const Writing *writing, GBytes *tail)
{
  gsize size;
  const char *text = g_bytes_get_data (tail, &size);
  const char *last = NULL;
  g_auto (GStrv) row = NULL;

  if (size < 2 || memcmp (text + size - 2, "\r\n", 2) != 0)
    return FALSE;
  if (writing->oldest == NULL)
    return TRUE;
  last = g_strrstr_len (text, (gssize) size - 2, "\r\n");
  if (last == NULL)
    return FALSE;
  last += 2;
  row = split_row (last, size - (gsize) (last - text));
  return row != NULL && is_same_row (writing->query->kind, row, writing->oldest);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_fetch_finish (KMS_REMOTE (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (is_end (g_task_get_task_data (task), answer->tail))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_CONNECTION_BROKEN,
                             "the report ends before its last row");
}

/* Returns: whether it could be read */
static gboolean
read_oldest (Writing *writing, const KmsRestAnswer *answer, GError **error)
{
  g_autofree char *cursor = NULL;
  g_autoptr (GPtrArray) days = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KmsFoundPage) page = NULL;

  if (writing->query->kind == KMS_REPORT_DAILY)
    {
      if (!kms_report_days_from_json (answer->body, days, &cursor, error))
        return FALSE;
      if (days->len > 0)
        writing->oldest = split_day (g_ptr_array_index (days, 0));
      return TRUE;
    }
  page = kms_report_page_from_json (answer->body, error);
  if (page != NULL && page->rows->len > 0)
    writing->oldest = split_key (g_ptr_array_index (page->rows, 0));
  return page != NULL;
}

static void
on_oldest (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Writing *writing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);
  g_autoptr (KmsRestRequest) request = NULL;

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (!read_oldest (writing, answer, &fault))
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "%s", fault->message);
  else
    {
      request = make_request (writing->query);
      kms_remote_fetch_async (KMS_REMOTE (source), request, "text/csv", writing->stream,
                              on_progress, task, g_task_get_cancellable (task), on_written,
                              g_object_ref (task));
    }
}

static void
kms_remote_write_csv_async (KmsReporter *reporter,
                            const KmsReportQuery *query,
                            GOutputStream *stream,
                            KmsReportProgress progress,
                            gpointer progress_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = kms_remote_task_new (KMS_REMOTE (reporter), cancellable, callback, user_data,
                                     kms_remote_write_csv_async);
  g_autoptr (KmsRestRequest) request = make_request (query);
  Writing *writing = g_new0 (Writing, 1);

  writing->query = kms_report_query_copy (query);
  writing->stream = g_object_ref (stream);
  writing->progress = progress;
  writing->data = progress_data;
  g_task_set_task_data (task, writing, writing_free);
  kms_rest_request_add_parameter (request, "order", "asc");
  add_limit (request, 1);
  kms_remote_call_async (KMS_REMOTE (reporter), KMS_REMOTE_SESSION, request, cancellable, on_oldest,
                         task);
}

static gboolean
kms_remote_write_csv_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_write_csv_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kms_remote_init_reporter (KmsReporterInterface *iface)
{
  iface->load_days_async = kms_remote_load_days_async;
  iface->load_days_finish = kms_remote_load_days_finish;
  iface->load_page_async = kms_remote_load_page_async;
  iface->load_page_finish = kms_remote_load_page_finish;
  iface->write_csv_async = kms_remote_write_csv_async;
  iface->write_csv_finish = kms_remote_write_csv_finish;
}
