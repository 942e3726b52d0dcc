/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: the one thread that writes. */

#pragma once

#include "store/kms-store-worker.h"

G_BEGIN_DECLS

/* How many jobs share one transaction at most. Larger groups gain little (tests/bench/README.md), and
 * everybody in one waits for all of it: some 20 ms for a full one of issues. */
#define KMS_STORE_MAX_GROUP 256

/* The body of the thread. */
gpointer kms_store_writer_run (gpointer worker);

G_END_DECLS
