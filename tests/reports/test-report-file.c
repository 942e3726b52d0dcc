/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of reports over a real demo: each format, what Shift_JIS cannot hold, and that nothing is left of
 * what was not saved. Independent readers look at the files in tests/cli/test_report.py. */

#include "async-test.h"
#include "common/kms-csv.h"
#include "common/kms-error.h"
#include "demo/kms-demo-backend.h"
#include "engine/kms-practice-sheet.h"
#include "reports/kms-report-file.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1750000000000000) /* 2025-06-15T15:06:40Z */

/* The rows of the sample, which a demo has from the start. */
#define N_SAMPLES 8

typedef struct
{
  char *folder;
  GFile *target; /* in the folder */
  KmsBackend *backend;
  KmsReportQuery *query;
  GCancellable *cancellable;
  guint n_fetching; /* how often progress was told */
  guint n_converting;
  KmsReportStage cancel_at;
  gboolean cancels;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsClock) clock = kms_clock_new_fixed (NOW);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "report.csv", NULL);
  fixture->target = g_file_new_for_path (path);
  fixture->backend = kms_demo_backend_new (NULL, clock, &error);
  g_assert_no_error (error);
  fixture->query = kms_report_query_new (KMS_REPORT_HISTORY, NULL, NULL, "Asia/Tokyo");
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->backend);
  g_unlink (g_file_peek_path (fixture->target));
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* nothing else is in it */
  g_object_unref (fixture->target);
  g_object_unref (fixture->cancellable);
  kms_report_query_free (fixture->query);
  g_free (fixture->folder);
}

/* Issues one key for a device of its own. */
static void
issue (Fixture *fixture, const char *first, const char *second)
{
  g_autofree char *attempt = g_uuid_string_random ();
  g_autoptr (GArray) sheets = kms_practice_sheet_make_random (KMS_CATEGORY_HDVC, 1);
  const KmsPracticeSheet *sheet = &g_array_index (sheets, KmsPracticeSheet, 0);
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, sheet->pair.activation_key);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (kms_request_add_pair (request, &sheet->pair, NULL));
  g_assert_true (kms_site_set_line (&request->site, 0, first, NULL));
  g_assert_true (kms_site_set_line (&request->site, 1, second, NULL));
  kms_backend_issue_async (fixture->backend, request, attempt, NULL, take_result, &result);
  issuance = kms_backend_issue_finish (fixture->backend, wait_for_new (&result), &error);
  g_assert_no_error (error);
}

static void
on_progress (KmsReportStage stage, goffset done, goffset total, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_main_context_is_owner (NULL)); /* on the thread of the caller */
  g_assert_cmpint (done, >, 0);
  if (stage == KMS_REPORT_FETCHING)
    {
      g_assert_cmpint (total, ==, -1);
      fixture->n_fetching++;
    }
  else
    {
      g_assert_cmpint (done, <=, total);
      fixture->n_converting++;
    }
  if (fixture->cancels && stage == fixture->cancel_at)
    g_cancellable_cancel (fixture->cancellable);
}

static KmsReportFile *
new_file (Fixture *fixture, KmsReportFormat format)
{
  return kms_report_file_new (KMS_REPORTER (fixture->backend), fixture->query, format,
                              fixture->target);
}

static gboolean
prepare (Fixture *fixture, KmsReportFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_report_file_prepare_async (file, on_progress, fixture, fixture->cancellable, take_result,
                                 &result);
  return kms_report_file_prepare_finish (file, wait_for_new (&result), error);
}

static gboolean
save (Fixture *fixture, KmsReportFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_report_file_save_async (file, fixture->cancellable, take_result, &result);
  return kms_report_file_save_finish (file, wait_for_new (&result), error);
}

static void
prepare_and_save (Fixture *fixture, KmsReportFormat format)
{
  g_autoptr (KmsReportFile) file = new_file (fixture, format);
  g_autoptr (GError) error = NULL;

  prepare (fixture, file, &error);
  g_assert_no_error (error);
  save (fixture, file, &error);
  g_assert_no_error (error);
}

static GBytes *
read_target (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_file_load_bytes (fixture->target, NULL, NULL, &error);

  g_assert_no_error (error);
  return bytes;
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* The rows of a CSV, the names of the columns among them. */
static GPtrArray *
parse (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = kms_csv_parse (text, length, &error);

  g_assert_no_error (error);
  return rows;
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    KmsReportFormat format;
    gboolean marked; /* with a byte order mark */
  } cases[] = { { KMS_REPORT_CSV_UTF_8, FALSE }, { KMS_REPORT_CSV_EXCEL, TRUE } };

  issue (fixture, "=1+1", "♡ 本社");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GPtrArray) rows = NULL;
      const char *text;
      gsize size;

      prepare_and_save (fixture, cases[i].format);
      bytes = read_target (fixture);
      text = g_bytes_get_data (bytes, &size);
      g_assert_true ((memcmp (text, "\xEF\xBB\xBF", 3) == 0) == cases[i].marked);
      g_assert_nonnull (g_strstr_len (text, (gssize) size, "\"'=1+1\""));
      rows = parse (text, (gssize) size);
      g_assert_cmpuint (rows->len, ==, 1 + N_SAMPLES + 1);
      g_assert_cmpstr (((char **) rows->pdata[1])[0], ==, "2025-06-16T00:06:40+09:00");
      g_assert_cmpstr (((char **) rows->pdata[1])[4], ==, "=1+1");
      g_assert_cmpstr (((char **) rows->pdata[1])[5], ==, "♡ 本社");
      g_assert_cmpstr (((char **) rows->pdata[1])[11], ==, "DEMO: not for real devices");
    }
  g_assert_cmpuint (fixture->n_fetching, ==, 2);
  g_assert_cmpuint (fixture->n_converting, ==, 0);
}

