/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox: who has a mail, when it is due, and what is left of it. */

#include "store-fixture.h"

#include "store/kms-store-outbox.h"

#include <string.h>

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define NOW    (1000 * MINUTE)
#define LEASE  (5 * MINUTE)

#define TWO_ISSUES                                                                         \
  "INSERT INTO issue VALUES (7, 'd', 'hdvc', '0123456789ABCDEF', 5, 'a', 'b', NULL, NULL," \
  " NULL), (8, 'e', 'hdvc', '0123456789ABCDEF', 5, 'a', 'b', NULL, NULL, NULL)"

/* What is done with the outbox in one transaction. */
typedef struct
{
  enum
  {
    ADD,
    TAKE,
    SENT,
    NOT_SENT,
    FIND,
    LIST,
    LIST_ALL,
    GET,
    RESEND,
    DELETE,
    FORGET,
  } verb;
  const KmsNewMail *mail;
  const KmsStoredMail *taken;
  const char *text; /* of NOT_SENT: why; of FIND, DELETE: whose */
  gint64 id;
  gint64 at;
} Call;

/* What TAKE gives: the mail, and when the next one is due. */
typedef struct
{
  KmsStoredMail *mail;
  gint64 next_due;
} Taken;

static gpointer
do_take (KmsStoreSession *session, gint64 now, GError **error)
{
  g_autofree Taken *taken = g_new0 (Taken, 1);

  if (!kms_store_take_mail (session, now, now + LEASE, &taken->mail, &taken->next_due, error))
    return NULL;
  return g_steal_pointer (&taken);
}

static gpointer
do_call (KmsStoreSession *session, gpointer data, GError **error)
{
  const Call *call = data;

  switch (call->verb)
    {
    case ADD:
      return GINT_TO_POINTER (kms_store_add_mail (session, call->mail, error));
    case TAKE:
      return do_take (session, call->at, error);
    case SENT:
      return GINT_TO_POINTER (kms_store_mail_sent (session, call->taken, call->at, error));
    case NOT_SENT:
      return GINT_TO_POINTER (
          kms_store_mail_not_sent (session, call->taken, call->at, call->text, error));
    case FIND:
      return kms_store_find_mails (session, call->text, call->id, error);
    case LIST:
    case LIST_ALL:
      return kms_store_list_mails (session, call->verb == LIST_ALL, 10, error);
    case GET:
      return kms_store_get_mail (session, call->id, error);
    case RESEND:
      return GINT_TO_POINTER (kms_store_resend_mail (session, call->id, call->at, error));
    case DELETE:
      return GINT_TO_POINTER (kms_store_delete_mails (session, call->text, error));
    case FORGET:
      return GINT_TO_POINTER (kms_store_forget_mails (session, call->at, error));
    default:
      g_assert_not_reached ();
    }
}

static gpointer
call (KmsStore *store, Call what, GError **error)
{
  return kms_store_run (store, KMS_STORE_WRITE, do_call, &what, NULL, error);
}

