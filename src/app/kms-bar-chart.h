/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KMS_BAR_N_PARTS 2

/* One bar; strings are borrowed. */
typedef struct
{
  guint64 parts[KMS_BAR_N_PARTS]; /* one above the other, from below */
  const char *label;              /* what it is, short; below it where there is room */
  const char *description;        /* its values in words */
} KmsBar;

/**
 * KmsBarChart:
 *
 * Bars of two parts beside each other, for whole numbers. To a screen reader it is a list, whose items
 * are the descriptions of the bars; the arrow keys, Page Up and Down, Home and End move along them.
 */
#define KMS_TYPE_BAR_CHART (kms_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (KmsBarChart, kms_bar_chart, KMS, BAR_CHART, GtkWidget)

void kms_bar_chart_set_bars (KmsBarChart *self, const KmsBar *bars, guint n_bars);

G_END_DECLS
