/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsSqliteStore: a queue of jobs and one thread, which owns the one connection and runs each job in
 * a transaction of its own. A job is the data of its GTask; a queued task keeps the store alive, and
 * the thread gives each task back to its caller's main context, so the last reference to the store
 * is never the thread's. */

#include "store/kms-sqlite-store.h"

#include "store/kms-store-file.h"
#include "store/kms-store-schema.h"
#include "store/kms-store-session.h"

/* What the thread owns. */
typedef struct
{
  GAsyncQueue *queue;    /* owned; of GTask, or STOP */
  KmsDatabase *database; /* owned */
  char *path;            /* owned; NULL in memory */
  char *fingerprint;     /* owned */
} Worker;

struct _KmsSqliteStore
{
  GObject parent_instance;

  GAsyncQueue *queue; /* owned */
  GThread *thread;    /* owned */
};

typedef struct _Job Job;
struct _Job
{
  gpointer (*perform) (Worker *worker, Job *job, GError **error);

  /* For run_async. */
  KmsStoreMode mode;
  KmsStoreWork work;
  gpointer data; /* owned */
  GDestroyNotify free_data;

  char *path; /* owned; to save or load */

  /* The answer, owned until it is taken. */
  gpointer result;
  GDestroyNotify free_result;
  GError *error;
};

/* Ends the thread. */
#define STOP GINT_TO_POINTER (1)

static void kms_sqlite_store_iface_init (KmsStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KmsSqliteStore,
                               kms_sqlite_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KMS_TYPE_STORE, kms_sqlite_store_iface_init))

static void
job_free (Job *job)
{
  if (job->data != NULL && job->free_data != NULL)
    job->free_data (job->data);
  if (job->result != NULL && job->free_result != NULL)
    job->free_result (job->result);
  g_clear_error (&job->error);
  g_free (job->path);
  g_free (job);
}

static void
worker_free (Worker *worker)
{
  g_clear_pointer (&worker->database, kms_database_close);
  g_async_queue_unref (worker->queue);
  g_free (worker->path);
  g_free (worker->fingerprint);
  g_free (worker);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Worker, worker_free)

static gpointer
perform_work (Worker *worker, Job *job, GError **error)
{
  KmsStoreSession session = { .database = worker->database };
  gpointer result;

  if (!kms_database_begin (worker->database, job->mode == KMS_STORE_WRITE, error))
    return NULL;
  result = job->work (&session, job->data, error);
  if (result == NULL)
    {
      kms_database_rollback (worker->database);
      return NULL;
    }
  if (!kms_database_commit (worker->database, error))
    {
      if (job->free_result != NULL)
        job->free_result (result);
      return NULL;
    }
  return result;
}

/* In the store's own file everything is on disk already; renaming over it would take the file away
 * from under the connection. */
static gpointer
perform_save (Worker *worker, Job *job, GError **error)
{
  gboolean saved = kms_store_file_is_same (worker->path, job->path)
                   || kms_store_file_save (worker->database, job->path, error);

  return GINT_TO_POINTER (saved);
}

static gpointer
perform_load (Worker *worker, Job *job, GError **error)
{
  return GINT_TO_POINTER (
      kms_store_file_load (worker->database, job->path, worker->fingerprint, error));
}

/* In the main context of whoever asked. */
static gboolean
deliver (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&job->result), job->free_result);
  return G_SOURCE_REMOVE;
}

/* The thread keeps no reference to the task: the source that carries it has the only one. The context
 * may be gone as soon as the answer was taken, and must outlive the thread's hold on the source. */
static void
give_back (GTask *task)
{
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (task));
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_static_name (source, "kms-sqlite-store: answer");
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, deliver, task, g_object_unref);
  g_source_attach (source, context);
}

static gpointer
run_worker (gpointer data)
{
  g_autoptr (Worker) worker = data;
  gpointer next;

  while ((next = g_async_queue_pop (worker->queue)) != STOP)
    {
      GTask *task = G_TASK (next);
      Job *job = g_task_get_task_data (task);

      if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &job->error))
        {
          job->result = job->perform (worker, job, &job->error);
          if (job->result == NULL && job->error == NULL)
            job->error = g_error_new_literal (KMS_ERROR, KMS_ERROR_FAILED,
                                              "the work failed without an error");
        }
      give_back (task);
    }
  return NULL;
}