static gpointer
must (KmsStore *store, Call what)
{
  g_autoptr (GError) error = NULL;
  gpointer result = call (store, what, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static void
add (KmsStore *store, KmsMailKind kind, gint64 issue, const char *to, const char *values)
{
  gboolean code = kind == KMS_MAIL_PASSWORD_CODE;
  KmsNewMail mail = { .kind = kind,
                      .account = "d",
                      .issue = issue,
                      .to = to,
                      .language = "ja",
                      .subject = issue != 0 ? "keys" : NULL,
                      .values = values,
                      .queued_at = NOW,
                      .expires_at = code ? NOW + 10 * MINUTE : 0 };

  must (store, (Call){ .verb = ADD, .mail = &mail });
}

static KmsStoredMail *
take (KmsStore *store, gint64 now, gint64 *next_due)
{
  g_autofree Taken *taken = must (store, (Call){ .verb = TAKE, .at = now });

  *next_due = taken->next_due;
  return taken->mail;
}

static KmsStoredMail *
get (KmsStore *store, gint64 id)
{
  return must (store, (Call){ .verb = GET, .id = id });
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (KmsStoredMail) first = NULL;
  g_autoptr (KmsStoredMail) second = NULL;
  g_autoptr (KmsStoredMail) none = NULL;
  g_autoptr (KmsStoredMail) again = NULL;
  gint64 next_due;

  none = take (store, NOW, &next_due);
  g_assert_null (none);
  g_assert_cmpint (next_due, ==, 0);

  add (store, KMS_MAIL_NEWS, 0, "a@example.com", "{\"text\":\"x\"}");
  add (store, KMS_MAIL_NEWS, 0, "b@example.com", "{\"text\":\"x\"}");
  none = take (store, NOW - 1, &next_due);
  g_assert_null (none);
  g_assert_cmpint (next_due, ==, NOW);

  /* In the order of their making; each is taken once. */
  first = take (store, NOW, &next_due);
  g_assert_cmpstr (first->to, ==, "a@example.com");
  g_assert_cmpstr (first->language, ==, "ja");
  g_assert_cmpstr (first->values, ==, "{\"text\":\"x\"}");
  g_assert_null (first->subject);
  g_assert_cmpint (first->kind, ==, KMS_MAIL_NEWS);
  g_assert_cmpint (first->state, ==, KMS_MAIL_SENDING);
  g_assert_cmpuint (first->attempts, ==, 1);
  second = take (store, NOW, &next_due);
  g_assert_cmpstr (second->to, ==, "b@example.com");
  none = take (store, NOW, &next_due);
  g_assert_null (none);
  g_assert_cmpint (next_due, ==, NOW + LEASE);

  must (store, (Call){ .verb = SENT, .taken = first, .at = NOW + 1 });
  must (store, (Call){ .verb = NOT_SENT, .taken = second, .at = NOW + MINUTE, .text = "busy" });
  again = get (store, first->id);
  g_assert_cmpint (again->state, ==, KMS_MAIL_SENT);
  g_assert_cmpint (again->sent_at, ==, NOW + 1);
  g_clear_pointer (&again, kms_stored_mail_free);
  again = get (store, second->id);
  g_assert_cmpint (again->state, ==, KMS_MAIL_QUEUED);
  g_assert_cmpint (again->due_at, ==, NOW + MINUTE);
  g_assert_cmpstr (again->failure, ==, "busy");
  g_clear_pointer (&again, kms_stored_mail_free);

  again = take (store, NOW + MINUTE, &next_due);
  g_assert_cmpint (again->id, ==, second->id);
  g_assert_cmpuint (again->attempts, ==, 2);
  must (store, (Call){ .verb = NOT_SENT, .taken = again, .at = 0, .text = "no" });
  g_clear_pointer (&again, kms_stored_mail_free);
  again = get (store, second->id);
  g_assert_cmpint (again->state, ==, KMS_MAIL_FAILED);
  g_assert_cmpstr (again->failure, ==, "no");
  none = take (store, NOW + 1000 * MINUTE, &next_due);
  g_assert_null (none);
  g_assert_cmpint (next_due, ==, 0);
}

/* A code does not wait for ten thousand news. */
static void
test_bulk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  static const char *const order[] = { "c@example.com", "d@example.com", "a@example.com",
                                       "b@example.com" };
  gint64 next_due;

  add (store, KMS_MAIL_NEWS, 0, "a@example.com", "{}");
  add (store, KMS_MAIL_MAINTENANCE, 0, "b@example.com", "{}");
  add (store, KMS_MAIL_PASSWORD_CODE, 0, "c@example.com", "{}");
  add (store, KMS_MAIL_CREDENTIALS_CHANGED, 0, "d@example.com", "{}");
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (KmsStoredMail) mail = take (store, NOW, &next_due);

      g_assert_cmpstr (mail->to, ==, order[i]);
      g_assert_cmpint (next_due, ==, i < G_N_ELEMENTS (order) - 1 ? NOW : NOW + LEASE);
    }
}

