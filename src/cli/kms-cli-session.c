/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms login, logout and whoami. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-password.h"
#include "cli/kms-cli-server.h"

#include <glib/gi18n.h>

typedef struct
{
  char *server;      /* owned, nullable */
  char *format_name; /* owned, nullable */
  char **login_ids;  /* owned, nullable */
  gboolean remember;
  gboolean print_token;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->server, g_free);
  g_clear_pointer (&options->format_name, g_free);
  g_clear_pointer (&options->login_ids, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_login (Options *options, int argc, char **argv, KmsCliStatus *status)
{
  const GOptionEntry entries[] = {
    KMS_CLI_SERVER_ENTRY (options->server),
    { "remember", 0, 0, G_OPTION_ARG_NONE, &options->remember,
      N_ ("Keep the password in the keyring, too, to log in again by itself"), NULL },
    { "print-token", 0, 0, G_OPTION_ARG_NONE, &options->print_token,
      N_ ("Print the token of the session for KMS_TOKEN, and keep nothing"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->login_ids, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!kms_cli_parse ("login", _ ("[LOGIN-ID]"),
                      _ ("Logs in. The password is asked for, or read from a standard input that "
                         "is no terminal."),
                      entries, argc, argv, status)
      || !kms_cli_check_text ("login", "--server", options->server, status)
      || !kms_cli_check_text ("login", "LOGIN-ID",
                              options->login_ids != NULL ? options->login_ids[0] : NULL, status))
    return FALSE;

  if (options->login_ids != NULL && g_strv_length (options->login_ids) > 1)
    {
      *status = kms_cli_usage ("login", _ ("There is one login ID."));
      return FALSE;
    }
  if (options->remember && options->print_token)
    {
      *status =
          kms_cli_usage ("login", _ ("--print-token keeps nothing, so it excludes --remember."));
      return FALSE;
    }
  return TRUE;
}

/* The one on the command line, or the last one; otherwise it is asked for. */
static char *
choose_login_id (KmsCliServer *server, const Options *options)
{
  g_autofree char *last = kms_settings_get_login_id (server->settings);

  if (options->login_ids != NULL)
    return g_strdup (options->login_ids[0]);
  if (*last != '\0')
    return g_steal_pointer (&last);
  return kms_cli_read_line (_ ("Login ID"), FALSE);
}

static KmsCliStatus
keep_session (KmsCliServer *server, const Options *options, const char *password)
{
  g_autofree char *sentence = NULL;

  if (options->print_token)
    {
      sentence = g_strconcat (kms_remote_get_token (server->remote), "\n", NULL);
      return kms_cli_write (sentence) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
    }
  if (!kms_cli_server_keep (server, options->remember ? password : NULL))
    {
      /* Nobody could use this session. */
      kms_remote_log_out_async (server->remote, NULL, kms_cli_wait_ready, &server->wait);
      kms_remote_log_out_finish (server->remote, kms_cli_wait_run (&server->wait), NULL);
      return KMS_CLI_REFUSED;
    }

  kms_settings_set_server (server->settings, server->url);
  kms_settings_set_login_id (server->settings, kms_remote_get_login_id (server->remote));
  kms_settings_flush (server->settings);
  /* Translators: a login ID, and the address of a server */
  sentence = g_strdup_printf (_ ("%s is logged in at %s.\n"),
                              kms_remote_get_login_id (server->remote), server->url);
  return kms_cli_write (sentence) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

/**
 * kms_cli_login:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: unused
 *
 * Logs in, and keeps the session in the keyring.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_login (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  g_autofree char *login_id = NULL;
  char *password = NULL;
  KmsCliStatus status = KMS_CLI_REFUSED;

  if (!parse_login (&options, argc, argv, &status)
      || !kms_cli_server_open (&server, "login", options.server, &status))
    return status;

  login_id = choose_login_id (&server, &options);
  if (login_id != NULL)
    password = kms_cli_read_line (_ ("Password"), TRUE);
  if (password == NULL || *password == '\0' || !g_utf8_validate (password, -1, NULL)
      || !g_utf8_validate (login_id, -1, NULL))
    {
      kms_cli_complain (_ ("There is no password on the standard input."));
      status = KMS_CLI_REFUSED;
    }
  else if (kms_cli_server_log_in (&server, login_id, password))
    status = keep_session (&server, &options, password);
  kms_cli_wipe (password);

  return status;
}

static gboolean
parse (Options *options,
       const char *command,
       const char *description,
       gboolean with_format,
       int argc,
       char **argv,
       KmsCliStatus *status)
{
  const GOptionEntry entries[] = {
    KMS_CLI_SERVER_ENTRY (options->server),
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry format_entries[] = {
    KMS_CLI_SERVER_ENTRY (options->server),
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, &options->format_name,
      N_ ("What to print: table, json or csv"), N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  return kms_cli_parse (command, NULL, description, with_format ? format_entries : entries, argc,
                        argv, status)
         && kms_cli_check_text (command, "--server", options->server, status)
         && kms_cli_check_text (command, "--format", options->format_name, status);
}

/**
 * kms_cli_logout:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: unused
 *
 * Ends the session, and takes everything about the server out of the keyring; or ends the session of
 * KMS_TOKEN alone.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_logout (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  KmsCliStatus status = KMS_CLI_REFUSED;
  g_autoptr (GError) error = NULL;
  const char *token = NULL;

  if (!parse (&options, "logout",
              _ ("Logs out: ends the session, and forgets the password if it was remembered."),
              FALSE, argc, argv, &status)
      || !kms_cli_server_open (&server, "logout", options.server, &status))
    return status;

  token = server.token;
  if (token == NULL && kms_cli_server_look_up (&server))
    token = server.secrets->token;
  if (server.token == NULL)
    kms_cli_server_forget (&server);
  if (token == NULL)
    return KMS_CLI_DONE;

  kms_remote_resume_async (server.remote, token, NULL, kms_cli_wait_ready, &server.wait);
  if (kms_remote_resume_finish (server.remote, kms_cli_wait_run (&server.wait), &error))
    {
      kms_remote_log_out_async (server.remote, NULL, kms_cli_wait_ready, &server.wait);
      kms_remote_log_out_finish (server.remote, kms_cli_wait_run (&server.wait), &error);
    }
  if (error == NULL || g_error_matches (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED))
    return KMS_CLI_DONE;

  kms_cli_server_complain (&server, error);
  kms_cli_complain (_ ("The session could not be ended; unused, it ends by itself in 30 minutes."));
  return KMS_CLI_REFUSED;
}

/**
 * kms_cli_whoami:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: unused
 *
 * Prints who is logged in, where, and until when.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_whoami (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  KmsCliStatus status = KMS_CLI_REFUSED;
  KmsCliFormat format = KMS_CLI_TABLE;
  g_autoptr (KmsLoginSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  if (!parse (&options, "whoami", _ ("Says who is logged in, where, and until when."), TRUE, argc,
              argv, &status)
      || !kms_cli_read_format ("whoami", options.format_name, &format, &status)
      || !kms_cli_server_open (&server, "whoami", options.server, &status)
      || !kms_cli_server_resume (&server))
    return status;

  kms_remote_get_session_async (server.remote, NULL, kms_cli_wait_ready, &server.wait);
  session = kms_remote_get_session_finish (server.remote, kms_cli_wait_run (&server.wait), &error);
  if (session == NULL)
    {
      kms_cli_server_complain (&server, error);
      return KMS_CLI_REFUSED;
    }

  page = kms_cli_format_session (session, server.url, format);
  return kms_cli_write (page) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}
