/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsReportTable:
 *
 * The rows of a report, in the columns that its file has.
 */
#define KMS_TYPE_REPORT_TABLE (kms_report_table_get_type ())
G_DECLARE_FINAL_TYPE (KmsReportTable, kms_report_table, KMS, REPORT_TABLE, AdwBin)

void kms_report_table_show_days (KmsReportTable *self, GPtrArray *days);
void kms_report_table_show_keys (KmsReportTable *self, GPtrArray *keys);
void kms_report_table_add_keys (KmsReportTable *self, GPtrArray *keys);

G_END_DECLS
