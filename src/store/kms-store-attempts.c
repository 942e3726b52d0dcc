/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Attempts: which issuance was made under which Idempotency-Key, and for which request. Their time is
 * that of the issuance, and their order too. */

#include "store/kms-store-attempts.h"

#include "store/kms-store-session.h"

/**
 * kms_store_find_attempt:
 * @session: the transaction
 * @dealer: whose attempt
 * @key: its Idempotency-Key
 * @issue: (out): the number of the issuance that was made; 0 when there is none
 * @digest: (out) (transfer full) (nullable): the digest of the request that was carried out
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_attempt (KmsStoreSession *session,
                        const char *dealer,
                        const char *key,
                        gint64 *issue,
                        char **digest,
                        GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  *issue = 0;
  *digest = NULL;
  statement = kms_database_prepare (session->database,
                                    "SELECT issue, digest FROM attempt"
                                    " WHERE dealer = :dealer AND key = :key",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":key", key);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    {
      *issue = kms_statement_get_int (statement, 0);
      *digest = g_strdup (kms_statement_get_text (statement, 1));
    }
  return TRUE;
}

/**
 * kms_store_add_attempt:
 * @session: a transaction that writes
 * @dealer: whose attempt
 * @key: its Idempotency-Key, new for this dealer
 * @digest: of the request: 64 hexadecimal digits in lower case
 * @issue: the issuance that was made
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_attempt (KmsStoreSession *session,
                       const char *dealer,
                       const char *key,
                       const char *digest,
                       gint64 issue,
                       GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "INSERT INTO attempt (issue, dealer, key, digest)"
                                    " VALUES (:issue, :dealer, :key, :digest)",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":issue", issue);
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":key", key);
  kms_statement_bind_text (statement, ":digest", digest);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_drop_attempts:
 * @session: a transaction that writes
 * @before: a time in microseconds UTC
 * @error: return location for a #GError
 *
 * Deletes the few oldest attempts, as far as they are older than @before. Called with each new one, it
 * keeps up without ever taking long.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_drop_attempts (KmsStoreSession *session, gint64 before, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (
      session->database,
      "DELETE FROM attempt WHERE issue IN ("
      "  SELECT issue.id"
      "  FROM (SELECT attempt.issue AS oldest FROM attempt ORDER BY attempt.issue LIMIT 4)"
      "  JOIN issue ON issue.id = oldest"
      "  WHERE issue.issued_at < :before)",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":before", before);
  return kms_statement_run (statement, error);
}
