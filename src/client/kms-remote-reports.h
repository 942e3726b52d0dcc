/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

G_BEGIN_DECLS

typedef enum
{
  KMS_REPORT_DAILY,   /* totals of days */
  KMS_REPORT_HISTORY, /* every key of every issuance */
} KmsReportKind;

/* Which rows; all strings are borrowed. */
typedef struct
{
  KmsReportKind kind;
  const char *from; /* the first day, YYYY-MM-DD; NULL: from the beginning */
  const char *to;   /* the last day; NULL: until today */
  const char *tz;   /* the time zone of the days; NULL: UTC */
} KmsReportQuery;

void kms_remote_list_report_async (KmsRemote *remote,
                                   const KmsReportQuery *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
JsonNode *kms_remote_list_report_finish (KmsRemote *remote, GAsyncResult *result, GError **error);

void kms_remote_save_report_async (KmsRemote *remote,
                                   const KmsReportQuery *query,
                                   GFile *target,
                                   KmsRestProgress progress,
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean kms_remote_save_report_finish (KmsRemote *remote, GAsyncResult *result, GError **error);

G_END_DECLS
