/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDemoBackend: each call becomes one piece of work for the store. The data of a call belong to the
 * task that answers it, which lives until the store has answered and keeps the backend alive. */

#include "demo/kms-demo-backend.h"

#include "common/kms-error.h"
#include "demo/kms-demo-private.h"
#include "demo/kms-demo-sample.h"
#include "issuing/kms-history.h"
#include "store/kms-sqlite-store.h"

/* What a call needs on the thread of the store. */
typedef struct
{
  KmsIssuing *issuing; /* borrowed from the backend, which the task keeps alive */
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  KmsRequest *request; /* owned; NULL when the call has none */
  KmsSearch *search;   /* owned; NULL when the call has none */
  char *cursor;        /* owned, nullable */
  guint limit;
  GDestroyNotify free_result;
} Call;

/* Mails are shown, not sent; and within one process no answer gets lost on the way. */
static const KmsAttempt demo_attempt = { .dealer = KMS_DEMO_DEALER };

static void kms_demo_backend_backend_iface_init (KmsBackendInterface *iface);
static void kms_demo_backend_classroom_iface_init (KmsClassroomInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (
    KmsDemoBackend,
    kms_demo_backend,
    G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (KMS_TYPE_BACKEND, kms_demo_backend_backend_iface_init)
        G_IMPLEMENT_INTERFACE (KMS_TYPE_REPORTER, kms_demo_init_reporter)
            G_IMPLEMENT_INTERFACE (KMS_TYPE_CLASSROOM, kms_demo_backend_classroom_iface_init))

static Call *
call_new (KmsDemoBackend *self, KmsCategory category, const char *device_id)
{
  Call *call = g_new0 (Call, 1);

  call->issuing = self->issuing;
  call->category = category;
  g_strlcpy (call->device_id, device_id, KMS_IDENTIFIER_SIZE);
  return call;
}

static Call *
call_new_for_request (KmsDemoBackend *self, const KmsRequest *request, GDestroyNotify free_result)
{
  Call *call = call_new (self, request->category, request->device_id);

  call->request = kms_request_copy (request);
  call->free_result = free_result;
  return call;
}

static void
call_free (Call *call)
{
  kms_request_free (call->request);
  kms_search_free (call->search);
  g_free (call->cursor);
  g_free (call);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer answer = kms_store_run_finish (KMS_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, call->free_result);
}

static void
run (KmsDemoBackend *self,
     KmsStoreMode mode,
     KmsStoreWork work,
     Call *call, /* (transfer full) */
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data,
     gpointer source_tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  /* The store knows whether it was cancelled in time. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  kms_store_run_async (self->store, mode, work, call, NULL, call->free_result, cancellable,
                       on_answer, task);
}

/* On the thread of the store. */

static gpointer
do_load_sample (KmsStoreSession *session, gpointer data, GError **error)
{
  return GINT_TO_POINTER (kms_demo_sample_load (session, error));
}

static gpointer
do_load_site (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;
  g_autofree KmsSite *site = g_new0 (KmsSite, 1);

  if (!kms_issuing_load_site (call->issuing, session, KMS_DEMO_DEALER, call->category,
                              call->device_id, site, NULL, error))
    return NULL;
  return g_steal_pointer (&site);
}

static gpointer
do_save_site (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return GINT_TO_POINTER (kms_issuing_save_site (call->issuing, session, KMS_DEMO_DEALER,
                                                 call->category, call->device_id, &call->site,
                                                 KMS_ISSUING_ANY_VERSION, NULL, error));
}

static gpointer
do_preview (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return kms_issuing_preview (call->issuing, session, call->request, error);
}

static gpointer
do_issue (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return kms_issuing_issue (call->issuing, session, &demo_attempt, call->request, error);
}

static gpointer
do_find (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return kms_history_find (session, KMS_DEMO_DEALER, call->search, call->cursor, call->limit,
                           error);
}

/* KmsBackend */

static gboolean
kms_demo_backend_is_demo (KmsBackend *backend)
{
  return TRUE;
}

static const char *
kms_demo_backend_get_account (KmsBackend *backend)
{
  return "demo";
}

static void
kms_demo_backend_load_site_async (KmsBackend *backend,
                                  KmsCategory category,
                                  const char *device_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (backend);
  Call *call = call_new (self, category, device_id);

  call->free_result = g_free;
  run (self, KMS_STORE_READ, do_load_site, call, cancellable, callback, user_data,
       kms_demo_backend_load_site_async);
}

static gboolean
kms_demo_backend_load_site_finish (KmsBackend *backend,
                                   GAsyncResult *result,
                                   KmsSite *site,
                                   GError **error)
{
  g_autofree KmsSite *loaded = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_load_site_async), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  *site = *loaded;
  return TRUE;
}

static void
kms_demo_backend_save_site_async (KmsBackend *backend,
                                  KmsCategory category,
                                  const char *device_id,
                                  const KmsSite *site,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (backend);
  Call *call = call_new (self, category, device_id);

  call->site = *site;
  run (self, KMS_STORE_WRITE, do_save_site, call, cancellable, callback, user_data,
       kms_demo_backend_save_site_async);
}

static gboolean
kms_demo_backend_save_site_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_save_site_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static void
kms_demo_backend_preview_async (KmsBackend *backend,
                                const KmsRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (backend);

  run (self, KMS_STORE_READ, do_preview,
       call_new_for_request (self, request, (GDestroyNotify) kms_preview_free), cancellable,
       callback, user_data, kms_demo_backend_preview_async);
}

static KmsPreview *
kms_demo_backend_preview_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_preview_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kms_demo_backend_issue_async (KmsBackend *backend,
                              const KmsRequest *request,
                              const char *idempotency_key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (backend);

  run (self, KMS_STORE_WRITE, do_issue,
       call_new_for_request (self, request, (GDestroyNotify) kms_issuance_free), cancellable,
       callback, user_data, kms_demo_backend_issue_async);
}

static KmsIssuance *
kms_demo_backend_issue_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_issue_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kms_demo_backend_find_async (KmsBackend *backend,
                             const KmsSearch *search,
                             const char *cursor,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (backend);
  Call *call = call_new (self, KMS_CATEGORY_HDVC, "");

  call->search = kms_search_copy (search);
  call->cursor = g_strdup (cursor);
  call->limit = limit;
  call->free_result = (GDestroyNotify) kms_found_page_free;
  run (self, KMS_STORE_READ, do_find, call, cancellable, callback, user_data,
       kms_demo_backend_find_async);
}

static KmsFoundPage *
kms_demo_backend_find_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* KmsClassroom */

static KmsRequest *
kms_demo_backend_get_sample (KmsClassroom *classroom)
{
  return kms_demo_sample_new_request ();
}

static KmsPracticeDevice *
new_device (KmsCategory category, const char *device_id)
{
  guint n_parts;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);
  KmsPracticeDevice *device;
  KmsSecret secret;

  kms_derive_device_secret (&kms_demo_secret, category, device_id, &secret);
  device = kms_practice_device_new (category, device_id, &secret);
  for (guint i = 0; i < n_parts; i++)
    if (parts[i].category == category)
      kms_practice_device_add_part (device, &parts[i]);
  kms_demo_sample_teach (device);
  return device;
}

