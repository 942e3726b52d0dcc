/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsSqliteStore: queues of jobs, and the threads that take from them. One thread with the one
 * connection that writes; for a server's file, others that only read, so that neither waits for the
 * other. In memory and in a class file the one thread does both, in the order asked. */

#include "store/kms-sqlite-store.h"

#include "store/kms-sqlite-store-private.h"
#include "store/kms-store-file.h"
#include "store/kms-store-lock.h"
#include "store/kms-store-schema.h"
#include "store/kms-store-writer.h"

/* Threads that read: as many long reports at once leave one free for the short questions. */
#define N_READERS 4

struct _KmsSqliteStore
{
  GObject parent_instance;

  KmsStoreLock *lock;                 /* owned; of a server's file, or NULL */
  GAsyncQueue *writes;                /* owned; of GTask, or KMS_STORE_STOP */
  GAsyncQueue *reads;                 /* owned; the same one when the writer reads too */
  KmsStoreWorker *writer;             /* owned */
  KmsStoreWorker *readers[N_READERS]; /* owned; of a server's file, or NULL */
};

static void kms_sqlite_store_iface_init (KmsStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KmsSqliteStore,
                               kms_sqlite_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KMS_TYPE_STORE, kms_sqlite_store_iface_init))

/* In the store's own file everything is on disk already; renaming over it would take the file away
 * from under the connection. */
static gpointer
perform_save (KmsStoreWorker *worker, KmsStoreJob *job, GError **error)
{
  gboolean saved = kms_store_file_is_same (worker->path, job->path)
                   || kms_store_file_save (worker->database, job->path, error);

  return GINT_TO_POINTER (saved);
}

static gpointer
perform_load (KmsStoreWorker *worker, KmsStoreJob *job, GError **error)
{
  return GINT_TO_POINTER (
      kms_store_file_load (worker->database, job->path, worker->fingerprint, error));
}

static void
queue_job (KmsSqliteStore *self,
           GAsyncQueue *queue,
           KmsStoreJob *job, /* (transfer full) */
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data,
           gpointer source_tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, (GDestroyNotify) kms_store_job_free);
  /* What has begun is finished and told, also when it is cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_async_queue_push (queue, task);
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
  KmsSqliteStore *self = KMS_SQLITE_STORE (store);
  KmsStoreJob *job = g_new0 (KmsStoreJob, 1);

  job->perform = mode == KMS_STORE_READ ? kms_store_job_read : NULL;
  job->work = work;
  job->data = data;
  job->free_data = free_data;
  job->free_result = free_result;
  queue_job (self, mode == KMS_STORE_READ ? self->reads : self->writes, job, cancellable, callback,
             user_data, kms_sqlite_store_run_async);
}

static gpointer
kms_sqlite_store_run_finish (KmsStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_sqlite_store_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kms_sqlite_store_set_on_mail (KmsStore *store, KmsStoreOnMail on_mail, gpointer user_data)
{
  KmsStoreWorker *writer = KMS_SQLITE_STORE (store)->writer;

  g_mutex_lock (&writer->on_mail_mutex);
  writer->on_mail = on_mail;
  writer->on_mail_data = user_data;
  g_mutex_unlock (&writer->on_mail_mutex);
}

/* The queues are empty, as each task keeps the store. The connection that writes is the last to close
 * and takes the log away. */
static void
kms_sqlite_store_finalize (GObject *object)
{
  KmsSqliteStore *self = KMS_SQLITE_STORE (object);

  for (guint i = 0; i < N_READERS && self->readers[i] != NULL; i++)
    g_async_queue_push (self->reads, KMS_STORE_STOP);
  for (guint i = 0; i < N_READERS; i++)
    g_clear_pointer (&self->readers[i], kms_store_worker_free);
  g_async_queue_push (self->writes, KMS_STORE_STOP);
  g_clear_pointer (&self->writer, kms_store_worker_free);
  g_clear_pointer (&self->reads, g_async_queue_unref);
  g_clear_pointer (&self->writes, g_async_queue_unref);
  g_clear_pointer (&self->lock, kms_store_lock_release);

  G_OBJECT_CLASS (kms_sqlite_store_parent_class)->finalize (object);
}

