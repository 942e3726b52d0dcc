/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a dealer issued: pages that fit together whatever is added meanwhile, searches, daily sums, and the
 * same as CSV. */

#include "issuing-fixture.h"

#include "issuing/kms-history.h"

#include <string.h>

#define HOUR (3600 * (gint64) G_USEC_PER_SEC)

/* One question. */
typedef struct
{
  const char *dealer;
  KmsList *list;              /* owned by the caller */
  const KmsStorePlace *after; /* of a chunk */
  guint n_rows;
  gboolean demo;
} Question;

static void
issue_for (Fixture *fixture,
           const char *dealer,
           const char *device_id,
           guint part,
           guint first,
           guint n,
           const char *site,
           gint64 at)
{
  g_autoptr (KmsRequest) request = request_for (parts[part].category, device_id, part, first, n);
  g_autoptr (KmsIssuance) issuance = NULL;

  kms_site_set_line (&request->site, 0, site, NULL);
  kms_clock_set (fixture->clock, at);
  issuance = issued (fixture, dealer, request);
}

static gpointer
do_load_page (KmsStoreSession *session, gpointer data, GError **error)
{
  Question *question = data;

  return kms_history_load_page (session, question->dealer, question->list, error);
}

static KmsHistoryPage *
load_page (Fixture *fixture,
           const char *dealer,
           KmsListKind kind,
           const KmsListParameters *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsList) list = kms_list_new (kind, FALSE, parameters, &error);
  Question question = { .dealer = dealer, .list = list };
  KmsHistoryPage *page;

  g_assert_no_error (error);
  page = kms_store_run (fixture->store, KMS_STORE_READ, do_load_page, &question,
                        (GDestroyNotify) kms_history_page_free, &error);
  g_assert_no_error (error);
  return page;
}

/* A row in short: the issuance, first and last digits of the key, "r" when it was issued again. */
static void
append_rows (GString *text, const KmsHistoryPage *page)
{
  for (guint i = 0; i < page->rows->len; i++)
    {
      const KmsFoundKey *row = g_ptr_array_index (page->rows, i);

      g_string_append_printf (text, "%s:%c%s%s ", row->issuance_id, row->key->activation_key[0],
                              row->key->activation_key + 14, row->key->reissued ? "r" : "");
    }
}

static void
assert_rows (Fixture *fixture,
             const char *dealer,
             const KmsListParameters *parameters,
             const char *expected)
{
  g_autoptr (KmsHistoryPage) page = load_page (fixture, dealer, KMS_LIST_ISSUANCES, parameters);
  g_autoptr (GString) rows = g_string_new (NULL);

  append_rows (rows, page);
  g_assert_cmpstr (rows->str, ==, expected);
  g_assert_cmpuint (page->total, ==, page->rows->len);
  g_assert_true (page->total_exact);
  g_assert_null (page->next_cursor);
}

/* Issuances 1 to 5: of two dealers and three devices; the third and the fourth at one time. */
static void
fill (Fixture *fixture)
{
  issue_for (fixture, "a", DEVICE, 0, 0, 3, "Fukuoka", NOW);
  issue_for (fixture, "b", OTHER, 1, 0, 2, "Osaka", NOW + HOUR);
  issue_for (fixture, "a", MAC, 2, 0, 1, "Tokyo", NOW + 2 * HOUR);
  issue_for (fixture, "a", OTHER, 1, 1, 2, "福岡 3F", NOW + 2 * HOUR);
  issue_for (fixture, "a", DEVICE, 0, 2, 2, "fukuoka", NOW + 30 * HOUR);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  const KmsListParameters none = { 0 };
  const KmsListParameters ascending = { .order = "asc" };
  g_autoptr (KmsHistoryPage) page = NULL;
  const KmsFoundKey *row;

  fill (fixture);
  assert_rows (fixture, "a", &none, "5:102r 5:103 4:201r 4:202 3:300 1:100 1:101 1:102 ");
  assert_rows (fixture, "a", &ascending, "1:100 1:101 1:102 3:300 4:201r 4:202 5:102r 5:103 ");
  assert_rows (fixture, "b", &none, "2:200 2:201 ");
  assert_rows (fixture, "c", &none, "");

  page = load_page (fixture, "a", KMS_LIST_ISSUANCES, &none);
  row = g_ptr_array_index (page->rows, 0);
  g_assert_cmpint (row->at, ==, NOW + 30 * HOUR);
  g_assert_cmpint (row->key->issued_at, ==, NOW);
  g_assert_cmpstr (row->key->device_id, ==, DEVICE);
  g_assert_cmpstr (row->key->site.line[0], ==, "fukuoka");
  g_assert_cmpstr (row->key->part_number, ==, "KX-ONE");
  assert_derived (row->key, 3);
}

