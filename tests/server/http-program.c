/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server for test_http.py: the HTTP transport with answers that show what came in, answers that
 * come late, and streams. Its arguments are NAME=NUMBER of the settings, proxy=MASK, and unix=PATH;
 * its first line of output is the port. SIGTERM stops it, "stopped" is its last line. */

#include "server/kms-http-server.h"

#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  GMainLoop *loop;
  KmsHttpServer *server;
  KmsHttpSettings settings;
  GQueue waiting;    /* of KmsHttpRequest, owned */
  GQueue held;       /* of KmsHttpRequest, owned: streams that end when they are let go */
  guint n_cancelled; /* of those that waited */
  guint n_pulls;
  guint n_streams; /* whose data is not freed */
} Program;

/* A stream of @left pieces. */
typedef struct
{
  Program *program;
  guint64 left;
  gsize size;
  gboolean whole;
  gboolean held;
} Stream;

static void
answer (KmsHttpRequest *request, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  kms_http_request_answer (request, 200, "text/plain", body);
}

/* All that a handler is told, one piece a line. */
static void
show (KmsHttpRequest *request)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const char *agent = kms_http_request_get_header (request, "user-agent");
  const char *const *segments = kms_http_request_get_segments (request);
  GHashTable *query = kms_http_request_get_query (request, &error);
  GHashTableIter iter;
  gpointer name, value;

  g_string_append_printf (
      text, "method %s\npath %s\naddress %s\nnetwork %s\nid %s\nagent %s\nbody %zu\n",
      kms_http_request_get_method (request), kms_http_request_get_path (request),
      kms_http_request_get_address (request), kms_http_request_get_network (request),
      kms_http_request_get_id (request), agent != NULL ? agent : "-",
      g_bytes_get_size (kms_http_request_get_body (request)));
  for (guint at = 0; segments[at] != NULL; at++)
    g_string_append_printf (text, "segment %s\n", segments[at]);
  if (error != NULL)
    g_string_append_printf (text, "fault %s\n", error->message);
  else if (query != NULL)
    for (g_hash_table_iter_init (&iter, query); g_hash_table_iter_next (&iter, &name, &value);)
      g_string_append_printf (text, "query %s=%s\n", (char *) name, (char *) value);
  answer (request, text->str);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  ((Program *) data)->n_cancelled++;
}

static void
wait_for_go (Program *program, KmsHttpRequest *request)
{
  g_cancellable_connect (kms_http_request_get_cancellable (request), G_CALLBACK (on_cancelled),
                         program, NULL);
  g_queue_push_tail (&program->waiting, kms_http_request_ref (request));
}

static void
let_go (Program *program)
{
  for (KmsHttpRequest *request; (request = g_queue_pop_head (&program->held)) != NULL;)
    {
      kms_http_request_end (request, TRUE);
      kms_http_request_unref (request);
    }
  for (KmsHttpRequest *request; (request = g_queue_pop_head (&program->waiting)) != NULL;)
    {
      answer (request, "late");
      kms_http_request_unref (request);
    }
}

static void
free_stream (gpointer data)
{
  Stream *stream = data;

  stream->program->n_streams--;
  g_free (stream);
}

static void
on_pull (KmsHttpRequest *request, gpointer data)
{
  Stream *stream = data;
  g_autoptr (GBytes) bytes = NULL;
  char *piece;

  stream->program->n_pulls++;
  if (stream->left == 0 && stream->held)
    {
      g_queue_push_tail (&stream->program->held, kms_http_request_ref (request));
      return;
    }
  if (stream->left == 0)
    {
      kms_http_request_end (request, stream->whole);
      return;
    }
  piece = g_strnfill (stream->size, 'x');
  bytes = g_bytes_new_take (piece, stream->size);
  stream->left--;
  kms_http_request_push (request, bytes);
}

static guint64
get_number (KmsHttpRequest *request, const char *name)
{
  GHashTable *query = kms_http_request_get_query (request, NULL);
  const char *value = query == NULL ? NULL : g_hash_table_lookup (query, name);

  return value != NULL ? g_ascii_strtoull (value, NULL, 10) : 0;
}

