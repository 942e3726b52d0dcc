/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of requests to issue. A row without an answer is one that may have been carried out; it is
 * taken up again, and never written a second time. All of it runs on the thread of the journal. */

#include "client/kms-journal-issuances.h"

#include "client/kms-journal-private.h"
#include "common/kms-error.h"

typedef struct
{
  char *account;       /* owned */
  KmsAttempt *attempt; /* owned, nullable */
} Data;

static Data *
data_new (const char *account, const KmsAttempt *attempt)
{
  Data *data = g_new0 (Data, 1);

  data->account = g_strdup (account);
  data->attempt = kms_attempt_copy (attempt);
  return data;
}

static void
data_free (gpointer pointer)
{
  Data *data = pointer;

  g_free (data->account);
  kms_attempt_free (data->attempt);
  g_free (data);
}

/* Looks for a request that waits for its answer: the same, or another one of the same draft. */
static gboolean
find_unanswered (KmsDatabase *database, Data *data, const char *request, GError **error)
{
  KmsAttempt *attempt = data->attempt;
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      database,
      "SELECT idempotency_key, begun_at, request = :request AS same FROM issuance"
      " WHERE account = :account AND answer IS NULL AND (request = :request"
      " OR draft_id = :draft_id) ORDER BY same DESC, begun_at LIMIT 1",
      error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;

  kms_statement_bind_text (statement, ":account", data->account);
  kms_statement_bind_text (statement, ":request", request);
  kms_statement_bind_text (statement, ":draft_id", attempt->draft_id);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (row && kms_statement_get_int (statement, 2) == 0)
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_REQUEST_IN_FLIGHT,
                           "another request of this draft waits for its answer");
      return FALSE;
    }
  if (row)
    {
      attempt->repeated = TRUE;
      g_free (attempt->idempotency_key);
      attempt->idempotency_key = g_strdup (kms_statement_get_text (statement, 0));
      attempt->begun_at = kms_statement_get_int (statement, 1);
    }
  return TRUE;
}

static gboolean
insert (KmsDatabase *database,
        const Data *data,
        const char *request,
        const char *answer,
        GError **error)
{
  const KmsAttempt *attempt = data->attempt;
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      database,
      "INSERT INTO issuance (account, idempotency_key, draft_id, begun_at, request, answer)"
      " VALUES (:account, :key, :draft_id, :begun_at, :request, :answer)"
      " ON CONFLICT (account, idempotency_key) DO UPDATE SET answer = excluded.answer",
      error);

  if (statement == NULL)
    return FALSE;

  kms_statement_bind_text (statement, ":account", data->account);
  kms_statement_bind_text (statement, ":key", attempt->idempotency_key);
  kms_statement_bind_text (statement, ":draft_id", attempt->draft_id);
  kms_statement_bind_int (statement, ":begun_at", attempt->begun_at);
  kms_statement_bind_text (statement, ":request", request);
  kms_statement_bind_text (statement, ":answer", answer);
  return kms_statement_run (statement, error);
}

static gpointer
begin (KmsJournal *journal, KmsDatabase *database, gpointer pointer, GError **error)
{
  Data *data = pointer;
  g_autofree char *request = kms_journal_request_to_text (data->attempt->request);

  if (!kms_database_begin (database, TRUE, error))
    return NULL;
  if (!find_unanswered (database, data, request, error)
      || (!data->attempt->repeated && !insert (database, data, request, NULL, error))
      || !kms_database_commit (database, error))
    {
      kms_database_rollback (database);
      return NULL;
    }
  return g_steal_pointer (&data->attempt);
}

/* Also when the row is gone: another program may have ended it, not knowing of this answer. Its device is
 * one of the last from now on. */
