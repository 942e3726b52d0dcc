/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts that are there: changing, another address, deleting, what the operator does; and that one
 * dealer sees nothing of another. */

#include "accounts/kms-accounts.h"
#include "accounts/kms-email-changes.h"
#include "accounts/kms-passwords.h"
#include "accounts/kms-sessions.h"
#include "store/kms-store-outbox.h"

#include "accounts-fixture.h"

static void
assert_audit (KmsStoreSession *session, const char *expected)
{
  g_autofree char *audit = ask_text (
      session, "SELECT group_concat (actor || ' ' || action || ' ' || subject, ', ') FROM audit");

  g_assert_cmpstr (audit, ==, expected);
}

static void
assert_mails (KmsStoreSession *session, const char *expected)
{
  g_autofree char *mails = ask_text (session, "SELECT group_concat (kind || ' ' || address, ', ')"
                                              " FROM (SELECT * FROM mail ORDER BY id)");

  g_assert_cmpstr (mails, ==, expected);
}

static void
add_two (KmsStoreSession *session)
{
  add_account (session, "one", "LoginOne", "one@example.com");
  add_account (session, "two", "LoginTwo", "two@example.com");
}

static gpointer
do_test_add (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsAccount) like = new_account ("x", "y", "taro@example.com");
  g_autoptr (KmsAccount) other = new_account ("x", "y", "hanako@example.com");
  g_autoptr (KmsAccount) account = NULL;
  g_autoptr (KmsAccount) taken = NULL;
  g_autoptr (KmsAccount) shown = NULL;
  g_autoptr (GPtrArray) list = NULL;

  account = kms_accounts_add (session, &like->form, "Tokyo2Deal", "$argon2id$x", NOW, error);
  g_assert_cmpstr (account->login_id, ==, "Tokyo2Deal");
  taken = kms_accounts_add (session, &other->form, "Tokyo2Deal", "$argon2id$x", NOW, error);
  g_assert_null (taken);
  g_assert_error (*error, KMS_ERROR, KMS_ERROR_LOGIN_ID_TAKEN);
  g_clear_error (error);
  taken = kms_accounts_add (session, &other->form, NULL, "$argon2id$x", NOW, error);
  g_assert_nonnull (taken);
  g_assert_cmpstr (taken->id, !=, account->id);

  shown = kms_accounts_show (session, "Tokyo2Deal", error);
  g_assert_cmpstr (shown->id, ==, account->id);
  g_assert_null (kms_accounts_show (session, "tokyo2deal", error));
  g_assert_error (*error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  g_clear_error (error);
  list = kms_accounts_list (session, "", 1, error);
  g_assert_cmpuint (list->len, ==, 1);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = kms_accounts_list (session, "", 10, error);
  g_assert_cmpuint (list->len, ==, 2);
  return data;
}

static gpointer
do_test_sample (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsAccount) account = NULL;

  g_assert_true (kms_accounts_add_sample (session, "SampleOne", "$argon2id$x", NOW, error));
  g_assert_true (kms_accounts_add_sample (session, "SampleOne", "$argon2id$y", NOW, error));
  account = kms_accounts_show (session, "SampleOne", error);
  g_assert_cmpstr (account->password_hash, ==, "$argon2id$x");
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account"), ==, 1);
  return data;
}

static gpointer
do_test_update (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsAccount) like = new_account ("x", "y", "not-taken-over@example.com");
  g_autoptr (KmsAccount) account = NULL;
  g_autoptr (KmsAccount) kept = NULL;
  const KmsErrorDetail *details;
  guint n_details;

  add_two (session);
  g_free (like->form.company);
  like->form.company = g_strdup ("Other Ltd.");
  g_free (like->form.privacy_version);
  like->form.privacy_version = NULL;
  like->form.news = TRUE;
  account = kms_accounts_update (session, "one", 1, &like->form, "LoginOne", NOW, error);
  g_assert_no_error (*error);
  g_assert_cmpuint (account->version, ==, 2);
  kept = kms_accounts_get (session, "one", error);
  g_assert_cmpuint (kept->version, ==, 2);
  g_assert_cmpstr (kept->form.company, ==, "Other Ltd.");
  g_assert_true (kept->form.news);
  g_assert_cmpstr (kept->form.email, ==, "one@example.com");
  g_assert_cmpstr (kept->form.privacy_version, ==, "2026-04-01");
  g_assert_cmpint (kept->form.consented_at, ==, NOW);
  assert_mails (session, NULL);
  assert_audit (session, "one account-changed one");

  g_assert_null (kms_accounts_update (session, "one", 1, &like->form, "LoginOne", NOW, error));
  g_assert_error (*error, KMS_ERROR, KMS_ERROR_STALE_VERSION);
  details = kms_error_get_details (*error, &n_details);
  g_assert_cmpstr (details[0].pointer, ==, "If-Match");
  g_clear_error (error);
  g_assert_cmpint (ask (session, "SELECT version FROM account WHERE id = 'two'"), ==, 1);
  return data;
}

