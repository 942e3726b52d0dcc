/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file that the work is kept in, and the drafts in it. A thread of the journal does its work in the order of the calls,
 * and opens the file for each: nothing is held while nothing is asked, so that other programs get
 * their turn, and a file that was moved, or a disk that was full, is found as it is now. */

#include "client/kms-journal-private.h"

#include "common/kms-database.h"
#include "common/kms-error.h"

#include <errno.h>

#define APPLICATION_ID 0x4B4D534A /* "KMSJ" */

static const KmsMigration migrations[] = {
  { 1, "CREATE TABLE draft ("
       "  account TEXT NOT NULL,"
       "  id TEXT NOT NULL,"
       "  saved_at INTEGER NOT NULL," /* microseconds UTC */
       "  json TEXT NOT NULL,"
       "  PRIMARY KEY (account, id)"
       ") STRICT" },
  { 2, KMS_JOURNAL_ISSUANCES_SQL },
  { 3, KMS_JOURNAL_DEVICES_SQL },
};

struct _KmsJournal
{
  GObject parent_instance;

  char *path;          /* owned */
  KmsClock *clock;     /* owned */
  GThreadPool *worker; /* owned; one thread, which takes GTasks in their order */
  GHashTable *skipped; /* owned, of IDs; the worker's: which drafts were reported as unreadable */
};

/* What the worker does for a task. */
typedef struct
{
  KmsJournalWork work;
  gpointer data;              /* owned */
  GDestroyNotify free_data;   /* nullable */
  GDestroyNotify free_result; /* nullable */
} Job;

/* The data of the work on drafts. */
typedef struct
{
  char *account;   /* owned */
  char *draft_id;  /* owned, nullable */
  KmsDraft *draft; /* owned, nullable */
} DraftData;

