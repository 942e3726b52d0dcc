/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files from a server: into a stream, or beside their place, which they take when they are whole. What is
 * left of one that failed is removed. Also the file with the authority to trust. */

#include "client/kms-rest-private.h"
#include "common/kms-random.h"

typedef struct
{
  KmsRestRequest *request;   /* owned */
  char *media_type;          /* owned */
  GFile *target;             /* owned */
  GFile *part;               /* owned; where it is written */
  GFileOutputStream *stream; /* owned; NULL until it is open */
  KmsRestProgress progress;
  gpointer progress_data;
  GError *failure; /* owned */
} Download;

/* What must last as long as the attempt. */
typedef struct
{
  KmsRestRequest *request; /* owned */
  char *media_type;        /* owned */
  GOutputStream *stream;   /* owned */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  kms_rest_request_free (fetch->request);
  g_free (fetch->media_type);
  g_object_unref (fetch->stream);
  g_free (fetch);
}

static void
download_free (Download *download)
{
  kms_rest_request_free (download->request);
  g_free (download->media_type);
  g_object_unref (download->target);
  g_object_unref (download->part);
  g_clear_object (&download->stream);
  g_clear_error (&download->failure);
  g_free (download);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);

  g_file_delete_finish (G_FILE (source), result, NULL);
  g_task_return_error (task, g_steal_pointer (&download->failure));
}

static void
clean_up (GTask *task)
{
  Download *download = g_task_get_task_data (task);

  g_file_delete_async (download->part, G_PRIORITY_DEFAULT, NULL, on_deleted, g_object_ref (task));
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_file_move_finish (G_FILE (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  download->failure = kms_error_from_disk (error);
  clean_up (task);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error)
      && download->failure == NULL)
    download->failure = kms_error_from_disk (error);
  if (download->failure != NULL)
    clean_up (task);
  else
    g_file_move_async (download->part, download->target, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT,
                       NULL, NULL, NULL, on_moved, g_object_ref (task));
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (KmsRestAnswer) answer =
      kms_rest_fetch_finish (KMS_REST (source), result, &download->failure);

  g_output_stream_close_async (G_OUTPUT_STREAM (download->stream), G_PRIORITY_DEFAULT, NULL,
                               on_closed, g_object_ref (task));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  download->stream = g_file_create_finish (G_FILE (source), result, &error);
  if (download->stream == NULL)
    {
      g_task_return_error (task, kms_error_from_disk (error));
      return;
    }
  kms_rest_fetch_async (g_task_get_source_object (task), download->request, download->media_type,
                        G_OUTPUT_STREAM (download->stream), download->progress,
                        download->progress_data, g_task_get_cancellable (task), on_fetched,
                        g_object_ref (task));
}

/* .NAME.1234ABCD.part in the folder of @target */
static GFile *
get_part (GFile *target)
{
  g_autoptr (GFile) folder = g_file_get_parent (target);
  g_autofree char *base = g_file_get_basename (target);
  g_autofree char *chance = kms_random_hex (8);
  g_autofree char *name = g_strdup_printf (".%s.%s.part", base, chance);

  return g_file_get_child (folder, name);
}

/**
 * kms_rest_download_async:
 * @rest: the way to a server
 * @request: a GET; copied
 * @media_type: of which type the file must be, such as application/pdf
 * @target: where to put it; what is there is replaced once all has come
 * @progress: (nullable): told while it comes
 * @progress_data: data for @progress
 * @cancellable: (nullable): ends it, and nothing is left
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_rest_download_async (KmsRest *rest,
                         const KmsRestRequest *request,
                         const char *media_type,
                         GFile *target,
                         KmsRestProgress progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
  Download *download = g_new0 (Download, 1);

  g_task_set_source_tag (task, kms_rest_download_async);
  g_task_set_task_data (task, download, (GDestroyNotify) download_free);
  g_task_set_check_cancellable (task, FALSE);
  download->request = kms_rest_request_copy (request);
  download->media_type = g_strdup (media_type);
  download->target = g_object_ref (target);
  download->part = get_part (target);
  download->progress = progress;
  download->progress_data = progress_data;
  g_file_create_async (download->part, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, cancellable,
                       on_opened, g_object_ref (task));
}

/**
 * kms_rest_download_finish:
 * @rest: the way to a server
 * @result: the result
 * @error: return location
 *
 * Returns: whether the file is there; on failure also one of KMS_ERROR_STORE_*
 */
