/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libmicrohttpd: how it is set up, and what it tells of connections and requests. It has no thread and
 * no listening socket here: it is handed connections, and runs when its epoll descriptor says so. */

#include "server/kms-http-private.h"

#include <stdarg.h>
#include <sys/socket.h>

/* For one connection, and each that rests takes all of it: the head of a request, 56 bytes for each of
 * its fields and parameters, and the head of the answer. */
#define MEMORY_OF_CONNECTION (10 * 1024)

/* All of it runs in one thread: libmicrohttpd 1.0 tells of a connection at once only when it knows that. */
#if MHD_VERSION >= 0x00097707
#define ONE_THREAD MHD_USE_NO_THREAD_SAFETY
#else
#define ONE_THREAD 0
#endif

static KmsHttpConnection *
get_connection (struct MHD_Connection *handle)
{
  return MHD_get_connection_info (handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* Called when the request line was read; what it returns is the request of the further calls. */
static void *
on_target (void *data, const char *target, struct MHD_Connection *handle)
{
  KmsHttpConnection *connection = get_connection (handle);

  connection->request = kms_http_request_new (connection, target);
  return connection->request;
}

static enum MHD_Result
queue_answer (KmsHttpRequest *request)
{
  struct MHD_Response *response = g_steal_pointer (&request->response);
  enum MHD_Result result =
      MHD_queue_response (request->connection->handle, request->status, response);

  MHD_destroy_response (response);
  return result;
}

static enum MHD_Result
begin_request (KmsHttpRequest *request, const char *method, const char *version)
{
  KmsHttpConnection *connection = request->connection;
  KmsHttpFault fault = kms_http_request_begin (request, method);

  if (fault == KMS_HTTP_FAULT_NONE && g_strcmp0 (version, MHD_HTTP_VERSION_1_1) != 0)
    fault = KMS_HTTP_FAULT_LINE;
  if (connection->server->forced)
    fault = KMS_HTTP_FAULT_BUSY;
  if (fault != KMS_HTTP_FAULT_NONE)
    {
      /* Answered in the first call, the body is not read, and the connection is closed. */
      connection->phase = KMS_HTTP_ANSWER;
      connection->deadline = 0;
      kms_http_request_refuse (request, fault);
      return queue_answer (request);
    }
  connection->phase = KMS_HTTP_BODY;
  connection->deadline =
      g_get_monotonic_time () + connection->server->settings.body_timeout * G_TIME_SPAN_SECOND;
  return MHD_YES;
}

/* Called when the head is there, for each piece of the body, at its end, and after each resume. */
static enum MHD_Result
on_request (void *data,
            struct MHD_Connection *handle,
            const char *path,
            const char *method,
            const char *version,
            const char *piece,
            size_t *size,
            void **context)
{
  KmsHttpServer *server = data;
  KmsHttpRequest *request = *context;

  if (request->state == KMS_HTTP_REQUEST_NEW)
    return begin_request (request, method, version);
  if (*size > 0)
    {
      if (request->incoming == NULL)
        request->incoming = g_byte_array_new ();
      g_byte_array_append (request->incoming, (const guint8 *) piece, *size);
      *size = 0;
      return MHD_YES;
    }
  if (request->state == KMS_HTTP_REQUEST_BODY)
    {
      request->state = KMS_HTTP_REQUEST_HANDLING;
      request->connection->phase = KMS_HTTP_ANSWER;
      request->connection->deadline = 0;
      server->handler (request, server->user_data);
    }
  if (request->response != NULL)
    return queue_answer (request);
  kms_http_request_keep (request);
  request->suspended = TRUE;
  MHD_suspend_connection (handle);
  return MHD_YES;
}

/* Called when libmicrohttpd is done with a request, in whatever way. */
static void
on_request_end (void *data,
                struct MHD_Connection *handle,
                void **context,
                enum MHD_RequestTerminationCode reason)
{
  KmsHttpServer *server = data;
  KmsHttpConnection *connection = get_connection (handle);
  KmsHttpRequest *request = *context;

  if (request == NULL)
    return;
  *context = NULL;
  kms_http_request_close (request, reason == MHD_REQUEST_TERMINATED_COMPLETED_OK);
  kms_http_request_unref (request);
  connection->phase = KMS_HTTP_HEAD;
  connection->deadline =
      g_get_monotonic_time ()
      + (server->settings.idle_timeout + server->settings.header_timeout) * G_TIME_SPAN_SECOND;
  if (server->stop != NULL)
    kms_http_connection_stop (connection, FALSE);
  /* The library does not see an end that came together with data; this shows it once more. */
  else if (connection->half_closed)
    shutdown (connection->fd, SHUT_RD);
}

/* Also called, at its beginning, from inside MHD_add_connection(). */
static void
on_connection (void *data,
               struct MHD_Connection *handle,
               void **context,
               enum MHD_ConnectionNotificationCode what)
{
  KmsHttpServer *server = data;
  KmsHttpConnection *connection = *context;

  if (what == MHD_CONNECTION_NOTIFY_CLOSED)
    {
      kms_http_connection_free (connection);
      return;
    }
  connection = g_steal_pointer (&server->entering);
  connection->handle = handle;
  *context = connection;
}

static void
on_message (void *data, const char *format, va_list arguments)
{
  g_autofree char *message = g_strdup_vprintf (format, arguments);

  g_debug ("libmicrohttpd: %s", g_strchomp (message));
}

/**
 * kms_http_daemon_new:
 * @server: the server it works for
 *
 * Returns: (nullable) (transfer full): libmicrohttpd, without a socket
 */
struct MHD_Daemon *
kms_http_daemon_new (KmsHttpServer *server)
{
  /* The limit of connections is the server's: it would not accept again after it. */
  return MHD_start_daemon (MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME
                               | MHD_USE_ERROR_LOG | ONE_THREAD,
                           0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER,
                           on_message, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned int) G_MAXINT,
                           MHD_OPTION_CONNECTION_TIMEOUT, server->settings.idle_timeout,
                           MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) MEMORY_OF_CONNECTION,
                           MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
                           MHD_OPTION_NOTIFY_COMPLETED, on_request_end, server,
                           MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
}