/* Changes to @login_id: 0, or the code of the error. */
static int
rename_to (KmsStoreSession *session, const char *account_id, const char *login_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsAccount) before = kms_accounts_get (session, account_id, &error);
  g_autoptr (KmsAccount) account = kms_accounts_update (session, account_id, before->version,
                                                        &before->form, login_id, NOW, &error);

  if (account == NULL)
    return error->code;
  g_assert_cmpstr (account->login_id, ==, login_id);
  return 0;
}

/* Login IDs are unique, and stay taken; one's own former one can be taken again. */
static gpointer
do_test_login_ids (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsAccount) like = new_account ("x", "y", "taro@example.com");
  g_autoptr (KmsAccount) one = NULL;
  g_autoptr (KmsAccount) two = NULL;

  one = kms_accounts_add (session, &like->form, "LoginOne", "$argon2id$x", NOW, error);
  g_free (like->form.email);
  like->form.email = g_strdup ("hanako@example.com");
  two = kms_accounts_add (session, &like->form, "LoginTwo", "$argon2id$x", NOW, error);
  g_assert_cmpint (rename_to (session, one->id, "LoginTwo"), ==, KMS_ERROR_LOGIN_ID_TAKEN);
  g_assert_cmpint (rename_to (session, one->id, "loginone"), ==, 0);
  assert_mails (session, "credentials-changed taro@example.com");
  /* had once */
  g_assert_cmpint (rename_to (session, two->id, "LoginOne"), ==, KMS_ERROR_LOGIN_ID_TAKEN);
  g_assert_cmpint (rename_to (session, one->id, "LoginOne"), ==, 0);
  /* deleted */
  g_assert_true (kms_accounts_delete (session, one->id, one->id, NOW, error));
  g_assert_cmpint (rename_to (session, two->id, "LoginOne"), ==, KMS_ERROR_LOGIN_ID_TAKEN);
  g_assert_cmpint (rename_to (session, two->id, "loginone"), ==, KMS_ERROR_LOGIN_ID_TAKEN);
  /* Whose they were is not told. */
  g_assert_cmpint (ask (session, "SELECT count (*) FROM taken_login_id"
                                 " WHERE hash LIKE '%Login%' OR hash LIKE '%login%'"),
                   ==, 0);
  return data;
}

