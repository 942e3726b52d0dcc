/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A backend whose answers a test delays or turns into failures. It owns a reference to the real one,
 * which gives all other answers, and to the calls that wait. */

#include "fake-backend.h"

struct _FakeBackend
{
  GObject parent_instance;

  KmsBackend *real; /* owned */
  GPtrArray *held;  /* owned, of GTask */
  KmsRequest *request;
  char *attempt;
  KmsSearch *search;

  gboolean breaks[FAKE_N_CALLS];
  KmsError code[FAKE_N_CALLS];
  gboolean loses[FAKE_N_CALLS];
  gboolean holds[FAKE_N_CALLS];
  guint n_calls[FAKE_N_CALLS];
};

/* A call: what it asks for. */
typedef struct
{
  FakeCall call;
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  KmsRequest *request;
  char *attempt;
  KmsSearch *search;
  char *cursor;
  guint limit;
  gboolean lost;      /* its answer is */
  GSource *cancelled; /* owned, nullable; while the call waits */
} Call;

static void fake_backend_iface_init (KmsBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeBackend,
                               fake_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KMS_TYPE_BACKEND, fake_backend_iface_init))

static void
stop_waiting (Call *call)
{
  if (call->cancelled != NULL)
    g_source_destroy (call->cancelled);
  g_clear_pointer (&call->cancelled, g_source_unref);
}

static void
call_free (Call *call)
{
  stop_waiting (call);
  g_clear_pointer (&call->request, kms_request_free);
  g_free (call->attempt);
  kms_search_free (call->search);
  g_free (call->cursor);
  g_free (call);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  KmsBackend *real = KMS_BACKEND (source);
  GError *error = NULL;
  gpointer answer = NULL;
  GDestroyNotify free_answer = g_free;

  switch (call->call)
    {
    case FAKE_LOAD_SITE:
      answer = g_new0 (KmsSite, 1);
      kms_backend_load_site_finish (real, result, answer, &error);
      break;
    case FAKE_SAVE_SITE:
      kms_backend_save_site_finish (real, result, &error);
      break;
    case FAKE_PREVIEW:
      answer = kms_backend_preview_finish (real, result, &error);
      free_answer = (GDestroyNotify) kms_preview_free;
      break;
    case FAKE_ISSUE:
      answer = kms_backend_issue_finish (real, result, &error);
      free_answer = (GDestroyNotify) kms_issuance_free;
      break;
    case FAKE_FIND:
      answer = kms_backend_find_finish (real, result, &error);
      free_answer = (GDestroyNotify) kms_found_page_free;
      break;
    case FAKE_N_CALLS:
    default:
      g_assert_not_reached ();
    }
  if (error == NULL && call->lost)
    {
      error = g_error_new (KMS_ERROR, KMS_ERROR_CONNECTION_BROKEN, "As the test wants it");
      kms_error_set_number (error, KMS_ERROR_UNCERTAIN, 1);
    }
  if (error == NULL)
    g_task_return_pointer (task, answer, free_answer);
  else
    {
      if (answer != NULL)
        free_answer (answer);
      g_task_return_error (task, error);
    }
}

/* Takes over the reference to the task. */
static void
forward (FakeBackend *self, GTask *task)
{
  const Call *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (call->call)
    {
    case FAKE_LOAD_SITE:
      kms_backend_load_site_async (self->real, call->category, call->device_id, cancellable,
                                   on_answer, task);
      break;
    case FAKE_SAVE_SITE:
      kms_backend_save_site_async (self->real, call->category, call->device_id, &call->site,
                                   cancellable, on_answer, task);
      break;
    case FAKE_PREVIEW:
      kms_backend_preview_async (self->real, call->request, cancellable, on_answer, task);
      break;
    case FAKE_ISSUE:
      kms_backend_issue_async (self->real, call->request, call->attempt, cancellable, on_answer,
                               task);
      break;
    case FAKE_FIND:
      kms_backend_find_async (self->real, call->search, call->cursor, call->limit, cancellable,
                              on_answer, task);
      break;
    case FAKE_N_CALLS:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
on_held_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  FakeBackend *self = g_task_get_source_object (task);

  g_task_return_error_if_cancelled (task);
  g_ptr_array_remove (self->held, task);
  return G_SOURCE_REMOVE;
}

/* Takes over @call. */
static void
start (FakeBackend *self,
       Call *call,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  self->n_calls[call->call]++;
  call->lost = self->loses[call->call];
  if (call->request != NULL)
    {
      g_clear_pointer (&self->request, kms_request_free);
      self->request = kms_request_copy (call->request);
    }
  if (call->attempt != NULL)
    {
      g_free (self->attempt);
      self->attempt = g_strdup (call->attempt);
    }
  if (call->search != NULL)
    {
      kms_search_free (self->search);
      self->search = kms_search_copy (call->search);
    }

  if (self->holds[call->call])
    {
      g_ptr_array_add (self->held, g_object_ref (task));
      if (cancellable != NULL)
        {
          call->cancelled = g_cancellable_source_new (cancellable);
          g_source_set_callback (call->cancelled, G_SOURCE_FUNC (on_held_cancelled), task, NULL);
          g_source_attach (call->cancelled, NULL);
        }
    }
  else if (self->breaks[call->call])
    g_task_return_new_error (task, KMS_ERROR, (int) self->code[call->call], "As the test wants it");
  else
    forward (self, g_steal_pointer (&task));
}

static gboolean
fake_backend_is_demo (KmsBackend *backend)
{
  return kms_backend_is_demo (FAKE_BACKEND (backend)->real);
}

static const char *
fake_backend_get_account (KmsBackend *backend)
{
  return kms_backend_get_account (FAKE_BACKEND (backend)->real);
}

static Call *
call_new (FakeCall kind, KmsCategory category, const char *device_id)
{
  Call *call = g_new0 (Call, 1);

  call->call = kind;
  call->category = category;
  g_strlcpy (call->device_id, device_id, sizeof call->device_id);
  return call;
}

static Call *
call_new_for_request (FakeCall kind, const KmsRequest *request)
{
  Call *call = call_new (kind, request->category, request->device_id);

  call->request = kms_request_copy (request);
  return call;
}

static void
fake_backend_load_site_async (KmsBackend *backend,
                              KmsCategory category,
                              const char *device_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  start (FAKE_BACKEND (backend), call_new (FAKE_LOAD_SITE, category, device_id), cancellable,
         callback, user_data);
}

static gboolean
fake_backend_load_site_finish (KmsBackend *backend,
                               GAsyncResult *result,
                               KmsSite *site,
                               GError **error)
{
  g_autofree KmsSite *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer != NULL)
    *site = *answer;
  return answer != NULL;
}

