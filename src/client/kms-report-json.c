/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of reports: the schemas DailyReport and HistoryReport, read as strictly as all answers. */

#include "client/kms-report-json.h"

#include "client/kms-issuing-json.h"
#include "client/kms-wire.h"
#include "engine/kms-period.h"

static const char *const events[] = { "issued", "reissued", NULL };

static gboolean
read_date (JsonObject *object, GDate *date, GError **error)
{
  const char *text = kms_json_get_string (object, "date", error);

  if (text == NULL)
    return FALSE;
  return (kms_period_read_day (text, date) && g_date_valid (date)) || kms_wire_fail ("date", error);
}

static gpointer
read_day (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autofree KmsReportDay *day = g_new0 (KmsReportDay, 1);

  if (object == NULL || !read_date (object, &day->date, error)
      || !kms_json_get_int (object, "issued_keys", 0, G_MAXINT64, &day->issued_keys, error)
      || !kms_json_get_int (object, "reissued_keys", 0, G_MAXINT64, &day->reissued_keys, error)
      || !kms_json_get_int (object, "devices", 0, G_MAXINT64, &day->devices, error))
    return NULL;
  return g_steal_pointer (&day);
}

static gboolean
read_line (JsonObject *object, const char *member, KmsSite *site, guint index, GError **error)
{
  const char *text = kms_json_get_string (object, member, error);

  if (text == NULL)
    return FALSE;
  return kms_site_set_line (site, index, text, NULL) || kms_wire_fail (member, error);
}

/* The contract does not tell here when a key was issued first. */
static gpointer
read_key (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsFoundKey) found = kms_found_key_new ();
  KmsIssuedKey *key = found->key;
  guint event = 0;

  if (object == NULL || !kms_wire_read_time (object, "issued_at", &found->at, error)
      || !kms_wire_read_word (object, "event", events, &event, error)
      || !kms_wire_read_device (object, &key->category, key->device_id, error)
      || !read_line (object, "site_1", &key->site, 0, error)
      || !read_line (object, "site_2", &key->site, 1, error)
      || !kms_wire_read_identifier (object, "activation_key", KMS_IDENTIFIER_ACTIVATION_KEY,
                                    key->activation_key, error)
      || !kms_wire_read_string (object, "part_number", &key->part_number, error)
      || !kms_wire_read_string (object, "purpose", &key->purpose, error)
      || !kms_wire_read_identifier (object, "registration_key", KMS_IDENTIFIER_REGISTRATION_KEY,
                                    key->registration_key, error)
      || !kms_wire_read_strings (object, "mailed_to", &found->mailed_to, error))
    return NULL;
  key->issued_at = found->at;
  key->reissued = event == 1;
  return g_steal_pointer (&found);
}

/**
 * kms_report_days_from_json:
 * @node: a DailyReport of the contract
 * @days: (element-type KmsReportDay): where its rows go, behind those that are there
 * @next_cursor: (out) (transfer full) (nullable): where the next page begins, in place of what is there
 * @error: return location
 *
 * Returns: whether it could be read
 */
gboolean
kms_report_days_from_json (JsonNode *node, GPtrArray *days, char **next_cursor, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  GPtrArray *rows;

  if (object == NULL || !kms_wire_read_string_or_null (object, "next_cursor", next_cursor, error))
    return FALSE;
  rows = kms_wire_read_objects (object, "rows", read_day, g_free, error);
  if (rows == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (days, rows);
  return TRUE;
}

/**
 * kms_report_page_from_json:
 * @node: a HistoryReport of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the page; its rows have no issuance_id
 */
KmsFoundPage *
kms_report_page_from_json (JsonNode *node, GError **error)
{
  return kms_found_page_read (node, read_key, error);
}