static gpointer
answer (KmsJournal *journal, KmsDatabase *database, gpointer pointer, GError **error)
{
  const Data *data = pointer;
  g_autofree char *request = kms_journal_request_to_text (data->attempt->request);
  g_autofree char *text = kms_journal_answer_to_text (data->attempt->answer);

  if (!kms_database_begin (database, TRUE, error))
    return NULL;
  if (!insert (database, data, request, text, error)
      || !kms_journal_add_device (database, data->account, data->attempt->answer, error)
      || !kms_database_commit (database, error))
    {
      kms_database_rollback (database);
      return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

static gboolean delete (KmsDatabase *database, const Data *data, const char *sql, GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  kms_statement_bind_text (statement, ":account", data->account);
  kms_statement_bind_text (statement, ":key", data->attempt->idempotency_key);
  return kms_statement_run (statement, error);
}

#define DELETE_ISSUANCE "DELETE FROM issuance WHERE account = :account AND idempotency_key = :key"

#define DELETE_ITS_DRAFT                       \
  "DELETE FROM draft WHERE account = :account" \
  " AND id = (SELECT draft_id FROM issuance"   \
  " WHERE account = :account AND idempotency_key = :key)"

static gpointer
end (KmsJournal *journal, KmsDatabase *database, gpointer pointer, GError **error)
{
  return GINT_TO_POINTER (delete (database, pointer, DELETE_ISSUANCE, error));
}

/* Both or none: a draft that stayed alone would look as if nothing had been issued. */
static gpointer
close_all (KmsJournal *journal, KmsDatabase *database, gpointer pointer, GError **error)
{
  if (!kms_database_begin (database, TRUE, error))
    return NULL;
  if (!delete (database, pointer, DELETE_ITS_DRAFT, error)
      || !delete (database, pointer, DELETE_ISSUANCE, error)
      || !kms_database_commit (database, error))
    {
      kms_database_rollback (database);
      return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

/* NULL for one of another version, which stays in the file. */
static KmsAttempt *
read_row (KmsJournal *journal, KmsStatement *statement)
{
  g_autoptr (KmsAttempt) attempt = g_new0 (KmsAttempt, 1);
  g_autoptr (GError) error = NULL;

  attempt->idempotency_key = g_strdup (kms_statement_get_text (statement, 0));
  attempt->draft_id = g_strdup (kms_statement_get_text (statement, 1));
  attempt->begun_at = kms_statement_get_int (statement, 2);
  attempt->repeated = TRUE;
  attempt->request = kms_journal_request_from_text (kms_statement_get_text (statement, 3), &error);
  if (error == NULL && !kms_statement_is_null (statement, 4))
    attempt->answer = kms_journal_answer_from_text (kms_statement_get_text (statement, 4), &error);
  if (error == NULL)
    return g_steal_pointer (&attempt);

  if (kms_journal_is_first_report (journal, attempt->idempotency_key))
    g_message ("Request %s is skipped: %s", attempt->idempotency_key, error->message);
  return NULL;
}

static gpointer
list (KmsJournal *journal, KmsDatabase *database, gpointer pointer, GError **error)
{
  const Data *data = pointer;
  g_autoptr (GPtrArray) attempts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) kms_attempt_free);
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      database,
      "SELECT idempotency_key, draft_id, begun_at, request, answer FROM issuance"
      " WHERE account = :account ORDER BY begun_at, idempotency_key",
      error);
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;

  kms_statement_bind_text (statement, ":account", data->account);
  while (kms_statement_step (statement, &row, error))
    {
      KmsAttempt *attempt = NULL;

      if (!row)
        return g_steal_pointer (&attempts);
      attempt = read_row (journal, statement);
      if (attempt != NULL)
        g_ptr_array_add (attempts, attempt);
    }

  return NULL;
}

/**
 * kms_journal_begin_issuance_async:
 * @journal: a journal
 * @account: whose request it is, as kms_backend_get_account() has it
 * @request: what is to be issued, copied
 * @draft_id: (nullable): the draft it was made from
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when the request is on disk, or could not be written
 * @user_data: for @callback
 *
 * Writes a request down before it is sent. One that waits for its answer already is taken up again
 * instead, with its key.
 */
void
kms_journal_begin_issuance_async (KmsJournal *journal,
                                  const char *account,
                                  const KmsRequest *request,
                                  const char *draft_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Data *data = NULL;

  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL && request != NULL);

  data = data_new (account, NULL);
  data->attempt = g_new0 (KmsAttempt, 1);
  data->attempt->idempotency_key = g_uuid_string_random ();
  data->attempt->draft_id = g_strdup (draft_id);
  data->attempt->begun_at = kms_journal_now (journal);
  data->attempt->request = kms_request_copy (request);
  kms_journal_run_async (journal, begin, data, data_free, (GDestroyNotify) kms_attempt_free,
                         kms_journal_begin_issuance_async, cancellable, callback, user_data);
}

