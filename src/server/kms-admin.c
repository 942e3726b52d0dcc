/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Running a command of the administration on a service: its request is checked against the table, its
 * work handed to the store. */

#include "server/kms-admin.h"

#include "store/kms-sqlite-store.h"

#include <sys/stat.h>

static const KmsAdminCommand *const areas[] = {
  kms_admin_store_commands,
  kms_admin_accounts_commands,
  kms_admin_mail_commands,
};

/* A command under way: the data of its task. */
typedef struct
{
  JsonNode *request; /* owned */
  KmsAdminCall call;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  json_node_unref (run->request);
  g_free (run);
}

/**
 * kms_admin_find:
 * @name: the words of a command with a space between
 *
 * Returns: (transfer none) (nullable): the command
 */
const KmsAdminCommand *
kms_admin_find (const char *name)
{
  for (guint area = 0; area < G_N_ELEMENTS (areas); area++)
    for (const KmsAdminCommand *command = areas[area]; command->name != NULL; command++)
      if (g_str_equal (command->name, name))
        return command;
  return NULL;
}

/**
 * kms_admin_list:
 * @n_areas: (out): how many areas there are
 *
 * Returns: (transfer none) (array length=n_areas): the commands, an array for each area, which ends
 *   with a row of zeros
 */
const KmsAdminCommand *const *
kms_admin_list (guint *n_areas)
{
  *n_areas = G_N_ELEMENTS (areas);
  return areas;
}

/**
 * kms_admin_request_new:
 * @command: a command
 * @values: (transfer none): its values, as strings
 *
 * Returns: (transfer full): the request
 */
JsonNode *
kms_admin_request_new (const KmsAdminCommand *command, JsonObject *values)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "command", command->name);
  json_object_set_object_member (object, "values", json_object_ref (values));
  json_node_take_object (node, object);
  return node;
}

/* Flags are there or not; the others hold what they say. */
static gboolean
fits (const KmsAdminParameter *parameter, const char *value)
{
  gint64 time;

  switch (parameter->kind)
    {
    case KMS_ADMIN_NUMBER:
      return g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT64, NULL, NULL);
    case KMS_ADMIN_TIME:
      return kms_time_from_string (value, &time);
    case KMS_ADMIN_PATH:
      return g_path_is_absolute (value);
    case KMS_ADMIN_TEXT:
    case KMS_ADMIN_FLAG:
    case KMS_ADMIN_INPUT:
    default:
      return TRUE;
    }
}

static gboolean
check_value (const KmsAdminParameter *parameter, JsonObject *values, guint *n_known, GError **error)
{
  const char *value = NULL;

  if (json_object_has_member (values, parameter->name))
    {
      value = kms_json_get_string (values, parameter->name, error);
      if (value == NULL)
        return FALSE;
      (*n_known)++;
    }
  if (value == NULL ? !parameter->required : fits (parameter, value))
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
               value == NULL ? "%s is missing" : "%s has a value that it cannot have",
               parameter->name);
  return FALSE;
}

static gboolean
check_values (const KmsAdminCommand *command, JsonObject *values, GError **error)
{
  guint n_known = 0;

  if (command->argument != NULL && !check_value (command->argument, values, &n_known, error))
    return FALSE;
  for (const KmsAdminParameter *option = command->options; option != NULL && option->name != NULL;
       option++)
    if (!check_value (option, values, &n_known, error))
      return FALSE;
  if (n_known == json_object_get_size (values))
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "%s has values that it does not know",
               command->name);
  return FALSE;
}

static gboolean
read_request (Run *run, GError **error)
{
  JsonObject *object =
      JSON_NODE_HOLDS_OBJECT (run->request) ? json_node_get_object (run->request) : NULL;
  const char *name = object == NULL ? NULL : kms_json_get_string (object, "command", NULL);
  JsonNode *values = object == NULL ? NULL : json_object_get_member (object, "values");

  if (name == NULL || values == NULL || !JSON_NODE_HOLDS_OBJECT (values))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "this is no request");
      return FALSE;
    }
  run->call.command = kms_admin_find (name);
  run->call.values = json_node_get_object (values);
  if (run->call.command != NULL)
    return check_values (run->call.command, run->call.values, error);
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "the server has no command “%s”", name);
  return FALSE;
}

static gpointer
do_work (KmsStoreSession *session, gpointer data, GError **error)
{
  const KmsAdminCall *call = data;

  return call->command->work (session, call, error);
}

