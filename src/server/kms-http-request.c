/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A request as the handler sees it. It is made when libmicrohttpd knows its target, and owns copies of
 * everything, since the handler may keep it for longer than the client stays. */

#include "server/kms-http-private.h"
#include "server/kms-address.h"

#include "common/kms-decimal.h"

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
  char *query;

  request->n_references = 1;
  request->connection = connection;
  request->fault = kms_http_target_check (target, strlen (target));
  request->path = g_strdup (target);
  query = strchr (request->path, '?');
  if (query != NULL)
    {
      *query = '\0';
      request->query_text = query + 1;
    }
  request->started = g_get_monotonic_time ();
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

/**
 * kms_http_request_keep:
 * @request: a request
 *
 * Copies the header fields, which are gone with the connection; most requests are answered at once,
 * and need none.
 */
void
kms_http_request_keep (KmsHttpRequest *request)
{
  if (request->fields != NULL)
    return;
  request->fields = kms_http_fields_new ();
  if (request->connection != NULL)
    MHD_get_connection_values_n (request->connection->handle, MHD_HEADER_KIND, copy_field,
                                 request->fields);
}

/* The client's address, as the proxy says if one is trusted. */
static KmsHttpFault
find_address (KmsHttpRequest *request)
{
  KmsHttpConnection *connection = request->connection;
  GList *trusted = connection->server->settings.trusted_proxies;
  g_autoptr (GInetAddress) client = NULL;
  g_autofree char *text = NULL;
  const char *forwarded, *x_forwarded_for;

  request->address = g_ref_string_acquire (connection->address);
  if (!kms_address_is_trusted (connection->peer, trusted))
    return KMS_HTTP_FAULT_NONE;
  forwarded = kms_http_request_get_header (request, "Forwarded");
  x_forwarded_for = kms_http_request_get_header (request, "X-Forwarded-For");
  client = kms_address_of_client (connection->peer, trusted, forwarded, x_forwarded_for);
  if (client != NULL)
    {
      g_ref_string_release (request->address);
      text = g_inet_address_to_string (client);
      request->address = g_ref_string_new (text);
    }
  /* A proxy writes one of them; the other is the client's own. */
  return forwarded != NULL && x_forwarded_for != NULL ? KMS_HTTP_FAULT_FORWARDED
                                                      : KMS_HTTP_FAULT_NONE;
}

/* What the fields of a head say, and the ID that the client gives it. */
typedef struct
{
  KmsHttpHead head;
  const char *id; /* borrowed; (nullable) */
} Fields;

static enum MHD_Result
look_at_field (void *data,
               enum MHD_ValueKind kind,
               const char *name,
               size_t name_length,
               const char *value,
               size_t value_length)
{
  Fields *fields = data;

  kms_http_head_take (&fields->head, name, name_length, value != NULL ? value : "", value_length);
  if (g_ascii_strcasecmp (name, "X-Request-Id") == 0)
    fields->id = value;
  return MHD_YES;
}

/**
 * kms_http_request_begin:
 * @request: a new request whose head is there
 * @method: its method
 *
 * Looks at the head.
 *
 * Returns: what HTTP refuses it for
 */
KmsHttpFault
kms_http_request_begin (KmsHttpRequest *request, const char *method)
{
  KmsHttpServer *server = request->connection->server;
  struct MHD_Connection *handle = request->connection->handle;
  Fields fields = { 0 };
  KmsHttpFault faults[4];

  request->state = KMS_HTTP_REQUEST_BODY;
  request->method = g_strdup (method);
  MHD_get_connection_values_n (handle, MHD_HEADER_KIND, look_at_field, &fields);
  if (kms_http_is_id (fields.id))
    g_strlcpy (request->id, fields.id, sizeof request->id);
  else
    kms_http_server_make_id (server, request->id);
  faults[0] = kms_http_head_finish (&fields.head, server->settings.body_limit);
  faults[1] = kms_http_method_check (method);
  faults[2] = request->fault;
  faults[3] = find_address (request);
  for (guint at = 0; at < G_N_ELEMENTS (faults); at++)
    if (faults[at] != KMS_HTTP_FAULT_NONE)
      return faults[at];
  if (MHD_get_connection_info (handle, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size
      > KMS_HTTP_MAX_HEAD)
    return KMS_HTTP_FAULT_HEAD_TOO_LARGE;
  request->segments = kms_http_path_split (request->path);
  return KMS_HTTP_FAULT_NONE;
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
  char message[640], status_text[KMS_DECIMAL_SIZE], duration[KMS_DECIMAL_SIZE];
  const GLogField fields[] = {
    { "MESSAGE", message, -1 },        { "PRIORITY", "6", -1 },
    { "GLIB_DOMAIN", "kms-http", -1 }, { "KMS_METHOD", method, -1 },
    { "KMS_PATH", path, -1 },          { "KMS_STATUS", status_text, -1 },
    { "KMS_DURATION", duration, -1 },  { "KMS_REQUEST_ID", id, -1 },
    { "KMS_ADDRESS", address, -1 },
  };
  const char *const words[] = { method, path, status_text, duration, address, id };
  char *end = message;

  kms_decimal_write (status_text, status);
  kms_decimal_write (duration, g_get_monotonic_time () - started);
  for (guint at = 0; at < G_N_ELEMENTS (words); at++)
    {
      /* No word makes the line endless; the fields have it whole. */
      gsize length = strnlen (words[at], at == 1 ? 300 : 64);

      memcpy (end, words[at], length);
      end += length;
      *end++ = ' ';
    }
  end[-1] = '\0';
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
  g_clear_pointer (&request->fields, g_array_unref);
  if (request->answer_fields != NULL)
    g_string_free (request->answer_fields, TRUE);
  g_strfreev (request->segments);
  g_free (request->method);
  g_free (request->path);
  if (request->address != NULL)
    g_ref_string_release (request->address);
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
 * Returns: (nullable) (transfer none) (element-type utf8 utf8): the values of the query by name; %NULL
 *   when there is none, or with %KMS_ERROR_PARAMETER_INVALID when it cannot be read, or names something
 *   twice
 */
GHashTable *
kms_http_request_get_query (KmsHttpRequest *request, GError **error)
{
  if (request->query == NULL && request->query_text != NULL)
    request->query = kms_http_query_parse (request->query_text, error);
  return request->query;
}

/**
 * kms_http_request_get_header:
 * @request: a request
 * @name: the name of a header field, in any case
 *
 * Not to be asked for the first time after an answer, whose connection may be gone.
 *
 * Returns: (nullable): its value; several of one name as one list with commas
 */
const char *
kms_http_request_get_header (KmsHttpRequest *request, const char *name)
{
  kms_http_request_keep (request);
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