/* Nothing says any more whose the account was. */
static gpointer
do_test_delete (KmsStoreSession *session, gpointer data, GError **error)
{
  static const char *const gone[] = {
    "SELECT count (*) FROM account WHERE id = 'one'",
    "SELECT count (*) FROM session",
    "SELECT count (*) FROM code",
    "SELECT count (*) FROM mail",
    "SELECT count (*) FROM site",
    "SELECT count (*) FROM issue WHERE line_1 <> '' OR line_2 <> ''",
    "SELECT count (*) FROM issue WHERE mail_to_1 IS NOT NULL OR mail_subject IS NOT NULL",
  };
  g_autofree char *token = kms_token_new ();
  g_autoptr (KmsCodeMailed) code = NULL;
  g_autoptr (KmsCodeMailed) change = NULL;
  g_autoptr (KmsAccount) account = NULL;
  KmsSessionInfo info;

  add_two (session);
  account = kms_accounts_get (session, "one", error);
  g_assert_true (kms_sessions_begin (session, token, "one", "LoginOne", NOW, &info, error));
  code = kms_passwords_mail_code (session, "LoginOne", NOW, error);
  change = kms_email_changes_begin (session, "one", "new@example.com", NOW, error);
  g_assert_nonnull (code);
  g_assert_nonnull (change);
  g_assert_true (kms_database_execute (
      session->database,
      "INSERT INTO site (dealer, category, device_id, line_1, line_2, version)"
      " VALUES ('one', 'live-link', '0123456789AB', 'a', 'b', 1);"
      "INSERT INTO issue (dealer, category, device_id, issued_at, line_1, line_2, mail_to_1,"
      " mail_subject) VALUES ('one', 'live-link', '0123456789AB', 5, 'a', 'b', 'one@example.com',"
      " 'about Taro')",
      error));
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_cmpint (ask (session, gone[i]), >, 0);
  g_assert_true (kms_accounts_delete (session, "one", "one", NOW, error));
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    {
      g_test_message ("%s", gone[i]);
      g_assert_cmpint (ask (session, gone[i]), ==, 0);
    }
  /* What was issued stays, and so does the other account. */
  g_assert_cmpint (ask (session, "SELECT count (*) FROM issue WHERE dealer = 'one'"), ==, 1);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account"), ==, 1);
  assert_audit (session, "one account-deleted one");
  return data;
}

static gpointer
do_test_operator (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autofree char *token = kms_token_new ();
  g_autoptr (KmsAccount) disabled = NULL;
  g_autoptr (KmsAccount) enabled = NULL;
  g_autoptr (KmsCodeMailed) mailed = NULL;
  KmsSessionInfo info;

  add_two (session);
  g_assert_true (kms_sessions_begin (session, token, "one", "LoginOne", NOW, &info, error));
  disabled = kms_accounts_set_disabled (session, "LoginOne", TRUE, NOW, error);
  g_assert_true (disabled->disabled);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM session"), ==, 0);
  /* It gets no code, and nobody is told. */
  mailed = kms_passwords_mail_code (session, "LoginOne", NOW, error);
  g_assert_nonnull (mailed);
  g_assert_cmpint (n_mails (session), ==, 0);
  enabled = kms_accounts_set_disabled (session, "LoginOne", FALSE, NOW, error);
  g_assert_false (enabled->disabled);
  g_assert_true (kms_accounts_remove (session, "LoginOne", NOW, error));
  g_assert_false (kms_accounts_remove (session, "LoginOne", NOW, error));
  g_assert_error (*error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  g_clear_error (error);
  assert_audit (session, "operator account-disabled one, operator account-enabled one,"
                         " operator account-deleted one");
  return data;
}

/* 0: the address is proven; otherwise the code of the error. @existing is what it tells, or "". */
static int
verify (KmsStoreSession *session,
        const char *account_id,
        const char *id,
        const char *typed,
        const char *existing)
{
  g_autoptr (KmsEmailChangeVerified) verified = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) error = NULL;

  if (!kms_email_changes_verify (session, account_id, id, typed, NOW, &verified, &refusal, &error))
    return error->code;
  if (refusal != NULL)
    return refusal->code;
  g_assert_cmpint (verified->expires_at, ==, NOW + 60 * MINUTE);
  g_assert_cmpstr (verified->existing == NULL ? "" : verified->existing->login_id, ==, existing);
  return 0;
}

static int
complete (KmsStoreSession *session, const char *account_id, const char *id, gboolean overwrite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsAccount) account =
      kms_email_changes_complete (session, account_id, id, overwrite, NOW, &error);

  return account == NULL ? error->code : 0;
}

