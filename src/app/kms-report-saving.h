/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-reporter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A report on its way into a file: asks for a place, shows how far it is, asks before anything is lost, and
 * tells how it went (manual chapter 6). */

void kms_report_saving_start (GtkWidget *widget,
                              KmsReporter *reporter,
                              const KmsReportQuery *query,
                              KmsReportFormat format);

G_END_DECLS
