/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Slowing down. What passes is counted at once, before anybody knows how it ends: otherwise many that
 * come at the same time would all pass. */

#include "accounts/kms-throttle.h"

#include "accounts/kms-token.h"

/* 1, 2, 4 … 300 seconds after the 4th failure and those that follow. */
const KmsThrottle kms_throttle_passwords = {
  .n_free = 3,
  .first_wait = G_TIME_SPAN_SECOND,
  .last_wait = 5 * G_TIME_SPAN_MINUTE,
};

/* 1, 2, 4 … 60 minutes after the 4th mail and those that follow. */
const KmsThrottle kms_throttle_mails = {
  .n_free = 3,
  .first_wait = G_TIME_SPAN_MINUTE,
  .last_wait = G_TIME_SPAN_HOUR,
};

static gint64
wait_after (const KmsThrottle *throttle, guint count)
{
  gint64 wait = throttle->first_wait;

  if (count <= throttle->n_free)
    return 0;
  for (guint i = throttle->n_free + 1; i < count && wait < throttle->last_wait; i++)
    wait *= 2;
  return MIN (wait, throttle->last_wait);
}

/**
 * kms_throttle_key:
 * @what: what is slowed down
 * @a: of whom
 * @b: and of whom; "" when @a says it all
 * @key: (out caller-allocates): where the key goes
 *
 * Returns: @key
 */
const char *
kms_throttle_key (const char *what, const char *a, const char *b, char key[KMS_STORED_HASH_SIZE])
{
  g_autofree char *hidden =
      g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) what, strlen (what), a, -1);

  return kms_token_hash_with (hidden, b, key);
}

/**
 * kms_throttle_pass:
 * @session: a transaction that writes
 * @throttle: how it is slowed down
 * @key: what is counted together
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Returns: %TRUE when it may be done now, and is counted; otherwise %FALSE with @error set:
 *   %KMS_ERROR_RATE_LIMITED with %KMS_ERROR_RETRY_AFTER, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_throttle_pass (KmsStoreSession *session,
                   const KmsThrottle *throttle,
                   const char *key,
                   gint64 now,
                   GError **error)
{
  GError *refusal;
  gint64 last_at, until;
  guint count;

  if (!kms_store_get_throttle (session, key, &count, &last_at, error))
    return FALSE;
  if (now >= last_at + KMS_THROTTLE_MEMORY)
    count = 0;
  until = last_at + wait_after (throttle, count);
  if (now >= until)
    return kms_store_set_throttle (session, key, count + 1, now, error);

  refusal = g_error_new (KMS_ERROR, KMS_ERROR_RATE_LIMITED, "too often of late");
  kms_error_set_number (refusal, KMS_ERROR_RETRY_AFTER,
                        (until - now + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);
  g_propagate_error (error, refusal);
  return FALSE;
}

/**
 * kms_throttle_forgive:
 * @session: a transaction that writes
 * @key: what is counted together
 * @error: return location for a #GError
 *
 * Takes back what one kms_throttle_pass() counted, since it could not even be tried.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_throttle_forgive (KmsStoreSession *session, const char *key, GError **error)
{
  gint64 last_at;
  guint count;

  return kms_store_get_throttle (session, key, &count, &last_at, error)
         && (count == 0 || kms_store_set_throttle (session, key, count - 1, last_at, error));
}

/**
 * kms_throttle_forget:
 * @session: a transaction that writes
 * @key: what is counted together
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_throttle_forget (KmsStoreSession *session, const char *key, GError **error)
{
  return kms_store_set_throttle (session, key, 0, 0, error);
}

/**
 * kms_throttle_tidy:
 * @session: a transaction that writes
 * @now: the time, in microseconds UTC
 * @error: return location for a #GError
 *
 * Deletes what is forgotten by now.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_throttle_tidy (KmsStoreSession *session, gint64 now, GError **error)
{
  return kms_store_prune_throttles (session, now - KMS_THROTTLE_MEMORY, error);
}
