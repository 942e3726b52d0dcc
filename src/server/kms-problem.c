/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Errors on the wire: which status a code has, what a stranger is told, and the JSON of both. The
 * message of a failure inside goes to the log, not to the client. */

#include "server/kms-problem.h"

#include "common/kms-clock.h"
#include "common/kms-json.h"

#include <string.h>

/* How long a client should wait before it tries again, in seconds. */
#define RETRY_AFTER_BUSY        2
#define RETRY_AFTER_STORE       30
#define RETRY_AFTER_MAINTENANCE 60

typedef struct
{
  char *place;  /* owned */
  char *code;   /* owned */
  char *detail; /* owned, nullable */
} Place;

struct _KmsProblem
{
  guint status;
  char *code;   /* owned */
  char *detail; /* owned */
  GPtrArray *places;
  guint retry_after; /* seconds; 0: none */
  gint64 tries_left; /* -1: none */
  gint64 until;      /* microseconds UTC */
  gboolean has_until;
};

/* The table of the contract. Where @detail is NULL, the message of the error is for the client: it
 * speaks of the request. Where it is not, the message speaks of the inside. */
static const struct
{
  KmsError code;
  guint status;
  const char *detail;
  guint retry_after;
} statuses[] = {
  { KMS_ERROR_FAILED, 500, "Something went wrong.", 0 },
  { KMS_ERROR_TEXT_INVALID, 400, NULL, 0 },
  { KMS_ERROR_TEXT_TOO_LARGE, 413, NULL, 0 },
  { KMS_ERROR_DEVICE_ID_INVALID, 422, NULL, 0 },
  { KMS_ERROR_ACTIVATION_KEY_INVALID, 422, NULL, 0 },
  { KMS_ERROR_REGISTRATION_ID_INVALID, 422, NULL, 0 },
  { KMS_ERROR_SITE_INVALID, 422, NULL, 0 },
  { KMS_ERROR_MAIL_ADDRESS_INVALID, 422, NULL, 0 },
  { KMS_ERROR_MAIL_SUBJECT_INVALID, 422, NULL, 0 },
  { KMS_ERROR_NO_KEYS, 422, NULL, 0 },
  { KMS_ERROR_TOO_MANY_KEYS, 422, NULL, 0 },
  { KMS_ERROR_DUPLICATE_KEY, 422, NULL, 0 },
  { KMS_ERROR_KEY_PAIR_INVALID, 422, "There is no such pair of activation key and registration ID.",
    0 },
  { KMS_ERROR_WRONG_CATEGORY, 422, "The activation key belongs to the other category.", 0 },
  { KMS_ERROR_KEY_BOUND_ELSEWHERE, 409, "The activation key is bound to another device.", 0 },
  { KMS_ERROR_DEVICE_FULL, 409, "The device tries no further registration key of this part.", 0 },
  { KMS_ERROR_NOT_FOUND, 404, "There is no such thing here.", 0 },
  { KMS_ERROR_STORE_FULL, 503, "There is no room to keep this.", RETRY_AFTER_STORE },
  { KMS_ERROR_STORE_READ_ONLY, 503, "Nothing can be kept at present.", RETRY_AFTER_STORE },
  { KMS_ERROR_STORE_BUSY, 503, "Too much is going on.", RETRY_AFTER_BUSY },
  { KMS_ERROR_STORE_CORRUPT, 500, "What is kept is damaged.", 0 },
  { KMS_ERROR_STORE_FAILED, 500, "What is kept could not be read or written.", 0 },
  { KMS_ERROR_MAINTENANCE, 503, "The service is under maintenance.", RETRY_AFTER_MAINTENANCE },
  { KMS_ERROR_SERVER_BUSY, 503, "Too much is going on.", RETRY_AFTER_BUSY },
  { KMS_ERROR_RATE_LIMITED, 429, "Too many requests.", RETRY_AFTER_BUSY },
  { KMS_ERROR_IDEMPOTENCY_KEY_REUSED, 422,
    "Another request was carried out under this Idempotency-Key.", 0 },
  { KMS_ERROR_REQUEST_IN_FLIGHT, 409,
    "The first request with this Idempotency-Key has no answer yet.", 0 },
  { KMS_ERROR_STALE_VERSION, 412, "The version is another one.", 0 },
  { KMS_ERROR_CURSOR_INVALID, 422, "The cursor is none, or belongs to another list.", 0 },
  { KMS_ERROR_PARAMETER_INVALID, 422, NULL, 0 },
  { KMS_ERROR_VALUE_INVALID, 422, NULL, 0 },
  { KMS_ERROR_VALUE_MISSING, 422, NULL, 0 },
  { KMS_ERROR_VALUE_TOO_LONG, 422, NULL, 0 },
  { KMS_ERROR_SESSION_EXPIRED, 401, "There is no such session, or it has ended.", 0 },
  { KMS_ERROR_CREDENTIALS_INVALID, 401, "The login ID or the password is wrong.", 0 },
  { KMS_ERROR_ACCOUNT_DISABLED, 403, "The account is disabled.", 0 },
  { KMS_ERROR_LOGIN_ID_INVALID, 422, NULL, 0 },
  { KMS_ERROR_LOGIN_ID_TAKEN, 409, "The login ID is taken.", 0 },
  { KMS_ERROR_ADDRESS_REGISTERED, 409, "An account has this address.", 0 },
  { KMS_ERROR_POLICY_OUTDATED, 422, "The privacy policy is another one by now.", 0 },
  { KMS_ERROR_CODE_INVALID, 422, "The code is wrong.", 0 },
  { KMS_ERROR_CODE_EXPIRED, 410, "The code is no longer good.", 0 },
  { KMS_ERROR_PASSWORD_TOO_WEAK, 422, NULL, 0 },
};

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->place);
  g_free (place->code);
  g_free (place->detail);
  g_free (place);
}

