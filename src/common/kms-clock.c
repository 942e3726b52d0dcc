/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The clock, and times as text. The count of references and the time of a fixed clock are atomic,
 * so that any thread may hold and read one. */

#include "common/kms-clock.h"

struct _KmsClock
{
  gatomicrefcount ref_count;
  gboolean fixed;
  gint64 now; /* of a fixed clock; atomic */
};

static KmsClock *
clock_new (gboolean fixed, gint64 now)
{
  KmsClock *clock = g_new0 (KmsClock, 1);

  g_atomic_ref_count_init (&clock->ref_count);
  clock->fixed = fixed;
  clock->now = now;
  return clock;
}

/* Reads exactly @n_digits digits; FALSE when another character is among them. */
static gboolean
read_digits (const char **cursor, guint n_digits, int *number)
{
  *number = 0;
  for (guint i = 0; i < n_digits; i++, (*cursor)++)
    {
      if (!g_ascii_isdigit (**cursor))
        return FALSE;
      *number = *number * 10 + (**cursor - '0');
    }
  return TRUE;
}

static gboolean
read_character (const char **cursor, char character)
{
  if (**cursor != character)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

/* Reads "", or "." and 1 to 6 digits, as microseconds. */
static gboolean
read_fraction (const char **cursor, int *microseconds)
{
  int unit = G_USEC_PER_SEC / 10;

  *microseconds = 0;
  if (!read_character (cursor, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**cursor))
    return FALSE;
  for (; g_ascii_isdigit (**cursor) && unit > 0; (*cursor)++, unit /= 10)
    *microseconds += (**cursor - '0') * unit;
  return TRUE;
}

/**
 * kms_clock_new_system:
 *
 * Returns: (transfer full): the computer's clock
 */
KmsClock *
kms_clock_new_system (void)
{
  return clock_new (FALSE, 0);
}

/**
 * kms_clock_new_fixed:
 * @now: what it shows until kms_clock_set()
 *
 * Returns: (transfer full): a clock that stands still
 */
KmsClock *
kms_clock_new_fixed (gint64 now)
{
  return clock_new (TRUE, now);
}

/**
 * kms_clock_ref:
 * @clock: a clock
 *
 * Returns: (transfer full): @clock
 */
KmsClock *
kms_clock_ref (KmsClock *clock)
{
  g_return_val_if_fail (clock != NULL, NULL);

  g_atomic_ref_count_inc (&clock->ref_count);
  return clock;
}

/**
 * kms_clock_unref:
 * @clock: (transfer full): a clock
 */
void
kms_clock_unref (KmsClock *clock)
{
  g_return_if_fail (clock != NULL);

  if (g_atomic_ref_count_dec (&clock->ref_count))
    g_free (clock);
}

/**
 * kms_clock_now:
 * @clock: a clock
 *
 * Returns: microseconds since 1970-01-01T00:00:00Z
 */
gint64
kms_clock_now (KmsClock *clock)
{
  g_return_val_if_fail (clock != NULL, 0);

  return clock->fixed ? __atomic_load_n (&clock->now, __ATOMIC_SEQ_CST) : g_get_real_time ();
}

/**
 * kms_clock_set:
 * @clock: a fixed clock
 * @now: microseconds since 1970-01-01T00:00:00Z
 */
void
kms_clock_set (KmsClock *clock, gint64 now)
{
  g_return_if_fail (clock != NULL && clock->fixed);

  __atomic_store_n (&clock->now, now, __ATOMIC_SEQ_CST);
}

/**
 * kms_time_to_string:
 * @time: microseconds since 1970-01-01T00:00:00Z, in the years 1 to 9999
 *
 * Returns: (transfer full): @time in UTC as RFC 3339 section 5.6 has it, with "Z"; six digits of
 *   fraction, or none when they are zero
 */
char *
kms_time_to_string (gint64 time)
{
  gint64 microseconds = time % G_USEC_PER_SEC;
  gint64 seconds = time / G_USEC_PER_SEC;
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *whole = NULL;

  if (microseconds < 0)
    {
      microseconds += G_USEC_PER_SEC;
      seconds--;
    }
  moment = g_date_time_new_from_unix_utc (seconds);
  g_return_val_if_fail (moment != NULL, NULL);

  whole = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", g_date_time_get_year (moment),
                           g_date_time_get_month (moment), g_date_time_get_day_of_month (moment),
                           g_date_time_get_hour (moment), g_date_time_get_minute (moment),
                           g_date_time_get_second (moment));
  if (microseconds == 0)
    return g_strconcat (whole, "Z", NULL);
  return g_strdup_printf ("%s.%06dZ", whole, (int) microseconds);
}

/**
 * kms_time_from_string:
 * @string: a time in UTC as RFC 3339 section 5.6 has it, with "T" and "Z" in upper case and at most
 *   six digits of fraction
 * @time: (out): microseconds since 1970-01-01T00:00:00Z
 *
 * Reads what kms_time_to_string() writes. Offsets, leap seconds and days that are in no calendar
 * are refused.
 *
 * Returns: %TRUE when @string was such a time, otherwise @time is left alone
 */
gboolean
kms_time_from_string (const char *string, gint64 *time)
{
  g_autoptr (GDateTime) moment = NULL;
  const char *cursor = string;
  int year, month, day, hour, minute, second, microseconds;

  g_return_val_if_fail (string != NULL && time != NULL, FALSE);

  if (!read_digits (&cursor, 4, &year) || !read_character (&cursor, '-')
      || !read_digits (&cursor, 2, &month) || !read_character (&cursor, '-')
      || !read_digits (&cursor, 2, &day) || !read_character (&cursor, 'T')
      || !read_digits (&cursor, 2, &hour) || !read_character (&cursor, ':')
      || !read_digits (&cursor, 2, &minute) || !read_character (&cursor, ':')
      || !read_digits (&cursor, 2, &second) || !read_fraction (&cursor, &microseconds)
      || !read_character (&cursor, 'Z') || *cursor != '\0')
    return FALSE;

  moment = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (moment == NULL)
    return FALSE;

  *time = g_date_time_to_unix (moment) * G_USEC_PER_SEC + microseconds;
  return TRUE;
}
