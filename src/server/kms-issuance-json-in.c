/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests as they come: first whether the JSON has the members and types of the schema, which has one
 * error; then the values, of which all that are wrong are named. */

#include "common/kms-error.h"
#include "engine/kms-mail.h"
#include "server/kms-issuance-json.h"

#include <string.h>

#define MAX_TYPED 256 /* characters of an identifier or a line, as typed */

static const char *const request_members[] = { "category", "device_id",    "site", "keys",
                                               "mail_to",  "mail_subject", NULL };
static const char *const key_members[] = { "activation_key", "registration_id", NULL };

/* What is wrong with the values; the first place at fault gives the error its code. */
typedef struct
{
  GError *error; /* owned; NULL as long as nothing is wrong */
} Faults;

static void
add_fault (Faults *faults, KmsError code, const char *pointer)
{
  if (faults->error == NULL)
    faults->error = g_error_new (KMS_ERROR, (int) code, "a value at %s is not good: %s", pointer,
                                 kms_error_to_code (code));
  kms_error_add_detail (faults->error, code, "%s", pointer);
}

/* FALSE, with what was found wrong. */
static gboolean
tell (Faults *faults, GError **error)
{
  if (faults->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&faults->error));
  return FALSE;
}

static gboolean
fail_type (GError **error, const char *pointer)
{
  GError *wrong =
      g_error_new (KMS_ERROR, KMS_ERROR_TEXT_INVALID, "the type at %s is another", pointer);

  kms_error_add_detail (wrong, KMS_ERROR_TEXT_INVALID, "%s", pointer);
  g_propagate_error (error, wrong);
  return FALSE;
}

/* An error about a member of one of the keys, with its place in the whole. */
static void
propagate_inside (GError **error, GError *inner, guint index)
{
  guint n_details;
  const KmsErrorDetail *details = kms_error_get_details (inner, &n_details);
  GError *outer = g_error_new_literal (KMS_ERROR, inner->code, inner->message);

  for (guint i = 0; i < n_details; i++)
    kms_error_add_detail (outer, details[i].code, "/keys/%u%s", index, details[i].pointer);
  g_propagate_error (error, outer);
  g_error_free (inner);
}

static gboolean
check_strings (JsonArray *array, const char *member, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/%s/%u", member, i);
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) != G_TYPE_STRING)
        return fail_type (error, pointer);
    }
  return TRUE;
}

static gboolean
check_keys (JsonArray *keys, GError **error)
{
  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/keys/%u", i);
      JsonNode *node = json_array_get_element (keys, i);
      GError *inner = NULL;
      JsonObject *key;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return fail_type (error, pointer);
      key = json_node_get_object (node);
      if (!kms_json_check_members (key, key_members, &inner)
          || kms_json_get_string (key, "activation_key", &inner) == NULL
          || kms_json_get_string (key, "registration_id", &inner) == NULL)
        {
          propagate_inside (error, inner, i);
          return FALSE;
        }
    }
  return TRUE;
}

/* Whether the JSON has the form of the schema. */
static gboolean
check_form (JsonObject *object, GError **error)
{
  JsonArray *site;
  JsonArray *keys;
  JsonNode *subject = json_object_get_member (object, "mail_subject");

  if (!kms_json_check_members (object, request_members, error)
      || kms_json_get_string (object, "category", error) == NULL
      || kms_json_get_string (object, "device_id", error) == NULL)
    return FALSE;
  site = kms_json_get_array (object, "site", error);
  if (site == NULL || !check_strings (site, "site", error))
    return FALSE;
  keys = kms_json_get_array (object, "keys", error);
  if (keys == NULL || !check_keys (keys, error))
    return FALSE;
  if (json_object_has_member (object, "mail_to"))
    {
      JsonArray *mail_to = kms_json_get_array (object, "mail_to", error);

      if (mail_to == NULL || !check_strings (mail_to, "mail_to", error))
        return FALSE;
    }
  if (subject != NULL && !JSON_NODE_HOLDS_NULL (subject)
      && json_node_get_value_type (subject) != G_TYPE_STRING)
    return fail_type (error, "/mail_subject");
  return TRUE;
}

