/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order of writing and sending. A task works through a list of attempts, of which issuing has one
 * and resuming all that wait; the journal and the backend are borrowed by their calls. */

#include "client/kms-issuer.h"

#include "client/kms-journal-issuances.h"
#include "common/kms-error.h"

struct _KmsIssuer
{
  GObject parent_instance;

  KmsBackend *backend; /* owned */
  KmsJournal *journal; /* owned */
};

G_DEFINE_FINAL_TYPE (KmsIssuer, kms_issuer, G_TYPE_OBJECT)

/* The data of a task. */
typedef struct
{
  char *account;       /* owned; who was logged in when it began */
  GPtrArray *attempts; /* owned, of KmsAttempt */
  guint current;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_free (run->account);
  g_ptr_array_unref (run->attempts);
  g_free (run);
}

static KmsAttempt *
get_current (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  return run->current < run->attempts->len ? g_ptr_array_index (run->attempts, run->current) : NULL;
}

static void send_next (GTask *task);

static void
go_on (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->current++;
  send_next (task);
}

/* What cannot be deleted is sent again at the next start, and refused again. */
static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  g_autoptr (GError) error = NULL;

  if (!kms_journal_end_issuance_finish (KMS_JOURNAL (source), result, &error))
    g_message ("Request %s stays in the journal: %s", get_current (task)->idempotency_key,
               error->message);
  go_on (task);
}

/* An answer that cannot be written is an answer all the same: the backend has it, and gives it again
 * when the request is sent again. */
static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  g_autoptr (GError) error = NULL;

  if (!kms_journal_answer_issuance_finish (KMS_JOURNAL (source), result, &error))
    g_message ("The answer to request %s is not in the journal: %s",
               get_current (task)->idempotency_key, error->message);
  go_on (task);
}

static void
on_issued (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsIssuer *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  KmsAttempt *attempt = get_current (task);

  attempt->answer = kms_backend_issue_finish (KMS_BACKEND (source), result, &attempt->error);
  if (attempt->answer != NULL)
    kms_journal_answer_issuance_async (self->journal, run->account, attempt, NULL, on_answered,
                                       g_object_ref (task));
  else if (kms_attempt_is_over (attempt))
    kms_journal_end_issuance_async (self->journal, run->account, attempt->idempotency_key, NULL,
                                    on_ended, g_object_ref (task));
  else
    go_on (task);
}

/* Whether there is no use in asking the backend for anything else now. */
static gboolean
is_about_the_way (const GError *error)
{
  return error->domain != KMS_ERROR || error->code >= KMS_ERROR_SERVER_URL_INVALID
         || error->code == KMS_ERROR_MAINTENANCE || error->code == KMS_ERROR_SESSION_EXPIRED;
}

static const GError *
find_obstacle (const Run *run)
{
  const KmsAttempt *last =
      run->current > 0 ? g_ptr_array_index (run->attempts, run->current - 1) : NULL;

  return last != NULL && last->error != NULL && is_about_the_way (last->error) ? last->error : NULL;
}

static void
answer (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_task_return_pointer (task, g_ptr_array_ref (run->attempts), (GDestroyNotify) g_ptr_array_unref);
}

static void
send_next (GTask *task)
{
  KmsIssuer *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  KmsAttempt *attempt = get_current (task);
  const GError *obstacle = find_obstacle (run);

  if (attempt == NULL)
    {
      answer (task);
      return;
    }
  if (attempt->answer != NULL)
    {
      go_on (task);
      return;
    }
  if (obstacle != NULL)
    {
      attempt->error = g_error_copy (obstacle);
      go_on (task);
      return;
    }
  if (g_strcmp0 (kms_backend_get_account (self->backend), run->account) != 0)
    {
      /* Somebody else has logged in meanwhile, whose business this is not. */
      g_set_error_literal (&attempt->error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED,
                           "another account is logged in");
      go_on (task);
      return;
    }

  kms_backend_issue_async (self->backend, attempt->request, attempt->idempotency_key,
                           g_task_get_cancellable (task), on_issued, g_object_ref (task));
}

