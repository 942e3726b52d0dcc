/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the CSV of a report row by row, for whatever is made of it. */

#include "reports/kms-report-conversion.h"

#include "common/kms-csv.h"
#include "common/kms-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <stdio.h>

#define PIECE 65536

typedef struct
{
  KmsReportRowFunc func;
  gpointer data;
  guint n_columns;
  GError *error; /* owned; of a row */
} Reading;

static gboolean
on_row (const char *const *fields, gpointer data)
{
  Reading *reading = data;

  if (g_strv_length ((char **) fields) != reading->n_columns)
    g_set_error (&reading->error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER,
                 "a row of the report has %u columns", g_strv_length ((char **) fields));
  return reading->error == NULL && reading->func (fields, reading->data, &reading->error);
}

static gboolean
read_all (const KmsReportConversion *conversion, FILE *source, Reading *reading, GError **error)
{
  g_autoptr (KmsCsvReader) reader = kms_csv_reader_new (on_row, reading);
  g_autofree char *piece = g_malloc (PIECE);
  GStatBuf status = { 0 };
  goffset done = 0;
  gsize size;

  fstat (fileno (source), &status);
  while ((size = fread (piece, 1, PIECE, source)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (conversion->cancellable, error)
          || !kms_csv_reader_feed (reader, piece, size, error))
        return FALSE;
      if (reading->error != NULL)
        return FALSE;
      done += (goffset) size;
      conversion->progress (done, status.st_size, conversion->progress_data);
    }
  if (ferror (source))
    {
      g_propagate_error (error, kms_report_error_from_errno (errno, conversion->source));
      return FALSE;
    }
  return kms_csv_reader_finish (reader, error) && reading->error == NULL;
}

/**
 * kms_report_conversion_read:
 * @conversion: what is converted
 * @func: (scope call): called with each row, the names of the columns first
 * @data: data for @func
 * @error: return location
 *
 * Returns: whether all rows were there and taken
 */
gboolean
kms_report_conversion_read (const KmsReportConversion *conversion,
                            KmsReportRowFunc func,
                            gpointer data,
                            GError **error)
{
  FILE *source = g_fopen (conversion->source, "rbe");
  Reading reading = { .func = func, .data = data };
  gboolean done;

  if (source == NULL)
    {
      g_propagate_error (error, kms_report_error_from_errno (errno, conversion->source));
      return FALSE;
    }
  kms_report_get_columns (conversion->query->kind, conversion->demo, &reading.n_columns);
  done = read_all (conversion, source, &reading, error);
  fclose (source);
  if (reading.error != NULL)
    g_propagate_error (error, reading.error);
  return done;
}
