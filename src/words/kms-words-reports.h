/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-report.h"

G_BEGIN_DECLS

/* What the app and the command line say about reports. */

const char *kms_words_report_kind (KmsReportKind kind);
const char *kms_words_report_column (KmsReportKind kind, guint column);
const char *kms_words_report_event (gboolean reissued);
const char *kms_words_report_format (KmsReportFormat format);
const char *kms_words_report_step (KmsReportStep step);
char *kms_words_report_loss (KmsReportKind kind, guint row, guint column, const char *characters);
char *kms_words_report_losses (guint n_losses);

G_END_DECLS
