/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tests of KmsRateLimiter. */

#include "server/kms-rate-limiter.h"

#define BEGIN (1000000 * G_TIME_SPAN_SECOND)

typedef struct
{
  KmsClock *clock;
  KmsRateLimiter *limiter; /* 3 requests in 60 seconds, for 4 keys */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = kms_clock_new_fixed (BEGIN);
  fixture->limiter = kms_rate_limiter_new ("session", 3, 60, 4, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kms_rate_limiter_free (fixture->limiter);
  kms_clock_unref (fixture->clock);
}

static void
assert_take (Fixture *fixture, const char *key, gboolean allowed, guint left, guint reset)
{
  KmsRate rate = kms_rate_limiter_take (fixture->limiter, key);

  g_assert_cmpint (rate.allowed, ==, allowed);
  g_assert_cmpuint (rate.left, ==, left);
  g_assert_cmpuint (rate.reset, ==, reset);
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 at; /* microseconds after the first */
    gboolean allowed;
    guint left;
    guint reset;
  } rows[] = {
    { 0, TRUE, 2, 60 },
    { 1, TRUE, 1, 60 },                            /* a second that has begun counts */
    { G_TIME_SPAN_SECOND, TRUE, 0, 59 },           /* the last one */
    { G_TIME_SPAN_SECOND, FALSE, 0, 59 },          /* one too many, */
    { 60 * G_TIME_SPAN_SECOND - 1, FALSE, 0, 1 },  /* and so to the end */
    { 60 * G_TIME_SPAN_SECOND, TRUE, 2, 60 },      /* a new window */
    { 500 * G_TIME_SPAN_SECOND, TRUE, 2, 60 },     /* one that begins late */
    { 500 * G_TIME_SPAN_SECOND - 2, TRUE, 2, 60 }, /* the clock was set back */
  };

  for (guint at = 0; at < G_N_ELEMENTS (rows); at++)
    {
      kms_clock_set (fixture->clock, BEGIN + rows[at].at);
      assert_take (fixture, "one", rows[at].allowed, rows[at].left, rows[at].reset);
    }
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  for (guint at = 0; at < 4; at++)
    assert_take (fixture, "one", at < 3, at < 3 ? 2 - at : 0, 60);
  assert_take (fixture, "two", TRUE, 2, 60);
  assert_take (fixture, "one", FALSE, 0, 60);
}

/* The oldest is forgotten, whoever asks how often. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  for (guint at = 0; at < 3; at++)
    assert_take (fixture, "one", TRUE, 2 - at, 60);
  assert_take (fixture, "two", TRUE, 2, 60);
  assert_take (fixture, "three", TRUE, 2, 60);
  assert_take (fixture, "four", TRUE, 2, 60);
  assert_take (fixture, "one", FALSE, 0, 60);
  assert_take (fixture, "five", TRUE, 2, 60);
  assert_take (fixture, "four", TRUE, 1, 60);
  assert_take (fixture, "one", TRUE, 2, 60);
  for (guint at = 0; at < 100000; at++)
    {
      g_autofree char *key = g_strdup_printf ("%u", at);

      assert_take (fixture, key, TRUE, 2, 60);
    }
}

static void
test_quota (Fixture *fixture, gconstpointer data)
{
  assert_take (fixture, "one", TRUE, 2, 60);
  assert_take (fixture, "one", TRUE, 1, 60);
  kms_rate_limiter_set_quota (fixture->limiter, 1);
  assert_take (fixture, "one", FALSE, 0, 60);
  kms_rate_limiter_set_quota (fixture->limiter, 5);
  assert_take (fixture, "one", TRUE, 2, 60);
}

static void
test_fields (Fixture *fixture, gconstpointer data)
{
  KmsRate rate = kms_rate_limiter_take (fixture->limiter, "one");

  g_assert_cmpstr (rate.policy, ==, "\"session\";q=3;w=60");
  g_assert_cmpstr (rate.state, ==, "\"session\";r=2;t=60");
  kms_rate_limiter_set_quota (fixture->limiter, G_MAXUINT);
  rate = kms_rate_limiter_take (fixture->limiter, "one");
  g_assert_cmpstr (rate.policy, ==, "\"session\";q=4294967295;w=60");
  g_assert_cmpstr (rate.state, ==, "\"session\";r=4294967293;t=60");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/rate-limiter/window", test_window },   { "/rate-limiter/keys", test_keys },
    { "/rate-limiter/bounded", test_bounded }, { "/rate-limiter/quota", test_quota },
    { "/rate-limiter/fields", test_fields },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint at = 0; at < G_N_ELEMENTS (tests); at++)
    g_test_add (tests[at].path, Fixture, NULL, set_up, tests[at].test, tear_down);
  return g_test_run ();
}