/**
 * kms_problem_new:
 * @status: an HTTP status, 400 to 599
 * @code: the code of the contract
 * @detail: an English sentence for developers
 *
 * Returns: (transfer full): a problem
 */
KmsProblem *
kms_problem_new (guint status, const char *code, const char *detail)
{
  KmsProblem *problem = g_new0 (KmsProblem, 1);

  problem->status = status;
  problem->code = g_strdup (code);
  problem->detail = g_strdup (detail);
  problem->places = g_ptr_array_new_with_free_func (place_free);
  problem->tries_left = -1;
  return problem;
}

/* Errors say "the site line has 50 characters at most"; a sentence begins with a capital and ends
 * with a full stop. */
static char *
sentence_from_message (const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);

  valid[0] = g_ascii_toupper (valid[0]);
  return g_str_has_suffix (valid, ".") ? g_steal_pointer (&valid) : g_strconcat (valid, ".", NULL);
}

static KmsProblem *
problem_new_from_code (KmsError code, const char *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (statuses[i].code == code)
        {
          g_autofree char *sentence = sentence_from_message (message);
          KmsProblem *problem =
              kms_problem_new (statuses[i].status, kms_error_to_code (code),
                               statuses[i].detail == NULL ? sentence : statuses[i].detail);

          problem->retry_after = statuses[i].retry_after;
          return problem;
        }
    }
  return problem_new_from_code (KMS_ERROR_FAILED, message);
}

/**
 * kms_problem_new_from_error:
 * @error: any error; a foreign one is a failure inside
 *
 * Returns: (transfer full): the problem
 */
KmsProblem *
kms_problem_new_from_error (const GError *error)
{
  KmsProblem *problem;
  const KmsErrorDetail *details;
  guint n_details;
  gint64 value;

  if (error->domain != KMS_ERROR)
    return problem_new_from_code (KMS_ERROR_FAILED, error->message);

  problem = problem_new_from_code ((KmsError) error->code, error->message);
  details = kms_error_get_details (error, &n_details);
  for (guint i = 0; i < n_details; i++)
    kms_problem_add_place (problem, details[i].pointer, kms_error_to_code (details[i].code), NULL);
  if (kms_error_get_number (error, KMS_ERROR_RETRY_AFTER, &value))
    problem->retry_after = (guint) CLAMP (value, 1, G_MAXINT);
  if (kms_error_get_number (error, KMS_ERROR_TRIES_LEFT, &value))
    problem->tries_left = value;
  problem->has_until = error->code == KMS_ERROR_MAINTENANCE;
  if (kms_error_get_number (error, KMS_ERROR_UNTIL, &value))
    problem->until = value;
  return problem;
}

