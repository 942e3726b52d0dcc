/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way of a request through the checks of the contract. What is found wrong before the session is
 * known waits for it: without a session nobody learns more than that. The exchange holds a reference
 * to its request and is freed by its answer. */

#include "server/kms-exchange-private.h"
#include "server/kms-routes.h"

#include <string.h>

#define MEDIA_TYPE_JSON "application/json"

static void
exchange_free (KmsExchange *exchange)
{
  g_clear_pointer (&exchange->parameters, g_hash_table_unref);
  g_clear_pointer (&exchange->body, json_node_unref);
  g_free (exchange->idempotency_key);
  g_clear_pointer (&exchange->refusal, kms_problem_free);
  if (exchange->free_data != NULL)
    exchange->free_data (exchange->data);
  kms_http_request_unref (exchange->request);
  g_free (exchange);
}

static gboolean
needs_session (const KmsExchange *exchange)
{
  return exchange->route != NULL && (exchange->route->flags & KMS_ROUTE_OPEN) == 0;
}

/* Answers with the problem. The rest of the way is gone. */
static void
answer_problem (KmsExchange *exchange, KmsProblem *problem)
{
  const char *id = kms_http_request_get_id (exchange->request);
  guint status = kms_problem_get_status (problem);
  guint retry_after = kms_problem_get_retry_after (problem);
  g_autoptr (GBytes) body =
      kms_problem_to_bytes (problem, kms_http_request_get_path (exchange->request), id);

  if (status == 401)
    kms_http_request_set_header (exchange->request, "WWW-Authenticate", "Bearer");
  if (retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", retry_after);

      kms_http_request_set_header (exchange->request, "Retry-After", seconds);
    }
  kms_http_request_answer (exchange->request, status, KMS_PROBLEM_MEDIA_TYPE, body);
  kms_problem_free (problem);
  exchange_free (exchange);
}

/* Counts the request, and tells the client how it stands. */
static KmsProblem *
take_rate (KmsExchange *exchange, KmsRateLimiter *limiter, const char *key)
{
  KmsRate rate = kms_rate_limiter_take (limiter, key);
  g_autoptr (GError) error = NULL;

  kms_http_request_set_header (exchange->request, "RateLimit-Policy", rate.policy);
  kms_http_request_set_header (exchange->request, "RateLimit", rate.state);
  if (rate.allowed)
    return NULL;
  error = g_error_new (KMS_ERROR, KMS_ERROR_RATE_LIMITED, "too many requests");
  kms_error_set_number (error, KMS_ERROR_RETRY_AFTER, rate.reset);
  return kms_problem_new_from_error (error);
}

static KmsProblem *
take_address_rate (KmsExchange *exchange)
{
  return take_rate (exchange, exchange->service->address_limiter,
                    kms_http_request_get_network (exchange->request));
}

/* Private to server/: the end of an exchange whose session was looked at. (transfer full) */
void
kms_exchange_answer_error (KmsExchange *exchange, GError *error)
{
  KmsProblem *problem = kms_problem_new_from_error (error);
  KmsProblem *limited = NULL;

  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_STALE_VERSION))
    kms_problem_add_place (problem, "If-Match", kms_error_to_code (KMS_ERROR_STALE_VERSION), NULL);

  if (kms_problem_get_status (problem) >= 500)
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "KMS_REQUEST_ID",
                      kms_http_request_get_id (exchange->request), "MESSAGE", "request %s: %s",
                      kms_http_request_get_id (exchange->request), error->message);
  /* Within a session, a wrong password does not mean that there is none. */
  if (needs_session (exchange) && g_error_matches (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID))
    kms_problem_set_status (problem, 403);
  if (exchange->token != NULL && g_error_matches (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED))
    limited = take_address_rate (exchange);
  if (limited != NULL)
    {
      kms_problem_free (problem);
      problem = limited;
    }
  g_error_free (error);
  answer_problem (exchange, problem);
}

