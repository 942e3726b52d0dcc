/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-reporter.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsReportsPage:
 *
 * Reports (manual chapter 6): which one and of which days, what will be in it as a table and a chart, and
 * saving it.
 */
#define KMS_TYPE_REPORTS_PAGE (kms_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsReportsPage, kms_reports_page, KMS, REPORTS_PAGE, AdwBin)

GtkWidget *kms_reports_page_new (KmsReporter *reporter);
void kms_reports_page_refresh (KmsReportsPage *self);

G_END_DECLS
