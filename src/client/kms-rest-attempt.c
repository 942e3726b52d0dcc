/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One attempt: a message goes out, an answer is read within its bounds, into memory or into a stream.
 * The task of an attempt owns its state; the timer of the deadline and the handler on the caller's
 * cancellable are gone before the task answers. */

#include "client/kms-rest-private.h"

#include <string.h>

/* Bytes read at a time: small for answers; large for files, whose every chunk goes to another thread. */
#define CHUNK      16384
#define FILE_CHUNK (256 * 1024)

/* Of a file, so many of its last bytes are kept. */
#define TAIL 4096

typedef struct
{
  KmsRestAttempt how;        /* what it points to is borrowed */
  SoupMessage *message;      /* owned */
  GCancellable *cancellable; /* owned; ends the attempt, whoever wants it */
  GCancellable *outer;       /* owned; the caller's, nullable */
  gulong outer_handler;
  GSource *deadline;    /* owned */
  GInputStream *stream; /* owned */
  GByteArray *body;     /* owned; of what goes into the sink, the tail */
  guint8 *chunk;        /* owned; what is read at a time; NULL until the head is there */
  KmsRestReply *reply;  /* owned */
  goffset n_received;
  GTlsCertificateFlags flags;
  GError *failure; /* owned; why we ended it ourselves */
  gboolean sent;
  gboolean passing; /* it failed on the way; another attempt may not */
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->message);
  g_object_unref (attempt->cancellable);
  g_clear_object (&attempt->outer);
  g_clear_object (&attempt->stream);
  g_byte_array_unref (attempt->body);
  g_free (attempt->chunk);
  kms_rest_reply_free (attempt->reply);
  g_clear_error (&attempt->failure);
  g_free (attempt);
}

static void
stop_watching (Attempt *attempt)
{
  g_source_destroy (attempt->deadline);
  g_clear_pointer (&attempt->deadline, g_source_unref);
  g_cancellable_disconnect (attempt->outer, attempt->outer_handler);
  g_signal_handlers_disconnect_by_data (attempt->message, attempt);
}

/* Ends the attempt for a reason of our own, which is told in place of what comes of it. */
static void
give_up (Attempt *attempt, GError *failure)
{
  if (attempt->failure == NULL)
    attempt->failure = failure;
  else
    g_error_free (failure);
  g_cancellable_cancel (attempt->cancellable);
}

static gboolean
on_deadline (gpointer data)
{
  Attempt *attempt = data;

  give_up (attempt, g_error_new (KMS_ERROR, KMS_ERROR_SERVER_SILENT, "no answer within %u ms",
                                 attempt->how.deadline));
  return G_SOURCE_REMOVE;
}

static void
on_outer_cancelled (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (((Attempt *) data)->cancellable);
}

static void
on_starting (SoupMessage *message, gpointer data)
{
  ((Attempt *) data)->sent = TRUE;
}

static gboolean
on_certificate (SoupMessage *message,
                GTlsCertificate *certificate,
                GTlsCertificateFlags flags,
                gpointer data)
{
  ((Attempt *) data)->flags = flags;
  return FALSE;
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_input_stream_close_finish (G_INPUT_STREAM (source), result, NULL);
}

/* Answers the task. A stream that was not read to its end is closed as cancelled: otherwise libsoup
 * reads the rest first. */