/* Pages of every size, with something added and something released between them: what was there is
 * there once. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = { "5:102r 5:103 4:201r 4:202 3:300 1:100 1:101 1:102 ",
                                          "1:100 1:101 1:102 3:300 4:201r 4:202 5:102r 5:103 " };

  fill (fixture);
  for (guint size = 1; size <= 9; size++)
    {
      for (guint ascending = 0; ascending < 2; ascending++)
        {
          g_autoptr (GString) rows = g_string_new (NULL);
          g_autofree char *limit = g_strdup_printf ("%u", size);
          g_autofree char *cursor = NULL;
          guint n_pages = 0;

          do
            {
              const KmsListParameters parameters = { .order = ascending ? "asc" : "desc",
                                                     .limit = limit,
                                                     .to = "2025-06-17",
                                                     .cursor = cursor };
              g_autoptr (KmsHistoryPage) page =
                  load_page (fixture, "a", KMS_LIST_ISSUANCES, &parameters);

              append_rows (rows, page);
              g_assert_cmpuint (page->total, ==, 8);
              g_free (cursor);
              cursor = g_steal_pointer (&page->next_cursor);
              n_pages++;
              /* Newer ones, outside what is asked for, and those of others at the same time. */
              issue_for (fixture, "b", OTHER, 1, 10, 1, "", NOW + 2 * HOUR);
              issue_for (fixture, "a", DEVICE, 0, 20, 1, "", NOW + 100 * HOUR);
            }
          while (cursor != NULL);
          g_assert_cmpstr (rows->str, ==, expected[ascending]);
          g_assert_cmpuint (n_pages, ==, (8 + size - 1) / size);
        }
    }
}

/* A row that is added in front while somebody pages neither comes in between nor pushes one out. */
static void
test_added_meanwhile (Fixture *fixture, gconstpointer data)
{
  const KmsListParameters first = { .limit = "3" };
  g_autoptr (KmsHistoryPage) page = NULL;
  g_autoptr (KmsHistoryPage) next = NULL;
  g_autoptr (GString) rows = g_string_new (NULL);
  KmsListParameters second = first;

  fill (fixture);
  page = load_page (fixture, "a", KMS_LIST_ISSUANCES, &first);
  issue_for (fixture, "a", DEVICE, 0, 30, 1, "", NOW + 31 * HOUR);
  issue_for (fixture, "a", DEVICE, 0, 31, 1, "", NOW + 30 * HOUR);
  second.cursor = page->next_cursor;
  next = load_page (fixture, "a", KMS_LIST_ISSUANCES, &second);
  append_rows (rows, page);
  append_rows (rows, next);
  g_assert_cmpstr (rows->str, ==, "5:102r 5:103 4:201r 4:202 3:300 1:100 ");
  /* As it was with the first page. */
  g_assert_cmpuint (next->total, ==, 8);
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    KmsListParameters parameters;
    const char *rows;
  } cases[] = {
    { { .device_id = DEVICE }, "5:102r 5:103 1:100 1:101 1:102 " },
    { { .device_id = "0123-4567" }, "5:102r 5:103 3:300 1:100 1:101 1:102 " },
    { { .device_id = "01:23:45:67:89:ab" }, "5:102r 5:103 3:300 1:100 1:101 1:102 " },
    { { .device_id = "89AB" }, "3:300 " },
    { { .device_id = "3210" }, "4:201r 4:202 " },
    { { .device_id = "fedc" }, "4:201r 4:202 " },
    { { .device_id = "23210" }, "" },
    { { .activation_key = "1000-0000-0000-0002" }, "5:102r 1:102 " },
    { { .activation_key = "0002" }, "5:102r 4:202 1:102 " },
    { { .activation_key = "1000" }, "5:102r 5:103 1:100 1:101 1:102 " },
    { { .activation_key = "1000", .order = "asc" }, "1:100 1:101 1:102 5:102r 5:103 " },
    { { .activation_key = "0002", .device_id = DEVICE }, "5:102r 1:102 " },
    { { .activation_key = "0002", .device_id = "3210" }, "4:202 " },
    { { .activation_key = "1000000000000002", .device_id = OTHER }, "" },
    /* a key that only the other dealer issued, and one that both did */
    { { .activation_key = "2000000000000000" }, "" },
    { { .activation_key = "2000000000000001" }, "4:201r " },
    { { .q = "FUKUOKA" }, "5:102r 5:103 1:100 1:101 1:102 " },
    { { .q = "福岡　３ｆ" }, "4:201r 4:202 " },
    { { .q = "osaka" }, "" },
    { { .q = "89ab" }, "3:300 " },
    { { .q = "fukuoka", .activation_key = "0002" }, "5:102r 1:102 " },
    { { .q = "fukuoka", .from = "2025-06-16" }, "5:102r 5:103 " },
    /* 15:06:40 and 17:06:40 on the 15th, 21:06:40 on the 16th; in Tokyo the next days */
    { { .to = "2025-06-15" }, "4:201r 4:202 3:300 1:100 1:101 1:102 " },
    { { .from = "2025-06-16", .tz = "Asia/Tokyo", .to = "2025-06-16" },
      "4:201r 4:202 3:300 1:100 1:101 1:102 " },
    { { .to = "2025-06-15", .tz = "Asia/Tokyo" }, "" },
    { { .from = "2025-06-17", .tz = "Asia/Tokyo" }, "5:102r 5:103 " },
    { { .from = "2025-06-16", .tz = "America/New_York" }, "5:102r 5:103 " },
    { { .from = "2025-06-17" }, "" },
  };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      assert_rows (fixture, "a", &cases[i].parameters, cases[i].rows);
    }
}

