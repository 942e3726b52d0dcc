/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Registering: consent, code, what is registered already, completion; each at its edges. */

#include "accounts/kms-accounts.h"
#include "accounts/kms-registrations.h"
#include "accounts/kms-sessions.h"
#include "common/kms-error.h"

#include "accounts-fixture.h"
#include "async-test.h"

#define HASH "$argon2id$made"

/* A registration that is under way. */
typedef struct
{
  char *id;
  char *code;
  char *token; /* NULL until the address is proven */
} Dealer;

static void
dealer_clear (Dealer *dealer)
{
  g_free (dealer->id);
  g_free (dealer->code);
  g_free (dealer->token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dealer, dealer_clear)

static void
begin (KmsStoreSession *session, const char *email, gint64 since_now, Dealer *dealer)
{
  g_autoptr (KmsAccount) account = new_account ("x", "y", email);
  g_autoptr (KmsCodeMailed) mailed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *to = NULL;

  mailed = kms_registrations_begin (session, &account->form, NOW + since_now, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mailed->expires_at, ==, NOW + since_now + 10 * MINUTE);
  g_assert_cmpuint (strlen (mailed->id), ==, 22);
  dealer_clear (dealer);
  dealer->id = g_strdup (mailed->id);
  dealer->code = last_mail (session, "code");
  dealer->token = NULL;
  to = ask_text (session, "SELECT address FROM mail ORDER BY id DESC LIMIT 1");
  g_assert_cmpstr (to, ==, email);
}

/* 0: the address is proven; otherwise the error. @existing is the login ID that it tells, or "". */
static int
verify (KmsStoreSession *session,
        Dealer *dealer,
        const char *typed,
        gint64 since_now,
        const char *existing)
{
  g_autoptr (KmsRegistrationVerified) verified = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) error = NULL;

  if (!kms_registrations_verify (session, dealer->id, typed, NOW + since_now, &verified, &refusal,
                                 &error))
    return error->code;
  if (refusal != NULL)
    {
      g_assert_null (verified);
      return refusal->code;
    }
  g_assert_cmpstr (verified->existing == NULL ? "" : verified->existing->login_id, ==, existing);
  dealer->token = g_strdup (verified->completion_token);
  return 0;
}

static KmsAccount *
complete (KmsStoreSession *session,
          Dealer *dealer,
          gboolean overwrite,
          gint64 since_now,
          int *code,
          gboolean *overwritten)
{
  g_autoptr (GError) checked = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good = kms_registrations_check (session, dealer->id, dealer->token, overwrite,
                                           NOW + since_now, &checked);
  KmsAccount *account = kms_registrations_complete (session, dealer->id, dealer->token, overwrite,
                                                    HASH, NOW + since_now, overwritten, &error);

  /* The check says before what completing says. */
  g_assert_cmpint (good, ==, account != NULL);
  if (error != NULL)
    g_assert_error (checked, KMS_ERROR, error->code);
  *code = error == NULL ? 0 : error->code;
  return account;
}

static int
complete_code (KmsStoreSession *session, Dealer *dealer, gboolean overwrite, gint64 since_now)
{
  gboolean overwritten;
  int code;
  g_autoptr (KmsAccount) account =
      complete (session, dealer, overwrite, since_now, &code, &overwritten);

  return code;
}

static gpointer
do_test_new (KmsStoreSession *session, gpointer data, GError **error)
{
  g_auto (Dealer) dealer = { 0 };
  g_autoptr (KmsAccount) account = NULL;
  g_autoptr (KmsAccount) kept = NULL;
  g_autofree char *login_id = NULL;
  gboolean overwritten;
  int code;

  begin (session, "taro@example.com", 0, &dealer);
  g_assert_cmpint (verify (session, &dealer, dealer.code, MINUTE, ""), ==, 0);
  account = complete (session, &dealer, FALSE, 2 * MINUTE, &code, &overwritten);
  g_assert_cmpint (code, ==, 0);
  g_assert_false (overwritten);
  g_assert_cmpuint (strlen (account->login_id), ==, 8);
  g_assert_cmpint (account->registered_at, ==, NOW + 2 * MINUTE);
  g_assert_cmpuint (account->version, ==, 1);

  kept = kms_accounts_get (session, account->id, error);
  g_assert_cmpstr (kept->form.company, ==, "Example Trading Ltd.");
  g_assert_cmpstr (kept->form.email, ==, "taro@example.com");
  g_assert_cmpstr (kept->form.language, ==, "ja");
  g_assert_cmpstr (kept->form.privacy_version, ==, "2026-04-01");
  g_assert_cmpint (kept->form.consented_at, ==, NOW);
  g_assert_cmpstr (kept->password_hash, ==, HASH);
  login_id = last_mail (session, "login_id");
  g_assert_cmpstr (login_id, ==, account->login_id);
  /* Nothing of the registration is left; the password is nowhere. */
  g_assert_cmpint (ask (session, "SELECT count (*) FROM code"), ==, 0);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM registration"), ==, 0);
  g_assert_cmpint (complete_code (session, &dealer, TRUE, 2 * MINUTE), ==, KMS_ERROR_NOT_FOUND);
  return data;
}

