/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is sent to a server, and where to: requests as values, and the base URL. */

#include "client/kms-rest.h"
#include "common/kms-error.h"

#include <string.h>

/**
 * kms_rest_request_new:
 * @method: GET, PUT, POST or DELETE
 * @segment: the first segment of the path, as it is; it is escaped
 * @...: further segments, then %NULL
 *
 * Returns: (transfer full): a request without a body
 */
KmsRestRequest *
kms_rest_request_new (const char *method, const char *segment, ...)
{
  KmsRestRequest *request = g_new0 (KmsRestRequest, 1);
  GString *path = g_string_new (NULL);
  va_list segments;

  va_start (segments, segment);
  for (const char *next = segment; next != NULL; next = va_arg (segments, const char *))
    {
      g_string_append_c (path, '/');
      g_string_append_uri_escaped (path, next, NULL, FALSE);
    }
  va_end (segments);
  request->method = g_strdup (method);
  request->path = g_string_free (path, FALSE);
  return request;
}

/**
 * kms_rest_request_add_parameter:
 * @request: a request
 * @name: the name of a parameter of the query
 * @value: its value, as it is; it is escaped
 */
void
kms_rest_request_add_parameter (KmsRestRequest *request, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  char *path = g_strconcat (request->path, strchr (request->path, '?') == NULL ? "?" : "&", name,
                            "=", escaped, NULL);

  g_free (request->path);
  request->path = path;
}

/**
 * kms_rest_request_set_token:
 * @request: a request
 * @token: (nullable): the token of a session, in place of what is there
 */
void
kms_rest_request_set_token (KmsRestRequest *request, const char *token)
{
  char *copy = g_strdup (token);

  g_free (request->token);
  request->token = copy;
}

/**
 * kms_rest_request_copy:
 * @request: a request
 *
 * Returns: (transfer full): a copy
 */
KmsRestRequest *
kms_rest_request_copy (const KmsRestRequest *request)
{
  KmsRestRequest *copy = g_new0 (KmsRestRequest, 1);

  copy->method = g_strdup (request->method);
  copy->path = g_strdup (request->path);
  copy->body = request->body != NULL ? json_node_ref (request->body) : NULL;
  copy->token = g_strdup (request->token);
  copy->if_match = g_strdup (request->if_match);
  copy->idempotency_key = g_strdup (request->idempotency_key);
  copy->repeatable = request->repeatable;
  copy->once = request->once;
  copy->uncertain = request->uncertain;
  return copy;
}

/**
 * kms_rest_request_free:
 * @request: (transfer full) (nullable): a request
 */
void
kms_rest_request_free (KmsRestRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->method);
  g_free (request->path);
  g_clear_pointer (&request->body, json_node_unref);
  g_free (request->token);
  g_free (request->if_match);
  g_free (request->idempotency_key);
  g_free (request);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost")
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

static GUri *
parse_url (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *whole = strstr (trimmed, "://") != NULL
                               ? g_steal_pointer (&trimmed)
                               : g_strconcat ("https://", trimmed, NULL);

  return g_uri_parse (whole, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH, NULL);
}

/* In ASCII and lower case, (transfer full) (nullable). */
static char *
read_host (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autofree char *ascii = NULL;

  if (host == NULL || *host == '\0' || strpbrk (host, " \t%@") != NULL)
    return NULL;
  ascii = g_hostname_to_ascii (host);
  return ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;
}

/**
 * kms_rest_check_url:
 * @text: the address of a server as somebody typed it; without a scheme, https is meant
 * @error: return location
 *
 * Plain http is for this computer only.
 *
 * Returns: (transfer full) (nullable): the address in its one form, without a slash at the end; on
 *   failure %NULL and %KMS_ERROR_SERVER_URL_INVALID or %KMS_ERROR_SERVER_URL_INSECURE
 */
char *
kms_rest_check_url (const char *text, GError **error)
{
  g_autoptr (GUri) uri = parse_url (text);
  g_autofree char *host = uri != NULL ? read_host (uri) : NULL;
  g_autofree char *path = NULL;
  g_autofree char *port = NULL;
  gboolean http;
  int number;

  http = uri != NULL && g_str_equal (g_uri_get_scheme (uri), "http");
  if (host == NULL || (!http && !g_str_equal (g_uri_get_scheme (uri), "https"))
      || g_uri_get_user (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_SERVER_URL_INVALID,
                           "this is not the base URL of a server");
      return NULL;
    }
  if (http && !is_loopback (host))
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_SERVER_URL_INSECURE,
                           "plain http is for this computer only");
      return NULL;
    }

  number = g_uri_get_port (uri);
  port =
      number == -1 || number == (http ? 80 : 443) ? g_strdup ("") : g_strdup_printf (":%d", number);
  path = g_strdup (g_uri_get_path (uri));
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  return g_strconcat (g_uri_get_scheme (uri), "://", strchr (host, ':') != NULL ? "[" : "", host,
                      strchr (host, ':') != NULL ? "]" : "", port, path, NULL);
}
