/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDemoBackend: each call becomes one piece of work for the store, unless a scenario has it fail. The
 * data of a call belong to the task that answers it, which lives until the store has answered and keeps
 * the backend alive. Mails are shown, not sent. */

#include "common/kms-error.h"
#include "demo/kms-demo-private.h"
#include "demo/kms-demo-sample.h"
#include "issuing/kms-history.h"
#include "store/kms-sqlite-store.h"

/* What a call needs on the thread of the store, and what to do with the answer. */
typedef struct
{
  KmsScenarioCall kind;
  KmsStoreMode mode;
  KmsStoreWork work;
  KmsIssuing *issuing; /* borrowed from the backend, which the task keeps alive */
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  KmsRequest *request; /* owned; NULL when the call has none */
  KmsSearch *search;   /* owned; NULL when the call has none */
  char *cursor;        /* owned, nullable */
  guint limit;
  char *idempotency_key; /* owned, nullable */
  GDestroyNotify free_result;

  gboolean met;     /* the scenario has counted it */
  GError *lost_for; /* owned; why its answer is lost; NULL: it is not */
} Call;

static void kms_demo_backend_backend_iface_init (KmsBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (
    KmsDemoBackend,
    kms_demo_backend,
    G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (KMS_TYPE_BACKEND, kms_demo_backend_backend_iface_init)
        G_IMPLEMENT_INTERFACE (KMS_TYPE_REPORTER, kms_demo_init_reporter)
            G_IMPLEMENT_INTERFACE (KMS_TYPE_CLASSROOM, kms_demo_init_classroom)
                G_IMPLEMENT_INTERFACE (KMS_TYPE_SERVICE, kms_demo_init_service))

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
  g_free (call->idempotency_key);
  g_clear_error (&call->lost_for);
  g_free (call);
}

/* What was answered, for whoever follows a scenario. */
static void
tell_answer (KmsDemoBackend *self, const Call *call, gconstpointer answer)
{
  KmsScenarioEvent event = { .device_id = call->device_id };

  switch (call->kind)
    {
    case KMS_SCENARIO_PREVIEW:
      event.kind = KMS_SCENARIO_PREVIEWED;
      event.preview = answer;
      break;
    case KMS_SCENARIO_ISSUE:
      event.issuance = answer;
      event.kind = event.issuance->replayed ? KMS_SCENARIO_ANSWERED_AGAIN : KMS_SCENARIO_ISSUED;
      break;
    case KMS_SCENARIO_LOAD_SITE:
      event.kind = KMS_SCENARIO_SITE_LOADED;
      if (kms_site_is_empty (answer))
        return;
      break;
    case KMS_SCENARIO_FIND:
      event.kind = KMS_SCENARIO_FOUND;
      if (((const KmsFoundPage *) answer)->rows->len == 0)
        return;
      break;
    case KMS_SCENARIO_SAVE_SITE:
    default:
      return;
    }
  kms_classroom_emit_happened (KMS_CLASSROOM (self), &event);
}

/* (transfer full) @error */
static void
return_error (GTask *task, GError *error)
{
  const Call *call = g_task_get_task_data (task);
  const KmsScenarioEvent event = { .kind = KMS_SCENARIO_REFUSED,
                                   .device_id = call->device_id,
                                   .error = (KmsError) error->code };

  if (error->domain == KMS_ERROR)
    kms_classroom_emit_happened (g_task_get_source_object (task), &event);
  g_task_return_error (task, error);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer answer = kms_store_run_finish (KMS_STORE (source), result, &error);

  if (error == NULL && call->lost_for != NULL)
    {
      error = g_steal_pointer (&call->lost_for);
      call->free_result (answer);
    }
  if (error != NULL)
    {
      return_error (task, error);
      return;
    }
  tell_answer (g_task_get_source_object (task), call, answer);
  g_task_return_pointer (task, answer, call->free_result);
}

/*
 * kms_demo_backend_go_on:
 * @task: a call
 *
 * Carries it out, or does what the scenario wants.
 */
void
kms_demo_backend_go_on (GTask *task)
{
  KmsDemoBackend *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  switch (kms_demo_stage_meet (self, call->kind, call->met, &error))
    {
    case KMS_DEMO_FAIL:
      return_error (task, error);
      return;
    case KMS_DEMO_WAIT:
      call->met = TRUE;
      kms_demo_stage_wait (self, task);
      return;
    case KMS_DEMO_LOSE_ANSWER:
      call->lost_for = error;
      break;
    case KMS_DEMO_GO_ON:
    default:
      break;
    }
  kms_store_run_async (self->store, call->mode, call->work, call, NULL, call->free_result,
                       g_task_get_cancellable (task), on_answer, g_object_ref (task));
}

static void
run (KmsDemoBackend *self,
     KmsScenarioCall kind,
     KmsStoreMode mode,
     KmsStoreWork work,
     Call *call, /* (transfer full) */
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data,
     gpointer source_tag)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  call->kind = kind;
  call->mode = mode;
  call->work = work;
  g_task_set_source_tag (task, source_tag);
  /* The store knows whether it was cancelled in time. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  kms_demo_backend_go_on (task);
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
  const Call *call = data;
  const KmsAttempt attempt = { .dealer = KMS_DEMO_DEALER,
                               .idempotency_key = call->idempotency_key };

  return kms_issuing_issue (call->issuing, session, &attempt, call->request, error);
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
  return KMS_DEMO_BACKEND (backend)->account;
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
  run (self, KMS_SCENARIO_LOAD_SITE, KMS_STORE_READ, do_load_site, call, cancellable, callback,
       user_data, kms_demo_backend_load_site_async);
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
  run (self, KMS_SCENARIO_SAVE_SITE, KMS_STORE_WRITE, do_save_site, call, cancellable, callback,
       user_data, kms_demo_backend_save_site_async);
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

  run (self, KMS_SCENARIO_PREVIEW, KMS_STORE_READ, do_preview,
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

  Call *call = call_new_for_request (self, request, (GDestroyNotify) kms_issuance_free);

  call->idempotency_key = g_strdup (idempotency_key);
  run (self, KMS_SCENARIO_ISSUE, KMS_STORE_WRITE, do_issue, call, cancellable, callback, user_data,
       kms_demo_backend_issue_async);
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
  run (self, KMS_SCENARIO_FIND, KMS_STORE_READ, do_find, call, cancellable, callback, user_data,
       kms_demo_backend_find_async);
}

static KmsFoundPage *
kms_demo_backend_find_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_backend_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kms_demo_backend_finalize (GObject *object)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (object);

  /* First the thread that uses the rest. */
  g_clear_object (&self->store);
  g_clear_pointer (&self->issuing, kms_issuing_free);
  g_clear_pointer (&self->devices, g_hash_table_unref);
  g_clear_pointer (&self->clock, kms_clock_unref);
  kms_demo_stage_clear (&self->stage);
  g_free (self->account);

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
kms_demo_backend_class_init (KmsDemoBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_demo_backend_finalize;
  kms_demo_stage_install_properties (G_OBJECT_CLASS (klass));
}

static void
kms_demo_backend_init (KmsDemoBackend *self)
{
  self->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->account = g_strdup (KMS_DEMO_DEALER);
  kms_demo_stage_init (&self->stage);
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
  self->clock = kms_clock_ref (clock);
  self->issuing = kms_issuing_new (&kms_demo_secret, clock, TRUE);
  return KMS_BACKEND (g_steal_pointer (&self));
}
