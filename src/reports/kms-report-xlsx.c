/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Excel workbooks, by way of libxlsxwriter, row by row: the rows wait in a nameless temporary file beside
 * the target, and are packed in the end. The table goes on in another sheet where one is full; the last
 * sheet says what the report is about. */

#include "common/kms-clock.h"
#include "common/kms-error.h"
#include "reports/kms-report-conversion.h"

#include <sys/statvfs.h>
#include <xlsxwriter.h>

/* Of a sheet, the names of the columns among them. */
#define MAX_ROWS LXW_ROW_MAX

/* What packing needs at the least; with less, the temporary file may have lost its end. */
#define MIN_SPACE (1024 * 1024)

typedef struct
{
  const KmsReportConversion *conversion; /* borrowed */
  const KmsReportColumn *columns;
  guint n_columns;
  lxw_workbook *book;   /* owned; its sheets and formats are its own */
  lxw_worksheet *sheet; /* that is being written */
  guint n_sheets;
  lxw_row_t row; /* that comes next; 0 for the names of the columns */
  lxw_format *head;
  lxw_format *date;
  lxw_format *time;
} Writing;

/* A library that fails is out of memory or disk. */
static gboolean
check (lxw_error result, GError **error)
{
  KmsError code = KMS_ERROR_STORE_FAILED;

  if (result == LXW_NO_ERROR)
    return TRUE;
  if (result == LXW_ERROR_ZIP_FILE_OPERATION || result == LXW_ERROR_ZIP_CLOSE
      || result == LXW_ERROR_ZIP_FILE_ADD)
    code = KMS_ERROR_STORE_FULL;
  g_set_error (error, KMS_ERROR, (int) code, "libxlsxwriter: %s", lxw_strerror (result));
  return FALSE;
}

static void
finish_sheet (Writing *writing)
{
  if (writing->sheet == NULL)
    return;

  worksheet_autofilter (writing->sheet, 0, 0, MAX (writing->row, 2) - 1,
                        (lxw_col_t) (writing->n_columns - 1));
}

/* The next sheet, with the names of the columns, which stay in sight and have a filter. */
static gboolean
begin_sheet (Writing *writing, GError **error)
{
  const char *kind = kms_report_kind_to_string (writing->conversion->query->kind);
  g_autofree char *name = NULL;

  finish_sheet (writing);
  writing->n_sheets++;
  name =
      writing->n_sheets == 1 ? g_strdup (kind) : g_strdup_printf ("%s %u", kind, writing->n_sheets);
  writing->sheet = workbook_add_worksheet (writing->book, name);
  if (writing->sheet == NULL)
    return check (LXW_ERROR_MEMORY_MALLOC_FAILED, error);

  worksheet_freeze_panes (writing->sheet, 1, 0);
  for (guint i = 0; i < writing->n_columns; i++)
    {
      lxw_error result;

      worksheet_set_column (writing->sheet, (lxw_col_t) i, (lxw_col_t) i, writing->columns[i].width,
                            NULL);
      result = worksheet_write_string (writing->sheet, 0, (lxw_col_t) i, writing->columns[i].name,
                                       writing->head);
      if (!check (result, error))
        return FALSE;
    }
  writing->row = 1;
  return TRUE;
}

/* Of "2026-04-01" or "2026-04-01T09:45:30+09:00": what the clock there shows; a sheet knows no zones. */
static lxw_error
write_date (Writing *writing, lxw_col_t column, const char *field, lxw_format *format)
{
  lxw_datetime date = { 0 };
  int seconds = 0;

  sscanf (field, "%d-%d-%dT%d:%d:%d", &date.year, &date.month, &date.day, &date.hour, &date.min,
          &seconds);
  date.sec = seconds;
  return worksheet_write_datetime (writing->sheet, writing->row, column, &date, format);
}

static lxw_error
write_field (Writing *writing, lxw_col_t column, const char *field)
{
  switch (writing->columns[column].type)
    {
    case KMS_REPORT_NUMBER:
      return worksheet_write_number (writing->sheet, writing->row, column,
                                     g_ascii_strtod (field, NULL), NULL);
    case KMS_REPORT_DATE:
      return write_date (writing, column, field, writing->date);
    case KMS_REPORT_TIME:
      return write_date (writing, column, field, writing->time);
    case KMS_REPORT_TEXT:
    default:
      return worksheet_write_string (writing->sheet, writing->row, column, field, NULL);
    }
}

