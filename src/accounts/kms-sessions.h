/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-token.h"
#include "store/kms-store-sessions.h"

G_BEGIN_DECLS

/* Sessions of accounts, as plain functions for inside a KmsStoreWork: checking one in the transaction
 * of what is done in it leaves no moment in which it could have ended. A session ends 30 minutes after
 * its last use, 12 hours after log-in, at log-out, when the password is changed elsewhere, and when
 * its account is disabled or deleted. */

#define KMS_SESSION_IDLE_TIME   (30 * G_TIME_SPAN_MINUTE)
#define KMS_SESSION_MAX_TIME    (12 * G_TIME_SPAN_HOUR)
#define KMS_SESSION_TOUCH_EVERY G_TIME_SPAN_MINUTE

/* A session that is good. Times are microseconds UTC. */
typedef struct
{
  char account_id[KMS_ACCOUNT_ID_SIZE]; /* never changes; the dealer of issuing/ */
  char login_id[KMS_LOGIN_ID_SIZE];
  char token_hash[KMS_TOKEN_HASH_SIZE]; /* names the session among those of the account */
  gint64 created_at;
  gint64 idle_expires_at; /* counting this use if it gets written, otherwise the last that was */
  gint64 expires_at;
  gboolean touch_due; /* kms_sessions_touch() is to write this use down */
} KmsSessionInfo;

gboolean kms_sessions_check (KmsStoreSession *session, /* may be one that reads */
                             const char *token,
                             gint64 now,
                             KmsSessionInfo *info,
                             GError **error);
gboolean kms_sessions_touch (KmsStoreSession *session,
                             const KmsSessionInfo *info,
                             gint64 now,
                             GError **error);
gboolean kms_sessions_begin (KmsStoreSession *session,
                             const char *token, /* from kms_token_new() */
                             const char *account_id,
                             const char *login_id,
                             gint64 now,
                             KmsSessionInfo *info,
                             GError **error);
gboolean kms_sessions_end (KmsStoreSession *session, const KmsSessionInfo *info, GError **error);
gboolean kms_sessions_tidy (KmsStoreSession *session, gint64 now, GError **error);

G_END_DECLS
