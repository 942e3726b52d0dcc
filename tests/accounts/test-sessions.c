/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions: what opens them, and when they end. */

#include "accounts/kms-sessions.h"

#include "accounts-fixture.h"

static void
begin (KmsStoreSession *session, const char *token, const char *account_id, const char *login_id)
{
  g_autoptr (GError) error = NULL;
  KmsSessionInfo info;

  kms_sessions_begin (session, token, account_id, login_id, NOW, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.account_id, ==, account_id);
  g_assert_cmpstr (info.login_id, ==, login_id);
  g_assert_cmpint (info.created_at, ==, NOW);
  g_assert_cmpint (info.idle_expires_at, ==, NOW + 30 * MINUTE);
  g_assert_cmpint (info.expires_at, ==, NOW + 12 * HOUR);
  g_assert_false (info.touch_due);
}

/* Two accounts; the first has a session with @data as its token. */
static gpointer
do_begin (KmsStoreSession *session, gpointer data, GError **error)
{
  add_account (session, "one", "LoginOne", "one@example.com");
  add_account (session, "two", "LoginTwo", "two@example.com");
  begin (session, data, "one", "LoginOne");
  return data;
}

static gboolean
check (KmsStoreSession *session, const char *token, gint64 since_now, KmsSessionInfo *info)
{
  g_autoptr (GError) error = NULL;
  gboolean good = kms_sessions_check (session, token, NOW + since_now, info, &error);

  if (!good)
    g_assert_error (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED);
  return good;
}

static void
touch (KmsStoreSession *session, const KmsSessionInfo *info, gint64 since_now)
{
  g_autoptr (GError) error = NULL;

  kms_sessions_touch (session, info, NOW + since_now, &error);
  g_assert_no_error (error);
}

static gpointer
do_test_tokens (KmsStoreSession *session, gpointer data, GError **error)
{
  static const char *const bad[] = {
    NULL,
    "",
    "short",
    "dGhpcyBpcyBub3QgYSByZWFsIHRva2VuIGJ1dCA0MyE",  /* unknown */
    "dGhpcyBpcyBub3QgYSByZWFsIHRva2VuIGJ1dCA0MyE=", /* padded */
    "dGhpcyBpcyBub3QgYSByZWFsIHRva2VuIGJ1dCA0My+",  /* the other alphabet */
    "dGhpcyBpcyBub3QgYSByZWFsIHRva2VuIGJ1dCA0My ",
  };
  const char *token = data;
  KmsSessionInfo info;

  g_assert_true (check (session, token, 0, &info));
  g_assert_cmpstr (info.account_id, ==, "one");
  g_assert_cmpstr (info.login_id, ==, "LoginOne");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (check (session, bad[i], 0, &info));
  /* The token itself is nowhere in the store. */
  g_assert_cmpint (ask (session, "SELECT count (*) FROM session"), ==, 1);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM session WHERE length (token_hash) = 64"),
                   ==, 1);
  return data;
}

static void
test_tokens (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = kms_token_new ();
  g_autofree char *other = kms_token_new ();
  g_autofree char *id = kms_token_new_id ();

  g_assert_true (kms_token_is_valid (token));
  g_assert_cmpstr (token, !=, other);
  g_assert_cmpuint (strlen (id), ==, 22);
  in_transaction (fixture, do_begin, token);
  in_transaction (fixture, do_test_tokens, token);
}

/* A use that came @at is @good, and @due to be written down. */
typedef struct
{
  gint64 at;
  gboolean good;
  gboolean due;
} Use;

static void
use (KmsStoreSession *session, const char *token, const Use *uses, guint n_uses)
{
  for (guint i = 0; i < n_uses; i++)
    {
      KmsSessionInfo info;

      g_test_message ("at %" G_GINT64_FORMAT " s", uses[i].at / SECOND);
      g_assert_cmpint (check (session, token, uses[i].at, &info), ==, uses[i].good);
      if (!uses[i].good)
        continue;
      g_assert_cmpint (info.touch_due, ==, uses[i].due);
      if (info.touch_due)
        g_assert_cmpint (info.idle_expires_at, ==,
                         MIN (NOW + uses[i].at + 30 * MINUTE, NOW + 12 * HOUR));
      touch (session, &info, uses[i].at);
    }
}

static gpointer
do_test_idle (KmsStoreSession *session, gpointer data, GError **error)
{
  static const Use uses[] = {
    { 0, TRUE, FALSE },
    { MINUTE - 1, TRUE, FALSE },
    { MINUTE, TRUE, TRUE },
    { MINUTE + 1, TRUE, FALSE },
    { 2 * MINUTE - 1, TRUE, FALSE },
    /* it was last written at 1 min, so its idle time ends at 31 */
    { 31 * MINUTE - 1, TRUE, TRUE },
    { 61 * MINUTE - 1, FALSE, FALSE },
    /* nothing brings it back */
    { 30 * MINUTE, TRUE, FALSE },
  };

  use (session, data, uses, G_N_ELEMENTS (uses));
  return data;
}

