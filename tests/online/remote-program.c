/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A client without a face: does one thing with KmsRemote and prints what came of it as a line of JSON,
 * with the longest time that the main loop stood still. The environment has KMS_SERVER, KMS_TOKEN,
 * KMS_AUTHORITY (a file), KMS_LIMITS (idle attempt overall back-off attempts) and KMS_LOG_IN (ID and
 * password for a session that ends in the middle; then a line on standard input starts the work). */

#include "async-test.h"
#include "client/kms-remote.h"
#include "common/kms-error.h"

#include <stdio.h>
#include <string.h>

static gint64 last_beat;
static gint64 longest_stall;

static gboolean
on_beat (gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  longest_stall = MAX (longest_stall, now - last_beat);
  last_beat = now;
  return G_SOURCE_CONTINUE;
}

static int
print (JsonObject *said)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_object_set_int_member (said, "stall", longest_stall / 1000);
  json_node_take_object (node, said);
  text = kms_json_to_string (node, FALSE);
  puts (text);
  return 0;
}

static int
print_error (const GError *error)
{
  JsonObject *said = json_object_new ();
  gint64 value;

  json_object_set_string_member (said, "error",
                                 error->domain == KMS_ERROR
                                     ? kms_error_to_code ((KmsError) error->code)
                                     : g_quark_to_string (error->domain));
  json_object_set_string_member (said, "message", error->message);
  json_object_set_boolean_member (said, "uncertain",
                                  kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &value));
  json_object_set_boolean_member (said, "final",
                                  kms_error_get_number (error, KMS_ERROR_FINAL, &value));
  return print (said);
}

static int
print_string (const char *name, const char *value)
{
  JsonObject *said = json_object_new ();

  json_object_set_string_member (said, name, value);
  return print (said);
}

/* DEVICE ACTIVATION-KEY:REGISTRATION-ID… */
static KmsRequest *
make_request (char **words)
{
  KmsRequest *request = kms_request_new (KMS_CATEGORY_HDVC, words[0]);

  for (guint i = 1; words[i] != NULL; i++)
    {
      g_auto (GStrv) halves = g_strsplit (words[i], ":", 2);
      KmsKeyPair pair;

      g_strlcpy (pair.activation_key, halves[0], KMS_IDENTIFIER_SIZE);
      g_strlcpy (pair.registration_id, halves[1], KMS_IDENTIFIER_SIZE);
      kms_request_add_pair (request, &pair, NULL);
    }
  return request;
}

static void
add_keys (JsonObject *said, GPtrArray *keys)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < keys->len; i++)
    json_array_add_string_element (
        array, ((KmsIssuedKey *) g_ptr_array_index (keys, i))->registration_key);
  json_object_set_array_member (said, "keys", array);
}

static int
do_issue (KmsRemote *remote, char **words) /* IDEMPOTENCY-KEY DEVICE PAIR… */
{
  g_autoptr (KmsRequest) request = make_request (words + 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  JsonObject *said;

  kms_backend_issue_async (KMS_BACKEND (remote), request, words[0], NULL, take_result, &result);
  issuance = kms_backend_issue_finish (KMS_BACKEND (remote), wait_for (&result), &error);
  if (issuance == NULL)
    return print_error (error);
  said = json_object_new ();
  json_object_set_string_member (said, "id", issuance->id);
  json_object_set_boolean_member (said, "replayed", issuance->replayed);
  add_keys (said, issuance->keys);
  return print (said);
}

static int
do_preview (KmsRemote *remote, char **words) /* DEVICE PAIR… */
{
  g_autoptr (KmsRequest) request = make_request (words);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPreview) preview = NULL;

  kms_backend_preview_async (KMS_BACKEND (remote), request, NULL, take_result, &result);
  preview = kms_backend_preview_finish (KMS_BACKEND (remote), wait_for (&result), &error);
  return preview != NULL
             ? print_string ("verdict", kms_verdict_to_string (preview->keys[0].verdict))
             : print_error (error);
}

static int
do_find (KmsRemote *remote, char **words) /* TEXT */
{
  g_autoptr (KmsSearch) search = kms_search_new (words[0]);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsFoundPage) page = NULL;
  JsonObject *said;
  JsonArray *keys;

  kms_backend_find_async (KMS_BACKEND (remote), search, NULL, KMS_FOUND_MAX_LIMIT, NULL,
                          take_result, &result);
  page = kms_backend_find_finish (KMS_BACKEND (remote), wait_for (&result), &error);
  if (page == NULL)
    return print_error (error);
  said = json_object_new ();
  keys = json_array_new ();
  for (guint i = 0; i < page->rows->len; i++)
    json_array_add_string_element (
        keys, ((KmsFoundKey *) g_ptr_array_index (page->rows, i))->key->registration_key);
  json_object_set_array_member (said, "keys", keys);
  return print (said);
}

static int
do_status (KmsRemote *remote, char **words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsServerState) state = NULL;

  kms_remote_get_status_async (remote, NULL, take_result, &result);
  state = kms_remote_get_status_finish (remote, wait_for (&result), &error);
  return state != NULL ? print_string ("state", state->maintenance ? "maintenance" : "up")
                       : print_error (error);
}

