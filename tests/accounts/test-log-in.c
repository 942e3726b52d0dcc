/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Showing a password, with a real hasher: logging in, changing it, and the way back in by a code. Who
 * does not know tells nothing apart, and is slowed down. */

#include "accounts/kms-accounts.h"
#include "accounts/kms-hasher.h"
#include "accounts/kms-passwords.h"

#include "accounts-fixture.h"
#include "async-test.h"

#define PASSWORD "wet otters sing loudly"

typedef struct
{
  Fixture parent;
  KmsHasher *hasher;
  KmsPasswordRules *rules;
  char *hash; /* of PASSWORD */
} Hashed;

/* What goes into one transaction, and what comes out of it. */
typedef struct
{
  Hashed *fixture;
  const char *login_id;
  const char *address;
  const KmsPasswordAttempt *attempt;
  gint64 now;
  const char *token;
  KmsSessionInfo *info;
  const char *hash;
  const char *id;
  const char *code;
  const char *sql;
} Call;

static char *
make_hash (Hashed *fixture, const char *password)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_hasher_hash_async (fixture->hasher, password, take_result, &result);
  wait_for (&result);
  return kms_hasher_hash_finish (fixture->hasher, result, NULL);
}

static gpointer
do_add_account (KmsStoreSession *session, gpointer data, GError **error)
{
  Hashed *fixture = data;
  g_autoptr (KmsAccount) one = new_account ("one", "LoginOne", "one@example.com");
  g_autoptr (KmsAccount) two = new_account ("two", "LoginTwo", "two@example.com");

  g_free (one->password_hash);
  one->password_hash = g_strdup (fixture->hash);
  g_free (two->password_hash);
  two->password_hash = g_strdup (fixture->hash);
  return kms_store_add_account (session, one, error) && kms_store_add_account (session, two, error)
             ? data
             : NULL;
}

static void
hashed_set_up (Hashed *fixture, gconstpointer data)
{
  fixture_set_up (&fixture->parent, data);
  fixture->hasher = kms_hasher_new (2, 64);
  fixture->rules = kms_password_rules_new ();
  fixture->hash = make_hash (fixture, PASSWORD);
  in_transaction (&fixture->parent, do_add_account, fixture);
}

static void
hashed_tear_down (Hashed *fixture, gconstpointer data)
{
  kms_hasher_free (fixture->hasher);
  kms_password_rules_free (fixture->rules);
  g_free (fixture->hash);
  fixture_tear_down (&fixture->parent, data);
}

static gpointer
run (Hashed *fixture, KmsStoreWork work, Call *call, GError **error)
{
  call->fixture = fixture;
  call->now = kms_clock_now (fixture->parent.clock);
  return kms_store_run (fixture->parent.store, KMS_STORE_WRITE, work, call, NULL, error);
}

static gpointer
do_begin (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  return kms_password_attempt_begin (session, call->login_id, call->address, call->now, error);
}

static gpointer
do_fail (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  return kms_password_attempt_failed (session, call->attempt, call->now, error) ? data : NULL;
}

static gpointer
do_log_in (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  return kms_log_in (session, call->attempt, call->token, call->now, call->info, error) ? data
                                                                                        : NULL;
}

static gpointer
do_change (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  return kms_passwords_change (session, call->attempt, call->hash, call->info, call->now, error)
             ? data
             : NULL;
}

static gpointer
do_check_session (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;
  KmsSessionInfo info;

  return kms_sessions_check (session, call->token, call->now, &info, error) ? data : NULL;
}

static gpointer
do_ask (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  return ask_text (session, call->sql);
}

static char *
ask_store (Hashed *fixture, const char *sql)
{
  Call call = { .sql = sql };

  return run (fixture, do_ask, &call, NULL);
}

