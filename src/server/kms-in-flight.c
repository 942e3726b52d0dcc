/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table of names, each with those who wait for it. Who waits is called exactly once: when the first has
 * ended, or by a timer of its own. */

#include "server/kms-in-flight.h"

struct _KmsInFlight
{
  GHashTable *attempts; /* owned; name → GPtrArray of Waiting, borrowed */
  guint most_seconds;
};

typedef struct
{
  GPtrArray *others; /* of the same attempt; borrowed */
  KmsInFlightThen then;
  gpointer data;
  guint timer;
} Waiting;

/* Calls whoever waits; it waits no more. */
static void
tell (Waiting *waiting, gboolean ended)
{
  KmsInFlightThen then = waiting->then;
  gpointer data = waiting->data;

  g_clear_handle_id (&waiting->timer, g_source_remove);
  g_free (waiting);
  then (data, ended);
}

static gboolean
on_timeout (gpointer user_data)
{
  Waiting *waiting = user_data;

  waiting->timer = 0;
  g_ptr_array_remove (waiting->others, waiting);
  tell (waiting, FALSE);
  return G_SOURCE_REMOVE;
}

/**
 * kms_in_flight_new:
 * @most_seconds: how long anybody waits
 *
 * Returns: (transfer full): an empty table
 */
KmsInFlight *
kms_in_flight_new (guint most_seconds)
{
  KmsInFlight *in_flight = g_new0 (KmsInFlight, 1);

  in_flight->attempts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  in_flight->most_seconds = most_seconds;
  return in_flight;
}

/**
 * kms_in_flight_free:
 * @in_flight: (transfer full) (nullable): a table in which nothing is under way
 */
void
kms_in_flight_free (KmsInFlight *in_flight)
{
  if (in_flight == NULL)
    return;

  g_hash_table_unref (in_flight->attempts);
  g_free (in_flight);
}

/**
 * kms_in_flight_begin:
 * @in_flight: the table
 * @name: names the attempt
 * @then: (scope async): called later when the attempt is under way already
 * @data: for @then
 *
 * Returns: %TRUE when it is the first, which kms_in_flight_end() is to follow; %FALSE when it waits
 */
gboolean
kms_in_flight_begin (KmsInFlight *in_flight, const char *name, KmsInFlightThen then, gpointer data)
{
  GPtrArray *others = g_hash_table_lookup (in_flight->attempts, name);
  Waiting *waiting;

  if (others == NULL)
    {
      g_hash_table_insert (in_flight->attempts, g_strdup (name), g_ptr_array_new ());
      return TRUE;
    }
  waiting = g_new0 (Waiting, 1);
  waiting->others = others;
  waiting->then = then;
  waiting->data = data;
  waiting->timer = g_timeout_add_seconds (in_flight->most_seconds, on_timeout, waiting);
  g_ptr_array_add (others, waiting);
  return FALSE;
}

/**
 * kms_in_flight_end:
 * @in_flight: the table
 * @name: names an attempt that began
 *
 * Calls all who wait for it, in the order in which they came.
 */
void
kms_in_flight_end (KmsInFlight *in_flight, const char *name)
{
  g_autofree char *key = NULL;
  g_autoptr (GPtrArray) others = NULL;

  g_return_if_fail (g_hash_table_steal_extended (in_flight->attempts, name, (gpointer *) &key,
                                                 (gpointer *) &others));

  for (guint i = 0; i < others->len; i++)
    tell (g_ptr_array_index (others, i), TRUE);
}
