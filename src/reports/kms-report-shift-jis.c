/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV in Shift_JIS, as Windows has it: code page 932. What it cannot hold becomes U+3013 GETA MARK, which
 * stands for a missing letter in Japanese print, and is told. iconv knows the code page, and takes twins
 * such as U+301C and U+FF5E alike; but two characters it would turn into other ones (see below). */

#include "common/kms-csv.h"
#include "common/kms-error.h"
#include "reports/kms-report-conversion.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define GETA_MARK "\xE3\x80\x93"

typedef struct
{
  KmsReportConversion *conversion; /* borrowed */
  guint n_columns;
  GIConv iconv; /* owned */
  FILE *target; /* owned */
  guint row;    /* from 0, the names of the columns */
  GString *csv; /* owned; a row in UTF-8 */
  GString *out; /* owned; the same in Shift_JIS */
} Writing;

/* U+00A5 YEN SIGN and U+203E OVERLINE are 0x5C and 0x7E for iconv, which everybody else reads as \ and ~. */
static gboolean
is_turned (gunichar character)
{
  return character == 0x00A5 || character == 0x203E;
}

/* Returns: how many bytes it is; 0 when it cannot be written. */
static gsize
convert_some (Writing *writing, const char *text, gsize length, char *bytes, gsize size)
{
  char *in = (char *) text;
  char *out = bytes;
  gsize n_in = length;
  gsize n_out = size;

  g_iconv (writing->iconv, NULL, NULL, NULL, NULL);
  return g_iconv (writing->iconv, &in, &n_in, &out, &n_out) == (gsize) -1 ? 0 : size - n_out;
}

static gboolean
can_write (Writing *writing, const char *character)
{
  char bytes[8];
  gsize length = (gsize) (g_utf8_next_char (character) - character);

  return !is_turned (g_utf8_get_char (character))
         && convert_some (writing, character, length, bytes, sizeof bytes) > 0;
}

/* Returns: (transfer full) (nullable): the field with marks in the place of what cannot be written; NULL
 * when all of it can be */
static char *
replace_lost (Writing *writing, guint column, const char *field)
{
  KmsReportConversion *conversion = writing->conversion;
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autoptr (GString) lost = g_string_new (NULL);

  for (const char *at = field; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (can_write (writing, at))
        {
          g_string_append_unichar (kept, character);
          continue;
        }
      g_string_append (kept, GETA_MARK);
      if (g_utf8_strchr (lost->str, -1, character) == NULL)
        g_string_append_unichar (lost, character);
    }
  if (lost->len == 0)
    return NULL;

  if (conversion->n_losses++ < KMS_REPORT_MAX_LOSSES)
    {
      KmsReportLoss *loss = g_new0 (KmsReportLoss, 1);

      loss->row = writing->row;
      loss->column = column;
      loss->text = g_strdup (field);
      loss->characters = g_string_free (g_steal_pointer (&lost), FALSE);
      g_ptr_array_add (conversion->losses, loss);
    }
  return g_string_free (g_steal_pointer (&kept), FALSE);
}

/* Nearly all rows go through as they are; only one that does not is looked at by field and character. */
static gboolean
convert_row (Writing *writing)
{
  const char *text = writing->csv->str;
  gsize n_bytes = 0;

  /* No character takes more bytes than in UTF-8. */
  g_string_set_size (writing->out, writing->csv->len);
  if (strstr (text, "\xC2\xA5") == NULL && strstr (text, "\xE2\x80\xBE") == NULL)
    n_bytes = convert_some (writing, text, writing->csv->len, writing->out->str, writing->out->len);
  g_string_set_size (writing->out, n_bytes);
  return n_bytes > 0;
}

static gboolean
on_row (const char *const *fields, gpointer data, GError **error)
{
  Writing *writing = data;
  const char *kept[KMS_REPORT_MAX_COLUMNS + 1] = { NULL };
  g_autoptr (GPtrArray) owned = NULL;

  g_string_truncate (writing->csv, 0);
  kms_csv_append_row (writing->csv, fields);
  if (!convert_row (writing))
    {
      owned = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < writing->n_columns; i++)
        {
          char *replaced = replace_lost (writing, i, fields[i]);

          kept[i] = replaced != NULL ? replaced : fields[i];
          g_ptr_array_add (owned, replaced);
        }
      g_string_truncate (writing->csv, 0);
      kms_csv_append_row (writing->csv, kept);
      convert_row (writing);
    }
  writing->row++;
  if (fwrite (writing->out->str, 1, writing->out->len, writing->target) == writing->out->len)
    return TRUE;
  g_propagate_error (error, kms_report_error_from_errno (errno, writing->conversion->target));
  return FALSE;
}

/**
 * kms_report_convert_to_shift_jis:
 * @conversion: what is converted; its losses are filled in
 * @error: return location
 *
 * Returns: whether the file is written
 */
gboolean
kms_report_convert_to_shift_jis (KmsReportConversion *conversion, GError **error)
{
  Writing writing = { .conversion = conversion };
  gboolean written;

  writing.iconv = g_iconv_open ("CP932", "UTF-8");
  if (writing.iconv == (GIConv) -1)
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_FAILED, "iconv does not know CP932");
      return FALSE;
    }
  writing.target = g_fopen (conversion->target, "wbe");
  if (writing.target == NULL)
    {
      g_propagate_error (error, kms_report_error_from_errno (errno, conversion->target));
      g_iconv_close (writing.iconv);
      return FALSE;
    }
  kms_report_get_columns (conversion->query->kind, conversion->demo, &writing.n_columns);
  writing.csv = g_string_new (NULL);
  writing.out = g_string_new (NULL);
  written = kms_report_conversion_read (conversion, on_row, &writing, error);
  if (fclose (writing.target) != 0 && written)
    {
      g_propagate_error (error, kms_report_error_from_errno (errno, conversion->target));
      written = FALSE;
    }
  g_string_free (writing.csv, TRUE);
  g_string_free (writing.out, TRUE);
  g_iconv_close (writing.iconv);
  return written;
}
