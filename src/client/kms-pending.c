/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of requests whose outcome nobody has seen. It owns the issuer, copies of the attempts, and
 * between two checks a timer.
 *
 * A check reads the journal, so that what is waited for shows at once, and then sends again what has
 * no answer. While a request is on its way there is no check: it would send that one, too. What is
 * over is in the list only, no longer in the journal. */

#include "client/kms-pending.h"

#include "common/kms-error.h"

#define INTERVAL     5000  /* milliseconds before the first check by itself */
#define MAX_INTERVAL 60000 /* it is doubled up to this */

struct _KmsPending
{
  GObject parent_instance;

  KmsIssuer *issuer;   /* owned */
  GPtrArray *attempts; /* owned, of KmsAttempt; one on its way has no idempotency key yet */
  GCancellable *stopped;
  GSource *timer; /* owned, nullable */
  guint first_interval;
  guint interval; /* until the next check by itself */
  guint n_issuing;
  gboolean checking;
  gboolean again; /* another check was asked for meanwhile */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsPending, kms_pending, G_TYPE_OBJECT)

static void check (KmsPending *self);

static void
tell (KmsPending *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_unknown (const KmsAttempt *attempt)
{
  return attempt->answer == NULL && !kms_attempt_is_over (attempt);
}

static gboolean
is_on_its_way (const KmsAttempt *attempt)
{
  return attempt->idempotency_key == NULL && attempt->error == NULL;
}

static void
stop_timer (KmsPending *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
on_timeout (gpointer data)
{
  KmsPending *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  check (self);
  return G_SOURCE_REMOVE;
}

/* As long as something is not known. */
static void
plan_check (KmsPending *self)
{
  gboolean needed = FALSE;

  stop_timer (self);
  for (guint i = 0; i < self->attempts->len; i++)
    needed |= is_unknown (g_ptr_array_index (self->attempts, i));
  if (!needed || self->n_issuing > 0 || g_cancellable_is_cancelled (self->stopped))
    return;

  self->timer = g_timeout_source_new (self->interval);
  g_source_set_callback (self->timer, on_timeout, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  self->interval = MIN (self->interval * 2, MAX (MAX_INTERVAL, self->first_interval));
}

static void
end_check (KmsPending *self)
{
  gboolean again = self->again;

  self->checking = self->again = FALSE;
  if (again)
    check (self);
  else
    plan_check (self);
  tell (self);
}

static guint
find (GPtrArray *attempts, const char *idempotency_key)
{
  for (guint i = 0; i < attempts->len; i++)
    {
      const KmsAttempt *attempt = g_ptr_array_index (attempts, i);

      if (g_strcmp0 (attempt->idempotency_key, idempotency_key) == 0)
        return i;
    }
  return attempts->len;
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KmsPending) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) news = kms_issuer_resume_finish (KMS_ISSUER (source), result, &error);

  /* What was seen, or begun, meanwhile is as it is. */
  for (guint i = 0; news != NULL && i < news->len; i++)
    {
      const KmsAttempt *attempt = g_ptr_array_index (news, i);
      guint index = find (self->attempts, attempt->idempotency_key);

      if (index < self->attempts->len)
        {
          kms_attempt_free (g_ptr_array_index (self->attempts, index));
          g_ptr_array_index (self->attempts, index) = kms_attempt_copy (attempt);
        }
    }
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("What became of the requests is not known: %s", error->message);
  end_check (self);
}

/* The only attempt of its draft. (transfer full) @attempt */
static void
put (KmsPending *self, KmsAttempt *attempt)
{
  const KmsAttempt *former = kms_pending_find_draft (self, attempt->draft_id);

  if (former != NULL)
    g_ptr_array_remove (self->attempts, (gpointer) former);
  g_ptr_array_add (self->attempts, attempt);
}

/* What the journal has now, and what is on its way or over. */
static void
take_list (KmsPending *self, GPtrArray *listed)
{
  g_autoptr (GPtrArray) former = self->attempts;

  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_attempt_free);
  for (guint i = 0; i < listed->len; i++)
    g_ptr_array_add (self->attempts, kms_attempt_copy (g_ptr_array_index (listed, i)));
  for (guint i = 0; i < former->len; i++)
    {
      const KmsAttempt *attempt = g_ptr_array_index (former, i);

      if (is_on_its_way (attempt) || kms_attempt_is_over (attempt))
        put (self, kms_attempt_copy (attempt));
    }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KmsPending) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) listed = kms_issuer_list_finish (KMS_ISSUER (source), result, &error);
  gboolean unknown = FALSE;

  if (listed == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("The requests that wait cannot be read: %s", error->message);
      end_check (self);
      return;
    }
  take_list (self, listed);
  for (guint i = 0; i < listed->len; i++)
    unknown |= is_unknown (g_ptr_array_index (listed, i));
  if (!unknown)
    {
      end_check (self);
      return;
    }
  tell (self);
  kms_issuer_resume_async (self->issuer, self->stopped, on_resumed, g_object_ref (self));
}