static void
then_refuse (KmsExchange *exchange, gpointer result)
{
  answer_problem (exchange, g_steal_pointer (&exchange->refusal));
}

/* Refuses, when the session is good; without one, that is the answer. */
static void
refuse_in_session (KmsExchange *exchange, KmsProblem *problem)
{
  if (!needs_session (exchange) || exchange->session_known)
    {
      answer_problem (exchange, problem);
      return;
    }
  exchange->refusal = problem;
  kms_exchange_run (exchange, KMS_STORE_READ, NULL, NULL, NULL, NULL, then_refuse);
}

/**
 * kms_exchange_fail:
 * @exchange: an exchange
 * @error: (transfer full): why
 *
 * Answers with the error, if the session is good.
 */
void
kms_exchange_fail (KmsExchange *exchange, GError *error)
{
  KmsProblem *problem;

  if (exchange->session_known || !needs_session (exchange))
    {
      kms_exchange_answer_error (exchange, error);
      return;
    }
  problem = kms_problem_new_from_error (error);
  g_error_free (error);
  refuse_in_session (exchange, problem);
}

/**
 * kms_exchange_refuse:
 * @exchange: an exchange
 * @problem: (transfer full): why; for what is no error of the domain, such as a missing header
 *
 * Answers with the problem, if the session is good.
 */
void
kms_exchange_refuse (KmsExchange *exchange, KmsProblem *problem)
{
  refuse_in_session (exchange, problem);
}

static KmsProblem *
read_query (KmsExchange *exchange)
{
  g_auto (GStrv) known = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer name;

  exchange->query = kms_http_request_get_query (exchange->request, &error);
  if (exchange->query == NULL)
    return error == NULL ? NULL : kms_problem_new_from_error (error);

  known = g_strsplit (exchange->route->query == NULL ? "" : exchange->route->query, " ", -1);
  g_hash_table_iter_init (&iter, exchange->query);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      if (!g_strv_contains ((const char *const *) known, name))
        {
          KmsProblem *problem = kms_problem_new (
              422, kms_error_to_code (KMS_ERROR_PARAMETER_INVALID), "There is no such parameter.");

          kms_problem_add_place (problem, name, kms_error_to_code (KMS_ERROR_PARAMETER_INVALID),
                                 NULL);
          return problem;
        }
    }
  return NULL;
}

/* "application/json", whatever its parameters; its charset can only be UTF-8. */
static gboolean
is_json (const char *content_type)
{
  g_autofree char *type = NULL;

  if (content_type == NULL)
    return FALSE;
  type = g_strstrip (g_strndup (content_type, strcspn (content_type, ";")));
  return g_ascii_strcasecmp (type, MEDIA_TYPE_JSON) == 0;
}

static KmsProblem *
read_body (KmsExchange *exchange)
{
  GBytes *bytes = kms_http_request_get_body (exchange->request);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (GError) error = NULL;

  if ((exchange->route->flags & KMS_ROUTE_BODY) == 0)
    return length == 0 ? NULL
                       : kms_problem_new (400, "http-invalid", "This request takes no body.");
  if (!is_json (kms_http_request_get_header (exchange->request, "Content-Type")))
    return kms_problem_new (415, "media-type-unsupported",
                            "The body is to be " MEDIA_TYPE_JSON ".");
  exchange->body = kms_json_parse (text == NULL ? "" : text, (gssize) length, G_MAXINT, &error);
  if (exchange->body == NULL)
    return kms_problem_new_from_error (error);
  if (!JSON_NODE_HOLDS_OBJECT (exchange->body))
    {
      KmsProblem *problem = kms_problem_new (400, kms_error_to_code (KMS_ERROR_TEXT_INVALID),
                                             "The body is to be an object.");

      kms_problem_add_place (problem, "", kms_error_to_code (KMS_ERROR_TEXT_INVALID), NULL);
      return problem;
    }
  return NULL;
}