static void
begin_stream (Program *program, KmsHttpRequest *request)
{
  Stream *stream = g_new0 (Stream, 1);

  program->n_streams++;
  stream->program = program;
  stream->left = get_number (request, "pieces");
  stream->size = get_number (request, "size");
  stream->held = get_number (request, "held") != 0;
  stream->whole = get_number (request, "broken") == 0;
  kms_http_request_answer_stream (request, 200, "text/plain", on_pull, stream, free_stream);
}

static void
set_settings (Program *program, KmsHttpRequest *request)
{
  program->settings.connections_per_address = get_number (request, "connections_per_address");
  program->settings.idle_timeout = get_number (request, "idle_timeout");
  kms_http_server_set_settings (program->server, &program->settings);
  answer (request, "");
}

static void
on_request (KmsHttpRequest *request, gpointer data)
{
  Program *program = data;
  const char *path = kms_http_request_get_path (request);

  if (g_str_equal (path, "/wait"))
    wait_for_go (program, request);
  else if (g_str_equal (path, "/go"))
    {
      let_go (program);
      answer (request, "");
    }
  else if (g_str_equal (path, "/stream"))
    begin_stream (program, request);
  else if (g_str_equal (path, "/big"))
    {
      gsize size = get_number (request, "size");
      g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (size), size);

      kms_http_request_set_header (request, "X-Big", "yes");
      kms_http_request_answer (request, 203, "application/octet-stream", body);
    }
  else if (g_str_equal (path, "/settings"))
    set_settings (program, request);
  else if (g_str_equal (path, "/counts"))
    {
      g_autofree char *counts =
          g_strdup_printf ("%u %u %u %u", program->waiting.length, program->n_cancelled,
                           program->n_pulls, program->n_streams);

      answer (request, counts);
    }
  else
    show (request);
}

static void
read_argument (Program *program, const char *argument)
{
  const struct
  {
    const char *name;
    guint *value;
  } numbers[] = {
    { "connection_limit=", &program->settings.connection_limit },
    { "connections_per_address=", &program->settings.connections_per_address },
    { "idle_timeout=", &program->settings.idle_timeout },
    { "header_timeout=", &program->settings.header_timeout },
    { "body_timeout=", &program->settings.body_timeout },
    { "grace=", &program->settings.grace },
  };

  for (guint at = 0; at < G_N_ELEMENTS (numbers); at++)
    if (g_str_has_prefix (argument, numbers[at].name))
      *numbers[at].value = atoi (argument + strlen (numbers[at].name));
  if (g_str_has_prefix (argument, "proxy="))
    program->settings.trusted_proxies =
        g_list_append (program->settings.trusted_proxies,
                       g_inet_address_mask_new_from_string (argument + 6, NULL));
}

/* Returns the port. */
static guint
listen_at (Program *program, GSocketAddress *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, 0, &error);
  g_autoptr (GSocketAddress) local = NULL;

  g_assert_no_error (error);
  g_socket_set_listen_backlog (socket, 4096);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (socket, NULL);
  kms_http_server_listen (program->server, dup (g_socket_get_fd (socket)), &error);
  g_assert_no_error (error);
  return G_IS_INET_SOCKET_ADDRESS (local)
             ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local))
             : 0;
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  Program *program = data;

  g_assert_true (kms_http_server_stop_finish (KMS_HTTP_SERVER (source), result, NULL));
  g_main_loop_quit (program->loop);
}

static gboolean
on_signal (gpointer data)
{
  Program *program = data;

  kms_http_server_stop_async (program->server, on_stopped, program);
  puts ("stopping");
  fflush (stdout);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  Program program = { .settings = KMS_HTTP_SETTINGS_INIT };
  g_autoptr (GSocketAddress) address = NULL;
  guint port;

  for (int at = 1; at < argc; at++)
    {
      read_argument (&program, argv[at]);
      if (g_str_has_prefix (argv[at], "unix="))
        address = g_unix_socket_address_new (argv[at] + 5);
    }
  program.loop = g_main_loop_new (NULL, FALSE);
  program.server = kms_http_server_new (&program.settings, on_request, &program);
  if (address == NULL)
    address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  port = listen_at (&program, address);
  g_unix_signal_add (SIGTERM, on_signal, &program);
  printf ("%u\n", port);
  fflush (stdout);
  g_main_loop_run (program.loop);
  let_go (&program);
  g_assert_finalize_object (program.server);
  g_list_free_full (program.settings.trusted_proxies, g_object_unref);
  g_main_loop_unref (program.loop);
  puts ("stopped");
  return 0;
}
