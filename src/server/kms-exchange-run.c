/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way of an exchange through the store: the session is looked up in the transaction of the work
 * that needs it. The exchange itself stays on the main thread. */

#include "server/kms-exchange-private.h"

/* Work on its way through the store. */
typedef struct
{
  KmsExchange *exchange; /* borrowed; touched on the main thread only */
  KmsService *service;   /* borrowed */
  KmsStoreMode mode;
  char *token; /* owned; NULL in an open route */
  gint64 now;
  KmsExchangeWork work;
  gpointer data; /* owned */
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  KmsExchangeThen then;
} Run;

/* What the transaction gave. */
typedef struct
{
  KmsSessionInfo session;
  gpointer result; /* owned */
  GDestroyNotify free_result;
} Outcome;

/* The last use of a session, to be written down behind the answer. */
typedef struct
{
  KmsSessionInfo session;
  gint64 now;
} Touch;

static void
run_free (Run *run)
{
  if (run->free_data != NULL)
    run->free_data (run->data);
  g_free (run->token);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  if (outcome->free_result != NULL && outcome->result != NULL)
    outcome->free_result (outcome->result);
  g_free (outcome);
}

/* Runs on a thread of the store: the session first, then the work. */
static gpointer
run_in_store (KmsStoreSession *session, gpointer data, GError **error)
{
  const Run *run = data;
  g_autofree Outcome *outcome = g_new0 (Outcome, 1);
  KmsCaller caller = { .service = run->service, .now = run->now };

  outcome->free_result = run->free_result;
  if (run->token != NULL)
    {
      if (!kms_sessions_check (session, run->token, run->now, &outcome->session, error))
        return NULL;
      caller.account = &outcome->session;
      if (run->mode == KMS_STORE_WRITE && outcome->session.touch_due
          && !kms_sessions_touch (session, &outcome->session, run->now, error))
        return NULL;
    }
  if (run->work != NULL)
    {
      outcome->result = run->work (session, &caller, run->data, error);
      if (outcome->result == NULL)
        return NULL;
    }
  return g_steal_pointer (&outcome);
}

static gpointer
touch_in_store (KmsStoreSession *session, gpointer data, GError **error)
{
  const Touch *touch = data;

  return kms_sessions_touch (session, &touch->session, touch->now, error) ? data : NULL;
}

/* Behind the answer: a use that is not written down ends the session early, nothing worse. */
static void
touch_session (const Run *run, const KmsSessionInfo *session)
{
  Touch *touch;

  if (run->token == NULL || run->mode == KMS_STORE_WRITE || !session->touch_due)
    return;
  touch = g_new0 (Touch, 1);
  touch->session = *session;
  touch->now = run->now;
  kms_store_run_async (run->service->store, KMS_STORE_WRITE, touch_in_store, touch, g_free, NULL,
                       NULL, NULL, NULL);
}

static void
run_done (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Run) run = user_data;
  KmsExchange *exchange = run->exchange;
  GError *error = NULL;
  Outcome *outcome = kms_store_run_finish (KMS_STORE (store), result, &error);

  if (outcome == NULL)
    {
      exchange->session_known = TRUE; /* or why there is none is the answer */
      kms_exchange_answer_error (exchange, error);
      return;
    }
  exchange->session_known = TRUE;
  touch_session (run, &outcome->session);
  run->then (exchange, outcome->result);
  outcome_free (outcome);
}

/**
 * kms_exchange_run:
 * @exchange: an exchange
 * @mode: whether @work writes
 * @work: (nullable): what is done, in the transaction that checks the session; its result is not %NULL
 * @data: (transfer full): for @work
 * @free_data: (nullable): frees @data
 * @free_result: (nullable): frees what @work returns
 * @then: called with it on the main thread
 *
 * When the session has ended or @work fails, that is the answer; otherwise @then answers, or runs more.
 */
void
kms_exchange_run (KmsExchange *exchange,
                  KmsStoreMode mode,
                  KmsExchangeWork work,
                  gpointer data,
                  GDestroyNotify free_data,
                  GDestroyNotify free_result,
                  KmsExchangeThen then)
{
  Run *run = g_new0 (Run, 1);

  run->exchange = exchange;
  run->service = exchange->service;
  run->mode = mode;
  run->token = g_strdup (exchange->token);
  run->now = kms_clock_now (exchange->service->clock);
  run->work = work;
  run->data = data;
  run->free_data = free_data;
  run->free_result = free_result;
  run->then = then;
  kms_store_run_async (exchange->service->store, mode, run_in_store, run, NULL, outcome_free, NULL,
                       run_done, run);
}