static KmsProblem *
refuse_header (guint status, const char *code, const char *detail, const char *name)
{
  KmsProblem *problem = kms_problem_new (status, code, detail);

  kms_problem_add_place (problem, name, code, NULL);
  return problem;
}

/* The key, in quotes or not (draft-ietf-httpapi-idempotency-key-header). */
static KmsProblem *
read_idempotency_key (KmsExchange *exchange)
{
  static const char name[] = "Idempotency-Key";
  const char *header = kms_http_request_get_header (exchange->request, name);
  gsize length = header == NULL ? 0 : strlen (header);
  gboolean quoted = length >= 2 && header[0] == '"' && header[length - 1] == '"';

  if (header == NULL)
    return refuse_header (400, "idempotency-key-missing", "The header Idempotency-Key is missing.",
                          name);
  exchange->idempotency_key = g_strndup (header + quoted, length - 2 * (gsize) quoted);
  if (g_regex_match_simple ("^[A-Za-z0-9_-]{1,64}$", exchange->idempotency_key,
                            G_REGEX_DOLLAR_ENDONLY, 0))
    return NULL;
  return refuse_header (400, "idempotency-key-invalid",
                        "The header Idempotency-Key is no such key.", name);
}

/* What HTTP must say beside the JSON: RFC 9110, section 13.1.1; RFC 6585, section 3. */
static KmsProblem *
read_headers (KmsExchange *exchange)
{
  guint flags = exchange->route->flags;

  if ((flags & KMS_ROUTE_IF_MATCH) != 0
      && kms_http_request_get_header (exchange->request, "If-Match") == NULL)
    return refuse_header (428, "version-missing", "The header If-Match is missing.", "If-Match");
  return (flags & KMS_ROUTE_ONCE) == 0 ? NULL : read_idempotency_key (exchange);
}

/* The token of "Bearer TOKEN" (RFC 6750, section 2.1). */
static const char *
find_token (KmsHttpRequest *request)
{
  const char *header = kms_http_request_get_header (request, "Authorization");

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", strlen ("Bearer ")) != 0)
    return NULL;
  header += strlen ("Bearer ");
  return header + strspn (header, " ");
}

static KmsProblem *
find_route (KmsExchange *exchange)
{
  const KmsRoute *route = NULL;
  g_autofree char *allow = NULL;

  switch (kms_routes_match (kms_http_request_get_method (exchange->request),
                            kms_http_request_get_segments (exchange->request), &route,
                            &exchange->parameters, &allow))
    {
    case KMS_ROUTE_FOUND:
      exchange->route = route;
      return NULL;
    case KMS_ROUTE_OTHER_METHOD:
      kms_http_request_set_header (exchange->request, "Allow", allow);
      return kms_problem_new (405, "method-not-allowed", "This path does not have that method.");
    case KMS_ROUTE_UNKNOWN:
    default:
      return kms_problem_new (404, kms_error_to_code (KMS_ERROR_NOT_FOUND),
                              "There is no such thing here.");
    }
}

/* By session; by address where there is none. A token that is none counts there, too, once that is
 * known: kms_exchange_answer_error(). */
static KmsProblem *
check_rate (KmsExchange *exchange)
{
  char hash[KMS_TOKEN_HASH_SIZE];

  if (exchange->token == NULL)
    return take_address_rate (exchange);
  return take_rate (exchange, exchange->service->session_limiter,
                    kms_token_hash (exchange->token, hash));
}

static GError *
check_maintenance (KmsExchange *exchange)
{
  const KmsService *service = exchange->service;
  GError *error;

  if (!service->maintenance || (exchange->route->flags & KMS_ROUTE_ALWAYS) != 0)
    return NULL;
  error = g_error_new (KMS_ERROR, KMS_ERROR_MAINTENANCE, "the service is under maintenance");
  if (service->maintenance_until != 0)
    kms_error_set_number (error, KMS_ERROR_UNTIL, service->maintenance_until);
  return error;
}

