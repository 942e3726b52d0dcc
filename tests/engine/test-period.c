/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Periods: the named ones on days that matter, and days as people type them. */

#include "engine/kms-period.h"

static const struct
{
  const char *today;
  KmsPeriodName name;
  const char *from;
  const char *to;
} named[] = {
  { "2026-11-23", KMS_PERIOD_ALL, "", "" },
  { "2026-11-23", KMS_PERIOD_TODAY, "2026-11-23", "2026-11-23" },
  { "2026-11-23", KMS_PERIOD_THIS_MONTH, "2026-11-01", "2026-11-30" },
  { "2026-11-23", KMS_PERIOD_LAST_MONTH, "2026-10-01", "2026-10-31" },
  { "2026-11-23", KMS_PERIOD_THIS_FISCAL_YEAR, "2026-04-01", "2027-03-31" },
  { "2026-11-23", KMS_PERIOD_LAST_FISCAL_YEAR, "2025-04-01", "2026-03-31" },
  { "2028-03-31", KMS_PERIOD_THIS_FISCAL_YEAR, "2027-04-01", "2028-03-31" }, /* its last day */
  { "2028-04-01", KMS_PERIOD_THIS_FISCAL_YEAR, "2028-04-01", "2029-03-31" }, /* its first day */
  { "2028-03-31", KMS_PERIOD_LAST_MONTH, "2028-02-01", "2028-02-29" },       /* a shorter one */
  { "2027-01-01", KMS_PERIOD_LAST_MONTH, "2026-12-01", "2026-12-31" },       /* of last year */
  { "2027-12-31", KMS_PERIOD_THIS_MONTH, "2027-12-01", "2027-12-31" },
};

static void
test_named (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      char text[KMS_PERIOD_DAY_SIZE];
      KmsPeriod period;
      GDate today;

      g_test_message ("case %u", i);
      g_assert_true (kms_period_read_day (named[i].today, &today));
      kms_period_set_named (&period, named[i].name, &today);
      g_assert_cmpstr (kms_period_write_day (&period.from, text), ==, named[i].from);
      g_assert_cmpstr (kms_period_write_day (&period.to, text), ==, named[i].to);
      g_assert_true (kms_period_is_in_order (&period));
      g_assert_cmpint (kms_period_get_name (&period, &today), ==, named[i].name);
    }
}

static void
test_unnamed (void)
{
  KmsPeriod period, same;
  GDate today;

  g_assert_true (kms_period_read_day ("2026-11-23", &today));
  kms_period_set_named (&period, KMS_PERIOD_THIS_MONTH, &today);
  same = period;
  g_assert_true (kms_period_equal (&period, &same));

  g_date_clear (&period.to, 1); /* open */
  g_assert_false (kms_period_equal (&period, &same));
  g_assert_true (kms_period_is_in_order (&period));
  g_assert_cmpint (kms_period_get_name (&period, &today), ==, KMS_PERIOD_N_NAMED);

  period.to = period.from;
  g_assert_true (kms_period_is_in_order (&period));
  g_date_subtract_days (&period.to, 1);
  g_assert_false (kms_period_is_in_order (&period));
}

static const struct
{
  const char *text;
  const char *day; /* NULL: refused */
} typed[] = {
  { "2026-04-01", "2026-04-01" },
  { " 2026/4/1 ", "2026-04-01" },
  { "2026.04.1", "2026-04-01" },
  { "20260401", "2026-04-01" },
  { "２０２６年４月１日", "2026-04-01" },
  { "２０２６／０４／０１", "2026-04-01" },
  { "2028-2-29", "2028-02-29" },
  { "9999-12-31", "9999-12-31" },
  { "", "" },
  { " \u3000", "" },

  { "2026-02-29", NULL },
  { "2026-04-31", NULL },
  { "2026-00-01", NULL },
  { "2026-13-01", NULL },
  { "2026-04-00", NULL },
  { "2026-260-01", NULL }, /* 260 is 4 in a byte */
  { "01-04-2026", NULL },  /* not guessed */
  { "26-04-01", NULL },
  { "2026-04", NULL },
  { "2026", NULL },
  { "202604", NULL },
  { "2026-04-01-05", NULL },
  { "1969-12-31", NULL },
  { "12026-04-01", NULL },
  { "99999999999-04-01", NULL },
  { "April 1, 2026", NULL },
  { "2026-04-O1", NULL },
};

static void
test_typed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      char text[KMS_PERIOD_DAY_SIZE];
      GDate day;

      g_test_message ("%s", typed[i].text);
      g_assert_cmpint (kms_period_read_day (typed[i].text, &day), ==, typed[i].day != NULL);
      kms_period_write_day (&day, text);
      g_assert_cmpstr (text, ==, typed[i].day != NULL ? typed[i].day : "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/period/named", test_named);
  g_test_add_func ("/period/unnamed", test_unnamed);
  g_test_add_func ("/period/typed", test_typed);
  return g_test_run ();
}
