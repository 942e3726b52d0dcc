/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-announcement.h"
#include "client/kms-backend.h"
#include "client/kms-login-session.h"
#include "client/kms-policy.h"
#include "client/kms-post-office.h"
#include "client/kms-registration.h"
#include "client/kms-rest.h"
#include "client/kms-service.h"
#include "client/kms-user.h"

G_BEGIN_DECLS

/**
 * KmsRemote:
 *
 * The backend that is a server, and what only a server has: accounts, notices, mails. It keeps the
 * session. When the session ends, calls that need it wait until somebody has logged in again, and
 * then go on by themselves ("session-ended" asks for it). When the service is under maintenance,
 * calls fail with KMS_ERROR_MAINTENANCE, and the object watches for its end. The same when a call in
 * the session finds nobody there ("gone").
 *
 * Properties beside those of KmsService, read-only with notify: "logged-in" (gboolean), "login-id"
 * (string, kept when the session ends).
 */
#define KMS_TYPE_REMOTE (kms_remote_get_type ())
G_DECLARE_FINAL_TYPE (KmsRemote, kms_remote, KMS, REMOTE, GObject)

KmsRemote *kms_remote_new (KmsRest *rest);
KmsRest *kms_remote_get_rest (KmsRemote *remote);
void kms_remote_set_watch_interval (KmsRemote *remote, guint milliseconds);
gboolean kms_remote_is_logged_in (KmsRemote *remote);
const char *kms_remote_get_login_id (KmsRemote *remote);
const char *kms_remote_get_token (KmsRemote *remote);

/* The service; no account is needed. */
void kms_remote_get_status_async (KmsRemote *remote,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
KmsServerState *
kms_remote_get_status_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_list_notices_async (KmsRemote *remote,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Of KmsAnnouncement, the newest first. */
GPtrArray *kms_remote_list_notices_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_get_policy_async (KmsRemote *remote,
                                  KmsPolicyKind kind,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
KmsPolicy *kms_remote_get_policy_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_download_manual_async (KmsRemote *remote,
                                       GFile *target,
                                       KmsRestProgress progress,
                                       gpointer progress_data,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
kms_remote_download_manual_finish (KmsRemote *remote, GAsyncResult *result, GError **error);

/* The session. */
void kms_remote_log_in_async (KmsRemote *remote,
                              const char *login_id,
                              const char *password,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kms_remote_log_in_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_resume_async (KmsRemote *remote,
                              const char *token,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kms_remote_resume_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_log_out_async (KmsRemote *remote,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kms_remote_log_out_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_get_session_async (KmsRemote *remote,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
KmsLoginSession *
kms_remote_get_session_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_request_password_code_async (KmsRemote *remote,
                                             const char *login_id,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
KmsMailedCode *
kms_remote_request_password_code_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_use_password_code_async (KmsRemote *remote,
                                         const char *id,
                                         const char *code,
                                         const char *new_password,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean
kms_remote_use_password_code_finish (KmsRemote *remote, GAsyncResult *result, GError **error);

/* Registering; no account is needed. */
void kms_remote_register_request_async (KmsRemote *remote,
                                        const KmsUserForm *form,
                                        const char *privacy_version,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
KmsMailedCode *
kms_remote_register_request_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_register_verify_async (KmsRemote *remote,
                                       const char *id,
                                       const char *code,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
KmsProof *
kms_remote_register_verify_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_register_complete_async (KmsRemote *remote,
                                         const char *id,
                                         const char *completion_token,
                                         gboolean overwrite,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
KmsRegistered *
kms_remote_register_complete_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_register_cancel_async (KmsRemote *remote,
                                       const char *id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
kms_remote_register_cancel_finish (KmsRemote *remote, GAsyncResult *result, GError **error);

/* The account. */
void kms_remote_get_user_async (KmsRemote *remote,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
KmsUser *kms_remote_get_user_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_update_user_async (KmsRemote *remote,
                                   const KmsUser *user,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
KmsUser *kms_remote_update_user_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_change_password_async (KmsRemote *remote,
                                       const char *current_password,
                                       const char *new_password,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
kms_remote_change_password_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_email_change_request_async (KmsRemote *remote,
                                            const char *email,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
KmsMailedCode *
kms_remote_email_change_request_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_email_change_verify_async (KmsRemote *remote,
                                           const char *id,
                                           const char *code,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
KmsProof *
kms_remote_email_change_verify_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_email_change_complete_async (KmsRemote *remote,
                                             const char *id,
                                             gboolean overwrite,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
KmsUser *
kms_remote_email_change_complete_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_delete_account_async (KmsRemote *remote,
                                      const char *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean kms_remote_delete_account_finish (KmsRemote *remote, GAsyncResult *result, GError **error);

G_END_DECLS
