/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-sessions.h"
#include "common/kms-json.h"
#include "server/kms-http-request.h"
#include "server/kms-problem.h"
#include "server/kms-service.h"

G_BEGIN_DECLS

/**
 * KmsExchange:
 *
 * One request on its way through a route, to its answer: the checks of the contract in their order
 * (path and method, rate limit, maintenance, session, headers, JSON, parameters, then the state of the
 * store). Main thread only. A route answers exactly once, by kms_exchange_answer*() or
 * kms_exchange_fail(), now or later; from then on the exchange is gone.
 */
typedef struct _KmsExchange KmsExchange;

typedef void (*KmsRouteHandler) (KmsExchange *exchange);

typedef enum
{
  KMS_ROUTE_OPEN = 1 << 0,     /* needs no session */
  KMS_ROUTE_ALWAYS = 1 << 1,   /* answers during maintenance, too */
  KMS_ROUTE_BODY = 1 << 2,     /* takes a JSON object */
  KMS_ROUTE_IF_MATCH = 1 << 3, /* changes a version: kms_exchange_get_if_match() */
  KMS_ROUTE_ONCE = 1 << 4,     /* is carried out once: kms_exchange_get_idempotency_key() */
} KmsRouteFlags;

typedef struct
{
  const char *method;
  const char *path;        /* "/v1/issuances/{issuance_id}" */
  const char *query;       /* the parameters it takes, with spaces between; NULL for none */
  guint flags;             /* of KmsRouteFlags */
  KmsRouteHandler handler; /* called when everything up to the JSON is fine */
} KmsRoute;

/* Who asks, for inside a KmsExchangeWork. */
typedef struct
{
  KmsService *service;           /* borrowed; only what does not change may be used */
  const KmsSessionInfo *account; /* borrowed; NULL in an open route */
  gint64 now;                    /* microseconds UTC */
} KmsCaller;

/* As KmsStoreWork: a function of the session and its data only, that may run twice. */
typedef gpointer (*KmsExchangeWork) (KmsStoreSession *session,
                                     const KmsCaller *caller,
                                     gpointer data,
                                     GError **error);
/* Answers. @result is borrowed, and freed behind it. */
typedef void (*KmsExchangeThen) (KmsExchange *exchange, gpointer result);

void kms_exchange_begin (KmsHttpRequest *request, KmsService *service);

KmsService *kms_exchange_get_service (KmsExchange *exchange);
KmsHttpRequest *kms_exchange_get_request (KmsExchange *exchange);
JsonObject *kms_exchange_get_body (KmsExchange *exchange);
const char *kms_exchange_get_parameter (KmsExchange *exchange, const char *name); /* of the path */
const char *kms_exchange_get_query (KmsExchange *exchange, const char *name); /* NULL: not given */
gint64 kms_exchange_get_if_match (KmsExchange *exchange); /* -1: a version that never is */
const char *kms_exchange_get_idempotency_key (KmsExchange *exchange);
const char *kms_exchange_get_language (KmsExchange *exchange); /* "en" or "ja" */

/* What a route keeps from one step to the next; freed with the exchange. */
void kms_exchange_set_data (KmsExchange *exchange, gpointer data, GDestroyNotify free_data);
gpointer kms_exchange_get_data (KmsExchange *exchange);

/* Hands work to the store, in one transaction with the check of the session. When it fails, that is
 * the answer; otherwise @then answers. @then may run more work. */
void kms_exchange_run (KmsExchange *exchange,
                       KmsStoreMode mode,
                       KmsExchangeWork work,
                       gpointer data,
                       GDestroyNotify free_data,
                       GDestroyNotify free_result,
                       KmsExchangeThen then);

void kms_exchange_set_header (KmsExchange *exchange, const char *name, const char *value);
void kms_exchange_set_etag (KmsExchange *exchange, gint64 version);
void
kms_exchange_answer (KmsExchange *exchange, guint status, JsonNode *body); /* (transfer full) */
void kms_exchange_answer_text (KmsExchange *exchange,
                               guint status,
                               const char *content_type,
                               GBytes *body);
/* Streams; @data is handed to @pull with the request, and freed at the end. */
void kms_exchange_answer_stream (KmsExchange *exchange,
                                 guint status,
                                 const char *content_type,
                                 KmsHttpPull pull,
                                 gpointer data,
                                 GDestroyNotify free_data);
void kms_exchange_fail (KmsExchange *exchange, GError *error);         /* (transfer full) */
void kms_exchange_refuse (KmsExchange *exchange, KmsProblem *problem); /* (transfer full) */

G_END_DECLS