static gpointer
do_test_address (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsCodeMailed) change = NULL;
  g_autoptr (KmsCodeMailed) forgotten = NULL;
  g_autoptr (KmsAccount) account = NULL;
  g_autofree char *forgotten_code = NULL, *code = NULL, *wrong = NULL;
  g_autoptr (GError) refusal = NULL;

  add_two (session);
  forgotten = kms_passwords_mail_code (session, "LoginOne", NOW, error);
  forgotten_code = last_mail (session, "code");
  change = kms_email_changes_begin (session, "one", "new@example.com", NOW, error);
  code = last_mail (session, "code");
  wrong = other_code (code);
  g_assert_cmpint (complete (session, "one", change->id, FALSE), ==, KMS_ERROR_NOT_FOUND);
  g_assert_cmpint (verify (session, "one", change->id, wrong, ""), ==, KMS_ERROR_CODE_INVALID);
  /* Another dealer's change is none, with the right code too. */
  g_assert_cmpint (verify (session, "two", change->id, code, ""), ==, KMS_ERROR_NOT_FOUND);
  g_assert_cmpint (verify (session, "one", change->id, code, ""), ==, 0);
  g_assert_cmpint (verify (session, "one", change->id, code, ""), ==, KMS_ERROR_CODE_EXPIRED);
  g_assert_cmpint (complete (session, "two", change->id, TRUE), ==, KMS_ERROR_NOT_FOUND);
  g_assert_cmpint (complete (session, "one", change->id, FALSE), ==, 0);
  g_assert_cmpint (complete (session, "one", change->id, FALSE), ==, KMS_ERROR_NOT_FOUND);
  account = kms_accounts_get (session, "one", error);
  g_assert_cmpstr (account->form.email, ==, "new@example.com");
  g_assert_cmpuint (account->version, ==, 2);
  /* The code of the change has gone with it. */
  assert_mails (session, "password-code one@example.com,"
                         " credentials-changed new@example.com,"
                         " credentials-changed one@example.com");
  /* What went to the old address opens nothing. */
  g_assert_false (kms_passwords_use_code (session, forgotten->id, forgotten_code, "$argon2id$x",
                                          NOW, &refusal, error));
  g_assert_error (*error, KMS_ERROR, KMS_ERROR_CODE_EXPIRED);
  g_clear_error (error);
  return data;
}

static gpointer
do_test_address_taken (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsCodeMailed) own = NULL;
  g_autoptr (KmsCodeMailed) change = NULL;
  g_autoptr (KmsAccount) account = NULL;
  g_autofree char *own_code = NULL, *code = NULL;

  add_two (session);
  /* One's own address, in other letters, is nobody else's. */
  own = kms_email_changes_begin (session, "one", "ONE@example.com", NOW, error);
  own_code = last_mail (session, "code");
  g_assert_cmpint (verify (session, "one", own->id, own_code, ""), ==, 0);
  g_assert_cmpint (complete (session, "one", own->id, FALSE), ==, 0);

  change = kms_email_changes_begin (session, "one", "Two@example.com", NOW, error);
  code = last_mail (session, "code");
  g_assert_cmpint (verify (session, "one", change->id, code, "LoginTwo"), ==, 0);
  g_assert_cmpint (complete (session, "one", change->id, FALSE), ==, KMS_ERROR_ADDRESS_REGISTERED);
  account = kms_accounts_set_disabled (session, "LoginTwo", TRUE, NOW, error);
  g_assert_cmpint (complete (session, "one", change->id, TRUE), ==, KMS_ERROR_ACCOUNT_DISABLED);
  g_clear_pointer (&account, kms_account_free);
  account = kms_accounts_set_disabled (session, "LoginTwo", FALSE, NOW, error);
  g_assert_cmpint (complete (session, "one", change->id, TRUE), ==, 0);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account"), ==, 1);
  g_assert_cmpint (ask (session, "SELECT count (*) FROM account WHERE email = 'Two@example.com'"),
                   ==, 1);
  return data;
}

