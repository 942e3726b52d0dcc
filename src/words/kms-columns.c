/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How wide a text is on a terminal, padding to a width, and making foreign text safe to print.
 * Nothing is owned here. */

#include "words/kms-columns.h"

/* The pictures of the control characters begin here: U+2400 is the one of NUL. */
#define CONTROL_PICTURES 0x2400
#define PICTURE_OF_DEL   0x2421
#define REPLACEMENT      0xFFFD

/* A stranger's text must not move the cursor, change the colours or reverse what stands beside it. */
static gunichar
make_visible (gunichar character)
{
  if (character < 0x20)
    return CONTROL_PICTURES + character;
  if (character == 0x7F)
    return PICTURE_OF_DEL;
  if (character < 0xA0 && character > 0x7F)
    return REPLACEMENT;
  if ((character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069))
    return REPLACEMENT;
  if (character == 0x2028 || character == 0x2029)
    return REPLACEMENT;

  return character;
}

/**
 * kms_columns_of:
 * @text: UTF-8
 *
 * Returns: how many columns @text fills on a terminal
 */
guint
kms_columns_of (const char *text)
{
  guint n = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_iszerowidth (character))
        continue;
      n += g_unichar_iswide (character) ? 2 : 1;
    }

  return n;
}

/**
 * kms_columns_append:
 * @page: what to append to
 * @text: UTF-8
 * @n_columns: how many columns to fill at least
 *
 * Appends @text and as many spaces as are missing.
 */
void
kms_columns_append (GString *page, const char *text, guint n_columns)
{
  g_string_append (page, text);
  for (guint n = kms_columns_of (text); n < n_columns; n++)
    g_string_append_c (page, ' ');
}

/**
 * kms_columns_make_printable:
 * @bytes: what a stranger typed, in any encoding
 *
 * Makes text of it that may be shown inside a sentence: bytes that are not UTF-8 become U+FFFD, and
 * control characters become their pictures.
 *
 * Returns: (transfer full): UTF-8
 */
char *
kms_columns_make_printable (const char *bytes)
{
  g_autofree char *text = g_utf8_make_valid (bytes, -1);
  GString *printable = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (printable, make_visible (g_utf8_get_char (at)));

  return g_string_free (printable, FALSE);
}