/* Reads an identifier; FALSE when it is none. */
static gboolean
read_identifier (KmsIdentifierKind kind, const char *text, char digits[KMS_IDENTIFIER_SIZE])
{
  KmsIdentifierReading reading;

  if (g_utf8_strlen (text, -1) > MAX_TYPED || !kms_identifier_read (kind, text, -1, &reading))
    return FALSE;
  g_strlcpy (digits, reading.digits, KMS_IDENTIFIER_SIZE);
  return TRUE;
}

/* The request without its keys; with a device of zeros where there is none, so that the rest can be
 * read all the same. */
static KmsRequest *
read_device (JsonObject *object, Faults *faults)
{
  static const char *const zeros[] = {
    [KMS_CATEGORY_HDVC] = "0000000000000000",
    [KMS_CATEGORY_LIVE_LINK] = "000000000000",
  };
  KmsCategory category = KMS_CATEGORY_HDVC;
  char device_id[KMS_IDENTIFIER_SIZE];

  if (!kms_category_from_string (json_object_get_string_member (object, "category"), &category))
    {
      add_fault (faults, KMS_ERROR_VALUE_INVALID, "/category");
      g_strlcpy (device_id, zeros[category], KMS_IDENTIFIER_SIZE);
    }
  else if (!read_identifier (kms_identifier_device_kind (category),
                             json_object_get_string_member (object, "device_id"), device_id))
    {
      add_fault (faults, KMS_ERROR_DEVICE_ID_INVALID, "/device_id");
      g_strlcpy (device_id, zeros[category], KMS_IDENTIFIER_SIZE);
    }
  return kms_request_new (category, device_id);
}

static void
read_site (JsonArray *lines, KmsSite *site, Faults *faults)
{
  *site = (KmsSite){ 0 };
  if (json_array_get_length (lines) > KMS_SITE_N_LINES)
    {
      add_fault (faults, KMS_ERROR_SITE_INVALID, "/site");
      return;
    }
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/site/%u", i);
      const char *line = json_array_get_string_element (lines, i);

      if (g_utf8_strlen (line, -1) > MAX_TYPED || !kms_site_set_line (site, i, line, NULL))
        add_fault (faults, KMS_ERROR_SITE_INVALID, pointer);
    }
}

/* Whether an earlier key has the same digits. */
static gboolean
is_duplicate (JsonArray *keys, guint index, const char *digits)
{
  char earlier[KMS_IDENTIFIER_SIZE];

  for (guint i = 0; i < index; i++)
    {
      JsonObject *key = json_array_get_object_element (keys, i);

      if (read_identifier (KMS_IDENTIFIER_ACTIVATION_KEY,
                           json_object_get_string_member (key, "activation_key"), earlier)
          && g_str_equal (earlier, digits))
        return TRUE;
    }
  return FALSE;
}

static void
read_key (JsonArray *keys, guint index, KmsRequest *request, Faults *faults)
{
  JsonObject *key = json_array_get_object_element (keys, index);
  g_autofree char *of_key = g_strdup_printf ("/keys/%u/activation_key", index);
  g_autofree char *of_id = g_strdup_printf ("/keys/%u/registration_id", index);
  KmsKeyPair pair;
  gboolean good = FALSE;

  if (!read_identifier (KMS_IDENTIFIER_ACTIVATION_KEY,
                        json_object_get_string_member (key, "activation_key"), pair.activation_key))
    add_fault (faults, KMS_ERROR_ACTIVATION_KEY_INVALID, of_key);
  else if (is_duplicate (keys, index, pair.activation_key))
    add_fault (faults, KMS_ERROR_DUPLICATE_KEY, of_key);
  else
    good = TRUE;
  if (!read_identifier (KMS_IDENTIFIER_REGISTRATION_ID,
                        json_object_get_string_member (key, "registration_id"),
                        pair.registration_id))
    add_fault (faults, KMS_ERROR_REGISTRATION_ID_INVALID, of_id);
  else if (good)
    kms_request_add_pair (request, &pair, NULL); /* which finds nothing more */
}

