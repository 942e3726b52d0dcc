/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsHttpRequest:
 *
 * One request that is there whole, head and body, and the way to answer it, exactly once. Reference
 * counted; main thread only. It outlives its connection: what is answered to a client that is gone
 * goes nowhere.
 */
typedef struct _KmsHttpRequest KmsHttpRequest;

/**
 * KmsHttpPull:
 * @request: a request that is answered by a stream
 * @data: the data of kms_http_request_answer_stream()
 *
 * Asks for more: one kms_http_request_push() or kms_http_request_end() is to follow, now or later.
 */
typedef void (*KmsHttpPull) (KmsHttpRequest *request, gpointer data);

KmsHttpRequest *kms_http_request_ref (KmsHttpRequest *request);
void kms_http_request_unref (KmsHttpRequest *request);

const char *kms_http_request_get_method (KmsHttpRequest *request);
const char *kms_http_request_get_path (KmsHttpRequest *request);
const char *const *kms_http_request_get_segments (KmsHttpRequest *request);
GHashTable *kms_http_request_get_query (KmsHttpRequest *request, GError **error);
const char *kms_http_request_get_header (KmsHttpRequest *request, const char *name);
GBytes *kms_http_request_get_body (KmsHttpRequest *request);
const char *kms_http_request_get_id (KmsHttpRequest *request);
const char *kms_http_request_get_address (KmsHttpRequest *request);
const char *kms_http_request_get_network (KmsHttpRequest *request);
GCancellable *kms_http_request_get_cancellable (KmsHttpRequest *request);
gint64 kms_http_request_get_started (KmsHttpRequest *request);

void kms_http_request_set_header (KmsHttpRequest *request, const char *name, const char *value);
void kms_http_request_answer (KmsHttpRequest *request,
                              guint status,
                              const char *content_type,
                              GBytes *body);
void kms_http_request_answer_stream (KmsHttpRequest *request,
                                     guint status,
                                     const char *content_type,
                                     KmsHttpPull pull,
                                     gpointer data,
                                     GDestroyNotify free_data);
void kms_http_request_push (KmsHttpRequest *request, GBytes *bytes);
void kms_http_request_end (KmsHttpRequest *request, gboolean whole);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsHttpRequest, kms_http_request_unref)

G_END_DECLS
