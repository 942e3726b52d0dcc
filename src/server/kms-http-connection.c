/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One client. Its first head is looked at in the gate, where its bytes are, before libmicrohttpd has
 * the socket: so what is malformed or too large, and who is silent or drips, is answered by us and
 * costs no more than this. A connection that libmicrohttpd has ends when that says so. */

#include "server/kms-address.h"
#include "server/kms-http-private.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a client that was refused has to read that, while what it still sends is passed over. */
#define LINGER      (2 * G_TIME_SPAN_SECOND)
#define MAX_DRAINED (1024 * 1024)

static void
watch (KmsHttpConnection *connection, int operation, guint32 events)
{
  struct epoll_event event = { .events = events | EPOLLET, .data.ptr = connection };

  epoll_ctl (connection->server->epoll, operation, connection->fd, &event);
}

/* Only in the phases where the socket is ours. */
static void
close_connection (KmsHttpConnection *connection)
{
  close (connection->fd);
  kms_http_connection_free (connection);
}

/* Says it in one packet, past libmicrohttpd, and nothing after it. */
static void
send_refusal (KmsHttpConnection *connection, KmsHttpFault fault)
{
  KmsHttpRequest *request = connection->request;
  const char *path = request != NULL ? request->path : "/";
  char id[KMS_HTTP_MAX_ID + 1];
  g_autoptr (GBytes) message = NULL;

  if (request != NULL && request->id[0] != '\0')
    g_strlcpy (id, request->id, sizeof id);
  else
    kms_http_server_make_id (connection->server, id);
  message = kms_http_fault_to_message (fault, path, id);
  send (connection->fd, g_bytes_get_data (message, NULL), g_bytes_get_size (message),
        MSG_DONTWAIT | MSG_NOSIGNAL);
  if (request != NULL)
    request->status = kms_http_fault_get_status (fault);
  if (request == NULL || request->state == KMS_HTTP_REQUEST_NEW)
    kms_http_log ("-", path, kms_http_fault_get_status (fault), g_get_monotonic_time (), id,
                  connection->address);
}

/* A socket that is closed with unread data takes its answer back; so it stays until the client has
 * closed its end, or for a while. */
static void
refuse (KmsHttpConnection *connection, KmsHttpFault fault)
{
  send_refusal (connection, fault);
  shutdown (connection->fd, SHUT_WR);
  connection->phase = KMS_HTTP_LINGER;
  connection->deadline = g_get_monotonic_time () + LINGER;
  kms_http_connection_on_event (connection, EPOLLIN);
}

/* Gives the socket to libmicrohttpd, which tells of it from now on. */
static void
enter (KmsHttpConnection *connection, gboolean half_closed)
{
  KmsHttpServer *server = connection->server;
  struct sockaddr_storage name = { .ss_family = AF_UNSPEC };

  /* From now on only the client's going is of interest; one that has closed its end already waits. */
  if (half_closed)
    epoll_ctl (server->epoll, EPOLL_CTL_DEL, connection->fd, NULL);
  else
    watch (connection, EPOLL_CTL_MOD, EPOLLRDHUP);
  connection->half_closed = half_closed;
  connection->phase = KMS_HTTP_HEAD;
  server->entering = connection;
  if (MHD_add_connection (server->daemon, connection->fd, (struct sockaddr *) &name, sizeof name)
      != MHD_YES)
    {
      g_message ("a connection was lost: %s", g_strerror (errno));
      if (server->entering != NULL)
        kms_http_connection_free (g_steal_pointer (&server->entering));
      return;
    }
  /* libmicrohttpd looks at each of these in each round, so it is for changed settings only. */
  if (server->settings.idle_timeout != server->daemon_idle_timeout)
    MHD_set_connection_option (connection->handle, MHD_CONNECTION_OPTION_TIMEOUT,
                               server->settings.idle_timeout);
}

static void
look (KmsHttpConnection *connection, guint32 events)
{
  char head[KMS_HTTP_MAX_HEAD + 1];
  gssize n_bytes = recv (connection->fd, head, sizeof head, MSG_PEEK | MSG_DONTWAIT);
  gboolean whole;
  KmsHttpFault fault;

  if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n_bytes <= 0)
    {
      close_connection (connection);
      return;
    }
  connection->n_seen = n_bytes;
  fault = kms_http_head_check (head, n_bytes, connection->server->settings.body_limit, &whole);
  if (fault != KMS_HTTP_FAULT_NONE)
    refuse (connection, fault);
  else if (whole)
    enter (connection, (events & EPOLLRDHUP) != 0);
  else if ((events & EPOLLRDHUP) != 0)
    close_connection (connection);
}

/* Passes over a little of what a refused client still sends. */
static void
drain (KmsHttpConnection *connection)
{
  char waste[16 * 1024];
  gssize n_bytes;

  do
    {
      n_bytes = recv (connection->fd, waste, sizeof waste, MSG_DONTWAIT);
      if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
        return;
      connection->n_seen += MAX (n_bytes, 0);
    }
  while (n_bytes > 0 && connection->n_seen < MAX_DRAINED);
  close_connection (connection);
}