static void
kms_sqlite_store_iface_init (KmsStoreInterface *iface)
{
  iface->run_async = kms_sqlite_store_run_async;
  iface->run_finish = kms_sqlite_store_run_finish;
  iface->set_on_mail = kms_sqlite_store_set_on_mail;
}

static void
kms_sqlite_store_class_init (KmsSqliteStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_sqlite_store_finalize;
}

static void
kms_sqlite_store_init (KmsSqliteStore *self)
{
  self->writes = g_async_queue_new ();
}

/* A class file may come from anybody, so it is checked before anything is done with it. A server's file
 * may be a copy that was saved, which has no log. */
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
  if (path != NULL && kind == KMS_SQLITE_STORE_SERVER && !kms_database_use_wal (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

/* What only a server's file has: nobody else who writes, readers, and a log whose name is on disk,
 * since SQLite keeps it to itself when that fails. */
static gboolean
open_server (KmsSqliteStore *self, const char *path, const char *fingerprint, GError **error)
{
  g_autofree char *real_path = kms_store_file_real_path (path);
  g_autofree char *folder = g_path_get_dirname (real_path);

  if (!kms_store_file_sync (folder, error))
    return FALSE;
  self->writer->server = TRUE;
  self->reads = g_async_queue_new ();
  for (guint i = 0; i < N_READERS; i++)
    {
      KmsDatabase *database = kms_database_open (path, KMS_DATABASE_READ_ONLY, error);

      if (database == NULL)
        return FALSE;
      self->readers[i] = kms_store_worker_new (self->reads, database, path, fingerprint);
    }
  for (guint i = 0; i < N_READERS; i++)
    self->readers[i]->thread =
        g_thread_new ("kms-store-read", kms_store_worker_read, self->readers[i]);
  return TRUE;
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
 *   of another secret, %KMS_ERROR_STORE_BUSY for a server's file that another server works on, or
 *   another of KMS_ERROR_STORE_*; then the file is as it was
 */
KmsStore *
kms_sqlite_store_new (const char *path,
                      KmsSqliteStoreKind kind,
                      const KmsSecret *issuer_secret,
                      GError **error)
{
  g_autoptr (KmsSqliteStore) self = NULL;
  g_autofree char *fingerprint = NULL;
  KmsDatabase *database;
  gboolean server = path != NULL && kind == KMS_SQLITE_STORE_SERVER;

  g_return_val_if_fail (issuer_secret != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_object_new (KMS_TYPE_SQLITE_STORE, NULL);
  fingerprint = kms_secret_fingerprint (issuer_secret);
  if (server)
    {
      self->lock = kms_store_lock_take (path, error);
      if (self->lock == NULL)
        return NULL;
    }
  database = open_database (path, kind, fingerprint, error);
  if (database == NULL)
    return NULL;
  self->writer = kms_store_worker_new (self->writes, database, path, fingerprint);
  if (!server)
    self->reads = g_async_queue_ref (self->writes);
  else if (!open_server (self, path, fingerprint, error))
    return NULL;
  self->writer->thread = g_thread_new ("kms-store-write", kms_store_writer_run, self->writer);
  return KMS_STORE (g_steal_pointer (&self));
}

/**
 * kms_sqlite_store_get_n_commits:
 * @store: a store
 *
 * Returns: how many transactions of kms_store_run_async() were committed
 */
guint
kms_sqlite_store_get_n_commits (KmsSqliteStore *store)
{
  return (guint) g_atomic_int_get (&store->writer->n_commits);
}

static void
queue_file (KmsSqliteStore *self,
            GAsyncQueue *queue,
            KmsStorePerform perform,
            const char *path,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data,
            gpointer source_tag)
{
  KmsStoreJob *job = g_new0 (KmsStoreJob, 1);

  job->perform = perform;
  job->path = g_strdup (path);
  queue_job (self, queue, job, cancellable, callback, user_data, source_tag);
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

  queue_file (store, store->reads, perform_save, path, cancellable, callback, user_data,
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

  queue_file (store, store->writes, perform_load, path, cancellable, callback, user_data,
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
