/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server in this process that says what a test tells it to, whatever it is asked, and keeps what it
 * was asked. What is real about it is the connection. */

#pragma once

#include "async-test.h"
#include "client/kms-rest.h"
#include "common/kms-error.h"

#include <libsoup/soup.h>
#include <string.h>

#define JSON    "application/json"
#define PROBLEM "application/problem+json"

typedef enum
{
  STUB_ANSWER,
  STUB_CUT,  /* the connection is closed without an answer */
  STUB_HANG, /* there is never an answer */
} StubWhat;

typedef struct
{
  StubWhat what;
  guint status;
  const char *type;
  const char *body;
  const char *headers[6]; /* name, value, … */
} StubAnswer;

typedef struct
{
  char *method; /* owned */
  char *path;   /* owned; with the query */
  SoupMessageHeaders *headers;
  char *body; /* owned */
} StubRequest;

typedef struct
{
  SoupServer *server;
  char *url;             /* owned */
  const StubAnswer *say; /* borrowed; the last one for all further requests */
  guint n_say;
  GPtrArray *requests; /* owned, of StubRequest */
  GPtrArray *hanging;  /* owned, of SoupServerMessage */
} Stub;

static inline void
stub_request_free (gpointer data)
{
  StubRequest *request = data;

  g_free (request->method);
  g_free (request->path);
  soup_message_headers_unref (request->headers);
  g_free (request->body);
  g_free (request);
}

static inline void
stub_on_request (SoupServer *server,
                 SoupServerMessage *message,
                 const char *path,
                 GHashTable *query,
                 gpointer data)
{
  Stub *stub = data;
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  StubRequest *request = g_new0 (StubRequest, 1);
  const StubAnswer *say = &stub->say[MIN (stub->requests->len, stub->n_say - 1)];

  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD);
  request->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
  request->body = g_strndup (body->data != NULL ? body->data : "", (gsize) body->length);
  g_ptr_array_add (stub->requests, request);

  if (say->what == STUB_CUT)
    {
      g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  if (say->what == STUB_HANG)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (stub->hanging, g_object_ref (message));
      return;
    }
  soup_server_message_set_status (message, say->status, NULL);
  if (say->body != NULL)
    soup_server_message_set_response (message, say->type, SOUP_MEMORY_COPY, say->body,
                                      strlen (say->body));
  for (guint i = 0; say->headers[i] != NULL; i += 2)
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  say->headers[i], say->headers[i + 1]);
}

static inline Stub *
stub_new (void)
{
  Stub *stub = g_new0 (Stub, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  stub->server = soup_server_new ("raw-paths", TRUE, NULL);
  stub->requests = g_ptr_array_new_with_free_func (stub_request_free);
  stub->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  soup_server_add_handler (stub->server, NULL, stub_on_request, stub, NULL);
  soup_server_listen_local (stub->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (stub->server);
  stub->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return stub;
}

/* From here on it says this, from the first. */
static inline void
stub_say (Stub *stub, const StubAnswer *say, guint n_say)
{
  stub->say = say;
  stub->n_say = n_say;
  g_ptr_array_set_size (stub->requests, 0);
}

static inline const StubRequest *
stub_get_request (Stub *stub, guint index)
{
  g_assert_cmpuint (index, <, stub->requests->len);
  return g_ptr_array_index (stub->requests, index);
}

static inline const char *
stub_get_header (Stub *stub, guint index, const char *name)
{
  return soup_message_headers_get_one (stub_get_request (stub, index)->headers, name);
}

static inline void
stub_free (Stub *stub)
{
  g_ptr_array_unref (stub->hanging);
  soup_server_disconnect (stub->server);
  g_object_unref (stub->server);
  g_ptr_array_unref (stub->requests);
  g_free (stub->url);
  g_free (stub);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stub, stub_free)

/* So short that a test sees their end. */
static const KmsRestLimits stub_limits = {
  .idle = 5,
  .attempt = 10000,
  .overall = 30000,
  .back_off = 2,
  .max_attempts = 3,
  .max_body = 65536,
  .download = 10000,
  .max_download = 1 << 20,
};

static inline KmsRest *
stub_rest_new (Stub *stub)
{
  g_autoptr (GError) error = NULL;
  KmsRest *rest = kms_rest_new (stub->url, NULL, &error);

  g_assert_no_error (error);
  kms_rest_set_limits (rest, &stub_limits);
  return rest;
}

static inline KmsRestAnswer *
stub_call (KmsRest *rest, const KmsRestRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_rest_call_async (rest, request, NULL, take_result, &result);
  return kms_rest_call_finish (rest, wait_for (&result), error);
}
