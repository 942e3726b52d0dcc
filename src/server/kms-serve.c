/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms-server serve: opens everything, runs until a signal ends it, and closes everything. SIGTERM and
 * SIGINT stop it, after what began is finished; SIGHUP reads the configuration anew. */

#include "server/kms-serve.h"

#include "accounts/kms-mailer.h"
#include "server/kms-admin-socket.h"
#include "common/kms-log.h"
#include "server/kms-exchange.h"
#include "server/kms-listener.h"
#include "server/kms-service.h"
#include "server/kms-systemd.h"

#include <glib-unix.h>
#include <signal.h>

typedef struct
{
  const char *configuration_path; /* borrowed; NULL: defaults only */
  KmsService *service;            /* owned */
  KmsHttpServer *http;            /* owned */
  KmsSystemd *systemd;            /* owned */
  KmsMailer *mailer;              /* owned */
  KmsAdminSocket *admin;          /* owned */
  GMainLoop *loop;                /* owned */
  GString *urls;                  /* owned; how clients reach it, one a line */
  gboolean stopping;
} Server;

static void
handle_request (KmsHttpRequest *request, gpointer user_data)
{
  kms_exchange_begin (request, user_data);
}

static void
apply_http_settings (Server *server)
{
  KmsHttpSettings settings;

  kms_configuration_get_http (server->service->configuration, &settings);
  kms_http_server_set_settings (server->http, &settings);
  g_list_free_full (settings.trusted_proxies, g_object_unref);
}

/* What is on its way with the old settings is sent again with the new ones. */
static gboolean
start_mailer (Server *server, GError **error)
{
  KmsMailSettings settings;
  KmsMailer *mailer;

  kms_configuration_get_mail (server->service->configuration, &settings);
  mailer = kms_mailer_new (server->service->store, server->service->clock, &settings, error);
  if (mailer == NULL)
    return FALSE;
  kms_mailer_free (server->mailer);
  server->mailer = mailer;
  kms_mailer_start (mailer);
  return TRUE;
}

static void
stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Server *server = user_data;

  kms_http_server_stop_finish (KMS_HTTP_SERVER (source), result, NULL);
  g_main_loop_quit (server->loop);
}

static gboolean
on_stop (gpointer user_data)
{
  Server *server = user_data;

  if (server->stopping)
    return G_SOURCE_REMOVE;
  server->stopping = TRUE;
  g_message ("Stopping");
  kms_systemd_stopping (server->systemd);
  kms_http_server_stop_async (server->http, stopped, server);
  return G_SOURCE_REMOVE;
}

/* What cannot change while the server runs (where it listens and keeps its data) stays as it is. */
static gboolean
on_reload (gpointer user_data)
{
  Server *server = user_data;
  g_autoptr (GError) error = NULL;

  kms_systemd_reloading (server->systemd);
  if (kms_service_reload (server->service, server->configuration_path, &error))
    {
      apply_http_settings (server);
      if (!start_mailer (server, &error))
        g_warning ("Mails are sent as before: %s", error->message);
      g_message ("Read the configuration again");
    }
  else
    g_warning ("Kept the configuration: %s", error->message);
  kms_systemd_ready (server->systemd);
  return G_SOURCE_CONTINUE;
}

/* Where the service manager says, otherwise where the configuration says. */
static gboolean
listen_somewhere (Server *server, GError **error)
{
  g_autoptr (GArray) sockets = kms_systemd_take_sockets (server->systemd);

  if (sockets->len == 0)
    {
      int fd = kms_listener_open (server->service->configuration->listen, error);

      if (fd < 0)
        return FALSE;
      g_array_append_val (sockets, fd);
    }
  for (guint at = 0; at < sockets->len; at++)
    {
      int fd = g_array_index (sockets, int, at);
      g_autofree char *url = kms_listener_get_url (fd);

      if (!kms_http_server_listen (server->http, fd, error))
        return FALSE;
      g_string_append_printf (server->urls, "kms-server: %s\n", url);
    }
  return TRUE;
}

static gboolean
start (Server *server, KmsConfiguration *configuration, GError **error)
{
  KmsHttpSettings settings;

  server->service = kms_service_new (configuration, error);
  if (server->service == NULL)
    return FALSE;
  kms_configuration_get_http (server->service->configuration, &settings);
  server->http = kms_http_server_new (&settings, handle_request, server->service);
  g_list_free_full (settings.trusted_proxies, g_object_unref);
  server->admin = kms_admin_socket_new (server->service, error);
  return server->admin != NULL && listen_somewhere (server, error) && start_mailer (server, error);
}

/**
 * kms_serve:
 * @configuration_path: (nullable): the file of @configuration
 * @configuration: (transfer full): how to serve
 *
 * Serves until a signal ends it.
 *
 * Returns: the exit status of the program
 */
int
kms_serve (const char *configuration_path, KmsConfiguration *configuration)
{
  Server server = { .configuration_path = configuration_path };
  g_autoptr (GError) error = NULL;
  gboolean started;

  kms_log_init ();
  signal (SIGPIPE, SIG_IGN);
  server.loop = g_main_loop_new (NULL, FALSE);
  server.systemd = kms_systemd_new ();
  server.urls = g_string_new (NULL);
  started = start (&server, configuration, &error);
  if (started)
    {
      g_unix_signal_add (SIGTERM, on_stop, &server);
      g_unix_signal_add (SIGINT, on_stop, &server);
      g_unix_signal_add (SIGHUP, on_reload, &server);
      /* Who reads this may send signals from now on. */
      g_print ("%s", server.urls->str);
      kms_systemd_ready (server.systemd);
      g_main_loop_run (server.loop);
    }
  else
    g_printerr ("kms-server: %s\n", error->message);
  g_clear_pointer (&server.admin, kms_admin_socket_free);
  g_clear_object (&server.http);
  g_clear_pointer (&server.mailer, kms_mailer_free);
  g_clear_pointer (&server.service, kms_service_free);
  kms_systemd_free (server.systemd);
  g_main_loop_unref (server.loop);
  g_string_free (server.urls, TRUE);
  return started ? 0 : 1;
}
