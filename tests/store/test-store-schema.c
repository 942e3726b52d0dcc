/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables themselves: rows that must not be cannot be, whatever a program does. */

#include "store-fixture.h"

#include "store/kms-store-listing-private.h"

/* Something of everything, which is fine. */
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define GOOD                                                                                      \
  "INSERT INTO part VALUES (1, 'KX-ONE', 'hdvc', 'One');"                                         \
  "INSERT INTO activation VALUES ('1111111111111111', 'ABC', 1), ('2222222222222222', 'A', 1);"   \
  "INSERT INTO binding VALUES (1, '1111111111111111', 1, '0123456789ABCDEF', 1,"                  \
  " '3333333333333333', 5, NULL), (2, '1111111111111111', 1, 'FEDCBA9876543210', 1,"              \
  " '3333333333333333', 4, 5);"                                                                   \
  "INSERT INTO counter VALUES ('0123456789ABCDEF', 1, 1);"                                        \
  "INSERT INTO site VALUES (1, 'd', 'live-link', '0123456789AB', 'a', '', 1);"                    \
  "INSERT INTO issue VALUES (1, 'd', 'hdvc', '0123456789ABCDEF', 5, 'a', 'b', NULL, NULL, NULL);" \
  "INSERT INTO issue_key VALUES (1, 1, 1, 0);"                                                    \
  "INSERT INTO attempt VALUES (1, 'd', 'a-Z_9', '" DIGEST "');"                                   \
  "INSERT INTO audit VALUES (1, 5, 'd', 'issue', 's', '{}');"

static const char *const refused[] = {
  /* a second owner */
  "INSERT INTO meta VALUES (2, '0000000000000000')",
  /* categories */
  "INSERT INTO part VALUES (2, 'KX-TWO', 'hdcv', 'Two')",
  "INSERT INTO part VALUES (2, 'KX-ONE', 'hdvc', 'the same number twice')",
  "INSERT INTO site VALUES (2, 'd', 'other', '0123456789AB', '', '', 1)",
  /* identifiers: length, case, separators, other characters */
  "INSERT INTO activation VALUES ('444444444444444', 'A', 1)",
  "INSERT INTO activation VALUES ('44444444444444444', 'A', 1)",
  "INSERT INTO activation VALUES ('444444444444444a', 'A', 1)",
  "INSERT INTO activation VALUES ('4444-4444-4444-4', 'A', 1)",
  "INSERT INTO activation VALUES ('444444444444444O', 'A', 1)",
  "INSERT INTO activation VALUES (NULL, 'A', 1)",
  "INSERT INTO activation VALUES (4444444444444444, 'A', 'one')",
  "INSERT INTO activation VALUES ('4444444444444444', '', 1)",
  "INSERT INTO activation VALUES ('4444444444444444', '12345678901234567', 1)",
  "INSERT INTO site VALUES (2, 'd', 'hdvc', '0123456789AB', '', '', 1)",
  "INSERT INTO site VALUES (2, 'd', 'live-link', '0123456789ABCDEF', '', '', 1)",
  "INSERT INTO site VALUES (2, 'd', 'live-link', '12:34:56:78:', '', '', 1)",
  /* of an unknown part, of an unknown key */
  "INSERT INTO activation VALUES ('4444444444444444', 'A', 2)",
  "INSERT INTO binding VALUES (3, '4444444444444444', 1, '0123456789ABCDEF', 2,"
  " '4444444444444444', 5, NULL)",
  "INSERT INTO issue_key VALUES (1, 2, 3, 0)",
  "INSERT INTO issue_key VALUES (2, 1, 1, 0)",
  "INSERT INTO issue_key VALUES (1, 2, NULL, 0)",
  "DELETE FROM activation WHERE activation_key = '1111111111111111'",
  /* bound twice; one ordinal for two keys; ordinals below 1 */
  "INSERT INTO binding VALUES (3, '1111111111111111', 1, 'FFFFFFFFFFFFFFFF', 1,"
  " '4444444444444444', 5, NULL)",
  "UPDATE binding SET released_at = NULL",
  "INSERT INTO binding VALUES (3, '2222222222222222', 1, '0123456789ABCDEF', 1,"
  " '4444444444444444', 5, NULL)",
  "INSERT INTO binding VALUES (3, '2222222222222222', 1, 'FEDCBA9876543210', 1,"
  " '4444444444444444', 5, NULL)",
  "INSERT INTO binding VALUES (3, '2222222222222222', 1, '0123456789ABCDEF', 0,"
  " '4444444444444444', 5, NULL)",
  "UPDATE counter SET last_ordinal = 0",
  /* site lines: 50 characters each */
  "UPDATE site SET line_1 = '123456789012345678901234567890123456789012345678901'",
  "UPDATE issue SET line_2 = NULL",
  "INSERT INTO site VALUES (2, 'd', 'live-link', '0123456789AB', '', '', 1)",
  "INSERT INTO site_indexed VALUES (2, 0)",
  /* a second address without a first, a subject without an address, and the other way */
  "UPDATE issue SET mail_to_2 = 'a@example.com', mail_subject = 'x'",
  "UPDATE issue SET mail_subject = 'x'",
  "UPDATE issue SET mail_to_1 = 'a@example.com'",
  /* whose, what */
  "UPDATE issue SET dealer = ''",
  "UPDATE issue_key SET reissued = 2",
  /* attempts: one a key, one an issuance */
  "INSERT INTO issue SELECT 2, dealer, category, device_id, 6, '', '', NULL, NULL, NULL FROM issue;"
  " INSERT INTO attempt VALUES (2, 'd', 'a-Z_9', '" DIGEST "')",
  "INSERT INTO attempt VALUES (1, 'd', 'b', '" DIGEST "')",
  "INSERT INTO attempt VALUES (3, 'd', 'b', '" DIGEST "')",
  "UPDATE attempt SET key = ''",
  "UPDATE attempt SET key = 'a b'",
  "UPDATE attempt SET digest = 'ABC'",
  "INSERT INTO audit VALUES (2, 5, '', 'issue', 's', '{}')",
};

