/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reports: the one definition of their columns, and their rows as CSV. What is written is borrowed. */

#include "engine/kms-report.h"

#include "common/kms-csv.h"
#include "engine/kms-identifier.h"
#include "engine/kms-period.h"

static const char *const kinds[KMS_N_REPORT_KINDS] = {
  [KMS_REPORT_DAILY] = "daily",
  [KMS_REPORT_HISTORY] = "history",
};

/* The last one of each stands in what a demo writes only. */
static const KmsReportColumn daily_columns[] = {
  { "date", KMS_REPORT_DATE, 12 },
  { "issued_keys", KMS_REPORT_NUMBER, 12 },
  { "reissued_keys", KMS_REPORT_NUMBER, 14 },
  { "devices", KMS_REPORT_NUMBER, 10 },
  { "note", KMS_REPORT_TEXT, 28 },
};
static const KmsReportColumn history_columns[] = {
  { "issued_at", KMS_REPORT_TIME, 20 },      { "event", KMS_REPORT_TEXT, 10 },
  { "category", KMS_REPORT_TEXT, 10 },       { "device_id", KMS_REPORT_TEXT, 21 },
  { "site_1", KMS_REPORT_TEXT, 32 },         { "site_2", KMS_REPORT_TEXT, 32 },
  { "activation_key", KMS_REPORT_TEXT, 21 }, { "part_number", KMS_REPORT_TEXT, 16 },
  { "purpose", KMS_REPORT_TEXT, 24 },        { "registration_key", KMS_REPORT_TEXT, 21 },
  { "mailed_to", KMS_REPORT_TEXT, 32 },      { "note", KMS_REPORT_TEXT, 28 },
};
static const char demo_note[] = "DEMO: not for real devices";

G_STATIC_ASSERT (G_N_ELEMENTS (history_columns) <= KMS_REPORT_MAX_COLUMNS);

/**
 * kms_report_kind_to_string:
 * @kind: a report
 *
 * Returns: (transfer none): its name in the contract
 */
const char *
kms_report_kind_to_string (KmsReportKind kind)
{
  return kinds[kind];
}

/**
 * kms_report_kind_from_string:
 * @string: what may be the name of a report
 * @kind: (out): the report
 *
 * Returns: whether it is one; otherwise @kind is left alone
 */
gboolean
kms_report_kind_from_string (const char *string, KmsReportKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (string, kinds[i]))
        {
          *kind = (KmsReportKind) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * kms_report_get_columns:
 * @kind: a report
 * @demo: whether its keys work on no real device, which a last column says in each row
 * @n_columns: (out): how many there are, at most %KMS_REPORT_MAX_COLUMNS
 *
 * Returns: (transfer none) (array length=n_columns): its columns
 */
const KmsReportColumn *
kms_report_get_columns (KmsReportKind kind, gboolean demo, guint *n_columns)
{
  const KmsReportColumn *columns = kind == KMS_REPORT_DAILY ? daily_columns : history_columns;
  guint n =
      kind == KMS_REPORT_DAILY ? G_N_ELEMENTS (daily_columns) : G_N_ELEMENTS (history_columns);

  *n_columns = demo ? n : n - 1;
  return columns;
}

/**
 * kms_report_query_new:
 * @kind: which report
 * @from: (nullable): its first day, YYYY-MM-DD; %NULL for the beginning
 * @to: (nullable): its last day; %NULL for today
 * @tz: the time zone of days and times, by its name in the IANA database
 *
 * Whoever answers the query checks it.
 *
 * Returns: (transfer full): what is asked for
 */
KmsReportQuery *
kms_report_query_new (KmsReportKind kind, const char *from, const char *to, const char *tz)
{
  KmsReportQuery *query = g_new0 (KmsReportQuery, 1);

  query->kind = kind;
  query->from = g_strdup (from);
  query->to = g_strdup (to);
  query->tz = g_strdup (tz);
  return query;
}

/**
 * kms_report_query_copy:
 * @query: what is asked for
 *
 * Returns: (transfer full): another with the same content
 */
KmsReportQuery *
kms_report_query_copy (const KmsReportQuery *query)
{
  return kms_report_query_new (query->kind, query->from, query->to, query->tz);
}

/**
 * kms_report_query_free:
 * @query: (transfer full) (nullable): what was asked for
 */
void
kms_report_query_free (KmsReportQuery *query)
{
  if (query == NULL)
    return;

  g_free (query->from);
  g_free (query->to);
  g_free (query->tz);
  g_free (query);
}

/**
 * kms_report_append_header:
 * @csv: the text to append to
 * @kind: which report
 * @demo: whether its keys work on no real device
 *
 * Appends the names of the columns.
 */
void
kms_report_append_header (GString *csv, KmsReportKind kind, gboolean demo)
{
  guint n_columns;
  const KmsReportColumn *columns = kms_report_get_columns (kind, demo, &n_columns);
  const char *names[KMS_REPORT_MAX_COLUMNS + 1] = { NULL };

  for (guint i = 0; i < n_columns; i++)
    names[i] = columns[i].name;
  kms_csv_append_row (csv, names);
}

/**
 * kms_report_append_day:
 * @csv: the text to append to
 * @day: a row of the daily totals
 * @demo: whether its keys work on no real device
 */
void
kms_report_append_day (GString *csv, const KmsReportDay *day, gboolean demo)
{
  const gint64 values[] = { day->issued_keys, day->reissued_keys, day->devices };
  char date[KMS_PERIOD_DAY_SIZE];
  char numbers[G_N_ELEMENTS (values)][24];
  const char *const fields[] = { date, numbers[0], numbers[1], numbers[2], demo ? demo_note : NULL,
                                 NULL };

  kms_period_write_day (&day->date, date);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_snprintf (numbers[i], sizeof numbers[i], "%" G_GINT64_FORMAT, values[i]);
  kms_csv_append_row (csv, fields);
}

/**
 * kms_report_append_key:
 * @csv: the text to append to
 * @fields: a row of the history; identifiers in canonical form
 * @demo: whether the key works on no real device
 */
void
kms_report_append_key (GString *csv, const KmsReportFields *fields, gboolean demo)
{
  char device_id[KMS_IDENTIFIER_SHOWN_SIZE];
  char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  char registration_key[KMS_IDENTIFIER_SHOWN_SIZE];
  const char *const row[] = {
    fields->issued_at,
    fields->reissued ? "reissued" : "issued",
    kms_category_to_string (fields->category),
    kms_identifier_format (kms_identifier_device_kind (fields->category), fields->device_id,
                           device_id),
    fields->site[0],
    fields->site[1],
    kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, fields->activation_key, activation_key),
    fields->part_number,
    fields->purpose,
    kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, fields->registration_key,
                           registration_key),
    fields->mailed_to,
    demo ? demo_note : NULL,
    NULL,
  };

  kms_csv_append_row (csv, row);
}
