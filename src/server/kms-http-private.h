/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the HTTP transport share; nobody else includes this. */

#pragma once

#include "server/kms-http-head.h"
#include "server/kms-http-server.h"

#include <microhttpd.h>

G_BEGIN_DECLS

/* So much of a stream waits for its client, and one push. */
#define KMS_HTTP_STREAM_WAITING (256 * 1024)

typedef enum
{
  KMS_HTTP_GATE,   /* its first head is coming; libmicrohttpd does not know it yet */
  KMS_HTTP_LINGER, /* refused; closed when the client has read that */
  KMS_HTTP_HEAD,   /* between two requests, or a further head is coming */
  KMS_HTTP_BODY,   /* a body is coming */
  KMS_HTTP_ANSWER, /* a request is there whole, and answered or to be answered */
} KmsHttpPhase;

/* A client; its place in the list of the server is @link. */
typedef struct
{
  KmsHttpServer *server; /* borrowed */
  GList link;            /* its data is the connection */
  int fd;                /* owned in the first two phases, then by libmicrohttpd */
  GInetAddress *peer;    /* owned; (nullable): none for a unix socket */
  char *address;         /* owned, counted: of the peer, or "unix" */
  gint64 *network;       /* (nullable): borrowed; where those of its network are counted */
  KmsHttpPhase phase;
  gint64 deadline;               /* monotonic microseconds; 0 for none */
  gsize n_seen;                  /* bytes that came while the socket was ours */
  gboolean half_closed;          /* the client says no more */
  struct MHD_Connection *handle; /* (nullable): from the third phase on */
  KmsHttpRequest *request;       /* (nullable): borrowed; from its target to its end */
} KmsHttpConnection;

/* How far a request has got. */
typedef enum
{
  KMS_HTTP_REQUEST_NEW,      /* its target is known */
  KMS_HTTP_REQUEST_BODY,     /* its head was found right */
  KMS_HTTP_REQUEST_HANDLING, /* the handler has it */
  KMS_HTTP_REQUEST_ANSWERED, /* there is an answer, or a stream has begun */
  KMS_HTTP_REQUEST_CLOSED,   /* nothing that is still answered goes anywhere */
} KmsHttpRequestState;

struct _KmsHttpRequest
{
  guint n_references;
  KmsHttpRequestState state;
  KmsHttpConnection *connection; /* (nullable): borrowed; until the request is over */
  gboolean suspended;            /* libmicrohttpd waits for us */

  KmsHttpFault fault; /* of its target */
  char *path;
  const char *query_text; /* (nullable): in the same memory as the path */
  char *method;
  GStrv segments;
  GArray *fields; /* (nullable): of KmsHttpField, once they were copied */
  GByteArray *incoming;
  GBytes *body;
  char id[KMS_HTTP_MAX_ID + 1];
  char *address; /* counted */
  char *network; /* (nullable): once it was asked for, of IPv6 */
  GCancellable *cancellable;
  gint64 started;
  GHashTable *query; /* (nullable): once it was asked for */

  gboolean forced; /* answered by the server that stops; the handler may try, too */
  guint status;
  GString *answer_fields;        /* (nullable): names and values, each with its NUL */
  struct MHD_Response *response; /* (nullable): owned; until libmicrohttpd has it */

  /* Of a stream. */
  GQueue waiting; /* of GBytes */
  gsize n_waiting;
  gsize n_taken; /* of the first that waits */
  KmsHttpPull pull;
  gpointer pull_data;
  GDestroyNotify free_pull_data;
  gboolean pulled;     /* and nothing was pushed since */
  gboolean wants_pull; /* it is in the queue of the server */
  gboolean ended;
  gboolean whole;
};

struct _KmsHttpServer
{
  GObject parent_instance;

  KmsHttpSettings settings; /* owned */
  KmsHttpHandler handler;
  gpointer user_data;

  struct MHD_Daemon *daemon; /* owned; (nullable): until the first socket */
  guint daemon_idle_timeout; /* what it was started with */
  GSource *loop;             /* owned */
  int epoll;                 /* owned: listeners, connections in the gate, and clients that go */
  GArray *listeners;         /* of int, owned */
  gboolean accepting;        /* the listeners are in the epoll set */
  gboolean short_of_files;   /* and was told so */

  GQueue connections;          /* of KmsHttpConnection */
  KmsHttpConnection *entering; /* (nullable): borrowed; being handed to libmicrohttpd */
  GHashTable *networks;        /* network → connections; both in one piece of memory, gint64[2] */
  GQueue pulls;                /* of KmsHttpRequest, owned: streams that want more */
  guint64 next_id;

  gint64 next_round;   /* monotonic microseconds */
  gboolean awake;      /* libmicrohttpd is to run at once */
  gpointer epoll_tag;  /* of the source: its two descriptors */
  gpointer daemon_tag; /* (nullable) */
  GTask *stop;         /* owned; (nullable): somebody waits for the end */
  gint64 stop_by;      /* monotonic microseconds */
  gboolean forced;
};

/* kms-http-request.c */
KmsHttpRequest *kms_http_request_new (KmsHttpConnection *connection, const char *target);
KmsHttpFault kms_http_request_begin (KmsHttpRequest *request, const char *method);
void kms_http_request_keep (KmsHttpRequest *request);
void kms_http_request_close (KmsHttpRequest *request, gboolean completed);
void kms_http_log (const char *method,
                   const char *path,
                   guint status,
                   gint64 started,
                   const char *id,
                   const char *address);

/* kms-http-answer.c */
void kms_http_request_refuse (KmsHttpRequest *request, KmsHttpFault fault);
void kms_http_request_break (KmsHttpRequest *request);
void kms_http_request_do_pull (KmsHttpRequest *request);

/* kms-http-connection.c */
void kms_http_connection_new (KmsHttpServer *server, int fd);
void kms_http_connection_free (KmsHttpConnection *connection);
void kms_http_connection_on_event (KmsHttpConnection *connection, guint32 events);
void kms_http_connection_on_deadline (KmsHttpConnection *connection);
void kms_http_connection_stop (KmsHttpConnection *connection, gboolean force);

/* kms-http-daemon.c */
struct MHD_Daemon *kms_http_daemon_new (KmsHttpServer *server);

/* kms-http-server.c */
void kms_http_server_wake (KmsHttpServer *self);
void kms_http_server_want_pull (KmsHttpServer *self, KmsHttpRequest *request);
void kms_http_server_make_id (KmsHttpServer *self, char *id);
void kms_http_server_room (KmsHttpServer *self);

G_END_DECLS
