/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsBackend: hands each call over to the implementation, after checking what the compiler cannot
 * check. It owns nothing. */

#include "client/kms-backend.h"

G_DEFINE_INTERFACE (KmsBackend, kms_backend, G_TYPE_OBJECT)

static void
kms_backend_default_init (KmsBackendInterface *iface)
{
}

/**
 * kms_backend_is_demo:
 * @backend: a backend
 *
 * Returns: %TRUE when keys from here work on no real device, which everything shown or saved says
 */
gboolean
kms_backend_is_demo (KmsBackend *backend)
{
  g_return_val_if_fail (KMS_IS_BACKEND (backend), TRUE);

  return KMS_BACKEND_GET_IFACE (backend)->is_demo (backend);
}

/**
 * kms_backend_get_account:
 * @backend: a backend
 *
 * Returns: (transfer none): whose work this is, for the journal: server and account, or the demo
 */
const char *
kms_backend_get_account (KmsBackend *backend)
{
  g_return_val_if_fail (KMS_IS_BACKEND (backend), NULL);

  return KMS_BACKEND_GET_IFACE (backend)->get_account (backend);
}

/**
 * kms_backend_load_site_async:
 * @backend: a backend
 * @category: the category of the device
 * @device_id: the device, in canonical form
 * @cancellable: (nullable): cancels the call
 * @callback: called when the site lines are there
 * @user_data: data for @callback
 *
 * Asks for the site lines that this account saved for a device (manual chapter 5.2, step 2).
 */
void
kms_backend_load_site_async (KmsBackend *backend,
                             KmsCategory category,
                             const char *device_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (KMS_IS_BACKEND (backend));
  g_return_if_fail (device_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_BACKEND_GET_IFACE (backend)->load_site_async (backend, category, device_id, cancellable,
                                                    callback, user_data);
}

/**
 * kms_backend_load_site_finish:
 * @backend: a backend
 * @result: what the callback got
 * @site: (out caller-allocates): the lines; empty when none are saved
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
kms_backend_load_site_finish (KmsBackend *backend,
                              GAsyncResult *result,
                              KmsSite *site,
                              GError **error)
{
  g_return_val_if_fail (KMS_IS_BACKEND (backend), FALSE);
  g_return_val_if_fail (site != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return KMS_BACKEND_GET_IFACE (backend)->load_site_finish (backend, result, site, error);
}

/**
 * kms_backend_save_site_async:
 * @backend: a backend
 * @category: the category of the device
 * @device_id: the device, in canonical form
 * @site: its site lines; empty ones are saved too
 * @cancellable: (nullable): cancels the call
 * @callback: called when they are saved
 * @user_data: data for @callback
 *
 * Saves the site lines of a device for this account.
 */
void
kms_backend_save_site_async (KmsBackend *backend,
                             KmsCategory category,
                             const char *device_id,
                             const KmsSite *site,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (KMS_IS_BACKEND (backend));
  g_return_if_fail (device_id != NULL);
  g_return_if_fail (site != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_BACKEND_GET_IFACE (backend)->save_site_async (backend, category, device_id, site, cancellable,
                                                    callback, user_data);
}

/**
 * kms_backend_save_site_finish:
 * @backend: a backend
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
kms_backend_save_site_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_BACKEND (backend), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return KMS_BACKEND_GET_IFACE (backend)->save_site_finish (backend, result, error);
}

/**
 * kms_backend_preview_async:
 * @backend: a backend
 * @request: what issuing would be asked for
 * @cancellable: (nullable): cancels the call
 * @callback: called when the verdicts are there
 * @user_data: data for @callback
 *
 * Asks for the verdict on each key of @request; nothing is issued and nothing changes.
 */
void
kms_backend_preview_async (KmsBackend *backend,
                           const KmsRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (KMS_IS_BACKEND (backend));
  g_return_if_fail (request != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_BACKEND_GET_IFACE (backend)->preview_async (backend, request, cancellable, callback,
                                                  user_data);
}

/**
 * kms_backend_preview_finish:
 * @backend: a backend
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the verdicts, or %NULL with @error set: %KMS_ERROR_NO_KEYS,
 *   %KMS_ERROR_DEVICE_FULL, or whatever kept the backend from answering
 */
KmsPreview *
kms_backend_preview_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_BACKEND (backend), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return KMS_BACKEND_GET_IFACE (backend)->preview_finish (backend, result, error);
}

/**
 * kms_backend_issue_async:
 * @backend: a backend
 * @request: what to issue
 * @idempotency_key: names this attempt; the same key and request again give the same answer
 * @cancellable: (nullable): cancels the call; what was begun already is still done
 * @callback: called with the answer
 * @user_data: data for @callback
 *
 * Issues all keys of @request, or none.
 */
void
kms_backend_issue_async (KmsBackend *backend,
                         const KmsRequest *request,
                         const char *idempotency_key,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (KMS_IS_BACKEND (backend));
  g_return_if_fail (request != NULL);
  g_return_if_fail (idempotency_key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_BACKEND_GET_IFACE (backend)->issue_async (backend, request, idempotency_key, cancellable,
                                                callback, user_data);
}

/**
 * kms_backend_issue_finish:
 * @backend: a backend
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the issued keys, or %NULL with @error set: the code of the first refused
 *   key, with a detail for each refused one, or whatever kept the backend from answering
 */
KmsIssuance *
kms_backend_issue_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_BACKEND (backend), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return KMS_BACKEND_GET_IFACE (backend)->issue_finish (backend, result, error);
}

/**
 * kms_backend_find_async:
 * @backend: a backend
 * @search: what to look for
 * @cursor: (nullable): %KmsFoundPage.next_cursor of the page before, with the same search; %NULL for
 *   the first page
 * @limit: how many rows at most, 1 to %KMS_FOUND_MAX_LIMIT
 * @cancellable: (nullable): cancels the call
 * @callback: called with the page
 * @user_data: data for @callback
 *
 * Looks for keys that this account issued (manual chapter 7).
 */
void
kms_backend_find_async (KmsBackend *backend,
                        const KmsSearch *search,
                        const char *cursor,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (KMS_IS_BACKEND (backend));
  g_return_if_fail (search != NULL);
  g_return_if_fail (limit >= 1 && limit <= KMS_FOUND_MAX_LIMIT);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_BACKEND_GET_IFACE (backend)->find_async (backend, search, cursor, limit, cancellable,
                                               callback, user_data);
}

/**
 * kms_backend_find_finish:
 * @backend: a backend
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the page, maybe without rows; or %NULL with @error set, also to
 *   %KMS_ERROR_PARAMETER_INVALID or %KMS_ERROR_DEVICE_ID_INVALID with a detail for each condition
 *   that is wrong, and %KMS_ERROR_CURSOR_INVALID
 */
KmsFoundPage *
kms_backend_find_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_BACKEND (backend), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return KMS_BACKEND_GET_IFACE (backend)->find_finish (backend, result, error);
}