static void
read_keys (JsonArray *keys, KmsRequest *request, Faults *faults)
{
  guint n_keys = json_array_get_length (keys);

  if (n_keys == 0)
    add_fault (faults, KMS_ERROR_NO_KEYS, "/keys");
  else if (n_keys > KMS_REQUEST_MAX_KEYS)
    add_fault (faults, KMS_ERROR_TOO_MANY_KEYS, "/keys");
  for (guint i = 0; i < MIN (n_keys, KMS_REQUEST_MAX_KEYS); i++)
    read_key (keys, i, request, faults);
}

/* In normal form C, without white space at its ends. */
static char *
normalise (const char *text)
{
  const char *end = text + strlen (text);

  while (text < end && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (text < end && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_utf8_normalize (text, end - text, G_NORMALIZE_NFC);
}

static void
read_mails (JsonObject *object, KmsRequest *request, Faults *faults)
{
  JsonArray *mail_to = json_object_has_member (object, "mail_to")
                           ? json_object_get_array_member (object, "mail_to")
                           : NULL;
  const char *subject = json_object_get_string_member_with_default (object, "mail_subject", NULL);
  guint n_mails = mail_to == NULL ? 0 : json_array_get_length (mail_to);

  if (n_mails > KMS_REQUEST_MAX_MAILS)
    add_fault (faults, KMS_ERROR_VALUE_INVALID, "/mail_to");
  for (guint i = 0; i < MIN (n_mails, KMS_REQUEST_MAX_MAILS); i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/mail_to/%u", i);

      if (!kms_request_add_mail (request, json_array_get_string_element (mail_to, i), NULL))
        add_fault (faults, KMS_ERROR_MAIL_ADDRESS_INVALID, pointer);
    }
  if (subject != NULL)
    {
      g_autofree char *normal = normalise (subject);

      if (!kms_request_set_mail_subject (request, normal, NULL))
        add_fault (faults, KMS_ERROR_MAIL_SUBJECT_INVALID, "/mail_subject");
    }
}

/**
 * kms_request_from_json:
 * @object: an IssuanceRequest of the contract
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the request; or %NULL with @error set: %KMS_ERROR_TEXT_INVALID when the JSON
 *   is not of that form, or the code of the first value that is wrong, with a detail for each
 */
KmsRequest *
kms_request_from_json (JsonObject *object, GError **error)
{
  g_autoptr (KmsRequest) request = NULL;
  Faults faults = { NULL };

  if (!check_form (object, error))
    return NULL;
  request = read_device (object, &faults);
  read_site (json_object_get_array_member (object, "site"), &request->site, &faults);
  read_keys (json_object_get_array_member (object, "keys"), request, &faults);
  read_mails (object, request, &faults);
  return tell (&faults, error) ? g_steal_pointer (&request) : NULL;
}

/**
 * kms_site_from_json:
 * @object: a SiteUpdate of the contract
 * @site: (out caller-allocates): the lines
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_TEXT_INVALID when the JSON is not of that form,
 *   %KMS_ERROR_SITE_INVALID with a detail for each line that is wrong
 */
gboolean
kms_site_from_json (JsonObject *object, KmsSite *site, GError **error)
{
  static const char *const members[] = { "site", NULL };
  JsonArray *lines;
  Faults faults = { NULL };

  if (!kms_json_check_members (object, members, error))
    return FALSE;
  lines = kms_json_get_array (object, "site", error);
  if (lines == NULL || !check_strings (lines, "site", error))
    return FALSE;
  read_site (lines, site, &faults);
  return tell (&faults, error);
}