G_DEFINE_FINAL_TYPE (KmsJournal, kms_journal, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

static void
draft_data_free (gpointer data)
{
  DraftData *self = data;

  g_free (self->account);
  g_free (self->draft_id);
  kms_draft_free (self->draft);
  g_free (self);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  KmsError code = KMS_ERROR_STORE_FAILED;
  int reason = 0;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  reason = errno;
  if (reason == EACCES || reason == EPERM || reason == EROFS)
    code = KMS_ERROR_STORE_READ_ONLY;
  else if (reason == ENOSPC || reason == EDQUOT)
    code = KMS_ERROR_STORE_FULL;
  g_set_error (error, KMS_ERROR, code, "make folder %s: %s", folder, g_strerror (reason));
  return FALSE;
}

static KmsDatabase *
open_file (const char *path, GError **error)
{
  g_autoptr (KmsDatabase) database = NULL;

  if (!make_folder (path, error))
    return NULL;

  /* What was told to be on disk is there after a power failure, too: the folder is synced as well. */
  database = kms_database_open (path, KMS_DATABASE_CREATE, error);
  if (database == NULL || !kms_database_execute (database, "PRAGMA synchronous = EXTRA", error)
      || !kms_database_migrate (database, APPLICATION_ID, migrations, G_N_ELEMENTS (migrations),
                                error))
    return NULL;

  return g_steal_pointer (&database);
}

/* Runs on the worker. @data is a GTask, and its reference the worker's. */
static void
run_task (gpointer data, gpointer unused)
{
  g_autoptr (GTask) task = data;
  KmsJournal *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (KmsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  gpointer result = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  database = open_file (self->path, &error);
  if (database != NULL)
    result = job->work (self, database, job->data, &error);
  g_clear_pointer (&database, kms_database_close);

  if (result == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, job->free_result);
}

static gpointer
save (KmsJournal *self, KmsDatabase *database, gpointer data, GError **error)
{
  const DraftData *job = data;
  g_autofree char *json = kms_draft_to_json (job->draft);
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      database,
      "INSERT INTO draft (account, id, saved_at, json) VALUES (:account, :id, :saved_at, :json)"
      " ON CONFLICT (account, id) DO UPDATE SET saved_at = excluded.saved_at,"
      " json = excluded.json",
      error);

  if (statement == NULL)
    return NULL;

  kms_statement_bind_text (statement, ":account", job->account);
  kms_statement_bind_text (statement, ":id", job->draft->id);
  kms_statement_bind_int (statement, ":saved_at", job->draft->saved_at);
  kms_statement_bind_text (statement, ":json", json);
  return kms_statement_run (statement, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static gpointer delete (KmsJournal *self, KmsDatabase *database, gpointer data, GError **error)
{
  const DraftData *job = data;
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      database, "DELETE FROM draft WHERE account = :account AND id = :id", error);

  if (statement == NULL)
    return NULL;

  kms_statement_bind_text (statement, ":account", job->account);
  kms_statement_bind_text (statement, ":id", job->draft_id);
  return kms_statement_run (statement, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

/* A draft that cannot be read, perhaps one of another version, stays in the file. */
static KmsDraft *
read_draft (KmsJournal *self, const char *id, const char *json)
{
  g_autoptr (GError) error = NULL;
  KmsDraft *draft = kms_draft_from_json (json, -1, &error);

  if (draft == NULL && kms_journal_is_first_report (self, id))
    g_message ("Draft %s is skipped: %s", id, error->message);

  return draft;
}

static gpointer
list (KmsJournal *self, KmsDatabase *database, gpointer data, GError **error)
{
  const DraftData *job = data;
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_draft_free);
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      database, "SELECT id, json FROM draft WHERE account = :account ORDER BY saved_at DESC, id",
      error);
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;

  kms_statement_bind_text (statement, ":account", job->account);
  while (kms_statement_step (statement, &row, error))
    {
      KmsDraft *draft = NULL;

      if (!row)
        return g_steal_pointer (&drafts);
      draft = read_draft (self, kms_statement_get_text (statement, 0),
                          kms_statement_get_text (statement, 1));
      if (draft != NULL)
        g_ptr_array_add (drafts, draft);
    }

  return NULL;
}

static void
kms_journal_finalize (GObject *object)
{
  KmsJournal *self = KMS_JOURNAL (object);

  /* No task is left, each holds a reference; but the last one may be dropped by the worker itself,
   * which therefore must not be waited for. */
  g_thread_pool_free (self->worker, FALSE, FALSE);
  g_hash_table_unref (self->skipped);
  kms_clock_unref (self->clock);
  g_free (self->path);

  G_OBJECT_CLASS (kms_journal_parent_class)->finalize (object);
}

static void
kms_journal_class_init (KmsJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_journal_finalize;
}

static void
kms_journal_init (KmsJournal *self)
{
  self->worker = g_thread_pool_new (run_task, NULL, 1, FALSE, NULL);
  self->skipped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * kms_journal_new:
 * @path: (type filename): the file; it and its folder are made at the first call that needs them
 * @clock: what tells when a draft was saved
 *
 * Returns: (transfer full): a journal. It does nothing yet and cannot fail.
 */
KmsJournal *
kms_journal_new (const char *path, KmsClock *clock)
{
  KmsJournal *self = g_object_new (KMS_TYPE_JOURNAL, NULL);

  self->path = g_strdup (path);
  self->clock = kms_clock_ref (clock);

  return self;
}

/**
 * kms_journal_new_for_user:
 * @clock: what tells when a draft was saved
 *
 * Returns: (transfer full): the journal of this person, which all programs share
 */
KmsJournal *
kms_journal_new_for_user (KmsClock *clock)
{
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), "kms-desk", "journal.sqlite", NULL);

  return kms_journal_new (path, clock);
}

/**
 * kms_journal_run_async:
 * @journal: a journal
 * @work: what to do on the thread of the journal, with the file open
 * @data: (transfer full): for @work
 * @free_data: (nullable): frees it
 * @free_result: (nullable): frees what @work returned, when nobody takes it
 * @source_tag: names the call
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
kms_journal_run_async (KmsJournal *journal,
                       KmsJournalWork work,
                       gpointer data,
                       GDestroyNotify free_data,
                       GDestroyNotify free_result,
                       gpointer source_tag,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (journal, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->work = work;
  job->data = data;
  job->free_data = free_data;
  job->free_result = free_result;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, job_free);
  g_thread_pool_push (journal->worker, g_steal_pointer (&task), NULL);
}

/**
 * kms_journal_run_finish:
 * @journal: a journal
 * @source_tag: the name of the call
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full): what the work returned, or %NULL with @error set
 */
gpointer
kms_journal_run_finish (KmsJournal *journal,
                        gpointer source_tag,
                        GAsyncResult *result,
                        GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_journal_now:
 * @journal: a journal
 *
 * Returns: the time, microseconds UTC
 */
gint64
kms_journal_now (KmsJournal *journal)
{
  return kms_clock_now (journal->clock);
}

/**
 * kms_journal_is_first_report:
 * @journal: a journal
 * @id: the ID of what cannot be read
 *
 * For the thread of the journal.
 *
 * Returns: whether it was not reported yet; from now on, it was
 */
gboolean
kms_journal_is_first_report (KmsJournal *journal, const char *id)
{
  return g_hash_table_add (journal->skipped, g_strdup (id));
}

static DraftData *
draft_data_new (const char *account)
{
  DraftData *data = g_new0 (DraftData, 1);

  data->account = g_strdup (account);
  return data;
}

/* Takes @data. */
static void
start (KmsJournal *self,
       KmsJournalWork work,
       DraftData *data,
       GDestroyNotify free_result,
       gpointer source_tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  kms_journal_run_async (self, work, data, draft_data_free, free_result, source_tag, cancellable,
                         callback, user_data);
}

/**
 * kms_journal_save_draft_async:
 * @journal: a journal
 * @account: whose draft it is
 * @draft: the draft, copied; it replaces the one of the same ID
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when the draft is on disk, or could not be written
 * @user_data: for @callback
 *
 * Saves a draft, with the time of this call as its saved_at.
 */
void
kms_journal_save_draft_async (KmsJournal *journal,
                              const char *account,
                              const KmsDraft *draft,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  DraftData *data = NULL;

  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL && draft != NULL);

  data = draft_data_new (account);
  data->draft = kms_draft_copy (draft);
  data->draft->saved_at = kms_clock_now (journal->clock);
  start (journal, save, data, NULL, kms_journal_save_draft_async, cancellable, callback, user_data);
}

/**
 * kms_journal_save_draft_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_journal_save_draft_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_save_draft_async, result, error) != NULL;
}

/**
 * kms_journal_delete_draft_async:
 * @journal: a journal
 * @account: whose draft it is
 * @draft_id: its ID; that it is not there is no failure
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when the draft is gone, or could not be deleted
 * @user_data: for @callback
 */
void
kms_journal_delete_draft_async (KmsJournal *journal,
                                const char *account,
                                const char *draft_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  DraftData *data = NULL;

  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL && draft_id != NULL);

  data = draft_data_new (account);
  data->draft_id = g_strdup (draft_id);
  start (journal, delete, data, NULL, kms_journal_delete_draft_async, cancellable, callback,
         user_data);
}

