/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days in a time zone, by the offsets that GTimeZone knows. Midnight may come twice, or not at all; a day
 * never overlaps the next one. */

#include "issuing/kms-day.h"

#include <string.h>

#define DAY_SECONDS 86400
/* No clock is further from UTC. */
#define MAX_OFFSET (26 * 3600)
/* The Julian day of 1970-01-01 in GDate. */
#define EPOCH_JULIAN 719163
/* The days of the years 1 to 9999, so that the text has its four digits. */
#define FIRST_DAY (1 - EPOCH_JULIAN)
#define LAST_DAY  2932896

static gint64
floor_divide (gint64 number, gint64 divisor)
{
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

static gint64
get_offset (GTimeZone *zone, gint64 second)
{
  return g_time_zone_get_offset (zone,
                                 g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, second));
}

/* The date that a clock there shows. */
static gint64
shown_day (GTimeZone *zone, gint64 second)
{
  return floor_divide (second + get_offset (zone, second), DAY_SECONDS);
}

static gint64
start_second (GTimeZone *zone, gint64 day)
{
  gint64 before = day * DAY_SECONDS - MAX_OFFSET;
  gint64 after = day * DAY_SECONDS + MAX_OFFSET;

  while (after - before > 1)
    {
      gint64 middle = before + (after - before) / 2;

      if (shown_day (zone, middle) >= day)
        after = middle;
      else
        before = middle;
    }
  return after;
}

/* GLib would open any file whose path is given, and takes rules for names; those of the IANA database
 * begin with a capital, and their files with a mark. */
static gboolean
is_known (const char *name)
{
  const char *folder = g_getenv ("TZDIR");
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_ascii_isupper (name[0]) || strlen (name) > 64)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("/_+-", *p) == NULL)
        return FALSE;
    }
  if (g_str_equal (name, "UTC"))
    return TRUE;
  path = g_build_filename (folder != NULL ? folder : "/usr/share/zoneinfo", name, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR)
         && g_file_get_contents (path, &contents, &length, NULL) && length >= 4
         && memcmp (contents, "TZif", 4) == 0;
}

/**
 * kms_zone_new:
 * @name: a name of the IANA time zone database, such as "Asia/Tokyo"
 *
 * Returns: (transfer full) (nullable): the time zone; %NULL when there is none of that name
 */
GTimeZone *
kms_zone_new (const char *name)
{
  return is_known (name) ? g_time_zone_new_identifier (name) : NULL;
}

/**
 * kms_day_from_string:
 * @text: what may be a date as RFC 3339 writes it, such as "2026-04-01"
 * @day: (out): the day
 *
 * Returns: %TRUE when it is a date of the years 1 to 9999; otherwise @day is left alone
 */
gboolean
kms_day_from_string (const char *text, KmsDay *day)
{
  static const char form[] = "0000-00-00";
  GDate date;
  int year, month, of_month;

  if (strlen (text) != strlen (form))
    return FALSE;
  for (guint i = 0; form[i] != '\0'; i++)
    {
      if (form[i] == '0' ? !g_ascii_isdigit (text[i]) : text[i] != form[i])
        return FALSE;
    }
  year = (int) g_ascii_strtoull (text, NULL, 10);
  month = (int) g_ascii_strtoull (text + 5, NULL, 10);
  of_month = (int) g_ascii_strtoull (text + 8, NULL, 10);
  if (!g_date_valid_dmy ((GDateDay) of_month, month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) of_month, month, (GDateYear) year);
  *day = (KmsDay) g_date_get_julian (&date) - EPOCH_JULIAN;
  return TRUE;
}

/**
 * kms_day_to_date:
 * @day: a day
 *
 * Returns: its date, or the nearest one of the years 1 to 9999
 */
GDate
kms_day_to_date (KmsDay day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (CLAMP (day, FIRST_DAY, LAST_DAY) + EPOCH_JULIAN));
  return date;
}