/* A released key is in no list, and its later binding is another row; the report keeps all. */
static void
test_released (Fixture *fixture, gconstpointer data)
{
  const KmsListParameters none = { 0 };
  const KmsListParameters of_key = { .activation_key = "1000000000000002" };
  g_autoptr (KmsHistoryPage) report = NULL;
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  fill (fixture);
  g_assert_true (release (fixture, "1000000000000002", &error));
  assert_rows (fixture, "a", &none, "5:103 4:201r 4:202 3:300 1:100 1:101 ");
  assert_rows (fixture, "a", &of_key, "");
  issue_for (fixture, "a", OTHER, 0, 2, 1, "", NOW + 40 * HOUR);
  assert_rows (fixture, "a", &of_key, "6:102 ");
  report = load_page (fixture, "a", KMS_LIST_HISTORY, &none);
  append_rows (rows, report);
  g_assert_cmpstr (rows->str, ==, "6:102 5:102r 5:103 4:201r 4:202 3:300 1:100 1:101 1:102 ");
}

/* So many that begin alike that they are not sorted, but gone over along the time. */
static void
test_common_beginning (Fixture *fixture, gconstpointer data)
{
  static const KmsListParameters cases[] = {
    { .device_id = "0080F0", .limit = "3" },
    { .device_id = "0080", .limit = "3" },
    { .activation_key = "ABCD", .limit = "3" },
    { .activation_key = "ABCDE0", .device_id = "0080F", .limit = "3" },
    { .q = "many", .limit = "3" },
    { .q = "0080", .limit = "3" },
    { .q = "ABCDE", .limit = "3" },
    { .limit = "3" },
  };
  static const char *const statements[] = {
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)"
    " INSERT INTO activation SELECT printf ('ABCDE%011X', i), 'A', 3 FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)"
    " INSERT INTO binding SELECT i, printf ('ABCDE%011X', i), 3, printf ('0080F0%06X', i), 1,"
    "   '0000000000000000', i, NULL FROM n",
    "INSERT INTO issue SELECT id, 'a', 'live-link', device_id, id, 'Many', '', NULL, NULL, NULL"
    " FROM binding",
    "INSERT INTO issue_key SELECT id, 1, id, 0 FROM binding",
    "INSERT INTO site SELECT id, 'a', 'live-link', device_id, 'Many', '', 1 FROM binding",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    assert_answer (fixture, statements[i], "-");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (KmsHistoryPage) page = load_page (fixture, "a", KMS_LIST_ISSUANCES, &cases[i]);
      g_autoptr (KmsHistoryPage) next = NULL;
      g_autoptr (GString) rows = g_string_new (NULL);
      KmsListParameters behind = cases[i];

      g_test_message ("case %u", i);
      behind.cursor = page->next_cursor;
      next = load_page (fixture, "a", KMS_LIST_ISSUANCES, &behind);
      append_rows (rows, page);
      append_rows (rows, next);
      g_assert_cmpstr (rows->str, ==, "10001:A11 10000:A10 9999:A0F 9998:A0E 9997:A0D 9996:A0C ");
      /* With a text that is so common, not all are counted. */
      g_assert_cmpuint (page->total, ==, cases[i].q != NULL ? 4000 : 10000);
      g_assert_false (page->total_exact);
      g_assert_cmpuint (next->total, ==, page->total);
      g_assert_false (next->total_exact);
    }
  /* One less is exact. */
  assert_answer (fixture, "UPDATE binding SET released_at = 1 WHERE id = 1", "-");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (KmsHistoryPage) page = load_page (fixture, "a", KMS_LIST_ISSUANCES, &cases[i]);

      /* Digits may be a word, too, of any of the sites that are not in the index yet. */
      if (cases[i].q != NULL && !g_str_equal (cases[i].q, "many"))
        continue;
      g_assert_cmpuint (page->total, ==, 10000);
      g_assert_true (page->total_exact);
    }
}

