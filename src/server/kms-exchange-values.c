/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a route may ask an exchange: the request, as it was read. */

#include "server/kms-exchange-private.h"

#include <string.h>

/**
 * kms_exchange_get_service:
 * @exchange: an exchange
 *
 * Returns: (transfer none): the service, which outlives the exchange
 */
KmsService *
kms_exchange_get_service (KmsExchange *exchange)
{
  return exchange->service;
}

/**
 * kms_exchange_get_request:
 * @exchange: an exchange
 *
 * Returns: (transfer none): the request
 */
KmsHttpRequest *
kms_exchange_get_request (KmsExchange *exchange)
{
  return exchange->request;
}

/**
 * kms_exchange_get_body:
 * @exchange: an exchange of a route with %KMS_ROUTE_BODY
 *
 * Returns: (transfer none): the JSON object that came
 */
JsonObject *
kms_exchange_get_body (KmsExchange *exchange)
{
  return json_node_get_object (exchange->body);
}

/**
 * kms_exchange_set_data:
 * @exchange: an exchange
 * @data: (transfer full): what its route keeps from one step to the next
 * @free_data: frees @data with the exchange
 */
void
kms_exchange_set_data (KmsExchange *exchange, gpointer data, GDestroyNotify free_data)
{
  g_return_if_fail (exchange->data == NULL);

  exchange->data = data;
  exchange->free_data = free_data;
}

/**
 * kms_exchange_get_data:
 * @exchange: an exchange
 *
 * Returns: (transfer none) (nullable): what was set
 */
gpointer
kms_exchange_get_data (KmsExchange *exchange)
{
  return exchange->data;
}

/**
 * kms_exchange_get_parameter:
 * @exchange: an exchange
 * @name: a name in braces in the path of its route
 *
 * Returns: (transfer none): what stands there, decoded, not empty
 */
const char *
kms_exchange_get_parameter (KmsExchange *exchange, const char *name)
{
  return g_hash_table_lookup (exchange->parameters, name);
}

/**
 * kms_exchange_get_query:
 * @exchange: an exchange
 * @name: a parameter that its route takes
 *
 * Returns: (transfer none) (nullable): its value, decoded; %NULL when it is not there
 */
const char *
kms_exchange_get_query (KmsExchange *exchange, const char *name)
{
  return exchange->query == NULL ? NULL : g_hash_table_lookup (exchange->query, name);
}

/**
 * kms_exchange_get_if_match:
 * @exchange: an exchange of a route with %KMS_ROUTE_IF_MATCH
 *
 * Returns: the version that the client changes, as kms_exchange_set_etag() gave it; -1 for anything
 *   else, which no version is
 */
gint64
kms_exchange_get_if_match (KmsExchange *exchange)
{
  const char *etag = kms_http_request_get_header (exchange->request, "If-Match");
  gsize length = strlen (etag);
  g_autofree char *digits = NULL;
  gint64 version;

  if (length < 3 || etag[0] != '"' || etag[length - 1] != '"')
    return -1;
  digits = g_strndup (etag + 1, length - 2);
  return g_ascii_string_to_signed (digits, 10, 0, G_MAXINT64, &version, NULL) ? version : -1;
}

/**
 * kms_exchange_get_idempotency_key:
 * @exchange: an exchange of a route with %KMS_ROUTE_ONCE
 *
 * Returns: (transfer none): what names the attempt, without quotes
 */
const char *
kms_exchange_get_idempotency_key (KmsExchange *exchange)
{
  return exchange->idempotency_key;
}

/* The weight of a language range (RFC 9110, section 12.4.2), in thousandths. */
static guint
weight_of (const char *parameters)
{
  const char *q = parameters == NULL ? NULL : strstr (parameters, "q=");

  return q == NULL ? 1000 : (guint) (CLAMP (g_ascii_strtod (q + 2, NULL), 0, 1) * 1000);
}

/**
 * kms_exchange_get_language:
 * @exchange: an exchange
 *
 * Returns: (transfer none): "ja" when Accept-Language puts it before "en" (RFC 9110, section 12.5.4),
 *   otherwise "en"
 */
const char *
kms_exchange_get_language (KmsExchange *exchange)
{
  const char *header = kms_http_request_get_header (exchange->request, "Accept-Language");
  g_auto (GStrv) ranges = g_strsplit (header == NULL ? "" : header, ",", -1);
  guint english = 0;
  guint japanese = 0;
  gboolean japanese_first = FALSE;

  for (guint i = 0; ranges[i] != NULL; i++)
    {
      char *parameters = strchr (ranges[i], ';');
      guint weight = weight_of (parameters);
      const char *range;

      if (parameters != NULL)
        *parameters = '\0';
      range = g_strstrip (ranges[i]);
      if (g_ascii_strncasecmp (range, "ja", 2) == 0 && (range[2] == '\0' || range[2] == '-'))
        {
          japanese_first |= weight > english;
          japanese = MAX (japanese, weight);
        }
      else if (g_ascii_strncasecmp (range, "en", 2) == 0 && (range[2] == '\0' || range[2] == '-'))
        english = MAX (english, weight);
    }
  return japanese > english || (japanese_first && japanese == english && japanese > 0) ? "ja"
                                                                                       : "en";
}
