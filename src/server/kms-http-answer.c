/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answering a request: at once, later, or as a stream. The answer waits in the request until
 * libmicrohttpd asks for it. A stream is pulled: its owner is asked for more whenever little waits, and
 * libmicrohttpd takes what the client's speed allows, so memory stays flat. */

#include "server/kms-http-private.h"
#include "server/kms-problem.h"

#include <string.h>

/* Lets libmicrohttpd go on with a connection that waits for us. */
static void
resume (KmsHttpRequest *request)
{
  if (!request->suspended)
    return;
  request->suspended = FALSE;
  MHD_resume_connection (request->connection->handle);
  kms_http_server_wake (request->connection->server);
}

static void
add_field (struct MHD_Response *response, const char *name, const char *value)
{
  if (MHD_add_response_header (response, name, value) != MHD_YES)
    g_critical ("this is no header field: %s", name);
}

/* Takes the response over. */
static void
set_response (KmsHttpRequest *request,
              guint status,
              const char *content_type,
              struct MHD_Response *response)
{
  request->state = KMS_HTTP_REQUEST_ANSWERED;
  request->status = status;
  request->response = response;
  add_field (response, "X-Request-Id", request->id);
  add_field (response, "Cache-Control", "no-store");
  add_field (response, "X-Content-Type-Options", "nosniff");
  if (content_type != NULL)
    add_field (response, "Content-Type", content_type);
  if (request->answer_fields != NULL)
    {
      const char *end = request->answer_fields->str + request->answer_fields->len;

      for (const char *name = request->answer_fields->str; name < end;)
        {
          const char *value = name + strlen (name) + 1;

          add_field (response, name, value);
          name = value + strlen (value) + 1;
        }
    }
  if (request->connection->server->stop != NULL)
    add_field (response, "Connection", "close");
  resume (request);
}

/* Whether an answer can go anywhere; the handler's second answer is its mistake. */
static gboolean
can_answer (KmsHttpRequest *request)
{
  if (request->forced)
    return FALSE;
  g_return_val_if_fail (request->state != KMS_HTTP_REQUEST_ANSWERED, FALSE);
  return request->state != KMS_HTTP_REQUEST_CLOSED;
}

static void
free_bytes (gpointer bytes)
{
  g_bytes_unref (bytes);
}

/**
 * kms_http_request_set_header:
 * @request: a request that was not answered yet
 * @name: the name of a header field
 * @value: its value
 *
 * Sets a field of the answer, in place of one of that name. Those of every answer are set already:
 * X-Request-Id, Cache-Control, X-Content-Type-Options, Date.
 */
void
kms_http_request_set_header (KmsHttpRequest *request, const char *name, const char *value)
{
  GString *fields = request->answer_fields;

  if (fields == NULL)
    fields = request->answer_fields = g_string_sized_new (128);
  for (gsize at = 0; at < fields->len;)
    {
      gsize length = strlen (fields->str + at) + 1;

      length += strlen (fields->str + at + length) + 1;
      if (g_ascii_strcasecmp (fields->str + at, name) == 0)
        g_string_erase (fields, at, length);
      else
        at += length;
    }
  g_string_append_len (fields, name, strlen (name) + 1);
  g_string_append_len (fields, value, strlen (value) + 1);
}

/**
 * kms_http_request_answer:
 * @request: a request that was not answered yet
 * @status: an HTTP status
 * @content_type: (nullable): what the body is
 * @body: (nullable): the body
 *
 * Answers the request. When the client is gone, nothing happens.
 */
void
kms_http_request_answer (KmsHttpRequest *request,
                         guint status,
                         const char *content_type,
                         GBytes *body)
{
  gsize size = 0;
  gconstpointer data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  if (!can_answer (request))
    return;
  set_response (request, status, content_type,
                size > 0 ? MHD_create_response_from_buffer_with_free_callback_cls (
                    size, (gpointer) data, free_bytes, g_bytes_ref (body))
                         : MHD_create_response_from_buffer (0, NULL, MHD_RESPMEM_PERSISTENT));
}

