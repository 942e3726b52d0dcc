/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The socket of the administration. A conversation owns its connection and lives until its answer is
 * written; the socket waits for all of them at its end. */

#include "server/kms-admin-socket.h"

#include "server/kms-admin.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Lists of sheets come in one request. */
#define MAX_REQUEST (64 * 1024 * 1024)

/* For a client that neither sends nor reads, in seconds. */
#define PATIENCE 30

struct _KmsAdminSocket
{
  KmsService *service;      /* borrowed */
  GSocketService *listener; /* owned */
  GCancellable *stop;       /* owned */
  char *path;               /* owned */
  guint n_conversations;
};

typedef struct
{
  KmsAdminSocket *socket;        /* borrowed */
  GSocketConnection *connection; /* owned */
  GDataInputStream *input;       /* owned */
  char *answer;                  /* owned */
} Conversation;

static void
conversation_end (Conversation *conversation)
{
  conversation->socket->n_conversations--;
  g_clear_object (&conversation->input);
  g_clear_object (&conversation->connection);
  g_free (conversation->answer);
  g_free (conversation);
}

static void
on_written (GObject *output, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (output), result, NULL, NULL);
  conversation_end (user_data);
}

/* Also when the server stops: what was done is told. */
static void
answer (Conversation *conversation, const char *out, const GError *error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *description = error == NULL ? NULL : kms_admin_describe (error);
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "status", error == NULL ? 0 : 1);
  json_object_set_string_member (object, error == NULL ? "out" : "error",
                                 error == NULL ? out : description);
  json_node_take_object (node, object);
  text = kms_json_to_string (node, FALSE);
  conversation->answer = g_strconcat (text, "\n", NULL);
  g_output_stream_write_all_async (
      g_io_stream_get_output_stream (G_IO_STREAM (conversation->connection)), conversation->answer,
      strlen (conversation->answer), G_PRIORITY_DEFAULT, NULL, on_written, conversation);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = kms_admin_run_finish (result, &error);

  answer (user_data, out, error);
}

static void
on_line (GObject *input, GAsyncResult *result, gpointer user_data)
{
  Conversation *conversation = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) request = NULL;
  gsize length;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (input), result, &length, &error);

  if (line == NULL)
    {
      conversation_end (conversation);
      return;
    }
  request = kms_json_parse (line, (gssize) length, MAX_REQUEST, &error);
  if (request == NULL)
    answer (conversation, NULL, error);
  else
    kms_admin_run_async (conversation->socket->service, request, on_done, conversation);
}

/* The mode of the socket keeps others away; this holds also where a system does not look at it. */
static gboolean
is_allowed (GSocketConnection *connection)
{
  g_autoptr (GCredentials) credentials =
      g_socket_get_credentials (g_socket_connection_get_socket (connection), NULL);
  uid_t user = credentials == NULL ? (uid_t) -1 : g_credentials_get_unix_user (credentials, NULL);

  return user != (uid_t) -1 && (user == 0 || user == geteuid ());
}

static gboolean
on_incoming (GSocketService *listener,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  KmsAdminSocket *self = user_data;
  Conversation *conversation;

  if (!is_allowed (connection))
    {
      g_warning ("Somebody else tried the socket of the administration");
      return TRUE;
    }
  g_socket_set_timeout (g_socket_connection_get_socket (connection), PATIENCE);
  conversation = g_new0 (Conversation, 1);
  conversation->socket = self;
  conversation->connection = g_object_ref (connection);
  conversation->input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  self->n_conversations++;
  g_data_input_stream_read_line_async (conversation->input, G_PRIORITY_DEFAULT, self->stop, on_line,
                                       conversation);
  return TRUE;
}

/* What a server that was killed left there is in the way; the store's lock says that it is none that
 * runs. Nobody can connect before the mode is right, as nothing listens yet. */
static GSocket *
open_socket (const char *path, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL)
    return NULL;
  g_unlink (path);
  if (!g_socket_bind (socket, address, FALSE, error))
    {
      g_prefix_error (error, "the socket of the administration, %s: ", path);
      return NULL;
    }
  if (g_chmod (path, 0600) < 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "chmod %s: %s", path, g_strerror (errno));
      return NULL;
    }
  return g_socket_listen (socket, error) ? g_steal_pointer (&socket) : NULL;
}

/**
 * kms_admin_socket_new:
 * @service: the service whose store is open; it outlives the socket
 * @error: return location for a #GError
 *
 * Begins to take commands, on the main thread.
 *
 * Returns: (transfer full): the socket, or %NULL with @error set
 */
KmsAdminSocket *
kms_admin_socket_new (KmsService *service, GError **error)
{
  g_autofree char *path = kms_configuration_get_admin_socket (service->configuration);
  g_autoptr (GSocket) socket = open_socket (path, error);
  g_autoptr (GSocketService) listener = NULL;
  KmsAdminSocket *self;

  if (socket == NULL)
    return NULL;
  listener = g_socket_service_new ();
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (listener), socket, NULL, error))
    return NULL;
  self = g_new0 (KmsAdminSocket, 1);
  self->service = service;
  self->stop = g_cancellable_new ();
  self->path = g_steal_pointer (&path);
  self->listener = g_steal_pointer (&listener);
  g_signal_connect (self->listener, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->listener);
  return self;
}

/**
 * kms_admin_socket_free:
 * @socket: (transfer full) (nullable): a socket
 *
 * Takes no more commands, and waits for those that are under way.
 */
void
kms_admin_socket_free (KmsAdminSocket *socket)
{
  if (socket == NULL)
    return;

  g_socket_service_stop (socket->listener);
  g_socket_listener_close (G_SOCKET_LISTENER (socket->listener));
  g_unlink (socket->path);
  g_cancellable_cancel (socket->stop);
  while (socket->n_conversations > 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (socket->listener, socket);
  g_clear_object (&socket->listener);
  g_clear_object (&socket->stop);
  g_free (socket->path);
  g_free (socket);
}
