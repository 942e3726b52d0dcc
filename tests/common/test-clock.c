/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clocks, times as text, and randomness. */

#include "common/kms-clock.h"
#include "common/kms-random.h"

#include <string.h>

typedef struct
{
  const char *string;
  gint64 time;
} Case;

static const Case cases[] = {
  { "1970-01-01T00:00:00Z", 0 },
  { "2011-01-20T10:00:00Z", 1295517600000000 },
  { "2011-01-20T10:00:00.000001Z", 1295517600000001 },
  { "2011-01-20T10:00:00.120000Z", 1295517600120000 },
  { "1969-12-31T23:59:59.999999Z", -1 },
  { "1969-12-31T23:59:59Z", -1000000 },
  { "0001-01-01T00:00:00Z", -62135596800000000 },
  { "9999-12-31T23:59:59.999999Z", 253402300799999999 },
  { "2024-02-29T00:00:00Z", 1709164800000000 },
};

static const char *const refused[] = {
  "",
  "2011-01-20",
  "2011-01-20T10:00:00",
  "2011-01-20T10:00Z",
  "2011-01-20T10:00:00+09",
  "2011-01-20T10:00:00+09:00",
  "2011-01-20T10:00:00-00:00",
  "2011-01-20t10:00:00Z",
  "2011-01-20T10:00:00z",
  "2011-01-20 10:00:00Z",
  "2011-1-20T10:00:00Z",
  "2011-02-29T10:00:00Z",
  "2011-13-01T10:00:00Z",
  "2011-00-01T10:00:00Z",
  "0000-01-01T10:00:00Z",
  "2011-01-20T24:00:00Z",
  "2011-01-20T10:60:00Z",
  "2011-01-20T10:00:60Z",
  "2011-01-20T10:00:00.Z",
  "2011-01-20T10:00:00.1234567Z",
  "2011-01-20T10:00:00,5Z",
  "2011-01-20T10:00:00ZZ",
  " 2011-01-20T10:00:00Z",
  "+011-01-20T10:00:00Z",
  "２０11-01-20T10:00:00Z",
};

static void
test_strings (void)
{
  gint64 time = 5;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *string = kms_time_to_string (cases[i].time);

      g_assert_cmpstr (string, ==, cases[i].string);
      g_assert_true (kms_time_from_string (cases[i].string, &time));
      g_assert_cmpint (time, ==, cases[i].time);
    }
  g_assert_true (kms_time_from_string ("1970-01-01T00:00:00.5Z", &time));
  g_assert_cmpint (time, ==, 500000);

  time = 5;
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (kms_time_from_string (refused[i], &time));
      g_assert_cmpint (time, ==, 5);
    }
}

static gpointer
read_until_set (gpointer data)
{
  KmsClock *clock = data;
  gint64 last = 0, now;

  while ((now = kms_clock_now (clock)) < 1000)
    {
      g_assert_cmpint (now, >=, last);
      last = now;
    }
  kms_clock_unref (clock);
  return NULL;
}

static void
test_clocks (void)
{
  g_autoptr (KmsClock) computer = kms_clock_new_system ();
  g_autoptr (KmsClock) fixed = kms_clock_new_fixed (1);
  gint64 before = g_get_real_time ();
  GThread *threads[4];

  g_assert_cmpint (kms_clock_now (computer), >=, before);
  g_assert_cmpint (kms_clock_now (fixed), ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_until_set, kms_clock_ref (fixed));
  for (gint64 now = 2; now <= 1000; now++)
    kms_clock_set (fixed, now);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (kms_clock_now (fixed), ==, 1000);
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_seen[256] = { 0 };
  guint8 bytes[64 * 256];

  for (guint i = 0; i < 1000; i++)
    {
      char *hex = kms_random_hex (16);

      g_assert_cmpuint (strlen (hex), ==, 16);
      g_assert_cmpuint (strspn (hex, "0123456789ABCDEF"), ==, 16);
      g_assert_true (g_hash_table_add (seen, hex));
    }
  g_hash_table_add (seen, kms_random_hex (0));
  g_assert_true (g_hash_table_contains (seen, ""));

  /* Each byte is expected 64 times; that one never comes up has a chance of 1 in 10^25. */
  kms_random_bytes (bytes, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    n_seen[bytes[i]]++;
  for (guint i = 0; i < G_N_ELEMENTS (n_seen); i++)
    g_assert_cmpuint (n_seen[i], >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/strings", test_strings);
  g_test_add_func ("/clock/clocks", test_clocks);
  g_test_add_func ("/clock/random", test_random);
  return g_test_run ();
}
