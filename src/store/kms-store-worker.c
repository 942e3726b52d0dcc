/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every thread of a store does with a job, and the whole of what a reading one does. A queued
 * task keeps the store alive, and goes back to its caller's main context with its answer, so the last
 * reference to the store is never the thread's. */

#include "store/kms-store-worker.h"

#include "store/kms-store-session.h"

/* In the main context of whoever asked. */
static gboolean
deliver (gpointer data)
{
  GTask *task = G_TASK (data);
  KmsStoreJob *job = g_task_get_task_data (task);

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&job->result), job->free_result);
  return G_SOURCE_REMOVE;
}

/**
 * kms_store_worker_new:
 * @queue: where its jobs come from; referenced
 * @database: (transfer full): its connection
 * @path: (nullable) (type filename): the file of the store
 * @fingerprint: of the issuer secret
 *
 * Returns: (transfer full): a worker without a thread as yet
 */
KmsStoreWorker *
kms_store_worker_new (GAsyncQueue *queue,
                      KmsDatabase *database,
                      const char *path,
                      const char *fingerprint)
{
  KmsStoreWorker *worker = g_new0 (KmsStoreWorker, 1);

  worker->queue = g_async_queue_ref (queue);
  worker->database = database;
  worker->path = g_strdup (path);
  worker->fingerprint = g_strdup (fingerprint);
  g_mutex_init (&worker->on_mail_mutex);
  return worker;
}

/**
 * kms_store_worker_free:
 * @worker: (transfer full): a worker; its queue holds a KMS_STORE_STOP for it if it has a thread
 *
 * Waits for the end of the thread, and closes the connection.
 */
void
kms_store_worker_free (KmsStoreWorker *worker)
{
  if (worker->thread != NULL)
    g_thread_join (worker->thread);
  kms_database_close (worker->database);
  g_async_queue_unref (worker->queue);
  g_free (worker->path);
  g_free (worker->fingerprint);
  g_mutex_clear (&worker->on_mail_mutex);
  g_free (worker);
}

/**
 * kms_store_worker_read:
 * @worker: a #KmsStoreWorker whose jobs share nothing
 *
 * Returns: %NULL, after a KMS_STORE_STOP
 */
gpointer
kms_store_worker_read (gpointer worker)
{
  KmsStoreWorker *self = worker;
  gpointer next;

  while ((next = g_async_queue_pop (self->queue)) != KMS_STORE_STOP)
    {
      kms_store_job_perform (self, next);
      kms_store_job_answer (next);
    }
  return NULL;
}

/**
 * kms_store_job_free:
 * @job: (transfer full): a job that was answered
 */
void
kms_store_job_free (KmsStoreJob *job)
{
  if (job->data != NULL && job->free_data != NULL)
    job->free_data (job->data);
  if (job->result != NULL && job->free_result != NULL)
    job->free_result (job->result);
  g_clear_error (&job->error);
  g_free (job->path);
  g_free (job);
}

/**
 * kms_store_job_set_error:
 * @job: a job
 * @error: (transfer full): what it is answered with, instead of what it may have already
 */
void
kms_store_job_set_error (KmsStoreJob *job, GError *error)
{
  gpointer result = g_steal_pointer (&job->result);

  if (result != NULL && job->free_result != NULL)
    job->free_result (result);
  g_clear_error (&job->error);
  job->error = error;
}

/**
 * kms_store_job_begin:
 * @task: the task of a job
 *
 * Makes a job ready to run, also once more; a cancelled one gets its error.
 *
 * Returns: whether it is to run
 */
gboolean
kms_store_job_begin (GTask *task)
{
  KmsStoreJob *job = g_task_get_task_data (task);

  kms_store_job_set_error (job, NULL);
  return !g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &job->error);
}

/**
 * kms_store_job_perform:
 * @worker: the worker
 * @task: the task of a job with a perform function
 *
 * Runs a job by itself, unless it is cancelled. Its answer is in the job.
 */
void
kms_store_job_perform (KmsStoreWorker *worker, GTask *task)
{
  KmsStoreJob *job = g_task_get_task_data (task);

  if (!kms_store_job_begin (task))
    return;
  job->result = job->perform (worker, job, &job->error);
  if (job->result == NULL && job->error == NULL)
    job->error =
        g_error_new_literal (KMS_ERROR, KMS_ERROR_FAILED, "the work failed without an error");
}

/**
 * kms_store_job_answer:
 * @task: (transfer full): the task of a job that has its answer
 *
 * Gives the task back to the main context of whoever asked. The source that carries it has the only
 * reference to it then; the context may be gone as soon as the answer was taken, and must outlive the
 * thread's hold on the source.
 */
void
kms_store_job_answer (GTask *task)
{
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (task));
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_static_name (source, "kms-sqlite-store: answer");
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, deliver, task, g_object_unref);
  g_source_attach (source, context);
}

/**
 * kms_store_job_read:
 * @worker: the worker
 * @job: a job with work that only reads
 * @error: return location for a #GError
 *
 * Runs the work on one state of the store, the last that was committed.
 *
 * Returns: (transfer full): its result, or %NULL with @error set
 */
gpointer
kms_store_job_read (KmsStoreWorker *worker, KmsStoreJob *job, GError **error)
{
  KmsStoreSession session = { .database = worker->database };
  gpointer result;

  if (!kms_database_begin (worker->database, FALSE, error))
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
