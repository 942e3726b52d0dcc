/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /v1/status of a real kms-server beside a bare hello of libmicrohttpd: requests a second over 16
 * connections that are kept, by short turns, and what a request costs the server in processor time,
 * which other work on the machine does not change. Servers run on the first processor, this client on
 * the second. Arguments: kms-server, rounds. */

#include <arpa/inet.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <microhttpd.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONNECTIONS 16
#define TURN        (200 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  int fd;
  gsize length; /* of what came of an answer */
  char answer[4096];
} Connection;

typedef struct
{
  const char *name;
  GPid pid;
  guint16 port;
  const char *path;
  GArray *rates; /* of double, owned: requests a second */
  GArray *costs; /* of double, owned: microseconds of processor time a request */
} Server;

static void
run_on (int processor)
{
  cpu_set_t set;

  CPU_ZERO (&set);
  CPU_SET (processor, &set);
  sched_setaffinity (0, sizeof set, &set);
}

static enum MHD_Result
say_hello (void *data,
           struct MHD_Connection *connection,
           const char *url,
           const char *method,
           const char *version,
           const char *piece,
           size_t *size,
           void **context)
{
  static char hello[] = "hello";
  struct MHD_Response *response;
  enum MHD_Result result;

  if (*context == NULL)
    {
      *context = hello;
      return MHD_YES;
    }
  response = MHD_create_response_from_buffer (strlen (hello), hello, MHD_RESPMEM_PERSISTENT);
  result = MHD_queue_response (connection, 200, response);
  MHD_destroy_response (response);
  return result;
}

/* As bare as can be: it waits for the descriptor of libmicrohttpd, and runs that. */
static void
serve_hello (int listener)
{
  struct MHD_Daemon *daemon =
      MHD_start_daemon (MHD_USE_EPOLL, 0, NULL, NULL, say_hello, NULL, MHD_OPTION_LISTEN_SOCKET,
                        listener, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) 10 * 1024,
                        MHD_OPTION_END);
  struct pollfd wait = { .events = POLLIN };

  wait.fd = MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
  for (;;)
    {
      poll (&wait, 1, 250);
      MHD_run (daemon);
    }
}

static void
start_hello (Server *server)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0
      || listen (listener, 128) != 0)
    g_error ("the hello cannot listen");
  getsockname (listener, (struct sockaddr *) &address, &length);
  server->port = ntohs (address.sin_port);
  server->pid = fork ();
  if (server->pid == 0)
    serve_hello (listener);
  close (listener);
}

static void
start_kms_server (Server *server, const char *program, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "kms-server.conf", NULL);
  g_autofree char *text =
      g_strdup_printf ("[server]\nlisten=127.0.0.1:0\ndata-folder=%s/data\n"
                       "[limits]\naddress-requests=1000000000\nsession-requests=1000000000\n",
                       folder);
  const char *arguments[] = { program, "--config", path, "serve", NULL };
  g_autoptr (GError) error = NULL;
  char line[256];
  int output;
  FILE *said;

  g_file_set_contents (path, text, -1, NULL);
  if (!g_spawn_async_with_pipes (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                 NULL, &server->pid, NULL, &output, NULL, &error))
    g_error ("%s", error->message);
  said = fdopen (output, "r");
  if (fgets (line, sizeof line, said) == NULL)
    g_error ("%s does not start", program);
  server->port = (guint16) atoi (strrchr (line, ':') + 1);
}

static void
ask (Connection *connection, const char *request)
{
  connection->length = 0;
  if (write (connection->fd, request, strlen (request)) != (gssize) strlen (request))
    g_error ("a request was not taken");
}

/* Whether an answer is there whole. */
static gboolean
read_answer (Connection *connection)
{
  const char *body, *length;
  gssize n_bytes = read (connection->fd, connection->answer + connection->length,
                         sizeof connection->answer - 1 - connection->length);

  if (n_bytes <= 0)
    g_error ("a connection was closed");
  connection->length += n_bytes;
  connection->answer[connection->length] = '\0';
  body = strstr (connection->answer, "\r\n\r\n");
  if (body == NULL)
    return FALSE;
  if (!g_str_has_prefix (connection->answer, "HTTP/1.1 200 "))
    g_error ("%s", connection->answer);
  length = strstr (connection->answer, "Content-Length: ");
  return connection->length
         >= (gsize) (body + 4 - connection->answer) + atoi (length + strlen ("Content-Length: "));
}

