/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Attempts in flight: the first goes on, the others wait for it, in their order, and not for ever. */

#include "server/kms-in-flight.h"

static GString *calls;

static void
then (gpointer data, gboolean ended)
{
  g_string_append_printf (calls, "%s%s ", (char *) data, ended ? "" : "-late");
}

static void
assert_calls (const char *expected)
{
  g_assert_cmpstr (calls->str, ==, expected);
  g_string_truncate (calls, 0);
}

static void
test_order (void)
{
  g_autoptr (KmsInFlight) in_flight = kms_in_flight_new (60);

  g_assert_true (kms_in_flight_begin (in_flight, "a", then, (gpointer) "never"));
  g_assert_true (kms_in_flight_begin (in_flight, "b", then, (gpointer) "never"));
  g_assert_false (kms_in_flight_begin (in_flight, "a", then, (gpointer) "a2"));
  g_assert_false (kms_in_flight_begin (in_flight, "b", then, (gpointer) "b2"));
  g_assert_false (kms_in_flight_begin (in_flight, "a", then, (gpointer) "a3"));
  assert_calls ("");
  kms_in_flight_end (in_flight, "a");
  assert_calls ("a2 a3 ");
  /* The name is free again. */
  g_assert_true (kms_in_flight_begin (in_flight, "a", then, (gpointer) "never"));
  kms_in_flight_end (in_flight, "a");
  kms_in_flight_end (in_flight, "b");
  assert_calls ("b2 ");
}

/* Who waited too long is told so, once. */
static void
test_late (void)
{
  g_autoptr (KmsInFlight) in_flight = kms_in_flight_new (0);

  g_assert_true (kms_in_flight_begin (in_flight, "a", then, (gpointer) "never"));
  g_assert_false (kms_in_flight_begin (in_flight, "a", then, (gpointer) "a2"));
  g_assert_false (kms_in_flight_begin (in_flight, "a", then, (gpointer) "a3"));
  while (g_main_context_pending (NULL) || calls->len < 16)
    g_main_context_iteration (NULL, TRUE);
  assert_calls ("a2-late a3-late ");
  g_assert_false (kms_in_flight_begin (in_flight, "a", then, (gpointer) "a4"));
  kms_in_flight_end (in_flight, "a");
  assert_calls ("a4 ");
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  calls = g_string_new (NULL);
  g_test_add_func ("/server/in-flight/order", test_order);
  g_test_add_func ("/server/in-flight/late", test_late);
  status = g_test_run ();
  g_string_free (calls, TRUE);
  return status;
}