/**
 * kms_http_connection_new:
 * @server: a server
 * @fd: (transfer full): a socket that was accepted, non-blocking
 *
 * Begins a connection, in the gate. One too many of its network is refused.
 */
void
kms_http_connection_new (KmsHttpServer *server, int fd)
{
  KmsHttpConnection *connection = g_new0 (KmsHttpConnection, 1);
  const KmsHttpSettings *settings = &server->settings;
  g_autofree char *address = NULL;

  connection->server = server;
  connection->link.data = connection;
  connection->fd = fd;
  connection->phase = KMS_HTTP_GATE;
  connection->deadline = g_get_monotonic_time () + settings->header_timeout * G_TIME_SPAN_SECOND;
  connection->peer = kms_address_from_socket (fd);
  address = connection->peer != NULL ? g_inet_address_to_string (connection->peer) : NULL;
  connection->address = g_ref_string_new (address != NULL ? address : "unix");
  g_queue_push_tail_link (&server->connections, &connection->link);
  watch (connection, EPOLL_CTL_ADD, EPOLLIN | EPOLLRDHUP);
  if (!kms_address_is_trusted (connection->peer, settings->trusted_proxies))
    {
      gint64 network = kms_address_to_network (connection->peer);

      connection->network = g_hash_table_lookup (server->networks, &network);
      if (connection->network == NULL)
        {
          connection->network = g_new0 (gint64, 2);
          connection->network[0] = network;
          g_hash_table_add (server->networks, connection->network);
        }
      if (++connection->network[1] > settings->connections_per_address
          && settings->connections_per_address > 0)
        refuse (connection, KMS_HTTP_FAULT_BUSY);
    }
}

/**
 * kms_http_connection_free:
 * @connection: (transfer full): a connection whose socket is closed, or about to be
 */
void
kms_http_connection_free (KmsHttpConnection *connection)
{
  KmsHttpServer *server = connection->server;

  g_queue_unlink (&server->connections, &connection->link);
  if (connection->network != NULL && --connection->network[1] == 0)
    g_hash_table_remove (server->networks, connection->network);
  g_clear_object (&connection->peer);
  g_ref_string_release (connection->address);
  g_free (connection);
  kms_http_server_room (server);
}

/**
 * kms_http_connection_on_event:
 * @connection: a connection
 * @events: what epoll said
 */
void
kms_http_connection_on_event (KmsHttpConnection *connection, guint32 events)
{
  KmsHttpRequest *request = connection->request;

  if (connection->phase == KMS_HTTP_GATE)
    look (connection, events);
  else if (connection->phase == KMS_HTTP_LINGER)
    drain (connection);
  else
    {
      /* The client is gone, or says no more; libmicrohttpd does not look while it waits for us. */
      connection->half_closed = TRUE;
      if (connection->phase == KMS_HTTP_ANSWER && request != NULL && request->cancellable != NULL)
        g_cancellable_cancel (request->cancellable);
    }
}

/**
 * kms_http_connection_on_deadline:
 * @connection: a connection whose deadline is over
 *
 * Whoever has begun to say something is told.
 */
void
kms_http_connection_on_deadline (KmsHttpConnection *connection)
{
  connection->deadline = 0;
  if (connection->phase == KMS_HTTP_LINGER
      || (connection->phase == KMS_HTTP_GATE && connection->n_seen == 0))
    close_connection (connection);
  else if (connection->phase == KMS_HTTP_GATE)
    refuse (connection, KMS_HTTP_FAULT_TIMEOUT);
  else
    {
      if (connection->request != NULL)
        send_refusal (connection, KMS_HTTP_FAULT_TIMEOUT);
      shutdown (connection->fd, SHUT_RDWR);
    }
}

/**
 * kms_http_connection_stop:
 * @connection: a connection
 * @force: whether the time is over for what has begun
 *
 * Ends a connection on which nothing has begun, or whatever has: a request that is not answered is
 * answered 503, a stream is broken off.
 */
void
kms_http_connection_stop (KmsHttpConnection *connection, gboolean force)
{
  KmsHttpRequest *request = connection->request;

  if (connection->phase == KMS_HTTP_GATE || connection->phase == KMS_HTTP_LINGER)
    {
      if (force || connection->n_seen == 0)
        close_connection (connection);
    }
  else if (request == NULL)
    shutdown (connection->fd, SHUT_RDWR);
  else if (force && request->state == KMS_HTTP_REQUEST_HANDLING)
    {
      g_cancellable_cancel (kms_http_request_get_cancellable (request));
      if (request->state == KMS_HTTP_REQUEST_HANDLING)
        kms_http_request_refuse (request, KMS_HTTP_FAULT_BUSY);
      request->forced = TRUE;
    }
  else if (force && request->state == KMS_HTTP_REQUEST_ANSWERED)
    kms_http_request_break (request);
  else if (force)
    shutdown (connection->fd, SHUT_RDWR);
}
