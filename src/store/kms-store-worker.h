/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: the threads of a KmsSqliteStore and the jobs they are given. A job is the data
 * of the GTask that answers it; the queues hold tasks. */

#pragma once

#include "common/kms-database.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

typedef struct _KmsStoreWorker KmsStoreWorker;
typedef struct _KmsStoreJob KmsStoreJob;

typedef gpointer (*KmsStorePerform) (KmsStoreWorker *worker, KmsStoreJob *job, GError **error);

struct _KmsStoreJob
{
  KmsStorePerform perform; /* NULL for work that writes: it shares a transaction with others */

  KmsStoreWork work; /* for kms_store_run_async() */
  gpointer data;     /* owned */
  GDestroyNotify free_data;

  char *path; /* owned; to save or load */

  gboolean mail; /* it put a mail into the outbox */

  /* The answer, owned until it is taken. */
  gpointer result;
  GDestroyNotify free_result;
  GError *error;
};

/* One thread with one connection. The thread borrows it; who made it stops the thread, then frees. */
struct _KmsStoreWorker
{
  GAsyncQueue *queue;    /* owned; of GTask, or KMS_STORE_STOP */
  KmsDatabase *database; /* owned */
  char *path;            /* owned; NULL in memory */
  char *fingerprint;     /* owned; of the issuer secret */
  GThread *thread;       /* owned */

  /* Of the thread that writes. */
  gboolean server; /* a server's file: its log is moved here, a failed fsync ends the process */
  gboolean warned; /* that the log cannot be moved at present */
  gpointer held;   /* owned; taken from the queue before it was its turn; or NULL */
  guint n_commits; /* atomic */
  gboolean mail;   /* a mail was committed, and nobody told as yet */

  /* Who hears of it. */
  GMutex on_mail_mutex;
  KmsStoreOnMail on_mail; /* guarded by the mutex, as its data */
  gpointer on_mail_data;
};

/* Ends a thread that takes it from the queue. */
#define KMS_STORE_STOP GINT_TO_POINTER (1)

KmsStoreWorker *kms_store_worker_new (GAsyncQueue *queue,
                                      KmsDatabase *database, /* (transfer full) */
                                      const char *path,
                                      const char *fingerprint);
void kms_store_worker_free (KmsStoreWorker *worker);

/* The body of a thread that reads. */
gpointer kms_store_worker_read (gpointer worker);

void kms_store_job_free (KmsStoreJob *job);
gboolean kms_store_job_begin (GTask *task);
void kms_store_job_set_error (KmsStoreJob *job, GError *error); /* (transfer full) */
void kms_store_job_perform (KmsStoreWorker *worker, GTask *task);
void kms_store_job_answer (GTask *task); /* (transfer full) */

/* A KmsStorePerform. */
gpointer kms_store_job_read (KmsStoreWorker *worker, KmsStoreJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsStoreWorker, kms_store_worker_free)

G_END_DECLS