static void
on_worked (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  char *out = kms_store_run_finish (KMS_STORE (store), result, &error);

  if (out == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (run->call.command->then != NULL)
    run->call.command->then (&run->call);
  g_task_return_pointer (task, out, g_free);
}

static void
on_saved (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kms_sqlite_store_save_finish (KMS_SQLITE_STORE (store), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           g_strdup_printf ("The store is in %s now. The issuer secret, %s, is not "
                                            "in it: keep a copy of that apart.\n",
                                            kms_admin_get_text (&run->call, "file"),
                                            run->call.service->configuration->secret_file),
                           g_free);
}

/* Saving a store onto itself would say that there is a copy. */
static gboolean
is_the_store (KmsService *service, const char *path)
{
  g_autofree char *store = kms_configuration_get_store_path (service->configuration);
  struct stat ours;
  struct stat there;

  return stat (store, &ours) == 0 && stat (path, &there) == 0 && ours.st_dev == there.st_dev
         && ours.st_ino == there.st_ino;
}

static void
back_up (Run *run, GTask *task)
{
  const char *path = kms_admin_get_text (&run->call, "file");

  if (is_the_store (run->call.service, path))
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                             "%s is the store itself, not a place for its backup", path);
  else
    kms_sqlite_store_save_async (KMS_SQLITE_STORE (run->call.service->store), path, NULL, on_saved,
                                 g_object_ref (task));
}

/**
 * kms_admin_run_async:
 * @service: the service; it stays until the callback
 * @request: what to do
 * @callback: called on the main thread
 * @user_data: data for @callback
 *
 * Runs a command, in one transaction.
 */
void
kms_admin_run_async (KmsService *service,
                     JsonNode *request,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Run *run = g_new0 (Run, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, kms_admin_run_async);
  run->request = json_node_ref (request);
  run->call.service = service;
  run->call.now = kms_clock_now (service->clock);
  g_task_set_task_data (task, run, run_free);
  if (!read_request (run, &error))
    g_task_return_error (task, error);
  else if (run->call.command->work == NULL)
    back_up (run, task);
  else
    kms_store_run_async (service->store, run->call.command->mode, do_work, &run->call, NULL, g_free,
                         NULL, on_worked, g_object_ref (task));
}

/**
 * kms_admin_run_finish:
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what the command prints, or %NULL with @error set: then nothing was changed
 */
char *
kms_admin_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_admin_get_text:
 * @call: a call
 * @name: one of its values
 *
 * Returns: (transfer none) (nullable): the value, %NULL when it was not given
 */
const char *
kms_admin_get_text (const KmsAdminCall *call, const char *name)
{
  return json_object_get_string_member_with_default (call->values, name, NULL);
}

/**
 * kms_admin_get_flag:
 * @call: a call
 * @name: one of its values
 *
 * Returns: whether it was given
 */
gboolean
kms_admin_get_flag (const KmsAdminCall *call, const char *name)
{
  return kms_admin_get_text (call, name) != NULL;
}

/**
 * kms_admin_get_number:
 * @call: a call
 * @name: one of its values
 * @otherwise: when it was not given
 *
 * Returns: the number
 */
gint64
kms_admin_get_number (const KmsAdminCall *call, const char *name, gint64 otherwise)
{
  const char *text = kms_admin_get_text (call, name);

  return text == NULL ? otherwise : g_ascii_strtoll (text, NULL, 10);
}

/**
 * kms_admin_get_time:
 * @call: a call
 * @name: one of its values
 *
 * Returns: the time in microseconds UTC, 0 when it was not given
 */
gint64
kms_admin_get_time (const KmsAdminCall *call, const char *name)
{
  const char *text = kms_admin_get_text (call, name);
  gint64 time = 0;

  if (text != NULL)
    kms_time_from_string (text, &time);
  return time;
}

/**
 * kms_admin_append_text:
 * @out: what a command prints
 * @text: (nullable): a text of somebody else; %NULL for "-"
 *
 * Appends it on one line, without anything that a terminal would obey.
 */
void
kms_admin_append_text (GString *out, const char *text)
{
  for (const char *p = text == NULL ? "-" : text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (
        out, kms_site_allows_character (g_utf8_get_char (p)) ? g_utf8_get_char (p) : ' ');
}

/**
 * kms_admin_append_time:
 * @out: what a command prints
 * @time: microseconds UTC; 0 for "-"
 */
void
kms_admin_append_time (GString *out, gint64 time)
{
  g_autofree char *text =
      time == 0 ? g_strdup ("-") : kms_time_to_string (time - time % G_USEC_PER_SEC);

  g_string_append (out, text);
}
