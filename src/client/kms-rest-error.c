/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the end of an attempt means: problems of the contract (RFC 9457), statuses of whoever stands in
 * between, and failures of the network, each as an error of ours. */

#include "client/kms-rest-private.h"
#include "client/kms-wire.h"
#include "common/kms-clock.h"
#include "common/kms-json.h"

#define MAX_PLACES     64
#define MAX_CHARACTERS 300 /* of the sentence for developers */

/* When the code is none that we know. */
static const struct
{
  guint status;
  KmsError problem; /* a problem of the contract */
  KmsError other;   /* of a gateway, or of no KMS server at all */
} statuses[] = {
  { 401, KMS_ERROR_SESSION_EXPIRED, KMS_ERROR_NO_KMS_SERVER },
  { 404, KMS_ERROR_NOT_FOUND, KMS_ERROR_NO_KMS_SERVER },
  { 408, KMS_ERROR_SERVER_SILENT, KMS_ERROR_SERVER_SILENT },
  { 412, KMS_ERROR_STALE_VERSION, KMS_ERROR_NO_KMS_SERVER },
  { 413, KMS_ERROR_TEXT_TOO_LARGE, KMS_ERROR_TEXT_TOO_LARGE },
  { 422, KMS_ERROR_VALUE_INVALID, KMS_ERROR_NO_KMS_SERVER },
  { 429, KMS_ERROR_RATE_LIMITED, KMS_ERROR_RATE_LIMITED },
  { 502, KMS_ERROR_SERVER_DOWN, KMS_ERROR_SERVER_DOWN },
  { 503, KMS_ERROR_SERVER_BUSY, KMS_ERROR_SERVER_BUSY },
  { 504, KMS_ERROR_SERVER_DOWN, KMS_ERROR_SERVER_DOWN },
};

static KmsError
code_by_status (guint status, gboolean problem)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return problem ? statuses[i].problem : statuses[i].other;
  return problem || status >= 500 ? KMS_ERROR_FAILED : KMS_ERROR_NO_KMS_SERVER;
}

/* Codes about the way to a server come from here only. */
static gboolean
read_code (JsonObject *object, KmsError *code)
{
  const char *text = kms_json_get_string (object, "code", NULL);

  return text != NULL && kms_error_from_code (text, code) && *code < KMS_ERROR_SERVER_URL_INVALID;
}

static void
add_places (JsonObject *problem, GError *error)
{
  JsonArray *places = kms_json_get_array (problem, "errors", NULL);
  guint n_places = places != NULL ? json_array_get_length (places) : 0;

  for (guint i = 0; i < MIN (n_places, MAX_PLACES); i++)
    {
      JsonObject *place = kms_wire_get_object (json_array_get_element (places, i), NULL);
      KmsError code = (KmsError) error->code;
      const char *where;

      if (place == NULL)
        continue;
      read_code (place, &code);
      where = kms_json_get_string (place, "pointer", NULL);
      if (where == NULL)
        where = kms_json_get_string (place, "parameter", NULL);
      if (where != NULL)
        kms_error_add_detail (error, code, "%s", where);
    }
}

static GError *
read_problem (JsonObject *object, guint status)
{
  KmsError code = KMS_ERROR_FAILED;
  const char *detail = kms_json_get_string (object, "detail", NULL);
  g_autofree char *sentence = NULL;
  gint64 value = 0;
  GError *error;

  if (!read_code (object, &code))
    code = code_by_status (status, TRUE);
  sentence = detail != NULL
                 ? g_utf8_substring (detail, 0, MIN (g_utf8_strlen (detail, -1), MAX_CHARACTERS))
                 : g_strdup_printf ("status %u", status);
  error = g_error_new_literal (KMS_ERROR, (int) code, sentence);
  add_places (object, error);
  if (kms_json_get_int (object, "tries_left", 0, G_MAXINT, &value, NULL))
    kms_error_set_number (error, KMS_ERROR_TRIES_LEFT, value);
  if (kms_wire_read_time (object, "until", &value, NULL))
    kms_error_set_number (error, KMS_ERROR_UNTIL, value);
  return error;
}

/**
 * kms_rest_reply_is_problem:
 * @reply: what came back
 *
 * Returns: whether it calls itself a problem (RFC 9457), as every error of a KMS server does
 */
gboolean
kms_rest_reply_is_problem (const KmsRestReply *reply)
{
  return g_strcmp0 (reply->media_type, "application/problem+json") == 0;
}

/**
 * kms_rest_error_from_reply:
 * @reply: what came back, with a status other than 200 to 299
 *
 * Returns: (transfer full): what it means
 */