/* Microseconds. */
static double
get_processor_time (const Server *server)
{
  clockid_t clock;
  struct timespec time;

  clock_getcpuclockid (server->pid, &clock);
  clock_gettime (clock, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void
measure (Server *server)
{
  static Connection connections[CONNECTIONS];
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (server->port) };
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: x\r\n\r\n", server->path);
  int set = epoll_create1 (0);
  gint64 begin, now;
  double processor_time, rate, cost;
  guint64 n_answers = 0;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  for (guint at = 0; at < CONNECTIONS; at++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = &connections[at] };

      connections[at].fd = socket (AF_INET, SOCK_STREAM, 0);
      if (connect (connections[at].fd, (struct sockaddr *) &address, sizeof address) != 0)
        g_error ("%s takes no connection", server->name);
      epoll_ctl (set, EPOLL_CTL_ADD, connections[at].fd, &event);
      ask (&connections[at], request);
    }
  processor_time = get_processor_time (server);
  begin = now = g_get_monotonic_time ();
  while (now - begin < TURN)
    {
      struct epoll_event events[CONNECTIONS];
      int n_events = epoll_wait (set, events, CONNECTIONS, 1000);

      for (int at = 0; at < n_events; at++)
        if (read_answer (events[at].data.ptr))
          {
            n_answers++;
            ask (events[at].data.ptr, request);
          }
      now = g_get_monotonic_time ();
    }
  rate = n_answers * 1e6 / (double) (now - begin);
  cost = (get_processor_time (server) - processor_time) / n_answers;
  g_array_append_val (server->rates, rate);
  g_array_append_val (server->costs, cost);
  for (guint at = 0; at < CONNECTIONS; at++)
    close (connections[at].fd);
  close (set);
}

static int
compare (gconstpointer one, gconstpointer other)
{
  double difference = *(const double *) one - *(const double *) other;

  return difference < 0 ? -1 : difference > 0;
}

static double
median (GArray *values)
{
  g_array_sort (values, compare);
  return g_array_index (values, double, values->len / 2);
}

static void
new_arrays (Server *server)
{
  server->rates = g_array_new (FALSE, FALSE, sizeof (double));
  server->costs = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
end (Server *server, int number)
{
  kill (server->pid, number);
  waitpid (server->pid, NULL, 0);
  g_array_unref (server->rates);
  g_array_unref (server->costs);
}

int
main (int argc, char **argv)
{
  Server hello = { .name = "hello", .path = "/" };
  Server kms = { .name = "kms-server", .path = "/v1/status" };
  g_autofree char *folder = g_dir_make_tmp ("kms-bench-XXXXXX", NULL);
  g_autofree char *removal = g_strdup_printf ("rm -r '%s'", folder);
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));
  int rounds = argc > 2 ? atoi (argv[2]) : 40;

  if (argc < 2)
    {
      g_printerr ("bench-http KMS-SERVER [ROUNDS]\n");
      return 2;
    }
  signal (SIGPIPE, SIG_IGN);
  new_arrays (&hello);
  new_arrays (&kms);
  run_on (0);
  start_hello (&hello);
  start_kms_server (&kms, argv[1], folder);
  run_on (1);
  for (int round = 0; round < rounds; round++)
    {
      double ratio;

      measure (&hello);
      measure (&kms);
      ratio = g_array_index (kms.rates, double, round) / g_array_index (hello.rates, double, round);
      g_array_append_val (ratios, ratio);
    }
  g_print ("requests a second: hello %.0f, kms-server %.0f, %.2f times\n", median (hello.rates),
           median (kms.rates), median (ratios));
  g_print ("processor time a request: hello %.1f us, kms-server %.1f us\n", median (hello.costs),
           median (kms.costs));
  end (&hello, SIGKILL);
  end (&kms, SIGTERM);
  return system (removal) == 0 ? 0 : 1;
}