static void
end (GTask *task, const GError *error) /* nullable */
{
  Attempt *attempt = g_task_get_task_data (task);

  stop_watching (attempt);
  if (attempt->stream != NULL && !g_input_stream_is_closed (attempt->stream))
    {
      if (error != NULL)
        g_cancellable_cancel (attempt->cancellable);
      g_input_stream_close_async (attempt->stream, G_PRIORITY_DEFAULT, attempt->cancellable,
                                  on_closed, NULL);
    }
  if (error == NULL)
    {
      attempt->reply->body = g_bytes_new (attempt->body->data, attempt->body->len);
      g_task_return_pointer (task, g_steal_pointer (&attempt->reply),
                             (GDestroyNotify) kms_rest_reply_free);
    }
  else if (attempt->outer != NULL && g_cancellable_is_cancelled (attempt->outer))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else
    {
      GError *ours = attempt->failure != NULL ? g_steal_pointer (&attempt->failure)
                     : error->domain == KMS_ERROR
                         ? g_error_copy (error)
                         : kms_rest_error_from_network (error, attempt->flags, attempt->sent);

      /* What cannot be parsed may be what was left of an answer. */
      attempt->passing = ours->code == KMS_ERROR_SERVER_UNREACHABLE
                         || ours->code == KMS_ERROR_SERVER_SILENT
                         || ours->code == KMS_ERROR_CONNECTION_BROKEN
                         || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING);
      g_task_return_error (task, ours);
    }
}

static void read_on (GTask *task);

static gboolean
into_sink (Attempt *attempt)
{
  return attempt->how.sink != NULL && attempt->reply->status == 200;
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) ours = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      read_on (task);
      return;
    }
  ours = kms_error_from_disk (error);
  end (task, ours);
}

static void
keep_tail (Attempt *attempt, gsize size)
{
  gsize n = MIN (size, TAIL);
  GByteArray *tail = attempt->body;

  g_byte_array_append (tail, attempt->chunk + size - n, (guint) n);
  if (tail->len > TAIL)
    g_byte_array_remove_range (tail, 0, tail->len - TAIL);
}

static void
write_to_sink (GTask *task, gsize size)
{
  Attempt *attempt = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (attempt->message);

  keep_tail (attempt, size);
  if (attempt->how.progress != NULL)
    attempt->how.progress (attempt->n_received,
                           soup_message_headers_get_encoding (headers)
                                   == SOUP_ENCODING_CONTENT_LENGTH
                               ? soup_message_headers_get_content_length (headers)
                               : -1,
                           attempt->how.progress_data);
  g_output_stream_write_all_async (attempt->how.sink, attempt->chunk, size, G_PRIORITY_DEFAULT,
                                   attempt->cancellable, on_written, g_object_ref (task));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gsize most = into_sink (attempt) ? attempt->how.max_sink : attempt->how.max_body;
  gsize size = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error) || size == 0)
    {
      end (task, error);
      return;
    }
  attempt->n_received += (goffset) size;
  if ((gsize) attempt->n_received > most)
    {
      g_set_error (&error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER,
                   "the answer is longer than %" G_GSIZE_FORMAT " bytes", most);
      end (task, error);
    }
  else if (into_sink (attempt))
    write_to_sink (task, size);
  else
    {
      g_byte_array_append (attempt->body, attempt->chunk, (guint) size);
      read_on (task);
    }
}

/* As much as there is room for, or until the end: what comes in small pieces is put together here. */
static void
read_on (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);
  gsize size = into_sink (attempt) ? FILE_CHUNK : CHUNK;

  if (attempt->chunk == NULL)
    attempt->chunk = g_malloc (size);
  g_input_stream_read_all_async (attempt->stream, attempt->chunk, size, G_PRIORITY_DEFAULT,
                                 attempt->cancellable, on_read, g_object_ref (task));
}

static KmsRestReply *
read_head (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  KmsRestReply *reply = g_new0 (KmsRestReply, 1);
  const char *retry_after = soup_message_headers_get_one (headers, "Retry-After");
  guint64 seconds = 0;

  reply->status = soup_message_get_status (message);
  reply->media_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  reply->etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  reply->replayed =
      g_strcmp0 (soup_message_headers_get_one (headers, "Idempotent-Replayed"), "true") == 0;
  if (retry_after != NULL
      && g_ascii_string_to_unsigned (retry_after, 10, 0, G_MAXINT, &seconds, NULL))
    reply->retry_after = (guint) seconds;
  return reply;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  attempt->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (attempt->stream == NULL)
    {
      end (task, error);
      return;
    }
  attempt->reply = read_head (attempt->message);
  if (into_sink (attempt) && g_strcmp0 (attempt->reply->media_type, attempt->how.media_type) != 0)
    {
      g_set_error (&error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "an answer of type %s",
                   attempt->reply->media_type != NULL ? attempt->reply->media_type : "none");
      end (task, error);
      return;
    }
  read_on (task);
}