static void
fake_backend_save_site_async (KmsBackend *backend,
                              KmsCategory category,
                              const char *device_id,
                              const KmsSite *site,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Call *call = call_new (FAKE_SAVE_SITE, category, device_id);

  call->site = *site;
  start (FAKE_BACKEND (backend), call, cancellable, callback, user_data);
}

static gboolean
fake_backend_save_site_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
fake_backend_preview_async (KmsBackend *backend,
                            const KmsRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  start (FAKE_BACKEND (backend), call_new_for_request (FAKE_PREVIEW, request), cancellable,
         callback, user_data);
}

static KmsPreview *
fake_backend_preview_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_backend_issue_async (KmsBackend *backend,
                          const KmsRequest *request,
                          const char *idempotency_key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Call *call = call_new_for_request (FAKE_ISSUE, request);

  call->attempt = g_strdup (idempotency_key);
  start (FAKE_BACKEND (backend), call, cancellable, callback, user_data);
}

static KmsIssuance *
fake_backend_issue_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_backend_find_async (KmsBackend *backend,
                         const KmsSearch *search,
                         const char *cursor,
                         guint limit,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Call *call = call_new (FAKE_FIND, KMS_CATEGORY_HDVC, "");

  call->search = kms_search_copy (search);
  call->cursor = g_strdup (cursor);
  call->limit = limit;
  start (FAKE_BACKEND (backend), call, cancellable, callback, user_data);
}

static KmsFoundPage *
fake_backend_find_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_backend_iface_init (KmsBackendInterface *iface)
{
  iface->is_demo = fake_backend_is_demo;
  iface->get_account = fake_backend_get_account;
  iface->load_site_async = fake_backend_load_site_async;
  iface->load_site_finish = fake_backend_load_site_finish;
  iface->save_site_async = fake_backend_save_site_async;
  iface->save_site_finish = fake_backend_save_site_finish;
  iface->preview_async = fake_backend_preview_async;
  iface->preview_finish = fake_backend_preview_finish;
  iface->issue_async = fake_backend_issue_async;
  iface->issue_finish = fake_backend_issue_finish;
  iface->find_async = fake_backend_find_async;
  iface->find_finish = fake_backend_find_finish;
}

static void
fake_backend_finalize (GObject *object)
{
  FakeBackend *self = FAKE_BACKEND (object);

  g_clear_object (&self->real);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_pointer (&self->request, kms_request_free);
  g_clear_pointer (&self->attempt, g_free);
  g_clear_pointer (&self->search, kms_search_free);

  G_OBJECT_CLASS (fake_backend_parent_class)->finalize (object);
}

static void
fake_backend_class_init (FakeBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_backend_finalize;
}

static void
fake_backend_init (FakeBackend *self)
{
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

FakeBackend *
fake_backend_new (KmsBackend *real)
{
  FakeBackend *self = g_object_new (FAKE_TYPE_BACKEND, NULL);

  self->real = g_object_ref (real);
  return self;
}

void
fake_backend_break (FakeBackend *self, FakeCall call, KmsError code)
{
  self->breaks[call] = TRUE;
  self->code[call] = code;
}

void
fake_backend_mend (FakeBackend *self)
{
  for (guint i = 0; i < FAKE_N_CALLS; i++)
    self->breaks[i] = self->loses[i] = FALSE;
}

void
fake_backend_lose (FakeBackend *self, FakeCall call)
{
  self->loses[call] = TRUE;
}

void
fake_backend_hold (FakeBackend *self, FakeCall call)
{
  self->holds[call] = TRUE;
}

guint
fake_backend_get_n_held (FakeBackend *self)
{
  return self->held->len;
}

/* Lets all that wait go on, and nobody wait any more. */
void
fake_backend_release (FakeBackend *self)
{
  g_autoptr (GPtrArray) held = g_steal_pointer (&self->held);

  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < FAKE_N_CALLS; i++)
    self->holds[i] = FALSE;
  for (guint i = 0; i < held->len; i++)
    {
      GTask *task = g_ptr_array_index (held, i);

      stop_waiting (g_task_get_task_data (task));
      forward (self, g_object_ref (task));
    }
}

guint
fake_backend_get_n_calls (FakeBackend *self, FakeCall call)
{
  return self->n_calls[call];
}

const KmsRequest *
fake_backend_get_request (FakeBackend *self)
{
  return self->request;
}

const char *
fake_backend_get_attempt (FakeBackend *self)
{
  return self->attempt;
}

const KmsSearch *
fake_backend_get_search (FakeBackend *self)
{
  return self->search;
}
