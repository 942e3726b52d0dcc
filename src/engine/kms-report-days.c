/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days of reports, added up for a chart. Nothing is owned. */

#include "engine/kms-report.h"

/* The first day of the bar that @day is in. */
static GDate
begin (const GDate *day, KmsReportStep step)
{
  GDate first = *day;

  switch (step)
    {
    case KMS_REPORT_PER_WEEK:
      g_date_subtract_days (&first, (guint) g_date_get_weekday (day) - G_DATE_MONDAY);
      break;
    case KMS_REPORT_PER_MONTH:
      g_date_set_day (&first, 1);
      break;
    case KMS_REPORT_PER_DAY:
    default:
      break;
    }
  return first;
}

/* The first day of the next one. */
static GDate
next (const GDate *first, KmsReportStep step)
{
  GDate day = *first;

  switch (step)
    {
    case KMS_REPORT_PER_WEEK:
      g_date_add_days (&day, 7);
      break;
    case KMS_REPORT_PER_MONTH:
      g_date_add_months (&day, 1);
      break;
    case KMS_REPORT_PER_DAY:
    default:
      g_date_add_days (&day, 1);
      break;
    }
  return day;
}

static int
compare_days (gconstpointer first, gconstpointer second)
{
  const KmsReportDay *const *a = first;
  const KmsReportDay *const *b = second;

  return g_date_compare (&(*a)->date, &(*b)->date);
}

/* Appends the bars up to the one that @day is in; returns that one. */
static KmsReportBar *
reach (GArray *bars, const GDate *day, KmsReportStep step)
{
  KmsReportBar *last = bars->len == 0 ? NULL : &g_array_index (bars, KmsReportBar, bars->len - 1);

  while (last == NULL || g_date_compare (&last->last, day) < 0)
    {
      KmsReportBar bar = { .first = last == NULL ? begin (day, step) : next (&last->first, step) };

      bar.last = next (&bar.first, step);
      g_date_subtract_days (&bar.last, 1);
      g_array_append_val (bars, bar);
      last = &g_array_index (bars, KmsReportBar, bars->len - 1);
    }
  return last;
}

/**
 * kms_report_make_bars:
 * @days: (element-type KmsReportDay): rows of the daily totals, in any order
 * @step: of how many days a bar is
 *
 * Adds days up for a chart. Devices are not in it: one may be in several days.
 *
 * Returns: (transfer full) (element-type KmsReportBar): the periods from the first day to the last, the
 *   oldest first, those without a day too; none without days
 */
GArray *
kms_report_make_bars (GPtrArray *days, KmsReportStep step)
{
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (KmsReportBar));
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (days, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_days);
  for (guint i = 0; i < sorted->len; i++)
    {
      const KmsReportDay *day = g_ptr_array_index (sorted, i);
      KmsReportBar *bar = reach (bars, &day->date, step);

      bar->issued_keys += day->issued_keys;
      bar->reissued_keys += day->reissued_keys;
    }
  return bars;
}
