/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands of the administration on the command line: read by the table, then asked of the server
 * that runs, or run on the store right here when none does. */

#include "server/kms-admin-main.h"

#include "server/kms-admin.h"
#include "server/kms-admin-options.h"

#include <gio/gunixsocketaddress.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
  STATUS_DONE,
  STATUS_FAILED,
  STATUS_USAGE,
};

/* A reply may hold a list of everything. */
#define MAX_REPLY G_MAXINT

static int
fail (int status, const char *sentence)
{
  g_printerr ("kms-server: %s\n", sentence);
  return status;
}

/* As it is, whatever the locale: it may be a table for another program. */
static int
print (const char *text)
{
  if (fputs (text, stdout) >= 0 && fflush (stdout) == 0)
    return STATUS_DONE;
  return fail (STATUS_FAILED, "the output cannot be written");
}

/**
 * kms_admin_get_help:
 *
 * Returns: (transfer full): a line for each command
 */
char *
kms_admin_get_help (void)
{
  GString *help = g_string_new (NULL);
  guint n_areas;
  const KmsAdminCommand *const *areas = kms_admin_list (&n_areas);

  for (guint area = 0; area < n_areas; area++)
    for (const KmsAdminCommand *command = areas[area]; command->name != NULL; command++)
      g_string_append_printf (help, "  %-17s %s\n", command->name, command->summary);
  return g_string_free (help, FALSE);
}

/* Writes one line and reads one. */
static char *
converse (GSocketConnection *connection, JsonNode *request, GError **error)
{
  g_autofree char *text = kms_json_to_string (request, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  char *reply;

  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), line,
                                  strlen (line), NULL, NULL, error))
    return NULL;
  reply = g_data_input_stream_read_line (input, NULL, NULL, error);
  if (reply == NULL && *error == NULL)
    g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED,
                 "the server ended before it answered; nobody knows whether the command was done");
  return reply;
}

/* Prints what the server replied. */
static int
show_reply (const char *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = kms_json_parse (reply, -1, MAX_REPLY, &error);
  JsonObject *object =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *out = object == NULL ? NULL : kms_json_get_string (object, "out", NULL);
  const char *sentence = object == NULL ? NULL : kms_json_get_string (object, "error", NULL);

  if (out == NULL)
    return fail (STATUS_FAILED, sentence != NULL ? sentence : "the server's answer is no answer");
  return print (out);
}

static int
ask_server (GSocketConnection *connection, JsonNode *request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reply = converse (connection, request, &error);

  return reply == NULL ? fail (STATUS_FAILED, error->message) : show_reply (reply);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **taken = user_data;

  *taken = g_object_ref (result);
}

/* What root made in the folder of a server that is not root's, that server could not open. */
static gboolean
is_ours (const KmsConfiguration *configuration, char **owner)
{
  struct stat info;
  const struct passwd *user;

  if (stat (configuration->data_folder, &info) != 0 || info.st_uid == geteuid ())
    return TRUE;
  user = getpwuid (info.st_uid);
  *owner = user != NULL ? g_strdup (user->pw_name) : g_strdup_printf ("%u", (guint) info.st_uid);
  return FALSE;
}

/* @configuration: (transfer full) */
static int
run_here (KmsConfiguration *configuration, JsonNode *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsService) service = kms_service_new (configuration, &error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *out = NULL;

  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_STORE_BUSY))
    return fail (STATUS_FAILED, "another process works on the store and takes no commands; when a "
                                "server is just starting, try again");
  if (service == NULL)
    return fail (STATUS_FAILED, error->message);
  kms_admin_run_async (service, request, take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  out = kms_admin_run_finish (result, &error);
  if (out == NULL)
    {
      g_autofree char *description = kms_admin_describe (error);

      return fail (STATUS_FAILED, description);
    }
  return print (out);
}

/* (nullable): nobody listens there. */
static GSocketConnection *
connect_to_server (const KmsConfiguration *configuration)
{
  g_autofree char *path = kms_configuration_get_admin_socket (configuration);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
}

/* The command has one word or two; @argc and @argv begin behind it then. */
static const KmsAdminCommand *
find_command (int *argc, char ***argv)
{
  const KmsAdminCommand *command = kms_admin_find ((*argv)[0]);
  int n_words = 1;

  if (command == NULL && *argc > 1)
    {
      g_autofree char *name = g_strconcat ((*argv)[0], " ", (*argv)[1], NULL);

      command = kms_admin_find (name);
      n_words = 2;
    }
  if (command != NULL)
    {
      *argc -= n_words;
      *argv += n_words;
    }
  return command;
}

/**
 * kms_admin_main:
 * @configuration: (transfer full): whose server or store it is about
 * @argc: how many words there are, at least one
 * @argv: (array length=argc): the command and what belongs to it
 *
 * Runs one command of the administration.
 *
 * Returns: the exit status: 0 when it is done, 1 when it failed, 2 when the command line is wrong
 */
int
kms_admin_main (KmsConfiguration *configuration, int argc, char **argv)
{
  g_autoptr (KmsConfiguration) owned = configuration;
  const KmsAdminCommand *command = find_command (&argc, &argv);
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (JsonNode) request = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *owner = NULL;
  g_autoptr (GError) error = NULL;

  if (command == NULL)
    {
      g_autofree char *sentence =
          g_strdup_printf ("there is no command “%s”; “kms-server --help” lists them", argv[0]);

      return fail (STATUS_USAGE, sentence);
    }
  if (kms_admin_options_ask_help (argc, argv))
    {
      g_autofree char *help = kms_admin_options_get_help (command);

      return print (help);
    }
  values = kms_admin_options_read (command, argc, argv, &error);
  if (values == NULL)
    return fail (g_error_matches (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID) ? STATUS_USAGE
                                                                             : STATUS_FAILED,
                 error->message);
  request = kms_admin_request_new (command, values);
  connection = connect_to_server (configuration);
  if (connection != NULL)
    return ask_server (connection, request);
  if (!is_ours (configuration, &owner))
    {
      g_autofree char *sentence = g_strdup_printf (
          "no server runs; without one, only the user %s may work on %s: sudo -u %s kms-server …",
          owner, configuration->data_folder, owner);

      return fail (STATUS_FAILED, sentence);
    }
  return run_here (g_steal_pointer (&owned), request);
}