static KmsPracticeDevice *
kms_demo_backend_get_device (KmsClassroom *classroom, KmsCategory category, const char *device_id)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (classroom);
  KmsPracticeDevice *device = g_hash_table_lookup (self->devices, device_id);

  if (device == NULL)
    {
      device = new_device (category, device_id);
      g_hash_table_insert (self->devices, g_strdup (device_id), device);
    }
  return device;
}

/* Another class has other devices, under the same identifiers; somebody may be looking at one. */
static void
reset_devices (KmsDemoBackend *self)
{
  GHashTableIter each;
  gpointer device;

  g_hash_table_iter_init (&each, self->devices);
  while (g_hash_table_iter_next (&each, NULL, &device))
    kms_practice_device_reset (device);
}

/* The path of a local file; or NULL, and @task has answered. */
static char *
get_local_path (GFile *file, GTask *task)
{
  char *path = g_file_get_path (file);

  if (path == NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);

      g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_STORE_FAILED, "%s is not a local file",
                               uri);
    }
  return path;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (kms_sqlite_store_save_finish (KMS_SQLITE_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
kms_demo_backend_save_async (KmsClassroom *classroom,
                             GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (classroom);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;

  g_task_set_source_tag (task, kms_demo_backend_save_async);
  g_task_set_check_cancellable (task, FALSE);
  path = get_local_path (file, task);
  if (path != NULL)
    kms_sqlite_store_save_async (KMS_SQLITE_STORE (self->store), path, cancellable, on_saved,
                                 g_steal_pointer (&task));
}

static gboolean
kms_demo_backend_save_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!kms_sqlite_store_load_finish (KMS_SQLITE_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  reset_devices (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
kms_demo_backend_open_async (KmsClassroom *classroom,
                             GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (classroom);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;

  g_task_set_source_tag (task, kms_demo_backend_open_async);
  g_task_set_check_cancellable (task, FALSE);
  path = get_local_path (file, task);
  if (path != NULL)
    kms_sqlite_store_load_async (KMS_SQLITE_STORE (self->store), path, cancellable, on_loaded,
                                 g_steal_pointer (&task));
}

static gboolean
kms_demo_backend_open_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
kms_demo_backend_finalize (GObject *object)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (object);

  /* First the thread that uses the rest. */
  g_clear_object (&self->store);
  g_clear_pointer (&self->issuing, kms_issuing_free);
  g_clear_pointer (&self->devices, g_hash_table_unref);

  G_OBJECT_CLASS (kms_demo_backend_parent_class)->finalize (object);
}

static void
kms_demo_backend_backend_iface_init (KmsBackendInterface *iface)
{
  iface->is_demo = kms_demo_backend_is_demo;
  iface->get_account = kms_demo_backend_get_account;
  iface->load_site_async = kms_demo_backend_load_site_async;
  iface->load_site_finish = kms_demo_backend_load_site_finish;
  iface->save_site_async = kms_demo_backend_save_site_async;
  iface->save_site_finish = kms_demo_backend_save_site_finish;
  iface->preview_async = kms_demo_backend_preview_async;
  iface->preview_finish = kms_demo_backend_preview_finish;
  iface->issue_async = kms_demo_backend_issue_async;
  iface->issue_finish = kms_demo_backend_issue_finish;
  iface->find_async = kms_demo_backend_find_async;
  iface->find_finish = kms_demo_backend_find_finish;
}

static void
kms_demo_backend_classroom_iface_init (KmsClassroomInterface *iface)
{
  iface->get_sample = kms_demo_backend_get_sample;
  iface->get_device = kms_demo_backend_get_device;
  iface->save_async = kms_demo_backend_save_async;
  iface->save_finish = kms_demo_backend_save_finish;
  iface->open_async = kms_demo_backend_open_async;
  iface->open_finish = kms_demo_backend_open_finish;
}

static void
kms_demo_backend_class_init (KmsDemoBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_demo_backend_finalize;
}

static void
kms_demo_backend_init (KmsDemoBackend *self)
{
  self->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * kms_demo_backend_new:
 * @class_file: (nullable) (type filename): the class file to work in, made when it is missing; %NULL
 *   for memory
 * @clock: where the dates of issues come from; referenced
 * @error: return location for a #GError
 *
 * Makes a demo. This reads the disk when there is a class file.
 *
 * Returns: (transfer full): the demo, or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
KmsBackend *
kms_demo_backend_new (const char *class_file, KmsClock *clock, GError **error)
{
  g_autoptr (KmsDemoBackend) self = NULL;
  g_autoptr (KmsStore) store = NULL;

  g_return_val_if_fail (clock != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  store = kms_sqlite_store_new (class_file, KMS_SQLITE_STORE_CLASS, &kms_demo_secret, error);
  if (store == NULL || !kms_store_run (store, KMS_STORE_WRITE, do_load_sample, NULL, NULL, error))
    return NULL;
  self = g_object_new (KMS_TYPE_DEMO_BACKEND, NULL);
  self->store = g_steal_pointer (&store);
  self->issuing = kms_issuing_new (&kms_demo_secret, clock, TRUE);
  return KMS_BACKEND (g_steal_pointer (&self));
}
