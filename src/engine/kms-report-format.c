/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The formats of report files, as a table. Nothing is owned. */

#include "engine/kms-report.h"

static const struct
{
  const char *name;
  const char *extension;
} formats[KMS_N_REPORT_FORMATS] = {
  [KMS_REPORT_CSV_EXCEL] = { "csv-excel", "csv" },
  [KMS_REPORT_CSV_UTF_8] = { "csv", "csv" },
  [KMS_REPORT_CSV_SHIFT_JIS] = { "csv-sjis", "csv" },
  [KMS_REPORT_XLSX] = { "xlsx", "xlsx" },
};

/**
 * kms_report_format_to_string:
 * @format: a format
 *
 * Returns: (transfer none): its name for programs
 */
const char *
kms_report_format_to_string (KmsReportFormat format)
{
  return formats[format].name;
}

/**
 * kms_report_format_from_string:
 * @string: what may be the name of a format
 * @format: (out): the format
 *
 * Returns: whether it is one; otherwise @format is left alone
 */
gboolean
kms_report_format_from_string (const char *string, KmsReportFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (g_str_equal (string, formats[i].name))
        {
          *format = (KmsReportFormat) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * kms_report_format_suggest_name:
 * @format: a format
 * @query: which rows
 * @demo: whether their keys work on no real device
 *
 * Makes a name that says the days and the time zone, which a CSV with dates alone says nowhere else, such
 * as "kms-daily-2026-04-01-to-2026-04-30-Asia-Tokyo.csv".
 *
 * Returns: (transfer full): the name of a file
 */
char *
kms_report_format_suggest_name (KmsReportFormat format, const KmsReportQuery *query, gboolean demo)
{
  g_autoptr (GString) name = g_string_new (demo ? "DEMO-kms-" : "kms-");

  g_string_append (name, kms_report_kind_to_string (query->kind));
  if (query->from != NULL)
    g_string_append_printf (name, "-%s", query->from);
  if (query->to != NULL)
    g_string_append_printf (name, "-to-%s", query->to);
  g_string_append_printf (name, "-%s.%s", query->tz, formats[format].extension);
  return g_strdelimit (g_string_free (g_steal_pointer (&name), FALSE), "/", '-');
}
