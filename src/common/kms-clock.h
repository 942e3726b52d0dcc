/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KmsClock:
 *
 * Where time comes from: the computer's clock, or one that a test sets. Reference counted, safe to
 * read from any thread. All times are microseconds since 1970-01-01T00:00:00Z.
 */
typedef struct _KmsClock KmsClock;

KmsClock *kms_clock_new_system (void);
KmsClock *kms_clock_new_fixed (gint64 now);
KmsClock *kms_clock_ref (KmsClock *clock);
void kms_clock_unref (KmsClock *clock);
gint64 kms_clock_now (KmsClock *clock);
void kms_clock_set (KmsClock *clock, /* fixed clocks only */
                    gint64 now);

char *kms_time_to_string (gint64 time);
gboolean kms_time_from_string (const char *string, gint64 *time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsClock, kms_clock_unref)

G_END_DECLS
