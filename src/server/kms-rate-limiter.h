/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-clock.h"

G_BEGIN_DECLS

/**
 * KmsRateLimiter:
 *
 * How many requests each of many keys, such as sessions or addresses, may make in a window of time,
 * which begins with the first of them. Main thread only.
 */
typedef struct _KmsRateLimiter KmsRateLimiter;

/**
 * KmsRate:
 * @policy: the limit, as RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) has it; borrowed from
 *   the limiter
 * @state: how the key stands, as RateLimit has it
 * @allowed: whether the request may go on
 * @left: requests that may still be made in the window
 * @reset: seconds to its end, at least 1; how long to wait when the request was not allowed
 *
 * How a key stands.
 */
typedef struct
{
  const char *policy;
  char state[96];
  gboolean allowed;
  guint left;
  guint reset;
} KmsRate;

KmsRateLimiter *
kms_rate_limiter_new (const char *name, guint quota, guint window, guint max_keys, KmsClock *clock);
void kms_rate_limiter_free (KmsRateLimiter *limiter);
void kms_rate_limiter_set_quota (KmsRateLimiter *limiter, guint quota);
KmsRate kms_rate_limiter_take (KmsRateLimiter *limiter, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsRateLimiter, kms_rate_limiter_free)

G_END_DECLS
