/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Issuances: preview, issue, find, show. An attempt is carried out once: one that comes again waits here
 * for the first, and the store knows what to answer. */

#include "server/kms-issuance-json.h"
#include "server/kms-routes-lists.h"
#include "store/kms-store-accounts.h"

#include <string.h>

/* One attempt to issue. */
typedef struct
{
  KmsInFlight *in_flight; /* borrowed from the service */
  char *name;             /* owned; in the table; NULL when it does not stand there */
  char *key;              /* owned; the Idempotency-Key */
  KmsRequest *request;    /* owned */
  KmsExchange *exchange;  /* as long as it waits */
} Issue;

static void
issue_free (Issue *issue)
{
  /* The answer is on its way, whichever it is: who waited can ask the store. */
  if (issue->name != NULL)
    kms_in_flight_end (issue->in_flight, issue->name);
  g_free (issue->name);
  g_free (issue->key);
  kms_request_free (issue->request);
  g_free (issue);
}

/* The request of the body; or NULL, and the exchange has its answer. */
static KmsRequest *
read_request (KmsExchange *exchange)
{
  GError *error = NULL;
  KmsRequest *request = kms_request_from_json (kms_exchange_get_body (exchange), &error);

  if (request == NULL)
    kms_exchange_fail (exchange, error);
  return request;
}

/* A request with its verdicts. */
typedef struct
{
  const KmsRequest *request; /* borrowed from the work, which lives as long */
  KmsPreview *preview;       /* owned */
} Previewed;

static void
previewed_free (Previewed *previewed)
{
  kms_preview_free (previewed->preview);
  g_free (previewed);
}

static gpointer
do_preview (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  g_autoptr (KmsPreview) preview =
      kms_issuing_preview (caller->service->issuing, session, data, error);
  Previewed *previewed;

  if (preview == NULL)
    return NULL;
  previewed = g_new0 (Previewed, 1);
  previewed->request = data;
  previewed->preview = g_steal_pointer (&preview);
  return previewed;
}

static void
answer_preview (KmsExchange *exchange, gpointer result)
{
  const Previewed *previewed = result;

  kms_exchange_answer (exchange, 200, kms_preview_to_json (previewed->request, previewed->preview));
}

static void
preview (KmsExchange *exchange)
{
  KmsRequest *request = read_request (exchange);

  if (request != NULL)
    kms_exchange_run (exchange, KMS_STORE_READ, do_preview, request,
                      (GDestroyNotify) kms_request_free, (GDestroyNotify) previewed_free,
                      answer_preview);
}

static gpointer
do_issue (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Issue *issue = data;
  KmsAttempt attempt = { .dealer = caller->account->account_id, .idempotency_key = issue->key };
  g_autoptr (KmsAccount) account = NULL;

  if (issue->request->mail_to[0] != NULL)
    {
      if (!kms_store_find_account (session, KMS_ACCOUNT_BY_ID, attempt.dealer, &account, error))
        return NULL;
      attempt.language = account == NULL ? "en" : account->form.language;
    }
  return kms_issuing_issue (caller->service->issuing, session, &attempt, issue->request, error);
}

static void
answer_issuance (KmsExchange *exchange, gpointer result)
{
  kms_exchange_answer (exchange, 200, kms_issuance_to_json (result));
}

static void
answer_issue (KmsExchange *exchange, gpointer result)
{
  const KmsIssuance *issuance = result;
  g_autofree char *location = g_strconcat ("/v1/issuances/", issuance->id, NULL);

  kms_exchange_set_header (exchange, "Location", location);
  if (issuance->replayed)
    kms_exchange_set_header (exchange, "Idempotent-Replayed", "true");
  kms_exchange_answer (exchange, 201, kms_issuance_to_json (issuance));
}

/* Takes @issue over. */
static void
run_issue (KmsExchange *exchange, Issue *issue)
{
  kms_exchange_run (exchange, KMS_STORE_WRITE, do_issue, issue, (GDestroyNotify) issue_free,
                    (GDestroyNotify) kms_issuance_free, answer_issue);
}

/* Whoever waited for the first is told what the store says; after too long a time, to come again. */
static void
on_first_ended (gpointer data, gboolean ended)
{
  Issue *issue = data;
  KmsExchange *exchange = issue->exchange;

  if (ended)
    {
      run_issue (exchange, issue);
      return;
    }
  issue_free (issue);
  kms_exchange_fail (exchange, g_error_new (KMS_ERROR, KMS_ERROR_REQUEST_IN_FLIGHT,
                                            "the first request has no answer yet"));
}

static void
issue_keys (KmsExchange *exchange)
{
  const char *key = kms_exchange_get_idempotency_key (exchange);
  KmsRequest *request = read_request (exchange);
  g_autofree char *name = NULL;
  Issue *issue;

  if (request == NULL)
    return;
  issue = g_new0 (Issue, 1);
  issue->in_flight = kms_exchange_get_service (exchange)->in_flight;
  issue->exchange = exchange;
  /* Whose it is stands in the token; of two sessions of one account the store makes one after the
   * other. */
  name = g_strconcat (kms_http_request_get_header (kms_exchange_get_request (exchange),
                                                   "Authorization"),
                      "\n", key, NULL);
  issue->key = g_strdup (key);
  issue->request = request;
  if (!kms_in_flight_begin (issue->in_flight, name, on_first_ended, issue))
    return;
  issue->name = g_steal_pointer (&name);
  run_issue (exchange, issue);
}

static gpointer
do_load_issuance (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_issuing_load_issuance (caller->service->issuing, session, caller->account->account_id,
                                    data, error);
}

static void
get_issuance (KmsExchange *exchange)
{
  const char *id = kms_exchange_get_parameter (exchange, "issuance_id");

  kms_exchange_run (exchange, KMS_STORE_READ, do_load_issuance, g_strdup (id), g_free,
                    (GDestroyNotify) kms_issuance_free, answer_issuance);
}

static void
list_issuances (KmsExchange *exchange)
{
  kms_routes_answer_page (exchange, KMS_LIST_ISSUANCES);
}

const KmsRoute kms_routes_issuances[] = {
  { "POST", "/v1/issuances/preview", NULL, KMS_ROUTE_BODY, preview },
  { "POST", "/v1/issuances", NULL, KMS_ROUTE_BODY | KMS_ROUTE_ONCE, issue_keys },
  { "GET", "/v1/issuances", "device_id activation_key q from to tz order cursor limit", 0,
    list_issuances },
  { "GET", "/v1/issuances/{issuance_id}", NULL, 0, get_issuance },
  { NULL },
};
