/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was issued to whom, and the audit. History belongs to a dealer and remembers site and mails as
 * they were; the audit belongs to the operator and holds no personal data. */

#include "store/kms-store-history.h"

#include "store/kms-store-session.h"
#include "store/kms-store-sites.h"

/* The keys of one issuance, in its order. */
static const char keys_of_issue[] =
    "SELECT binding.issued_at, issue_key.reissued, part.category, binding.device_id,"
    "       issue.line_1, issue.line_2, binding.activation_key, part.part_number, part.purpose,"
    "       binding.registration_key"
    " FROM issue"
    " JOIN issue_key ON issue_key.issue = issue.id"
    " JOIN binding ON binding.id = issue_key.binding"
    " JOIN part ON part.id = binding.part"
    " WHERE issue.id = :issue"
    " ORDER BY issue_key.position";

static gboolean
add_issue_key (KmsStoreSession *session,
               gint64 issue,
               guint position,
               const KmsIssuedKey *key,
               GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "INSERT INTO issue_key (issue, position, binding, reissued)"
                                    " VALUES (:issue, :position,"
                                    "         (SELECT id FROM binding"
                                    "          WHERE activation_key = :activation_key"
                                    "            AND released_at IS NULL),"
                                    "         :reissued)",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":issue", issue);
  kms_statement_bind_int (statement, ":position", position);
  kms_statement_bind_text (statement, ":activation_key", key->activation_key);
  kms_statement_bind_int (statement, ":reissued", key->reissued);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_add_issue:
 * @session: a transaction that writes
 * @dealer: who issued
 * @issuance: what was issued; its keys are bound
 * @issue: (out): its number
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_issue (KmsStoreSession *session,
                     const char *dealer,
                     const KmsIssuance *issuance,
                     gint64 *issue,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  const char *first = issuance->mailed_to[0];
  const char *second = first == NULL ? NULL : issuance->mailed_to[1];
  gboolean row;

  statement = kms_database_prepare (
      session->database,
      "INSERT INTO issue (dealer, issued_at, category, device_id, line_1, line_2,"
      "                   mail_to_1, mail_to_2, mail_subject)"
      " VALUES (:dealer, :issued_at, :category, :device_id, :line_1, :line_2,"
      "         :mail_to_1, :mail_to_2, :mail_subject)"
      " RETURNING id",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_int (statement, ":issued_at", issuance->at);
  kms_statement_bind_text (statement, ":category", kms_category_to_string (issuance->category));
  kms_statement_bind_text (statement, ":device_id", issuance->device_id);
  kms_statement_bind_text (statement, ":line_1", issuance->site.line[0]);
  kms_statement_bind_text (statement, ":line_2", issuance->site.line[1]);
  kms_statement_bind_text (statement, ":mail_to_1", first);
  kms_statement_bind_text (statement, ":mail_to_2", second);
  kms_statement_bind_text (statement, ":mail_subject", issuance->mail_subject);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *issue = kms_statement_get_int (statement, 0);
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      if (!add_issue_key (session, *issue, i + 1, g_ptr_array_index (issuance->keys, i), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * kms_store_add_audit:
 * @session: a transaction that writes
 * @at: when, in microseconds UTC
 * @actor: who: the stable ID of an account, or a name of the operator's
 * @action: what was done, for instance "issue"
 * @subject: to what, for instance a device
 * @details: JSON; no personal data, so that it may outlive an account
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_audit (KmsStoreSession *session,
                     gint64 at,
                     const char *actor,
                     const char *action,
                     const char *subject,
                     const char *details,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "INSERT INTO audit (at, actor, action, subject, details)"
                                    " VALUES (:at, :actor, :action, :subject, :details)",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":at", at);
  kms_statement_bind_text (statement, ":actor", actor);
  kms_statement_bind_text (statement, ":action", action);
  kms_statement_bind_text (statement, ":subject", subject);
  kms_statement_bind_text (statement, ":details", details);
  return kms_statement_run (statement, error);
}

static KmsIssuedKey *
read_issued_key (KmsStatement *statement, GError **error)
{
  g_autoptr (KmsIssuedKey) key = g_new0 (KmsIssuedKey, 1);

  key->issued_at = kms_statement_get_int (statement, 0);
  key->reissued = kms_statement_get_int (statement, 1) != 0;
  if (!kms_category_from_string (kms_statement_get_text (statement, 2), &key->category))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "unknown category");
      return NULL;
    }
  g_strlcpy (key->device_id, kms_statement_get_text (statement, 3), KMS_IDENTIFIER_SIZE);
  if (!kms_store_read_site (statement, 4, &key->site, error))
    return NULL;
  g_strlcpy (key->activation_key, kms_statement_get_text (statement, 6), KMS_IDENTIFIER_SIZE);
  key->part_number = g_utf8_make_valid (kms_statement_get_text (statement, 7), -1);
  key->purpose = g_utf8_make_valid (kms_statement_get_text (statement, 8), -1);
  g_strlcpy (key->registration_key, kms_statement_get_text (statement, 9), KMS_IDENTIFIER_SIZE);
  return g_steal_pointer (&key);
}

static GPtrArray *
read_issued_keys (KmsStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) keys =
      g_ptr_array_new_with_free_func ((GDestroyNotify) kms_issued_key_free);
  gboolean row;

  while (TRUE)
    {
      KmsIssuedKey *key;

      if (!kms_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&keys);
      key = read_issued_key (statement, error);
      if (key == NULL)
        return NULL;
      g_ptr_array_add (keys, key);
    }
}

