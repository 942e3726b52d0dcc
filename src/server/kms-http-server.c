/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transport: accepts connections, and drives them and libmicrohttpd from the default main context.
 * One epoll descriptor holds the listeners, the connections in the gate and the descriptor of
 * libmicrohttpd, so that one source of the main loop stands for thousands of clients. It also goes
 * round every 250 ms while there are clients, for their deadlines. */

#include "server/kms-http-private.h"

#include "common/kms-error.h"
#include "common/kms-random.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROUND        (250 * G_TIME_SPAN_MILLISECOND)
#define LAST_MOMENT  G_TIME_SPAN_SECOND /* for the answers of what was forced to stop */
#define MAX_ACCEPTED 64                 /* in one go, so that clients are served between */

/* The source of the main loop. */
typedef struct
{
  GSource source;
  KmsHttpServer *server; /* borrowed */
} Loop;

G_DEFINE_FINAL_TYPE (KmsHttpServer, kms_http_server, G_TYPE_OBJECT)

static gpointer
copy_mask (gconstpointer mask, gpointer data)
{
  return g_object_ref ((gpointer) mask);
}

static void
set_accepting (KmsHttpServer *self, gboolean accepting)
{
  if (self->accepting == accepting)
    return;
  self->accepting = accepting;
  for (guint at = 0; at < self->listeners->len; at++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

      epoll_ctl (self->epoll, accepting ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
                 g_array_index (self->listeners, int, at), &event);
    }
}

/* Without descriptors or memory it waits for a connection to end, or for the next round. */
static void
accept_some (KmsHttpServer *self, int listener)
{
  for (guint at = 0; at < MAX_ACCEPTED; at++)
    {
      int fd;

      if (self->connections.length >= self->settings.connection_limit)
        {
          set_accepting (self, FALSE);
          return;
        }
      fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0)
        {
          self->short_of_files = FALSE;
          kms_http_connection_new (self, fd);
        }
      else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        {
          if (!self->short_of_files)
            g_message ("no connection can be accepted for now: %s", g_strerror (errno));
          self->short_of_files = TRUE;
          set_accepting (self, FALSE);
          return;
        }
      else if (errno == EAGAIN)
        return;
    }
}

/**
 * kms_http_server_room:
 * @self: a #KmsHttpServer
 *
 * A connection has ended, or it is time to look whether there are descriptors again.
 */
void
kms_http_server_room (KmsHttpServer *self)
{
  if (self->stop == NULL && self->connections.length < self->settings.connection_limit)
    set_accepting (self, TRUE);
}

static void
take_events (KmsHttpServer *self)
{
  struct epoll_event events[128];
  int n_events = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 0);
  gboolean accepting = FALSE;

  for (int at = 0; at < n_events; at++)
    {
      if (events[at].data.ptr == NULL)
        accepting = TRUE;
      else
        kms_http_connection_on_event (events[at].data.ptr, events[at].events);
    }
  for (guint at = 0; accepting && self->accepting && at < self->listeners->len; at++)
    accept_some (self, g_array_index (self->listeners, int, at));
}

static void
take_pulls (KmsHttpServer *self)
{
  GQueue pulls = self->pulls;

  g_queue_init (&self->pulls);
  for (KmsHttpRequest *request; (request = g_queue_pop_head (&pulls)) != NULL;)
    {
      request->wants_pull = FALSE;
      kms_http_request_do_pull (request);
      kms_http_request_unref (request);
    }
}

static void
look_at_deadlines (KmsHttpServer *self, gint64 now)
{
  GList *next;

  for (GList *at = self->connections.head; at != NULL; at = next)
    {
      KmsHttpConnection *connection = at->data;

      next = at->next;
      if (connection->deadline != 0 && connection->deadline <= now)
        kms_http_connection_on_deadline (connection);
    }
  kms_http_server_room (self);
}

static void
stop_connections (KmsHttpServer *self, gboolean force)
{
  GList *next;

  for (GList *at = self->connections.head; at != NULL; at = next)
    {
      next = at->next;
      kms_http_connection_stop (at->data, force);
    }
}

/* No connection is suspended any more. */
static void
end (KmsHttpServer *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->stop);

  g_clear_pointer (&self->daemon, MHD_stop_daemon);
  g_source_destroy (self->loop);
  g_task_return_boolean (task, TRUE);
}

