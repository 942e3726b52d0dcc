/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a text may find, from indexes: devices and activation keys that begin with its digits, or end in
 * them; and the devices whose site lines may hold its words, from the index of words and, for sites that
 * are not in it yet, one by one. */

#include "store/kms-store-listing-private.h"
#include "store/kms-store-site-words.h"

#include <string.h>

/* CROSS JOIN is SQLite's way to fix the order of the loops. */
#define OF_SITES                                              \
  " CROSS JOIN binding ON binding.device_id = site.device_id" \
  " AND binding.released_at IS NULL"

static const char *const beginnings[] = {
  "SELECT id FROM binding WHERE released_at IS NULL"
  " AND activation_key >= :digits AND activation_key < :digits_end",
  "SELECT id FROM binding WHERE released_at IS NULL"
  " AND device_id >= :digits AND device_id < :digits_end",
};

static const char *const ends[] = {
  "SELECT id FROM binding WHERE released_at IS NULL AND substr (activation_key, -4) = :digits",
  "SELECT id FROM binding WHERE released_at IS NULL AND substr (device_id, -4) = :digits",
};

static const char *const words[] = {
  "SELECT binding.id FROM site_words CROSS JOIN site ON site.id = site_words.rowid" OF_SITES
  " WHERE site_words MATCH :words AND site.dealer = :dealer",
  "SELECT binding.id FROM site" OF_SITES
  " WHERE site.id > (SELECT last FROM site_indexed WHERE one = 1) AND +site.dealer = :dealer",
};

static void
append (GString *sql, const char *compound, const char *const selects[2], gboolean *first)
{
  for (guint i = 0; i < 2; i++)
    {
      if (!*first)
        g_string_append (sql, compound);
      g_string_append (sql, selects[i]);
      *first = FALSE;
    }
}

/**
 * kms_store_search_append_bindings:
 * @sql: a statement
 * @text: what is looked for; not empty
 * @compound: " UNION " for each binding once, or " UNION ALL " to begin at once
 *
 * Appends the bindings that may match.
 */
void
kms_store_search_append_bindings (GString *sql, const KmsSearchText *text, const char *compound)
{
  gboolean first = TRUE;

  if (text->digits[0] != '\0')
    append (sql, compound, beginnings, &first);
  if (strlen (text->digits) == KMS_SEARCH_MIN_DIGITS)
    append (sql, compound, ends, &first);
  if (text->words != NULL)
    append (sql, compound, words, &first);
}

/**
 * kms_store_search_bind:
 * @statement: a statement with what kms_store_search_append_bindings() appended
 * @listing: the dealer and the text
 *
 * Binds what is looked for.
 */
void
kms_store_search_bind (KmsStatement *statement, const KmsStoreListing *listing)
{
  const KmsSearchText *text = listing->text;

  if (text->words != NULL)
    {
      g_autofree char *match = kms_store_match_words (listing->dealer, text->words);

      kms_statement_bind_text (statement, ":dealer", listing->dealer);
      kms_statement_bind_text (statement, ":words", match);
    }
  if (text->digits[0] != '\0')
    {
      g_autofree char *end = g_strdup (text->digits);

      /* The character after the last digit: what begins with the digits comes before. */
      end[strlen (end) - 1]++;
      kms_statement_bind_text (statement, ":digits", text->digits);
      kms_statement_bind_text (statement, ":digits_end", end);
    }
}

/**
 * kms_store_search_make_few_sql:
 * @text: what is looked for; not empty
 *
 * Returns: (transfer full): the statement that counts what may match, up to :most
 */
char *
kms_store_search_make_few_sql (const KmsSearchText *text)
{
  GString *sql = g_string_new ("SELECT count (*) FROM (");

  kms_store_search_append_bindings (sql, text, " UNION ALL ");
  g_string_append (sql, " LIMIT :most)");
  return g_string_free (sql, FALSE);
}

/**
 * kms_store_search_is_few:
 * @session: the transaction
 * @listing: the dealer and the text
 * @most: so many are few
 * @few: (out): whether there are at most so many
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_search_is_few (KmsStoreSession *session,
                         const KmsStoreListing *listing,
                         guint most,
                         gboolean *few,
                         GError **error)
{
  g_autofree char *sql = kms_store_search_make_few_sql (listing->text);
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  kms_store_search_bind (statement, listing);
  kms_statement_bind_int (statement, ":most", most + 1);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *few = kms_statement_get_int (statement, 0) <= most;
  return TRUE;
}
