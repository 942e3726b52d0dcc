/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Site lines: where a device stands, as one dealer wrote it down last. */

#include "store/kms-store-sites.h"

#include "store/kms-store-session.h"
#include "store/kms-store-site-words.h"

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

/* A number that no site has, nor had while it was in the index. */
#define NEXT_ID                                                     \
  "(SELECT max (last, ifnull ((SELECT max (id) FROM site), 0)) + 1" \
  " FROM site_indexed)"

/* The row of a device: its number and lines; %NULL in @found when there is none. */
static gboolean
look_up (KmsStoreSession *session,
         const char *dealer,
         const char *device_id,
         KmsStatement **found,
         GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      session->database,
      "SELECT id, line_1, line_2 FROM site WHERE dealer = :dealer AND device_id = :device_id",
      error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":device_id", device_id);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *found = row ? g_steal_pointer (&statement) : NULL;
  return TRUE;
}

/* Writes the lines of a device; @id gets the number of the row. */
static gboolean
write_lines (KmsStatement *statement, const KmsSite *site, gint64 *id, GError **error)
{
  gboolean row;

  kms_statement_bind_text (statement, ":line_1", site->line[0]);
  kms_statement_bind_text (statement, ":line_2", site->line[1]);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *id = kms_statement_get_int (statement, 0);
  return TRUE;
}

static gboolean
add_site (KmsStoreSession *session,
          const char *dealer,
          KmsCategory category,
          const char *device_id,
          const KmsSite *site,
          gint64 *id,
          GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      session->database,
      "INSERT INTO site (id, dealer, category, device_id, line_1, line_2, version)"
      " VALUES (" NEXT_ID ", :dealer, :category, :device_id, :line_1, :line_2, 1) RETURNING id",
      error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":dealer", dealer);
  kms_statement_bind_text (statement, ":category", kms_category_to_string (category));
  kms_statement_bind_text (statement, ":device_id", device_id);
  return write_lines (statement, site, id, error);
}

/* A changed site is a new one to the index. */
static gboolean
change_site (KmsStoreSession *session, gint64 *id, const KmsSite *site, GError **error)
{
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database,
                            "UPDATE site SET id = " NEXT_ID ", line_1 = :line_1, line_2 = :line_2,"
                            " version = version + 1 WHERE id = :id RETURNING id",
                            error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":id", *id);
  return write_lines (statement, site, id, error);
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
 * Saves the lines; the version of the row counts its changes. From time to time this takes the new ones
 * into the index, many at once, which costs a small part of one by one.
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
  g_autoptr (KmsStatement) old = NULL;
  gint64 id;

  if (!look_up (session, dealer, device_id, &old, error))
    return FALSE;
  if (old != NULL)
    {
      const char *line_1 = kms_statement_get_text (old, 1);
      const char *line_2 = kms_statement_get_text (old, 2);

      if (g_str_equal (line_1, site->line[0]) && g_str_equal (line_2, site->line[1]))
        return TRUE;
      id = kms_statement_get_int (old, 0);
      if (!kms_store_unindex_site (session, id, dealer, line_1, line_2, error)
          || !change_site (session, &id, site, error))
        return FALSE;
    }
  else if (!add_site (session, dealer, category, device_id, site, &id, error))
    return FALSE;
  return id % KMS_STORE_SITES_AT_ONCE != 0
         || kms_store_index_sites (session, 4 * KMS_STORE_SITES_AT_ONCE, error);
}

/**
 * kms_store_forget_sites:
 * @session: a transaction that writes
 * @dealer: an account that is deleted
 * @error: return location for a #GError
 *
 * Deletes all site lines of a dealer.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_forget_sites (KmsStoreSession *session, const char *dealer, GError **error)
{
  g_autoptr (KmsStatement) sites = kms_database_prepare (
      session->database, "SELECT id, line_1, line_2 FROM site WHERE dealer = :dealer", error);
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database, "DELETE FROM site WHERE dealer = :dealer", error);
  gboolean row;

  if (sites == NULL || statement == NULL)
    return FALSE;
  kms_statement_bind_text (sites, ":dealer", dealer);
  while (TRUE)
    {
      if (!kms_statement_step (sites, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!kms_store_unindex_site (session, kms_statement_get_int (sites, 0), dealer,
                                   kms_statement_get_text (sites, 1),
                                   kms_statement_get_text (sites, 2), error))
        return FALSE;
    }
  kms_statement_bind_text (statement, ":dealer", dealer);
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