/* Whether the server has come to its end. */
static gboolean
go_on_stopping (KmsHttpServer *self, gint64 now)
{
  if (self->connections.length > 0 && now < self->stop_by)
    return FALSE;
  if (self->connections.length > 0 && !self->forced)
    {
      self->forced = TRUE;
      self->stop_by = now + LAST_MOMENT;
      stop_connections (self, TRUE);
      kms_http_server_wake (self);
      return FALSE;
    }
  end (self);
  return TRUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_autoptr (KmsHttpServer) self = g_object_ref (((Loop *) source)->server);
  MHD_UNSIGNED_LONG_LONG milliseconds;
  gint64 now;

  self->awake = FALSE;
  if (g_source_query_unix_fd (source, self->epoll_tag) != 0)
    take_events (self);
  MHD_run (self->daemon);
  take_pulls (self);
  now = g_get_monotonic_time ();
  if (now >= self->next_round)
    {
      self->next_round = now + ROUND;
      look_at_deadlines (self, now);
    }
  if (self->stop != NULL && go_on_stopping (self, now))
    return G_SOURCE_REMOVE;
  if (MHD_get_timeout (self->daemon, &milliseconds) == MHD_YES && milliseconds == 0)
    self->awake = TRUE;
  return G_SOURCE_CONTINUE;
}

/* A flag and a round time rather than g_source_set_ready_time(), which wakes the main loop by system
 * calls, each time. */
static gboolean
prepare (GSource *source, int *timeout)
{
  KmsHttpServer *self = ((Loop *) source)->server;
  gint64 left;

  if (self->daemon == NULL)
    return FALSE;
  if (self->awake)
    return TRUE;
  if (self->connections.length == 0 && self->accepting)
    return FALSE;
  left = self->next_round - g_get_monotonic_time ();
  *timeout = MAX (0, (left + 999) / 1000);
  return left <= 0;
}

static gboolean
check (GSource *source)
{
  KmsHttpServer *self = ((Loop *) source)->server;

  return self->awake || g_source_query_unix_fd (source, self->epoll_tag) != 0
         || (self->daemon_tag != NULL && g_source_query_unix_fd (source, self->daemon_tag) != 0)
         || (self->daemon != NULL && (self->connections.length > 0 || !self->accepting)
             && g_get_monotonic_time () >= self->next_round);
}

static GSourceFuncs loop_functions = { .prepare = prepare, .check = check, .dispatch = dispatch };

/**
 * kms_http_server_wake:
 * @self: a #KmsHttpServer
 *
 * Makes libmicrohttpd run at once; it does not wake the main loop by itself.
 */
void
kms_http_server_wake (KmsHttpServer *self)
{
  self->awake = TRUE;
}

/**
 * kms_http_server_want_pull:
 * @self: a #KmsHttpServer
 * @request: a request whose stream wants more
 */
void
kms_http_server_want_pull (KmsHttpServer *self, KmsHttpRequest *request)
{
  if (request->wants_pull)
    return;
  request->wants_pull = TRUE;
  g_queue_push_tail (&self->pulls, kms_http_request_ref (request));
  kms_http_server_wake (self);
}

/**
 * kms_http_server_make_id:
 * @self: a #KmsHttpServer
 * @id: (out caller-allocates): room for %KMS_HTTP_MAX_ID characters and a NUL; a request ID that this
 *   server has not given before, nor probably another
 */
void
kms_http_server_make_id (KmsHttpServer *self, char *id)
{
  guint64 number = self->next_id++;

  for (guint at = 16; at > 0; at--, number >>= 4)
    id[at - 1] = "0123456789abcdef"[number & 15];
  id[16] = '\0';
}

static void
kms_http_server_init (KmsHttpServer *self)
{
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->listeners = g_array_new (FALSE, FALSE, sizeof (int));
  self->networks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  kms_random_bytes ((guint8 *) &self->next_id, sizeof self->next_id);
  self->loop = g_source_new (&loop_functions, sizeof (Loop));
  ((Loop *) self->loop)->server = self;
  g_source_set_static_name (self->loop, "kms-http-server");
  self->epoll_tag = g_source_add_unix_fd (self->loop, self->epoll, G_IO_IN);
  g_source_attach (self->loop, NULL);
}

