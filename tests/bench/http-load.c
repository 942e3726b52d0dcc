/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A load generator for kms-server: keep-alive connections that send the requests of a file in its order,
 * each as soon as its connection is free, or at a given rate whether or not the answers keep up (an open
 * loop: latency counts from when a request was due). Prints requests, seconds, rate and latency.
 *
 * http-load PORT CONNECTIONS RATE FILE: RATE 0 for a closed loop; FILE has one request a record, records
 * separated by a NUL. */

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_ANSWER 16384

typedef struct
{
  int fd;
  gboolean busy;
  gint64 due;              /* when the request was to be sent */
  char answer[MAX_ANSWER]; /* what came so far */
  gsize length;
} Connection;

typedef struct
{
  GPtrArray *requests; /* of GBytes */
  guint next;
  guint n_answered;
  guint n_failed;    /* not 2xx */
  GArray *latencies; /* of gint64 */
  double rate;
  gint64 start;
  int epoll;
  GQueue idle; /* of Connection */
} Load;

static void
send_request (Load *load, Connection *connection, gint64 due)
{
  gsize size;
  const char *data = g_bytes_get_data (g_ptr_array_index (load->requests, load->next++), &size);

  connection->busy = TRUE;
  connection->due = due;
  connection->length = 0;
  /* A request is far smaller than the buffer of a socket. */
  g_assert_cmpint (send (connection->fd, data, size, MSG_NOSIGNAL), ==, (gssize) size);
}

/* Whether the whole answer is there. Its length is in Content-Length, always. */
static gboolean
answer_is_whole (const Connection *connection)
{
  const char *end = g_strstr_len (connection->answer, (gssize) connection->length, "\r\n\r\n");
  const char *length;

  if (end == NULL)
    return FALSE;
  length = strcasestr (connection->answer, "\r\nContent-Length:");
  g_assert_true (length != NULL && length < end);
  return connection->length >= (gsize) (end + 4 - connection->answer)
                                   + strtoul (length + strlen ("\r\nContent-Length:"), NULL, 10);
}

static void
take_answer (Load *load, Connection *connection)
{
  gssize n_read = recv (connection->fd, connection->answer + connection->length,
                        MAX_ANSWER - 1 - connection->length, MSG_DONTWAIT);
  gint64 latency;

  if (n_read < 0 && errno == EAGAIN)
    return;
  if (n_read <= 0)
    g_error ("the server closed a connection");
  connection->length += (gsize) n_read;
  connection->answer[connection->length] = '\0';
  if (!answer_is_whole (connection))
    return;
  if (strncmp (connection->answer, "HTTP/1.1 2", strlen ("HTTP/1.1 2")) != 0)
    {
      if (load->n_failed++ == 0)
        fprintf (stderr, "%s\n", connection->answer);
    }
  latency = g_get_monotonic_time () - connection->due;
  g_array_append_val (load->latencies, latency);
  load->n_answered++;
  connection->busy = FALSE;
  g_queue_push_tail (&load->idle, connection);
}

/* Sends whatever is due. Returns how long until the next is, in milliseconds; -1 for an answer. */
static int
send_due (Load *load)
{
  while (load->next < load->requests->len && load->idle.length > 0)
    {
      gint64 now = g_get_monotonic_time ();
      gint64 due = now;

      if (load->rate > 0)
        due = load->start + (gint64) ((double) load->next * G_USEC_PER_SEC / load->rate);
      if (due > now)
        return (int) ((due - now) / 1000);
      send_request (load, g_queue_pop_head (&load->idle), due);
    }
  return -1;
}

static void
run (Load *load)
{
  struct epoll_event events[256];

  load->start = g_get_monotonic_time ();
  while (load->n_answered < load->requests->len)
    {
      int timeout = send_due (load);
      int n_events = epoll_wait (load->epoll, events, G_N_ELEMENTS (events), timeout);

      for (int i = 0; i < n_events; i++)
        take_answer (load, events[i].data.ptr);
    }
}

static void
connect_one (Load *load, guint16 port)
{
  Connection *connection = g_new0 (Connection, 1);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
  int one = 1;

  connection->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect (connection->fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("no server at port %u", port);
  setsockopt (connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  epoll_ctl (load->epoll, EPOLL_CTL_ADD, connection->fd, &event);
  g_queue_push_tail (&load->idle, connection);
}

static GPtrArray *
read_requests (const char *path)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  char *contents;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    g_error ("no file %s", path);
  for (gsize at = 0; at < length;)
    {
      gsize size = strlen (contents + at);

      g_ptr_array_add (requests, g_bytes_new (contents + at, size));
      at += size + 1;
    }
  g_free (contents);
  return requests;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a;
  const gint64 *right = b;

  return *left < *right ? -1 : *left > *right;
}

static double
percentile (const Load *load, double share)
{
  guint index = (guint) (share * (load->latencies->len - 1));

  return (double) g_array_index (load->latencies, gint64, index) / 1000;
}

int
main (int argc, char *argv[])
{
  Load load = { .idle = G_QUEUE_INIT };
  double seconds;

  if (argc != 5)
    {
      fprintf (stderr, "Usage: http-load PORT CONNECTIONS RATE FILE\n");
      return 2;
    }
  load.epoll = epoll_create1 (EPOLL_CLOEXEC);
  load.rate = g_ascii_strtod (argv[3], NULL);
  load.requests = read_requests (argv[4]);
  load.latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (int i = 0; i < atoi (argv[2]); i++)
    connect_one (&load, (guint16) atoi (argv[1]));
  run (&load);
  seconds = (double) (g_get_monotonic_time () - load.start) / G_USEC_PER_SEC;
  g_array_sort (load.latencies, compare);
  printf ("{\"requests\": %u, \"failed\": %u, \"seconds\": %.4f, \"rate\": %.1f, \"p50_ms\": %.3f, "
          "\"p99_ms\": %.3f}\n",
          load.n_answered, load.n_failed, seconds, load.n_answered / seconds,
          percentile (&load, 0.5), percentile (&load, 0.99));
  return load.n_failed == 0 ? 0 : 1;
}
