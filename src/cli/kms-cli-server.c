/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which server is meant, and the session there: that of KMS_TOKEN, or the one in the keyring, which
 * is begun anew when it has ended and the password is remembered. */

#include "cli/kms-cli-server.h"

#include "cli/kms-cli-output.h"
#include "common/kms-error.h"

#include <glib/gi18n.h>

/**
 * kms_cli_server_clear:
 * @server: what to free the contents of
 */
void
kms_cli_server_clear (KmsCliServer *server)
{
  g_clear_object (&server->remote);
  g_clear_object (&server->credentials);
  g_clear_object (&server->settings);
  g_clear_pointer (&server->url, g_free);
  g_clear_pointer (&server->token, g_free);
  g_clear_pointer (&server->secrets, kms_secrets_free);
  kms_cli_wait_clear (&server->wait);
}

/**
 * kms_cli_server_complain:
 * @server: a server
 * @error: what went wrong with it
 *
 * Writes what went wrong to the standard error, after the URL.
 */
void
kms_cli_server_complain (KmsCliServer *server, const GError *error)
{
  kms_cli_complain_of_error (KMS_CATEGORY_HDVC, server->url, error);
}

static gboolean
load_authority (KmsCliServer *server, GTlsDatabase **authority)
{
  g_autofree char *path = kms_settings_get_authority_file (server->settings);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (*path == '\0')
    return TRUE;

  file = g_file_new_for_path (path);
  kms_rest_load_authority_async (file, NULL, kms_cli_wait_ready, &server->wait);
  *authority = kms_rest_load_authority_finish (kms_cli_wait_run (&server->wait), &error);
  if (*authority != NULL)
    return TRUE;

  kms_cli_complain_of_error (KMS_CATEGORY_HDVC, path, error);
  return FALSE;
}

static char *
find_url (KmsCliServer *server, const char *option)
{
  const char *environment = g_getenv ("KMS_SERVER");

  if (option != NULL)
    return g_strdup (option);
  if (environment != NULL && *environment != '\0')
    return g_strdup (environment);
  return kms_settings_get_server (server->settings);
}

/* Nobody logs in again in the middle of a command. */
static void
on_session_ended (KmsRemote *remote, gpointer unused)
{
  kms_service_give_up_log_in (KMS_SERVICE (remote));
}

/**
 * kms_cli_server_open:
 * @server: where to; zeroed
 * @command: the name of the command
 * @url: (nullable): what --server says
 * @status: (out): how to end
 *
 * Finds out which server is meant: that of the option, of the environment variable KMS_SERVER, or the
 * one that is known from before. Nothing is asked of it yet.
 *
 * Returns: whether there is one
 */
gboolean
kms_cli_server_open (KmsCliServer *server,
                     const char *command,
                     const char *url,
                     KmsCliStatus *status)
{
  const char *token = g_getenv ("KMS_TOKEN");
  g_autofree char *typed = NULL;
  g_autoptr (GTlsDatabase) authority = NULL;
  g_autoptr (KmsRest) rest = NULL;
  g_autoptr (GError) error = NULL;

  kms_cli_wait_init (&server->wait);
  server->settings = kms_settings_new ();
  server->credentials = kms_credentials_new ();
  if (token != NULL && *token != '\0')
    server->token = g_strstrip (g_strdup (token));

  typed = find_url (server, url);
  if (*typed == '\0')
    {
      *status = kms_cli_usage (
          command, _ ("There is no server to ask: add --server, or --demo for the offline demo."));
      return FALSE;
    }

  *status = KMS_CLI_REFUSED;
  if (!load_authority (server, &authority))
    return FALSE;
  rest = kms_rest_new (typed, authority, &error);
  if (rest == NULL)
    {
      kms_cli_complain_of_error (KMS_CATEGORY_HDVC, typed, error);
      return FALSE;
    }

  server->url = g_strdup (kms_rest_get_url (rest));
  server->remote = kms_remote_new (rest);
  g_signal_connect (server->remote, "session-ended", G_CALLBACK (on_session_ended), NULL);
  return TRUE;
}

/**
 * kms_cli_server_look_up:
 * @server: a server
 *
 * Looks into the keyring.
 *
 * Returns: whether anything is known there
 */
gboolean
kms_cli_server_look_up (KmsCliServer *server)
{
  kms_credentials_look_up_async (server->credentials, server->url, NULL, kms_cli_wait_ready,
                                 &server->wait);
  kms_credentials_look_up_finish (server->credentials, kms_cli_wait_run (&server->wait),
                                  &server->secrets, NULL);

  return server->secrets != NULL;
}