/**
 * kms_day_to_string:
 * @day: a day
 * @text: (out caller-allocates): where its date goes
 *
 * Returns: (transfer none): @text
 */
const char *
kms_day_to_string (KmsDay day, char text[KMS_DAY_SIZE])
{
  GDate date = kms_day_to_date (day);

  g_snprintf (text, KMS_DAY_SIZE, "%04u-%02u-%02u", (guint) g_date_get_year (&date),
              (guint) g_date_get_month (&date), (guint) g_date_get_day (&date));
  return text;
}

/**
 * kms_day_start:
 * @zone: a time zone
 * @day: a day
 *
 * Returns: when it begins, in microseconds UTC
 */
gint64
kms_day_start (GTimeZone *zone, KmsDay day)
{
  return start_second (zone, day) * G_USEC_PER_SEC;
}

/**
 * kms_day_of:
 * @zone: a time zone
 * @at: a time, in microseconds UTC
 *
 * Returns: the day there that @at falls on: that of its date, but for the hour that comes twice
 *   when clocks are put back over midnight, which belongs to the day that had begun
 */
KmsDay
kms_day_of (GTimeZone *zone, gint64 at)
{
  gint64 second = floor_divide (at, G_USEC_PER_SEC);
  gint64 day = shown_day (zone, second);

  while (second >= start_second (zone, day + 1))
    day++;
  while (second < start_second (zone, day))
    day--;
  return (KmsDay) day;
}

/**
 * kms_time_writer_init:
 * @writer: (out caller-allocates): a writer
 * @zone: the time zone; borrowed
 */
void
kms_time_writer_init (KmsTimeWriter *writer, GTimeZone *zone)
{
  *writer = (KmsTimeWriter){ .zone = zone };
}

/* Finds the day around @second; its offset is good for all of it, unless it changes there. */
static void
look_up (KmsTimeWriter *writer, gint64 second)
{
  KmsDay day = kms_day_of (writer->zone, second * G_USEC_PER_SEC);
  gint64 start = start_second (writer->zone, day);
  gint64 end = start_second (writer->zone, (gint64) day + 1);

  writer->offset = get_offset (writer->zone, second);
  if (get_offset (writer->zone, start) != writer->offset
      || get_offset (writer->zone, end - 1) != writer->offset)
    {
      start = second;
      end = second + 1;
    }
  writer->start = start;
  writer->end = end;
}

/* Two digits a time, which is all of the work for a million rows. */
static char *
write_pair (char *text, gint64 number, char separator)
{
  text[0] = (char) ('0' + number / 10 % 10);
  text[1] = (char) ('0' + number % 10);
  text[2] = separator;
  return text + 3;
}

/**
 * kms_time_writer_write:
 * @writer: a writer
 * @at: a time, in microseconds UTC
 * @text: (out caller-allocates): where it goes, as "2026-04-01T09:45:30+09:00"
 *
 * Returns: (transfer none): @text
 */
const char *
kms_time_writer_write (KmsTimeWriter *writer, gint64 at, char text[KMS_TIME_SIZE])
{
  gint64 second = floor_divide (at, G_USEC_PER_SEC);
  gint64 day;
  gint64 local;
  char *end;

  if (second < writer->start || second >= writer->end)
    look_up (writer, second);
  local = second + writer->offset;
  day = floor_divide (local, DAY_SECONDS);
  local -= day * DAY_SECONDS;
  kms_day_to_string ((KmsDay) day, text);
  text[KMS_DAY_SIZE - 1] = 'T';
  end = write_pair (text + KMS_DAY_SIZE, local / 3600, ':');
  end = write_pair (end, local / 60 % 60, ':');
  end = write_pair (end, local % 60, writer->offset < 0 ? '-' : '+');
  end = write_pair (end, ABS (writer->offset) / 3600, ':');
  write_pair (end, ABS (writer->offset) / 60 % 60, '\0');
  return text;
}