static void
on_begun (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  KmsAttempt *attempt = kms_journal_begin_issuance_finish (KMS_JOURNAL (source), result, &error);

  if (attempt == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_ptr_array_add (run->attempts, attempt);
  send_next (task);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GPtrArray *attempts = kms_journal_list_issuances_finish (KMS_JOURNAL (source), result, &error);

  if (attempts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_ptr_array_unref (run->attempts);
  run->attempts = attempts;
  send_next (task);
}

static void
kms_issuer_finalize (GObject *object)
{
  KmsIssuer *self = KMS_ISSUER (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (kms_issuer_parent_class)->finalize (object);
}

static void
kms_issuer_class_init (KmsIssuerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_issuer_finalize;
}

static void
kms_issuer_init (KmsIssuer *self)
{
}

/**
 * kms_issuer_new:
 * @backend: where keys are issued
 * @journal: where requests are kept meanwhile
 *
 * Returns: (transfer full): an issuer
 */
KmsIssuer *
kms_issuer_new (KmsBackend *backend, KmsJournal *journal)
{
  KmsIssuer *self = g_object_new (KMS_TYPE_ISSUER, NULL);

  self->backend = g_object_ref (backend);
  self->journal = g_object_ref (journal);

  return self;
}

static GTask *
task_new (KmsIssuer *self,
          gpointer source_tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->account = g_strdup (kms_backend_get_account (self->backend));
  run->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_attempt_free);
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, run, run_free);
  /* An answer that came is given, also when somebody cancels at that moment. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/**
 * kms_issuer_issue_async:
 * @issuer: an issuer
 * @request: what to issue, copied
 * @draft_id: (nullable): the draft it was made from
 * @cancellable: (nullable): gives up waiting for the answer; what was sent may be carried out all the
 *   same, and then resuming finds out
 * @callback: called when it is known, or not known, what came of it
 * @user_data: for @callback
 *
 * Issues. The same request again, while the first has no answer, is the same attempt.
 */
void
kms_issuer_issue_async (KmsIssuer *issuer,
                        const KmsRequest *request,
                        const char *draft_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = NULL;
  Run *run = NULL;

  g_return_if_fail (KMS_IS_ISSUER (issuer));
  g_return_if_fail (request != NULL);

  task = task_new (issuer, kms_issuer_issue_async, cancellable, callback, user_data);
  run = g_task_get_task_data (task);
  kms_journal_begin_issuance_async (issuer->journal, run->account, request, draft_id, cancellable,
                                    on_begun, task);
}

/**
 * kms_issuer_issue_finish:
 * @issuer: an issuer
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full): the attempt with its answer, for kms_issuer_mark_seen_async() once it was
 *   shown; or %NULL with @error set: to a KMS_ERROR_STORE_* when the journal could not be written,
 *   then nothing was sent; to %KMS_ERROR_REQUEST_IN_FLIGHT when another request of the same draft
 *   waits for its answer; to what the backend says. With the number %KMS_ERROR_UNCERTAIN, and
 *   with %G_IO_ERROR_CANCELLED, it may have been carried out; otherwise nothing was issued
 */
KmsAttempt *
kms_issuer_issue_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) attempts = NULL;
  KmsAttempt *attempt = NULL;

  g_return_val_if_fail (g_task_is_valid (result, issuer), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_issuer_issue_async), NULL);

  attempts = g_task_propagate_pointer (G_TASK (result), error);
  if (attempts == NULL)
    return NULL;

  attempt = g_ptr_array_index (attempts, 0);
  if (attempt->answer != NULL)
    return kms_attempt_copy (attempt);
  /* It was sent before, and nothing that came now tells what came of that. */
  if (attempt->repeated && attempt->error->domain == KMS_ERROR && !kms_attempt_is_refused (attempt))
    kms_error_set_number (attempt->error, KMS_ERROR_UNCERTAIN, 1);
  g_propagate_error (error, g_steal_pointer (&attempt->error));
  return NULL;
}

static void
on_only_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  GError *error = NULL;
  GPtrArray *attempts = kms_journal_list_issuances_finish (KMS_JOURNAL (source), result, &error);

  if (attempts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, attempts, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * kms_issuer_list_async:
 * @issuer: an issuer
 * @cancellable: (nullable): gives up
 * @callback: called when they are read
 * @user_data: for @callback
 *
 * Reads what is in the journal of this account, and sends nothing.
 */
void
kms_issuer_list_async (KmsIssuer *issuer,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = NULL;
  Run *run = NULL;

  g_return_if_fail (KMS_IS_ISSUER (issuer));

  task = task_new (issuer, kms_issuer_list_async, cancellable, callback, user_data);
  run = g_task_get_task_data (task);
  kms_journal_list_issuances_async (issuer->journal, run->account, cancellable, on_only_listed,
                                    task);
}

/**
 * kms_issuer_list_finish:
 * @issuer: an issuer
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full) (element-type KmsAttempt): the attempts, the first one first; one without
 *   an answer may have been carried out. %NULL with @error set to a KMS_ERROR_STORE_* or
 *   %G_IO_ERROR_CANCELLED
 */
GPtrArray *
kms_issuer_list_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, issuer), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_issuer_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_issuer_resume_async:
 * @issuer: an issuer
 * @cancellable: (nullable): gives up; what has no answer by then is left as it is
 * @callback: called when it is known, or not known, what came of all
 * @user_data: for @callback
 *
 * Sends all requests of this account again that have no answer, one after the other.
 */
void
kms_issuer_resume_async (KmsIssuer *issuer,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = NULL;
  Run *run = NULL;

  g_return_if_fail (KMS_IS_ISSUER (issuer));

  task = task_new (issuer, kms_issuer_resume_async, cancellable, callback, user_data);
  run = g_task_get_task_data (task);
  kms_journal_list_issuances_async (issuer->journal, run->account, cancellable, on_listed, task);
}

/**
 * kms_issuer_resume_finish:
 * @issuer: an issuer
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full) (element-type KmsAttempt): the attempts. One with an answer waits for
 *   kms_issuer_mark_seen_async(), also when the answer is from before; one that
 *   kms_attempt_is_refused() is over; of any other it is still not known what came of it. %NULL with
 *   @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
kms_issuer_resume_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, issuer), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_issuer_resume_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  g_autoptr (GError) error = NULL;

  if (kms_journal_close_issuance_finish (KMS_JOURNAL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * kms_issuer_mark_seen_async:
 * @issuer: an issuer
 * @idempotency_key: the key of an attempt
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * To be called when the answer of an attempt was shown: it need not be kept any more, nor the draft
 * that it was made from.
 */
void
kms_issuer_mark_seen_async (KmsIssuer *issuer,
                            const char *idempotency_key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = NULL;
  Run *run = NULL;

  g_return_if_fail (KMS_IS_ISSUER (issuer));
  g_return_if_fail (idempotency_key != NULL);

  task = task_new (issuer, kms_issuer_mark_seen_async, cancellable, callback, user_data);
  run = g_task_get_task_data (task);
  kms_journal_close_issuance_async (issuer->journal, run->account, idempotency_key, cancellable,
                                    on_seen, task);
}

/**
 * kms_issuer_mark_seen_finish:
 * @issuer: an issuer
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_issuer_mark_seen_finish (KmsIssuer *issuer, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, issuer), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_issuer_mark_seen_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
