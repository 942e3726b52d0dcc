/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one thread that writes, with group commit: the jobs that wait together share one transaction,
 * each in a savepoint of its own, and nobody is answered before it is over, since also a refusal may
 * rest on what another job of the group wrote. How it can fail:
 *
 *   a job fails, the transaction goes on   its savepoint is undone, the others are not concerned
 *   SQLite rolls the transaction back      (disk full or broken while a job runs, or no memory) the
 *     under a job                          group runs again, each job in a transaction of its own, so
 *                                          that it fails by its own fault only
 *   BEGIN or COMMIT fails                  all of them get the error, and nothing stays; to try again
 *                                          one by one would let each wait as long for a file that
 *                                          another program holds or a disk that is full
 *   an fsync fails, in a server's file     the process ends: nobody knows what is on disk, nobody was
 *                                          told, and the next start reads what really is there
 */

#include "store/kms-store-writer.h"

#include "store/kms-store-session.h"

/* In pages of 4 KiB. From the first number on, which is SQLite's own, the log is moved into the file
 * after each commit, as far as the readers let it, and then written again from its beginning; the
 * second one it only reaches under a reader that does not end, and is shortened afterwards. */
#define CHECKPOINT_PAGES 1000
#define TRUNCATE_PAGES   16384

/* Nothing to write for so long: the log is moved and shortened, so that the next start has less to
 * do. */
#define IDLE_TIME G_USEC_PER_SEC

static gboolean
is_write (gpointer next)
{
  return next != KMS_STORE_STOP
         && ((KmsStoreJob *) g_task_get_task_data (G_TASK (next)))->perform == NULL;
}

/* Runs a statement of the connection's cache. */
static gboolean
run_cached (KmsDatabase *database, const char *sql, GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (database, sql, error);

  return statement != NULL && kms_statement_run (statement, error);
}

/* Runs one job inside the transaction. When what it did cannot be undone by itself, all is. */
static gboolean
run_in_savepoint (KmsDatabase *database, KmsStoreJob *job)
{
  KmsStoreSession session = { .database = database };
  GError *error = NULL;

  if (!run_cached (database, "SAVEPOINT job", &error))
    {
      kms_store_job_set_error (job, error);
      return FALSE;
    }
  job->result = job->work (&session, job->data, &error);
  if (job->result == NULL && error == NULL)
    error = g_error_new_literal (KMS_ERROR, KMS_ERROR_FAILED, "the work failed without an error");
  if (!kms_database_in_transaction (database) && error == NULL)
    error = g_error_new_literal (KMS_ERROR, KMS_ERROR_STORE_FAILED, "the work was rolled back");
  if (error == NULL && run_cached (database, "RELEASE job", &error))
    {
      job->mail = session.mail;
      return TRUE;
    }
  kms_store_job_set_error (job, error);
  if (kms_database_in_transaction (database)
      && (!run_cached (database, "ROLLBACK TO job", NULL)
          || !run_cached (database, "RELEASE job", NULL)))
    kms_database_rollback (database);
  return FALSE;
}

static void
fail_all (GTask **tasks, guint n_tasks, const GError *error)
{
  for (guint i = 0; i < n_tasks; i++)
    kms_store_job_set_error (g_task_get_task_data (tasks[i]), g_error_copy (error));
}

/* Runs jobs in one transaction; each has its answer then. FALSE when the transaction was rolled back
 * under one of them. */
static gboolean
run_together (KmsStoreWorker *worker, GTask **tasks, guint n_tasks)
{
  KmsDatabase *database = worker->database;
  g_autoptr (GError) error = NULL;
  guint n_done = 0;
  gboolean mail = FALSE;

  if (!kms_database_begin (database, TRUE, &error))
    {
      fail_all (tasks, n_tasks, error);
      return TRUE;
    }
  for (guint i = 0; i < n_tasks; i++)
    {
      KmsStoreJob *job = g_task_get_task_data (tasks[i]);

      if (kms_store_job_begin (tasks[i]) && run_in_savepoint (database, job))
        {
          n_done++;
          mail = mail || job->mail;
        }
      if (!kms_database_in_transaction (database))
        return FALSE;
    }
  if (n_done == 0)
    kms_database_rollback (database);
  else if (kms_database_commit (database, &error))
    {
      g_atomic_int_inc (&worker->n_commits);
      worker->mail = worker->mail || mail;
    }
  else
    fail_all (tasks, n_tasks, error);
  return TRUE;
}