static void
kms_http_server_finalize (GObject *object)
{
  KmsHttpServer *self = KMS_HTTP_SERVER (object);

  /* A connection that is suspended would be the end of the process. */
  if (self->daemon != NULL)
    {
      stop_connections (self, TRUE);
      MHD_run (self->daemon);
      MHD_stop_daemon (self->daemon);
    }
  g_queue_clear_full (&self->pulls, (GDestroyNotify) kms_http_request_unref);
  g_source_destroy (self->loop);
  g_source_unref (self->loop);
  for (guint at = 0; at < self->listeners->len; at++)
    close (g_array_index (self->listeners, int, at));
  g_array_unref (self->listeners);
  g_hash_table_unref (self->networks);
  g_list_free_full (self->settings.trusted_proxies, g_object_unref);
  close (self->epoll);

  G_OBJECT_CLASS (kms_http_server_parent_class)->finalize (object);
}

static void
kms_http_server_class_init (KmsHttpServerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kms_http_server_finalize;
}

/**
 * kms_http_server_new:
 * @settings: what can be set
 * @handler: (scope notified): answers each request
 * @user_data: its data; must outlive the server
 *
 * Returns: (transfer full): a server that listens nowhere yet
 */
KmsHttpServer *
kms_http_server_new (const KmsHttpSettings *settings, KmsHttpHandler handler, gpointer user_data)
{
  KmsHttpServer *self = g_object_new (KMS_TYPE_HTTP_SERVER, NULL);

  self->handler = handler;
  self->user_data = user_data;
  kms_http_server_set_settings (self, settings);
  return self;
}

/**
 * kms_http_server_set_settings:
 * @self: a #KmsHttpServer
 * @settings: what is to hold from now on
 *
 * Deadlines that run already stay as they are, and so do connections.
 */
void
kms_http_server_set_settings (KmsHttpServer *self, const KmsHttpSettings *settings)
{
  g_list_free_full (self->settings.trusted_proxies, g_object_unref);
  self->settings = *settings;
  self->settings.trusted_proxies = g_list_copy_deep (settings->trusted_proxies, copy_mask, NULL);
  kms_http_server_room (self);
}

/**
 * kms_http_server_listen:
 * @self: a #KmsHttpServer
 * @fd: (transfer full): a TCP or unix socket that listens
 * @error: return location for a #GError
 *
 * Takes connections from the socket, from now until the server stops.
 *
 * Returns: whether it does; on failure %KMS_ERROR_FAILED is set
 */
gboolean
kms_http_server_listen (KmsHttpServer *self, int fd, GError **error)
{
  int listening = 0, flags = fcntl (fd, F_GETFL);
  socklen_t length = sizeof listening;

  if (flags < 0 || fcntl (fd, F_SETFL, flags | O_NONBLOCK) != 0
      || getsockopt (fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0 || !listening)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "descriptor %d is no socket that listens",
                   fd);
      close (fd);
      return FALSE;
    }
  if (self->daemon == NULL)
    {
      self->daemon_idle_timeout = self->settings.idle_timeout;
      self->daemon = kms_http_daemon_new (self);
      if (self->daemon == NULL)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "libmicrohttpd does not start");
          close (fd);
          return FALSE;
        }
      self->daemon_tag = g_source_add_unix_fd (
          self->loop, MHD_get_daemon_info (self->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
          G_IO_IN);
    }
  set_accepting (self, FALSE);
  g_array_append_val (self->listeners, fd);
  kms_http_server_room (self);
  return TRUE;
}

/**
 * kms_http_server_stop_async:
 * @self: a #KmsHttpServer that listens
 * @callback: (scope async): called when it has stopped
 * @user_data: its data
 *
 * Closes the sockets, and lets what began finish, for the grace of the settings. What is not answered
 * then is answered 503, and streams are broken off.
 */
void
kms_http_server_stop_async (KmsHttpServer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->daemon != NULL && self->stop == NULL);

  self->stop = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop, kms_http_server_stop_async);
  self->stop_by = g_get_monotonic_time () + self->settings.grace * G_TIME_SPAN_SECOND;
  set_accepting (self, FALSE);
  for (guint at = 0; at < self->listeners->len; at++)
    close (g_array_index (self->listeners, int, at));
  g_array_set_size (self->listeners, 0);
  stop_connections (self, FALSE);
  kms_http_server_wake (self);
}

/**
 * kms_http_server_stop_finish:
 * @self: a #KmsHttpServer
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: %TRUE
 */
gboolean
kms_http_server_stop_finish (KmsHttpServer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
