/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days in time zones: where they begin, also when clocks change, and how times are written there. */

#include "common/kms-clock.h"
#include "issuing/kms-day.h"

static void
test_zones (void)
{
  static const struct
  {
    const char *name;
    gboolean known;
  } cases[] = {
    { "UTC", TRUE },
    { "Asia/Tokyo", TRUE },
    { "America/Argentina/Buenos_Aires", TRUE },
    { "Etc/GMT+9", TRUE },
    { "", FALSE },
    { "Asia", FALSE },       /* a folder */
    { "Asia/Tokio", FALSE }, /* no city */
    { "asia/tokyo", FALSE },
    { "+09:00", FALSE }, /* an offset, a rule: no names */
    { "JST-9", FALSE },
    { "Z", FALSE },
    { "localtime", FALSE }, /* files there that are none of the database */
    { "right/Asia/Tokyo", FALSE },
    { "tzdata.zi", FALSE },
    { "../zoneinfo/Asia/Tokyo", FALSE }, /* other files */
    { "Asia/../../../../etc/passwd", FALSE },
    { "/usr/share/zoneinfo/Asia/Tokyo", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = kms_zone_new (cases[i].name);

      g_test_message ("%s", cases[i].name);
      g_assert_true ((zone != NULL) == cases[i].known);
    }
}

static void
test_dates (void)
{
  static const struct
  {
    const char *text;
    KmsDay day;
  } good[] = {
    { "1970-01-01", 0 },     { "1969-12-31", -1 },      { "2000-02-29", 11016 },
    { "2026-04-01", 20544 }, { "0001-01-01", -719162 }, { "9999-12-31", 2932896 },
  };
  static const char *const bad[] = { "",           "2026-4-1",   "2026-02-29", "2026-13-01",
                                     "0000-01-01", "2026-04-31", "2026/04/01", "2026-04-01 ",
                                     "+026-04-01", "2026-04-00", "20260401",   "２０２６-04-01",
                                     "2026-04-1x", "10000-01-01" };
  char text[KMS_DAY_SIZE];
  KmsDay day;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (kms_day_from_string (good[i].text, &day));
      g_assert_cmpint (day, ==, good[i].day);
      g_assert_cmpstr (kms_day_to_string (day, text), ==, good[i].text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (kms_day_from_string (bad[i], &day));
    }
}

/* Where a day begins, in UTC: an independent table, made with Python's zoneinfo. */
static void
test_starts (void)
{
  static const struct
  {
    const char *zone;
    const char *date;
    const char *start;
  } cases[] = {
    { "UTC", "2026-04-01", "2026-04-01T00:00:00Z" },
    { "Asia/Tokyo", "2026-04-01", "2026-03-31T15:00:00Z" },
    { "Asia/Kolkata", "2026-04-01", "2026-03-31T18:30:00Z" },
    /* 23 hours long, then 25 */
    { "America/New_York", "2026-03-08", "2026-03-08T05:00:00Z" },
    { "America/New_York", "2026-03-09", "2026-03-09T04:00:00Z" },
    { "America/New_York", "2026-11-01", "2026-11-01T04:00:00Z" },
    { "America/New_York", "2026-11-02", "2026-11-02T05:00:00Z" },
    /* no midnight: clocks go from 24:00 to 01:00 */
    { "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z" },
    /* no such day: from the 29th to the 31st over the date line */
    { "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z" },
    { "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z" },
    { "Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = kms_zone_new (cases[i].zone);
      g_autofree char *start = NULL;
      KmsDay day;

      g_assert_nonnull (zone);
      g_assert_true (kms_day_from_string (cases[i].date, &day));
      start = kms_time_to_string (kms_day_start (zone, day));
      g_test_message ("%s %s", cases[i].zone, cases[i].date);
      g_assert_cmpstr (start, ==, cases[i].start);
    }
}

/* Every moment falls on the day whose span it is in, and days do not overlap. */
static void
test_spans (void)
{
  static const char *const zones[] = { "Asia/Tokyo", "America/New_York", "America/St_Johns",
                                       "Pacific/Apia", "Europe/Berlin" };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GTimeZone) zone = kms_zone_new (zones[i]);

      for (gint64 minute = 0; minute < 800 * 24 * 60; minute += 97)
        {
          /* from 2010-01-01 on, when Newfoundland still put clocks back over midnight */
          gint64 at = (1262304000 + minute * 60) * G_USEC_PER_SEC - 1;
          KmsDay day = kms_day_of (zone, at);

          g_assert_cmpint (kms_day_start (zone, day), <=, at);
          g_assert_cmpint (kms_day_start (zone, day + 1), >, at);
        }
    }
}

static void
test_times (void)
{
  static const struct
  {
    const char *zone;
    const char *utc;
    const char *there;
  } cases[] = {
    { "UTC", "2026-04-01T00:45:30.120000Z", "2026-04-01T00:45:30+00:00" },
    { "Asia/Tokyo", "2026-04-01T00:45:30.120000Z", "2026-04-01T09:45:30+09:00" },
    { "Asia/Tokyo", "2026-03-31T14:59:59.999999Z", "2026-03-31T23:59:59+09:00" },
    { "America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T01:59:59-04:00" },
    { "America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00-05:00" },
    { "America/St_Johns", "2026-01-01T12:00:00Z", "2026-01-01T08:30:00-03:30" },
    { "UTC", "1969-12-31T23:59:59.500000Z", "1969-12-31T23:59:59+00:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = kms_zone_new (cases[i].zone);
      KmsTimeWriter writer;
      char text[KMS_TIME_SIZE];
      gint64 at;

      g_assert_true (kms_time_from_string (cases[i].utc, &at));
      kms_time_writer_init (&writer, zone);
      g_assert_cmpstr (kms_time_writer_write (&writer, at, text), ==, cases[i].there);
      /* The same from a writer that has just written its neighbours. */
      kms_time_writer_write (&writer, at - 3600 * (gint64) G_USEC_PER_SEC, text);
      kms_time_writer_write (&writer, at + 3600 * (gint64) G_USEC_PER_SEC, text);
      g_assert_cmpstr (kms_time_writer_write (&writer, at, text), ==, cases[i].there);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/issuing/day/zones", test_zones);
  g_test_add_func ("/issuing/day/dates", test_dates);
  g_test_add_func ("/issuing/day/starts", test_starts);
  g_test_add_func ("/issuing/day/spans", test_spans);
  g_test_add_func ("/issuing/day/times", test_times);
  return g_test_run ();
}