/**
 * kms_journal_delete_draft_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_journal_delete_draft_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_delete_draft_async, result, error) != NULL;
}

/**
 * kms_journal_list_drafts_async:
 * @journal: a journal
 * @account: whose drafts
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called with the drafts, or when they could not be read
 * @user_data: for @callback
 *
 * Reads all drafts of an account. One that cannot be understood is left out and kept in the file.
 */
void
kms_journal_list_drafts_async (KmsJournal *journal,
                               const char *account,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  DraftData *data = NULL;

  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL);

  data = draft_data_new (account);
  start (journal, list, data, (GDestroyNotify) g_ptr_array_unref, kms_journal_list_drafts_async,
         cancellable, callback, user_data);
}

/**
 * kms_journal_list_drafts_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full) (element-type KmsDraft): the drafts, newest first; or %NULL with @error
 *   set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
kms_journal_list_drafts_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_list_drafts_async, result, error);
}

/* For the thread of the journal. */
static gpointer
forget (KmsJournal *self, KmsDatabase *database, gpointer data, GError **error)
{
  static const char *const deletions[] = {
    "DELETE FROM draft WHERE substr(account, 1, length(:prefix)) = :prefix",
    "DELETE FROM issuance WHERE substr(account, 1, length(:prefix)) = :prefix",
  };

  for (guint i = 0; i < G_N_ELEMENTS (deletions); i++)
    {
      g_autoptr (KmsStatement) statement = kms_database_prepare (database, deletions[i], error);

      if (statement == NULL)
        return NULL;
      kms_statement_bind_text (statement, ":prefix", data);
      if (!kms_statement_run (statement, error))
        return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

/**
 * kms_journal_forget_async:
 * @journal: a journal
 * @account_prefix: how the accounts begin
 * @callback: called when it is done, or could not be done
 * @user_data: for @callback
 *
 * Deletes what is kept for accounts that nobody will ever use again.
 */
void
kms_journal_forget_async (KmsJournal *journal,
                          const char *account_prefix,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (KMS_IS_JOURNAL (journal));

  kms_journal_run_async (journal, forget, g_strdup (account_prefix), g_free, NULL,
                         kms_journal_forget_async, NULL, callback, user_data);
}

/**
 * kms_journal_forget_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: KMS_ERROR_STORE_*
 *
 * Returns: whether nothing of them is kept
 */
gboolean
kms_journal_forget_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_forget_async, result, error) != NULL;
}