static gpointer
do_test_codes (KmsStoreSession *session, gpointer data, GError **error)
{
  g_auto (Dealer) dealer = { 0 };
  g_autofree char *wrong = NULL;
  g_autofree char *spaced = NULL;

  /* Five tries. */
  begin (session, "taro@example.com", 0, &dealer);
  wrong = other_code (dealer.code);
  for (gint64 left = 4; left >= 0; left--)
    {
      g_autoptr (KmsRegistrationVerified) verified = NULL;
      g_autoptr (GError) refusal = NULL;
      const KmsErrorDetail *details;
      gint64 told = -1;
      guint n_details;

      g_assert_true (
          kms_registrations_verify (session, dealer.id, wrong, NOW, &verified, &refusal, error));
      g_assert_error (refusal, KMS_ERROR, KMS_ERROR_CODE_INVALID);
      g_assert_true (kms_error_get_number (refusal, KMS_ERROR_TRIES_LEFT, &told));
      g_assert_cmpint (told, ==, left);
      details = kms_error_get_details (refusal, &n_details);
      g_assert_cmpstr (details[0].pointer, ==, "/code");
    }
  g_assert_cmpint (verify (session, &dealer, dealer.code, 0, ""), ==, KMS_ERROR_CODE_EXPIRED);

  /* Ten minutes; typed with spaces, and in full-width digits. */
  begin (session, "taro@example.com", 0, &dealer);
  g_assert_cmpint (verify (session, &dealer, dealer.code, 10 * MINUTE, ""), ==,
                   KMS_ERROR_CODE_EXPIRED);
  spaced = g_strdup_printf (" %.4s - %.4s ", dealer.code, dealer.code + 4);
  g_assert_cmpint (verify (session, &dealer, spaced, 10 * MINUTE - 1, ""), ==, 0);
  /* One use. */
  g_assert_cmpint (verify (session, &dealer, dealer.code, 0, ""), ==, KMS_ERROR_CODE_EXPIRED);
  return data;
}

/* A code opens what it was mailed for, and nothing else. */
static gpointer
do_test_apart (KmsStoreSession *session, gpointer data, GError **error)
{
  g_auto (Dealer) one = { 0 };
  g_auto (Dealer) two = { 0 };
  g_auto (Dealer) nobody = { .id = g_strdup ("q83vEjRWeJC83u_tbJmYwg") };

  begin (session, "one@example.com", 0, &one);
  begin (session, "two@example.com", 0, &two);
  if (!g_str_equal (one.code, two.code))
    g_assert_cmpint (verify (session, &one, two.code, 0, ""), ==, KMS_ERROR_CODE_INVALID);
  g_assert_cmpint (verify (session, &nobody, one.code, 0, ""), ==, KMS_ERROR_NOT_FOUND);
  g_assert_cmpint (verify (session, &one, one.code, 0, ""), ==, 0);
  /* Nothing is completed before its address is proven, nor with another one's token. */
  two.token = g_strdup (one.token);
  g_assert_cmpint (complete_code (session, &two, FALSE, 0), ==, KMS_ERROR_NOT_FOUND);
  g_clear_pointer (&two.token, g_free);
  two.token = g_strdup ("short");
  g_assert_cmpint (complete_code (session, &two, FALSE, 0), ==, KMS_ERROR_NOT_FOUND);
  /* A newer code does not end an older one. */
  g_assert_cmpint (complete_code (session, &one, FALSE, 0), ==, 0);
  return data;
}

