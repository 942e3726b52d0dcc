/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsService:
 *
 * What may be away for a while, and where a session may end: a server, or a classroom that plays one.
 * A call that meets the end of the session waits for kms_service_log_in_async(), or fails after
 * kms_service_give_up_log_in().
 *
 * Properties, all read-only with notify: "maintenance" (gboolean), "maintenance-until" (gint64,
 * microseconds UTC, 0 when it is not known), "gone" (gboolean: nobody answers). Signals:
 * "session-ended", once for each session that ended by itself, and once more for a call that comes
 * after logging in was given up.
 */
#define KMS_TYPE_SERVICE (kms_service_get_type ())
G_DECLARE_INTERFACE (KmsService, kms_service, KMS, SERVICE, GObject)

struct _KmsServiceInterface
{
  GTypeInterface parent_iface;

  /* Whose session it is; NULL: nobody's. */
  const char *(*get_login_id) (KmsService *service);
  void (*log_in_async) (KmsService *service,
                        const char *login_id,
                        const char *password,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  gboolean (*log_in_finish) (KmsService *service, GAsyncResult *result, GError **error);
  void (*give_up_log_in) (KmsService *service);
};

gboolean kms_service_is_in_maintenance (KmsService *service);
gint64 kms_service_get_maintenance_until (KmsService *service);
gboolean kms_service_is_gone (KmsService *service);

const char *kms_service_get_login_id (KmsService *service);
void kms_service_log_in_async (KmsService *service,
                               const char *login_id,
                               const char *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kms_service_log_in_finish (KmsService *service, GAsyncResult *result, GError **error);
void kms_service_give_up_log_in (KmsService *service);

/* For those that implement it. */
void kms_service_emit_session_ended (KmsService *service);

G_END_DECLS
