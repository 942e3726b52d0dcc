/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "server/kms-http-request.h"

G_BEGIN_DECLS

/**
 * KmsHttpServer:
 *
 * HTTP/1.1 on sockets that somebody else opened, in the default main context; main thread only.
 */
#define KMS_TYPE_HTTP_SERVER (kms_http_server_get_type ())
G_DECLARE_FINAL_TYPE (KmsHttpServer, kms_http_server, KMS, HTTP_SERVER, GObject)

/**
 * KmsHttpSettings:
 * @connection_limit: connections at a time; further ones wait to be accepted
 * @connections_per_address: of these, from one address (IPv6: one /64 network); 0 for any number.
 *   A further one is answered 503. Trusted proxies are exempt.
 * @idle_timeout: seconds that a connection may rest, between requests or in the middle of an answer
 * @header_timeout: seconds in which the head of a request must be there, however it drips
 * @body_timeout: seconds from there in which the body must be
 * @grace: seconds that what began has to finish when the server stops
 * @body_limit: the most bytes of a body
 * @trusted_proxies: (element-type GInetAddressMask): the proxies whose Forwarded or X-Forwarded-For is
 *   believed; whoever connects through a unix socket is believed, too
 *
 * What can be set, and set anew while the server runs.
 */
typedef struct
{
  guint connection_limit;
  guint connections_per_address;
  guint idle_timeout;
  guint header_timeout;
  guint body_timeout;
  guint grace;
  gsize body_limit;
  GList *trusted_proxies;
} KmsHttpSettings;

#define KMS_HTTP_SETTINGS_INIT                                                      \
  {                                                                                 \
    .connection_limit = 8192, .connections_per_address = 64, .idle_timeout = 60,    \
    .header_timeout = 10, .body_timeout = 30, .grace = 15, .body_limit = 64 * 1024, \
  }

/**
 * KmsHttpHandler:
 * @request: (transfer none): a request that is there whole
 * @user_data: the data of kms_http_server_new()
 *
 * Answers the request, now or later; for later it takes a reference. It must answer in any case, also
 * when the client is gone.
 */
typedef void (*KmsHttpHandler) (KmsHttpRequest *request, gpointer user_data);

KmsHttpServer *
kms_http_server_new (const KmsHttpSettings *settings, KmsHttpHandler handler, gpointer user_data);
void kms_http_server_set_settings (KmsHttpServer *self, const KmsHttpSettings *settings);
gboolean kms_http_server_listen (KmsHttpServer *self, int fd, GError **error);
void
kms_http_server_stop_async (KmsHttpServer *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean kms_http_server_stop_finish (KmsHttpServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