gboolean
kms_rest_download_finish (KmsRest *rest, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_rest_download_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_attempt (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gboolean sent;
  gboolean passing;
  g_autoptr (KmsRestReply) reply = kms_rest_attempt_finish (result, &sent, &passing, &error);
  KmsRestAnswer *answer;

  if (reply != NULL && reply->status != 200)
    error = kms_rest_error_from_reply (reply);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  answer = g_new0 (KmsRestAnswer, 1);
  answer->status = reply->status;
  answer->tail = g_bytes_ref (reply->body);
  g_task_return_pointer (task, answer, (GDestroyNotify) kms_rest_answer_free);
}

/**
 * kms_rest_fetch_async:
 * @rest: the way to a server
 * @request: a GET; copied
 * @media_type: of which type the file must be, such as application/pdf
 * @stream: where it goes; referenced, and not closed
 * @progress: (nullable): told while it comes
 * @progress_data: data for @progress
 * @cancellable: (nullable): ends it
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Nothing is written as long as the server has not agreed. libsoup takes a chunked answer for whole that
 * breaks off between two chunks; whoever fetches a file without a length looks at its last bytes.
 */
void
kms_rest_fetch_async (KmsRest *rest,
                      const KmsRestRequest *request,
                      const char *media_type,
                      GOutputStream *stream,
                      KmsRestProgress progress,
                      gpointer progress_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
  const KmsRestLimits *limits = kms_rest_get_limits (rest);
  Fetch *fetch = g_new0 (Fetch, 1);
  KmsRestAttempt attempt = {
    .session = kms_rest_get_session (rest),
    .url = kms_rest_get_url (rest),
    .deadline = limits->download,
    .max_body = limits->max_body,
    .sink = stream,
    .max_sink = limits->max_download,
    .progress = progress,
    .progress_data = progress_data,
  };

  g_task_set_source_tag (task, kms_rest_fetch_async);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  g_task_set_check_cancellable (task, FALSE);
  fetch->request = kms_rest_request_copy (request);
  fetch->media_type = g_strdup (media_type);
  fetch->stream = g_object_ref (stream);
  attempt.request = fetch->request;
  attempt.media_type = fetch->media_type;
  kms_rest_attempt_async (&attempt, cancellable, on_attempt, g_object_ref (task));
}

/**
 * kms_rest_fetch_finish:
 * @rest: the way to a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): an answer with the last bytes, when all of it is written; on failure
 *   %NULL, and also one of KMS_ERROR_STORE_*
 */
KmsRestAnswer *
kms_rest_fetch_finish (KmsRest *rest, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_rest_fetch_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
load_authority (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = g_file_get_path (G_FILE (data));
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = NULL;
  GList *certificates = NULL;

  if (path != NULL)
    certificates = g_tls_certificate_list_new_from_file (path, &error);
  if (certificates != NULL)
    database = g_tls_file_database_new (path, &error);
  g_list_free_full (certificates, g_object_unref);
  if (database != NULL)
    g_task_return_pointer (task, database, g_object_unref);
  else
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_AUTHORITY_INVALID, "%s",
                             error != NULL ? error->message : "no certificate in a local file");
}

/**
 * kms_rest_load_authority_async:
 * @file: a PEM file with the certificates of the authorities to trust
 * @cancellable: (nullable): ends the call
 * @callback: called when it is read
 * @user_data: data for @callback
 */
void
kms_rest_load_authority_async (GFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kms_rest_load_authority_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_authority);
}

/**
 * kms_rest_load_authority_finish:
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): whom to trust, for kms_rest_new(); on failure %NULL and
 *   %KMS_ERROR_AUTHORITY_INVALID or %G_IO_ERROR_CANCELLED
 */
GTlsDatabase *
kms_rest_load_authority_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_rest_load_authority_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