/* A failed fsync is not tried again: the system has marked the pages as written. */
static void
end_if_sync_failed (KmsStoreWorker *worker)
{
  if (worker->server && kms_database_sync_failed (worker->database))
    g_error ("%s: the disk failed to keep what was written (fsync); ending, so that nothing is "
             "promised that is not there",
             worker->path);
}

static void
run_group (KmsStoreWorker *worker, GTask **tasks, guint n_tasks)
{
  if (run_together (worker, tasks, n_tasks) || n_tasks == 1)
    return;
  end_if_sync_failed (worker);
  for (guint i = 0; i < n_tasks; i++)
    run_together (worker, &tasks[i], 1);
}

/* Takes from the queue, after @first, what may share its transaction. */
static guint
take_group (KmsStoreWorker *worker, GTask *first, GTask **tasks)
{
  guint n_tasks = 0;

  tasks[n_tasks++] = first;
  while (n_tasks < KMS_STORE_MAX_GROUP)
    {
      gpointer next = g_async_queue_try_pop (worker->queue);

      if (next == NULL)
        break;
      if (!is_write (next))
        {
          worker->held = next;
          break;
        }
      tasks[n_tasks++] = next;
    }
  return n_tasks;
}

/* A log that cannot be moved loses nothing; it grows. That is said once each time it begins. */
static void
checkpoint (KmsStoreWorker *worker, gboolean truncate)
{
  g_autoptr (GError) error = NULL;
  gboolean failed = !kms_database_checkpoint (worker->database, truncate, &error);

  end_if_sync_failed (worker);
  if (failed && !worker->warned)
    g_warning ("%s: %s", worker->path, error->message);
  worker->warned = failed;
}

static void
checkpoint_if_due (KmsStoreWorker *worker)
{
  guint n_pages = kms_database_get_wal_pages (worker->database);

  if (n_pages >= CHECKPOINT_PAGES)
    checkpoint (worker, n_pages >= TRUNCATE_PAGES);
}

/* Who asked for the work is told first. */
static void
tell_of_mail (KmsStoreWorker *worker)
{
  if (!worker->mail)
    return;
  worker->mail = FALSE;
  g_mutex_lock (&worker->on_mail_mutex);
  if (worker->on_mail != NULL)
    worker->on_mail (worker->on_mail_data);
  g_mutex_unlock (&worker->on_mail_mutex);
}

static gpointer
take_next (KmsStoreWorker *worker)
{
  gpointer next = g_steal_pointer (&worker->held);

  if (next == NULL && kms_database_get_wal_pages (worker->database) > 0)
    {
      next = g_async_queue_timeout_pop (worker->queue, IDLE_TIME);
      if (next == NULL)
        checkpoint (worker, TRUE);
    }
  return next == NULL ? g_async_queue_pop (worker->queue) : next;
}

/**
 * kms_store_writer_run:
 * @worker: a #KmsStoreWorker
 *
 * Returns: %NULL, after a KMS_STORE_STOP
 */
gpointer
kms_store_writer_run (gpointer worker)
{
  KmsStoreWorker *self = worker;
  gpointer next;

  while ((next = take_next (self)) != KMS_STORE_STOP)
    {
      GTask *tasks[KMS_STORE_MAX_GROUP] = { next };
      guint n_tasks = 1;

      if (is_write (next))
        {
          n_tasks = take_group (self, next, tasks);
          run_group (self, tasks, n_tasks);
        }
      else
        kms_store_job_perform (self, next);
      end_if_sync_failed (self);
      for (guint i = 0; i < n_tasks; i++)
        kms_store_job_answer (tasks[i]);
      tell_of_mail (self);
      checkpoint_if_due (self);
    }
  if (self->server)
    checkpoint (self, TRUE);
  return NULL;
}
