/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file of the journal with requests in it: made from one of version 1, read by two programs, and
 * with rows of another version. */

#include "client/kms-journal-issuances.h"
#include "common/kms-database.h"
#include "journal-test.h"

#include <sys/stat.h>

#define ACCOUNT "https://kms.example.com 57"

/* As version 1 made it. */
#define VERSION_1                                                                         \
  "CREATE TABLE draft (  account TEXT NOT NULL,  id TEXT NOT NULL,"                       \
  "  saved_at INTEGER NOT NULL,  json TEXT NOT NULL,  PRIMARY KEY (account, id)) STRICT;" \
  "INSERT INTO draft VALUES ('demo', 'a', 1, 'not read');"                                \
  "PRAGMA application_id = 0x4B4D534A; PRAGMA user_version = 1"

static KmsAttempt *
begin (KmsJournal *journal, const char *account, const char *key)
{
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_LIVE_LINK, "1234567890AB");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KmsKeyPair pair = { "", "1" };
  KmsAttempt *attempt = NULL;

  g_strlcpy (pair.activation_key, key, KMS_IDENTIFIER_SIZE);
  g_assert_true (kms_request_add_pair (request, &pair, NULL));
  kms_journal_begin_issuance_async (journal, account, request, NULL, NULL, take_result, &result);
  attempt = kms_journal_begin_issuance_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);
  return attempt;
}

static guint
count (KmsJournal *journal, const char *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) attempts = NULL;

  kms_journal_list_issuances_async (journal, account, NULL, take_result, &result);
  attempts = kms_journal_list_issuances_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);
  return attempts->len;
}

static void
execute (const Fixture *fixture, KmsDatabaseFlags flags, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = kms_database_open (fixture->path, flags, &error);

  g_assert_no_error (error);
  kms_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

static void
test_version_1 (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsAttempt) attempt = NULL;
  struct stat status;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  execute (fixture, KMS_DATABASE_CREATE, VERSION_1);
  attempt = begin (fixture->journal, ACCOUNT, "0F1E2D3C4B5A6978");
  g_assert_false (attempt->repeated);
  g_assert_cmpuint (count (fixture->journal, ACCOUNT), ==, 1);
  execute (fixture, 0, "UPDATE draft SET json = json"); /* still there */
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 07777, ==, 0600);
}

static void
test_two_programs (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsJournal) other = kms_journal_new (fixture->path, fixture->clock);
  g_autoptr (KmsAttempt) first = begin (fixture->journal, ACCOUNT, "0F1E2D3C4B5A6978");
  g_autoptr (KmsAttempt) again = begin (other, ACCOUNT, "0F1E2D3C4B5A6978");
  g_autoptr (KmsAttempt) theirs = begin (other, "https://kms.example.com 58", "0F1E2D3C4B5A6978");
  g_autoptr (KmsAttempt) second = begin (other, ACCOUNT, "AAAABBBBCCCCDDDD");

  g_assert_true (again->repeated);
  g_assert_cmpstr (again->idempotency_key, ==, first->idempotency_key);
  g_assert_false (theirs->repeated);
  g_assert_false (second->repeated);
  g_assert_cmpuint (count (fixture->journal, ACCOUNT), ==, 2);
}

/* Left alone by this version, for the one that understands it. */
static void
test_unreadable (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsAttempt) attempt = begin (fixture->journal, ACCOUNT, "0F1E2D3C4B5A6978");

  execute (fixture, 0, "UPDATE issuance SET request = replace (request, 'live-link', 'newer')");
  g_assert_cmpuint (count (fixture->journal, ACCOUNT), ==, 0);
  execute (fixture, 0, "UPDATE issuance SET request = replace (request, 'newer', 'live-link')");
  g_assert_cmpuint (count (fixture->journal, ACCOUNT), ==, 1);

  /* Nothing is left beside the file. */
  let_go (g_steal_pointer (&fixture->journal));
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/journal-issuances/version-1", test_version_1);
  add ("/journal-issuances/two-programs", test_two_programs);
  add ("/journal-issuances/unreadable", test_unreadable);

  return g_test_run ();
}
