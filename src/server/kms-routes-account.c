/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The routes of the account of the session: show, change, another address, another password, end. */

#include "accounts/kms-accounts.h"
#include "accounts/kms-email-changes.h"
#include "accounts/kms-passwords.h"
#include "server/kms-account-json.h"
#include "server/kms-password-steps.h"
#include "server/kms-routes.h"

static void
then_account (KmsExchange *exchange, gpointer result)
{
  kms_account_json_answer (exchange, result);
}

static void
then_nothing (KmsExchange *exchange, gpointer result)
{
  kms_exchange_answer (exchange, 204, NULL);
}

static gpointer
get_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_accounts_get (session, caller->account->account_id, error);
}

static void
get_account (KmsExchange *exchange)
{
  kms_exchange_run (exchange, KMS_STORE_READ, get_in_store, NULL, NULL,
                    (GDestroyNotify) kms_account_free, then_account);
}

/* What the account is to be. */
typedef struct
{
  KmsAccountForm form;
  const char *login_id; /* borrowed from the exchange */
  gint64 version;
} Update;

static void
update_free (gpointer data)
{
  Update *update = data;

  kms_account_form_clear (&update->form);
  g_free (update);
}

static gpointer
update_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Update *update = data;

  return kms_accounts_update (session, caller->account->account_id, update->version, &update->form,
                              update->login_id, caller->now, error);
}

static void
update_account (KmsExchange *exchange)
{
  Update update = { .version = kms_exchange_get_if_match (exchange) };

  if (kms_account_json_read_form (exchange, KMS_ACCOUNT_JSON_UPDATE, &update.form,
                                  &update.login_id))
    kms_exchange_run (exchange, KMS_STORE_WRITE, update_in_store,
                      g_memdup2 (&update, sizeof update), update_free,
                      (GDestroyNotify) kms_account_free, then_account);
}

/* The new password first: it is a value, and its faults are told before anything is slow. */
static gpointer
check_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_password_check (caller->service->rules, data, caller->account->login_id,
                             "/new_password", error)
             ? data
             : NULL;
}

/* A new password with its hash. All borrowed from the exchange. */
typedef struct
{
  const KmsPasswordAttempt *attempt;
  const char *hash;
} Change;

static gpointer
change_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Change *change = data;

  return kms_passwords_change (session, change->attempt, change->hash, caller->account, caller->now,
                               error)
             ? data
             : NULL;
}

static void
password_hashed (KmsExchange *exchange, const char *password, const char *hash)
{
  Change change = { .attempt = kms_password_steps_get_attempt (exchange), .hash = hash };

  kms_exchange_run (exchange, KMS_STORE_WRITE, change_in_store, g_memdup2 (&change, sizeof change),
                    g_free, NULL, then_nothing);
}

static void
current_right (KmsExchange *exchange, const KmsPasswordAttempt *attempt)
{
  JsonObject *body = kms_exchange_get_body (exchange);

  kms_password_steps_hash (exchange, json_object_get_string_member (body, "new_password"),
                           password_hashed);
}

static void
then_compare (KmsExchange *exchange, gpointer result)
{
  JsonObject *body = kms_exchange_get_body (exchange);

  kms_password_steps_compare (exchange, NULL,
                              json_object_get_string_member (body, "current_password"),
                              "/current_password", current_right);
}

static void
change_password (KmsExchange *exchange)
{
  static const char *const members[] = { "current_password", "new_password", NULL };
  const char *new_password;

  if (!kms_account_json_check_members (exchange, members)
      || kms_account_json_get_text (exchange, "current_password", KMS_JSON_MAX_PASSWORD) == NULL)
    return;
  new_password = kms_account_json_get_text (exchange, "new_password", G_MAXINT);
  if (new_password != NULL)
    kms_exchange_run (exchange, KMS_STORE_READ, check_in_store, (gpointer) new_password, NULL, NULL,
                      then_compare);
}

static gpointer
delete_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const char *account_id = caller->account->account_id;
  g_autoptr (KmsAccount) account = kms_password_attempt_succeeded (session, data, error);

  return account != NULL
                 && kms_accounts_delete (session, account_id, account_id, caller->now, error)
             ? data
             : NULL;
}

static void
password_right (KmsExchange *exchange, const KmsPasswordAttempt *attempt)
{
  kms_exchange_run (exchange, KMS_STORE_WRITE, delete_in_store, (gpointer) attempt, NULL, NULL,
                    then_nothing);
}

