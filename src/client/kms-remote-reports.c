/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRemote as a KmsReporter. The task of the daily totals owns the days that it has so far; the CSV goes
 * into the stream as the server writes it. */

#include "client/kms-remote-private.h"
#include "client/kms-report-json.h"

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
  KmsReportProgress progress; /* nullable */
  gpointer data;
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
  if (query->ascending)
    kms_rest_request_add_parameter (request, "order", "asc");
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

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_fetch_finish (KMS_REMOTE (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
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

  writing->progress = progress;
  writing->data = progress_data;
  g_task_set_task_data (task, writing, g_free);
  kms_remote_fetch_async (KMS_REMOTE (reporter), request, "text/csv", stream, on_progress, task,
                          cancellable, on_written, task);
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