/* A crash gives a mail back when the lease is over; then the first taker has no say any more. */
static void
test_lease (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (KmsStoredMail) lost = NULL;
  g_autoptr (KmsStoredMail) none = NULL;
  g_autoptr (KmsStoredMail) found = NULL;
  g_autoptr (KmsStoredMail) now = NULL;
  gint64 next_due;

  add (store, KMS_MAIL_NEWS, 0, "a@example.com", "{}");
  lost = take (store, NOW, &next_due);
  none = take (store, NOW + LEASE - 1, &next_due);
  g_assert_null (none);
  found = take (store, NOW + LEASE, &next_due);
  g_assert_cmpint (found->id, ==, lost->id);
  g_assert_cmpuint (found->attempts, ==, 2);

  must (store, (Call){ .verb = SENT, .taken = lost, .at = NOW });
  must (store, (Call){ .verb = NOT_SENT, .taken = lost, .at = 0, .text = "late" });
  now = get (store, found->id);
  g_assert_cmpint (now->state, ==, KMS_MAIL_SENDING);
  must (store, (Call){ .verb = SENT, .taken = found, .at = NOW + LEASE + 1 });
}

/* No code stays: not when it was sent, not when it was given up, not when its time is over. */
static void
test_codes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  gint64 next_due;

  for (guint i = 0; i < 4; i++)
    add (store, KMS_MAIL_PASSWORD_CODE, 0, "a@example.com", "{\"code\":\"12345678\"}");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (KmsStoredMail) mail = take (store, NOW, &next_due);

      g_assert_cmpstr (mail->values, ==, "{\"code\":\"12345678\"}");
      if (i == 0)
        must (store, (Call){ .verb = SENT, .taken = mail, .at = NOW });
      else if (i == 1)
        must (store, (Call){ .verb = NOT_SENT, .taken = mail, .at = 0, .text = "no" });
      else
        must (store,
              (Call){ .verb = NOT_SENT, .taken = mail, .at = NOW + 60 * MINUTE, .text = "busy" });
    }
  assert_answer (store, "SELECT count (*) FROM mail WHERE content IS NULL", "2");

  /* The one that waits longer than its code is good for, and the one nobody took. */
  {
    g_autoptr (KmsStoredMail) fourth = take (store, NOW, &next_due);
    g_autoptr (KmsStoredMail) none = NULL;

    g_assert_cmpint (next_due, ==, NOW + LEASE);
    none = take (store, NOW + 10 * MINUTE, &next_due);
    g_assert_null (none);
  }
  g_assert_cmpint (next_due, ==, 0);
  assert_answer (store, "SELECT count (*) FROM mail WHERE content IS NULL", "4");
  assert_answer (store, "SELECT count (*) FROM mail WHERE state = 'failed'", "3");
  assert_answer (store, "SELECT failure FROM mail WHERE id = 3",
                 "The code expired before the mail could be sent.");

  for (gint64 id = 1; id <= 4; id++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (call (store, (Call){ .verb = RESEND, .id = id, .at = NOW }, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_CODE_EXPIRED);
    }
}

static void
test_issue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GPtrArray) mails = NULL;
  g_autoptr (GPtrArray) none = NULL;
  static const struct
  {
    const char *dealer;
    gint64 issue;
  } foreign[] = { { "e", 7 }, { "d", 8 }, { "d", 9 } };

  g_assert_true (execute (store, TWO_ISSUES, NULL));
  add (store, KMS_MAIL_KEYS_ISSUED, 7, "z@example.com", NULL);
  add (store, KMS_MAIL_KEYS_ISSUED, 7, "a@example.com", NULL);
  mails = must (store, (Call){ .verb = FIND, .text = "d", .id = 7 });
  g_assert_cmpuint (mails->len, ==, 2);
  g_assert_cmpstr (((KmsStoredMail *) mails->pdata[0])->to, ==, "z@example.com");
  g_assert_cmpstr (((KmsStoredMail *) mails->pdata[1])->to, ==, "a@example.com");
  g_assert_cmpstr (((KmsStoredMail *) mails->pdata[1])->subject, ==, "keys");
  none = must (store, (Call){ .verb = FIND, .text = "e", .id = 8 });
  g_assert_cmpuint (none->len, ==, 0);
  /* Another dealer's issuance is one that does not exist. */
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          call (store, (Call){ .verb = FIND, .text = foreign[i].dealer, .id = foreign[i].issue },
                &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
    }
}

