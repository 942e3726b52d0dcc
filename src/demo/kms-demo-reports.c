/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDemoBackend as a KmsReporter: its own history, every row of a file marked. The task of a call owns
 * what it has so far; a piece of work reads it on the thread of the store while the task waits. */

#include "common/kms-error.h"
#include "demo/kms-demo-private.h"
#include "demo/kms-demo-sample.h"
#include "issuing/kms-history.h"

/* Some 150 KiB at a time. */
#define CHUNK_ROWS 1000

typedef struct
{
  KmsReportQuery *query;  /* owned */
  KmsList *list;          /* owned */
  GPtrArray *days;        /* owned, of KmsReportDay; so far */
  KmsHistoryChunk *chunk; /* owned; the last one */

  GOutputStream *stream; /* owned; NULL unless CSV is written */
  KmsReportProgress progress;
  gpointer progress_data;
  goffset n_bytes;
} Report;

static void
report_free (Report *report)
{
  kms_report_query_free (report->query);
  g_clear_pointer (&report->list, kms_list_unref);
  g_clear_pointer (&report->days, g_ptr_array_unref);
  kms_history_chunk_free (report->chunk);
  g_clear_object (&report->stream);
  g_free (report);
}

/* What to ask the store for: a page of the query, or all of it. */
static gboolean
make_list (Report *report, const char *cursor, guint limit, GError **error) /* limit: 0 for all */
{
  const KmsReportQuery *query = report->query;
  char number[16];
  const KmsListParameters parameters = {
    .from = query->from,
    .to = query->to,
    .tz = query->tz,
    .cursor = cursor,
    .limit = limit > 0 ? number : NULL,
  };

  g_snprintf (number, sizeof number, "%u", limit);
  g_clear_pointer (&report->list, kms_list_unref);
  report->list = kms_list_new (query->kind == KMS_REPORT_DAILY ? KMS_LIST_DAILY : KMS_LIST_HISTORY,
                               limit == 0, &parameters, error);
  return report->list != NULL;
}

/* Returns: (nullable): the task; NULL when it has answered that the query is not good. */
static GTask *
begin (KmsReporter *reporter,
       const KmsReportQuery *query,
       const char *cursor,
       guint limit,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data,
       gpointer source_tag)
{
  g_autoptr (GTask) task = g_task_new (reporter, cancellable, callback, user_data);
  Report *report = g_new0 (Report, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, report, (GDestroyNotify) report_free);
  report->query = kms_report_query_copy (query);
  if (make_list (report, cursor, limit, &error))
    return g_steal_pointer (&task);
  g_task_return_error (task, error);
  return NULL;
}

/* On the thread of the store. */

static gpointer
do_load_page (KmsStoreSession *session, gpointer data, GError **error)
{
  const Report *report = data;

  return kms_history_load_page (session, KMS_DEMO_DEALER, report->list, error);
}

static gpointer
do_load_chunk (KmsStoreSession *session, gpointer data, GError **error)
{
  const Report *report = data;

  return kms_history_load_chunk (session, KMS_DEMO_DEALER, report->list,
                                 report->chunk != NULL ? &report->chunk->last : NULL, CHUNK_ROWS,
                                 TRUE, error);
}

static void
load_page (GTask *task, GAsyncReadyCallback callback)
{
  KmsDemoBackend *self = g_task_get_source_object (task);

  kms_store_run_async (self->store, KMS_STORE_READ, do_load_page, g_task_get_task_data (task), NULL,
                       (GDestroyNotify) kms_history_page_free, g_task_get_cancellable (task),
                       callback, g_object_ref (task));
}

/* The daily totals, page by page. */

static void
on_days (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Report *report = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KmsHistoryPage) page = kms_store_run_finish (KMS_STORE (source), result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < page->rows->len; i++)
    {
      const KmsDailyRow *row = g_ptr_array_index (page->rows, i);
      KmsReportDay *day = g_new0 (KmsReportDay, 1);

      day->date = kms_day_to_date (row->day);
      day->issued_keys = row->sum.issued_keys;
      day->reissued_keys = row->sum.reissued_keys;
      day->devices = row->sum.devices;
      g_ptr_array_add (report->days, day);
    }
  if (page->next_cursor == NULL)
    g_task_return_pointer (task, g_steal_pointer (&report->days),
                           (GDestroyNotify) g_ptr_array_unref);
  else if (make_list (report, page->next_cursor, KMS_LIST_MAX_LIMIT, &error))
    load_page (task, on_days);
  else
    g_task_return_error (task, error);
}

