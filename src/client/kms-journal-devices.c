/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of devices that keys were issued for last, a few of each account. All of it runs on the thread
 * of the journal. */

#include "client/kms-journal-devices.h"

#include "client/kms-journal-private.h"

/**
 * kms_journal_add_device:
 * @database: the file, in a transaction
 * @account: who issued
 * @issuance: what was issued
 * @error: return location
 *
 * Puts the device of an answer in front, and forgets those that are too many. What was issued in the demo is
 * for no device.
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
kms_journal_add_device (KmsDatabase *database,
                        const char *account,
                        const KmsIssuance *issuance,
                        GError **error)
{
  g_autoptr (KmsStatement) insert = NULL;
  g_autoptr (KmsStatement) forget = NULL;

  if (issuance->demo)
    return TRUE;

  insert = kms_database_prepare (database,
                                 "INSERT INTO device (account, category, device_id, issued_at)"
                                 " VALUES (:account, :category, :device_id, :issued_at)"
                                 " ON CONFLICT (account, category, device_id) DO UPDATE"
                                 " SET issued_at = MAX (issued_at, excluded.issued_at)",
                                 error);
  if (insert == NULL)
    return FALSE;
  kms_statement_bind_text (insert, ":account", account);
  kms_statement_bind_text (insert, ":category", kms_category_to_string (issuance->category));
  kms_statement_bind_text (insert, ":device_id", issuance->device_id);
  kms_statement_bind_int (insert, ":issued_at", issuance->at);
  if (!kms_statement_run (insert, error))
    return FALSE;

  forget = kms_database_prepare (
      database,
      "DELETE FROM device WHERE account = :account AND rowid NOT IN"
      " (SELECT rowid FROM device WHERE account = :account ORDER BY issued_at DESC LIMIT :n)",
      error);
  if (forget == NULL)
    return FALSE;
  kms_statement_bind_text (forget, ":account", account);
  kms_statement_bind_int (forget, ":n", KMS_JOURNAL_MAX_DEVICES);
  return kms_statement_run (forget, error);
}

/* What cannot be read, perhaps of another version, is left out. */
static gpointer
list (KmsJournal *journal, KmsDatabase *database, gpointer account, GError **error)
{
  g_autoptr (GArray) devices = g_array_new (FALSE, TRUE, sizeof (KmsRecentDevice));
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      database,
      "SELECT category, device_id, issued_at FROM device WHERE account = :account"
      " ORDER BY issued_at DESC, device_id",
      error);
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;

  kms_statement_bind_text (statement, ":account", account);
  while (kms_statement_step (statement, &row, error))
    {
      KmsRecentDevice device = { 0 };

      if (!row)
        return g_steal_pointer (&devices);
      g_strlcpy (device.device_id, kms_statement_get_text (statement, 1), KMS_IDENTIFIER_SIZE);
      device.issued_at = kms_statement_get_int (statement, 2);
      if (kms_category_from_string (kms_statement_get_text (statement, 0), &device.category))
        g_array_append_val (devices, device);
    }

  return NULL;
}

static gpointer
clear (KmsJournal *journal, KmsDatabase *database, gpointer account, GError **error)
{
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (database, "DELETE FROM device WHERE account = :account", error);

  if (statement == NULL)
    return NULL;

  kms_statement_bind_text (statement, ":account", account);
  return GINT_TO_POINTER (kms_statement_run (statement, error));
}

/**
 * kms_journal_list_devices_async:
 * @journal: a journal
 * @account: whose devices
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called with the devices, or when they could not be read
 * @user_data: for @callback
 */
void
kms_journal_list_devices_async (KmsJournal *journal,
                                const char *account,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL);

  kms_journal_run_async (journal, list, g_strdup (account), g_free, (GDestroyNotify) g_array_unref,
                         kms_journal_list_devices_async, cancellable, callback, user_data);
}

/**
 * kms_journal_list_devices_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: (transfer full) (element-type KmsRecentDevice): the devices, the last one first, at most
 *   %KMS_JOURNAL_MAX_DEVICES; or %NULL with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
GArray *
kms_journal_list_devices_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_list_devices_async, result, error);
}

/**
 * kms_journal_clear_devices_async:
 * @journal: a journal
 * @account: whose devices are forgotten
 * @cancellable: (nullable): to give up before it is begun
 * @callback: called when they are gone, or could not be deleted
 * @user_data: for @callback
 */
void
kms_journal_clear_devices_async (KmsJournal *journal,
                                 const char *account,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (KMS_IS_JOURNAL (journal));
  g_return_if_fail (account != NULL);

  kms_journal_run_async (journal, clear, g_strdup (account), g_free, NULL,
                         kms_journal_clear_devices_async, cancellable, callback, user_data);
}

/**
 * kms_journal_clear_devices_finish:
 * @journal: a journal
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with @error set to a KMS_ERROR_STORE_* or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_journal_clear_devices_finish (KmsJournal *journal, GAsyncResult *result, GError **error)
{
  return kms_journal_run_finish (journal, kms_journal_clear_devices_async, result, error) != NULL;
}
