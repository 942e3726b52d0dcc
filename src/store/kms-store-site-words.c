/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The index of what site lines say: FTS5 over their characters and pairs of characters, so that it finds
 * a word inside of another one, in Japanese too, by two characters and by one. Each of these terms begins
 * with a mark of the dealer, which keeps the lists short. The index finds what may match; whoever asks
 * compares the lines themselves. */

#include "store/kms-store-site-words.h"

#include "engine/kms-search.h"

/* Of a long word; that is plenty to find it by. */
#define MAX_TERMS 32

/* What quotes in SQL and in FTS5 stands as another character on both sides. */
static gunichar
make_plain (gunichar character)
{
  return character == '"' || character == '\'' ? '`' : character;
}

static void
make_mark (const char *dealer, char mark[7])
{
  g_snprintf (mark, 7, "%06x", g_str_hash (dealer) & 0xFFFFFF);
}

/* The characters of a folded text, and its pairs, but over no space. */
static void
append_terms (GString *text, const char *mark, const char *line)
{
  gunichar before = ' ';

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = make_plain (g_utf8_get_char (p));

      if (character != ' ')
        {
          g_string_append (text, mark);
          g_string_append_unichar (text, character);
          g_string_append_c (text, ' ');
        }
      if (character != ' ' && before != ' ')
        {
          g_string_append (text, mark);
          g_string_append_unichar (text, before);
          g_string_append_unichar (text, character);
          g_string_append_c (text, ' ');
        }
      before = character;
    }
}

static char *
make_terms (const char *dealer, const char *line_1, const char *line_2)
{
  g_autofree char *first = kms_search_fold (line_1);
  g_autofree char *second = kms_search_fold (line_2);
  GString *text = g_string_sized_new (512);
  char mark[7];

  make_mark (dealer, mark);
  append_terms (text, mark, first);
  append_terms (text, mark, second);
  return g_string_free (text, FALSE);
}

static void
append_term (GString *match, const char *mark, gunichar first, gunichar second)
{
  g_string_append_printf (match, "%s\"%s", match->len > 0 ? " " : "", mark);
  g_string_append_unichar (match, first);
  if (second != 0)
    g_string_append_unichar (match, second);
  g_string_append_c (match, '"');
}

/**
 * kms_store_match_words:
 * @dealer: whose sites
 * @words: folded words, none of them empty
 *
 * Returns: (transfer full): what FTS5 shall look for
 */
char *
kms_store_match_words (const char *dealer, char *const *words)
{
  GString *match = g_string_new (NULL);
  guint n_terms = 0;
  char mark[7];

  make_mark (dealer, mark);
  for (guint i = 0; words[i] != NULL && n_terms < MAX_TERMS; i++)
    {
      gunichar before = make_plain (g_utf8_get_char (words[i]));
      const char *p = g_utf8_next_char (words[i]);

      if (*p == '\0')
        append_term (match, mark, before, 0);
      for (; *p != '\0' && n_terms < MAX_TERMS; p = g_utf8_next_char (p), n_terms++)
        {
          gunichar character = make_plain (g_utf8_get_char (p));

          append_term (match, mark, before, character);
          before = character;
        }
      n_terms++;
    }
  return g_string_free (match, FALSE);
}

static gboolean
add_to_index (KmsStoreSession *session, KmsStatement *site, GError **error)
{
  g_autofree char *terms =
      make_terms (kms_statement_get_text (site, 1), kms_statement_get_text (site, 2),
                  kms_statement_get_text (site, 3));
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      session->database, "INSERT INTO site_words (rowid, terms) VALUES (:id, :terms)", error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":id", kms_statement_get_int (site, 0));
  kms_statement_bind_text (statement, ":terms", terms);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_index_sites:
 * @session: a transaction that writes
 * @most: how many sites it takes at most
 * @error: return location for a #GError
 *
 * Takes sites into the index that are not in it yet.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_index_sites (KmsStoreSession *session, guint most, GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      session->database,
      "SELECT id, dealer, line_1, line_2 FROM site"
      " WHERE id > (SELECT last FROM site_indexed WHERE one = 1) ORDER BY id LIMIT :most",
      error);
  g_autoptr (KmsStatement) mark = kms_database_prepare (
      session->database, "UPDATE site_indexed SET last = :last WHERE last < :last", error);
  gint64 last = 0;
  gboolean row;

  if (statement == NULL || mark == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":most", most);
  while (TRUE)
    {
      if (!kms_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!add_to_index (session, statement, error))
        return FALSE;
      last = kms_statement_get_int (statement, 0);
    }
  kms_statement_bind_int (mark, ":last", last);
  return kms_statement_run (mark, error);
}

/**
 * kms_store_unindex_site:
 * @session: a transaction that writes
 * @id: the number of a site that is going to change
 * @dealer: whose
 * @line_1: its first line as it is
 * @line_2: its second line as it is
 * @error: return location for a #GError
 *
 * Takes a site out of the index, if it is there.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_unindex_site (KmsStoreSession *session,
                        gint64 id,
                        const char *dealer,
                        const char *line_1,
                        const char *line_2,
                        GError **error)
{
  g_autofree char *terms = make_terms (dealer, line_1, line_2);
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database,
                            "INSERT INTO site_words (site_words, rowid, terms)"
                            " SELECT 'delete', :id, :terms FROM site_indexed WHERE :id <= last",
                            error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_int (statement, ":id", id);
  kms_statement_bind_text (statement, ":terms", terms);
  return kms_statement_run (statement, error);
}