/* What to do about a keyring that is of no use; NULL when it is. */
static const char *
keyring_sentence (KmsCliServer *server)
{
  switch (kms_credentials_get_keyring (server->credentials))
    {
    case KMS_KEYRING_LOCKED:
      return _ ("The keyring is locked. Unlock it, or set KMS_TOKEN to what “kms login "
                "--print-token” prints.");
    case KMS_KEYRING_SILENT:
      return _ ("The keyring does not answer. Set KMS_TOKEN to what “kms login --print-token” "
                "prints.");
    case KMS_KEYRING_ABSENT:
      return _ (
          "There is no keyring here. Set KMS_TOKEN to what “kms login --print-token” prints.");
    case KMS_KEYRING_IN_USE:
    default:
      return NULL;
    }
}

/**
 * kms_cli_server_keep:
 * @server: a server where somebody has just logged in
 * @password: (nullable): the password, when it is to be remembered
 *
 * Keeps the session in the keyring, for the next commands.
 *
 * Returns: whether there is a keyring that does it
 */
gboolean
kms_cli_server_keep (KmsCliServer *server, const char *password)
{
  const char *sentence = NULL;

  kms_secrets_free (server->secrets);
  server->secrets = kms_secrets_new (kms_remote_get_login_id (server->remote), password,
                                     kms_remote_get_token (server->remote));
  kms_credentials_store_async (server->credentials, server->url, server->secrets, NULL,
                               kms_cli_wait_ready, &server->wait);
  kms_credentials_store_finish (server->credentials, kms_cli_wait_run (&server->wait), NULL);

  sentence = keyring_sentence (server);
  if (sentence != NULL)
    kms_cli_complain (sentence);
  return sentence == NULL;
}

/**
 * kms_cli_server_forget:
 * @server: a server
 *
 * Takes everything about it out of the keyring, and complains when there is none.
 */
void
kms_cli_server_forget (KmsCliServer *server)
{
  kms_credentials_forget_async (server->credentials, server->url, NULL, kms_cli_wait_ready,
                                &server->wait);
  kms_credentials_forget_finish (server->credentials, kms_cli_wait_run (&server->wait), NULL);
}

/**
 * kms_cli_server_log_in:
 * @server: a server
 * @login_id: who
 * @password: the password
 *
 * Returns: whether there is a session now
 */
gboolean
kms_cli_server_log_in (KmsCliServer *server, const char *login_id, const char *password)
{
  g_autoptr (GError) error = NULL;

  kms_remote_log_in_async (server->remote, login_id, password, NULL, kms_cli_wait_ready,
                           &server->wait);
  if (kms_remote_log_in_finish (server->remote, kms_cli_wait_run (&server->wait), &error))
    return TRUE;

  kms_cli_server_complain (server, error);
  return FALSE;
}

static gboolean
go_on_with (KmsCliServer *server, const char *token, GError **error)
{
  kms_remote_resume_async (server->remote, token, NULL, kms_cli_wait_ready, &server->wait);
  return kms_remote_resume_finish (server->remote, kms_cli_wait_run (&server->wait), error);
}

/**
 * kms_cli_server_resume:
 * @server: a server
 *
 * Goes on with the session that there is.
 *
 * Returns: whether there is one
 */
gboolean
kms_cli_server_resume (KmsCliServer *server)
{
  g_autoptr (GError) error = NULL;
  const char *sentence = NULL;

  if (server->token == NULL && !kms_cli_server_look_up (server))
    {
      sentence = keyring_sentence (server);
      kms_cli_complain_of (server->url, sentence != NULL
                                            ? sentence
                                            : _ ("Nobody is logged in. Log in with “kms login”."));
      return FALSE;
    }

  if (server->token != NULL)
    go_on_with (server, server->token, &error);
  else if (server->secrets->token != NULL)
    go_on_with (server, server->secrets->token, &error);
  if (kms_remote_is_logged_in (server->remote))
    return TRUE;

  if (error != NULL && !g_error_matches (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED))
    {
      kms_cli_server_complain (server, error);
      return FALSE;
    }
  if (server->token != NULL || server->secrets->password == NULL)
    {
      kms_cli_complain_of (server->url,
                           _ ("The session has ended. Log in again with “kms login”."));
      return FALSE;
    }

  if (!kms_cli_server_log_in (server, server->secrets->login_id, server->secrets->password))
    return FALSE;
  {
    g_autofree char *password = g_steal_pointer (&server->secrets->password);

    return kms_cli_server_keep (server, password);
  }
}
