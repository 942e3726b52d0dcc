/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts requests by key. The counts stand in the order in which their windows began, so the memory is
 * bounded at little cost: what is over is forgotten, and so is the oldest when there are too many. That
 * forgives a key early, which costs an attacker as many other keys as there is room for. */

#include "server/kms-rate-limiter.h"

#include "common/kms-decimal.h"

#include <string.h>

/* The longest name of a limit. */
#define MAX_NAME 32

typedef struct
{
  GList link; /* its data is the count */
  char *key;  /* owned */
  gint64 began;
  guint n_requests;
} Count;

struct _KmsRateLimiter
{
  char *name;   /* owned */
  char *policy; /* owned */
  guint quota;
  guint window;
  guint max_keys;
  KmsClock *clock;    /* owned */
  GHashTable *counts; /* key → Count, owned */
  GQueue order;       /* of Count, borrowed */
};

static void
count_free (gpointer data)
{
  Count *count = data;

  g_free (count->key);
  g_free (count);
}

static void
forget (KmsRateLimiter *limiter, Count *count)
{
  g_queue_unlink (&limiter->order, &count->link);
  g_hash_table_remove (limiter->counts, count->key);
}

/* A clock that was set back ends the windows that it had begun. */
static gboolean
is_over (KmsRateLimiter *limiter, Count *count, gint64 now)
{
  return now < count->began || now - count->began >= limiter->window * G_TIME_SPAN_SECOND;
}

/**
 * kms_rate_limiter_new:
 * @name: of the limit, as clients read it: letters, 32 at most
 * @quota: requests in a window, at least 1
 * @window: its length in seconds, at least 1
 * @max_keys: the most keys that are kept in mind, at least 1
 * @clock: where time comes from
 *
 * Returns: (transfer full): a limiter that has seen no key
 */
KmsRateLimiter *
kms_rate_limiter_new (const char *name, guint quota, guint window, guint max_keys, KmsClock *clock)
{
  KmsRateLimiter *limiter = g_new0 (KmsRateLimiter, 1);

  limiter->name = g_strdup (name);
  limiter->window = window;
  kms_rate_limiter_set_quota (limiter, quota);
  limiter->max_keys = max_keys;
  limiter->clock = kms_clock_ref (clock);
  limiter->counts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, count_free);
  return limiter;
}

/**
 * kms_rate_limiter_free:
 * @limiter: (transfer full): a limiter
 */
void
kms_rate_limiter_free (KmsRateLimiter *limiter)
{
  g_hash_table_unref (limiter->counts);
  kms_clock_unref (limiter->clock);
  g_free (limiter->name);
  g_free (limiter->policy);
  g_free (limiter);
}

/**
 * kms_rate_limiter_set_quota:
 * @limiter: a limiter
 * @quota: requests in a window, at least 1; also for windows that have begun
 */
void
kms_rate_limiter_set_quota (KmsRateLimiter *limiter, guint quota)
{
  limiter->quota = quota;
  g_free (limiter->policy);
  limiter->policy = g_strdup_printf ("\"%s\";q=%u;w=%u", limiter->name, quota, limiter->window);
}

/* The count of a key, whose window has begun and is not over. */
static Count *
find_count (KmsRateLimiter *limiter, const char *key, gint64 now)
{
  Count *count;

  for (GList *oldest; (oldest = limiter->order.head) != NULL;)
    {
      if (!is_over (limiter, oldest->data, now))
        break;
      forget (limiter, oldest->data);
    }
  count = g_hash_table_lookup (limiter->counts, key);
  if (count != NULL && !is_over (limiter, count, now))
    return count;
  if (count != NULL)
    forget (limiter, count);
  else if (limiter->order.length >= limiter->max_keys)
    forget (limiter, limiter->order.head->data);
  count = g_new0 (Count, 1);
  count->link.data = count;
  count->key = g_strdup (key);
  count->began = now;
  g_queue_push_tail_link (&limiter->order, &count->link);
  g_hash_table_insert (limiter->counts, count->key, count);
  return count;
}

/* "session";r=599;t=60 */
static void
write_state (KmsRateLimiter *limiter, KmsRate *rate)
{
  gsize length = MIN (strlen (limiter->name), MAX_NAME);
  char *end = rate->state;

  *end++ = '"';
  end = (char *) memcpy (end, limiter->name, length) + length;
  end = (char *) memcpy (end, "\";r=", 4) + 4;
  end = kms_decimal_write (end, rate->left);
  end = (char *) memcpy (end, ";t=", 3) + 3;
  kms_decimal_write (end, rate->reset);
}

/**
 * kms_rate_limiter_take:
 * @limiter: a limiter
 * @key: who makes a request
 *
 * Counts the request, unless it is one too many.
 *
 * Returns: how the key stands after it
 */
KmsRate
kms_rate_limiter_take (KmsRateLimiter *limiter, const char *key)
{
  gint64 now = kms_clock_now (limiter->clock);
  Count *count = find_count (limiter, key, now);
  gint64 left = limiter->window * G_TIME_SPAN_SECOND - (now - count->began);
  KmsRate rate = { .policy = limiter->policy };

  rate.allowed = count->n_requests < limiter->quota;
  if (rate.allowed)
    count->n_requests++;
  rate.left = limiter->quota - MIN (count->n_requests, limiter->quota);
  rate.reset = (left + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND;
  write_state (limiter, &rate);
  return rate;
}
