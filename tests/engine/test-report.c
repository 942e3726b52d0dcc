/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reports: their columns, their rows as CSV, the names of files, and days added up for a chart. */

#include "engine/kms-period.h"
#include "engine/kms-report.h"

/* The columns are those of the contract, in its order; those of the demo say so. */
static void
test_columns (void)
{
  static const struct
  {
    KmsReportKind kind;
    gboolean demo;
    const char *header;
  } cases[] = {
    { KMS_REPORT_DAILY, FALSE, "date,issued_keys,reissued_keys,devices" },
    { KMS_REPORT_DAILY, TRUE, "date,issued_keys,reissued_keys,devices,note" },
    { KMS_REPORT_HISTORY, FALSE,
      "issued_at,event,category,device_id,site_1,site_2,activation_key,part_number,purpose,"
      "registration_key,mailed_to" },
    { KMS_REPORT_HISTORY, TRUE,
      "issued_at,event,category,device_id,site_1,site_2,activation_key,part_number,purpose,"
      "registration_key,mailed_to,note" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) csv = g_string_new (NULL);
      g_autoptr (GString) names = g_string_new (NULL);
      guint n_columns;
      const KmsReportColumn *columns =
          kms_report_get_columns (cases[i].kind, cases[i].demo, &n_columns);

      for (guint j = 0; j < n_columns; j++)
        g_string_append_printf (names, "%s%s", j > 0 ? "," : "", columns[j].name);
      g_assert_cmpstr (names->str, ==, cases[i].header);
      g_assert_cmpuint (n_columns, <=, KMS_REPORT_MAX_COLUMNS);
      kms_report_append_header (csv, cases[i].kind, cases[i].demo);
      g_string_replace (csv, "\"", "", 0);
      g_string_append (names, "\r\n");
      g_assert_cmpstr (csv->str, ==, names->str);
    }
}

static void
test_kinds (void)
{
  KmsReportKind kind = KMS_REPORT_HISTORY;

  for (guint i = 0; i < KMS_N_REPORT_KINDS; i++)
    {
      g_assert_true (kms_report_kind_from_string (kms_report_kind_to_string (i), &kind));
      g_assert_cmpuint (kind, ==, i);
    }
  g_assert_false (kms_report_kind_from_string ("weekly", &kind));
  g_assert_cmpuint (kind, ==, KMS_REPORT_HISTORY);
}

/* Identifiers are grouped; what a spreadsheet would run is made harmless, full-width forms too. */
static void
test_rows (void)
{
  const KmsReportFields fields = {
    .issued_at = "2026-04-01T09:45:30+09:00",
    .reissued = TRUE,
    .category = KMS_CATEGORY_LIVE_LINK,
    .device_id = "1234567890AB",
    .site = { "＝HYPERLINK(1)", "a \"b\", c" },
    .activation_key = "0F1E2D3C4B5A6978",
    .part_number = "LL",
    .purpose = "@x",
    .registration_key = "FEDCBA9876543210",
    .mailed_to = "a@example.com b@example.com",
  };
  KmsReportDay day = { .issued_keys = 12, .reissued_keys = 0, .devices = 5 };
  g_autoptr (GString) csv = g_string_new (NULL);

  kms_report_append_key (csv, &fields, FALSE);
  g_date_clear (&day.date, 1);
  g_date_set_dmy (&day.date, 1, G_DATE_APRIL, 2026);
  kms_report_append_day (csv, &day, FALSE);
  kms_report_append_day (csv, &day, TRUE);
  g_assert_cmpstr (csv->str, ==,
                   "\"2026-04-01T09:45:30+09:00\",\"reissued\",\"live-link\",\"12:34:56:78:90:AB\","
                   "\"'＝HYPERLINK(1)\",\"a \"\"b\"\", c\",\"0F1E-2D3C-4B5A-6978\",\"LL\",\"'@x\","
                   "\"FEDC-BA98-7654-3210\",\"a@example.com b@example.com\"\r\n"
                   "\"2026-04-01\",\"12\",\"0\",\"5\"\r\n"
                   "\"2026-04-01\",\"12\",\"0\",\"5\",\"DEMO: not for real devices\"\r\n");
}

