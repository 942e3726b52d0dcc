/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands print as JSON: identifiers without separators, times of RFC 3339 in UTC. All
 * texts handed back are the caller's and end with a line end. */

#include "cli/kms-cli-format.h"

#include "common/kms-clock.h"
#include "common/kms-json.h"

static void
add_string (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_boolean (JsonBuilder *builder, const char *member, gboolean value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

/* 0 stands for a time that is not there. */
static void
add_time (JsonBuilder *builder, const char *member, gint64 time)
{
  g_autofree char *text = time != 0 ? kms_time_to_string (time) : NULL;

  add_string (builder, member, text);
}

static JsonBuilder *
begin (gboolean demo)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_boolean (builder, "demo", demo);

  return builder;
}

static void
add_device (JsonBuilder *builder, KmsCategory category, const char *device_id, const KmsSite *site)
{
  add_string (builder, "category", kms_category_to_string (category));
  add_string (builder, "device_id", device_id);
  json_builder_set_member_name (builder, "site");
  json_builder_begin_array (builder);
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    json_builder_add_string_value (builder, site->line[i]);
  json_builder_end_array (builder);
}

static void
begin_list (JsonBuilder *builder, const char *member)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
}

static char *
end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = kms_json_to_string (root, TRUE);

  return g_strconcat (json, "\n", NULL);
}

/**
 * kms_cli_json_issuance:
 * @issuance: keys that were issued
 *
 * Returns: (transfer full): them as a JSON object
 */
char *
kms_cli_json_issuance (const KmsIssuance *issuance)
{
  g_autoptr (JsonBuilder) builder = begin (issuance->demo);

  add_time (builder, "at", issuance->at);
  add_device (builder, issuance->category, issuance->device_id, &issuance->site);
  begin_list (builder, "keys");
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);

      json_builder_begin_object (builder);
      add_string (builder, "activation_key", key->activation_key);
      add_string (builder, "registration_key", key->registration_key);
      add_string (builder, "part_number", key->part_number);
      add_string (builder, "purpose", key->purpose);
      add_time (builder, "issued_at", key->issued_at);
      add_boolean (builder, "reissued", key->reissued);
      json_builder_end_object (builder);
    }

  return end (builder);
}

/**
 * kms_cli_json_preview:
 * @request: what was asked
 * @preview: the verdicts
 * @demo: whether the keys would work on no real device
 *
 * Returns: (transfer full): them as a JSON object
 */
char *
kms_cli_json_preview (const KmsRequest *request, const KmsPreview *preview, gboolean demo)
{
  g_autoptr (JsonBuilder) builder = begin (demo);

  add_device (builder, request->category, request->device_id, &request->site);
  begin_list (builder, "keys");
  for (guint i = 0; i < preview->n_keys; i++)
    {
      const KmsKeyPreview *key = &preview->keys[i];

      json_builder_begin_object (builder);
      add_string (builder, "activation_key", key->pair.activation_key);
      add_string (builder, "registration_id", key->pair.registration_id);
      add_string (builder, "verdict", kms_verdict_to_string (key->verdict));
      add_string (builder, "part_number", key->part_number);
      add_string (builder, "purpose", key->purpose);
      add_time (builder, "issued_at", key->issued_at);
      json_builder_end_object (builder);
    }

  return end (builder);
}

/**
 * kms_cli_json_sheets:
 * @sheets: (array length=n_sheets): practice sheets
 * @n_sheets: how many
 *
 * Returns: (transfer full): them as a JSON object
 */
char *
kms_cli_json_sheets (const KmsPracticeSheet *sheets, guint n_sheets)
{
  g_autoptr (JsonBuilder) builder = begin (TRUE);

  begin_list (builder, "sheets");
  for (guint i = 0; i < n_sheets; i++)
    {
      const KmsPracticeSheet *sheet = &sheets[i];

      json_builder_begin_object (builder);
      add_string (builder, "category", kms_category_to_string (sheet->part->category));
      add_string (builder, "part_number", sheet->part->part_number);
      add_string (builder, "purpose", sheet->part->purpose);
      add_string (builder, "activation_key", sheet->pair.activation_key);
      add_string (builder, "registration_id", sheet->pair.registration_id);
      json_builder_end_object (builder);
    }

  return end (builder);
}