static void
assert_loss (GPtrArray *losses, guint index, guint row, guint column, const char *characters)
{
  const KmsReportLoss *loss = g_ptr_array_index (losses, index);

  g_assert_cmpuint (loss->row, ==, row);
  g_assert_cmpuint (loss->column, ==, column);
  g_assert_cmpstr (loss->characters, ==, characters);
}

/* What the code page has goes through: NEC's and IBM's characters, and twins from other systems. Of what
 * it has not, each field is told, and becomes GETA MARKs. U+00A5 must not turn into a backslash. */
static void
test_shift_jis (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsReportFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *text = NULL;
  GPtrArray *losses;

  issue (fixture, "①㈱髙﨑 ｶﾅ ～〜 −", "\\ ~");
  issue (fixture, "♡𠮷野家♡é", "¥100");
  file = new_file (fixture, KMS_REPORT_CSV_SHIFT_JIS);
  prepare (fixture, file, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_query_exists (fixture->target, NULL));
  losses = kms_report_file_get_losses (file);
  g_assert_cmpuint (kms_report_file_get_n_losses (file), ==, 2);
  g_assert_cmpuint (losses->len, ==, 2);
  assert_loss (losses, 0, 1, 4, "♡𠮷é");
  assert_loss (losses, 1, 1, 5, "¥");
  g_assert_cmpstr (((KmsReportLoss *) losses->pdata[0])->text, ==, "♡𠮷野家♡é");

  save (fixture, file, &error);
  g_assert_no_error (error);
  bytes = read_target (fixture);
  text = g_convert (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), "UTF-8",
                    "CP932", NULL, NULL, &error);
  g_assert_no_error (error);
  rows = parse (text, -1);
  g_assert_cmpuint (rows->len, ==, 1 + N_SAMPLES + 2);
  g_assert_cmpstr (((char **) rows->pdata[2])[4], ==, "①㈱髙﨑 ｶﾅ ～～ －");
  g_assert_cmpstr (((char **) rows->pdata[2])[5], ==, "\\ ~");
  g_assert_cmpstr (((char **) rows->pdata[1])[4], ==, "〓〓野家〓〓");
  g_assert_cmpstr (((char **) rows->pdata[1])[5], ==, "〓100");
  g_assert_cmpuint (fixture->n_converting, >=, 1);
}

static void
test_xlsx (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  prepare_and_save (fixture, KMS_REPORT_XLSX);
  bytes = read_target (fixture);
  g_assert_cmpint (memcmp (g_bytes_get_data (bytes, NULL), "PK\3\4", 4), ==, 0);
  fixture->query->kind = KMS_REPORT_DAILY;
  prepare_and_save (fixture, KMS_REPORT_XLSX);
}

/* A file of that name is replaced in the end, and not before. */
static void
test_replaces (Fixture *fixture, gconstpointer data)
{
  for (guint format = 0; format < KMS_N_REPORT_FORMATS; format++)
    {
      g_autoptr (KmsReportFile) file = new_file (fixture, format);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) before = NULL;
      g_autoptr (GBytes) after = NULL;

      g_assert_true (g_file_set_contents (g_file_peek_path (fixture->target), "old", -1, NULL));
      prepare (fixture, file, &error);
      g_assert_no_error (error);
      before = read_target (fixture);
      g_assert_cmpuint (g_bytes_get_size (before), ==, 3);
      g_assert_cmpuint (count_files (fixture), ==, 2);
      save (fixture, file, &error);
      g_assert_no_error (error);
      after = read_target (fixture);
      g_assert_cmpuint (g_bytes_get_size (after), >, 100);
      g_assert_cmpuint (count_files (fixture), ==, 1);
    }
}