/* Shows a password: the attempt when it is right, otherwise NULL with @error. */
static KmsPasswordAttempt *
show (Hashed *fixture,
      const char *login_id,
      const char *password,
      const char *address,
      GError **error)
{
  Call call = { .login_id = login_id, .address = address };
  g_autoptr (KmsPasswordAttempt) attempt = run (fixture, do_begin, &call, error);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean right = FALSE;

  if (attempt == NULL)
    return NULL;
  kms_hasher_verify_async (fixture->hasher, attempt->password_hash, password, take_result, &result);
  wait_for (&result);
  g_assert_true (kms_hasher_verify_finish (fixture->hasher, result, &right, NULL));
  if (right)
    return g_steal_pointer (&attempt);
  call.attempt = attempt;
  g_assert_nonnull (run (fixture, do_fail, &call, NULL));
  g_set_error (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID, "wrong");
  return NULL;
}

/* 0, or the code of the error; the token of the session when it is wanted. */
static int
log_in (Hashed *fixture,
        const char *login_id,
        const char *password,
        const char *address,
        char **token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPasswordAttempt) attempt = show (fixture, login_id, password, address, &error);
  g_autofree char *made = kms_token_new ();
  KmsSessionInfo info;
  Call call = { .attempt = attempt, .token = made, .info = &info };

  if (attempt == NULL || run (fixture, do_log_in, &call, &error) == NULL)
    return error->code;
  if (token != NULL)
    *token = g_steal_pointer (&made);
  return 0;
}

static gboolean
session_is_good (Hashed *fixture, const char *token)
{
  Call call = { .token = token };

  return run (fixture, do_check_session, &call, NULL) != NULL;
}

static void
test_log_in (Hashed *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autofree char *audit = NULL;

  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.1", &token), ==, 0);
  g_assert_true (session_is_good (fixture, token));
  /* Capitals matter. */
  g_assert_cmpint (log_in (fixture, "loginone", PASSWORD, "192.0.2.1", NULL), ==,
                   KMS_ERROR_CREDENTIALS_INVALID);
  g_assert_cmpint (log_in (fixture, "LoginOne", "Wet otters sing loudly", "192.0.2.1", NULL), ==,
                   KMS_ERROR_CREDENTIALS_INVALID);
  audit = ask_store (fixture, "SELECT group_concat (action || ' ' || subject, ', ') FROM audit");
  g_assert_cmpstr (audit, ==, "log-in one, password-wrong unknown, password-wrong one");
}

/* An unknown login ID is as much work as a wrong password: hashes, and rows written. */
static void
test_equal_work (Hashed *fixture, gconstpointer data)
{
  static const char *const login_ids[] = { "LoginOne", "NobodyAtAll", "", "日本" };

  for (guint i = 0; i < G_N_ELEMENTS (login_ids); i++)
    {
      guint n_hashes = kms_hasher_get_n_hashes (fixture->hasher);
      g_autofree char *before = ask_store (fixture, "SELECT total_changes ()");
      g_autofree char *after = NULL;

      g_assert_cmpint (log_in (fixture, login_ids[i], "wrong", "192.0.2.1", NULL), ==,
                       KMS_ERROR_CREDENTIALS_INVALID);
      after = ask_store (fixture, "SELECT total_changes ()");
      g_assert_cmpuint (kms_hasher_get_n_hashes (fixture->hasher), ==, n_hashes + 1);
      /* what is counted, and the audit */
      g_assert_cmpint (atoi (after), ==, atoi (before) + 2);
    }
}

