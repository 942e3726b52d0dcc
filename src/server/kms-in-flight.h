/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KmsInFlight:
 *
 * The attempts that are on their way through this process. One that comes again meanwhile waits for the
 * first; then the store tells it what became of that. Main thread only.
 */
typedef struct _KmsInFlight KmsInFlight;

/* @ended: the first is through; FALSE when that took too long. */
typedef void (*KmsInFlightThen) (gpointer data, gboolean ended);

KmsInFlight *kms_in_flight_new (guint most_seconds);
void kms_in_flight_free (KmsInFlight *in_flight);

gboolean kms_in_flight_begin (KmsInFlight *in_flight,
                              const char *name,
                              KmsInFlightThen then, /* only when it returns FALSE */
                              gpointer data);
void kms_in_flight_end (KmsInFlight *in_flight, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsInFlight, kms_in_flight_free)

G_END_DECLS
