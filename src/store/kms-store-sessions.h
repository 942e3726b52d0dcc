/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of sessions, for inside a KmsStoreWork. What names a session here is the SHA-256 of its
 * token in hexadecimal. */

#define KMS_ACCOUNT_ID_SIZE 65 /* with the zero */
#define KMS_LOGIN_ID_SIZE   11 /* with the zero */

/* A session as the store knows it, with whose it is. Times are microseconds UTC. */
typedef struct
{
  char account_id[KMS_ACCOUNT_ID_SIZE]; /* the dealer of issuing/ */
  char login_id[KMS_LOGIN_ID_SIZE];
  gint64 created_at;
  gint64 used_at;
} KmsStoredSession;

gboolean kms_store_add_session (KmsStoreSession *session,
                                const char *token_hash,
                                const char *account_id,
                                gint64 now,
                                GError **error);
/* Not those of accounts that are disabled. */
gboolean kms_store_find_session (KmsStoreSession *session,
                                 const char *token_hash,
                                 KmsStoredSession *stored,
                                 gboolean *found,
                                 GError **error);
gboolean kms_store_touch_session (KmsStoreSession *session,
                                  const char *token_hash,
                                  gint64 now,
                                  GError **error);
gboolean
kms_store_delete_session (KmsStoreSession *session, const char *token_hash, GError **error);
gboolean kms_store_delete_sessions_of (KmsStoreSession *session,
                                       const char *account_id,
                                       const char *except, /* a session that stays, or NULL */
                                       GError **error);
gboolean kms_store_prune_sessions (KmsStoreSession *session,
                                   gint64 used_until,
                                   gint64 created_until,
                                   GError **error);

G_END_DECLS