static void
queue_job (KmsSqliteStore *self,
           Job *job, /* (transfer full) */
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data,
           gpointer source_tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  /* What has begun is finished and told, also when it is cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_async_queue_push (self->queue, task);
}

static void
kms_sqlite_store_run_async (KmsStore *store,
                            KmsStoreMode mode,
                            KmsStoreWork work,
                            gpointer data,
                            GDestroyNotify free_data,
                            GDestroyNotify free_result,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->perform = perform_work;
  job->mode = mode;
  job->work = work;
  job->data = data;
  job->free_data = free_data;
  job->free_result = free_result;
  queue_job (KMS_SQLITE_STORE (store), job, cancellable, callback, user_data,
             kms_sqlite_store_run_async);
}

static gpointer
kms_sqlite_store_run_finish (KmsStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_sqlite_store_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kms_sqlite_store_finalize (GObject *object)
{
  KmsSqliteStore *self = KMS_SQLITE_STORE (object);

  if (self->thread != NULL)
    {
      g_async_queue_push (self->queue, STOP);
      g_thread_join (self->thread);
    }
  g_clear_pointer (&self->queue, g_async_queue_unref);

  G_OBJECT_CLASS (kms_sqlite_store_parent_class)->finalize (object);
}

static void
kms_sqlite_store_iface_init (KmsStoreInterface *iface)
{
  iface->run_async = kms_sqlite_store_run_async;
  iface->run_finish = kms_sqlite_store_run_finish;
}

static void
kms_sqlite_store_class_init (KmsSqliteStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_sqlite_store_finalize;
}

static void
kms_sqlite_store_init (KmsSqliteStore *self)
{
}

/* A class file may come from anybody, so it is checked before anything is done with it. */
static KmsDatabase *
open_database (const char *path, KmsSqliteStoreKind kind, const char *fingerprint, GError **error)
{
  KmsDatabaseFlags flags =
      KMS_DATABASE_CREATE | (kind == KMS_SQLITE_STORE_SERVER ? KMS_DATABASE_WAL : 0);
  g_autoptr (KmsDatabase) database = kms_database_open (path, flags, error);
  gboolean empty;

  if (database == NULL || !kms_store_schema_identify (database, &empty, error))
    return NULL;
  if (kind == KMS_SQLITE_STORE_CLASS && !empty && !kms_store_schema_check (database, error))
    return NULL;
  if (!kms_store_schema_migrate (database, error)
      || !kms_store_schema_claim (database, fingerprint, error))
    return NULL;
  return g_steal_pointer (&database);
}

/**
 * kms_sqlite_store_new:
 * @path: (nullable) (type filename): the file, made when it is missing; %NULL for memory
 * @kind: how the file is kept
 * @issuer_secret: the secret the keys in it are made with; a new file remembers its fingerprint
 * @error: return location for a #GError
 *
 * Opens a store, and brings it up to date. This reads the disk and may wait for another program.
 *
 * Returns: (transfer full): the store, or %NULL with @error set: %KMS_ERROR_STORE_SECRET for a file
 *   of another secret, or another of KMS_ERROR_STORE_*; then the file is as it was
 */
KmsStore *
kms_sqlite_store_new (const char *path,
                      KmsSqliteStoreKind kind,
                      const KmsSecret *issuer_secret,
                      GError **error)
{
  g_autoptr (KmsSqliteStore) self = NULL;
  g_autoptr (Worker) worker = g_new0 (Worker, 1);

  g_return_val_if_fail (issuer_secret != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  worker->queue = g_async_queue_new_full (g_object_unref);
  worker->path = g_strdup (path);
  worker->fingerprint = kms_secret_fingerprint (issuer_secret);
  worker->database = open_database (path, kind, worker->fingerprint, error);
  if (worker->database == NULL)
    return NULL;

  self = g_object_new (KMS_TYPE_SQLITE_STORE, NULL);
  self->queue = g_async_queue_ref (worker->queue);
  self->thread = g_thread_new ("kms-store", run_worker, g_steal_pointer (&worker));
  return KMS_STORE (g_steal_pointer (&self));
}

static void
queue_file (KmsSqliteStore *self,
            gpointer (*perform) (Worker *worker, Job *job, GError **error),
            const char *path,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data,
            gpointer source_tag)
{
  Job *job = g_new0 (Job, 1);

  job->perform = perform;
  job->path = g_strdup (path);
  queue_job (self, job, cancellable, callback, user_data, source_tag);
}

/**
 * kms_sqlite_store_save_async:
 * @store: a store
 * @path: (type filename): where to; a file there is replaced
 * @cancellable: (nullable): cancels it as long as it has not begun
 * @callback: called when it is on disk
 * @user_data: data for @callback
 *
 * Writes everything in the store as one new file, mode 0600.
 */
void
kms_sqlite_store_save_async (KmsSqliteStore *store,
                             const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (KMS_IS_SQLITE_STORE (store));
  g_return_if_fail (path != NULL);

  queue_file (store, perform_save, path, cancellable, callback, user_data,
              kms_sqlite_store_save_async);
}

/**
 * kms_sqlite_store_save_finish:
 * @store: a store
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED;
 *   then what stood at the path stands there still
 */
gboolean
kms_sqlite_store_save_finish (KmsSqliteStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_sqlite_store_save_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * kms_sqlite_store_load_async:
 * @store: a store
 * @path: (type filename): a file that was saved from a store of the same issuer secret
 * @cancellable: (nullable): cancels it as long as it has not begun
 * @callback: called when its contents are taken over
 * @user_data: data for @callback
 *
 * Replaces everything in the store by the contents of a file, which is only read.
 */
void
kms_sqlite_store_load_async (KmsSqliteStore *store,
                             const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (KMS_IS_SQLITE_STORE (store));
  g_return_if_fail (path != NULL);

  queue_file (store, perform_load, path, cancellable, callback, user_data,
              kms_sqlite_store_load_async);
}

/**
 * kms_sqlite_store_load_finish:
 * @store: a store
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_FOREIGN, %KMS_ERROR_STORE_NEWER,
 *   %KMS_ERROR_STORE_CORRUPT, %KMS_ERROR_STORE_SECRET, another of KMS_ERROR_STORE_*, or
 *   %G_IO_ERROR_CANCELLED; then the store is as it was
 */
gboolean
kms_sqlite_store_load_finish (KmsSqliteStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_sqlite_store_load_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