/* From the fourth failure on; unknown login IDs alike; other addresses and login IDs do not care. */
static void
test_slow_down (Hashed *fixture, gconstpointer data)
{
  static const char *const login_ids[] = { "LoginOne", "NobodyAtAll" };

  for (guint i = 0; i < G_N_ELEMENTS (login_ids); i++)
    {
      guint n_hashes;

      for (guint j = 0; j < 4; j++)
        g_assert_cmpint (log_in (fixture, login_ids[i], "wrong", "192.0.2.1", NULL), ==,
                         KMS_ERROR_CREDENTIALS_INVALID);
      n_hashes = kms_hasher_get_n_hashes (fixture->hasher);
      /* Even the right password has to wait, and nothing is hashed. */
      g_assert_cmpint (log_in (fixture, login_ids[i], PASSWORD, "192.0.2.1", NULL), ==,
                       KMS_ERROR_RATE_LIMITED);
      g_assert_cmpuint (kms_hasher_get_n_hashes (fixture->hasher), ==, n_hashes);
    }
  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.2", NULL), ==, 0);
  g_assert_cmpint (log_in (fixture, "LoginTwo", PASSWORD, "192.0.2.1", NULL), ==, 0);
  set_time (&fixture->parent, SECOND);
  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.1", NULL), ==, 0);
  /* A success forgets the failures before it. */
  for (guint j = 0; j < 4; j++)
    g_assert_cmpint (log_in (fixture, "LoginOne", "wrong", "192.0.2.1", NULL), ==,
                     KMS_ERROR_CREDENTIALS_INVALID);
}

/* Attempts that are under way count: many at once do not all get through. */
static void
test_at_once (Hashed *fixture, gconstpointer data)
{
  Call call = { .login_id = "LoginOne", .address = "192.0.2.1" };
  guint n_passed = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsPasswordAttempt) attempt = run (fixture, do_begin, &call, &error);

      if (attempt != NULL)
        n_passed++;
      else
        g_assert_error (error, KMS_ERROR, KMS_ERROR_RATE_LIMITED);
    }
  g_assert_cmpuint (n_passed, ==, 4);
}

static gpointer
do_disable (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsAccount) account =
      kms_accounts_set_disabled (session, "LoginOne", TRUE, NOW, error);

  return account == NULL ? NULL : data;
}

/* Told only to who knows the password. */
static void
test_disabled (Hashed *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;
  Call call = { 0 };

  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.1", &token), ==, 0);
  g_assert_nonnull (run (fixture, do_disable, &call, NULL));
  g_assert_false (session_is_good (fixture, token));
  g_assert_cmpint (log_in (fixture, "LoginOne", "wrong", "192.0.2.1", NULL), ==,
                   KMS_ERROR_CREDENTIALS_INVALID);
  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.1", NULL), ==,
                   KMS_ERROR_ACCOUNT_DISABLED);
}

/* Another password: this session goes on, the others end, and that is mailed. */
static void
test_change (Hashed *fixture, gconstpointer data)
{
  g_autofree char *here = NULL, *there = NULL, *foreign = NULL, *mail = NULL;
  g_autofree char *hash = make_hash (fixture, "dry otters sing loudly");
  g_autoptr (KmsPasswordAttempt) attempt = NULL;
  g_autoptr (GError) error = NULL;
  KmsSessionInfo stays;
  Call call = { .info = &stays, .hash = hash };

  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.1", &here), ==, 0);
  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.2", &there), ==, 0);
  g_assert_cmpint (log_in (fixture, "LoginTwo", PASSWORD, "192.0.2.1", &foreign), ==, 0);
  attempt = show (fixture, "LoginOne", PASSWORD, "192.0.2.1", &error);
  g_assert_no_error (error);
  kms_token_hash (here, stays.token_hash);
  call.attempt = attempt;
  run (fixture, do_change, &call, &error);
  g_assert_no_error (error);
  g_assert_true (session_is_good (fixture, here));
  g_assert_false (session_is_good (fixture, there));
  g_assert_true (session_is_good (fixture, foreign));
  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.1", NULL), ==,
                   KMS_ERROR_CREDENTIALS_INVALID);
  g_assert_cmpint (log_in (fixture, "LoginOne", "dry otters sing loudly", "192.0.2.1", NULL), ==,
                   0);
  g_assert_cmpint (log_in (fixture, "LoginTwo", PASSWORD, "192.0.2.1", NULL), ==, 0);
  mail = ask_store (fixture, "SELECT kind || ' ' || address || ' ' || content FROM mail");
  g_assert_cmpstr (mail, ==,
                   "credentials-changed one@example.com"
                   " {\"login_id\":\"LoginOne\",\"changed\":\"password\"}");
  /* The attempt was for the old password; it changes nothing more. */
  g_assert_null (run (fixture, do_change, &call, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID);
}

