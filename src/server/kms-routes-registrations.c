/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The routes of registrations: how a dealer gets an account. */

#include "accounts/kms-registrations.h"
#include "server/kms-account-json.h"
#include "server/kms-password-steps.h"
#include "server/kms-routes.h"

static void
form_free (gpointer data)
{
  KmsAccountForm *form = data;

  kms_account_form_clear (form);
  g_free (form);
}

static gpointer
begin_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_registrations_begin (session, data, caller->now, error);
}

static void
then_mailed (KmsExchange *exchange, gpointer result)
{
  kms_account_json_answer_mailed (exchange, result);
}

static void
create_registration (KmsExchange *exchange)
{
  KmsAccountForm form;

  if (kms_account_json_read_form (exchange, KMS_ACCOUNT_JSON_REGISTRATION, &form, NULL))
    kms_exchange_run (exchange, KMS_STORE_WRITE, begin_in_store, g_memdup2 (&form, sizeof form),
                      form_free, (GDestroyNotify) kms_code_mailed_free, then_mailed);
}

static gpointer
cancel_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_registrations_cancel (session, data, caller->now, error) ? data : NULL;
}

static void
then_nothing (KmsExchange *exchange, gpointer result)
{
  kms_exchange_answer (exchange, 204, NULL);
}

static void
cancel_registration (KmsExchange *exchange)
{
  kms_exchange_run (exchange, KMS_STORE_WRITE, cancel_in_store,
                    (gpointer) kms_exchange_get_parameter (exchange, "registration_id"), NULL, NULL,
                    then_nothing);
}

/* What is asked of a registration that was begun. All borrowed from the exchange. */
typedef struct
{
  const char *id;
  const char *code;
  const char *completion_token;
  gboolean overwrite;
  const char *hash; /* of the password; NULL as long as there is none */
} Question;

static gpointer
verify_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Question *question = data;
  g_autoptr (KmsTried) tried = g_new0 (KmsTried, 1);

  tried->free_result = (GDestroyNotify) kms_registration_verified_free;
  if (!kms_registrations_verify (session, question->id, question->code, caller->now,
                                 (KmsRegistrationVerified **) &tried->result, &tried->refusal,
                                 error))
    return NULL;
  return g_steal_pointer (&tried);
}

static void
then_verified (KmsExchange *exchange, gpointer result)
{
  KmsTried *tried = result;
  const KmsRegistrationVerified *verified = tried->result;
  JsonObject *object;

  if (!kms_tried_check (exchange, tried))
    return;
  object = json_object_new ();
  kms_account_json_set_existing (object, verified->existing);
  json_object_set_string_member (object, "completion_token", verified->completion_token);
  kms_account_json_set_time (object, "expires_at", verified->expires_at);
  kms_account_json_answer_object (exchange, 200, object);
}

static void
verify_registration (KmsExchange *exchange)
{
  static const char *const members[] = { "code", NULL };
  Question question = { .id = kms_exchange_get_parameter (exchange, "registration_id") };

  if (!kms_account_json_check_members (exchange, members))
    return;
  question.code = kms_account_json_get_text (exchange, "code", KMS_JSON_MAX_CODE);
  if (question.code != NULL)
    kms_exchange_run (exchange, KMS_STORE_WRITE, verify_in_store,
                      g_memdup2 (&question, sizeof question), g_free,
                      (GDestroyNotify) kms_tried_free, then_verified);
}

/* An account that was made or overwritten. */
typedef struct
{
  KmsAccount *account; /* owned */
  gboolean overwritten;
} Completed;

static void
completed_free (gpointer data)
{
  Completed *completed = data;

  kms_account_free (completed->account);
  g_free (completed);
}

static gpointer
check_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Question *question = data;

  return kms_registrations_check (session, question->id, question->completion_token,
                                  question->overwrite, caller->now, error)
             ? data
             : NULL;
}

static gpointer
complete_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Question *question = data;
  Completed *completed = g_new0 (Completed, 1);

  completed->account =
      kms_registrations_complete (session, question->id, question->completion_token,
                                  question->overwrite, question->hash, caller->now,
                                  &completed->overwritten, error);
  if (completed->account != NULL)
    return completed;
  completed_free (completed);
  return NULL;
}

static void
then_completed (KmsExchange *exchange, gpointer result)
{
  const Completed *completed = result;
  JsonObject *object = json_object_new ();

  json_object_set_object_member (object, "account", kms_account_json_object (completed->account));
  json_object_set_string_member (object, "password", kms_password_steps_get_password (exchange));
  json_object_set_boolean_member (object, "overwritten", completed->overwritten);
  kms_account_json_answer_object (exchange, 200, object);
}

/* What the body of a completion says, which was read before. */
static Question *
completion_of (KmsExchange *exchange, const char *hash)
{
  JsonObject *body = kms_exchange_get_body (exchange);
  Question *question = g_new0 (Question, 1);

  question->id = kms_exchange_get_parameter (exchange, "registration_id");
  question->completion_token = json_object_get_string_member (body, "completion_token");
  question->overwrite = json_object_get_boolean_member_with_default (body, "overwrite", FALSE);
  question->hash = hash;
  return question;
}

static void
password_hashed (KmsExchange *exchange, const char *password, const char *hash)
{
  kms_exchange_run (exchange, KMS_STORE_WRITE, complete_in_store, completion_of (exchange, hash),
                    g_free, completed_free, then_completed);
}

static void
then_make_password (KmsExchange *exchange, gpointer result)
{
  char *password = kms_password_make (kms_exchange_get_service (exchange)->rules);

  kms_password_steps_hash (exchange, password, password_hashed);
  kms_password_free (password);
}

static void
complete_registration (KmsExchange *exchange)
{
  static const char *const members[] = { "completion_token", "overwrite", NULL };
  gboolean overwrite = FALSE;

  if (kms_account_json_check_members (exchange, members)
      && kms_account_json_get_text (exchange, "completion_token", KMS_JSON_MAX_TOKEN) != NULL
      && kms_account_json_get_flag (exchange, "overwrite", &overwrite))
    kms_exchange_run (exchange, KMS_STORE_READ, check_in_store, completion_of (exchange, NULL),
                      g_free, NULL, then_make_password);
}

const KmsRoute kms_routes_registrations[] = {
  { "POST", "/v1/registrations", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_BODY, create_registration },
  { "DELETE", "/v1/registrations/{registration_id}", NULL, KMS_ROUTE_OPEN, cancel_registration },
  { "POST", "/v1/registrations/{registration_id}/verify", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_BODY,
    verify_registration },
  { "POST", "/v1/registrations/{registration_id}/complete", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_BODY,
    complete_registration },
  { NULL },
};
