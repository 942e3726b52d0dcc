/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was issued to whom, and the audit. History belongs to a dealer and remembers site and mails as
 * they were; the audit belongs to the operator and holds no personal data. */

#include "store/kms-store-history.h"

#include "store/kms-store-session.h"

/* One row a key: the dealer's latest entry of it, as long as the key is still bound to the device of
 * that entry; @condition chooses the entries. */
#define FIND(condition)                                                                         \
  "WITH latest AS ("                                                                            \
  "  SELECT issue_key.activation_key AS activation_key, max(issue.id) AS issue"                 \
  "  FROM issue JOIN issue_key ON issue_key.issue = issue.id"                                   \
  "  WHERE issue.dealer = :dealer AND " condition                                               \
  "  GROUP BY issue_key.activation_key, issue.category, issue.device_id)"                       \
  " SELECT binding.issued_at, issue_key.event, part.category, binding.device_id,"               \
  "        issue.line_1, issue.line_2, binding.activation_key, part.part_number, part.purpose," \
  "        binding.registration_key"                                                            \
  " FROM latest"                                                                                \
  " JOIN issue ON issue.id = latest.issue"                                                      \
  " JOIN issue_key ON issue_key.issue = issue.id"                                               \
  "   AND issue_key.activation_key = latest.activation_key"                                     \
  " JOIN binding ON binding.activation_key = latest.activation_key"                             \
  "   AND binding.device_id = issue.device_id"                                                  \
  " JOIN part ON part.id = binding.part"                                                        \
  " ORDER BY binding.issued_at DESC, issue.id DESC, issue_key.position"

static gboolean
add_issue_key (KmsStoreSession *session,
               gint64 issue,
               guint position,
               const KmsIssuedKey *key,
               GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "INSERT INTO issue_key (issue, position, activation_key, event)"
                                    " VALUES (:issue, :position, :activation_key, :event)",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":issue", issue);
  kms_statement_bind_int (statement, ":position", position);
  kms_statement_bind_text (statement, ":activation_key", key->activation_key);
  kms_statement_bind_text (statement, ":event", key->reissued ? "reissued" : "issued");
  return kms_statement_run (statement, error);
}

/**
 * kms_store_add_issue:
 * @session: a transaction that writes
 * @dealer: who issued
 * @issuance: what was issued
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_issue (KmsStoreSession *session,
                     const char *dealer,
                     const KmsIssuance *issuance,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  const char *first = issuance->mailed_to[0];
  const char *second = first == NULL ? NULL : issuance->mailed_to[1];
  gint64 issue;
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
  issue = kms_statement_get_int (statement, 0);
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      if (!add_issue_key (session, issue, i + 1, g_ptr_array_index (issuance->keys, i), error))
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
  key->reissued = g_str_equal (kms_statement_get_text (statement, 1), "reissued");
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

/**
 * kms_store_find_by_device:
 * @session: the transaction
 * @dealer: whose issues
 * @category: the category of the device
 * @device_id: the device, canonical
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsIssuedKey): the keys, newest first, maybe none; or %NULL
 *   with @error set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_store_find_by_device (KmsStoreSession *session,
                          const char *dealer,
                          KmsCategory category,
                          const char *device_id,
                          GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement =
      kms_database_prepare (session->database,
                            FIND ("issue.category = :category AND issue.device_id = :device_id"),
                            error);
  if (statement == NULL)
    return NULL;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":category", kms_category_to_string (category));
  kms_statement_bind_text (statement, ":device_id", device_id);
  return read_issued_keys (statement, error);
}

/**
 * kms_store_find_by_key:
 * @session: the transaction
 * @dealer: whose issues
 * @activation_key: the activation key, canonical
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsIssuedKey): the key, or nothing; or %NULL with @error
 *   set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_store_find_by_key (KmsStoreSession *session,
                       const char *dealer,
                       const char *activation_key,
                       GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    FIND ("issue_key.activation_key = :activation_key"), error);
  if (statement == NULL)
    return NULL;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":activation_key", activation_key);
  return read_issued_keys (statement, error);
}