static gboolean
on_row (const char *const *fields, gpointer data, GError **error)
{
  Writing *writing = data;

  if (writing->sheet == NULL)
    return begin_sheet (writing, error); /* the first row has the names of the columns */
  if (writing->row == MAX_ROWS && !begin_sheet (writing, error))
    return FALSE;
  for (guint i = 0; i < writing->n_columns; i++)
    {
      if (!check (write_field (writing, (lxw_col_t) i, fields[i]), error))
        return FALSE;
    }
  writing->row++;
  return TRUE;
}

/* What the table does not say itself, the time zone first of all. */
static gboolean
write_about (Writing *writing, GError **error)
{
  const KmsReportConversion *conversion = writing->conversion;
  const KmsReportQuery *query = conversion->query;
  g_autofree char *created_at = kms_time_to_string (conversion->created_at);
  const char *const about[][2] = {
    { "report", kms_report_kind_to_string (query->kind) },
    { "time_zone", query->tz },
    { "from", query->from },
    { "to", query->to },
    { "created_at", created_at },
    { "program", "KMS Desk " KMS_VERSION },
    { "note", conversion->demo ? "DEMO: not for real devices" : NULL },
  };
  lxw_worksheet *sheet = workbook_add_worksheet (writing->book, "about");
  lxw_row_t row = 0;

  if (sheet == NULL)
    return check (LXW_ERROR_MEMORY_MALLOC_FAILED, error);
  worksheet_set_column (sheet, 0, 1, 28, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (about); i++)
    {
      if (about[i][1] == NULL)
        continue;
      if (!check (worksheet_write_string (sheet, row, 0, about[i][0], writing->head), error)
          || !check (worksheet_write_string (sheet, row, 1, about[i][1], NULL), error))
        return FALSE;
      row++;
    }
  return TRUE;
}

/* The library does not look whether its temporary file took all of what it wrote; it lies on the same
 * disk as the target. */
static gboolean
check_space (const KmsReportConversion *conversion, const char *folder, GError **error)
{
  struct statvfs space;

  if (statvfs (folder, &space) != 0 || (guint64) space.f_bavail * space.f_frsize >= MIN_SPACE)
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_FULL, "%s: the disk is full", conversion->target);
  return FALSE;
}

static gboolean
write_book (Writing *writing, const char *folder, GError **error)
{
  writing->head = workbook_add_format (writing->book);
  format_set_bold (writing->head);
  writing->date = workbook_add_format (writing->book);
  format_set_num_format (writing->date, "yyyy-mm-dd");
  writing->time = workbook_add_format (writing->book);
  format_set_num_format (writing->time, "yyyy-mm-dd hh:mm:ss");
  if (!kms_report_conversion_read (writing->conversion, on_row, writing, error))
    return FALSE;
  finish_sheet (writing);
  return write_about (writing, error) && check_space (writing->conversion, folder, error);
}

/* Without packing anything. The library forgets to close its temporary files then, which have no name. */
static void
give_up (lxw_workbook *book)
{
  lxw_worksheet *sheet;

  STAILQ_FOREACH (sheet, book->worksheets, list_pointers)
  {
    if (sheet->optimize_tmpfile != NULL)
      fclose (sheet->optimize_tmpfile);
  }
  lxw_workbook_free (book);
}

/**
 * kms_report_convert_to_xlsx:
 * @conversion: what is converted
 * @error: return location
 *
 * Returns: whether the file is written
 */
gboolean
kms_report_convert_to_xlsx (KmsReportConversion *conversion, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (conversion->target);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };
  Writing writing = { .conversion = conversion };

  writing.columns =
      kms_report_get_columns (conversion->query->kind, conversion->demo, &writing.n_columns);
  writing.book = workbook_new_opt (conversion->target, &options);
  if (writing.book == NULL)
    return check (LXW_ERROR_MEMORY_MALLOC_FAILED, error);
  if (!write_book (&writing, folder, error))
    {
      give_up (writing.book);
      return FALSE;
    }
  return check (workbook_close (writing.book), error);
}
