/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox: mails that wait, are being sent, were sent or were given up. A mail is taken for a
 * limited time, so that a crash gives it back; who took it names it by the end of that time, so that
 * nobody answers for a mail that was given to another, sent again or deleted meanwhile. */

#include "store/kms-store-outbox.h"

#include "store/kms-store-session.h"

#define COLUMNS                                                                              \
  "mail.id, mail.kind, mail.issue, mail.address, mail.language, mail.subject, mail.content," \
  " mail.state, mail.attempts, mail.queued_at, mail.due_at, mail.expires_at, mail.sent_at,"  \
  " mail.failure, mail.account"

/* The mail that is due longest, of those to somebody (0) or to everybody (1). */
#define FIRST_DUE(bulk, condition)                                \
  "SELECT * FROM (SELECT id, due_at FROM mail WHERE bulk = " bulk \
  " AND due_at IS NOT NULL " condition " ORDER BY due_at, id LIMIT 1)"

static const char *const kinds[KMS_N_MAIL_KINDS] = {
  [KMS_MAIL_REGISTRATION_CODE] = "registration-code",
  [KMS_MAIL_REGISTRATION_COMPLETE] = "registration-complete",
  [KMS_MAIL_KEYS_ISSUED] = "keys-issued",
  [KMS_MAIL_PASSWORD_CODE] = "password-code",
  [KMS_MAIL_ADDRESS_CODE] = "address-code",
  [KMS_MAIL_CREDENTIALS_CHANGED] = "credentials-changed",
  [KMS_MAIL_MAINTENANCE] = "maintenance",
  [KMS_MAIL_NEWS] = "news",
};

static const char *const states[] = {
  [KMS_MAIL_QUEUED] = "queued",
  [KMS_MAIL_SENDING] = "sending",
  [KMS_MAIL_SENT] = "sent",
  [KMS_MAIL_FAILED] = "failed",
};

/**
 * kms_stored_mail_free:
 * @mail: (transfer full) (nullable): a mail
 */
void
kms_stored_mail_free (KmsStoredMail *mail)
{
  if (mail == NULL)
    return;

  g_free (mail->account);
  g_free (mail->to);
  g_free (mail->language);
  g_free (mail->subject);
  g_free (mail->values);
  g_free (mail->failure);
  g_free (mail);
}

/**
 * kms_mail_kind_to_string:
 * @kind: what a mail is about
 *
 * Returns: (transfer none): its stable name in kebab case, which the templates bear too
 */
const char *
kms_mail_kind_to_string (KmsMailKind kind)
{
  return kinds[kind];
}

/**
 * kms_mail_state_to_string:
 * @state: what became of a mail
 *
 * Returns: (transfer none): its name, as the contract has it
 */
const char *
kms_mail_state_to_string (KmsMailState state)
{
  return states[state];
}

static void
bind_optional (KmsStatement *statement, const char *name, gint64 value)
{
  if (value != 0)
    kms_statement_bind_int (statement, name, value);
}

