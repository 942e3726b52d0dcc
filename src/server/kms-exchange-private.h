/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-exchange*.c. */

#pragma once

#include "server/kms-exchange.h"

G_BEGIN_DECLS

struct _KmsExchange
{
  KmsHttpRequest *request; /* owned */
  KmsService *service;     /* borrowed */
  const KmsRoute *route;   /* NULL as long as none is found */
  GHashTable *parameters;  /* owned; of the path */
  GHashTable *query;       /* borrowed from the request; NULL: none */
  char *idempotency_key;   /* owned; NULL unless the route needs one */
  JsonNode *body;          /* owned; NULL unless the route takes one */
  const char *token;       /* borrowed from the request; NULL in an open route */
  gboolean session_known;
  KmsProblem *refusal; /* owned; waits for the session to be known */
  gpointer data;       /* owned; of the route */
  GDestroyNotify free_data;
};

void kms_exchange_answer_error (KmsExchange *exchange, GError *error);

G_END_DECLS