/* Days of the time zone, the one with 23 hours and the one with 25 among them. */
static void
test_daily (Fixture *fixture, gconstpointer data)
{
  /* 2026-03-08T05:00Z begins the 8th in New York, 2026-03-09T04:00Z the 9th. */
  gint64 eighth = G_GINT64_CONSTANT (1772946000) * G_USEC_PER_SEC;
  static const struct
  {
    KmsListParameters parameters;
    const char *rows; /* day: issued reissued devices; */
    guint total;
    gboolean more;
  } cases[] = {
    { { .tz = "America/New_York" },
      "2026-03-09:1 0 1;2026-03-08:4 1 2;2026-03-07:1 0 1;",
      3,
      FALSE },
    { { .tz = "America/New_York", .order = "asc" },
      "2026-03-07:1 0 1;2026-03-08:4 1 2;2026-03-09:1 0 1;",
      3,
      FALSE },
    { { .tz = "America/New_York", .limit = "2" }, "2026-03-09:1 0 1;2026-03-08:4 1 2;", 3, TRUE },
    { { .tz = "America/New_York", .from = "2026-03-08", .to = "2026-03-08" },
      "2026-03-08:4 1 2;",
      1,
      FALSE },
    { { .tz = "UTC" }, "2026-03-09:2 0 2;2026-03-08:4 1 2;", 2, FALSE },
    { { .to = "2026-03-01" }, "", 0, FALSE },
  };

  issue_for (fixture, "a", DEVICE, 0, 0, 1, "", eighth - 1);
  issue_for (fixture, "a", DEVICE, 0, 1, 2, "", eighth);
  issue_for (fixture, "b", DEVICE, 0, 9, 1, "", eighth);
  issue_for (fixture, "a", OTHER, 1, 0, 1, "", eighth + HOUR);
  issue_for (fixture, "a", DEVICE, 0, 1, 1, "", eighth + 2 * HOUR);
  issue_for (fixture, "a", DEVICE, 0, 3, 1, "", eighth + 23 * HOUR - 1);
  issue_for (fixture, "a", MAC, 2, 0, 1, "", eighth + 23 * HOUR);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (KmsHistoryPage) page =
          load_page (fixture, "a", KMS_LIST_DAILY, &cases[i].parameters);
      g_autoptr (GString) rows = g_string_new (NULL);

      for (guint j = 0; j < page->rows->len; j++)
        {
          const KmsDailyRow *row = g_ptr_array_index (page->rows, j);
          char date[KMS_DAY_SIZE];

          g_string_append_printf (rows, "%s:%d %d %d;", kms_day_to_string (row->day, date),
                                  (int) row->sum.issued_keys, (int) row->sum.reissued_keys,
                                  (int) row->sum.devices);
        }
      g_test_message ("case %u", i);
      g_assert_cmpstr (rows->str, ==, cases[i].rows);
      g_assert_cmpuint (page->total, ==, cases[i].total);
      g_assert_true ((page->next_cursor != NULL) == cases[i].more);
      if (cases[i].more)
        {
          KmsListParameters behind = cases[i].parameters;
          g_autoptr (KmsHistoryPage) next = NULL;

          behind.cursor = page->next_cursor;
          next = load_page (fixture, "a", KMS_LIST_DAILY, &behind);
          g_assert_cmpuint (next->rows->len, ==, 1);
          g_assert_null (next->next_cursor);
        }
    }
}

static gpointer
do_load_chunk (KmsStoreSession *session, gpointer data, GError **error)
{
  Question *question = data;

  return kms_history_load_chunk (session, question->dealer, question->list, question->after,
                                 question->n_rows, question->demo, error);
}

