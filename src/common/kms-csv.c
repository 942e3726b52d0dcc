/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Comma-separated values (RFC 4180) by way of libcsv, safe to open in a spreadsheet.
 *
 * A spreadsheet runs a field that begins with = + - @, TAB, CR, LF or their full-width forms as a
 * formula. Such a field is written with an apostrophe in front. So that reading gives the same text
 * back, the rule is: a field that consists of any number of apostrophes followed by one of those
 * characters gets one apostrophe more when written, and loses one when read. All other fields, with
 * or without apostrophes, stay as they are. */

#include "common/kms-csv.h"

#include "common/kms-error.h"

#include <csv.h>
#include <string.h>

typedef struct
{
  GPtrArray *rows; /* borrowed, of GStrv */
  GPtrArray *row;  /* owned, of char *: the row that is being read */
  GArray *lines;   /* borrowed, of guint; one for each row */
  guint line;      /* that is being read, from 1 */
} Reader;

static gboolean
is_formula (const char *field)
{
  switch (g_utf8_get_char (field))
    {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xFF1D:
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Nothing is trimmed: neither a space nor a tab around a field is for libcsv to drop. */
static int
is_space (unsigned char character)
{
  return 0;
}

static void
on_field (void *bytes, size_t length, void *data)
{
  Reader *reader = data;
  g_autofree char *field = g_strndup (bytes != NULL ? bytes : "", length);

  if (field[0] == '\'' && is_formula (field + strspn (field, "'")))
    memmove (field, field + 1, length);
  g_ptr_array_add (reader->row, g_steal_pointer (&field));
}

static void
on_row (int terminator, void *data)
{
  Reader *reader = data;

  g_ptr_array_add (reader->row, NULL);
  g_ptr_array_add (reader->rows, g_ptr_array_free (reader->row, FALSE));
  g_array_append_val (reader->lines, reader->line);
  reader->row = g_ptr_array_new_with_free_func (g_free);
}

/* Hands the text over line by line, so that the reader knows where it is. */
static gboolean
parse_by_lines (struct csv_parser *parser, const char *text, gsize size, Reader *reader)
{
  while (size > 0)
    {
      const char *end = memchr (text, '\n', size);
      gsize length = end == NULL ? size : (gsize) (end - text) + 1;

      if (csv_parse (parser, text, length, on_field, on_row, reader) != length)
        return FALSE;
      text += length;
      size -= length;
      if (end != NULL)
        reader->line++;
    }
  return TRUE;
}

/* In quotes, with those inside doubled (RFC 4180, section 2). libcsv writes byte by byte, after it has
 * counted them, which took a sixth of the time of a large report. */
static void
append_field (GString *csv, const char *field)
{
  const char *quote;

  g_string_append_c (csv, '"');
  if (is_formula (field + strspn (field, "'")))
    g_string_append_c (csv, '\'');
  while ((quote = strchr (field, '"')) != NULL)
    {
      g_string_append_len (csv, field, quote + 1 - field);
      g_string_append_c (csv, '"');
      field = quote + 1;
    }
  g_string_append (csv, field);
  g_string_append_c (csv, '"');
}

/**
 * kms_csv_append_row:
 * @csv: the text to append to
 * @fields: (array zero-terminated=1): the fields, UTF-8
 *
 * Appends one row, ended by CR LF. Every field is quoted; one that a spreadsheet would run as a
 * formula gets an apostrophe in front, which kms_csv_parse() takes away again.
 */
void
kms_csv_append_row (GString *csv, const char *const *fields)
{
  g_return_if_fail (csv != NULL && fields != NULL && fields[0] != NULL);

  for (guint i = 0; fields[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (csv, ',');
      append_field (csv, fields[i]);
    }
  g_string_append (csv, "\r\n");
}

/**
 * kms_csv_parse:
 * @text: UTF-8, with or without a byte order mark
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @error: return location
 *
 * Reads comma-separated values strictly: a quote inside a field that is not quoted, or a quoted
 * field without an end, is an error. Empty lines are skipped. The apostrophe that
 * kms_csv_append_row() puts in front of a formula is taken away.
 *
 * Returns: (transfer full) (nullable) (element-type GStrv): the rows, each a %NULL-terminated array
 *   of at least one field; on failure %NULL, and %KMS_ERROR_TEXT_INVALID is set
 */
GPtrArray *
kms_csv_parse (const char *text, gssize length, GError **error)
{
  return kms_csv_parse_lines (text, length, NULL, error);
}

/**
 * kms_csv_parse_lines:
 * @text: UTF-8, with or without a byte order mark
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @lines: (out) (optional) (transfer full) (element-type guint): for each row the line it ends on,
 *   from 1; lines end with LF
 * @error: return location
 *
 * Does what kms_csv_parse() does, for texts in which people look for what is wrong.
 *
 * Returns: (transfer full) (nullable) (element-type GStrv): the rows; on failure %NULL, and
 *   %KMS_ERROR_TEXT_INVALID is set
 */
GPtrArray *
kms_csv_parse_lines (const char *text, gssize length, GArray **lines, GError **error)
{
  g_autoptr (GArray) row_lines = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  struct csv_parser parser;
  Reader reader = { .rows = rows, .lines = row_lines, .line = 1 };
  gboolean complete;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate_len (text, size, NULL))
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "The CSV is not UTF-8 text");
      return NULL;
    }
  if (size >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    {
      text += 3;
      size -= 3;
    }

  if (csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    g_error ("libcsv does not start");
  csv_set_space_func (&parser, is_space);
  reader.row = g_ptr_array_new_with_free_func (g_free);
  complete = parse_by_lines (&parser, text, size, &reader)
             && csv_fini (&parser, on_field, on_row, &reader) == 0;
  g_ptr_array_unref (reader.row);
  if (!complete)
    g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "Row %u of the CSV: %s", rows->len + 1,
                 csv_strerror (csv_error (&parser)));
  csv_free (&parser);
  if (!complete)
    return NULL;
  if (lines != NULL)
    *lines = g_steal_pointer (&row_lines);
  return g_steal_pointer (&rows);
}
