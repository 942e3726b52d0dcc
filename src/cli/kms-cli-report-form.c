/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reports for people, as a table, and for programs, as JSON with the rows of the contract. All texts
 * handed back are the caller's and end with a line end. */

#include "cli/kms-cli-format.h"
#include "cli/kms-cli-table.h"
#include "common/kms-clock.h"
#include "common/kms-json.h"
#include "engine/kms-found.h"
#include "engine/kms-period.h"
#include "engine/kms-report.h"
#include "words/kms-words-reports.h"
#include "words/kms-words.h"

/* The columns of the history that a terminal has room for. */
static const guint shown_columns[] = { 0, 1, 3, 9, 7, 6, 4, 5 };

static char *
print_table (GArray *table, gboolean demo)
{
  GString *page = g_string_new (NULL);

  if (demo)
    g_string_append_printf (page, "%s\n\n", kms_words_demo_mark ());
  kms_cli_table_append_to (table, page);
  return g_string_free (page, FALSE);
}

static char *
print_json (JsonArray *rows, /* (transfer full) */
            gboolean demo)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_object_set_boolean_member (object, "demo", demo);
  json_object_set_array_member (object, "rows", rows);
  json_node_take_object (root, object);
  text = kms_json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

static char *
table_days (GPtrArray *days, gboolean demo)
{
  g_autoptr (GArray) table = kms_cli_table_new ();
  const char *head[4];

  for (guint i = 0; i < G_N_ELEMENTS (head); i++)
    head[i] = kms_words_report_column (KMS_REPORT_DAILY, i);
  kms_cli_table_add (table, head, G_N_ELEMENTS (head));
  for (guint i = 0; i < days->len; i++)
    {
      const KmsReportDay *day = g_ptr_array_index (days, i);
      char date[KMS_PERIOD_DAY_SIZE];
      g_autofree char *issued = g_strdup_printf ("%" G_GINT64_FORMAT, day->issued_keys);
      g_autofree char *reissued = g_strdup_printf ("%" G_GINT64_FORMAT, day->reissued_keys);
      g_autofree char *devices = g_strdup_printf ("%" G_GINT64_FORMAT, day->devices);
      const char *const cells[] = { kms_period_write_day (&day->date, date), issued, reissued,
                                    devices };

      kms_cli_table_add (table, cells, G_N_ELEMENTS (cells));
    }
  return print_table (table, demo);
}

/**
 * kms_cli_format_days:
 * @days: (element-type KmsReportDay): daily totals
 * @demo: whether their keys work on no real device
 * @json: whether as JSON; otherwise as a table
 *
 * Returns: (transfer full): them in this form
 */
char *
kms_cli_format_days (GPtrArray *days, gboolean demo, gboolean json)
{
  JsonArray *rows;

  if (!json)
    return table_days (days, demo);

  rows = json_array_sized_new (days->len);
  for (guint i = 0; i < days->len; i++)
    {
      const KmsReportDay *day = g_ptr_array_index (days, i);
      char date[KMS_PERIOD_DAY_SIZE];
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "date", kms_period_write_day (&day->date, date));
      json_object_set_int_member (row, "issued_keys", day->issued_keys);
      json_object_set_int_member (row, "reissued_keys", day->reissued_keys);
      json_object_set_int_member (row, "devices", day->devices);
      json_array_add_object_element (rows, row);
    }
  return print_json (rows, demo);
}

static void
add_key (GArray *table, const KmsFoundKey *found)
{
  const KmsIssuedKey *key = found->key;
  char device[KMS_IDENTIFIER_SHOWN_SIZE];
  char registration_key[KMS_IDENTIFIER_SHOWN_SIZE];
  char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *date = kms_words_date_time (found->at);
  const char *const cells[G_N_ELEMENTS (shown_columns)] = {
    date,
    kms_words_report_event (key->reissued),
    kms_identifier_format (kms_identifier_device_kind (key->category), key->device_id, device),
    kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key,
                           registration_key),
    key->part_number,
    kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, activation_key),
    key->site.line[0],
    key->site.line[1],
  };

  kms_cli_table_add (table, cells, G_N_ELEMENTS (cells));
}

static char *
table_history (GPtrArray *keys, gboolean demo)
{
  g_autoptr (GArray) table = kms_cli_table_new ();
  const char *head[G_N_ELEMENTS (shown_columns)];

  for (guint i = 0; i < G_N_ELEMENTS (shown_columns); i++)
    head[i] = kms_words_report_column (KMS_REPORT_HISTORY, shown_columns[i]);
  kms_cli_table_add (table, head, G_N_ELEMENTS (head));
  for (guint i = 0; i < keys->len; i++)
    add_key (table, g_ptr_array_index (keys, i));
  return print_table (table, demo);
}

static JsonObject *
key_to_object (const KmsFoundKey *found)
{
  const KmsIssuedKey *key = found->key;
  JsonObject *row = json_object_new ();
  JsonArray *mailed_to = json_array_new ();
  g_autofree char *issued_at = kms_time_to_string (found->at);

  for (guint i = 0; found->mailed_to[i] != NULL; i++)
    json_array_add_string_element (mailed_to, found->mailed_to[i]);
  json_object_set_string_member (row, "issued_at", issued_at);
  json_object_set_string_member (row, "event", key->reissued ? "reissued" : "issued");
  json_object_set_string_member (row, "category", kms_category_to_string (key->category));
  json_object_set_string_member (row, "device_id", key->device_id);
  json_object_set_string_member (row, "site_1", key->site.line[0]);
  json_object_set_string_member (row, "site_2", key->site.line[1]);
  json_object_set_string_member (row, "activation_key", key->activation_key);
  json_object_set_string_member (row, "part_number", key->part_number);
  json_object_set_string_member (row, "purpose", key->purpose);
  json_object_set_string_member (row, "registration_key", key->registration_key);
  json_object_set_array_member (row, "mailed_to", mailed_to);
  return row;
}

/**
 * kms_cli_format_history:
 * @keys: (element-type KmsFoundKey): rows of the history
 * @demo: whether they work on no real device
 * @json: whether as JSON; otherwise as a table
 *
 * Returns: (transfer full): them in this form
 */
char *
kms_cli_format_history (GPtrArray *keys, gboolean demo, gboolean json)
{
  JsonArray *rows;

  if (!json)
    return table_history (keys, demo);

  rows = json_array_sized_new (keys->len);
  for (guint i = 0; i < keys->len; i++)
    json_array_add_object_element (rows, key_to_object (g_ptr_array_index (keys, i)));
  return print_json (rows, demo);
}
