/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests and answers about issuing: the schemas IssuanceRequest, SiteUpdate, DeviceSite, Preview,
 * Issuance and IssuanceList. Identifiers of answers are read as strictly as those of people. */

#include "client/kms-issuing-json.h"

#include "client/kms-wire.h"
#include "common/kms-error.h"
#include "common/kms-json.h"

#include <string.h>

static const char *const events[] = { "issued", "reissued", NULL };

static void
add_site (JsonObject *object, const KmsSite *site)
{
  JsonArray *lines = json_array_sized_new (KMS_SITE_N_LINES);

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    json_array_add_string_element (lines, site->line[i]);
  json_object_set_array_member (object, "site", lines);
}

/**
 * kms_request_to_json:
 * @request: what is asked
 *
 * Returns: (transfer full): an IssuanceRequest of the contract
 */
JsonNode *
kms_request_to_json (const KmsRequest *request)
{
  JsonObject *object = json_object_new ();
  JsonArray *keys = json_array_sized_new (request->n_pairs);
  JsonArray *mail_to = json_array_new ();

  json_object_set_string_member (object, "category", kms_category_to_string (request->category));
  json_object_set_string_member (object, "device_id", request->device_id);
  add_site (object, &request->site);
  for (guint i = 0; i < request->n_pairs; i++)
    {
      JsonObject *key = json_object_new ();

      json_object_set_string_member (key, "activation_key", request->pairs[i].activation_key);
      json_object_set_string_member (key, "registration_id", request->pairs[i].registration_id);
      json_array_add_object_element (keys, key);
    }
  json_object_set_array_member (object, "keys", keys);
  for (guint i = 0; request->mail_to[i] != NULL; i++)
    json_array_add_string_element (mail_to, request->mail_to[i]);
  json_object_set_array_member (object, "mail_to", mail_to);
  if (request->mail_subject != NULL)
    json_object_set_string_member (object, "mail_subject", request->mail_subject);
  return kms_wire_take_object (object);
}

/**
 * kms_site_to_update_json:
 * @site: site lines
 *
 * Returns: (transfer full): a SiteUpdate of the contract
 */
JsonNode *
kms_site_to_update_json (const KmsSite *site)
{
  JsonObject *object = json_object_new ();

  add_site (object, site);
  return kms_wire_take_object (object);
}

static gboolean
read_site (JsonObject *object, KmsSite *site, GError **error)
{
  g_auto (GStrv) lines = NULL;

  if (!kms_wire_read_strings (object, "site", &lines, error))
    return FALSE;
  if (g_strv_length (lines) != KMS_SITE_N_LINES)
    return kms_wire_fail ("site", error);
  *site = (KmsSite){ 0 };
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    if (!kms_site_set_line (site, i, lines[i], NULL))
      return kms_wire_fail ("site", error);
  return TRUE;
}

/**
 * kms_site_from_json:
 * @node: a DeviceSite of the contract
 * @site: (out): the site lines
 * @error: return location
 *
 * Returns: whether it could be read
 */
gboolean
kms_site_from_json (JsonNode *node, KmsSite *site, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);

  return object != NULL && read_site (object, site, error);
}

static gboolean
read_key_preview (JsonObject *object, KmsKeyPreview *key, GError **error)
{
  const char *verdict = kms_json_get_string (object, "verdict", error);
  guint index = 0;

  if (verdict == NULL
      || !kms_wire_read_identifier (object, "activation_key", KMS_IDENTIFIER_ACTIVATION_KEY,
                                    key->pair.activation_key, error)
      || !kms_wire_read_identifier (object, "registration_id", KMS_IDENTIFIER_REGISTRATION_ID,
                                    key->pair.registration_id, error)
      || !kms_wire_read_string_or_null (object, "part_number", &key->part_number, error)
      || !kms_wire_read_string_or_null (object, "purpose", &key->purpose, error)
      || !kms_wire_read_time_or_null (object, "first_issued_at", &key->issued_at, error))
    return FALSE;
  while (index < KMS_N_VERDICTS
         && !g_str_equal (kms_verdict_to_string ((KmsVerdict) index), verdict))
    index++;
  if (index == KMS_N_VERDICTS)
    return kms_wire_fail ("verdict", error);
  key->verdict = (KmsVerdict) index;
  return TRUE;
}

/**
 * kms_preview_from_json:
 * @node: a Preview of the contract
 * @request: what was asked
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the verdicts on exactly the keys of @request
 */
KmsPreview *
kms_preview_from_json (JsonNode *node, const KmsRequest *request, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  JsonArray *keys = object != NULL ? kms_json_get_array (object, "keys", error) : NULL;
  g_autoptr (KmsPreview) preview = kms_preview_new ();

  if (keys == NULL)
    return NULL;
  if (json_array_get_length (keys) != request->n_pairs)
    {
      kms_wire_fail ("keys", error);
      return NULL;
    }
  for (guint i = 0; i < request->n_pairs; i++)
    {
      JsonObject *key = kms_wire_get_object (json_array_get_element (keys, i), error);

      preview->n_keys = i + 1;
      if (key == NULL || !read_key_preview (key, &preview->keys[i], error))
        return NULL;
      if (!kms_key_pair_equal (&preview->keys[i].pair, &request->pairs[i]))
        {
          kms_wire_fail ("keys", error);
          return NULL;
        }
    }
  return g_steal_pointer (&preview);
}

