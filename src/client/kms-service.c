/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsService: hands each call over to the implementation. It owns nothing. */

#include "client/kms-service.h"

enum
{
  SESSION_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (KmsService, kms_service, G_TYPE_OBJECT)

static void
kms_service_default_init (KmsServiceInterface *iface)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  g_object_interface_install_property (iface, g_param_spec_boolean ("maintenance", NULL, NULL,
                                                                    FALSE, flags));
  g_object_interface_install_property (iface, g_param_spec_int64 ("maintenance-until", NULL, NULL,
                                                                  0, G_MAXINT64, 0, flags));
  g_object_interface_install_property (iface,
                                       g_param_spec_boolean ("gone", NULL, NULL, FALSE, flags));

  /**
   * KmsService::session-ended:
   *
   * The session has ended by itself. Calls wait until somebody has logged in again.
   */
  signals[SESSION_ENDED] = g_signal_new ("session-ended", KMS_TYPE_SERVICE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static gboolean
get_boolean (KmsService *service, const char *property)
{
  gboolean value = FALSE;

  g_object_get (service, property, &value, NULL);
  return value;
}

/**
 * kms_service_is_in_maintenance:
 * @service: a service
 *
 * Returns: whether it is under maintenance, as far as is known
 */
gboolean
kms_service_is_in_maintenance (KmsService *service)
{
  g_return_val_if_fail (KMS_IS_SERVICE (service), FALSE);

  return get_boolean (service, "maintenance");
}

/**
 * kms_service_get_maintenance_until:
 * @service: a service
 *
 * Returns: when the maintenance should be over, in microseconds UTC; 0 when that is not known
 */
gint64
kms_service_get_maintenance_until (KmsService *service)
{
  gint64 until = 0;

  g_return_val_if_fail (KMS_IS_SERVICE (service), 0);

  g_object_get (service, "maintenance-until", &until, NULL);
  return until;
}

/**
 * kms_service_is_gone:
 * @service: a service
 *
 * Returns: whether a call in the session found nobody there, and nobody has answered since
 */
gboolean
kms_service_is_gone (KmsService *service)
{
  g_return_val_if_fail (KMS_IS_SERVICE (service), FALSE);

  return get_boolean (service, "gone");
}

/**
 * kms_service_get_login_id:
 * @service: a service
 *
 * Returns: (transfer none) (nullable): whose session it is or was; %NULL when there was none
 */
const char *
kms_service_get_login_id (KmsService *service)
{
  g_return_val_if_fail (KMS_IS_SERVICE (service), NULL);

  return KMS_SERVICE_GET_IFACE (service)->get_login_id (service);
}

/**
 * kms_service_log_in_async:
 * @service: a service
 * @login_id: as typed
 * @password: as typed
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Calls that wait since the session of the same account ended go on.
 */
void
kms_service_log_in_async (KmsService *service,
                          const char *login_id,
                          const char *password,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (KMS_IS_SERVICE (service));

  KMS_SERVICE_GET_IFACE (service)->log_in_async (service, login_id, password, cancellable, callback,
                                                 user_data);
}

/**
 * kms_service_log_in_finish:
 * @service: a service
 * @result: the result
 * @error: return location
 *
 * Returns: whether there is a session; on failure also %KMS_ERROR_CREDENTIALS_INVALID
 */
gboolean
kms_service_log_in_finish (KmsService *service, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_SERVICE (service), FALSE);

  return KMS_SERVICE_GET_IFACE (service)->log_in_finish (service, result, error);
}

/**
 * kms_service_give_up_log_in:
 * @service: a service
 *
 * Nobody will log in: calls that wait fail with %KMS_ERROR_SESSION_EXPIRED.
 */
void
kms_service_give_up_log_in (KmsService *service)
{
  g_return_if_fail (KMS_IS_SERVICE (service));

  KMS_SERVICE_GET_IFACE (service)->give_up_log_in (service);
}

/**
 * kms_service_emit_session_ended:
 * @service: a service
 *
 * To be called by an implementation when a call meets the end of the session.
 */
void
kms_service_emit_session_ended (KmsService *service)
{
  g_signal_emit (service, signals[SESSION_ENDED], 0);
}
