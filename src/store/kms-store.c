/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsStore: hands work over to the implementation. It owns nothing; the implementation owns the work
 * and its data until it has answered. */

#include "store/kms-store.h"

G_DEFINE_INTERFACE (KmsStore, kms_store, G_TYPE_OBJECT)

static void
kms_store_default_init (KmsStoreInterface *iface)
{
}

/**
 * kms_store_run_async:
 * @store: a store
 * @mode: %KMS_STORE_WRITE when @work changes anything
 * @work: (scope async): what to do, on a thread of the store
 * @data: (nullable) (transfer full): data for @work
 * @free_data: (nullable): frees @data after @work, on whichever thread
 * @free_result: (nullable): frees a result that nobody takes
 * @cancellable: (nullable): cancels work that has not begun; what has begun is finished
 * @callback: called in the thread-default main context of the caller
 * @user_data: data for @callback
 *
 * Runs @work inside one transaction. The answer comes after the commit is on disk. Work that reads sees
 * the last commit, so all that was answered before it was asked for; it may run at the same time as
 * other work, on another thread, and overtake writing that was asked for earlier.
 */
void
kms_store_run_async (KmsStore *store,
                     KmsStoreMode mode,
                     KmsStoreWork work,
                     gpointer data,
                     GDestroyNotify free_data,
                     GDestroyNotify free_result,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_return_if_fail (KMS_IS_STORE (store));
  g_return_if_fail (work != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_STORE_GET_IFACE (store)->run_async (store, mode, work, data, free_data, free_result,
                                          cancellable, callback, user_data);
}

/**
 * kms_store_run_finish:
 * @store: a store
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what the work returned; or %NULL with @error set to what the work failed
 *   with, %G_IO_ERROR_CANCELLED, or one of KMS_ERROR_STORE_*: then nothing was changed
 */
gpointer
kms_store_run_finish (KmsStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_STORE (store), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return KMS_STORE_GET_IFACE (store)->run_finish (store, result, error);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **taken = user_data;

  *taken = g_object_ref (result);
}

/**
 * kms_store_run:
 * @store: a store
 * @mode: %KMS_STORE_WRITE when @work changes anything
 * @work: (scope call): what to do, on a thread of the store
 * @data: (nullable): data for @work, borrowed
 * @free_result: (nullable): frees a result that nobody takes
 * @error: return location for a #GError
 *
 * Does what kms_store_run_async() does and waits for the answer, in a main context of its own: no
 * callback of the caller's runs meanwhile.
 *
 * Returns: (transfer full): as kms_store_run_finish()
 */
gpointer
kms_store_run (KmsStore *store,
               KmsStoreMode mode,
               KmsStoreWork work,
               gpointer data,
               GDestroyNotify free_result,
               GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (KMS_IS_STORE (store), NULL);

  g_main_context_push_thread_default (context);
  kms_store_run_async (store, mode, work, data, NULL, free_result, NULL, take_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return kms_store_run_finish (store, result, error);
}

/**
 * kms_store_set_on_mail:
 * @store: a store
 * @on_mail: (nullable) (scope forever): called on a thread of the store, soon to return; %NULL for nobody
 * @user_data: data for @on_mail
 *
 * Says who hears of new mail in the outbox. When this returns, whoever was set before is not called any
 * more.
 */
void
kms_store_set_on_mail (KmsStore *store, KmsStoreOnMail on_mail, gpointer user_data)
{
  g_return_if_fail (KMS_IS_STORE (store));

  KMS_STORE_GET_IFACE (store)->set_on_mail (store, on_mail, user_data);
}
