/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reports: page by page into one array of rows, or as the file that the server writes. The task of a
 * list owns the rows that it has so far. */

#include "client/kms-remote-reports.h"

#include "client/kms-remote-private.h"
#include "client/kms-wire.h"

#define PAGE_SIZE "200"

typedef struct
{
  KmsRestRequest *request; /* owned; for any page */
  JsonArray *rows;         /* owned */
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  kms_rest_request_free (list->request);
  json_array_unref (list->rows);
  g_free (list);
}

static KmsRestRequest *
make_request (const KmsReportQuery *query)
{
  KmsRestRequest *request = kms_rest_request_new (
      "GET", "v1", "reports", query->kind == KMS_REPORT_DAILY ? "daily" : "history", NULL);

  if (query->from != NULL)
    kms_rest_request_add_parameter (request, "from", query->from);
  if (query->to != NULL)
    kms_rest_request_add_parameter (request, "to", query->to);
  if (query->tz != NULL)
    kms_rest_request_add_parameter (request, "tz", query->tz);
  return request;
}

static void ask_for_page (GTask *task, const char *cursor);

static gboolean
read_page (List *list, const KmsRestAnswer *answer, char **cursor, GError **error)
{
  JsonObject *object = kms_wire_get_object (answer->body, error);
  JsonArray *rows = NULL;

  if (object == NULL || !kms_wire_read_string_or_null (object, "next_cursor", cursor, error))
    return FALSE;
  rows = kms_json_get_array (object, "rows", error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      if (kms_wire_get_object (json_array_get_element (rows, i), error) == NULL)
        return FALSE;
      json_array_add_element (list->rows, json_array_dup_element (rows, i));
    }
  return TRUE;
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  List *list = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);
  g_autofree char *cursor = NULL;
  JsonNode *rows = NULL;

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!read_page (list, answer, &cursor, &fault))
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "%s", fault->message);
  else if (cursor != NULL)
    ask_for_page (task, cursor);
  else
    {
      rows = json_node_new (JSON_NODE_ARRAY);
      json_node_set_array (rows, list->rows);
      g_task_return_pointer (task, rows, (GDestroyNotify) json_node_unref);
    }
}

static void
ask_for_page (GTask *task, const char *cursor)
{
  List *list = g_task_get_task_data (task);
  g_autoptr (KmsRestRequest) request = kms_rest_request_copy (list->request);

  if (cursor != NULL)
    kms_rest_request_add_parameter (request, "cursor", cursor);
  kms_remote_call_async (g_task_get_source_object (task), KMS_REMOTE_SESSION, request,
                         g_task_get_cancellable (task), on_page, g_object_ref (task));
}

/**
 * kms_remote_list_report_async:
 * @remote: a server
 * @query: which rows
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Asks for a report (manual chapter 6), all pages of it.
 */
void
kms_remote_list_report_async (KmsRemote *remote,
                              const KmsReportQuery *query,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task =
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_list_report_async);
  List *list = g_new0 (List, 1);

  list->request = make_request (query);
  kms_rest_request_add_parameter (list->request, "limit", PAGE_SIZE);
  list->rows = json_array_new ();
  g_task_set_task_data (task, list, list_free);
  ask_for_page (task, NULL);
}

/**
 * kms_remote_list_report_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): an array of DailyRow or HistoryRow of the contract, the newest
 *   first; on failure also %KMS_ERROR_PARAMETER_INVALID
 */
JsonNode *
kms_remote_list_report_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_list_report_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (kms_rest_download_finish (KMS_REST (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * kms_remote_save_report_async:
 * @remote: a server where somebody is logged in
 * @query: which rows
 * @target: the file, which is replaced when the report is whole
 * @progress: (nullable): told how far it is
 * @progress_data: data for @progress
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Saves a report as CSV, as the contract describes it: UTF-8 without a byte order mark, times in the
 * time zone of the query.
 */
void
kms_remote_save_report_async (KmsRemote *remote,
                              const KmsReportQuery *query,
                              GFile *target,
                              KmsRestProgress progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (KmsRestRequest) request = make_request (query);

  kms_rest_request_set_token (request, kms_remote_get_token (remote));
  kms_rest_download_async (kms_remote_get_rest (remote), request, "text/csv", target, progress,
                           progress_data, cancellable, on_saved,
                           kms_remote_task_new (remote, cancellable, callback, user_data,
                                                kms_remote_save_report_async));
}

/**
 * kms_remote_save_report_finish:
 * @remote: a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether the file is there and whole; on failure also %KMS_ERROR_PARAMETER_INVALID,
 *   %KMS_ERROR_SESSION_EXPIRED and KMS_ERROR_STORE_*
 */
gboolean
kms_remote_save_report_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_save_report_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
