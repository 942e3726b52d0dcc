/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the operator asks the store. Everything goes by pages, since a running server answers others too:
 * nothing here reads for long in one transaction but the check of one table. */

#include "store/kms-store-sheets.h"

#include "store/kms-store-session.h"

static gboolean
read_category (KmsStatement *statement, int column, KmsCategory *category, GError **error)
{
  if (kms_category_from_string (kms_statement_get_text (statement, column), category))
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "unknown category");
  return FALSE;
}

/**
 * kms_store_list_sheets:
 * @session: the transaction
 * @after: the activation key of the last sheet before; "" for the beginning
 * @limit: how many at most
 * @func: (scope call): called for each, in the order of the activation keys
 * @data: for @func
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_list_sheets (KmsStoreSession *session,
                       const char *after,
                       guint limit,
                       KmsStoreSheetFunc func,
                       gpointer data,
                       GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (
      session->database,
      "SELECT activation.activation_key, activation.registration_id, part.part_number,"
      "       part.purpose, part.category, binding.device_id, binding.issued_at"
      " FROM activation"
      " JOIN part ON part.id = activation.part"
      " LEFT JOIN binding ON binding.activation_key = activation.activation_key"
      "   AND binding.released_at IS NULL"
      " WHERE activation.activation_key > :after"
      " ORDER BY activation.activation_key LIMIT :limit",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":after", after);
  kms_statement_bind_int (statement, ":limit", limit);
  while (TRUE)
    {
      KmsStoreSheet sheet;

      if (!kms_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      g_strlcpy (sheet.pair.activation_key, kms_statement_get_text (statement, 0),
                 KMS_IDENTIFIER_SIZE);
      g_strlcpy (sheet.pair.registration_id, kms_statement_get_text (statement, 1),
                 KMS_IDENTIFIER_SIZE);
      sheet.part_number = kms_statement_get_text (statement, 2);
      sheet.purpose = kms_statement_get_text (statement, 3);
      if (!read_category (statement, 4, &sheet.category, error))
        return FALSE;
      sheet.device_id = kms_statement_get_text (statement, 5);
      sheet.issued_at = kms_statement_get_int (statement, 6);
      func (&sheet, data);
    }
}

/**
 * kms_store_describe_part:
 * @session: the transaction
 * @part_number: a part number
 * @category: (out): its category, when it is known
 * @purpose: (out) (transfer full) (nullable): what it is for; %NULL when it is unknown
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_describe_part (KmsStoreSession *session,
                         const char *part_number,
                         KmsCategory *category,
                         char **purpose,
                         GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  *purpose = NULL;
  statement =
      kms_database_prepare (session->database,
                            "SELECT category, purpose FROM part WHERE part_number = :part_number",
                            error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":part_number", part_number);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  if (!read_category (statement, 0, category, error))
    return FALSE;
  *purpose = g_strdup (kms_statement_get_text (statement, 1));
  return TRUE;
}

/**
 * kms_store_list_bindings:
 * @session: the transaction
 * @after: the ID of the last one before; 0 for the beginning
 * @limit: how many at most
 * @func: (scope call): called for each, in the order of their IDs, until it fails
 * @data: for @func
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set by @func or to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_list_bindings (KmsStoreSession *session,
                         gint64 after,
                         guint limit,
                         KmsStoreBindingFunc func,
                         gpointer data,
                         GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (
      session->database,
      "SELECT binding.id, part.category, binding.device_id, part.part_number, binding.ordinal,"
      "       ifnull (counter.last_ordinal, 0), binding.activation_key, binding.registration_key"
      " FROM binding"
      " JOIN part ON part.id = binding.part"
      " LEFT JOIN counter ON counter.device_id = binding.device_id"
      "   AND counter.part = binding.part"
      " WHERE binding.id > :after ORDER BY binding.id LIMIT :limit",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":after", after);
  kms_statement_bind_int (statement, ":limit", limit);
  while (TRUE)
    {
      KmsStoreBinding binding;

      if (!kms_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      binding.id = kms_statement_get_int (statement, 0);
      if (!read_category (statement, 1, &binding.category, error))
        return FALSE;
      binding.device_id = kms_statement_get_text (statement, 2);
      binding.part_number = kms_statement_get_text (statement, 3);
      binding.ordinal = (guint) kms_statement_get_int (statement, 4);
      binding.last_ordinal = (guint) kms_statement_get_int (statement, 5);
      binding.activation_key = kms_statement_get_text (statement, 6);
      binding.registration_key = kms_statement_get_text (statement, 7);
      if (!func (&binding, data, error))
        return FALSE;
    }
}

/* The first row of an answer, or NULL; a pragma takes no parameters, and the names are our own. */
static gboolean
ask_table (KmsStoreSession *session,
           const char *pragma,
           const char *table,
           char **answer,
           GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s (\"%s\")", pragma, table);
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);
  gboolean row;

  *answer = NULL;
  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    *answer = g_strdup (kms_statement_get_text (statement, 0));
  return TRUE;
}

static gboolean
check_table (KmsStoreSession *session, const char *table, GError **error)
{
  g_autofree char *integrity = NULL;
  g_autofree char *dangling = NULL;

  if (!ask_table (session, "integrity_check", table, &integrity, error)
      || !ask_table (session, "foreign_key_check", table, &dangling, error))
    return FALSE;
  if (g_strcmp0 (integrity, "ok") == 0 && dangling == NULL)
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "table %s: %s", table,
               dangling != NULL ? "a foreign key points nowhere" : integrity);
  return FALSE;
}

/**
 * kms_store_check_next_table:
 * @session: the transaction
 * @after: the table that was checked before; "" for none
 * @table: (out) (transfer full) (nullable): the one that was checked now; %NULL when there is no further
 *   one
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_CORRUPT when the table or one of its
 *   indexes is damaged, a row breaks a constraint, or a reference points nowhere; or another of
 *   KMS_ERROR_STORE_*
 */
gboolean
kms_store_check_next_table (KmsStoreSession *session,
                            const char *after,
                            char **table,
                            GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autofree char *name = NULL;
  gboolean row;

  *table = NULL;
  statement = kms_database_prepare (session->database,
                                    "SELECT name FROM sqlite_schema"
                                    " WHERE type = 'table' AND name > :after"
                                    " ORDER BY name LIMIT 1",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":after", after);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  name = g_strdup (kms_statement_get_text (statement, 0));
  if (!check_table (session, name, error))
    return FALSE;
  *table = g_steal_pointer (&name);
  return TRUE;
}