/* libsoup by itself repeats what a connection used before has lost; but 3.2 goes on where it stood in the
 * body, and sends none. */
static void
on_restarted (SoupMessage *message, gpointer data)
{
  soup_message_set_request_body_from_bytes (message, "application/json", data);
}

static void
set_body (SoupMessage *message, JsonNode *node)
{
  g_autofree char *text = kms_json_to_string (node, FALSE);
  gsize length = strlen (text);
  GBytes *body = g_bytes_new_take (g_steal_pointer (&text), length);

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  g_object_set_data_full (G_OBJECT (message), "kms-body", body, (GDestroyNotify) g_bytes_unref);
  g_signal_connect (message, "restarted", G_CALLBACK (on_restarted), body);
}

static SoupMessage *
make_message (const KmsRestAttempt *how)
{
  const KmsRestRequest *request = how->request;
  g_autofree char *url = g_strconcat (how->url, request->path, NULL);
  SoupMessage *message = soup_message_new (request->method, url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_append (headers, "Accept", how->media_type);
  if (request->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", request->token, NULL);

      soup_message_headers_append (headers, "Authorization", bearer);
    }
  if (request->if_match != NULL)
    soup_message_headers_append (headers, "If-Match", request->if_match);
  if (request->idempotency_key != NULL)
    soup_message_headers_append (headers, "Idempotency-Key", request->idempotency_key);
  if (request->body != NULL)
    set_body (message, request->body);
  /* What cannot be repeated does not go out on a connection that may be gone meanwhile. */
  if (g_str_equal (request->method, "POST") && !request->repeatable
      && request->idempotency_key == NULL)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  return message;
}

/**
 * kms_rest_attempt_async:
 * @how: the attempt; what it points to must last until it has ended
 * @cancellable: (nullable): ends it
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_rest_attempt_async (const KmsRestAttempt *how,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, kms_rest_attempt_async);
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  attempt->how = *how;
  attempt->message = make_message (how);
  attempt->body = g_byte_array_new ();
  attempt->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    {
      attempt->outer = g_object_ref (cancellable);
      attempt->outer_handler =
          g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled), attempt, NULL);
    }
  attempt->deadline = g_timeout_source_new (how->deadline);
  g_source_set_callback (attempt->deadline, on_deadline, attempt, NULL);
  g_source_attach (attempt->deadline, g_main_context_get_thread_default ());
  g_signal_connect (attempt->message, "starting", G_CALLBACK (on_starting), attempt);
  g_signal_connect (attempt->message, "accept-certificate", G_CALLBACK (on_certificate), attempt);
  soup_session_send_async (how->session, attempt->message, G_PRIORITY_DEFAULT, attempt->cancellable,
                           on_sent, g_object_ref (task));
}

/**
 * kms_rest_attempt_finish:
 * @result: the result
 * @sent: (out): whether any of it may have reached the server
 * @passing: (out): whether it failed on the way, so that another attempt may not
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what came back; on failure %NULL and an error of %KMS_ERROR or
 *   %G_IO_ERROR_CANCELLED
 */
KmsRestReply *
kms_rest_attempt_finish (GAsyncResult *result, gboolean *sent, gboolean *passing, GError **error)
{
  Attempt *attempt = g_task_get_task_data (G_TASK (result));

  *sent = attempt->sent;
  *passing = attempt->passing;
  return g_task_propagate_pointer (G_TASK (result), error);
}
