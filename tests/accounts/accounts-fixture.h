/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of accounts/ share: a store in a file of a fresh folder, a clock that stands still
 * until it is set, accounts, and short words for one transaction and one question. */

#pragma once

#include "common/kms-clock.h"
#include "store/kms-sqlite-store.h"
#include "store/kms-store-accounts.h"
#include "store/kms-store-session.h"

#include <glib/gstdio.h>

#define NOW    G_GINT64_CONSTANT (1750000000000000)
#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR   G_TIME_SPAN_HOUR

typedef struct
{
  char *folder;
  char *path;
  KmsStore *store;
  KmsClock *clock;
} Fixture;

static const KmsSecret fixture_secret = { .bytes = { 1, 2, 3 } };

static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "kms.db", NULL);
  fixture->store =
      kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_SERVER, &fixture_secret, &error);
  g_assert_no_error (error);
  fixture->clock = kms_clock_new_fixed (NOW);
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  kms_clock_unref (fixture->clock);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static inline void
set_time (Fixture *fixture, gint64 since_now)
{
  kms_clock_set (fixture->clock, NOW + since_now);
}

/* Runs @body, which returns anything but NULL, in one transaction that is kept. */
static inline void
in_transaction (Fixture *fixture, KmsStoreWork body, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kms_store_run (fixture->store, KMS_STORE_WRITE, body, data, NULL, &error);
  g_assert_no_error (error);
}

/* The first column of the first row as a number; -1 for no row. */
static inline gint64
ask (KmsStoreSession *session, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, &error);
  gboolean row;

  g_assert_no_error (error);
  kms_statement_step (statement, &row, &error);
  g_assert_no_error (error);
  return row ? kms_statement_get_int (statement, 0) : -1;
}

/* The same as text; "-" for no row. */
static inline char *
ask_text (KmsStoreSession *session, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, &error);
  gboolean row;

  g_assert_no_error (error);
  kms_statement_step (statement, &row, &error);
  g_assert_no_error (error);
  return g_strdup (row ? kms_statement_get_text (statement, 0) : "-");
}

/* What the latest mail says, and how many there are. */
static inline char *
last_mail (KmsStoreSession *session, const char *member)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT json_extract (content, '$.%s') FROM mail ORDER BY id DESC LIMIT 1", member);

  return ask_text (session, sql);
}

static inline gint64
n_mails (KmsStoreSession *session)
{
  return ask (session, "SELECT count (*) FROM mail");
}

/* Another code than @code. */
static inline char *
other_code (const char *code)
{
  char *other = g_strdup (code);

  other[7] = other[7] == '9' ? '0' : other[7] + 1;
  return other;
}

/* An account as the store takes it; what is not said is the same for all. */
static inline KmsAccount *
new_account (const char *id, const char *login_id, const char *email)
{
  KmsAccount *account = g_new0 (KmsAccount, 1);

  g_strlcpy (account->id, id, sizeof account->id);
  g_strlcpy (account->login_id, login_id, sizeof account->login_id);
  account->password_hash = g_strdup ("$argon2id$none");
  account->form.company = g_strdup ("Example Trading Ltd.");
  account->form.country = g_strdup ("Japan");
  account->form.postal_code = g_strdup ("999-9999");
  account->form.address[0] = g_strdup ("Osaka");
  for (guint i = 1; i < KMS_ACCOUNT_N_ADDRESS_LINES; i++)
    account->form.address[i] = g_strdup ("");
  account->form.phone = g_strdup ("");
  account->form.contact = g_strdup ("Taro Tester");
  account->form.email = g_strdup (email);
  account->form.language = g_strdup ("ja");
  account->form.privacy_version = g_strdup ("2026-04-01");
  account->form.consented_at = NOW;
  account->registered_at = NOW;
  account->version = 1;
  return account;
}

static inline void
add_account (KmsStoreSession *session, const char *id, const char *login_id, const char *email)
{
  g_autoptr (KmsAccount) account = new_account (id, login_id, email);
  g_autoptr (GError) error = NULL;

  kms_store_add_account (session, account, &error);
  g_assert_no_error (error);
}
