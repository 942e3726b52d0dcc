/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-period.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsPeriodChooser:
 *
 * The days from one to another: a quick choice of those that have a name, and two fields to type
 * them or pick them from a calendar. "changed" tells that the period is another one.
 */
#define KMS_TYPE_PERIOD_CHOOSER (kms_period_chooser_get_type ())
G_DECLARE_FINAL_TYPE (KmsPeriodChooser, kms_period_chooser, KMS, PERIOD_CHOOSER, GtkWidget)

void kms_period_chooser_set_period (KmsPeriodChooser *self, const KmsPeriod *period);
gboolean kms_period_chooser_get_period (KmsPeriodChooser *self, KmsPeriod *period);
const KmsPeriod *kms_period_chooser_get_valid_period (KmsPeriodChooser *self);
char *kms_period_chooser_describe (KmsPeriodChooser *self);

G_END_DECLS