static int
do_log_in (KmsRemote *remote, char **words) /* ID PASSWORD */
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_remote_log_in_async (remote, words[0], words[1], NULL, take_result, &result);
  return kms_remote_log_in_finish (remote, wait_for (&result), &error)
             ? print_string ("token", kms_remote_get_token (remote))
             : print_error (error);
}

static int
do_manual (KmsRemote *remote, char **words) /* FILE */
{
  g_autoptr (GFile) target = g_file_new_for_path (words[0]);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_remote_download_manual_async (remote, target, NULL, NULL, NULL, take_result, &result);
  return kms_remote_download_manual_finish (remote, wait_for (&result), &error)
             ? print_string ("file", words[0])
             : print_error (error);
}

static int
do_rename (KmsRemote *remote, char **words) /* COMPANY */
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) updated = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsUser) user = NULL;
  g_autoptr (KmsUser) now = NULL;

  kms_remote_get_user_async (remote, NULL, take_result, &result);
  user = kms_remote_get_user_finish (remote, wait_for (&result), &error);
  if (user == NULL)
    return print_error (error);
  g_free (user->form->company);
  user->form->company = g_strdup (words[0]);
  kms_remote_update_user_async (remote, user, NULL, take_result, &updated);
  now = kms_remote_update_user_finish (remote, wait_for (&updated), &error);
  return now != NULL ? print_string ("company", now->form->company) : print_error (error);
}

static int
do_save_site (KmsRemote *remote, char **words) /* DEVICE LINE */
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;
  KmsSite site = { 0 };
  KmsSite kept;

  kms_site_set_line (&site, 0, words[1], NULL);
  kms_backend_save_site_async (KMS_BACKEND (remote), KMS_CATEGORY_HDVC, words[0], &site, NULL,
                               take_result, &result);
  if (!kms_backend_save_site_finish (KMS_BACKEND (remote), wait_for (&result), &error))
    return print_error (error);
  kms_backend_load_site_async (KMS_BACKEND (remote), KMS_CATEGORY_HDVC, words[0], NULL, take_result,
                               &loaded);
  return kms_backend_load_site_finish (KMS_BACKEND (remote), wait_for (&loaded), &kept, &error)
             ? print_string ("line", kept.line[0])
             : print_error (error);
}

static const struct
{
  const char *name;
  int (*run) (KmsRemote *remote, char **words);
} commands[] = {
  { "issue", do_issue },   { "preview", do_preview },     { "find", do_find },
  { "status", do_status }, { "log-in", do_log_in },       { "manual", do_manual },
  { "rename", do_rename }, { "save-site", do_save_site },
};

static KmsRest *
open_rest (GError **error)
{
  const char *authority = g_getenv ("KMS_AUTHORITY");
  const char *text = g_getenv ("KMS_LIMITS");
  KmsRestLimits limits = kms_rest_default_limits;
  g_autoptr (GTlsDatabase) database = NULL;
  KmsRest *rest;

  if (authority != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (authority);
      g_autoptr (GAsyncResult) result = NULL;

      kms_rest_load_authority_async (file, NULL, take_result, &result);
      database = kms_rest_load_authority_finish (wait_for (&result), error);
      if (database == NULL)
        return NULL;
    }
  rest = kms_rest_new (g_getenv ("KMS_SERVER"), database, error);
  if (rest != NULL && text != NULL)
    {
      sscanf (text, "%u %u %u %u %u", &limits.idle, &limits.attempt, &limits.overall,
              &limits.back_off, &limits.max_attempts);
      kms_rest_set_limits (rest, &limits);
    }
  return rest;
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer data)
{
  if (!kms_remote_log_in_finish (KMS_REMOTE (source), result, NULL))
    kms_service_give_up_log_in (KMS_SERVICE (source));
}

static void
on_session_ended (KmsRemote *remote, gpointer data)
{
  g_auto (GStrv) words = g_strsplit (g_getenv ("KMS_LOG_IN"), " ", 2);

  kms_remote_log_in_async (remote, words[0], words[1], NULL, on_logged_in, NULL);
}

static gboolean
begin (KmsRemote *remote, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (g_getenv ("KMS_TOKEN") != NULL)
    {
      kms_remote_resume_async (remote, g_getenv ("KMS_TOKEN"), NULL, take_result, &result);
      if (!kms_remote_resume_finish (remote, wait_for (&result), error))
        return FALSE;
    }
  if (g_getenv ("KMS_LOG_IN") != NULL)
    {
      g_signal_connect (remote, "session-ended", G_CALLBACK (on_session_ended), NULL);
      puts ("ready");
      fflush (stdout);
      getchar ();
    }
  return TRUE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (KmsRemote) remote = NULL;
  g_autoptr (KmsRest) rest = NULL;
  g_autoptr (GError) error = NULL;

  rest = open_rest (&error);
  if (rest == NULL)
    return print_error (error);
  remote = kms_remote_new (rest);
  if (!begin (remote, &error))
    return print_error (error);
  last_beat = g_get_monotonic_time ();
  g_timeout_add (5, on_beat, NULL);
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, argv[1]))
      return commands[i].run (remote, argv + 2);
  return 2;
}
