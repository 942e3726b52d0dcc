/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A request as the handler sees it. It is made when libmicrohttpd knows its target, and owns copies of
 * everything, since the handler may keep it for longer than the client stays. */

#include "server/kms-http-private.h"
#include "server/kms-address.h"

#include <string.h>

/**
 * kms_http_request_new:
 * @connection: where it came in
 * @target: its raw target
 *
 * Returns: (transfer full): a request whose head is not looked at yet
 */
KmsHttpRequest *
kms_http_request_new (KmsHttpConnection *connection, const char *target)
{
  KmsHttpRequest *request = g_new0 (KmsHttpRequest, 1);

  request->n_references = 1;
  request->connection = connection;
  request->target = g_strdup (target);
  request->path = g_strndup (target, strcspn (target, "?"));
  request->started = g_get_monotonic_time ();
  request->fields = kms_http_fields_new ();
  request->answer_fields = kms_http_fields_new ();
  g_queue_init (&request->waiting);
  return request;
}

static enum MHD_Result
copy_field (void *data,
            enum MHD_ValueKind kind,
            const char *name,
            size_t name_length,
            const char *value,
            size_t value_length)
{
  kms_http_fields_add (data, name, name_length, value != NULL ? value : "", value_length);
  return MHD_YES;
}

/* The client's address, as the proxy says if one is trusted. */
static KmsHttpFault
find_address (KmsHttpRequest *request)
{
  GInetAddress *peer = request->connection->peer;
  GList *trusted = request->connection->server->settings.trusted_proxies;
  g_autoptr (GInetAddress) client = NULL;
  const char *forwarded = NULL;
  const char *x_forwarded_for = NULL;

  if (kms_address_is_trusted (peer, trusted))
    {
      forwarded = kms_http_fields_get (request->fields, "Forwarded");
      x_forwarded_for = kms_http_fields_get (request->fields, "X-Forwarded-For");
    }
  client = kms_address_of_client (peer, trusted, forwarded, x_forwarded_for);
  request->address = client != NULL ? g_inet_address_to_string (client) : g_strdup ("unix");
  /* A proxy writes one of them; the other is the client's own. */
  return forwarded != NULL && x_forwarded_for != NULL ? KMS_HTTP_FAULT_FORWARDED
                                                      : KMS_HTTP_FAULT_NONE;
}

/**
 * kms_http_request_begin:
 * @request: a new request whose head is there
 * @method: its method
 *
 * Copies the head and looks at it.
 *
 * Returns: what HTTP refuses it for
 */