/* 60 minutes, and what was typed is gone. */
static gpointer
do_test_end (KmsStoreSession *session, gpointer data, GError **error)
{
  g_auto (Dealer) dealer = { 0 };
  g_auto (Dealer) other = { 0 };

  begin (session, "taro@example.com", 0, &dealer);
  g_assert_cmpint (verify (session, &dealer, dealer.code, 0, ""), ==, 0);
  g_assert_cmpint (complete_code (session, &dealer, FALSE, 60 * MINUTE), ==, KMS_ERROR_NOT_FOUND);
  g_assert_true (kms_accounts_tidy (session, NOW + 60 * MINUTE - 1, error));
  g_assert_cmpint (ask (session, "SELECT count (*) FROM registration"), ==, 1);
  g_assert_cmpint (n_mails (session), ==, 1);
  g_assert_true (kms_accounts_tidy (session, NOW + 60 * MINUTE, error));
  g_assert_cmpint (ask (session, "SELECT count (*) FROM registration"), ==, 0);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM code"), ==, 0);
  g_assert_cmpint (n_mails (session), ==, 0);

  /* Ended by the one who began it; somebody else's goes on. */
  begin (session, "taro@example.com", HOUR, &other);
  begin (session, "taro@example.com", HOUR + 1, &dealer);
  g_assert_true (kms_registrations_cancel (session, dealer.id, NOW + HOUR, error));
  g_assert_cmpint (ask (session, "SELECT count (*) FROM registration"), ==, 1);
  g_assert_cmpint (n_mails (session), ==, 1);
  g_assert_false (kms_registrations_cancel (session, dealer.id, NOW + HOUR, error));
  g_assert_error (*error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  g_clear_error (error);
  return data;
}

static gpointer
do_test_overwrite (KmsStoreSession *session, gpointer data, GError **error)
{
  g_auto (Dealer) dealer = { 0 };
  g_autoptr (KmsAccount) account = NULL;
  g_autofree char *token = kms_token_new ();
  KmsSessionInfo info;
  gboolean overwritten;
  int code;

  add_account (session, "one", "LoginOne", "Taro@Example.com");
  g_assert_true (kms_sessions_begin (session, token, "one", "LoginOne", NOW, &info, error));
  begin (session, "taro@example.com", 0, &dealer);
  g_assert_cmpint (verify (session, &dealer, dealer.code, 0, "LoginOne"), ==, 0);
  /* Asked first; that can be asked again. */
  g_assert_cmpint (complete_code (session, &dealer, FALSE, 0), ==, KMS_ERROR_ADDRESS_REGISTERED);
  g_assert_cmpint (complete_code (session, &dealer, FALSE, 0), ==, KMS_ERROR_ADDRESS_REGISTERED);
  account = complete (session, &dealer, TRUE, MINUTE, &code, &overwritten);
  g_assert_cmpint (code, ==, 0);
  g_assert_true (overwritten);
  g_assert_cmpstr (account->id, ==, "one");
  g_assert_cmpstr (account->login_id, ==, "LoginOne");
  g_assert_cmpstr (account->form.email, ==, "taro@example.com");
  g_assert_cmpuint (account->version, ==, 2);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account"), ==, 1);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account WHERE password_hash = '" HASH "'"),
                   ==, 1);
  g_assert_false (kms_sessions_check (session, token, NOW, &info, error));
  g_clear_error (error);

  /* Nothing registered any more: an account is made. */
  begin (session, "taro@example.com", 0, &dealer);
  g_assert_cmpint (verify (session, &dealer, dealer.code, 0, "LoginOne"), ==, 0);
  g_assert_true (kms_accounts_delete (session, "one", "one", NOW, error));
  g_assert_cmpint (complete_code (session, &dealer, TRUE, 0), ==, 0);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account"), ==, 1);
  return data;
}

/* What the operator disabled is not overwritten. */
static gpointer
do_test_disabled (KmsStoreSession *session, gpointer data, GError **error)
{
  g_auto (Dealer) dealer = { 0 };
  g_autoptr (KmsAccount) account = NULL;

  add_account (session, "one", "LoginOne", "taro@example.com");
  account = kms_accounts_set_disabled (session, "LoginOne", TRUE, NOW, error);
  g_assert_nonnull (account);
  begin (session, "taro@example.com", 0, &dealer);
  g_assert_cmpint (verify (session, &dealer, dealer.code, 0, "LoginOne"), ==, 0);
  g_assert_cmpint (complete_code (session, &dealer, TRUE, 0), ==, KMS_ERROR_ACCOUNT_DISABLED);
  return data;
}

