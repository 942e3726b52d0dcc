/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The routes of sessions: logging in and out, and the way back in by a mailed code. */

#include "accounts/kms-passwords.h"
#include "server/kms-account-json.h"
#include "server/kms-password-steps.h"
#include "server/kms-routes.h"

/* A new session with its token. */
typedef struct
{
  KmsSessionInfo info;
  char *token; /* owned */
} NewSession;

static void
new_session_free (gpointer data)
{
  NewSession *new_session = data;

  g_free (new_session->token);
  g_free (new_session);
}

static JsonObject *
session_object (const KmsSessionInfo *info, const char *token)
{
  JsonObject *object = json_object_new ();

  if (token != NULL)
    json_object_set_string_member (object, "token", token);
  json_object_set_string_member (object, "account_id", info->account_id);
  json_object_set_string_member (object, "login_id", info->login_id);
  kms_account_json_set_time (object, "created_at", info->created_at);
  kms_account_json_set_time (object, "idle_expires_at", info->idle_expires_at);
  kms_account_json_set_time (object, "expires_at", info->expires_at);
  return object;
}

static gpointer
log_in_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  NewSession *new_session = g_new0 (NewSession, 1);

  new_session->token = kms_token_new ();
  if (kms_log_in (session, data, new_session->token, caller->now, &new_session->info, error))
    return new_session;
  new_session_free (new_session);
  return NULL;
}

static void
then_log_in (KmsExchange *exchange, gpointer result)
{
  const NewSession *new_session = result;

  kms_account_json_answer_object (exchange, 201,
                                  session_object (&new_session->info, new_session->token));
}

static void
password_right (KmsExchange *exchange, const KmsPasswordAttempt *attempt)
{
  kms_exchange_run (exchange, KMS_STORE_WRITE, log_in_in_store, (gpointer) attempt, NULL,
                    new_session_free, then_log_in);
}

static void
log_in (KmsExchange *exchange)
{
  static const char *const members[] = { "login_id", "password", NULL };
  const char *login_id, *password;

  if (!kms_account_json_check_members (exchange, members))
    return;
  login_id = kms_account_json_get_text (exchange, "login_id", KMS_JSON_MAX_LOGIN_ID);
  if (login_id == NULL)
    return;
  password = kms_account_json_get_text (exchange, "password", KMS_JSON_MAX_PASSWORD);
  if (password != NULL)
    kms_password_steps_compare (exchange, login_id, password, NULL, password_right);
}

static gpointer
show_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return g_memdup2 (caller->account, sizeof *caller->account);
}

static void
then_show (KmsExchange *exchange, gpointer result)
{
  kms_account_json_answer_object (exchange, 200, session_object (result, NULL));
}

static void
get_session (KmsExchange *exchange)
{
  kms_exchange_run (exchange, KMS_STORE_READ, show_in_store, NULL, NULL, g_free, then_show);
}

static gpointer
log_out_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_log_out (session, caller->account, caller->now, error) ? data : NULL;
}

static void
then_nothing (KmsExchange *exchange, gpointer result)
{
  kms_exchange_answer (exchange, 204, NULL);
}

static void
log_out (KmsExchange *exchange)
{
  kms_exchange_run (exchange, KMS_STORE_WRITE, log_out_in_store, exchange, NULL, NULL,
                    then_nothing);
}

static gpointer
mail_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_passwords_mail_code (session, data, caller->now, error);
}

static void
then_mailed (KmsExchange *exchange, gpointer result)
{
  kms_account_json_answer_mailed (exchange, result);
}

static void
create_password_code (KmsExchange *exchange)
{
  static const char *const members[] = { "login_id", NULL };
  const char *login_id;

  if (!kms_account_json_check_members (exchange, members))
    return;
  login_id = kms_account_json_get_text (exchange, "login_id", KMS_JSON_MAX_LOGIN_ID);
  if (login_id != NULL)
    kms_exchange_run (exchange, KMS_STORE_WRITE, mail_in_store, g_strdup (login_id), g_free,
                      (GDestroyNotify) kms_code_mailed_free, then_mailed);
}

/* A mailed code with the password it is to set. All borrowed from the exchange. */
typedef struct
{
  const char *id;
  const char *typed;
  const char *new_password;
  const char *hash; /* NULL as long as there is none */
} CodeUse;

static gpointer
use_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const CodeUse *use = data;
  g_autoptr (KmsTried) tried = g_new0 (KmsTried, 1);
  gboolean keep;

  if (use->hash == NULL)
    keep = kms_passwords_check_code (session, caller->service->rules, use->id, use->typed,
                                     use->new_password, caller->now, &tried->refusal, error);
  else
    keep = kms_passwords_use_code (session, use->id, use->typed, use->hash, caller->now,
                                   &tried->refusal, error);
  return keep ? g_steal_pointer (&tried) : NULL;
}

static void
run_code_use (KmsExchange *exchange, const char *hash, KmsExchangeThen then)
{
  JsonObject *body = kms_exchange_get_body (exchange);
  const CodeUse use = {
    .id = kms_exchange_get_parameter (exchange, "password_code_id"),
    .typed = json_object_get_string_member (body, "code"),
    .new_password = json_object_get_string_member (body, "new_password"),
    .hash = hash,
  };

  kms_exchange_run (exchange, KMS_STORE_WRITE, use_in_store, g_memdup2 (&use, sizeof use), g_free,
                    (GDestroyNotify) kms_tried_free, then);
}

static void
then_used (KmsExchange *exchange, gpointer result)
{
  if (kms_tried_check (exchange, result))
    kms_exchange_answer (exchange, 204, NULL);
}

static void
password_hashed (KmsExchange *exchange, const char *password, const char *hash)
{
  run_code_use (exchange, hash, then_used);
}

static void
then_hash (KmsExchange *exchange, gpointer result)
{
  JsonObject *body = kms_exchange_get_body (exchange);

  if (kms_tried_check (exchange, result))
    kms_password_steps_hash (exchange, json_object_get_string_member (body, "new_password"),
                             password_hashed);
}

static void
use_password_code (KmsExchange *exchange)
{
  static const char *const members[] = { "code", "new_password", NULL };

  if (kms_account_json_check_members (exchange, members)
      && kms_account_json_get_text (exchange, "code", KMS_JSON_MAX_CODE) != NULL
      && kms_account_json_get_text (exchange, "new_password", G_MAXINT) != NULL)
    run_code_use (exchange, NULL, then_hash);
}

const KmsRoute kms_routes_sessions[] = {
  { "POST", "/v1/sessions", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_BODY, log_in },
  { "GET", "/v1/sessions/current", NULL, 0, get_session },
  { "DELETE", "/v1/sessions/current", NULL, 0, log_out },
  { "POST", "/v1/password-codes", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_BODY, create_password_code },
  { "POST", "/v1/password-codes/{password_code_id}/use", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_BODY,
    use_password_code },
  { NULL },
};