/**
 * kms_problem_free:
 * @problem: (nullable): a problem
 */
void
kms_problem_free (KmsProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->code);
  g_free (problem->detail);
  g_ptr_array_unref (problem->places);
  g_free (problem);
}

/**
 * kms_problem_add_place:
 * @problem: a problem
 * @place: a JSON pointer into the body, which is empty or begins with a slash; or the name of a
 *   parameter in path, query or header
 * @code: what is wrong there
 * @detail: (nullable): an English sentence for developers
 */
void
kms_problem_add_place (KmsProblem *problem, const char *place, const char *code, const char *detail)
{
  Place *added = g_new0 (Place, 1);

  added->place = g_strdup (place);
  added->code = g_strdup (code);
  added->detail = g_strdup (detail);
  g_ptr_array_add (problem->places, added);
}

/**
 * kms_problem_set_status:
 * @problem: a problem
 * @status: another HTTP status, where a code has two
 */
void
kms_problem_set_status (KmsProblem *problem, guint status)
{
  problem->status = status;
}

/**
 * kms_problem_get_status:
 * @problem: a problem
 *
 * Returns: the HTTP status it goes with
 */
guint
kms_problem_get_status (const KmsProblem *problem)
{
  return problem->status;
}

/**
 * kms_problem_get_retry_after:
 * @problem: a problem
 *
 * Returns: what Retry-After says, in seconds; 0 when there is none
 */
guint
kms_problem_get_retry_after (const KmsProblem *problem)
{
  return problem->retry_after;
}

/* The words of a status (RFC 9110, section 15; RFC 6585). */
static const char *
title_of (guint status)
{
  static const struct
  {
    guint status;
    const char *title;
  } titles[] = {
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" },
    { 408, "Request Timeout" },
    { 409, "Conflict" },
    { 410, "Gone" },
    { 411, "Length Required" },
    { 412, "Precondition Failed" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 422, "Unprocessable Content" },
    { 428, "Precondition Required" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 503, "Service Unavailable" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (titles[i].status == status)
      return titles[i].title;
  return "Internal Server Error";
}

static void
set_string (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

static void
add_places (JsonBuilder *builder, const GPtrArray *places)
{
  json_builder_set_member_name (builder, "errors");
  json_builder_begin_array (builder);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = g_ptr_array_index (places, i);
      gboolean pointer = place->place[0] == '\0' || place->place[0] == '/';

      json_builder_begin_object (builder);
      set_string (builder, pointer ? "pointer" : "parameter", place->place);
      set_string (builder, "code", place->code);
      if (place->detail != NULL)
        set_string (builder, "detail", place->detail);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * kms_problem_to_bytes:
 * @problem: a problem
 * @instance: the path of the request
 * @request_id: as in X-Request-Id
 *
 * Returns: (transfer full): the body of the answer
 */
GBytes *
kms_problem_to_bytes (const KmsProblem *problem, const char *instance, const char *request_id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *valid_instance = g_utf8_make_valid (instance, -1);
  char *text;

  json_builder_begin_object (builder);
  set_string (builder, "type", "about:blank");
  set_string (builder, "title", title_of (problem->status));
  json_builder_set_member_name (builder, "status");
  json_builder_add_int_value (builder, problem->status);
  set_string (builder, "detail", problem->detail);
  set_string (builder, "instance", valid_instance);
  set_string (builder, "code", problem->code);
  set_string (builder, "request_id", request_id);
  if (problem->places->len > 0)
    add_places (builder, problem->places);
  if (problem->tries_left >= 0)
    {
      json_builder_set_member_name (builder, "tries_left");
      json_builder_add_int_value (builder, problem->tries_left);
    }
  if (problem->has_until)
    {
      g_autofree char *until = problem->until == 0 ? NULL : kms_time_to_string (problem->until);

      json_builder_set_member_name (builder, "until");
      if (until == NULL)
        json_builder_add_null_value (builder);
      else
        json_builder_add_string_value (builder, until);
    }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = kms_json_to_string (node, FALSE);
  return g_bytes_new_take (text, strlen (text));
}
