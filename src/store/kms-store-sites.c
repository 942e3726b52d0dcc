/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Site lines: where a device stands, as one dealer wrote it down last. */

#include "store/kms-store-sites.h"

#include "store/kms-store-session.h"

/**
 * kms_store_load_site:
 * @session: the transaction
 * @dealer: whose lines
 * @category: the category of the device
 * @device_id: the device, canonical
 * @site: (out caller-allocates): its lines; empty when none are saved
 * @version: (out) (optional): counts their changes; 0 when none are saved
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_load_site (KmsStoreSession *session,
                     const char *dealer,
                     KmsCategory category,
                     const char *device_id,
                     KmsSite *site,
                     gint64 *version,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  *site = (KmsSite){ 0 };
  if (version != NULL)
    *version = 0;
  statement = kms_database_prepare (
      session->database,
      "SELECT line_1, line_2, version FROM site"
      " WHERE dealer = :dealer AND category = :category AND device_id = :device_id",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":category", kms_category_to_string (category));
  kms_statement_bind_text (statement, ":device_id", device_id);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (row && version != NULL)
    *version = kms_statement_get_int (statement, 2);
  return !row || kms_store_read_site (statement, 0, site, error);
}

/**
 * kms_store_save_site:
 * @session: a transaction that writes
 * @dealer: whose lines
 * @category: the category of the device
 * @device_id: the device, canonical
 * @site: its lines
 * @error: return location for a #GError
 *
 * Saves the lines; the version of the row counts its changes.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_save_site (KmsStoreSession *session,
                     const char *dealer,
                     KmsCategory category,
                     const char *device_id,
                     const KmsSite *site,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (
      session->database,
      "INSERT INTO site (dealer, category, device_id, line_1, line_2, version)"
      " VALUES (:dealer, :category, :device_id, :line_1, :line_2, 1)"
      " ON CONFLICT (dealer, category, device_id) DO UPDATE"
      " SET line_1 = excluded.line_1, line_2 = excluded.line_2, version = site.version + 1"
      " WHERE site.line_1 <> excluded.line_1 OR site.line_2 <> excluded.line_2",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":category", kms_category_to_string (category));
  kms_statement_bind_text (statement, ":device_id", device_id);
  kms_statement_bind_text (statement, ":line_1", site->line[0]);
  kms_statement_bind_text (statement, ":line_2", site->line[1]);
  return kms_statement_run (statement, error);
}

/* Lines from a file of elsewhere are read as carefully as typed ones. */
gboolean
kms_store_read_site (KmsStatement *statement, int column, KmsSite *site, GError **error)
{
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      const char *text = kms_statement_get_text (statement, column + (int) i);

      if (!kms_site_set_line (site, i, text, NULL))
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "bad site line");
          return FALSE;
        }
    }
  return TRUE;
}