/* A whole report, @n_rows at a time. */
static char *
load_csv (Fixture *fixture, KmsListKind kind, const KmsListParameters *parameters, guint n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsList) list = kms_list_new (kind, TRUE, parameters, &error);
  Question question = { .dealer = "a", .list = list, .n_rows = n_rows };
  GString *csv = g_string_new (NULL);
  KmsStorePlace last;
  gboolean complete;

  g_assert_no_error (error);
  do
    {
      g_autoptr (KmsHistoryChunk) chunk =
          kms_store_run (fixture->store, KMS_STORE_READ, do_load_chunk, &question,
                         (GDestroyNotify) kms_history_chunk_free, &error);

      g_assert_no_error (error);
      g_string_append (csv, chunk->text->str);
      last = chunk->last;
      complete = chunk->complete;
      question.after = &last;
    }
  while (!complete);
  return g_string_free (csv, FALSE);
}

/* In Tokyo, with everything that needs care: quotes, formulas, two addresses, Live Link. */
static void
test_csv (Fixture *fixture, gconstpointer data)
{
  static const char expected[] =
      "\"issued_at\",\"event\",\"category\",\"device_id\","
      "\"site_1\",\"site_2\",\"activation_key\",\"part_number\","
      "\"purpose\",\"registration_key\",\"mailed_to\"\r\n"
      "\"2025-06-16T00:06:40+09:00\",\"issued\",\"hdvc\",\"0123-4567-89AB-CDEF\","
      "\"Say \"\"3F\"\", please\",\"'=1+1\",\"1000-0000-0000-0000\",\"KX-ONE\","
      "\"One\",\"@\",\"a@example.com b@example.com\"\r\n"
      "\"2025-06-16T01:06:40+09:00\",\"issued\",\"live-link\",\"01:23:45:67:89:AB\","
      "\"本社\",\"\",\"3000-0000-0000-0000\",\"LL-ONE\","
      "\"Link\",\"@\",\"\"\r\n"
      "\"2025-06-16T02:06:40+09:00\",\"reissued\",\"hdvc\",\"0123-4567-89AB-CDEF\","
      "\"\",\"\",\"1000-0000-0000-0000\",\"KX-ONE\","
      "\"One\",\"@\",\"\"\r\n";
  const KmsListParameters parameters = { .order = "asc", .tz = "Asia/Tokyo" };
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsIssuance) first = NULL;
  g_autoptr (GRegex) keys = g_regex_new ("[0-9A-F-]{19}(?=\",\"[^\"]*\"\r)", 0, 0, NULL);

  kms_site_set_line (&request->site, 0, "Say \"3F\", please", NULL);
  kms_site_set_line (&request->site, 1, "=1+1", NULL);
  kms_request_add_mail (request, "a@example.com", NULL);
  kms_request_add_mail (request, "b@example.com", NULL);
  first = issued (fixture, "a", request);
  issue_for (fixture, "a", MAC, 2, 0, 1, "本社", NOW + HOUR);
  issue_for (fixture, "a", DEVICE, 0, 0, 1, "", NOW + 2 * HOUR);
  for (guint n_rows = 1; n_rows <= 4; n_rows++)
    {
      g_autofree char *csv = load_csv (fixture, KMS_LIST_HISTORY, &parameters, n_rows);
      g_autofree char *plain = g_regex_replace (keys, csv, -1, 0, "@", 0, NULL);

      g_assert_cmpstr (plain, ==, expected);
      g_assert_nonnull (strstr (csv, key_at (first, 0)->registration_key + 16));
    }
}

static void
test_daily_csv (Fixture *fixture, gconstpointer data)
{
  const KmsListParameters parameters = { .tz = "Asia/Tokyo" };

  fill (fixture);
  for (guint n_rows = 1; n_rows <= 3; n_rows++)
    {
      g_autofree char *csv = load_csv (fixture, KMS_LIST_DAILY, &parameters, n_rows);

      g_assert_cmpstr (csv, ==,
                       "\"date\",\"issued_keys\",\"reissued_keys\",\"devices\"\r\n"
                       "\"2025-06-17\",\"1\",\"1\",\"1\"\r\n"
                       "\"2025-06-16\",\"5\",\"1\",\"3\"\r\n");
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "order", test_order },
    { "pages", test_pages },
    { "added-meanwhile", test_added_meanwhile },
    { "filters", test_filters },
    { "released", test_released },
    { "common-beginning", test_common_beginning },
    { "daily", test_daily },
    { "csv", test_csv },
    { "daily-csv", test_daily_csv },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/issuing/history/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