static void
kms_demo_load_days_async (KmsReporter *reporter,
                          const KmsReportQuery *query,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = begin (reporter, query, NULL, KMS_LIST_MAX_LIMIT, cancellable, callback,
                                  user_data, kms_demo_load_days_async);

  if (task == NULL)
    return;
  ((Report *) g_task_get_task_data (task))->days = g_ptr_array_new_with_free_func (g_free);
  load_page (task, on_days);
}

static GPtrArray *
kms_demo_load_days_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A page of the history */

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (KmsHistoryPage) found = kms_store_run_finish (KMS_STORE (source), result, &error);
  KmsFoundPage *page;

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  page = g_new0 (KmsFoundPage, 1);
  page->rows = g_steal_pointer (&found->rows);
  page->total = found->total;
  page->total_exact = found->total_exact;
  page->next_cursor = g_steal_pointer (&found->next_cursor);
  g_task_return_pointer (task, page, (GDestroyNotify) kms_found_page_free);
}

static void
kms_demo_load_page_async (KmsReporter *reporter,
                          const KmsReportQuery *query,
                          const char *cursor,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = begin (reporter, query, cursor, KMS_REPORTER_PAGE_SIZE, cancellable,
                                  callback, user_data, kms_demo_load_page_async);

  if (task != NULL)
    load_page (task, on_page);
}

static KmsFoundPage *
kms_demo_load_page_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The CSV, chunk by chunk: each is written before the next one is read. */

static void load_chunk (GTask *task);

static void
on_chunk_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Report *report = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n_written;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &n_written, &error))
    {
      g_task_return_error (task, kms_error_from_disk (error));
      g_error_free (error);
      return;
    }
  report->n_bytes += (goffset) n_written;
  if (report->progress != NULL)
    report->progress (report->n_bytes, report->progress_data);
  if (report->chunk->complete)
    g_task_return_boolean (task, TRUE);
  else
    load_chunk (task);
}

static void
on_chunk (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Report *report = g_task_get_task_data (task);
  GError *error = NULL;
  KmsHistoryChunk *chunk = kms_store_run_finish (KMS_STORE (source), result, &error);

  if (chunk == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  kms_history_chunk_free (report->chunk);
  report->chunk = chunk;
  g_output_stream_write_all_async (report->stream, chunk->text->str, chunk->text->len,
                                   G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                   on_chunk_written, g_object_ref (task));
}

static void
load_chunk (GTask *task)
{
  KmsDemoBackend *self = g_task_get_source_object (task);

  kms_store_run_async (self->store, KMS_STORE_READ, do_load_chunk, g_task_get_task_data (task),
                       NULL, (GDestroyNotify) kms_history_chunk_free, g_task_get_cancellable (task),
                       on_chunk, g_object_ref (task));
}

static void
kms_demo_write_csv_async (KmsReporter *reporter,
                          const KmsReportQuery *query,
                          GOutputStream *stream,
                          KmsReportProgress progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task =
      begin (reporter, query, NULL, 0, cancellable, callback, user_data, kms_demo_write_csv_async);
  Report *report;

  if (task == NULL)
    return;
  report = g_task_get_task_data (task);
  report->stream = g_object_ref (stream);
  report->progress = progress;
  report->progress_data = progress_data;
  load_chunk (task);
}

static gboolean
kms_demo_write_csv_finish (KmsReporter *reporter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kms_demo_init_reporter (KmsReporterInterface *iface)
{
  iface->load_days_async = kms_demo_load_days_async;
  iface->load_days_finish = kms_demo_load_days_finish;
  iface->load_page_async = kms_demo_load_page_async;
  iface->load_page_finish = kms_demo_load_page_finish;
  iface->write_csv_async = kms_demo_write_csv_async;
  iface->write_csv_finish = kms_demo_write_csv_finish;
}