static void
delete_account (KmsExchange *exchange)
{
  static const char *const members[] = { "password", NULL };
  const char *password;

  if (!kms_account_json_check_members (exchange, members))
    return;
  password = kms_account_json_get_text (exchange, "password", KMS_JSON_MAX_PASSWORD);
  if (password != NULL)
    kms_password_steps_compare (exchange, NULL, password, "/password", password_right);
}

static gpointer
begin_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_email_changes_begin (session, caller->account->account_id, data, caller->now, error);
}

static void
then_mailed (KmsExchange *exchange, gpointer result)
{
  kms_account_json_answer_mailed (exchange, result);
}

static void
create_email_change (KmsExchange *exchange)
{
  static const char *const members[] = { "email", NULL };
  const char *typed;
  char *email;
  GError *error = NULL;

  if (!kms_account_json_check_members (exchange, members))
    return;
  typed = kms_account_json_get_text (exchange, "email", G_MAXINT);
  if (typed == NULL)
    return;
  email = kms_account_form_read_email (typed, "/email", &error);
  if (email == NULL)
    kms_exchange_fail (exchange, error);
  else
    kms_exchange_run (exchange, KMS_STORE_WRITE, begin_in_store, email, g_free,
                      (GDestroyNotify) kms_code_mailed_free, then_mailed);
}

/* What is asked of a change that was begun. All borrowed from the exchange. */
typedef struct
{
  const char *id;
  const char *code;
  gboolean overwrite;
} Question;

static gpointer
verify_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Question *question = data;
  g_autoptr (KmsTried) tried = g_new0 (KmsTried, 1);

  tried->free_result = (GDestroyNotify) kms_email_change_verified_free;
  if (!kms_email_changes_verify (session, caller->account->account_id, question->id, question->code,
                                 caller->now, (KmsEmailChangeVerified **) &tried->result,
                                 &tried->refusal, error))
    return NULL;
  return g_steal_pointer (&tried);
}

static void
then_verified (KmsExchange *exchange, gpointer result)
{
  KmsTried *tried = result;
  const KmsEmailChangeVerified *verified = tried->result;
  JsonObject *object;

  if (!kms_tried_check (exchange, tried))
    return;
  object = json_object_new ();
  kms_account_json_set_existing (object, verified->existing);
  kms_account_json_set_time (object, "expires_at", verified->expires_at);
  kms_account_json_answer_object (exchange, 200, object);
}

static void
verify_email_change (KmsExchange *exchange)
{
  static const char *const members[] = { "code", NULL };
  Question question = { .id = kms_exchange_get_parameter (exchange, "email_change_id") };

  if (!kms_account_json_check_members (exchange, members))
    return;
  question.code = kms_account_json_get_text (exchange, "code", KMS_JSON_MAX_CODE);
  if (question.code != NULL)
    kms_exchange_run (exchange, KMS_STORE_WRITE, verify_in_store,
                      g_memdup2 (&question, sizeof question), g_free,
                      (GDestroyNotify) kms_tried_free, then_verified);
}

static gpointer
complete_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Question *question = data;

  return kms_email_changes_complete (session, caller->account->account_id, question->id,
                                     question->overwrite, caller->now, error);
}

static void
complete_email_change (KmsExchange *exchange)
{
  static const char *const members[] = { "overwrite", NULL };
  Question question = { .id = kms_exchange_get_parameter (exchange, "email_change_id") };

  if (kms_account_json_check_members (exchange, members)
      && kms_account_json_get_flag (exchange, "overwrite", &question.overwrite))
    kms_exchange_run (exchange, KMS_STORE_WRITE, complete_in_store,
                      g_memdup2 (&question, sizeof question), g_free,
                      (GDestroyNotify) kms_account_free, then_account);
}

const KmsRoute kms_routes_account[] = {
  { "GET", "/v1/account", NULL, 0, get_account },
  { "PUT", "/v1/account", NULL, KMS_ROUTE_BODY | KMS_ROUTE_IF_MATCH, update_account },
  { "POST", "/v1/account/password", NULL, KMS_ROUTE_BODY, change_password },
  { "POST", "/v1/account/email-changes", NULL, KMS_ROUTE_BODY, create_email_change },
  { "POST", "/v1/account/email-changes/{email_change_id}/verify", NULL, KMS_ROUTE_BODY,
    verify_email_change },
  { "POST", "/v1/account/email-changes/{email_change_id}/complete", NULL, KMS_ROUTE_BODY,
    complete_email_change },
  { "POST", "/v1/account/deletion", NULL, KMS_ROUTE_BODY, delete_account },
  { NULL },
};
