/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server lists, in each form: keys, the session. All texts handed back are the
 * caller's and end with a line end. */

#include "cli/kms-cli-format.h"
#include "cli/kms-cli-table.h"
#include "common/kms-clock.h"
#include "common/kms-csv.h"
#include "common/kms-json.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

static char *
join_site (const char *first, const char *second)
{
  return g_strjoin (*first != '\0' && *second != '\0' ? " · " : "", first, second, NULL);
}

static char *
table_keys (GPtrArray *keys, gboolean demo)
{
  GString *page = g_string_new (NULL);
  g_autoptr (GArray) table = kms_cli_table_new ();
  const KmsIssuedKey *first = g_ptr_array_index (keys, 0);
  const char *const header[] = {
    kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY),
    _ ("Part number"),
    kms_words_activation_key (first->category),
    kms_words_device (first->category),
    C_ ("date", "Issued"),
    _ ("Site information"),
  };

  if (demo)
    g_string_append_printf (page, "%s\n\n", kms_words_demo_mark ());
  kms_cli_table_add (table, header, G_N_ELEMENTS (header));
  for (guint i = 0; i < keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (keys, i);
      char registration_key[KMS_IDENTIFIER_SHOWN_SIZE];
      char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
      char device[KMS_IDENTIFIER_SHOWN_SIZE];
      g_autofree char *date = kms_words_date_time (key->issued_at);
      g_autofree char *site = join_site (key->site.line[0], key->site.line[1]);
      const char *const cells[] = {
        kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key,
                               registration_key),
        key->part_number,
        kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, activation_key),
        kms_identifier_format (kms_identifier_device_kind (key->category), key->device_id, device),
        date,
        site,
      };

      kms_cli_table_add (table, cells, G_N_ELEMENTS (cells));
    }
  kms_cli_table_append_to (table, page);

  return g_string_free (page, FALSE);
}

static void
set_time (JsonObject *object, const char *member, gint64 time)
{
  g_autofree char *text = kms_time_to_string (time);

  json_object_set_string_member (object, member, text);
}

/* Takes @object. */
static char *
print (JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (root, object);
  text = kms_json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

static char *
json_keys (GPtrArray *keys, gboolean demo)
{
  JsonObject *root = json_object_new ();
  JsonArray *rows = json_array_sized_new (keys->len);

  for (guint i = 0; i < keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (keys, i);
      JsonObject *row = json_object_new ();
      JsonArray *site = json_array_new ();

      json_object_set_string_member (row, "category", kms_category_to_string (key->category));
      json_object_set_string_member (row, "device_id", key->device_id);
      for (guint line = 0; line < KMS_SITE_N_LINES; line++)
        json_array_add_string_element (site, key->site.line[line]);
      json_object_set_array_member (row, "site", site);
      json_object_set_string_member (row, "activation_key", key->activation_key);
      json_object_set_string_member (row, "registration_key", key->registration_key);
      json_object_set_string_member (row, "part_number", key->part_number);
      json_object_set_string_member (row, "purpose", key->purpose);
      set_time (row, "issued_at", key->issued_at);
      json_array_add_object_element (rows, row);
    }
  json_object_set_boolean_member (root, "demo", demo);
  json_object_set_array_member (root, "keys", rows);

  return print (root);
}

/* The columns of an issuance: its keys may be of any device. */
static char *
csv_keys (GPtrArray *keys, gboolean demo)
{
  g_autoptr (KmsIssuance) all = kms_issuance_new ();

  all->demo = demo;
  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (all->keys, kms_issued_key_copy (g_ptr_array_index (keys, i)));
  return kms_issuance_to_csv (all);
}

/**
 * kms_cli_format_keys:
 * @keys: (element-type KmsIssuedKey): keys; at least one for a table
 * @demo: whether they work on no real device
 * @format: the form
 *
 * Returns: (transfer full): them in this form
 */
char *
kms_cli_format_keys (GPtrArray *keys, gboolean demo, KmsCliFormat format)
{
  switch (format)
    {
    case KMS_CLI_JSON:
      return json_keys (keys, demo);
    case KMS_CLI_CSV:
      return csv_keys (keys, demo);
    case KMS_CLI_TABLE:
    default:
      return table_keys (keys, demo);
    }
}

static char *
csv_session (const KmsLoginSession *session, const char *server)
{
  static const char *const columns[] = { "login_id", "server", "idle_expires_at", "expires_at",
                                         NULL };
  g_autofree char *idle = kms_time_to_string (session->idle_expires_at);
  g_autofree char *end = kms_time_to_string (session->expires_at);
  const char *const fields[] = { session->login_id, server, idle, end, NULL };
  GString *csv = g_string_new (NULL);

  kms_csv_append_row (csv, columns);
  kms_csv_append_row (csv, fields);
  return g_string_free (csv, FALSE);
}

/**
 * kms_cli_format_session:
 * @session: a session
 * @server: the URL of the server
 * @format: the form
 *
 * Returns: (transfer full): it in this form, without its token
 */
char *
kms_cli_format_session (const KmsLoginSession *session, const char *server, KmsCliFormat format)
{
  g_autofree char *idle = NULL;
  g_autofree char *end = NULL;

  if (format == KMS_CLI_CSV)
    return csv_session (session, server);
  if (format == KMS_CLI_JSON)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "login_id", session->login_id);
      json_object_set_string_member (object, "server", server);
      set_time (object, "idle_expires_at", session->idle_expires_at);
      set_time (object, "expires_at", session->expires_at);
      return print (object);
    }

  idle = kms_words_date_time (session->idle_expires_at);
  end = kms_words_date_time (session->expires_at);
  /* Translators: a login ID, the address of a server, and two times */
  return g_strdup_printf (_ ("%s is logged in at %s\nuntil %s if nothing is done, and until %s in "
                             "any case.\n"),
                          session->login_id, server, idle, end);
}
