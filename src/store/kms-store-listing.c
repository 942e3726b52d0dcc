/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists go one of two ways. With something to look for, from the bindings that an index finds, which are
 * sorted then; otherwise, and when what is looked for is so common that sorting would take
 * long (the first digits of a maker's MAC addresses), along the time, dropping what does not fit. */

#include "store/kms-store-listing.h"

#include "store/kms-store-listing-private.h"
#include "store/kms-store-session.h"

#include <string.h>

/* More bindings than this are not sorted. */
#define MAX_SORTED 10000

/* How many digits may also be the end of an identifier. */
#define END_DIGITS 4

static const char columns[] =
    "issue.issued_at, issue.id, issue_key.position, binding.issued_at, issue_key.reissued,"
    " part.category, binding.device_id, %s, binding.activation_key,"
    " part.part_number, part.purpose, binding.registration_key, issue.mail_to_1, issue.mail_to_2";

/* The site lines of the time, and those of now. */
static const char lines_then[] = "issue.line_1, issue.line_2";
static const char lines_now[] =
    "ifnull (site.line_1, issue.line_1), ifnull (site.line_2, issue.line_2)";
static const char site_now[] =
    " LEFT JOIN site ON site.dealer = issue.dealer AND site.device_id = issue.device_id";

/* CROSS JOIN is SQLite's way to fix the order of the loops. */
static const char *const tables[] = {
  [KMS_STORE_BY_TIME] = " FROM issue"
                        " CROSS JOIN issue_key ON issue_key.issue = issue.id"
                        " CROSS JOIN binding ON binding.id = issue_key.binding"
                        " CROSS JOIN part ON part.id = binding.part",
  [KMS_STORE_BY_DEVICE] = " FROM binding"
                          " CROSS JOIN issue_key ON issue_key.binding = binding.id"
                          " CROSS JOIN issue ON issue.id = issue_key.issue"
                          " CROSS JOIN part ON part.id = binding.part",
  [KMS_STORE_BY_KEY] = " FROM binding"
                       " CROSS JOIN issue_key ON issue_key.binding = binding.id"
                       " CROSS JOIN issue ON issue.id = issue_key.issue"
                       " CROSS JOIN part ON part.id = binding.part",
  [KMS_STORE_BY_TEXT] = " FROM binding"
                        " CROSS JOIN issue_key ON issue_key.binding = binding.id"
                        " CROSS JOIN issue ON issue.id = issue_key.issue"
                        " CROSS JOIN part ON part.id = binding.part",
};

/* Adds the condition that a column of binding begins with, or ends in, the digits of the parameter of
 * that name. To seek by two indexes, SQLite is told how; and a plus before a column keeps it from taking
 * its index. */
static void
add_digits (GString *sql, const char *column, const char *digits, gboolean seek)
{
  gboolean both = strlen (digits) == END_DIGITS;
  const char *plus = seek ? "" : "+";

  if (digits[0] == '\0')
    return;
  if (seek && both)
    g_string_append_printf (sql,
                            " AND binding.id IN ("
                            "SELECT id FROM binding WHERE released_at IS NULL"
                            " AND %s >= :%s AND %s < :%s_end"
                            " UNION SELECT id FROM binding WHERE released_at IS NULL"
                            " AND substr (%s, -4) = :%s)",
                            column, column, column, column, column, column);
  else
    g_string_append_printf (sql, " AND (%sbinding.%s >= :%s AND %sbinding.%s < :%s_end%s", plus,
                            column, column, plus, column, column, both ? "" : ")");
  if (!seek && both)
    g_string_append_printf (sql, " OR substr (+binding.%s, -4) = :%s)", column, column);
}

static void
bind_digits (KmsStatement *statement, const char *column, const char *digits)
{
  g_autofree char *name = g_strconcat (":", column, NULL);
  g_autofree char *end_name = g_strconcat (name, "_end", NULL);
  g_autofree char *end = g_strdup (digits);

  if (digits[0] == '\0')
    return;
  /* The character after the last digit: what begins with the digits comes before. */
  end[strlen (end) - 1]++;
  kms_statement_bind_text (statement, name, digits);
  kms_statement_bind_text (statement, end_name, end);
}

/* Whether the bindings that a part of an identifier finds are few enough to be sorted. */
static gboolean
are_few (KmsStoreSession *session,
         const char *column,
         const char *digits,
         gboolean *few,
         GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autofree char *sql = NULL;
  gboolean row;

  *few = strlen (digits) == KMS_IDENTIFIER_MAX_DIGITS;
  if (digits[0] == '\0' || *few)
    return TRUE;
  sql = kms_store_listing_make_few_sql (column, digits);
  statement = kms_database_prepare (session->database, sql, error);
  if (statement == NULL)
    return FALSE;
  bind_digits (statement, column, digits);
  kms_statement_bind_int (statement, ":most", MAX_SORTED + 1);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *few = kms_statement_get_int (statement, 0) <= MAX_SORTED;
  return TRUE;
}

static gboolean
choose_way (KmsStoreSession *session,
            const KmsStoreListing *listing,
            KmsStoreWay *way,
            GError **error)
{
  gboolean few;

  *way = KMS_STORE_BY_TIME;
  if (!are_few (session, "activation_key", listing->activation_key, &few, error))
    return FALSE;
  if (few)
    {
      *way = KMS_STORE_BY_KEY;
      return TRUE;
    }
  if (!are_few (session, "device_id", listing->device, &few, error))
    return FALSE;
  if (few)
    {
      *way = KMS_STORE_BY_DEVICE;
      return TRUE;
    }
  if (listing->text == NULL || kms_search_text_is_empty (listing->text))
    return TRUE;
  if (!kms_store_search_is_few (session, listing, MAX_SORTED, &few, error))
    return FALSE;
  if (few)
    *way = KMS_STORE_BY_TEXT;
  return TRUE;
}

static void
add_conditions (GString *sql, const KmsStoreListing *listing, KmsStoreWay way)
{
  g_string_append (sql, " WHERE issue.dealer = :dealer"
                        " AND issue.issued_at >= :from AND issue.issued_at < :to");
  if (!listing->released)
    g_string_append (sql, " AND binding.released_at IS NULL");
  add_digits (sql, "device_id", listing->device, way == KMS_STORE_BY_DEVICE);
  add_digits (sql, "activation_key", listing->activation_key, way == KMS_STORE_BY_KEY);
  if (way == KMS_STORE_BY_TEXT)
    {
      g_string_append (sql, " AND binding.id IN (");
      kms_store_search_append_bindings (sql, listing->text, " UNION ");
      g_string_append (sql, ")");
    }
}

static void
bind_conditions (KmsStatement *statement, const KmsStoreListing *listing, KmsStoreWay way)
{
  if (way == KMS_STORE_BY_TEXT)
    kms_store_search_bind (statement, listing);
  kms_statement_bind_text (statement, ":dealer", listing->dealer);
  kms_statement_bind_int (statement, ":from", listing->from);
  kms_statement_bind_int (statement, ":to", listing->to);
  bind_digits (statement, "device_id", listing->device);
  bind_digits (statement, "activation_key", listing->activation_key);
}

/* The rest of the list after a place begins at its time; what stands before it at the same time, and
 * its own row, is left out. */
static void
add_place (GString *sql, const KmsStoreListing *listing)
{
  g_string_append_printf (sql,
                          " AND NOT (issue.issued_at = :at AND (issue.id %c :issue"
                          "   OR (issue.id = :issue AND issue_key.position <= :position)))",
                          listing->ascending ? '<' : '>');
}

static void
bind_place (KmsStatement *statement, const KmsStorePlace *after)
{
  kms_statement_bind_int (statement, ":at", after->at);
  kms_statement_bind_int (statement, ":issue", after->issue);
  kms_statement_bind_int (statement, ":position", after->position);
}

static void
read_row (KmsStatement *statement, KmsStoreRow *row)
{
  row->place.at = kms_statement_get_int (statement, 0);
  row->place.issue = kms_statement_get_int (statement, 1);
  row->place.position = kms_statement_get_int (statement, 2);
  row->first_issued_at = kms_statement_get_int (statement, 3);
  row->reissued = kms_statement_get_int (statement, 4) != 0;
  row->category = kms_statement_get_text (statement, 5);
  row->device_id = kms_statement_get_text (statement, 6);
  row->line[0] = kms_statement_get_text (statement, 7);
  row->line[1] = kms_statement_get_text (statement, 8);
  row->activation_key = kms_statement_get_text (statement, 9);
  row->part_number = kms_statement_get_text (statement, 10);
  row->purpose = kms_statement_get_text (statement, 11);
  row->registration_key = kms_statement_get_text (statement, 12);
  row->mail_to[0] = kms_statement_get_text (statement, 13);
  row->mail_to[1] = kms_statement_get_text (statement, 14);
}

/**
 * kms_store_listing_make_sql:
 * @listing: which rows
 * @way: where the list begins
 * @behind_a_place: whether it goes on behind a place
 *
 * Returns: (transfer full): the statement
 */
char *
kms_store_listing_make_sql (const KmsStoreListing *listing,
                            KmsStoreWay way,
                            gboolean behind_a_place)
{
  const char *direction = listing->ascending ? "" : " DESC";
  GString *sql = g_string_sized_new (1536);

  g_string_append (sql, "SELECT ");
  g_string_append_printf (sql, columns, listing->released ? lines_then : lines_now);
  g_string_append (sql, tables[way]);
  if (!listing->released)
    g_string_append (sql, site_now);
  add_conditions (sql, listing, way);
  if (behind_a_place)
    add_place (sql, listing);
  g_string_append_printf (sql, " ORDER BY issue.issued_at%s, issue.id%s, issue_key.position",
                          direction, direction);
  return g_string_free (sql, FALSE);
}

/**
 * kms_store_listing_make_few_sql:
 * @column: of binding
 * @digits: what is looked for in it
 *
 * Returns: (transfer full): the statement that counts what they find, up to :most
 */
char *
kms_store_listing_make_few_sql (const char *column, const char *digits)
{
  GString *sql = g_string_new (
      "SELECT count (*) FROM (SELECT 1 FROM binding WHERE binding.released_at IS NULL");

  add_digits (sql, column, digits, TRUE);
  g_string_append (sql, " LIMIT :most)");
  return g_string_free (sql, FALSE);
}

/**
 * kms_store_list:
 * @session: the transaction
 * @listing: which rows
 * @after: (nullable): the place of the last row before the first one that is wanted
 * @func: (scope call): called for each row, until it says that it is enough
 * @data: for @func
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_list (KmsStoreSession *session,
                const KmsStoreListing *listing,
                const KmsStorePlace *after,
                KmsStoreRowFunc func,
                gpointer data,
                GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autofree char *sql = NULL;
  KmsStoreListing rest = *listing;
  KmsStoreRow row;
  gboolean more;
  KmsStoreWay way;

  if (!choose_way (session, listing, &way, error))
    return FALSE;
  if (after != NULL && listing->ascending)
    rest.from = MAX (rest.from, after->at);
  else if (after != NULL && after->at < G_MAXINT64)
    rest.to = MIN (rest.to, after->at + 1);
  sql = kms_store_listing_make_sql (&rest, way, after != NULL);
  statement = kms_database_prepare (session->database, sql, error);
  if (statement == NULL)
    return FALSE;
  bind_conditions (statement, &rest, way);
  row.along_time = way == KMS_STORE_BY_TIME;
  if (after != NULL)
    bind_place (statement, after);
  do
    {
      if (!kms_statement_step (statement, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      read_row (statement, &row);
    }
  while (func (&row, data));
  return TRUE;
}

/**
 * kms_store_count:
 * @session: the transaction
 * @listing: which rows
 * @most: where it stops counting
 * @n_rows: (out): how many there are, at most @most
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_count (KmsStoreSession *session,
                 const KmsStoreListing *listing,
                 guint most,
                 guint *n_rows,
                 GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT count (*) FROM (SELECT 1");
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;
  KmsStoreWay way;

  if (!choose_way (session, listing, &way, error))
    return FALSE;
  g_string_append (sql, tables[way]);
  add_conditions (sql, listing, way);
  g_string_append (sql, " LIMIT :most)");
  statement = kms_database_prepare (session->database, sql->str, error);
  if (statement == NULL)
    return FALSE;
  bind_conditions (statement, listing, way);
  kms_statement_bind_int (statement, ":most", most);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *n_rows = (guint) kms_statement_get_int (statement, 0);
  return TRUE;
}

/* Prepares a question about issuances of a dealer in a span of time. */
static KmsStatement *
ask_span (KmsStoreSession *session,
          const char *sql,
          const KmsStoreListing *listing,
          gboolean *row,
          GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);

  if (statement == NULL)
    return NULL;
  kms_statement_bind_text (statement, ":dealer", listing->dealer);
  kms_statement_bind_int (statement, ":from", listing->from);
  kms_statement_bind_int (statement, ":to", listing->to);
  if (!kms_statement_step (statement, row, error))
    return NULL;
  return g_steal_pointer (&statement);
}

