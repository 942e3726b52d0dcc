/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-reporter.h"

G_BEGIN_DECLS

/* What Shift_JIS cannot hold of one row, and becomes U+3013 GETA MARK. */
typedef struct
{
  guint row;        /* of the table, from 1; the header is not counted */
  guint column;     /* from 0 */
  char *text;       /* owned; the whole field */
  char *characters; /* owned; those that cannot be written, each once */
} KmsReportLoss;

/* As many are told; kms_report_file_get_n_losses() counts all of them. */
#define KMS_REPORT_MAX_LOSSES 1000

typedef enum
{
  KMS_REPORT_FETCHING,   /* the rows come; how many is not known: @total is -1 */
  KMS_REPORT_CONVERTING, /* the file is made of them */
} KmsReportStage;

/* @done and @total count bytes of CSV. */
typedef void (*KmsReportFileProgress) (KmsReportStage stage,
                                       goffset done,
                                       goffset total,
                                       gpointer user_data);

/**
 * KmsReportFile:
 *
 * A report on its way into a file: first it is prepared, into a temporary file in the folder of the file,
 * then what it loses can be looked at, then it takes its place. Whoever lets go of it before leaves nothing
 * behind. All work is done off the main thread.
 *
 * |[<!-- language="C" -->
 *   file = kms_report_file_new (reporter, query, format, target);
 *   kms_report_file_prepare_async (file, on_progress, self, cancellable, on_prepared, self);
 *   // on_prepared: kms_report_file_prepare_finish(); ask when kms_report_file_get_n_losses() > 0
 *   kms_report_file_save_async (file, cancellable, on_saved, self);
 * ]|
 */
#define KMS_TYPE_REPORT_FILE (kms_report_file_get_type ())
G_DECLARE_FINAL_TYPE (KmsReportFile, kms_report_file, KMS, REPORT_FILE, GObject)

KmsReportFile *kms_report_file_new (KmsReporter *reporter,
                                    const KmsReportQuery *query,
                                    KmsReportFormat format,
                                    GFile *target);

void kms_report_file_prepare_async (KmsReportFile *file,
                                    KmsReportFileProgress progress, /* nullable */
                                    gpointer progress_data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean kms_report_file_prepare_finish (KmsReportFile *file, GAsyncResult *result, GError **error);

/* Once it is prepared. */
GPtrArray *kms_report_file_get_losses (KmsReportFile *file); /* of KmsReportLoss; maybe none */
guint kms_report_file_get_n_losses (KmsReportFile *file);

void kms_report_file_save_async (KmsReportFile *file,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean kms_report_file_save_finish (KmsReportFile *file, GAsyncResult *result, GError **error);

G_END_DECLS