GError *
kms_rest_error_from_reply (const KmsRestReply *reply)
{
  GError *error = NULL;

  if (kms_rest_reply_is_problem (reply) && reply->status >= 400)
    {
      gsize size;
      const char *text = g_bytes_get_data (reply->body, &size);
      g_autoptr (JsonNode) node =
          size > 0 ? kms_json_parse (text, (gssize) size, size, NULL) : NULL;
      JsonObject *object = kms_wire_get_object (node, NULL);

      error = object != NULL ? read_problem (object, reply->status) : NULL;
    }
  if (error == NULL)
    error =
        g_error_new (KMS_ERROR, (int) code_by_status (reply->status, FALSE), "status %u of type %s",
                     reply->status, reply->media_type != NULL ? reply->media_type : "none");
  if (reply->retry_after > 0)
    kms_error_set_number (error, KMS_ERROR_RETRY_AFTER, reply->retry_after);
  return error;
}

/* The worst first: who vouches for a certificate matters most. But a wrong clock makes everybody's
 * certificate look bad, and is told before. */
static KmsError
certificate_code (GTlsCertificateFlags flags)
{
  if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return KMS_ERROR_CERTIFICATE_NOT_YET;
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return KMS_ERROR_CERTIFICATE_UNTRUSTED;
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return KMS_ERROR_CERTIFICATE_HOST;
  if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return KMS_ERROR_CERTIFICATE_EXPIRED;
  return KMS_ERROR_CERTIFICATE_INVALID;
}

static KmsError
io_code (int code, gboolean sent)
{
  switch (code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return KMS_ERROR_SERVER_SILENT;
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_PARTIAL_INPUT:
      return KMS_ERROR_CONNECTION_BROKEN;
    default:
      return sent ? KMS_ERROR_CONNECTION_BROKEN : KMS_ERROR_SERVER_UNREACHABLE;
    }
}

/**
 * kms_rest_error_from_network:
 * @error: what libsoup or GIO says
 * @flags: what is wrong with the certificate, if anything
 * @sent: whether anything had been sent
 *
 * Returns: (transfer full): the same as an error of ours
 */
GError *
kms_rest_error_from_network (const GError *error, GTlsCertificateFlags flags, gboolean sent)
{
  KmsError code = KMS_ERROR_CONNECTION_BROKEN;

  if (flags != 0)
    code = certificate_code (flags);
  else if (error->domain == G_RESOLVER_ERROR)
    code = KMS_ERROR_SERVER_UNREACHABLE;
  else if (error->domain == G_IO_ERROR)
    code = io_code (error->code, sent);
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS)
           || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING)
           || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    code = KMS_ERROR_NO_KMS_SERVER;
  return g_error_new_literal (KMS_ERROR, (int) code, error->message);
}

/**
 * kms_rest_answer_new:
 * @reply: what came back, with a status from 200 to 299
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the answer; %NULL and %KMS_ERROR_NO_KMS_SERVER when it is
 *   neither JSON nor empty
 */
KmsRestAnswer *
kms_rest_answer_new (const KmsRestReply *reply, GError **error)
{
  g_autoptr (KmsRestAnswer) answer = g_new0 (KmsRestAnswer, 1);
  g_autoptr (GError) fault = NULL;
  gsize size;
  const char *text = g_bytes_get_data (reply->body, &size);

  if (reply->status != 204)
    {
      if (g_strcmp0 (reply->media_type, "application/json") != 0)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "an answer of type %s",
                       reply->media_type != NULL ? reply->media_type : "none");
          return NULL;
        }
      answer->body = kms_json_parse (text != NULL ? text : "", (gssize) size, size, &fault);
      if (answer->body == NULL)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "%s", fault->message);
          return NULL;
        }
    }
  answer->status = reply->status;
  answer->etag = g_strdup (reply->etag);
  answer->replayed = reply->replayed;
  return g_steal_pointer (&answer);
}

/**
 * kms_rest_answer_free:
 * @answer: (transfer full) (nullable): an answer
 */
void
kms_rest_answer_free (KmsRestAnswer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->body, json_node_unref);
  g_clear_pointer (&answer->tail, g_bytes_unref);
  g_free (answer->etag);
  g_free (answer);
}

/**
 * kms_rest_reply_free:
 * @reply: (transfer full) (nullable): what came back
 */
void
kms_rest_reply_free (KmsRestReply *reply)
{
  if (reply == NULL)
    return;
  g_free (reply->media_type);
  g_free (reply->etag);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply);
}