static gpointer
do_mail_code (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  return kms_passwords_mail_code (session, call->login_id, call->now, error);
}

static gpointer
do_use_code (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;
  GError *refusal = NULL;
  int *code = g_new0 (int, 1);
  gboolean keep =
      call->hash == NULL
          ? kms_passwords_check_code (session, call->fixture->rules, call->id, call->code,
                                      "dry otters sing loudly", call->now, &refusal, error)
          : kms_passwords_use_code (session, call->id, call->code, call->hash, call->now, &refusal,
                                    error);

  if (!keep)
    {
      g_free (code);
      return NULL;
    }
  *code = refusal == NULL ? 0 : refusal->code;
  g_clear_error (&refusal);
  return code;
}

/* 0, or the code of the error; with a hash the code is used, without one just tried. */
static int
use_code (Hashed *fixture, const char *id, const char *typed, const char *hash)
{
  Call call = { .id = id, .code = typed, .hash = hash };
  g_autoptr (GError) error = NULL;
  g_autofree int *code = run (fixture, do_use_code, &call, &error);

  return code == NULL ? error->code : *code;
}

static KmsCodeMailed *
mail_code (Hashed *fixture, const char *login_id)
{
  Call call = { .login_id = login_id };
  g_autoptr (GError) error = NULL;
  KmsCodeMailed *mailed = run (fixture, do_mail_code, &call, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (mailed->id), ==, 22);
  g_assert_cmpint (mailed->expires_at, ==, call.now + 10 * MINUTE);
  return mailed;
}

static char *
mailed_code (Hashed *fixture)
{
  return ask_store (fixture, "SELECT json_extract (content, '$.code') FROM mail"
                             " WHERE kind = 'password-code' ORDER BY id DESC LIMIT 1");
}

static void
test_code (Hashed *fixture, gconstpointer data)
{
  g_autofree char *token = NULL, *code = NULL, *older_code = NULL, *to = NULL;
  g_autofree char *hash = make_hash (fixture, "dry otters sing loudly");
  g_autoptr (KmsCodeMailed) older = mail_code (fixture, "LoginOne");
  g_autoptr (KmsCodeMailed) mailed = NULL;

  older_code = mailed_code (fixture);
  mailed = mail_code (fixture, "LoginOne");
  code = mailed_code (fixture);
  to = ask_store (fixture, "SELECT address FROM mail ORDER BY id DESC LIMIT 1");
  g_assert_cmpstr (to, ==, "one@example.com");
  g_assert_cmpint (log_in (fixture, "LoginOne", PASSWORD, "192.0.2.1", &token), ==, 0);
  /* Trying it does not spend it, nor does a newer code end an older one. */
  g_assert_cmpint (use_code (fixture, mailed->id, code, NULL), ==, 0);
  g_assert_cmpint (use_code (fixture, older->id, older_code, NULL), ==, 0);
  g_assert_cmpint (use_code (fixture, mailed->id, code, hash), ==, 0);
  g_assert_false (session_is_good (fixture, token));
  g_assert_cmpint (log_in (fixture, "LoginOne", "dry otters sing loudly", "192.0.2.1", NULL), ==,
                   0);
  /* Used once, all are worth nothing. */
  g_assert_cmpint (use_code (fixture, mailed->id, code, hash), ==, KMS_ERROR_CODE_EXPIRED);
  g_assert_cmpint (use_code (fixture, older->id, older_code, hash), ==, KMS_ERROR_CODE_EXPIRED);
}

