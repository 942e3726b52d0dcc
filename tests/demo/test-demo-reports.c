/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDemoBackend as a KmsReporter: daily totals, the history by pages, and the whole as CSV, which is long
 * enough to be read in several pieces. */

#include "async-test.h"
#include "client/kms-reporter.h"
#include "common/kms-error.h"
#include "demo/kms-demo-backend.h"
#include "engine/kms-period.h"
#include "engine/kms-practice-sheet.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1750000000000000) /* 2025-06-15T15:06:40Z */
#define DAY (24 * 3600 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  KmsClock *clock;
  KmsBackend *backend;
  KmsReporter *reporter; /* the same */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->backend = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->reporter = KMS_REPORTER (fixture->backend);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->backend);
  kms_clock_unref (fixture->clock);
}

/* Issues so many keys at a time, each for a device of its own. */
static void
issue (Fixture *fixture, gint64 at, guint n)
{
  g_autoptr (GArray) sheets = kms_practice_sheet_make_random (KMS_CATEGORY_HDVC, n);

  kms_clock_set (fixture->clock, at);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *attempt = g_uuid_string_random ();
      const KmsPracticeSheet *sheet = &g_array_index (sheets, KmsPracticeSheet, i);
      g_autoptr (KmsRequest) request =
          kms_request_new (KMS_CATEGORY_HDVC, sheet->pair.activation_key);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (KmsIssuance) issuance = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (kms_request_add_pair (request, &sheet->pair, NULL));
      kms_request_add_mail (request, "a@example.com", NULL);
      kms_request_add_mail (request, "b@example.com", NULL);
      kms_backend_issue_async (fixture->backend, request, attempt, NULL, take_result, &result);
      issuance = kms_backend_issue_finish (fixture->backend, wait_for_new (&result), &error);
      g_assert_no_error (error);
    }
}

static GPtrArray *
load_days (Fixture *fixture, const KmsReportQuery *query, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_reporter_load_days_async (fixture->reporter, query, NULL, take_result, &result);
  return kms_reporter_load_days_finish (fixture->reporter, wait_for_new (&result), error);
}

static KmsFoundPage *
load_page (Fixture *fixture, const KmsReportQuery *query, const char *cursor, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_reporter_load_page_async (fixture->reporter, query, cursor, NULL, take_result, &result);
  return kms_reporter_load_page_finish (fixture->reporter, wait_for_new (&result), error);
}

/* Days of the time zone; more of them than a page of the store has. */
static void
test_days (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsReportQuery) query =
      kms_report_query_new (KMS_REPORT_DAILY, NULL, NULL, "Asia/Tokyo");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) days = NULL;
  const KmsReportDay *day;
  char date[KMS_PERIOD_DAY_SIZE];

  for (guint i = 0; i < 250; i++)
    issue (fixture, NOW + i * DAY, 1 + i % 2);
  days = load_days (fixture, query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (days->len, ==, 251);
  day = g_ptr_array_index (days, 0);
  g_assert_cmpstr (kms_period_write_day (&day->date, date), ==, "2026-02-20");
  g_assert_cmpint (day->issued_keys, ==, 2);
  g_assert_cmpint (day->reissued_keys, ==, 0);
  g_assert_cmpint (day->devices, ==, 2);
  day = g_ptr_array_index (days, 250);
  g_assert_cmpstr (kms_period_write_day (&day->date, date), ==, "2011-01-20"); /* the sample */
  g_assert_cmpint (day->issued_keys, ==, 8);
  g_assert_cmpint (day->devices, ==, 1);

  query->from = g_strdup ("2025-06-16");
  query->to = g_strdup ("2025-06-17");
  g_ptr_array_unref (days);
  days = load_days (fixture, query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (days->len, ==, 2);
  day = g_ptr_array_index (days, 0);
  g_assert_cmpstr (kms_period_write_day (&day->date, date), ==, "2025-06-17");
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsReportQuery) query =
      kms_report_query_new (KMS_REPORT_HISTORY, NULL, NULL, "Asia/Tokyo");
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsFoundPage) page = NULL;
  g_autoptr (KmsFoundPage) next = NULL;
  const KmsFoundKey *found;

  issue (fixture, NOW, KMS_REPORTER_PAGE_SIZE);
  page = load_page (fixture, query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->rows->len, ==, KMS_REPORTER_PAGE_SIZE);
  g_assert_cmpuint (page->total, ==, KMS_REPORTER_PAGE_SIZE + 8);
  g_assert_true (page->total_exact);
  found = g_ptr_array_index (page->rows, 0);
  g_assert_cmpint (found->at, ==, NOW);
  g_assert_false (found->key->reissued);
  g_assert_cmpstr (found->mailed_to[1], ==, "b@example.com");

  next = load_page (fixture, query, page->next_cursor, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (next->rows->len, ==, 8);
  g_assert_null (next->next_cursor);
  found = g_ptr_array_index (next->rows, 0);
  g_assert_cmpstr (found->key->registration_key, ==, "1111111111111111");
  g_assert_cmpstr (found->key->site.line[1], ==, "DEMO-Fukuoka");
}

static void
count (goffset n_bytes, gpointer user_data)
{
  GArray *told = user_data;

  g_array_append_val (told, n_bytes);
}

/* Every row once, and every row marked. */
static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsReportQuery) query =
      kms_report_query_new (KMS_REPORT_HISTORY, NULL, NULL, "Asia/Tokyo");
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (goffset));
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  gsize size;

  issue (fixture, NOW, 2100);
  kms_reporter_write_csv_async (fixture->reporter, query, stream, count, told, NULL, take_result,
                                &result);
  g_assert_true (kms_reporter_write_csv_finish (fixture->reporter, wait_for_new (&result), &error));
  g_assert_no_error (error);
  size = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream));
  g_assert_cmpuint (told->len, ==, 3);
  g_assert_cmpint (g_array_index (told, goffset, 2), ==, (goffset) size);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  lines =
      g_strsplit (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)), "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 2100 + 8 + 1);
  for (guint i = 1; i < 2109; i++)
    g_assert_true (g_str_has_suffix (lines[i], ",\"DEMO: not for real devices\""));
}

/* A query that is not good, before anything is read. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *tz;
    const char *parameter;
  } cases[] = {
    { "yesterday", NULL, "UTC", "from" },
    { "2026-04-02", "2026-04-01", "UTC", "to" },
    { NULL, NULL, "JST-9", "tz" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (guint kind = 0; kind < KMS_N_REPORT_KINDS; kind++)
        {
          g_autoptr (KmsReportQuery) query =
              kms_report_query_new (kind, cases[i].from, cases[i].to, cases[i].tz);
          g_autoptr (GError) error = NULL;
          const KmsErrorDetail *details;
          guint n_details;

          if (kind == KMS_REPORT_DAILY)
            g_assert_null (load_days (fixture, query, &error));
          else
            g_assert_null (load_page (fixture, query, NULL, &error));
          g_assert_error (error, KMS_ERROR, KMS_ERROR_PARAMETER_INVALID);
          details = kms_error_get_details (error, &n_details);
          g_assert_cmpuint (n_details, ==, 1);
          g_assert_cmpstr (details[0].pointer, ==, cases[i].parameter);
        }
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "days", test_days },
    { "pages", test_pages },
    { "csv", test_csv },
    { "refused", test_refused },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/demo-reports/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
