/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Periods of days, as people name and type them. Pure: what day it is the caller says. */

#include "engine/kms-period.h"

#define FISCAL_YEAR_BEGINS G_DATE_APRIL
#define FIRST_YEAR         1970

/* From the first day of a month on, so many months. */
static void
set_months (KmsPeriod *period, GDateYear year, GDateMonth month, guint n_months)
{
  g_date_set_dmy (&period->from, 1, month, year);
  period->to = period->from;
  g_date_add_months (&period->to, n_months);
  g_date_subtract_days (&period->to, 1);
}

/**
 * kms_period_set_named:
 * @period: (out): what gets the days
 * @name: the period
 * @today: the day on which it is asked for
 */
void
kms_period_set_named (KmsPeriod *period, KmsPeriodName name, const GDate *today)
{
  GDateYear year = g_date_get_year (today);
  GDateYear fiscal_year = g_date_get_month (today) < FISCAL_YEAR_BEGINS ? year - 1 : year;
  GDate day = *today;

  g_date_clear (&period->from, 1);
  g_date_clear (&period->to, 1);
  switch (name)
    {
    case KMS_PERIOD_TODAY:
      period->from = period->to = *today;
      break;
    case KMS_PERIOD_THIS_MONTH:
      set_months (period, year, g_date_get_month (today), 1);
      break;
    case KMS_PERIOD_LAST_MONTH:
      g_date_subtract_months (&day, 1);
      set_months (period, g_date_get_year (&day), g_date_get_month (&day), 1);
      break;
    case KMS_PERIOD_THIS_FISCAL_YEAR:
      set_months (period, fiscal_year, FISCAL_YEAR_BEGINS, 12);
      break;
    case KMS_PERIOD_LAST_FISCAL_YEAR:
      set_months (period, fiscal_year - 1, FISCAL_YEAR_BEGINS, 12);
      break;
    case KMS_PERIOD_ALL:
    case KMS_PERIOD_N_NAMED:
    default:
      break;
    }
}

/**
 * kms_period_get_name:
 * @period: a period
 * @today: the day on which it is asked for
 *
 * Returns: its name; %KMS_PERIOD_N_NAMED when it has none
 */
KmsPeriodName
kms_period_get_name (const KmsPeriod *period, const GDate *today)
{
  for (KmsPeriodName name = KMS_PERIOD_ALL; name < KMS_PERIOD_N_NAMED; name++)
    {
      KmsPeriod named;

      kms_period_set_named (&named, name, today);
      if (kms_period_equal (period, &named))
        return name;
    }
  return KMS_PERIOD_N_NAMED;
}

static gboolean
is_same_day (const GDate *a, const GDate *b)
{
  if (!g_date_valid (a) || !g_date_valid (b))
    return g_date_valid (a) == g_date_valid (b);
  return g_date_compare (a, b) == 0;
}

/**
 * kms_period_equal:
 * @a: a period
 * @b: another one
 *
 * Returns: whether they are the same days
 */
gboolean
kms_period_equal (const KmsPeriod *a, const KmsPeriod *b)
{
  return is_same_day (&a->from, &b->from) && is_same_day (&a->to, &b->to);
}

/**
 * kms_period_is_in_order:
 * @period: a period
 *
 * Returns: whether it does not end before it begins
 */
gboolean
kms_period_is_in_order (const KmsPeriod *period)
{
  return !g_date_valid (&period->from) || !g_date_valid (&period->to)
         || g_date_compare (&period->from, &period->to) <= 0;
}

static gboolean
set_day (GDate *day, guint year, guint month, guint in_month)
{
  if (year < FIRST_YEAR || year > 9999 || month > 12 || in_month > 31
      || !g_date_valid_dmy ((GDateDay) in_month, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_set_dmy (day, (GDateDay) in_month, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

/**
 * kms_period_read_day:
 * @text: what somebody typed
 * @day: (out): the day; not valid when @text is blank or no day
 *
 * Reads year, month and day, in this order: 2026-04-01, 2026/4/1, 20260401, ２０２６年４月１日. An order
 * that differs from land to land is not guessed.
 *
 * Returns: whether @text is a day from 1970 to 9999, or blank
 */
gboolean
kms_period_read_day (const char *text, GDate *day)
{
  guint number[3] = { 0 }, n_digits[3] = { 0 };
  guint n = 0; /* numbers that are complete */

  g_date_clear (day, 1);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);
      int digit = g_unichar_digit_value (character);

      if (digit >= 0)
        {
          if (n >= G_N_ELEMENTS (number) || n_digits[n] >= 8)
            return FALSE;
          number[n] = number[n] * 10 + (guint) digit;
          n_digits[n]++;
        }
      else if (!g_unichar_isspace (character)
               && g_utf8_strchr ("-/.／．－‐−ー年月日", -1, character) == NULL)
        return FALSE;
      else if (n < G_N_ELEMENTS (number) && n_digits[n] > 0)
        n++;
    }
  if (n < G_N_ELEMENTS (number) && n_digits[n] > 0)
    n++;

  if (n == 0)
    return TRUE;
  if (n == 1 && n_digits[0] == 8)
    return set_day (day, number[0] / 10000, number[0] / 100 % 100, number[0] % 100);
  return n == 3 && n_digits[0] == 4 && set_day (day, number[0], number[1], number[2]);
}

/**
 * kms_period_write_day:
 * @day: a day, valid or not
 * @text: (out): its place
 *
 * Returns: @text: 2026-04-01; "" for a day that is not valid
 */
const char *
kms_period_write_day (const GDate *day, char text[KMS_PERIOD_DAY_SIZE])
{
  *text = '\0';
  if (g_date_valid (day))
    g_snprintf (text, KMS_PERIOD_DAY_SIZE, "%04u-%02u-%02u", g_date_get_year (day),
                (guint) g_date_get_month (day), (guint) g_date_get_day (day));
  return text;
}