KmsHttpFault
kms_http_request_begin (KmsHttpRequest *request, const char *method)
{
  KmsHttpServer *server = request->connection->server;
  KmsHttpFault address_fault, fault;
  const char *id;

  request->state = KMS_HTTP_REQUEST_BODY;
  request->method = g_strdup (method);
  MHD_get_connection_values_n (request->connection->handle, MHD_HEADER_KIND, copy_field,
                               request->fields);
  /* Before the fields are asked for anything, which joins those of one name. */
  fault = kms_http_fields_check (request->fields, server->settings.body_limit);
  id = kms_http_fields_get (request->fields, "X-Request-Id");
  request->id = kms_http_is_id (id) ? g_strdup (id) : kms_http_server_make_id (server);
  address_fault = find_address (request);
  if (fault == KMS_HTTP_FAULT_NONE)
    fault = kms_http_method_check (method);
  if (fault == KMS_HTTP_FAULT_NONE)
    fault = kms_http_target_check (request->target, strlen (request->target));
  if (fault == KMS_HTTP_FAULT_NONE
      && MHD_get_connection_info (request->connection->handle,
                                  MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
                 ->header_size
             > KMS_HTTP_MAX_HEAD)
    fault = KMS_HTTP_FAULT_HEAD_TOO_LARGE;
  if (fault == KMS_HTTP_FAULT_NONE)
    fault = address_fault;
  if (fault == KMS_HTTP_FAULT_NONE)
    request->segments = kms_http_path_split (request->path);
  return fault;
}

/**
 * kms_http_log:
 * @method: the method
 * @path: the path, without a query
 * @status: what was answered; 0 for nothing
 * @started: when it began, in monotonic microseconds
 * @id: the request ID
 * @address: the client's address
 *
 * The one line of the log that a request leaves.
 */
void
kms_http_log (const char *method,
              const char *path,
              guint status,
              gint64 started,
              const char *id,
              const char *address)
{
  char message[512], status_text[16], duration[32];
  const GLogField fields[] = {
    { "MESSAGE", message, -1 },        { "PRIORITY", "6", -1 },
    { "GLIB_DOMAIN", "kms-http", -1 }, { "KMS_METHOD", method, -1 },
    { "KMS_PATH", path, -1 },          { "KMS_STATUS", status_text, -1 },
    { "KMS_DURATION", duration, -1 },  { "KMS_REQUEST_ID", id, -1 },
    { "KMS_ADDRESS", address, -1 },
  };

  g_snprintf (status_text, sizeof status_text, "%u", status);
  g_snprintf (duration, sizeof duration, "%" G_GINT64_FORMAT, g_get_monotonic_time () - started);
  g_snprintf (message, sizeof message, "%.16s %.300s %s %s us %s %s", method, path, status_text,
              duration, address, id);
  g_log_structured_array (G_LOG_LEVEL_INFO, fields, G_N_ELEMENTS (fields));
}

/**
 * kms_http_request_close:
 * @request: a request that libmicrohttpd is done with
 * @completed: whether its answer was sent whole
 *
 * Cuts it off its connection and logs it. Its handler may still hold it.
 */
void
kms_http_request_close (KmsHttpRequest *request, gboolean completed)
{
  if (request->state >= KMS_HTTP_REQUEST_BODY)
    kms_http_log (request->method, request->path, request->status, request->started, request->id,
                  request->address);
  if (!completed && request->cancellable != NULL)
    g_cancellable_cancel (request->cancellable);
  if (!completed)
    kms_http_request_break (request);
  request->state = KMS_HTTP_REQUEST_CLOSED;
  /* A stream that was never sent holds the request. */
  g_clear_pointer (&request->response, MHD_destroy_response);
  request->connection->request = NULL;
  request->connection = NULL;
}

/**
 * kms_http_request_ref:
 * @request: a request
 *
 * Returns: (transfer full): @request
 */
KmsHttpRequest *
kms_http_request_ref (KmsHttpRequest *request)
{
  request->n_references++;
  return request;
}

/**
 * kms_http_request_unref:
 * @request: (transfer full): a request
 */
void
kms_http_request_unref (KmsHttpRequest *request)
{
  if (--request->n_references > 0)
    return;
  if (request->free_pull_data != NULL)
    request->free_pull_data (request->pull_data);
  g_queue_clear_full (&request->waiting, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&request->response, MHD_destroy_response);
  g_clear_pointer (&request->incoming, g_byte_array_unref);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_pointer (&request->query, g_hash_table_unref);
  g_clear_object (&request->cancellable);
  g_array_unref (request->fields);
  g_array_unref (request->answer_fields);
  g_strfreev (request->segments);
  g_free (request->target);
  g_free (request->method);
  g_free (request->path);
  g_free (request->id);
  g_free (request->address);
  g_free (request->network);
  g_free (request);
}

/**
 * kms_http_request_get_method:
 * @request: a request
 *
 * Returns: its method, any token
 */
const char *
kms_http_request_get_method (KmsHttpRequest *request)
{
  return request->method;
}

/**
 * kms_http_request_get_path:
 * @request: a request
 *
 * Returns: its target without the query, as it was sent: printable ASCII that begins with a slash
 */
const char *
kms_http_request_get_path (KmsHttpRequest *request)
{
  return request->path;
}

/**
 * kms_http_request_get_segments:
 * @request: a request
 *
 * Returns: (array zero-terminated=1): what is between the slashes of the path, in UTF-8 without NUL,
 *   its escapes read. "/v1/status" has "v1" and "status"; "/v1/" has "v1" and "".
 */
const char *const *
kms_http_request_get_segments (KmsHttpRequest *request)
{
  return (const char *const *) request->segments;
}

/**
 * kms_http_request_get_query:
 * @request: a request
 * @error: return location for a #GError
 *
 * Returns: (nullable) (transfer none) (element-type utf8 utf8): the values of the query by name, or
 *   %NULL with %KMS_ERROR_PARAMETER_INVALID when it cannot be read, or names something twice
 */
GHashTable *
kms_http_request_get_query (KmsHttpRequest *request, GError **error)
{
  const char *query = strchr (request->target, '?');

  if (request->query == NULL)
    request->query = kms_http_query_parse (query != NULL ? query + 1 : NULL, error);
  return request->query;
}

/**
 * kms_http_request_get_header:
 * @request: a request
 * @name: the name of a header field, in any case
 *
 * Returns: (nullable): its value; several of one name as one list with commas
 */
const char *
kms_http_request_get_header (KmsHttpRequest *request, const char *name)
{
  return kms_http_fields_get (request->fields, name);
}

/**
 * kms_http_request_get_body:
 * @request: a request
 *
 * Returns: (transfer none): its body, maybe empty
 */
GBytes *
kms_http_request_get_body (KmsHttpRequest *request)
{
  if (request->body == NULL)
    request->body = request->incoming != NULL
                        ? g_byte_array_free_to_bytes (g_steal_pointer (&request->incoming))
                        : g_bytes_new (NULL, 0);
  return request->body;
}

/**
 * kms_http_request_get_id:
 * @request: a request
 *
 * Returns: what names it in answer and log: its X-Request-Id if that is a good one
 */
const char *
kms_http_request_get_id (KmsHttpRequest *request)
{
  return request->id;
}

/**
 * kms_http_request_get_address:
 * @request: a request
 *
 * Returns: the address of the client, behind proxies that are trusted; "unix" for a unix socket
 */
const char *
kms_http_request_get_address (KmsHttpRequest *request)
{
  return request->address;
}

/**
 * kms_http_request_get_network:
 * @request: a request
 *
 * Returns: what stands for the client where requests are counted: its address, or of IPv6 the first 64
 *   bits of it, since whoever has one address there has 2^64
 */
const char *
kms_http_request_get_network (KmsHttpRequest *request)
{
  if (request->network == NULL && strchr (request->address, ':') != NULL)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (request->address);

      request->network =
          g_strdup_printf ("%016" G_GINT64_MODIFIER "x", kms_address_to_network (address));
    }
  return request->network != NULL ? request->network : request->address;
}

/**
 * kms_http_request_get_cancellable:
 * @request: a request
 *
 * Returns: (transfer none): cancelled when the client goes before it has its answer
 */
GCancellable *
kms_http_request_get_cancellable (KmsHttpRequest *request)
{
  if (request->cancellable == NULL)
    request->cancellable = g_cancellable_new ();
  return request->cancellable;
}

/**
 * kms_http_request_get_started:
 * @request: a request
 *
 * Returns: when its first line was read, in monotonic microseconds
 */
gint64
kms_http_request_get_started (KmsHttpRequest *request)
{
  return request->started;
}