/* Asked for an unknown login ID: the same answers, until the code has ended. */
static void
test_code_unknown (Hashed *fixture, gconstpointer data)
{
  static const char *const login_ids[] = { "LoginOne", "NobodyAtAll" };

  for (guint i = 0; i < G_N_ELEMENTS (login_ids); i++)
    {
      g_autoptr (KmsCodeMailed) mailed = mail_code (fixture, login_ids[i]);
      g_autofree char *code = i == 0 ? mailed_code (fixture) : g_strdup ("12345678");
      g_autofree char *wrong = other_code (code);

      for (guint j = 0; j < 5; j++)
        g_assert_cmpint (use_code (fixture, mailed->id, wrong, NULL), ==, KMS_ERROR_CODE_INVALID);
      g_assert_cmpint (use_code (fixture, mailed->id, wrong, NULL), ==, KMS_ERROR_CODE_EXPIRED);
    }
  g_assert_cmpint (use_code (fixture, "q83vEjRWeJC83u_tbJmYwg", "12345678", NULL), ==,
                   KMS_ERROR_NOT_FOUND);
}

/* The mails are slowed down, for known and unknown login IDs alike. */
static void
test_code_flood (Hashed *fixture, gconstpointer data)
{
  static const char *const login_ids[] = { "LoginOne", "NobodyAtAll" };

  for (guint i = 0; i < G_N_ELEMENTS (login_ids); i++)
    {
      Call call = { .login_id = login_ids[i] };
      g_autoptr (GError) error = NULL;
      gint64 seconds = 0;

      for (guint j = 0; j < 4; j++)
        kms_code_mailed_free (mail_code (fixture, login_ids[i]));
      g_assert_null (run (fixture, do_mail_code, &call, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_RATE_LIMITED);
      kms_error_get_number (error, KMS_ERROR_RETRY_AFTER, &seconds);
      g_assert_cmpint (seconds, ==, 60);
    }
}

/* A password that is refused costs no try, and is told before anything about the code. */
static gpointer
do_check_weak (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;
  GError *refusal = NULL;
  gboolean keep = kms_passwords_check_code (session, call->fixture->rules, call->id, call->code,
                                            call->login_id, call->now, &refusal, error);

  g_assert_null (refusal);
  return keep ? data : NULL;
}

static void
test_code_weak (Hashed *fixture, gconstpointer data)
{
  static const char *const login_ids[] = { "LoginOne", "NobodyAtAll" };

  for (guint i = 0; i < G_N_ELEMENTS (login_ids); i++)
    {
      g_autoptr (KmsCodeMailed) mailed = mail_code (fixture, login_ids[i]);
      g_autofree char *tries = NULL;
      /* The password that is wanted is the login ID. */
      Call call = { .id = mailed->id, .code = "wrong", .login_id = login_ids[i] };

      for (guint j = 0; j < 6; j++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_null (run (fixture, do_check_weak, &call, &error));
          g_assert_error (error, KMS_ERROR, KMS_ERROR_PASSWORD_TOO_WEAK);
        }
      tries = ask_store (fixture, "SELECT sum (tries) FROM code");
      g_assert_cmpstr (tries, ==, "0");
    }
}

/* Whoever could not be compared is not counted. */
static gpointer
do_withdraw (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  return kms_password_attempt_withdraw (session, call->attempt, error) ? data : NULL;
}

static void
test_withdraw (Hashed *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      Call call = { .login_id = "LoginOne", .address = "192.0.2.1" };
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsPasswordAttempt) attempt = run (fixture, do_begin, &call, &error);

      g_assert_no_error (error);
      call.attempt = attempt;
      g_assert_nonnull (run (fixture, do_withdraw, &call, NULL));
    }
}

#define ADD(name, test) \
  g_test_add ("/accounts/log-in/" name, Hashed, NULL, hashed_set_up, test, hashed_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("log-in", test_log_in);
  ADD ("equal-work", test_equal_work);
  ADD ("slow-down", test_slow_down);
  ADD ("at-once", test_at_once);
  ADD ("withdraw", test_withdraw);
  ADD ("disabled", test_disabled);
  ADD ("change", test_change);
  ADD ("code", test_code);
  ADD ("code-unknown", test_code_unknown);
  ADD ("code-flood", test_code_flood);
  ADD ("code-weak", test_code_weak);
  return g_test_run ();
}