/* Without a token there is no session to look up. */
static KmsProblem *
check_token (KmsExchange *exchange)
{
  g_autoptr (GError) error = NULL;

  if (!needs_session (exchange) || exchange->token != NULL)
    return NULL;
  error = g_error_new (KMS_ERROR, KMS_ERROR_SESSION_EXPIRED, "the request has no token");
  return kms_problem_new_from_error (error);
}

/**
 * kms_exchange_begin:
 * @request: a request that is there whole
 * @service: what it is about; outlives the exchange
 *
 * Leads the request to its answer.
 */
void
kms_exchange_begin (KmsHttpRequest *request, KmsService *service)
{
  KmsExchange *exchange = g_new0 (KmsExchange, 1);
  KmsProblem *problem;
  GError *error;

  exchange->request = kms_http_request_ref (request);
  exchange->service = service;

  problem = find_route (exchange);
  if (needs_session (exchange))
    exchange->token = find_token (exchange->request);
  if (problem == NULL)
    problem = check_rate (exchange);
  if (problem == NULL && (error = check_maintenance (exchange)) != NULL)
    {
      problem = kms_problem_new_from_error (error);
      g_error_free (error);
    }
  if (problem == NULL)
    problem = check_token (exchange);
  if (problem != NULL)
    {
      answer_problem (exchange, problem);
      return;
    }

  problem = read_headers (exchange);
  if (problem == NULL)
    problem = read_body (exchange);
  if (problem == NULL)
    problem = read_query (exchange);
  if (problem != NULL)
    refuse_in_session (exchange, problem);
  else
    exchange->route->handler (exchange);
}

/**
 * kms_exchange_set_header:
 * @exchange: an exchange
 * @name: a header of the answer
 * @value: its value
 */
void
kms_exchange_set_header (KmsExchange *exchange, const char *name, const char *value)
{
  kms_http_request_set_header (exchange->request, name, value);
}

/**
 * kms_exchange_set_etag:
 * @exchange: an exchange
 * @version: the version of what is answered, 0 or more
 */
void
kms_exchange_set_etag (KmsExchange *exchange, gint64 version)
{
  g_autofree char *etag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", version);

  kms_http_request_set_header (exchange->request, "ETag", etag);
}

/**
 * kms_exchange_answer:
 * @exchange: (transfer full): an exchange
 * @status: an HTTP status
 * @body: (transfer full) (nullable): the JSON to answer with
 */
void
kms_exchange_answer (KmsExchange *exchange, guint status, JsonNode *body)
{
  g_autoptr (GBytes) bytes = NULL;

  if (body != NULL)
    {
      char *text = kms_json_to_string (body, FALSE);

      bytes = g_bytes_new_take (text, strlen (text));
      json_node_unref (body);
    }
  kms_exchange_answer_text (exchange, status, bytes == NULL ? NULL : MEDIA_TYPE_JSON, bytes);
}

/**
 * kms_exchange_answer_text:
 * @exchange: (transfer full): an exchange
 * @status: an HTTP status
 * @content_type: (nullable): what @body is
 * @body: (nullable): the body
 */
void
kms_exchange_answer_text (KmsExchange *exchange,
                          guint status,
                          const char *content_type,
                          GBytes *body)
{
  kms_http_request_answer (exchange->request, status, content_type, body);
  exchange_free (exchange);
}

/**
 * kms_exchange_answer_stream:
 * @exchange: (transfer full): an exchange
 * @status: an HTTP status
 * @content_type: what is streamed
 * @pull: asks for more, with the request and @data
 * @data: (transfer full): for @pull
 * @free_data: (nullable): frees it at the end
 */
void
kms_exchange_answer_stream (KmsExchange *exchange,
                            guint status,
                            const char *content_type,
                            KmsHttpPull pull,
                            gpointer data,
                            GDestroyNotify free_data)
{
  kms_http_request_answer_stream (exchange->request, status, content_type, pull, data, free_data);
  exchange_free (exchange);
}
