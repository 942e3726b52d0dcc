/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-category.h"
#include "engine/kms-site.h"

G_BEGIN_DECLS

/* The reports (manual chapter 6): what they are called and what stands in them. The rows of the history are
 * KmsFoundKey, as everywhere. */

typedef enum
{
  KMS_REPORT_DAILY,   /* totals of days */
  KMS_REPORT_HISTORY, /* every key of every issuance */
} KmsReportKind;

#define KMS_N_REPORT_KINDS (KMS_REPORT_HISTORY + 1)

const char *kms_report_kind_to_string (KmsReportKind kind);
gboolean kms_report_kind_from_string (const char *string, KmsReportKind *kind);

/* What a column holds. */
typedef enum
{
  KMS_REPORT_TEXT,   /* also words and identifiers: a spreadsheet must not make a number of it */
  KMS_REPORT_NUMBER, /* a count */
  KMS_REPORT_DATE,   /* 2026-04-01 */
  KMS_REPORT_TIME,   /* 2026-04-01T09:45:30+09:00 */
} KmsReportType;

typedef struct
{
  const char *name; /* as in the contract, in files and on the wire */
  KmsReportType type;
  guint width; /* in a spreadsheet, in characters */
} KmsReportColumn;

#define KMS_REPORT_MAX_COLUMNS 12

/* With @demo there is one column more, which says so in each row. */
const KmsReportColumn *kms_report_get_columns (KmsReportKind kind, gboolean demo, guint *n_columns);

/* Which rows; the newest come first. */
typedef struct
{
  KmsReportKind kind;
  char *from; /* owned; the first day, YYYY-MM-DD; NULL: from the beginning */
  char *to;   /* owned; the last day; NULL: until today */
  char *tz;   /* owned; the time zone of days and times, of the IANA database */
} KmsReportQuery;

KmsReportQuery *kms_report_query_new (KmsReportKind kind,
                                      const char *from, /* nullable */
                                      const char *to,   /* nullable */
                                      const char *tz);
KmsReportQuery *kms_report_query_copy (const KmsReportQuery *query);
void kms_report_query_free (KmsReportQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsReportQuery, kms_report_query_free)

/* A row of the daily totals: a day on which something was issued. */
typedef struct
{
  GDate date;
  gint64 issued_keys;
  gint64 reissued_keys;
  gint64 devices; /* different ones, of both */
} KmsReportDay;

/* Writing rows as CSV, as the contract describes it: the form in which a report travels. */

/* What stands in a row of the history; all borrowed. */
typedef struct
{
  const char *issued_at; /* in the form of %KMS_REPORT_TIME */
  gboolean reissued;
  KmsCategory category;
  const char *device_id;
  const char *site[KMS_SITE_N_LINES];
  const char *activation_key;
  const char *part_number;
  const char *purpose;
  const char *registration_key;
  const char *mailed_to; /* two addresses with a space between them */
} KmsReportFields;

void kms_report_append_header (GString *csv, KmsReportKind kind, gboolean demo);
void kms_report_append_day (GString *csv, const KmsReportDay *day, gboolean demo);
void kms_report_append_key (GString *csv, const KmsReportFields *fields, gboolean demo);

/* The formats of files; the columns are the same in all of them. */
typedef enum
{
  KMS_REPORT_CSV_EXCEL,     /* CSV, UTF-8 with a byte order mark, which Excel looks for */
  KMS_REPORT_CSV_UTF_8,     /* CSV, UTF-8, as it travels */
  KMS_REPORT_CSV_SHIFT_JIS, /* CSV, Shift_JIS as Windows has it (CP932) */
  KMS_REPORT_XLSX,          /* Excel workbook */
} KmsReportFormat;

#define KMS_N_REPORT_FORMATS (KMS_REPORT_XLSX + 1)

const char *kms_report_format_to_string (KmsReportFormat format); /* "csv-excel"; for programs */
gboolean kms_report_format_from_string (const char *string, KmsReportFormat *format);

char *
kms_report_format_suggest_name (KmsReportFormat format, const KmsReportQuery *query, gboolean demo);

/* For the chart: days, weeks from Monday or months, those without an issue too, the oldest first. */
typedef enum
{
  KMS_REPORT_PER_DAY,
  KMS_REPORT_PER_WEEK,
  KMS_REPORT_PER_MONTH,
} KmsReportStep;

#define KMS_N_REPORT_STEPS (KMS_REPORT_PER_MONTH + 1)

typedef struct
{
  GDate first; /* its first day */
  GDate last;
  gint64 issued_keys;
  gint64 reissued_keys;
} KmsReportBar;

GArray *kms_report_make_bars (GPtrArray *days, KmsReportStep step); /* of KmsReportBar */

G_END_DECLS
