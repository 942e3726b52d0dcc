/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A session with a server. Times are microseconds UTC, by the clock of the server. */
typedef struct
{
  char *token;      /* owned; NULL when it was not told */
  char *account_id; /* owned */
  char *login_id;   /* owned */
  gint64 created_at;
  gint64 idle_expires_at; /* its end, when it is not used again */
  gint64 expires_at;      /* its end in any case */
} KmsLoginSession;

#define KMS_TYPE_LOGIN_SESSION (kms_login_session_get_type ())
GType kms_login_session_get_type (void);
KmsLoginSession *kms_login_session_copy (const KmsLoginSession *session);
void kms_login_session_free (KmsLoginSession *session);
KmsLoginSession *kms_login_session_from_json (JsonNode *node, gboolean with_token, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsLoginSession, kms_login_session_free)

G_END_DECLS
