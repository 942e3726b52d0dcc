/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "engine/kms-found.h"
#include "engine/kms-report.h"

G_BEGIN_DECLS

/* @n_bytes: as many are written already; how many there will be is not known */
typedef void (*KmsReportProgress) (goffset n_bytes, gpointer user_data);

/**
 * KmsReporter:
 *
 * A backend that makes reports of what it issued (manual chapter 6), which both the demo and a server
 * do. The rules of KmsBackend hold. A query that is not good fails with KMS_ERROR_PARAMETER_INVALID and
 * a detail ("from", "to" or "tz"). kms_reports_file_new() makes files of it.
 */
#define KMS_TYPE_REPORTER (kms_reporter_get_type ())
G_DECLARE_INTERFACE (KmsReporter, kms_reporter, KMS, REPORTER, KmsBackend)

struct _KmsReporterInterface
{
  GTypeInterface parent_iface;

  void (*load_days_async) (KmsReporter *reporter,
                           const KmsReportQuery *query,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  /* Returns: (transfer full): of KmsReportDay, all of them */
  GPtrArray *(*load_days_finish) (KmsReporter *reporter, GAsyncResult *result, GError **error);

  /* The rows have no issuance_id, and as the time of their first issuance that of this one. */
  void (*load_page_async) (KmsReporter *reporter,
                           const KmsReportQuery *query,
                           const char *cursor,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  KmsFoundPage *(*load_page_finish) (KmsReporter *reporter, GAsyncResult *result, GError **error);

  void (*write_csv_async) (KmsReporter *reporter,
                           const KmsReportQuery *query,
                           GOutputStream *stream,
                           KmsReportProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  gboolean (*write_csv_finish) (KmsReporter *reporter, GAsyncResult *result, GError **error);
};

/* How many rows a page of the history has; the last one fewer. */
#define KMS_REPORTER_PAGE_SIZE 100

char *kms_reporter_dup_local_zone (void);

void kms_reporter_load_days_async (KmsReporter *reporter,
                                   const KmsReportQuery *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *
kms_reporter_load_days_finish (KmsReporter *reporter, GAsyncResult *result, GError **error);
void kms_reporter_load_page_async (KmsReporter *reporter,
                                   const KmsReportQuery *query,
                                   const char *cursor, /* NULL: the first page */
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
KmsFoundPage *
kms_reporter_load_page_finish (KmsReporter *reporter, GAsyncResult *result, GError **error);
void kms_reporter_write_csv_async (KmsReporter *reporter,
                                   const KmsReportQuery *query,
                                   GOutputStream *stream,
                                   KmsReportProgress progress, /* nullable */
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean
kms_reporter_write_csv_finish (KmsReporter *reporter, GAsyncResult *result, GError **error);

G_END_DECLS
