/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to reports/: from the CSV as it travels to a format that is made of it, row by row. */

#pragma once

#include "reports/kms-report-file.h"

G_BEGIN_DECLS

/* Called on the thread that converts. */
typedef void (*KmsReportConversionProgress) (goffset done, goffset total, gpointer data);

typedef struct
{
  const KmsReportQuery *query; /* borrowed, as are the paths */
  gboolean demo;
  const char *source; /* a CSV file in UTF-8 */
  const char *target; /* made anew, or replaced */
  gint64 created_at;  /* microseconds UTC */

  GCancellable *cancellable; /* borrowed, nullable */
  KmsReportConversionProgress progress;
  gpointer progress_data;

  GPtrArray *losses; /* borrowed, of KmsReportLoss */
  guint n_losses;
} KmsReportConversion;

/* Takes a row; the fields are good until it returns. */
typedef gboolean (*KmsReportRowFunc) (const char *const *fields, gpointer data, GError **error);

gboolean kms_report_conversion_read (const KmsReportConversion *conversion,
                                     KmsReportRowFunc func,
                                     gpointer data,
                                     GError **error);
gboolean kms_report_convert_to_shift_jis (KmsReportConversion *conversion, GError **error);
gboolean kms_report_convert_to_xlsx (KmsReportConversion *conversion, GError **error);

GError *kms_report_error_from_errno (int number, const char *path);

G_END_DECLS