/* Whoever asks and is told no lets go of it. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  for (guint format = 0; format < KMS_N_REPORT_FORMATS; format++)
    {
      g_autoptr (KmsReportFile) file = new_file (fixture, format);
      g_autoptr (GError) error = NULL;

      prepare (fixture, file, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_files (fixture), ==, 1);
      g_clear_object (&file);
      g_assert_cmpuint (count_files (fixture), ==, 0);
    }
}

/* Before it begins, while rows come, and before it takes its place. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 600; i++)
    issue (fixture, "Example Trading", "3rd floor");
  for (guint i = 0; i < 600; i++)
    issue (fixture, "本社", "");
  for (guint format = 0; format < KMS_N_REPORT_FORMATS; format++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsReportFile) early = new_file (fixture, format);
      g_autoptr (KmsReportFile) middle = new_file (fixture, format);
      g_autoptr (KmsReportFile) late = new_file (fixture, format);

      g_cancellable_cancel (fixture->cancellable);
      g_assert_false (prepare (fixture, early, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);

      g_cancellable_reset (fixture->cancellable);
      fixture->cancels = TRUE;
      g_assert_false (prepare (fixture, middle, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      fixture->cancels = FALSE;
      g_assert_cmpuint (count_files (fixture), ==, 0);

      g_cancellable_reset (fixture->cancellable);
      g_assert_true (prepare (fixture, late, &error));
      g_cancellable_cancel (fixture->cancellable);
      g_assert_false (save (fixture, late, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_object (&late);
      g_assert_cmpuint (count_files (fixture), ==, 0);
    }
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* While a thread converts: it may be done before it is told. Nothing is left in either case, nor open. */
static void
test_cancelled_converting (Fixture *fixture, gconstpointer data)
{
  static const KmsReportFormat formats[] = { KMS_REPORT_CSV_SHIFT_JIS, KMS_REPORT_XLSX };
  guint n_descriptors = 0;
  guint n_cancelled = 0;

  for (guint i = 0; i < 1200; i++)
    issue (fixture, "本社", "♡");
  {
    g_autoptr (KmsReportFile) whole = new_file (fixture, KMS_REPORT_CSV_SHIFT_JIS);

    g_assert_true (prepare (fixture, whole, NULL));
    g_assert_cmpuint (kms_report_file_get_n_losses (whole), ==, 1200);
    g_assert_cmpuint (kms_report_file_get_losses (whole)->len, ==, KMS_REPORT_MAX_LOSSES);
  }
  fixture->cancels = TRUE;
  fixture->cancel_at = KMS_REPORT_CONVERTING;
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (KmsReportFile) file = new_file (fixture, formats[i % 2]);
      g_autoptr (GError) error = NULL;

      g_cancellable_reset (fixture->cancellable);
      if (!prepare (fixture, file, &error))
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_assert_cmpuint (count_files (fixture), ==, 0);
          n_cancelled++;
        }
      g_clear_object (&file);
      g_assert_cmpuint (count_files (fixture), ==, 0);
      if (i == 1)
        n_descriptors = count_descriptors ();
    }
  g_test_message ("%u of 20 were cancelled in time", n_cancelled);
  g_assert_cmpuint (count_descriptors (), <=, n_descriptors);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *from;
    const char *tz;
    const char *target; /* NULL: as usual */
    KmsError code;
  } cases[] = {
    { "2026-02-30", "UTC", NULL, KMS_ERROR_PARAMETER_INVALID },
    { NULL, "Asia/Nowhere", NULL, KMS_ERROR_PARAMETER_INVALID },
    { NULL, "UTC", "file:///nonexistent/folder/report.csv", KMS_ERROR_STORE_FAILED },
    { NULL, "UTC", "file:///proc/report.csv", KMS_ERROR_STORE_FAILED },
    { NULL, "UTC", "sftp://example.com/report.csv", KMS_ERROR_STORE_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (KmsReportQuery) query =
          kms_report_query_new (KMS_REPORT_HISTORY, cases[i].from, NULL, cases[i].tz);
      g_autoptr (GFile) target = cases[i].target != NULL ? g_file_new_for_uri (cases[i].target)
                                                         : g_object_ref (fixture->target);
      g_autoptr (KmsReportFile) file = kms_report_file_new (KMS_REPORTER (fixture->backend), query,
                                                            KMS_REPORT_CSV_EXCEL, target);
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_false (prepare (fixture, file, &error));
      g_assert_error (error, KMS_ERROR, (int) cases[i].code);
      g_assert_cmpuint (count_files (fixture), ==, 0);
    }
}

/* Where a folder is in the way, the error says so and nothing else is there. */
static void
test_in_the_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsReportFile) file = new_file (fixture, KMS_REPORT_XLSX);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (g_file_peek_path (fixture->target), 0700), ==, 0);
  g_assert_true (prepare (fixture, file, &error));
  g_assert_false (save (fixture, file, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  g_clear_object (&file);
  g_assert_cmpuint (count_files (fixture), ==, 1);
  g_assert_cmpint (g_rmdir (g_file_peek_path (fixture->target)), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "csv", test_csv },
    { "shift-jis", test_shift_jis },
    { "xlsx", test_xlsx },
    { "replaces", test_replaces },
    { "dropped", test_dropped },
    { "cancelled", test_cancelled },
    { "cancelled-converting", test_cancelled_converting },
    { "refused", test_refused },
    { "in-the-way", test_in_the_way },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/report-file/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