/* The answer and what is written are the same for a registered address and a new one. */
static gpointer
do_test_alike (KmsStoreSession *session, gpointer data, GError **error)
{
  static const char *const addresses[] = { "taro@example.com", "nobody@example.com" };

  add_account (session, "one", "LoginOne", "taro@example.com");
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_auto (Dealer) dealer = { 0 };
      gint64 changes = ask (session, "SELECT total_changes ()");

      begin (session, addresses[i], 0, &dealer);
      /* code, registration, mail, throttle */
      g_assert_cmpint (ask (session, "SELECT total_changes ()"), ==, changes + 4);
    }
  return data;
}

/* Nobody is flooded: the fifth mail to one address has to wait, those to others do not. */
static gpointer
do_test_flood (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsAccount) account = new_account ("x", "y", "TARO@example.com");
  g_autoptr (KmsCodeMailed) mailed = NULL;
  g_auto (Dealer) dealer = { 0 };
  gint64 seconds = 0;

  for (guint i = 0; i < 4; i++)
    begin (session, "taro@example.com", 0, &dealer);
  g_assert_cmpint (n_mails (session), ==, 4);
  mailed = kms_registrations_begin (session, &account->form, NOW, error);
  g_assert_null (mailed);
  g_assert_error (*error, KMS_ERROR, KMS_ERROR_RATE_LIMITED);
  g_assert_true (kms_error_get_number (*error, KMS_ERROR_RETRY_AFTER, &seconds));
  g_assert_cmpint (seconds, ==, 60);
  g_clear_error (error);
  begin (session, "hanako@example.com", 0, &dealer);
  begin (session, "taro@example.com", MINUTE, &dealer);
  return data;
}

/* Two complete one registration at the same time: one account, one of them is told that it is gone. */
static gpointer
do_begin_and_verify (KmsStoreSession *session, gpointer data, GError **error)
{
  Dealer *dealer = data;

  begin (session, "taro@example.com", 0, dealer);
  g_assert_cmpint (verify (session, dealer, dealer->code, 0, ""), ==, 0);
  return data;
}

static gpointer
do_complete (KmsStoreSession *session, gpointer data, GError **error)
{
  const Dealer *dealer = data;
  gboolean overwritten;

  return kms_registrations_complete (session, dealer->id, dealer->token, TRUE, HASH, NOW,
                                     &overwritten, error);
}

static gpointer
do_count_accounts (KmsStoreSession *session, gpointer data, GError **error)
{
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account"), ==, 1);
  return data;
}

static void
test_race (Fixture *fixture, gconstpointer data)
{
  g_auto (Dealer) dealer = { 0 };
  GAsyncResult *results[16] = { NULL };
  guint n_done = 0;

  in_transaction (fixture, do_begin_and_verify, &dealer);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    kms_store_run_async (fixture->store, KMS_STORE_WRITE, do_complete, &dealer, NULL,
                         (GDestroyNotify) kms_account_free, NULL, take_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsAccount) account = NULL;

      account = kms_store_run_finish (fixture->store, wait_for (&results[i]), &error);
      if (account == NULL)
        g_assert_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
      else
        n_done++;
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (n_done, ==, 1);
  in_transaction (fixture, do_count_accounts, fixture);
}

static void
run (Fixture *fixture, gconstpointer data)
{
  in_transaction (fixture, (KmsStoreWork) data, fixture);
}

#define ADD(name, work)                                                                            \
  g_test_add ("/accounts/registrations/" name, Fixture, (gconstpointer) work, fixture_set_up, run, \
              fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new", do_test_new);
  ADD ("codes", do_test_codes);
  ADD ("apart", do_test_apart);
  ADD ("end", do_test_end);
  ADD ("overwrite", do_test_overwrite);
  ADD ("disabled", do_test_disabled);
  ADD ("alike", do_test_alike);
  ADD ("flood", do_test_flood);
  g_test_add ("/accounts/registrations/race", Fixture, NULL, fixture_set_up, test_race,
              fixture_tear_down);
  return g_test_run ();
}
