/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Running a command of the administration on a service: its request is checked against the table, its
 * work handed to the store. */

#include "server/kms-admin.h"

static const KmsAdminCommand *const areas[] = {
  kms_admin_sheets_commands,   kms_admin_store_commands, kms_admin_sample_commands,
  kms_admin_accounts_commands, kms_admin_mail_commands,
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
    run->call.command->start (&run->call, g_object_ref (task));
  else
    kms_store_run_async (service->store, run->call.command->mode, do_work, &run->call, NULL, g_free,
                         NULL, on_worked, g_object_ref (task));
}

/**
 * kms_admin_get_call:
 * @task: a task that was handed to a #KmsAdminStart
 *
 * Returns: (transfer none): what it is about
 */
const KmsAdminCall *
kms_admin_get_call (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  return &run->call;
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

/* The faults of a value, in the words of the operator. */
static const struct
{
  KmsError code;
  const char *sentence;
} faults[] = {
  { KMS_ERROR_VALUE_MISSING, "is missing" },
  { KMS_ERROR_VALUE_INVALID, "has a value that it cannot have, or is known with another one" },
  { KMS_ERROR_DUPLICATE_KEY, "is there already" },
  { KMS_ERROR_ACTIVATION_KEY_INVALID, "is no activation key" },
  { KMS_ERROR_REGISTRATION_ID_INVALID, "is no registration ID" },
};

static const char *
get_sentence (KmsError code)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (faults[i].code == code)
      return faults[i].sentence;
  return kms_error_to_code (code);
}

/* "/lines/7/activation_key" is line 7: activation_key. */
static void
append_place (GString *text, const KmsErrorDetail *detail)
{
  g_auto (GStrv) parts = g_strsplit (detail->pointer, "/", -1);

  if (g_strv_length (parts) == 4)
    g_string_append_printf (text, "\n  line %s: %s %s", parts[2], parts[3],
                            get_sentence (detail->code));
  else
    g_string_append_printf (text, "\n  %s %s", detail->pointer, get_sentence (detail->code));
}

/**
 * kms_admin_describe:
 * @error: why a command failed
 *
 * Returns: (transfer full): a sentence, and a line for each place that is wrong
 */
char *
kms_admin_describe (const GError *error)
{
  guint n_details;
  const KmsErrorDetail *details = kms_error_get_details (error, &n_details);
  GString *text = g_string_new (n_details == 0 ? error->message : "nothing was done:");

  for (guint i = 0; i < n_details; i++)
    append_place (text, &details[i]);
  return g_string_free (text, FALSE);
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
