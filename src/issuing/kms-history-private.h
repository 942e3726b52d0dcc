/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to issuing/: what pages and CSV share. */

#pragma once

#include "issuing/kms-history.h"

G_BEGIN_DECLS

/* Returns: FALSE when no further day is wanted. */
typedef gboolean (*KmsDailyFunc) (const KmsDailyRow *row, gpointer data);

gboolean kms_history_walk_days (KmsStoreSession *session,
                                const char *dealer,
                                const KmsList *list,
                                const KmsStorePlace *after, /* NULL: from the beginning */
                                gboolean sums,              /* FALSE: only the days themselves */
                                KmsDailyFunc func,
                                gpointer data,
                                GError **error);

G_END_DECLS