/* Called by libmicrohttpd for the next bytes; more than 0 of them, or the connection is suspended. */
static ssize_t
read_stream (void *data, uint64_t position, char *buffer, size_t size)
{
  KmsHttpRequest *request = data;
  gsize n_read = 0;

  while (n_read < size && !g_queue_is_empty (&request->waiting))
    {
      GBytes *first = g_queue_peek_head (&request->waiting);
      gsize length;
      const char *bytes = g_bytes_get_data (first, &length);
      gsize n_bytes = MIN (size - n_read, length - request->n_taken);

      memcpy (buffer + n_read, bytes + request->n_taken, n_bytes);
      n_read += n_bytes;
      request->n_taken += n_bytes;
      if (request->n_taken < length)
        break;
      request->n_taken = 0;
      g_bytes_unref (g_queue_pop_head (&request->waiting));
    }
  request->n_waiting -= n_read;
  if (!request->ended && !request->pulled && request->n_waiting < KMS_HTTP_STREAM_WAITING)
    kms_http_server_want_pull (request->connection->server, request);
  if (n_read > 0)
    return n_read;
  if (request->ended)
    return request->whole ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
  request->suspended = TRUE;
  MHD_suspend_connection (request->connection->handle);
  return 0;
}

/**
 * kms_http_request_answer_stream:
 * @request: a request that was not answered yet
 * @status: an HTTP status
 * @content_type: (nullable): what the body is
 * @pull: (scope notified): asks for more; called from the main context, never from inside here
 * @data: its data
 * @free_data: (nullable): frees @data when the request is freed
 *
 * Answers the request by a body of unknown length, in pieces. The caller keeps a reference to the
 * request until it has called kms_http_request_end(). @pull is called whenever less than 256 KiB wait
 * and the last call was followed by a push, as long as the client is there.
 */
void
kms_http_request_answer_stream (KmsHttpRequest *request,
                                guint status,
                                const char *content_type,
                                KmsHttpPull pull,
                                gpointer data,
                                GDestroyNotify free_data)
{
  request->pull = pull;
  request->pull_data = data;
  request->free_pull_data = free_data;
  if (!can_answer (request))
    {
      request->ended = TRUE;
      return;
    }
  kms_http_request_keep (request);
  set_response (request, status, content_type,
                MHD_create_response_from_callback (
                    MHD_SIZE_UNKNOWN, 1024, read_stream, kms_http_request_ref (request),
                    (MHD_ContentReaderFreeCallback) kms_http_request_unref));
}

/**
 * kms_http_request_push:
 * @request: a request that is answered by a stream
 * @bytes: the next bytes; an empty piece is a piece, too
 */
void
kms_http_request_push (KmsHttpRequest *request, GBytes *bytes)
{
  if (request->state != KMS_HTTP_REQUEST_ANSWERED || request->ended)
    return;
  request->pulled = FALSE;
  if (g_bytes_get_size (bytes) > 0)
    g_queue_push_tail (&request->waiting, g_bytes_ref (bytes));
  request->n_waiting += g_bytes_get_size (bytes);
  resume (request);
  if (request->n_waiting < KMS_HTTP_STREAM_WAITING)
    kms_http_server_want_pull (request->connection->server, request);
}

/**
 * kms_http_request_end:
 * @request: a request that is answered by a stream
 * @whole: whether that was all; otherwise the client is shown that it was not
 */
void
kms_http_request_end (KmsHttpRequest *request, gboolean whole)
{
  if (request->ended)
    return;
  request->ended = TRUE;
  request->whole = whole;
  if (request->state == KMS_HTTP_REQUEST_ANSWERED)
    resume (request);
}

/**
 * kms_http_request_refuse:
 * @request: a request that was not answered yet
 * @fault: what HTTP refuses it for
 */
void
kms_http_request_refuse (KmsHttpRequest *request, KmsHttpFault fault)
{
  g_autoptr (GBytes) problem = kms_http_fault_to_problem (fault, request->path, request->id);

  if (kms_http_fault_get_status (fault) == 503)
    kms_http_request_set_header (request, "Retry-After", "1");
  kms_http_request_answer (request, kms_http_fault_get_status (fault), KMS_PROBLEM_MEDIA_TYPE,
                           problem);
}

/**
 * kms_http_request_break:
 * @request: a request
 *
 * A stream has no client any more, or is not to be waited for: nothing is pulled, and what still waits
 * is dropped.
 */
void
kms_http_request_break (KmsHttpRequest *request)
{
  if (request->pull == NULL || request->ended)
    return;
  g_queue_clear_full (&request->waiting, (GDestroyNotify) g_bytes_unref);
  request->n_waiting = 0;
  request->n_taken = 0;
  request->ended = TRUE;
  request->whole = FALSE;
  resume (request);
}

/**
 * kms_http_request_do_pull:
 * @request: a request that wanted to be pulled
 */
void
kms_http_request_do_pull (KmsHttpRequest *request)
{
  if (request->state != KMS_HTTP_REQUEST_ANSWERED || request->ended || request->pulled)
    return;
  request->pulled = TRUE;
  request->pull (request, request->pull_data);
}