static void
check (KmsPending *self)
{
  stop_timer (self);
  if (self->checking || self->n_issuing > 0)
    {
      self->again = TRUE;
      return;
    }
  if (g_cancellable_is_cancelled (self->stopped))
    return;
  self->checking = TRUE;
  kms_issuer_list_async (self->issuer, self->stopped, on_listed, g_object_ref (self));
}

static void
kms_pending_dispose (GObject *object)
{
  kms_pending_stop (KMS_PENDING (object));

  G_OBJECT_CLASS (kms_pending_parent_class)->dispose (object);
}

static void
kms_pending_finalize (GObject *object)
{
  KmsPending *self = KMS_PENDING (object);

  g_clear_object (&self->issuer);
  g_clear_object (&self->stopped);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);

  G_OBJECT_CLASS (kms_pending_parent_class)->finalize (object);
}

static void
kms_pending_class_init (KmsPendingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kms_pending_dispose;
  object_class->finalize = kms_pending_finalize;

  /**
   * KmsPending::changed:
   *
   * The list, or what is known, or whether it is being asked for, has changed.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_PENDING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
kms_pending_init (KmsPending *self)
{
  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_attempt_free);
  self->stopped = g_cancellable_new ();
  self->first_interval = self->interval = INTERVAL;
}

/**
 * kms_pending_new:
 * @backend: where keys are issued, with somebody logged in
 * @journal: where requests are kept meanwhile
 *
 * Returns: (transfer full): an empty list; kms_pending_check() fills it
 */
KmsPending *
kms_pending_new (KmsBackend *backend, KmsJournal *journal)
{
  KmsPending *self = g_object_new (KMS_TYPE_PENDING, NULL);

  self->issuer = kms_issuer_new (backend, journal);
  return self;
}

/**
 * kms_pending_set_interval:
 * @milliseconds: how long to wait before asking again; it is doubled each time, up to a minute. 5000
 *   at first
 */
void
kms_pending_set_interval (KmsPending *self, guint milliseconds)
{
  g_return_if_fail (KMS_IS_PENDING (self));

  self->first_interval = self->interval = milliseconds;
}

/**
 * kms_pending_stop:
 *
 * The account is left: nothing is asked for it any more. A request on its way goes on into the journal.
 */
void
kms_pending_stop (KmsPending *self)
{
  g_return_if_fail (KMS_IS_PENDING (self));

  stop_timer (self);
  g_cancellable_cancel (self->stopped);
}

/**
 * kms_pending_check:
 *
 * Asks what became of what is not known; to be called when somebody has logged in, when the server is
 * back, and when the list is shown.
 */
void
kms_pending_check (KmsPending *self)
{
  g_return_if_fail (KMS_IS_PENDING (self));

  self->interval = self->first_interval;
  if (self->checking)
    return;
  check (self);
  tell (self);
}

/**
 * kms_pending_is_checking:
 *
 * Returns: whether it is being asked just now
 */
gboolean
kms_pending_is_checking (KmsPending *self)
{
  g_return_val_if_fail (KMS_IS_PENDING (self), FALSE);
  return self->checking || self->n_issuing > 0;
}

/**
 * kms_pending_get_attempts:
 *
 * Returns: (transfer none) (element-type KmsAttempt): the attempts, valid until "changed": one with an
 *   answer waits for kms_pending_mark_seen_async(), one that kms_attempt_is_over() for
 *   kms_pending_dismiss(); of any other it is not known what becomes of it
 */
GPtrArray *
kms_pending_get_attempts (KmsPending *self)
{
  g_return_val_if_fail (KMS_IS_PENDING (self), NULL);
  return self->attempts;
}

/**
 * kms_pending_find:
 * @idempotency_key: the key of an attempt
 *
 * Returns: (transfer none) (nullable): the attempt, valid until "changed"
 */
const KmsAttempt *
kms_pending_find (KmsPending *self, const char *idempotency_key)
{
  guint index;

  g_return_val_if_fail (KMS_IS_PENDING (self), NULL);
  g_return_val_if_fail (idempotency_key != NULL, NULL);

  index = find (self->attempts, idempotency_key);
  return index < self->attempts->len ? g_ptr_array_index (self->attempts, index) : NULL;
}

/**
 * kms_pending_find_draft:
 * @draft_id: the ID of a draft
 *
 * Returns: (transfer none) (nullable): the newest attempt made from it, valid until "changed"
 */
const KmsAttempt *
kms_pending_find_draft (KmsPending *self, const char *draft_id)
{
  g_return_val_if_fail (KMS_IS_PENDING (self), NULL);

  for (guint i = self->attempts->len; i > 0; i--)
    {
      const KmsAttempt *attempt = g_ptr_array_index (self->attempts, i - 1);

      if (draft_id != NULL && g_strcmp0 (attempt->draft_id, draft_id) == 0)
        return attempt;
    }
  return NULL;
}

static void
on_issued (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KmsPending *self = g_task_get_source_object (task);
  GError *error = NULL;
  KmsAttempt *attempt = kms_issuer_issue_finish (KMS_ISSUER (source), result, &error);

  self->n_issuing--;
  if (attempt == NULL)
    {
      attempt = kms_attempt_copy (g_task_get_task_data (task));
      attempt->error = g_error_copy (error);
    }
  put (self, attempt);
  /* Not this one, but another request of the draft waits for its answer. */
  if (kms_attempt_is_over (attempt)
      && g_error_matches (error, KMS_ERROR, KMS_ERROR_REQUEST_IN_FLIGHT))
    {
      g_ptr_array_remove (self->attempts, attempt);
      self->again = TRUE;
    }
  if (self->again)
    {
      self->again = FALSE;
      check (self);
    }
  else
    plan_check (self);
  tell (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * kms_pending_issue_async:
 * @request: what to issue, copied
 * @draft_id: the draft it is made from, which no other request on its way is
 * @callback: called when it is known, or not known, what came of it
 * @user_data: for @callback
 *
 * Issues. It goes on when nobody waits for it any more, and its outcome is in the list.
 */
void
kms_pending_issue_async (KmsPending *self,
                         const KmsRequest *request,
                         const char *draft_id,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  KmsAttempt *attempt;

  g_return_if_fail (KMS_IS_PENDING (self));
  g_return_if_fail (draft_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  attempt = g_new0 (KmsAttempt, 1);
  attempt->draft_id = g_strdup (draft_id);
  attempt->request = kms_request_copy (request);
  g_task_set_source_tag (task, kms_pending_issue_async);
  g_task_set_task_data (task, kms_attempt_copy (attempt), (GDestroyNotify) kms_attempt_free);
  put (self, attempt);
  self->n_issuing++;
  stop_timer (self);
  kms_issuer_issue_async (self->issuer, request, draft_id, NULL, on_issued, task);
  tell (self);
}

/**
 * kms_pending_issue_finish:
 * @result: what the callback received
 * @error: as kms_issuer_issue_finish() sets it
 *
 * Returns: whether there is an answer; kms_pending_find_draft() has it
 */
gboolean
kms_pending_issue_finish (KmsPending *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_pending_issue_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KmsPending *self = g_task_get_source_object (task);
  GError *error = NULL;
  guint index = find (self->attempts, g_task_get_task_data (task));

  if (!kms_issuer_mark_seen_finish (KMS_ISSUER (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (index < self->attempts->len)
    g_ptr_array_remove_index (self->attempts, index);
  tell (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * kms_pending_mark_seen_async:
 * @idempotency_key: the key of an attempt
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * To be called when the answer of an attempt was shown: neither it nor its draft is kept any more.
 */
void
kms_pending_mark_seen_async (KmsPending *self,
                             const char *idempotency_key,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (KMS_IS_PENDING (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, kms_pending_mark_seen_async);
  g_task_set_task_data (task, g_strdup (idempotency_key), g_free);
  kms_issuer_mark_seen_async (self->issuer, idempotency_key, NULL, on_seen, task);
}

/**
 * kms_pending_mark_seen_finish:
 * @result: what the callback received
 * @error: KMS_ERROR_STORE_*
 *
 * Returns: whether it is done
 */
gboolean
kms_pending_mark_seen_finish (KmsPending *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_pending_mark_seen_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kms_pending_dismiss:
 * @attempt: an attempt of the list that is over
 *
 * To be called when it was told why.
 */
void
kms_pending_dismiss (KmsPending *self, const KmsAttempt *attempt)
{
  g_return_if_fail (KMS_IS_PENDING (self));

  if (g_ptr_array_remove (self->attempts, (gpointer) attempt))
    tell (self);
}