/* Every question goes through an index. */
static gpointer
do_test_plans (KmsStoreSession *session, gpointer data, GError **error)
{
  static const char *const questions[] = {
    "SELECT * FROM account WHERE login_id = 'x'",
    "SELECT * FROM account WHERE lower (email) = lower ('x')",
    "SELECT * FROM account WHERE login_id > 'x' ORDER BY login_id LIMIT 5",
    "SELECT * FROM session JOIN account ON account.id = session.account"
    " WHERE session.token_hash = 'x' AND account.disabled = 0",
    "DELETE FROM session WHERE account = 'x' AND token_hash <> 'y'",
    "DELETE FROM session WHERE used_at <= 5",
    "DELETE FROM session WHERE created_at <= 5",
    "SELECT * FROM code WHERE id_hash = 'x' AND kind = 'password'",
    "UPDATE code SET spent = 1, proven = 0 WHERE account = 'x' AND kind = 'password'",
    "DELETE FROM code WHERE created_at <= 5",
    "DELETE FROM mail WHERE issue IS NULL AND expires_at IS NOT NULL AND queued_at <= 5",
    "DELETE FROM mail WHERE issue IS NULL AND expires_at IS NOT NULL"
    " AND queued_at = (SELECT created_at FROM code WHERE id_hash = 'x')"
    " AND address = (SELECT target FROM code WHERE id_hash = 'x')",
    "SELECT * FROM registration WHERE id_hash = 'x' AND completion_hash = 'y'",
    "SELECT * FROM throttle WHERE key_hash = 'x'",
    "DELETE FROM throttle WHERE last_at <= 5",
    "DELETE FROM account WHERE id = 'x'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", questions[i], NULL);
      g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);
      gboolean row;
      guint n_rows = 0;

      g_assert_no_error (*error);
      while (kms_statement_step (statement, &row, error) && row)
        {
          const char *step = kms_statement_get_text (statement, 3);

          g_test_message ("%s: %s", questions[i], step);
          g_assert_false (g_str_has_prefix (step, "SCAN"));
          g_assert_null (strstr (step, "TEMP B-TREE"));
          n_rows++;
        }
      g_assert_cmpuint (n_rows, >, 0);
    }
  return data;
}

/* Rows that must not be cannot be. */
static gpointer
do_test_constraints (KmsStoreSession *session, gpointer data, GError **error)
{
#define HASH "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'"
  static const char *const refused[] = {
    "UPDATE account SET login_id = 'short'",
    "UPDATE account SET login_id = 'LoginTwo' WHERE id = 'one'",
    "UPDATE account SET login_id = 'Login-One'",
    "UPDATE account SET email = 'TWO@EXAMPLE.COM' WHERE id = 'one'",
    "UPDATE account SET company = ''",
    "UPDATE account SET phone = '+81'",
    "UPDATE account SET language = 'fr'",
    "UPDATE account SET password_hash = 'plain'",
    "INSERT INTO session VALUES ('token', 'one', 1, 1)",
    "INSERT INTO session VALUES (" HASH ", 'nobody', 1, 1)",
    "INSERT INTO session VALUES (" HASH ", 'one', 2, 1)",
    "INSERT INTO code VALUES (" HASH ", 'other', 'one', 'x', " HASH ", 1, 0, 0, 0)",
    "INSERT INTO code VALUES (" HASH ", 'password', 'one', 'x', '12345678', 1, 0, 0, 0)",
    "INSERT INTO code VALUES (" HASH ", 'password', 'one', 'x', " HASH ", 1, 6, 0, 0)",
    "INSERT INTO code VALUES (" HASH ", 'password', 'one', 'x', " HASH ", 1, 0, 0, 1)",
    "INSERT INTO code VALUES (" HASH ", 'registration', 'one', 'x', " HASH ", 1, 0, 0, 0)",
    "INSERT INTO code VALUES (" HASH ", 'email-change', NULL, 'x', " HASH ", 1, 0, 0, 0)",
    "INSERT INTO throttle VALUES ('LoginOne', 1, 1)",
    "INSERT INTO throttle VALUES (" HASH ", 0, 1)",
    "INSERT INTO taken_login_id VALUES ('LoginOne', 'one')",
  };

  add_two (session);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (kms_database_execute (session->database, refused[i], error));
      g_assert_true (g_regex_match_simple ("constraint", (*error)->message, 0, 0));
      g_clear_error (error);
    }
  return data;
}

static void
run (Fixture *fixture, gconstpointer data)
{
  in_transaction (fixture, (KmsStoreWork) data, fixture);
}

#define ADD(name, work)                                                                       \
  g_test_add ("/accounts/accounts/" name, Fixture, (gconstpointer) work, fixture_set_up, run, \
              fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add", do_test_add);
  ADD ("sample", do_test_sample);
  ADD ("update", do_test_update);
  ADD ("login-ids", do_test_login_ids);
  ADD ("delete", do_test_delete);
  ADD ("operator", do_test_operator);
  ADD ("address", do_test_address);
  ADD ("address-taken", do_test_address_taken);
  ADD ("plans", do_test_plans);
  ADD ("constraints", do_test_constraints);
  return g_test_run ();
}