/* The issuance of a row, as yet without its keys. */
static KmsIssuance *
read_issue (KmsStatement *statement, gint64 issue, GError **error)
{
  g_autoptr (KmsIssuance) issuance = kms_issuance_new ();
  g_autoptr (GStrvBuilder) mailed_to = g_strv_builder_new ();

  issuance->id = g_strdup_printf ("%" G_GINT64_FORMAT, issue);
  issuance->at = kms_statement_get_int (statement, 0);
  if (!kms_category_from_string (kms_statement_get_text (statement, 1), &issuance->category))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "unknown category");
      return NULL;
    }
  g_strlcpy (issuance->device_id, kms_statement_get_text (statement, 2), KMS_IDENTIFIER_SIZE);
  if (!kms_store_read_site (statement, 3, &issuance->site, error))
    return NULL;
  for (int column = 5; column <= 6 && !kms_statement_is_null (statement, column); column++)
    g_strv_builder_add (mailed_to, kms_statement_get_text (statement, column));
  g_strfreev (issuance->mailed_to);
  issuance->mailed_to = g_strv_builder_end (mailed_to);
  issuance->mail_subject = g_strdup (kms_statement_get_text (statement, 7));
  return g_steal_pointer (&issuance);
}

/**
 * kms_store_load_issue:
 * @session: the transaction
 * @dealer: who issued
 * @issue: its number
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the issuance as it was when it was made, also when its keys were released
 *   since; or %NULL with @error set: %KMS_ERROR_NOT_FOUND when this dealer has none with that number,
 *   or one of KMS_ERROR_STORE_*
 */
KmsIssuance *
kms_store_load_issue (KmsStoreSession *session, const char *dealer, gint64 issue, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autoptr (KmsStatement) of_keys = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  gboolean row;

  statement = kms_database_prepare (session->database,
                                    "SELECT issued_at, category, device_id, line_1, line_2,"
                                    "       mail_to_1, mail_to_2, mail_subject"
                                    " FROM issue WHERE id = :issue AND dealer = :dealer",
                                    error);
  if (statement == NULL)
    return NULL;
  kms_statement_bind_int (statement, ":issue", issue);
  kms_statement_bind_text (statement, ":dealer", dealer);
  if (!kms_statement_step (statement, &row, error))
    return NULL;
  if (!row)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "no such issuance");
      return NULL;
    }
  issuance = read_issue (statement, issue, error);
  of_keys = kms_database_prepare (session->database, keys_of_issue, error);
  if (issuance == NULL || of_keys == NULL)
    return NULL;
  kms_statement_bind_int (of_keys, ":issue", issue);
  keys = read_issued_keys (of_keys, error);
  if (keys == NULL)
    return NULL;
  g_ptr_array_unref (issuance->keys);
  issuance->keys = g_steal_pointer (&keys);
  return g_steal_pointer (&issuance);
}

/* Runs a statement about one dealer. */
static gboolean
run_for_dealer (KmsStoreSession *session, const char *sql, const char *dealer, GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":dealer", dealer);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_forget_dealer:
 * @session: a transaction that writes
 * @dealer: an account that is deleted
 * @error: return location for a #GError
 *
 * Takes site lines, addresses and subjects out of what the dealer issued, and deletes the site lines
 * and attempts it kept. What was issued, and to which devices, stays.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_forget_dealer (KmsStoreSession *session, const char *dealer, GError **error)
{
  return run_for_dealer (session,
                         "UPDATE issue SET line_1 = '', line_2 = '',"
                         " mail_to_1 = NULL, mail_to_2 = NULL, mail_subject = NULL"
                         " WHERE dealer = :dealer",
                         dealer, error)
         && kms_store_forget_sites (session, dealer, error)
         && run_for_dealer (session, "DELETE FROM attempt WHERE dealer = :dealer", dealer, error);
}
