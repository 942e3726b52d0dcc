/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers about devices, issuances and reports as the contract has them. */

#include "server/kms-issuance-json.h"

#include "common/kms-clock.h"

static void
add_text (JsonObject *object, const char *member, const char *text)
{
  if (text == NULL)
    json_object_set_null_member (object, member);
  else
    json_object_set_string_member (object, member, text);
}

static void
add_time (JsonObject *object, const char *member, gint64 time)
{
  g_autofree char *text = kms_time_to_string (time);

  json_object_set_string_member (object, member, text);
}

static void
add_lines (JsonObject *object, const KmsSite *site)
{
  JsonArray *lines = json_array_sized_new (KMS_SITE_N_LINES);

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    json_array_add_string_element (lines, site->line[i]);
  json_object_set_array_member (object, "site", lines);
}

static void
add_device (JsonObject *object, KmsCategory category, const char *device_id)
{
  json_object_set_string_member (object, "category", kms_category_to_string (category));
  json_object_set_string_member (object, "device_id", device_id);
}

static void
add_mailed_to (JsonObject *object, char *const *addresses)
{
  JsonArray *mailed_to = json_array_new ();

  for (guint i = 0; addresses[i] != NULL; i++)
    json_array_add_string_element (mailed_to, addresses[i]);
  json_object_set_array_member (object, "mailed_to", mailed_to);
}

/* A node that owns the object. (transfer full) */
static JsonNode *
node_new (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

/**
 * kms_site_to_json:
 * @category: the category of a device
 * @device_id: the device
 * @site: its site lines
 *
 * Returns: (transfer full): a DeviceSite
 */
JsonNode *
kms_site_to_json (KmsCategory category, const char *device_id, const KmsSite *site)
{
  JsonObject *object = json_object_new ();

  add_device (object, category, device_id);
  add_lines (object, site);
  return node_new (object);
}

/**
 * kms_preview_to_json:
 * @request: what was asked
 * @preview: the verdicts
 *
 * Returns: (transfer full): a Preview
 */
JsonNode *
kms_preview_to_json (const KmsRequest *request, const KmsPreview *preview)
{
  JsonObject *object = json_object_new ();
  JsonArray *keys = json_array_sized_new (preview->n_keys);

  add_device (object, request->category, request->device_id);
  add_lines (object, &request->site);
  for (guint i = 0; i < preview->n_keys; i++)
    {
      const KmsKeyPreview *key = &preview->keys[i];
      JsonObject *row = json_object_new ();

      add_text (row, "activation_key", key->pair.activation_key);
      add_text (row, "registration_id", key->pair.registration_id);
      add_text (row, "verdict", kms_verdict_to_string (key->verdict));
      add_text (row, "part_number", key->part_number);
      add_text (row, "purpose", key->purpose);
      if (key->verdict == KMS_VERDICT_REISSUE)
        add_time (row, "first_issued_at", key->issued_at);
      else
        json_object_set_null_member (row, "first_issued_at");
      json_array_add_object_element (keys, row);
    }
  json_object_set_array_member (object, "keys", keys);
  return node_new (object);
}

/* What a key says for itself, in an issuance and in the rows of a list. */
static void
add_key (JsonObject *object, const KmsIssuedKey *key)
{
  add_text (object, "activation_key", key->activation_key);
  add_text (object, "part_number", key->part_number);
  add_text (object, "purpose", key->purpose);
  add_text (object, "registration_key", key->registration_key);
}

static void
add_event (JsonObject *object, const KmsIssuedKey *key)
{
  add_text (object, "event", key->reissued ? "reissued" : "issued");
}

/**
 * kms_issuance_to_json:
 * @issuance: an issuance
 *
 * Returns: (transfer full): an Issuance; the same for a stored one as when it was made
 */
JsonNode *
kms_issuance_to_json (const KmsIssuance *issuance)
{
  JsonObject *object = json_object_new ();
  JsonArray *keys = json_array_sized_new (issuance->keys->len);

  add_text (object, "id", issuance->id);
  add_time (object, "issued_at", issuance->at);
  add_device (object, issuance->category, issuance->device_id);
  add_lines (object, &issuance->site);
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);
      JsonObject *row = json_object_new ();

      add_key (row, key);
      add_event (row, key);
      add_time (row, "first_issued_at", key->issued_at);
      json_array_add_object_element (keys, row);
    }
  json_object_set_array_member (object, "keys", keys);
  add_mailed_to (object, issuance->mailed_to);
  add_text (object, "mail_subject", issuance->mail_subject);
  return node_new (object);
}

static JsonObject *
issuance_row_to_json (const KmsFoundKey *row)
{
  JsonObject *object = json_object_new ();

  add_text (object, "issuance_id", row->issuance_id);
  add_event (object, row->key);
  add_time (object, "issued_at", row->at);
  add_time (object, "first_issued_at", row->key->issued_at);
  add_device (object, row->key->category, row->key->device_id);
  add_lines (object, &row->key->site);
  add_key (object, row->key);
  add_mailed_to (object, row->mailed_to);
  return object;
}

/* In the order of the columns of the CSV. */
static JsonObject *
history_row_to_json (const KmsFoundKey *row)
{
  JsonObject *object = json_object_new ();

  add_time (object, "issued_at", row->at);
  add_event (object, row->key);
  add_device (object, row->key->category, row->key->device_id);
  add_text (object, "site_1", row->key->site.line[0]);
  add_text (object, "site_2", row->key->site.line[1]);
  add_key (object, row->key);
  add_mailed_to (object, row->mailed_to);
  return object;
}

static JsonObject *
daily_row_to_json (const KmsDailyRow *row)
{
  JsonObject *object = json_object_new ();
  char date[KMS_DAY_SIZE];

  add_text (object, "date", kms_day_to_string (row->day, date));
  json_object_set_int_member (object, "issued_keys", row->sum.issued_keys);
  json_object_set_int_member (object, "reissued_keys", row->sum.reissued_keys);
  json_object_set_int_member (object, "devices", row->sum.devices);
  return object;
}

static JsonObject *
row_to_json (KmsListKind kind, gconstpointer row)
{
  switch (kind)
    {
    case KMS_LIST_ISSUANCES:
      return issuance_row_to_json (row);
    case KMS_LIST_HISTORY:
      return history_row_to_json (row);
    case KMS_LIST_DAILY:
    default:
      return daily_row_to_json (row);
    }
}

/**
 * kms_history_page_to_json:
 * @list: what was asked for
 * @page: a page of it
 *
 * Returns: (transfer full): an IssuanceList, a HistoryReport or a DailyReport
 */
JsonNode *
kms_history_page_to_json (const KmsList *list, const KmsHistoryPage *page)
{
  JsonObject *object = json_object_new ();
  JsonArray *rows = json_array_sized_new (page->rows->len);

  if (list->kind != KMS_LIST_ISSUANCES)
    {
      add_text (object, "tz", list->tz);
      add_text (object, "from", list->from);
      add_text (object, "to", list->to);
    }
  for (guint i = 0; i < page->rows->len; i++)
    json_array_add_object_element (rows,
                                   row_to_json (list->kind, g_ptr_array_index (page->rows, i)));
  json_object_set_array_member (object, "rows", rows);
  json_object_set_int_member (object, "total", page->total);
  json_object_set_boolean_member (object, "total_exact", page->total_exact);
  add_text (object, "next_cursor", page->next_cursor);
  return node_new (object);
}