/* The name of a file says which days and which time zone. */
static void
test_file_names (void)
{
  static const struct
  {
    KmsReportFormat format;
    KmsReportKind kind;
    const char *from;
    const char *to;
    gboolean demo;
    const char *name;
  } cases[] = {
    { KMS_REPORT_CSV_EXCEL, KMS_REPORT_DAILY, "2026-04-01", "2026-04-30", FALSE,
      "kms-daily-2026-04-01-to-2026-04-30-America-Argentina-Salta.csv" },
    { KMS_REPORT_XLSX, KMS_REPORT_HISTORY, NULL, NULL, TRUE,
      "DEMO-kms-history-America-Argentina-Salta.xlsx" },
    { KMS_REPORT_CSV_SHIFT_JIS, KMS_REPORT_HISTORY, NULL, "2026-04-30", FALSE,
      "kms-history-to-2026-04-30-America-Argentina-Salta.csv" },
  };
  KmsReportFormat format = KMS_REPORT_XLSX;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (KmsReportQuery) query = kms_report_query_new (
          cases[i].kind, cases[i].from, cases[i].to, "America/Argentina/Salta");
      g_autofree char *name =
          kms_report_format_suggest_name (cases[i].format, query, cases[i].demo);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
  for (guint i = 0; i < KMS_N_REPORT_FORMATS; i++)
    {
      g_assert_true (kms_report_format_from_string (kms_report_format_to_string (i), &format));
      g_assert_cmpuint (format, ==, i);
    }
  g_assert_false (kms_report_format_from_string ("pdf", &format));
}

static GPtrArray *
make_days (const char *dates) /* separated by spaces */
{
  g_auto (GStrv) parts = g_strsplit (dates, " ", -1);
  GPtrArray *days = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL && parts[i][0] != '\0'; i++)
    {
      KmsReportDay *day = g_new0 (KmsReportDay, 1);

      g_assert_true (kms_period_read_day (parts[i], &day->date));
      day->issued_keys = 1 << i;
      day->reissued_keys = 1;
      g_ptr_array_add (days, day);
    }
  return days;
}

/* The first of the days counts 1, the second 2, then 4, 8 and so on. */
static void
test_bars (void)
{
  static const struct
  {
    const char *days;
    KmsReportStep step;
    const char *bars; /* first..last:issued+reissued */
  } cases[] = {
    { "", KMS_REPORT_PER_DAY, "" },
    /* the newest first, with days between on which nothing was issued */
    { "2026-03-01 2026-02-27", KMS_REPORT_PER_DAY,
      "2026-02-27..2026-02-27:2+1 2026-02-28..2026-02-28:0+0 2026-03-01..2026-03-01:1+1 " },
    /* weeks begin on Monday, over the end of a year; 2026-01-05 is one */
    { "2025-12-28 2025-12-29 2026-01-04 2026-01-05", KMS_REPORT_PER_WEEK,
      "2025-12-22..2025-12-28:1+1 2025-12-29..2026-01-04:6+2 2026-01-05..2026-01-11:8+1 " },
    /* months of each length, one of them empty */
    { "2024-01-31 2024-02-29 2024-04-01 2024-04-30", KMS_REPORT_PER_MONTH,
      "2024-01-01..2024-01-31:1+1 2024-02-01..2024-02-29:2+1 2024-03-01..2024-03-31:0+0 "
      "2024-04-01..2024-04-30:12+2 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) days = make_days (cases[i].days);
      g_autoptr (GArray) bars = kms_report_make_bars (days, cases[i].step);
      g_autoptr (GString) shown = g_string_new (NULL);

      for (guint j = 0; j < bars->len; j++)
        {
          const KmsReportBar *bar = &g_array_index (bars, KmsReportBar, j);
          char first[KMS_PERIOD_DAY_SIZE];
          char last[KMS_PERIOD_DAY_SIZE];

          g_string_append_printf (shown, "%s..%s:%d+%d ", kms_period_write_day (&bar->first, first),
                                  kms_period_write_day (&bar->last, last), (int) bar->issued_keys,
                                  (int) bar->reissued_keys);
        }
      g_assert_cmpstr (shown->str, ==, cases[i].bars);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/columns", test_columns);
  g_test_add_func ("/report/kinds", test_kinds);
  g_test_add_func ("/report/rows", test_rows);
  g_test_add_func ("/report/file-names", test_file_names);
  g_test_add_func ("/report/bars", test_bars);
  return g_test_run ();
}