static void
test_resend (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (KmsStoredMail) mail = NULL;
  g_autoptr (KmsStoredMail) again = NULL;
  g_autoptr (GError) error = NULL;
  gint64 next_due;

  add (store, KMS_MAIL_NEWS, 0, "a@example.com", "{}");
  mail = take (store, NOW, &next_due);
  must (store, (Call){ .verb = RESEND, .id = mail->id, .at = NOW + 5 });
  /* Whoever was sending it is heard no more. */
  must (store, (Call){ .verb = SENT, .taken = mail, .at = NOW + 6 });
  again = get (store, mail->id);
  g_assert_cmpint (again->state, ==, KMS_MAIL_QUEUED);
  g_assert_cmpuint (again->attempts, ==, 0);
  g_assert_cmpint (again->queued_at, ==, NOW + 5);
  g_assert_cmpint (again->due_at, ==, NOW + 5);

  g_assert_null (call (store, (Call){ .verb = RESEND, .id = 99, .at = NOW }, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GPtrArray) unsent = NULL;
  g_autoptr (GPtrArray) all = NULL;
  gint64 next_due;

  g_assert_true (execute (store, TWO_ISSUES, NULL));
  add (store, KMS_MAIL_NEWS, 0, "a@example.com", "{}");
  add (store, KMS_MAIL_NEWS, 0, "b@example.com", "{}");
  add (store, KMS_MAIL_KEYS_ISSUED, 7, "c@example.com", NULL);
  /* The keys, which go before the news, and one of the news. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (KmsStoredMail) mail = take (store, NOW, &next_due);

      must (store, (Call){ .verb = SENT, .taken = mail, .at = NOW });
    }

  unsent = must (store, (Call){ .verb = LIST });
  g_assert_cmpuint (unsent->len, ==, 1);
  g_assert_cmpstr (((KmsStoredMail *) unsent->pdata[0])->to, ==, "b@example.com");
  all = must (store, (Call){ .verb = LIST_ALL });
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (((KmsStoredMail *) all->pdata[0])->to, ==, "c@example.com");

  /* What waits and what belongs to an issuance is kept. */
  must (store, (Call){ .verb = FORGET, .at = NOW });
  assert_answer (store, "SELECT count (*) FROM mail", "3");
  must (store, (Call){ .verb = FORGET, .at = NOW + 1 });
  assert_answer (store, "SELECT group_concat (address) FROM mail", "b@example.com,c@example.com");

  must (store, (Call){ .verb = DELETE, .text = "e" });
  assert_answer (store, "SELECT count (*) FROM mail", "2");
  must (store, (Call){ .verb = DELETE, .text = "d" });
  assert_answer (store, "SELECT count (*) FROM mail", "0");
}

/* A mail that belongs to a transaction that fails is never seen. */
static gpointer
do_add_and_fail (KmsStoreSession *session, gpointer data, GError **error)
{
  Call what = { .verb = ADD, .mail = data };

  g_assert_nonnull (do_call (session, &what, error));
  g_set_error_literal (error, KMS_ERROR, KMS_ERROR_FAILED, "on purpose");
  return NULL;
}

static void
test_atomic (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GError) error = NULL;
  KmsNewMail mail = {
    .kind = KMS_MAIL_NEWS, .to = "a@example.com", .language = "en", .queued_at = NOW
  };

  kms_store_run (store, KMS_STORE_WRITE, do_add_and_fail, &mail, NULL, &error);
  g_assert_error (error, KMS_ERROR, KMS_ERROR_FAILED);
  assert_answer (store, "SELECT count (*) FROM mail", "0");
}