/* What an IssuedKey says; the device is that of the issuance or of the row. */
static gboolean
read_issued_key (JsonObject *object, KmsIssuedKey *key, GError **error)
{
  guint event = 0;

  if (!kms_wire_read_identifier (object, "activation_key", KMS_IDENTIFIER_ACTIVATION_KEY,
                                 key->activation_key, error)
      || !kms_wire_read_string (object, "part_number", &key->part_number, error)
      || !kms_wire_read_string (object, "purpose", &key->purpose, error)
      || !kms_wire_read_identifier (object, "registration_key", KMS_IDENTIFIER_REGISTRATION_KEY,
                                    key->registration_key, error)
      || !kms_wire_read_word (object, "event", events, &event, error)
      || !kms_wire_read_time (object, "first_issued_at", &key->issued_at, error))
    return FALSE;
  key->reissued = event == 1;
  return TRUE;
}

static gboolean
read_issued_keys (JsonObject *object, KmsIssuance *issuance, GError **error)
{
  JsonArray *keys = kms_json_get_array (object, "keys", error);
  guint n_keys = keys != NULL ? json_array_get_length (keys) : 0;

  if (keys == NULL)
    return FALSE;
  if (n_keys == 0 || n_keys > KMS_REQUEST_MAX_KEYS)
    return kms_wire_fail ("keys", error);
  for (guint i = 0; i < n_keys; i++)
    {
      JsonObject *row = kms_wire_get_object (json_array_get_element (keys, i), error);
      g_autoptr (KmsIssuedKey) key = g_new0 (KmsIssuedKey, 1);

      if (row == NULL || !read_issued_key (row, key, error))
        return FALSE;
      key->category = issuance->category;
      g_strlcpy (key->device_id, issuance->device_id, KMS_IDENTIFIER_SIZE);
      key->site = issuance->site;
      g_ptr_array_add (issuance->keys, g_steal_pointer (&key));
    }
  return TRUE;
}

/**
 * kms_issuance_from_json:
 * @node: an Issuance of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the issuance
 */
KmsIssuance *
kms_issuance_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsIssuance) issuance = kms_issuance_new ();

  if (object == NULL || !kms_wire_read_string (object, "id", &issuance->id, error)
      || !kms_wire_read_time (object, "issued_at", &issuance->at, error)
      || !kms_wire_read_device (object, &issuance->category, issuance->device_id, error)
      || !read_site (object, &issuance->site, error) || !read_issued_keys (object, issuance, error)
      || !kms_wire_read_strings (object, "mailed_to", &issuance->mailed_to, error)
      || !kms_wire_read_string_or_null (object, "mail_subject", &issuance->mail_subject, error))
    return NULL;
  return g_steal_pointer (&issuance);
}

static gpointer
read_row (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsFoundKey) found = kms_found_key_new ();
  KmsIssuedKey *key = found->key;

  if (object == NULL || !kms_wire_read_string (object, "issuance_id", &found->issuance_id, error)
      || !kms_wire_read_time (object, "issued_at", &found->at, error)
      || !kms_wire_read_device (object, &key->category, key->device_id, error)
      || !read_site (object, &key->site, error) || !read_issued_key (object, key, error)
      || !kms_wire_read_strings (object, "mailed_to", &found->mailed_to, error))
    return NULL;
  return g_steal_pointer (&found);
}

/**
 * kms_found_page_read:
 * @node: a list of the contract
 * @read: makes a KmsFoundKey of one of its rows
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the page
 */
KmsFoundPage *
kms_found_page_read (JsonNode *node,
                     gpointer (*read) (JsonNode *row, GError **error),
                     GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsFoundPage) page = kms_found_page_new ();
  GPtrArray *rows;
  gint64 total;

  if (object == NULL
      || !kms_wire_read_string_or_null (object, "next_cursor", &page->next_cursor, error)
      || !kms_json_get_int (object, "total", 0, KMS_FOUND_MAX_TOTAL, &total, error)
      || !kms_json_get_boolean (object, "total_exact", &page->total_exact, error))
    return NULL;
  page->total = (guint) total;
  rows = kms_wire_read_objects (object, "rows", read, (GDestroyNotify) kms_found_key_free, error);
  if (rows == NULL)
    return NULL;
  g_ptr_array_unref (page->rows);
  page->rows = rows;
  return g_steal_pointer (&page);
}

/**
 * kms_found_page_from_json:
 * @node: an IssuanceList of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the page
 */
KmsFoundPage *
kms_found_page_from_json (JsonNode *node, GError **error)
{
  return kms_found_page_read (node, read_row, error);
}