static void
test_idle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = kms_token_new ();

  in_transaction (fixture, do_begin, token);
  in_transaction (fixture, do_test_idle, token);
}

static gpointer
do_test_absolute (KmsStoreSession *session, gpointer data, GError **error)
{
  const Use last[] = { { 12 * HOUR - 1, TRUE, TRUE }, { 12 * HOUR, FALSE, FALSE } };

  for (gint64 at = 20 * MINUTE; at < 12 * HOUR; at += 20 * MINUTE)
    {
      Use one = { at, TRUE, TRUE };

      use (session, data, &one, 1);
    }
  use (session, data, last, G_N_ELEMENTS (last));
  return data;
}

static void
test_absolute (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = kms_token_new ();

  in_transaction (fixture, do_begin, token);
  in_transaction (fixture, do_test_absolute, token);
}

/* Log-out ends one session; the others of the account, and other accounts' do not care. */
static gpointer
do_test_end (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autofree char *second = kms_token_new ();
  g_autofree char *third = kms_token_new ();
  g_autofree char *foreign = kms_token_new ();
  KmsSessionInfo info, stays;

  begin (session, second, "one", "LoginOne");
  begin (session, third, "one", "LoginOne");
  begin (session, foreign, "two", "LoginTwo");
  g_assert_true (check (session, data, 0, &info));
  g_assert_true (kms_sessions_end (session, &info, error));
  g_assert_false (check (session, data, 0, &info));
  g_assert_true (check (session, second, 0, &info));

  g_assert_true (check (session, third, 0, &stays));
  g_assert_true (kms_store_delete_sessions_of (session, "one", stays.token_hash, error));
  g_assert_false (check (session, second, 0, &info));
  g_assert_true (check (session, third, 0, &info));
  g_assert_true (check (session, foreign, 0, &info));

  g_assert_true (kms_store_delete_sessions_of (session, "one", NULL, error));
  g_assert_false (check (session, third, 0, &info));
  g_assert_true (check (session, foreign, 0, &info));
  return data;
}

static void
test_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = kms_token_new ();

  in_transaction (fixture, do_begin, token);
  in_transaction (fixture, do_test_end, token);
}

/* A disabled account has no sessions, even where its rows are still there; with a deleted one they
 * are gone. */
static gpointer
do_test_accounts (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsAccount) account = NULL;
  KmsSessionInfo info;

  g_assert_true (kms_store_find_account (session, KMS_ACCOUNT_BY_ID, "one", &account, error));
  account->disabled = TRUE;
  g_assert_true (kms_store_update_account (session, account, error));
  g_assert_false (check (session, data, 0, &info));
  account->disabled = FALSE;
  g_assert_true (kms_store_update_account (session, account, error));
  g_assert_true (check (session, data, 0, &info));
  g_assert_true (kms_store_delete_account (session, "one", error));
  g_assert_false (check (session, data, 0, &info));
  g_assert_cmpint (ask (session, "SELECT count (*) FROM session"), ==, 0);
  return data;
}

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = kms_token_new ();

  in_transaction (fixture, do_begin, token);
  in_transaction (fixture, do_test_accounts, token);
}

static gpointer
do_test_tidy (KmsStoreSession *session, gpointer data, GError **error)
{
  g_assert_true (kms_sessions_tidy (session, NOW + 30 * MINUTE - 1, error));
  g_assert_cmpint (ask (session, "SELECT count (*) FROM session"), ==, 1);
  g_assert_true (kms_sessions_tidy (session, NOW + 30 * MINUTE, error));
  g_assert_cmpint (ask (session, "SELECT count (*) FROM session"), ==, 0);
  return data;
}

static void
test_tidy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = kms_token_new ();

  in_transaction (fixture, do_begin, token);
  in_transaction (fixture, do_test_tidy, token);
}

/* In a transaction that reads, a session can be checked. */
static gpointer
do_check (KmsStoreSession *session, gpointer data, GError **error)
{
  KmsSessionInfo info;

  return kms_sessions_check (session, data, NOW + MINUTE, &info, error) ? data : NULL;
}

static void
test_reading (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = kms_token_new ();
  g_autoptr (GError) error = NULL;

  in_transaction (fixture, do_begin, token);
  kms_store_run (fixture->store, KMS_STORE_READ, do_check, token, NULL, &error);
  g_assert_no_error (error);
}

#define ADD(name, test) \
  g_test_add ("/accounts/sessions/" name, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tokens", test_tokens);
  ADD ("idle", test_idle);
  ADD ("absolute", test_absolute);
  ADD ("end", test_end);
  ADD ("accounts", test_accounts);
  ADD ("tidy", test_tidy);
  ADD ("reading", test_reading);
  return g_test_run ();
}