/**
 * kms_store_add_mail:
 * @session: a transaction that writes
 * @mail: the mail; it is due at once
 * @error: return location for a #GError
 *
 * Puts a mail into the outbox. It is sent after the commit, or not at all when there is none.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_mail (KmsStoreSession *session, const KmsNewMail *mail, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (
      session->database,
      "INSERT INTO mail (kind, account, issue, address, language, subject, content, state,"
      " attempts, queued_at, due_at, expires_at)"
      " VALUES (:kind, :account, :issue, :address, :language, :subject, :content, 'queued',"
      " 0, :queued_at, :queued_at, :expires_at)",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":kind", kinds[mail->kind]);
  kms_statement_bind_text (statement, ":account", mail->account);
  bind_optional (statement, ":issue", mail->issue);
  kms_statement_bind_text (statement, ":address", mail->to);
  kms_statement_bind_text (statement, ":language", mail->language);
  kms_statement_bind_text (statement, ":subject", mail->subject);
  kms_statement_bind_text (statement, ":content", mail->values);
  kms_statement_bind_int (statement, ":queued_at", mail->queued_at);
  bind_optional (statement, ":expires_at", mail->expires_at);
  session->mail = TRUE;
  return kms_statement_run (statement, error);
}

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *index, GError **error)
{
  for (guint i = 0; i < n_names; i++)
    {
      if (g_str_equal (names[i], name))
        {
          *index = i;
          return TRUE;
        }
    }
  g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "unknown kind or state of a mail");
  return FALSE;
}

/* A row of COLUMNS. */
static KmsStoredMail *
read_mail (KmsStatement *statement, GError **error)
{
  g_autoptr (KmsStoredMail) mail = g_new0 (KmsStoredMail, 1);
  guint kind;
  guint state;

  if (!find_name (kinds, G_N_ELEMENTS (kinds), kms_statement_get_text (statement, 1), &kind, error)
      || !find_name (states, G_N_ELEMENTS (states), kms_statement_get_text (statement, 7), &state,
                     error))
    return NULL;
  mail->id = kms_statement_get_int (statement, 0);
  mail->kind = kind;
  mail->issue = kms_statement_get_int (statement, 2);
  mail->to = g_strdup (kms_statement_get_text (statement, 3));
  mail->language = g_strdup (kms_statement_get_text (statement, 4));
  mail->subject = g_strdup (kms_statement_get_text (statement, 5));
  mail->values = g_strdup (kms_statement_get_text (statement, 6));
  mail->state = state;
  mail->attempts = (guint) kms_statement_get_int (statement, 8);
  mail->queued_at = kms_statement_get_int (statement, 9);
  mail->due_at = kms_statement_get_int (statement, 10);
  mail->expires_at = kms_statement_get_int (statement, 11);
  mail->sent_at = kms_statement_get_int (statement, 12);
  mail->failure = g_strdup (kms_statement_get_text (statement, 13));
  mail->account = g_strdup (kms_statement_get_text (statement, 14));
  return g_steal_pointer (&mail);
}

static GPtrArray *
read_mails (KmsStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) mails =
      g_ptr_array_new_with_free_func ((GDestroyNotify) kms_stored_mail_free);
  gboolean row;

  while (TRUE)
    {
      KmsStoredMail *mail;

      if (!kms_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&mails);
      mail = read_mail (statement, error);
      if (mail == NULL)
        return NULL;
      g_ptr_array_add (mails, mail);
    }
}

/* Gives up what has expired, whoever may be sending it. */
static gboolean
expire_mails (KmsStoreSession *session, gint64 now, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement =
      kms_database_prepare (session->database,
                            "UPDATE mail SET state = 'failed', due_at = NULL, content = NULL,"
                            " failure = 'The code expired before the mail could be sent.'"
                            " WHERE bulk = 0 AND due_at <= :now AND expires_at <= :now",
                            error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":now", now);
  return kms_statement_run (statement, error);
}

static gboolean
get_next_due (KmsStoreSession *session, gint64 *next_due, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (
      session->database,
      "SELECT min (due_at) FROM (" FIRST_DUE ("0", "") " UNION ALL " FIRST_DUE ("1", "") ")",
      error);
  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return FALSE;
  *next_due = kms_statement_get_int (statement, 0);
  return TRUE;
}

/**
 * kms_store_take_mail:
 * @session: a transaction that writes
 * @now: the time, microseconds UTC
 * @lease: until when the mail is the taker's; later than @now
 * @mail: (out) (transfer full) (nullable): the mail that is due longest, those to everybody behind the
 *   others, now being sent, its attempts one more; %NULL when none is due
 * @next_due: (out): when the next of all mails is due, 0 when none waits
 * @error: return location for a #GError
 *
 * Takes a mail to send, and gives up those that have expired. One whose taker has not answered by the
 * end of the lease is due again.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_take_mail (KmsStoreSession *session,
                     gint64 now,
                     gint64 lease,
                     KmsStoredMail **mail,
                     gint64 *next_due,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autoptr (KmsStoredMail) taken = NULL;
  gboolean row;

  if (!expire_mails (session, now, error))
    return FALSE;
  statement = kms_database_prepare (
      session->database,
      "UPDATE mail SET state = 'sending', attempts = attempts + 1,"
      " due_at = min (:lease, coalesce (expires_at, :lease))"
      " WHERE id = coalesce ((SELECT id FROM (" FIRST_DUE (
          "0", "AND due_at <= :now") ")),"
                                     " (SELECT id FROM (" FIRST_DUE (
                                         "1", "AND due_at <= :now") ")))"
                                                                    " RETURNING " COLUMNS,
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":now", now);
  kms_statement_bind_int (statement, ":lease", lease);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    {
      taken = read_mail (statement, error);
      /* The row is there before the statement is done. */
      if (taken == NULL || !kms_statement_step (statement, &row, error))
        return FALSE;
    }
  if (!get_next_due (session, next_due, error))
    return FALSE;
  *mail = g_steal_pointer (&taken);
  return TRUE;
}

