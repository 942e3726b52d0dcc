/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The session, in each form. All texts handed back are the caller's and end with a line end. */

#include "cli/kms-cli-format.h"
#include "common/kms-clock.h"
#include "common/kms-csv.h"
#include "common/kms-json.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

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
