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

struct _KmsCsvReader
{
  struct csv_parser parser;
  KmsCsvRowFunc func;
  gpointer data;
  GString *text;     /* owned: the fields of the row that is being read, each with its NUL */
  GArray *starts;    /* owned, of gsize: where they begin */
  GPtrArray *fields; /* owned, of const char *: the row as it is handed over */
  gsize n_rows;
  gboolean stopped; /* no further row is wanted */
  gboolean foreign; /* a field was no text */
};

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
  KmsCsvReader *reader = data;
  const char *field = bytes != NULL ? bytes : "";
  gsize start = reader->text->len;

  if (!g_utf8_validate_len (field, length, NULL))
    reader->foreign = TRUE;
  g_array_append_val (reader->starts, start);
  g_string_append_len (reader->text, field, (gssize) length);
  g_string_append_c (reader->text, '\0');
}

/* The rule for formulas undone. */
static const char *
skip_apostrophe (const char *field)
{
  return field[0] == '\'' && is_formula (field + strspn (field, "'")) ? field + 1 : field;
}

static void
on_row (int terminator, void *data)
{
  KmsCsvReader *reader = data;

  reader->n_rows++;
  if (!reader->stopped && !reader->foreign)
    {
      g_ptr_array_set_size (reader->fields, 0);
      for (guint i = 0; i < reader->starts->len; i++)
        {
          const char *field = reader->text->str + g_array_index (reader->starts, gsize, i);

          g_ptr_array_add (reader->fields, (gpointer) skip_apostrophe (field));
        }
      g_ptr_array_add (reader->fields, NULL);
      reader->stopped = !reader->func ((const char *const *) reader->fields->pdata, reader->data);
    }
  g_string_truncate (reader->text, 0);
  g_array_set_size (reader->starts, 0);
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
 * kms_csv_reader_new:
 * @func: (scope notified): called with each row
 * @data: data for @func
 *
 * Makes a reader for texts that come in pieces. It reads strictly: a quote inside a field that is not
 * quoted, or a quoted field without an end, is an error. Empty lines are skipped. The apostrophe that
 * kms_csv_append_row() puts in front of a formula is taken away.
 *
 * Returns: (transfer full): a reader
 */
KmsCsvReader *
kms_csv_reader_new (KmsCsvRowFunc func, gpointer data)
{
  KmsCsvReader *reader = g_new0 (KmsCsvReader, 1);

  if (csv_init (&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    g_error ("libcsv does not start");
  csv_set_space_func (&reader->parser, is_space);
  reader->func = func;
  reader->data = data;
  reader->text = g_string_new (NULL);
  reader->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  reader->fields = g_ptr_array_new ();
  return reader;
}

/**
 * kms_csv_reader_free:
 * @reader: (transfer full) (nullable): a reader
 */
void
kms_csv_reader_free (KmsCsvReader *reader)
{
  if (reader == NULL)
    return;

  csv_free (&reader->parser);
  g_string_free (reader->text, TRUE);
  g_array_unref (reader->starts);
  g_ptr_array_unref (reader->fields);
  g_free (reader);
}

static gboolean
check (KmsCsvReader *reader, gboolean parsed, GError **error)
{
  if (reader->foreign)
    g_set_error_literal (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "The CSV is not UTF-8 text");
  else if (!parsed)
    g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "Row %" G_GSIZE_FORMAT " of the CSV: %s",
                 reader->n_rows + 1, csv_strerror (csv_error (&reader->parser)));
  return parsed && !reader->foreign;
}

/**
 * kms_csv_reader_feed:
 * @reader: a reader
 * @text: the next piece: UTF-8, without a byte order mark
 * @length: its length in bytes
 * @error: return location
 *
 * Hands over the rows that end in this piece, until one is the last that is wanted.
 *
 * Returns: %TRUE; on failure %FALSE, and %KMS_ERROR_TEXT_INVALID is set
 */
gboolean
kms_csv_reader_feed (KmsCsvReader *reader, const char *text, gsize length, GError **error)
{
  return check (
      reader, csv_parse (&reader->parser, text, length, on_field, on_row, reader) == length, error);
}

/**
 * kms_csv_reader_finish:
 * @reader: a reader that was fed all of the text
 * @error: return location
 *
 * Hands over a last row without a line end.
 *
 * Returns: %TRUE; on failure %FALSE, and %KMS_ERROR_TEXT_INVALID is set
 */
gboolean
kms_csv_reader_finish (KmsCsvReader *reader, GError **error)
{
  return check (reader, csv_fini (&reader->parser, on_field, on_row, reader) == 0, error);
}

/**
 * kms_csv_parse:
 * @text: UTF-8, with or without a byte order mark
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @error: return location
 *
 * Reads comma-separated values as strictly as kms_csv_reader_new() says.
 *
 * Returns: (transfer full) (nullable) (element-type GStrv): the rows, each a %NULL-terminated array
 *   of at least one field; on failure %NULL, and %KMS_ERROR_TEXT_INVALID is set
 */
GPtrArray *
kms_csv_parse (const char *text, gssize length, GError **error)
{
  return kms_csv_parse_lines (text, length, NULL, error);
}

typedef struct
{
  GPtrArray *rows; /* borrowed, of GStrv */
  GArray *lines;   /* borrowed, of guint; one for each row */
  guint line;      /* that is being read, from 1 */
} Rows;

static gboolean
keep_row (const char *const *fields, gpointer data)
{
  Rows *rows = data;

  g_ptr_array_add (rows->rows, g_strdupv ((char **) fields));
  g_array_append_val (rows->lines, rows->line);
  return TRUE;
}

/* Hands the text over line by line, so that the reader knows where it is. */
static gboolean
feed_by_lines (KmsCsvReader *reader, const char *text, gsize size, Rows *rows, GError **error)
{
  while (size > 0)
    {
      const char *end = memchr (text, '\n', size);
      gsize length = end == NULL ? size : (gsize) (end - text) + 1;

      if (!kms_csv_reader_feed (reader, text, length, error))
        return FALSE;
      text += length;
      size -= length;
      if (end != NULL)
        rows->line++;
    }
  return kms_csv_reader_finish (reader, error);
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
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  Rows rows = { .rows = all, .lines = row_lines, .line = 1 };
  g_autoptr (KmsCsvReader) reader = kms_csv_reader_new (keep_row, &rows);

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
  if (!feed_by_lines (reader, text, size, &rows, error))
    return NULL;
  if (lines != NULL)
    *lines = g_steal_pointer (&row_lines);
  return g_steal_pointer (&all);
}