static void
bind_taken (KmsStatement *statement, const KmsStoredMail *taken)
{
  kms_statement_bind_int (statement, ":id", taken->id);
  kms_statement_bind_int (statement, ":lease", taken->due_at);
}

/**
 * kms_store_mail_sent:
 * @session: a transaction that writes
 * @taken: from kms_store_take_mail()
 * @at: when the mail server took it
 * @error: return location for a #GError
 *
 * Notes that a mail was sent. A mail that is not the taker's any more is left alone.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_mail_sent (KmsStoreSession *session,
                     const KmsStoredMail *taken,
                     gint64 at,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (
      session->database,
      "UPDATE mail SET state = 'sent', due_at = NULL, sent_at = :at, failure = NULL,"
      " content = CASE WHEN expires_at IS NULL THEN content END"
      " WHERE id = :id AND state = 'sending' AND due_at = :lease",
      error);
  if (statement == NULL)
    return FALSE;
  bind_taken (statement, taken);
  kms_statement_bind_int (statement, ":at", at);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_mail_not_sent:
 * @session: a transaction that writes
 * @taken: from kms_store_take_mail()
 * @next_attempt: when to try again; 0 when it is given up
 * @failure: (nullable): why, in English, at most 200 characters; %NULL keeps what is there
 * @error: return location for a #GError
 *
 * Notes that an attempt failed. A mail that is not the taker's any more is left alone.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_mail_not_sent (KmsStoreSession *session,
                         const KmsStoredMail *taken,
                         gint64 next_attempt,
                         const char *failure,
                         GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  /* The smaller of a time and NULL is NULL. */
  statement = kms_database_prepare (
      session->database,
      "UPDATE mail SET failure = coalesce (:failure, failure),"
      " state = CASE WHEN :next_attempt IS NULL THEN 'failed' ELSE 'queued' END,"
      " due_at = min (:next_attempt, coalesce (expires_at, :next_attempt)),"
      " content = CASE WHEN :next_attempt IS NOT NULL OR expires_at IS NULL THEN content END"
      " WHERE id = :id AND state = 'sending' AND due_at = :lease",
      error);
  if (statement == NULL)
    return FALSE;
  bind_taken (statement, taken);
  bind_optional (statement, ":next_attempt", next_attempt);
  kms_statement_bind_text (statement, ":failure", failure);
  return kms_statement_run (statement, error);
}

static gboolean
check_issue (KmsStoreSession *session, const char *dealer, gint64 issue, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (
      session->database, "SELECT 1 FROM issue WHERE id = :issue AND dealer = :dealer", error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":issue", issue);
  kms_statement_bind_text (statement, ":dealer", dealer);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "the dealer has no such issuance");
  return row;
}

