/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes UTF-8 of the bytes of a file or a clipboard, and lines of that. */

#include "engine/kms-sheet-text.h"

#include "common/kms-error.h"
#include "engine/kms-sheet-reader.h"

#include <string.h>

static const struct
{
  const char *mark;
  gsize length;
  const char *charset;
} byte_order_marks[] = {
  { "\xEF\xBB\xBF", 3, "UTF-8" },
  { "\xFF\xFE", 2, "UTF-16LE" },
  { "\xFE\xFF", 2, "UTF-16BE" },
};

/**
 * kms_sheet_text_decode:
 * @bytes: what was opened or pasted
 * @length: how many, or -1 when it ends with a NUL
 * @error: return location
 *
 * Takes UTF-8, UTF-16 with a byte order mark and, when it is neither, the character set of Japanese
 * Windows (CP932), in which mail and tables there are often saved.
 *
 * Returns: (transfer full) (nullable): UTF-8 without NUL characters inside and without a byte order
 *   mark; on failure %NULL, and %KMS_ERROR_TEXT_TOO_LARGE or %KMS_ERROR_TEXT_INVALID is set
 */
char *
kms_sheet_text_decode (const char *bytes, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (bytes) : (gsize) length;
  const char *charset = NULL;
  g_autofree char *text = NULL;
  gsize text_size = 0;

  if (size > KMS_SHEET_MAX_SIZE)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE,
                   "%" G_GSIZE_FORMAT " bytes, at most %d are read", size, KMS_SHEET_MAX_SIZE);
      return NULL;
    }

  for (guint i = 0; i < G_N_ELEMENTS (byte_order_marks) && charset == NULL; i++)
    if (size >= byte_order_marks[i].length
        && memcmp (bytes, byte_order_marks[i].mark, byte_order_marks[i].length) == 0)
      {
        charset = byte_order_marks[i].charset;
        bytes += byte_order_marks[i].length;
        size -= byte_order_marks[i].length;
      }
  if (charset == NULL)
    charset = g_utf8_validate_len (bytes, size, NULL) ? "UTF-8" : "CP932";

  if (g_str_equal (charset, "UTF-8"))
    {
      text = g_strndup (bytes, size);
      text_size = size;
    }
  else if (memchr (bytes, '\0', size) == NULL || !g_str_equal (charset, "CP932"))
    text = g_convert (bytes, (gssize) size, "UTF-8", charset, NULL, &text_size, NULL);

  if (text == NULL || !g_utf8_validate_len (text, text_size, NULL))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "No %s text", charset);
      return NULL;
    }
  return g_steal_pointer (&text);
}

/**
 * kms_sheet_text_next_line:
 * @line: the start of a line
 * @length: (out): its length in bytes, without its end
 *
 * Lines end as editors count them: at LF, CR, CR LF, U+2028 and U+2029.
 *
 * Returns: (transfer none) (nullable): the start of the next line; %NULL when @line is the last one
 */
const char *
kms_sheet_text_next_line (const char *line, gsize *length)
{
  const char *p = line;

  while (TRUE)
    {
      p += strcspn (p, "\n\r\xE2");
      if (*p != '\xE2' || g_str_has_prefix (p, "\xE2\x80\xA8")
          || g_str_has_prefix (p, "\xE2\x80\xA9"))
        break;
      p++;
    }

  *length = (gsize) (p - line);
  if (*p == '\0')
    return NULL;
  if (*p == '\xE2')
    return p + 3;
  return p + (p[0] == '\r' && p[1] == '\n' ? 2 : 1);
}
