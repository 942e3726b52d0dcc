/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the operator tells everybody: notices, maintenance, and mails to all accounts. */

#include "store/kms-store-notices.h"

#include "store/kms-store-session.h"

/**
 * kms_notice_free:
 * @notice: (transfer full) (nullable): a notice
 */
void
kms_notice_free (KmsNotice *notice)
{
  if (notice == NULL)
    return;

  g_free (notice->text_en);
  g_free (notice->text_ja);
  g_free (notice);
}

static void
bind_time (KmsStatement *statement, const char *name, gint64 time)
{
  if (time != 0)
    kms_statement_bind_int (statement, name, time);
}

/* Runs a statement that gives one number, 0 when there is no row. */
static gboolean
run_for_int (KmsStatement *statement, gint64 *value, GError **error)
{
  gboolean row;

  *value = 0;
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *value = kms_statement_get_int (statement, 0);
  return kms_statement_step (statement, &row, error);
}

/**
 * kms_store_add_notice:
 * @session: a transaction that writes
 * @notice: the notice
 * @id: (out): its ID
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_notice (KmsStoreSession *session, const KmsNotice *notice, gint64 *id, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement =
      kms_database_prepare (session->database,
                            "INSERT INTO notice (kind, text_en, text_ja, starts_at, ends_at)"
                            " VALUES (:kind, :text_en, :text_ja, :starts_at, :ends_at)"
                            " RETURNING id",
                            error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":kind", notice->maintenance ? "maintenance" : "information");
  kms_statement_bind_text (statement, ":text_en", notice->text_en);
  kms_statement_bind_text (statement, ":text_ja", notice->text_ja);
  bind_time (statement, ":starts_at", notice->starts_at);
  bind_time (statement, ":ends_at", notice->ends_at);
  return run_for_int (statement, id, error);
}

static KmsNotice *
read_notice (KmsStatement *statement)
{
  KmsNotice *notice = g_new0 (KmsNotice, 1);

  notice->id = kms_statement_get_int (statement, 0);
  notice->maintenance = g_str_equal (kms_statement_get_text (statement, 1), "maintenance");
  notice->text_en = g_strdup (kms_statement_get_text (statement, 2));
  notice->text_ja = g_strdup (kms_statement_get_text (statement, 3));
  notice->starts_at = kms_statement_get_int (statement, 4);
  notice->ends_at = kms_statement_get_int (statement, 5);
  return notice;
}

/**
 * kms_store_list_notices:
 * @session: the transaction
 * @now: the time, microseconds UTC
 * @limit: at most so many
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsNotice): the notices that do not end before @now, newest
 *   first; or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_store_list_notices (KmsStoreSession *session, gint64 now, guint limit, GError **error)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_notice_free);
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (session->database,
                                    "SELECT id, kind, text_en, text_ja, starts_at, ends_at"
                                    " FROM notice WHERE ends_at IS NULL OR ends_at > :now"
                                    " ORDER BY id DESC LIMIT :limit",
                                    error);
  if (statement == NULL)
    return NULL;
  kms_statement_bind_int (statement, ":now", now);
  kms_statement_bind_int (statement, ":limit", limit);
  while (TRUE)
    {
      if (!kms_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&notices);
      g_ptr_array_add (notices, read_notice (statement));
    }
}

/**
 * kms_store_remove_notice:
 * @session: a transaction that writes
 * @id: a notice
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_NOT_FOUND, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_remove_notice (KmsStoreSession *session, gint64 id, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gint64 removed;

  statement = kms_database_prepare (session->database,
                                    "DELETE FROM notice WHERE id = :id RETURNING id", error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":id", id);
  if (!run_for_int (statement, &removed, error))
    return FALSE;
  if (removed == id)
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "there is no notice %" G_GINT64_FORMAT, id);
  return FALSE;
}

/**
 * kms_store_set_maintenance:
 * @session: a transaction that writes
 * @on: whether there is maintenance
 * @ends_at: when it should be over, 0 when nobody knows
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_set_maintenance (KmsStoreSession *session, gboolean on, gint64 ends_at, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement =
      kms_database_prepare (session->database,
                            on ? "INSERT INTO maintenance (id, ends_at) VALUES (1, :ends_at)"
                                 " ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at"
                               : "DELETE FROM maintenance",
                            error);
  if (statement == NULL)
    return FALSE;
  if (on)
    bind_time (statement, ":ends_at", ends_at);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_get_maintenance:
 * @session: the transaction
 * @on: (out): whether there is maintenance
 * @ends_at: (out): when it should be over, 0 when nobody knows or there is none
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_get_maintenance (KmsStoreSession *session, gboolean *on, gint64 *ends_at, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database, "SELECT ends_at FROM maintenance", error);
  if (statement == NULL || !kms_statement_step (statement, on, error))
    return FALSE;
  *ends_at = *on ? kms_statement_get_int (statement, 0) : 0;
  return TRUE;
}

/**
 * kms_store_mail_accounts:
 * @session: a transaction that writes
 * @mail: the mail, without account and address; its language says to which accounts
 * @news_only: %TRUE for those that want news only
 * @n_mails: (inout): how many mails there are is added
 * @error: return location for a #GError
 *
 * Puts a mail to each account that is not disabled into the outbox.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_mail_accounts (KmsStoreSession *session,
                         const KmsNewMail *mail,
                         gboolean news_only,
                         guint *n_mails,
                         GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autoptr (KmsStatement) changes = NULL;
  gint64 n;

  statement = kms_database_prepare (
      session->database,
      "INSERT INTO mail (kind, account, address, language, subject, content, state, attempts,"
      " queued_at, due_at)"
      " SELECT :kind, id, email, language, :subject, :content, 'queued', 0, :at, :at"
      " FROM account WHERE language = :language AND disabled = 0 AND news >= :news",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":kind", kms_mail_kind_to_string (mail->kind));
  kms_statement_bind_text (statement, ":language", mail->language);
  kms_statement_bind_text (statement, ":subject", mail->subject);
  kms_statement_bind_text (statement, ":content", mail->values);
  kms_statement_bind_int (statement, ":at", mail->queued_at);
  kms_statement_bind_int (statement, ":news", news_only ? 1 : 0);
  if (!kms_statement_run (statement, error))
    return FALSE;
  changes = kms_database_prepare (session->database, "SELECT changes ()", error);
  if (changes == NULL || !run_for_int (changes, &n, error))
    return FALSE;
  *n_mails += (guint) n;
  session->mail = TRUE;
  return TRUE;
}