/**
 * kms_store_find_mails:
 * @session: the transaction
 * @dealer: whose issuance
 * @issue: the issuance
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsStoredMail): its mails in the order of the request, maybe
 *   none; or %NULL with @error set: %KMS_ERROR_NOT_FOUND when the dealer has no such issuance, or one
 *   of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_store_find_mails (KmsStoreSession *session, const char *dealer, gint64 issue, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  if (!check_issue (session, dealer, issue, error))
    return NULL;
  statement = kms_database_prepare (
      session->database, "SELECT " COLUMNS " FROM mail WHERE issue = :issue ORDER BY id", error);
  if (statement == NULL)
    return NULL;
  kms_statement_bind_int (statement, ":issue", issue);
  return read_mails (statement, error);
}

/**
 * kms_store_list_mails:
 * @session: the transaction
 * @sent: %TRUE for those that were sent as well
 * @limit: at most so many
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsStoredMail): the mails, newest first; or %NULL with @error
 *   set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_store_list_mails (KmsStoreSession *session, gboolean sent, guint limit, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement =
      kms_database_prepare (session->database,
                            sent ? "SELECT " COLUMNS " FROM mail ORDER BY id DESC LIMIT :limit"
                                 : "SELECT " COLUMNS
                                   " FROM mail WHERE state <> 'sent' ORDER BY id DESC LIMIT :limit",
                            error);
  if (statement == NULL)
    return NULL;
  kms_statement_bind_int (statement, ":limit", limit);
  return read_mails (statement, error);
}

/**
 * kms_store_get_mail:
 * @session: the transaction
 * @id: a mail
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the mail, or %NULL with @error set: %KMS_ERROR_NOT_FOUND, or one of
 *   KMS_ERROR_STORE_*
 */
KmsStoredMail *
kms_store_get_mail (KmsStoreSession *session, gint64 id, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (session->database,
                                    "SELECT " COLUMNS " FROM mail WHERE id = :id", error);
  if (statement == NULL)
    return NULL;
  kms_statement_bind_int (statement, ":id", id);
  if (!kms_statement_step (statement, &row, error))
    return NULL;
  if (row)
    return read_mail (statement, error);
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "there is no mail %" G_GINT64_FORMAT, id);
  return NULL;
}

/**
 * kms_store_resend_mail:
 * @session: a transaction that writes
 * @id: a mail
 * @now: the time, microseconds UTC
 * @error: return location for a #GError
 *
 * Queues a mail anew with its attempts at 0, whatever its state; it counts as another mail from here
 * on. The code of a mail is not kept, so such a mail cannot be sent again.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_NOT_FOUND, %KMS_ERROR_CODE_EXPIRED, or one of
 *   KMS_ERROR_STORE_*
 */
gboolean
kms_store_resend_mail (KmsStoreSession *session, gint64 id, gint64 now, GError **error)
{
  g_autoptr (KmsStoredMail) mail = kms_store_get_mail (session, id, error);
  g_autoptr (KmsStatement) statement = NULL;

  if (mail == NULL)
    return FALSE;
  if (mail->expires_at != 0 && (mail->values == NULL || mail->expires_at <= now))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_CODE_EXPIRED,
                   "the code of mail %" G_GINT64_FORMAT " is gone", id);
      return FALSE;
    }
  statement = kms_database_prepare (session->database,
                                    "UPDATE mail SET state = 'queued', attempts = 0,"
                                    " queued_at = :now, due_at = :now, sent_at = NULL,"
                                    " failure = NULL WHERE id = :id",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":id", id);
  kms_statement_bind_int (statement, ":now", now);
  session->mail = TRUE;
  return kms_statement_run (statement, error);
}

/**
 * kms_store_delete_mails:
 * @session: a transaction that writes
 * @account: an account that is deleted
 * @error: return location for a #GError
 *
 * Deletes the mails of an account: the unsent ones, so that they are not sent any more, and the others
 * for the addresses in them.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_delete_mails (KmsStoreSession *session, const char *account, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement =
      kms_database_prepare (session->database, "DELETE FROM mail WHERE account = :account", error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":account", account);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_forget_mails:
 * @session: a transaction that writes
 * @queued_before: a time, microseconds UTC
 * @error: return location for a #GError
 *
 * Deletes the mails of no issuance that were sent or given up and are older than that: nobody asks for
 * them any more, and they hold addresses.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_forget_mails (KmsStoreSession *session, gint64 queued_before, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "DELETE FROM mail WHERE issue IS NULL"
                                    " AND queued_at < :queued_before AND due_at IS NULL",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":queued_before", queued_before);
  return kms_statement_run (statement, error);
}
