/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for page after page of what was issued for a device. The task owns what has come so far. */

#include "app/kms-find-device.h"

#define MAX_ROWS 2000 /* more keys than any device has, however often they were issued again */

typedef struct
{
  KmsCategory category;
  KmsSearch *search; /* owned */
  guint n_rows;      /* that have come */
  GPtrArray *keys;   /* owned, of KmsFoundKey: each key once, as it was issued last */
} Load;

static void
load_free (Load *load)
{
  kms_search_free (load->search);
  g_ptr_array_unref (load->keys);
  g_free (load);
}

static gboolean
has_key (const Load *load, const char *activation_key)
{
  for (guint i = 0; i < load->keys->len; i++)
    {
      const KmsFoundKey *found = g_ptr_array_index (load->keys, i);

      if (g_str_equal (found->key->activation_key, activation_key))
        return TRUE;
    }
  return FALSE;
}

static void
take (Load *load, const KmsFoundPage *page)
{
  for (guint i = 0; i < page->rows->len; i++)
    {
      const KmsFoundKey *found = g_ptr_array_index (page->rows, i);

      if (found->key->category == load->category
          && g_str_equal (found->key->device_id, load->search->device_id)
          && !has_key (load, found->key->activation_key))
        g_ptr_array_add (load->keys, kms_found_key_copy (found));
    }
  load->n_rows += page->rows->len;
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsFoundPage) page = kms_backend_find_finish (KMS_BACKEND (source), result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take (load, page);
  if (page->next_cursor != NULL && load->n_rows < MAX_ROWS)
    kms_backend_find_async (KMS_BACKEND (source), load->search, page->next_cursor,
                            KMS_FOUND_MAX_LIMIT, g_task_get_cancellable (task), on_page,
                            g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_ptr_array_ref (load->keys), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * kms_find_device_async:
 * @backend: where keys were issued
 * @category: the category of the device
 * @device_id: the device
 * @cancellable: (nullable): ends it
 * @callback: called when its keys are there
 */
void
kms_find_device_async (KmsBackend *backend,
                       KmsCategory category,
                       const char *device_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (backend, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, kms_find_device_async);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  load->category = category;
  load->search = kms_search_new (NULL);
  load->search->device_id = g_strdup (device_id);
  load->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_found_key_free);
  kms_backend_find_async (backend, load->search, NULL, KMS_FOUND_MAX_LIMIT, cancellable, on_page,
                          task);
}

/**
 * kms_find_device_finish:
 * @result: what the callback got
 * @error: (out): what went wrong, as of kms_backend_find_finish()
 *
 * Returns: (transfer full) (element-type KmsFoundKey): each of its keys once, as it was issued last,
 *   newest first; or %NULL
 */
GPtrArray *
kms_find_device_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