/**
 * kms_journal_begin_issuance_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full): the attempt, whose key it must be sent with; or %NULL with @error set to
 *   %KMS_ERROR_REQUEST_IN_FLIGHT when another request of the same draft waits for its answer, to a
 *   KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
KmsAttempt *
kms_journal_begin_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_begin_issuance_async, result, error);
}

/**
 * kms_journal_answer_issuance_async:
 * @journal: a journal
 * @account: whose request it is
 * @attempt: the attempt with its answer, copied
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when the answer is on disk, or could not be written
 * @user_data: for @callback
 */
void
kms_journal_answer_issuance_async (KmsJournal *journal,
                                   const char *account,
                                   const KmsAttempt *attempt,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL && attempt != NULL && attempt->answer != NULL);

  kms_journal_run_async (journal, answer, data_new (account, attempt), data_free, NULL,
                         kms_journal_answer_issuance_async, cancellable, callback, user_data);
}

/**
 * kms_journal_answer_issuance_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_journal_answer_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_answer_issuance_async, result, error) != NULL;
}

static void
start_on_key (KmsJournal *journal,
              KmsJournalWork work,
              const char *account,
              const char *idempotency_key,
              gpointer source_tag,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  Data *data = data_new (account, NULL);

  data->attempt = g_new0 (KmsAttempt, 1);
  data->attempt->idempotency_key = g_strdup (idempotency_key);
  kms_journal_run_async (journal, work, data, data_free, NULL, source_tag, cancellable, callback,
                         user_data);
}

/**
 * kms_journal_end_issuance_async:
 * @journal: a journal
 * @account: whose request it is
 * @idempotency_key: the key of the attempt; that it is not there is no failure
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when it is gone, or could not be deleted
 * @user_data: for @callback
 *
 * Deletes a request that was not carried out.
 */
void
kms_journal_end_issuance_async (KmsJournal *journal,
                                const char *account,
                                const char *idempotency_key,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL && idempotency_key != NULL);

  start_on_key (journal, end, account, idempotency_key, kms_journal_end_issuance_async, cancellable,
                callback, user_data);
}

/**
 * kms_journal_end_issuance_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_journal_end_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_end_issuance_async, result, error) != NULL;
}

/**
 * kms_journal_close_issuance_async:
 * @journal: a journal
 * @account: whose request it is
 * @idempotency_key: the key of the attempt; that it is not there is no failure
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when all is gone, or could not be deleted
 * @user_data: for @callback
 *
 * Deletes a request whose answer was seen, together with the draft that it was made from.
 */
void
kms_journal_close_issuance_async (KmsJournal *journal,
                                  const char *account,
                                  const char *idempotency_key,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL && idempotency_key != NULL);

  start_on_key (journal, close_all, account, idempotency_key, kms_journal_close_issuance_async,
                cancellable, callback, user_data);
}

/**
 * kms_journal_close_issuance_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_journal_close_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_close_issuance_async, result, error) != NULL;
}

/**
 * kms_journal_list_issuances_async:
 * @journal: a journal
 * @account: whose requests
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called with the requests, or when they could not be read
 * @user_data: for @callback
 *
 * Reads all requests of an account that have no answer, or one that nobody has seen. One that cannot
 * be understood is left out and kept in the file.
 */
void
kms_journal_list_issuances_async (KmsJournal *journal,
                                  const char *account,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL);

  kms_journal_run_async (journal, list, data_new (account, NULL), data_free,
                         (GDestroyNotify) g_ptr_array_unref, kms_journal_list_issuances_async,
                         cancellable, callback, user_data);
}

/**
 * kms_journal_list_issuances_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full) (element-type KmsAttempt): the requests, the first one first; or %NULL with
 *   @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
kms_journal_list_issuances_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_list_issuances_async, result, error);
}