static void
test_constraints (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GError) good_error = NULL;

  execute (store, GOOD, &good_error);
  g_assert_no_error (good_error);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (execute (store, refused[i], &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
      /* By a constraint, not by a slip of the test. */
      g_assert_true (g_regex_match_simple ("constraint|cannot store", error->message, 0, 0));
    }
}

/* The questions of every issue and every search go through an index. */
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

static void
test_indexes (Fixture *fixture, gconstpointer data)
{
  static const char *const questions[] = {
    "SELECT * FROM activation LEFT JOIN binding"
    "   ON binding.activation_key = activation.activation_key AND released_at IS NULL"
    " WHERE activation.activation_key = 'x'",
    "SELECT * FROM counter WHERE device_id = 'x' AND part = 1",
    "SELECT * FROM site WHERE dealer = 'd' AND device_id = 'x'",
    "SELECT * FROM attempt WHERE dealer = 'd' AND key = 'x'",
    "SELECT * FROM issue WHERE dealer = 'd' AND issued_at >= 1 AND issued_at < 2",
    "SELECT * FROM issue_key WHERE issue = 1",
  };
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *plan =
          kms_store_run (store, KMS_STORE_READ, do_plan, (gpointer) questions[i], g_free, &error);

      g_assert_no_error (error);
      g_test_message ("%s", plan);
      g_assert_true (g_regex_match_simple ("SEARCH", plan, 0, 0));
      g_assert_false (g_regex_match_simple ("SCAN", plan, 0, 0));
    }
}

/* However a list is asked for, it seeks in an index, and along the time it sorts nothing. */
static void
assert_seeks (KmsStore *store, const char *sql, gboolean may_sort)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plan =
      kms_store_run (store, KMS_STORE_READ, do_plan, (gpointer) sql, g_free, &error);

  g_assert_no_error (error);
  g_test_message ("%s\n%s", sql, plan);
  g_assert_true (g_regex_match_simple ("SEARCH", plan, 0, 0));
  g_assert_false (g_regex_match_simple (
      "SCAN (?!\\(subquery|site_words VIRTUAL TABLE INDEX [0-9]+:M)", plan, 0, 0));
  g_assert_true (may_sort || !g_regex_match_simple ("B-TREE", plan, 0, 0));
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  static const char *const digits[] = { "", "1234", "12345", "1234567890ABCDEF" };
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  for (guint i = 0; i < 64; i++)
    {
      KmsStoreListing listing = { .dealer = "d", .ascending = i & 1, .released = i & 2 };
      const char *device = digits[i >> 2 & 3];
      const char *key = digits[i >> 4 & 3];

      g_strlcpy (listing.device, device, sizeof listing.device);
      g_strlcpy (listing.activation_key, key, sizeof listing.activation_key);
      for (KmsStoreWay way = KMS_STORE_BY_TIME; way <= KMS_STORE_BY_KEY; way++)
        {
          g_autofree char *sql = kms_store_listing_make_sql (&listing, way, FALSE);
          g_autofree char *behind = kms_store_listing_make_sql (&listing, way, TRUE);

          if ((way == KMS_STORE_BY_DEVICE && device[0] == '\0')
              || (way == KMS_STORE_BY_KEY && key[0] == '\0')
              || (way != KMS_STORE_BY_TIME && listing.released))
            continue;
          assert_seeks (store, sql, way != KMS_STORE_BY_TIME);
          assert_seeks (store, behind, way != KMS_STORE_BY_TIME);
        }
    }
  for (guint i = 1; i < G_N_ELEMENTS (digits); i++)
    {
      g_autofree char *device = kms_store_listing_make_few_sql ("device_id", digits[i]);
      g_autofree char *key = kms_store_listing_make_few_sql ("activation_key", digits[i]);

      assert_seeks (store, device, TRUE);
      assert_seeks (store, key, TRUE);
    }
}