/**
 * kms_store_find_first:
 * @session: the transaction
 * @listing: dealer, span and order; nothing else counts
 * @found: (out): whether there is any issuance
 * @at: (out): when the first one was made
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_first (KmsStoreSession *session,
                      const KmsStoreListing *listing,
                      gboolean *found,
                      gint64 *at,
                      GError **error)
{
  g_autoptr (KmsStatement) statement =
      ask_span (session,
                listing->ascending
                    ? "SELECT issued_at FROM issue WHERE dealer = :dealer"
                      " AND issued_at >= :from AND issued_at < :to ORDER BY issued_at LIMIT 1"
                    : "SELECT issued_at FROM issue WHERE dealer = :dealer"
                      " AND issued_at >= :from AND issued_at < :to ORDER BY issued_at DESC LIMIT 1",
                listing, found, error);

  if (statement == NULL)
    return FALSE;
  *at = *found ? kms_statement_get_int (statement, 0) : 0;
  return TRUE;
}

/**
 * kms_store_sum:
 * @session: the transaction
 * @listing: dealer and span; nothing else counts
 * @sum: (out caller-allocates): of all that was issued in it, also what was released since
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_sum (KmsStoreSession *session,
               const KmsStoreListing *listing,
               KmsStoreSum *sum,
               GError **error)
{
  gboolean row;
  g_autoptr (KmsStatement) statement =
      ask_span (session,
                "SELECT count (*), sum (issue_key.reissued), count (DISTINCT issue.device_id)"
                " FROM issue JOIN issue_key ON issue_key.issue = issue.id"
                " WHERE issue.dealer = :dealer"
                " AND issue.issued_at >= :from AND issue.issued_at < :to",
                listing, &row, error);

  if (statement == NULL)
    return FALSE;
  sum->reissued_keys = kms_statement_get_int (statement, 1);
  sum->issued_keys = kms_statement_get_int (statement, 0) - sum->reissued_keys;
  sum->devices = kms_statement_get_int (statement, 2);
  return TRUE;
}