/* Rows that must not be cannot be, whatever a program does. */
static void
test_constraints (Fixture *fixture, gconstpointer data)
{
  static const char *const refused[] = {
    "UPDATE mail SET kind = 'greeting'",
    "UPDATE mail SET issue = 7",
    "UPDATE mail SET kind = 'keys-issued'",
    "UPDATE mail SET kind = 'keys-issued', issue = 99",
    "UPDATE mail SET address = 'a@'",
    "UPDATE mail SET language = 'fr'",
    "UPDATE mail SET subject = ''",
    "UPDATE mail SET state = 'lost'",
    "UPDATE mail SET state = 'sending', due_at = NULL",
    "UPDATE mail SET state = 'sent', due_at = NULL",
    "UPDATE mail SET state = 'sent', sent_at = 5",
    "UPDATE mail SET sent_at = 5",
    "UPDATE mail SET attempts = -1",
    "UPDATE mail SET failure = ''",
    /* a code that stays */
    "UPDATE mail SET state = 'sent', due_at = NULL, sent_at = 5, expires_at = 9",
    "UPDATE mail SET state = 'failed', due_at = NULL, expires_at = 9",
    "INSERT INTO notice VALUES (1, 'advert', 'a', 'b', NULL, NULL)",
    "INSERT INTO notice VALUES (1, 'information', '', 'b', NULL, NULL)",
    "INSERT INTO notice VALUES (1, 'information', 'a', NULL, NULL, NULL)",
    "INSERT INTO notice VALUES (1, 'information', 'a', 'b', 5, 5)",
    "INSERT INTO maintenance VALUES (2, NULL)",
  };
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  g_assert_true (execute (store, TWO_ISSUES, NULL));
  add (store, KMS_MAIL_NEWS, 0, "a@example.com", "{}");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (execute (store, refused[i], &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
      g_assert_nonnull (strstr (error->message, "constraint"));
    }
}

static gpointer
do_plan (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", (char *) data, NULL);
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);
  GString *plan = g_string_new (NULL);
  gboolean row;

  g_assert_nonnull (statement);
  while (kms_statement_step (statement, &row, error) && row)
    g_string_append_printf (plan, "%s\n", kms_statement_get_text (statement, 3));
  return g_string_free (plan, FALSE);
}

/* However many mails were sent, what is asked all the time is found by an index. */
static void
test_indexes (Fixture *fixture, gconstpointer data)
{
  static const char *const questions[][2] = {
    { "SELECT id FROM mail WHERE bulk = 0 AND due_at <= 1 ORDER BY due_at, id LIMIT 1",
      "mail_by_due (bulk=? AND due_at<?)" },
    { "SELECT id FROM mail WHERE bulk = 0 AND due_at IS NOT NULL ORDER BY due_at, id LIMIT 1",
      "mail_by_due (bulk=?" },
    { "UPDATE mail SET content = NULL WHERE bulk = 0 AND due_at <= 1 AND expires_at <= 1",
      "mail_by_due (bulk=? AND due_at<?)" },
    { "SELECT * FROM mail WHERE issue = 1 ORDER BY id", "mail_by_issue" },
    { "DELETE FROM mail WHERE account = 'a'", "mail_by_account" },
    { "DELETE FROM mail WHERE issue IS NULL AND queued_at < 1 AND due_at IS NULL",
      "mail_without_issue" },
    { "SELECT * FROM mail WHERE state <> 'sent' ORDER BY id DESC LIMIT 1", "mail_unsent" },
  };
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *plan = kms_store_run (store, KMS_STORE_READ, do_plan,
                                             (gpointer) questions[i][0], g_free, &error);

      g_assert_no_error (error);
      g_test_message ("%s", plan);
      g_assert_nonnull (strstr (plan, questions[i][1]));
      g_assert_null (strstr (plan, "TEMP B-TREE"));
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store/outbox/life", test_life },
    { "/store/outbox/lease", test_lease },
    { "/store/outbox/bulk", test_bulk },
    { "/store/outbox/codes", test_codes },
    { "/store/outbox/issue", test_issue },
    { "/store/outbox/resend", test_resend },
    { "/store/outbox/lists", test_lists },
    { "/store/outbox/atomic", test_atomic },
    { "/store/outbox/constraints", test_constraints },
    { "/store/outbox/indexes", test_indexes },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
  return g_test_run ();
}
