/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-credentials.h"
#include "client/kms-remote.h"
#include "client/kms-settings.h"

G_BEGIN_DECLS

/**
 * KmsOnline:
 *
 * The server of this person: where it is, who is logged in there, what is remembered of that, and
 * what the operator announces.
 *
 * The property "remote" is the way to it, NULL as long as no address is known; what is read-only
 * there changes by the calls here. "remembered" tells whether login ID and password are.
 * "announcements-changed" tells that the operator announces something else.
 */
#define KMS_TYPE_ONLINE (kms_online_get_type ())
G_DECLARE_FINAL_TYPE (KmsOnline, kms_online, KMS, ONLINE, GObject)

KmsOnline *kms_online_new (KmsSettings *settings, KmsCredentials *credentials);
void kms_online_set_server (KmsOnline *self, const char *url);
void kms_online_set_log_in (KmsOnline *self, const char *login_id, const char *password);

KmsSettings *kms_online_get_settings (KmsOnline *self);
KmsCredentials *kms_online_get_credentials (KmsOnline *self);
KmsRemote *kms_online_get_remote (KmsOnline *self);
char *kms_online_dup_login_id (KmsOnline *self);
const char *kms_online_get_password (KmsOnline *self);
gboolean kms_online_is_remembered (KmsOnline *self);
GPtrArray *kms_online_get_announcements (KmsOnline *self);

void kms_online_open_async (KmsOnline *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean kms_online_open_finish (KmsOnline *self, GAsyncResult *result, GError **error);

/* Another server */
void kms_online_reach_async (KmsOnline *self,
                             const char *url,
                             const char *authority_file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
KmsRemote *kms_online_reach_finish (KmsOnline *self, GAsyncResult *result, GError **error);
void kms_online_use (KmsOnline *self, KmsRemote *remote, const char *authority_file);

/* The session */
void kms_online_log_in_async (KmsOnline *self,
                              const char *login_id,
                              const char *password,
                              gboolean remember,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kms_online_log_in_finish (KmsOnline *self, GAsyncResult *result, GError **error);
void kms_online_log_out (KmsOnline *self, KmsRemote *remote);
void kms_online_set_password (KmsOnline *self, const char *login_id, const char *password);
void kms_online_set_login_id (KmsOnline *self, const char *login_id);

void kms_online_refresh (KmsOnline *self);

G_END_DECLS