/* Likewise with a text, whose bindings are looked for first. */
static void
test_texts (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "fukuoka 3F", "1234", "12345", "12 34-x" };
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (KmsSearchText) text;
      KmsStoreListing listing = { .dealer = "d", .text = &text };
      g_autofree char *sql = NULL;
      g_autofree char *behind = NULL;
      g_autofree char *few = NULL;
      g_autofree char *along = NULL;

      kms_search_text_read (&text, texts[i]);
      sql = kms_store_listing_make_sql (&listing, KMS_STORE_BY_TEXT, FALSE);
      behind = kms_store_listing_make_sql (&listing, KMS_STORE_BY_TEXT, TRUE);
      few = kms_store_search_make_few_sql (&text);
      along = kms_store_listing_make_sql (&listing, KMS_STORE_BY_TIME, TRUE);
      assert_seeks (store, sql, TRUE);
      assert_seeks (store, behind, TRUE);
      assert_seeks (store, few, FALSE);
      assert_seeks (store, along, FALSE);
    }
}

static void
make_from_sql (const char *path, KmsDatabaseFlags flags, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = kms_database_open (path, KMS_DATABASE_CREATE | flags, &error);

  g_assert_no_error (error);
  kms_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

/* What version 1 left is all there: keys, dates, events, and whose they are. */
static void
test_migration (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, "store", "version-1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (KmsStore) store = NULL;
  g_autoptr (GError) error = NULL;
  static const KmsSecret of_dump = { .bytes = { 1, 2, 3, 4, 5 } };

  g_file_get_contents (dump, &sql, NULL, &error);
  g_assert_no_error (error);
  make_from_sql (fixture->path, KMS_DATABASE_WAL, sql);
  make_from_sql (fixture->other, 0, sql);

  store = kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_SERVER, &of_dump, &error);
  g_assert_no_error (error);
  assert_answer (store, "PRAGMA user_version", "2");
  assert_answer (store,
                 "SELECT count (*) || ' ' || count (released_at) || ' ' || sum (ordinal)"
                 " FROM binding",
                 "5 0 8");
  assert_answer (
      store,
      "SELECT group_concat (row, ' ') FROM ("
      " SELECT dealer || (issue.issued_at % 10) || reissued"
      "   || substr (activation_key, 1, 1) || substr (activation_key, -1) AS row"
      " FROM issue JOIN issue_key ON issue = issue.id JOIN binding ON binding.id = binding"
      " ORDER BY issue, position)",
      "dealer-a0010 dealer-a0011 dealer-b1025 dealer-b2111 dealer-b2012 dealer-a3030");
  assert_answer (store, "PRAGMA foreign_key_check", "-");
  assert_answer (store, "PRAGMA integrity_check", "ok");
  /* The schema is that of a new file; and a class file of that version is taken over as it is. */
  g_clear_object (&store);
  store = kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_CLASS, &of_dump, &error);
  g_assert_no_error (error);
  g_assert_true (load (store, fixture->other, &error));
  g_assert_no_error (error);
  assert_answer (store, "SELECT count (*) FROM binding", "5");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/store-schema/constraints", Fixture, NULL, fixture_set_up, test_constraints,
              fixture_tear_down);
  g_test_add ("/store/store-schema/indexes", Fixture, NULL, fixture_set_up, test_indexes,
              fixture_tear_down);
  g_test_add ("/store/store-schema/lists", Fixture, NULL, fixture_set_up, test_lists,
              fixture_tear_down);
  g_test_add ("/store/store-schema/texts", Fixture, NULL, fixture_set_up, test_texts,
              fixture_tear_down);
  g_test_add ("/store/store-schema/migration", Fixture, NULL, fixture_set_up, test_migration,
              fixture_tear_down);
  return g_test_run ();
}
