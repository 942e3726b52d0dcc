/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests and answers as texts for the journal: what the contract makes of them, and whether an
 * answer is of the demo. Equal requests have equal texts. */

#include "client/kms-issuing-json.h"
#include "client/kms-journal-private.h"
#include "client/kms-wire.h"
#include "common/kms-clock.h"
#include "common/kms-error.h"

#define MAX_JSON (64 * 1024)

/**
 * kms_journal_request_to_text:
 * @request: a request
 *
 * Returns: (transfer full): its text
 */
char *
kms_journal_request_to_text (const KmsRequest *request)
{
  g_autoptr (JsonNode) node = kms_request_to_json (request);

  return kms_json_to_string (node, FALSE);
}

static gboolean
read_identifier (JsonObject *object,
                 const char *member,
                 KmsIdentifierKind kind,
                 char digits[KMS_IDENTIFIER_SIZE],
                 GError **error)
{
  const char *text = kms_json_get_string (object, member, error);
  KmsIdentifierReading reading;

  if (text == NULL)
    return FALSE;
  if (!kms_identifier_read (kind, text, -1, &reading))
    return kms_wire_fail (member, error);

  g_strlcpy (digits, reading.digits, KMS_IDENTIFIER_SIZE);
  return TRUE;
}

static gboolean
read_pairs (JsonObject *object, KmsRequest *request, GError **error)
{
  JsonArray *keys = kms_json_get_array (object, "keys", error);

  if (keys == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      JsonObject *key = kms_wire_get_object (json_array_get_element (keys, i), error);
      KmsKeyPair pair;

      if (key == NULL
          || !read_identifier (key, "activation_key", KMS_IDENTIFIER_ACTIVATION_KEY,
                               pair.activation_key, error)
          || !read_identifier (key, "registration_id", KMS_IDENTIFIER_REGISTRATION_ID,
                               pair.registration_id, error))
        return FALSE;
      if (!kms_request_add_pair (request, &pair, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_mails (JsonObject *object, KmsRequest *request, GError **error)
{
  g_auto (GStrv) mail_to = NULL;
  const char *subject = NULL;

  if (!kms_wire_read_strings (object, "mail_to", &mail_to, error))
    return FALSE;
  for (guint i = 0; mail_to[i] != NULL; i++)
    if (!kms_request_add_mail (request, mail_to[i], error))
      return FALSE;
  if (!json_object_has_member (object, "mail_subject"))
    return TRUE;

  subject = kms_json_get_string (object, "mail_subject", error);
  return subject != NULL && kms_request_set_mail_subject (request, subject, error);
}

/**
 * kms_journal_request_from_text:
 * @text: what kms_journal_request_to_text() made
 * @error: return location
 *
 * Returns: (transfer full): the request, or %NULL with @error set to a KMS_ERROR
 */
KmsRequest *
kms_journal_request_from_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = kms_json_parse (text, -1, MAX_JSON, error);
  JsonObject *object = node != NULL ? kms_wire_get_object (node, error) : NULL;
  const char *name = object != NULL ? kms_json_get_string (object, "category", error) : NULL;
  KmsCategory category = KMS_CATEGORY_HDVC;
  char device_id[KMS_IDENTIFIER_SIZE];
  g_autoptr (KmsRequest) request = NULL;

  if (name == NULL)
    return NULL;
  if (!kms_category_from_string (name, &category))
    {
      kms_wire_fail ("category", error);
      return NULL;
    }
  if (!read_identifier (object, "device_id", kms_identifier_device_kind (category), device_id,
                        error))
    return NULL;

  request = kms_request_new (category, device_id);
  if (!kms_site_from_json (node, &request->site, error) || !read_pairs (object, request, error)
      || !read_mails (object, request, error))
    return NULL;

  return g_steal_pointer (&request);
}

static void
set_time (JsonObject *object, const char *member, gint64 time)
{
  g_autofree char *text = kms_time_to_string (time);

  json_object_set_string_member (object, member, text);
}

static JsonArray *
make_keys (const KmsIssuance *issuance)
{
  JsonArray *keys = json_array_sized_new (issuance->keys->len);

  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "activation_key", key->activation_key);
      json_object_set_string_member (object, "part_number", key->part_number);
      json_object_set_string_member (object, "purpose", key->purpose);
      json_object_set_string_member (object, "registration_key", key->registration_key);
      json_object_set_string_member (object, "event", key->reissued ? "reissued" : "issued");
      set_time (object, "first_issued_at", key->issued_at);
      json_array_add_object_element (keys, object);
    }

  return keys;
}

static JsonArray *
make_strings (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);
  return array;
}

/**
 * kms_journal_answer_to_text:
 * @issuance: an answer
 *
 * Returns: (transfer full): its text
 */
char *
kms_journal_answer_to_text (const KmsIssuance *issuance)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = kms_wire_take_object (object);
  const char *const site[] = { issuance->site.line[0], issuance->site.line[1], NULL };

  json_object_set_string_member (object, "id", issuance->id != NULL ? issuance->id : "");
  json_object_set_boolean_member (object, "demo", issuance->demo);
  set_time (object, "issued_at", issuance->at);
  json_object_set_string_member (object, "category", kms_category_to_string (issuance->category));
  json_object_set_string_member (object, "device_id", issuance->device_id);
  json_object_set_array_member (object, "site", make_strings (site));
  json_object_set_array_member (object, "keys", make_keys (issuance));
  json_object_set_array_member (object, "mailed_to",
                                make_strings ((const char *const *) issuance->mailed_to));
  if (issuance->mail_subject != NULL)
    json_object_set_string_member (object, "mail_subject", issuance->mail_subject);
  else
    json_object_set_null_member (object, "mail_subject");

  return kms_json_to_string (node, FALSE);
}

/**
 * kms_journal_answer_from_text:
 * @text: what kms_journal_answer_to_text() made
 * @error: return location
 *
 * Returns: (transfer full): the answer, or %NULL with @error set to a KMS_ERROR
 */
KmsIssuance *
kms_journal_answer_from_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = kms_json_parse (text, -1, MAX_JSON, error);
  g_autoptr (KmsIssuance) issuance = node != NULL ? kms_issuance_from_json (node, error) : NULL;

  if (issuance == NULL
      || !kms_json_get_boolean (json_node_get_object (node), "demo", &issuance->demo, error))
    return NULL;

  return g_steal_pointer (&issuance);
}
