/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store-codes.h"

G_BEGIN_DECLS

/* Slows down what is repeated too often: the first few times are free, then each time asks for twice
 * the wait of the one before. For inside a KmsStoreWork; what counts is in the store, so that it
 * holds over several servers and a restart. */

typedef struct
{
  guint n_free;      /* so often without any wait after it */
  gint64 first_wait; /* microseconds */
  gint64 last_wait;  /* it grows no further */
} KmsThrottle;

/* Nothing of it for so long, and all is forgotten. */
#define KMS_THROTTLE_MEMORY (24 * G_TIME_SPAN_HOUR)

/* Passwords that are wrong, for one login ID and one address. */
extern const KmsThrottle kms_throttle_passwords;
/* Mails with codes, to one address or for one login ID. */
extern const KmsThrottle kms_throttle_mails;

/* What is counted together; @a and @b are not readable in it. */
const char *
kms_throttle_key (const char *what, const char *a, const char *b, char key[KMS_STORED_HASH_SIZE]);

/* Counts one more, unless it comes too early. */
gboolean kms_throttle_pass (KmsStoreSession *session,
                            const KmsThrottle *throttle,
                            const char *key,
                            gint64 now,
                            GError **error);
/* Counts one less: it was none, after all. */
gboolean kms_throttle_forgive (KmsStoreSession *session, const char *key, GError **error);
gboolean kms_throttle_forget (KmsStoreSession *session, const char *key, GError **error);
gboolean kms_throttle_tidy (KmsStoreSession *session, gint64 now, GError **error);

G_END_DECLS
