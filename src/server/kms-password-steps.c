/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Comparing and hashing passwords between the transactions of an exchange. What the steps keep is the
 * data of the exchange, which waits for each of them, so they borrow it from there. */

#include "server/kms-password-steps.h"

typedef struct
{
  /* The password that is shown. */
  char *login_id;              /* owned; NULL: of the session */
  char *shown;                 /* owned */
  char *network;               /* owned; of who tries */
  char *pointer;               /* owned; or NULL */
  KmsPasswordAttempt *attempt; /* owned */
  KmsPasswordRight right;

  /* The password that is new. */
  char *password; /* owned */
  char *hash;     /* owned */
  KmsPasswordHashed hashed;
} Steps;

static void
steps_free (gpointer data)
{
  Steps *steps = data;

  g_free (steps->login_id);
  kms_password_free (steps->shown);
  g_free (steps->network);
  g_free (steps->pointer);
  kms_password_attempt_free (steps->attempt);
  kms_password_free (steps->password);
  g_free (steps->hash);
  g_free (steps);
}

static Steps *
get_steps (KmsExchange *exchange)
{
  if (kms_exchange_get_data (exchange) == NULL)
    kms_exchange_set_data (exchange, g_new0 (Steps, 1), steps_free);
  return kms_exchange_get_data (exchange);
}

static gpointer
begin_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Steps *steps = data;

  return kms_password_attempt_begin (
      session, steps->login_id != NULL ? steps->login_id : caller->account->login_id,
      steps->network, caller->now, error);
}

static gpointer
withdraw_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Steps *steps = data;

  return kms_password_attempt_withdraw (session, steps->attempt, error) ? data : NULL;
}

static gpointer
fail_in_store (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Steps *steps = data;

  return kms_password_attempt_failed (session, steps->attempt, caller->now, error) ? data : NULL;
}

static void
then_busy (KmsExchange *exchange, gpointer result)
{
  kms_exchange_fail (exchange, g_error_new (KMS_ERROR, KMS_ERROR_SERVER_BUSY,
                                            "too many passwords wait to be compared"));
}

static void
then_wrong (KmsExchange *exchange, gpointer result)
{
  const Steps *steps = result;
  GError *error = g_error_new (KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID, "the password is wrong");

  if (steps->pointer != NULL)
    kms_error_add_detail (error, KMS_ERROR_CREDENTIALS_INVALID, "%s", steps->pointer);
  kms_exchange_fail (exchange, error);
}

static void
compared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsExchange *exchange = user_data;
  Steps *steps = kms_exchange_get_data (exchange);
  g_autoptr (GError) error = NULL;
  gboolean right;

  if (!kms_hasher_verify_finish (kms_exchange_get_service (exchange)->hasher, result, &right,
                                 &error))
    {
      if (g_error_matches (error, KMS_ERROR, KMS_ERROR_SERVER_BUSY))
        kms_exchange_run (exchange, KMS_STORE_WRITE, withdraw_in_store, steps, NULL, NULL,
                          then_busy);
      else
        kms_exchange_fail (exchange, g_steal_pointer (&error));
    }
  else if (right)
    steps->right (exchange, steps->attempt);
  else
    kms_exchange_run (exchange, KMS_STORE_WRITE, fail_in_store, steps, NULL, NULL, then_wrong);
}

static void
then_compare (KmsExchange *exchange, gpointer result)
{
  Steps *steps = kms_exchange_get_data (exchange);

  steps->attempt = kms_password_attempt_copy (result);
  kms_hasher_verify_async (kms_exchange_get_service (exchange)->hasher,
                           steps->attempt->password_hash, steps->shown, compared, exchange);
}

/**
 * kms_password_steps_compare:
 * @exchange: an exchange
 * @login_id: (nullable): whose password it should be; %NULL for the account of the session
 * @password: what was typed
 * @pointer: (nullable): a JSON pointer to it, to be told when it is wrong
 * @then: called when it is right
 *
 * Compares a password, slowed down after failures.
 */
void
kms_password_steps_compare (KmsExchange *exchange,
                            const char *login_id,
                            const char *password,
                            const char *pointer,
                            KmsPasswordRight then)
{
  Steps *steps = get_steps (exchange);

  steps->login_id = g_strdup (login_id);
  steps->shown = g_strdup (password);
  steps->pointer = g_strdup (pointer);
  steps->network = g_strdup (kms_http_request_get_network (kms_exchange_get_request (exchange)));
  steps->right = then;
  kms_exchange_run (exchange, KMS_STORE_WRITE, begin_in_store, steps, NULL,
                    (GDestroyNotify) kms_password_attempt_free, then_compare);
}

/**
 * kms_password_steps_get_attempt:
 * @exchange: an exchange whose password was right
 *
 * Returns: (transfer none): the attempt
 */
const KmsPasswordAttempt *
kms_password_steps_get_attempt (KmsExchange *exchange)
{
  return get_steps (exchange)->attempt;
}

static void
hashed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsExchange *exchange = user_data;
  Steps *steps = kms_exchange_get_data (exchange);
  GError *error = NULL;

  steps->hash =
      kms_hasher_hash_finish (kms_exchange_get_service (exchange)->hasher, result, &error);
  if (steps->hash != NULL)
    steps->hashed (exchange, steps->password, steps->hash);
  else
    kms_exchange_fail (exchange, error);
}

/**
 * kms_password_steps_hash:
 * @exchange: an exchange
 * @password: a new password
 * @then: called with it and its hash
 */
void
kms_password_steps_hash (KmsExchange *exchange, const char *password, KmsPasswordHashed then)
{
  Steps *steps = get_steps (exchange);

  steps->password = g_strdup (password);
  steps->hashed = then;
  kms_hasher_hash_async (kms_exchange_get_service (exchange)->hasher, password, hashed, exchange);
}

/**
 * kms_password_steps_get_password:
 * @exchange: an exchange with a new password
 *
 * Returns: (transfer none): the password
 */
const char *
kms_password_steps_get_password (KmsExchange *exchange)
{
  return get_steps (exchange)->password;
}
