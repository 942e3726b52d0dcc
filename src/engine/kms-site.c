/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Site information: two lines that stand in mails, tables and files, so nothing that could break or
 * reorder a line gets in. */

#include "engine/kms-site.h"

#include <string.h>

/* No character of NFC stands for more than four others. A longer text is too long in any case and is
 * not normalised, which would take quadratic time for a megabyte of combining marks. */
#define MAX_DECOMPOSED (KMS_SITE_MAX_CHARACTERS * 4)

/**
 * kms_site_allows_character:
 * @character: any character
 *
 * Returns: %FALSE for control characters, line ends and the marks that change the direction of the
 *   text around them (U+202A–U+202E, U+2066–U+2069)
 */
gboolean
kms_site_allows_character (gunichar character)
{
  return !g_unichar_iscntrl (character) && character != 0x2028 && character != 0x2029
         && !(character >= 0x202A && character <= 0x202E)
         && !(character >= 0x2066 && character <= 0x2069);
}

/* Leaves out white space, line ends among it, at both ends. @n_before counts what was left out in
 * front, in characters. */
static void
strip (const char **start, const char **end, guint *n_before)
{
  while (*start < *end && g_unichar_isspace (g_utf8_get_char (*start)))
    {
      *start = g_utf8_next_char (*start);
      (*n_before)++;
    }
  while (*start < *end && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (*end))))
    *end = g_utf8_prev_char (*end);
}

/**
 * kms_site_set_line:
 * @site: site information
 * @index: which line, from 0
 * @text: what was typed
 * @reading: (out caller-allocates) (optional): what came of it
 *
 * Sets a line to @text in normal form C, without white space at its ends. At most
 * %KMS_SITE_MAX_CHARACTERS characters of it are allowed (manual chapter 5.2). On a fault, @site
 * stays as it is.
 *
 * Returns: %TRUE when there is no fault
 */
gboolean
kms_site_set_line (KmsSite *site, guint index, const char *text, KmsSiteReading *reading)
{
  KmsSiteReading unwanted;
  g_autofree char *normal = NULL;
  const char *start = text, *end;
  guint position = 0;

  g_return_val_if_fail (site != NULL && index < KMS_SITE_N_LINES && text != NULL, FALSE);

  if (reading == NULL)
    reading = &unwanted;
  memset (reading, 0, sizeof *reading);

  if (!g_utf8_validate (text, -1, &end))
    {
      reading->fault = KMS_SITE_FAULT_NOT_TEXT;
      return FALSE;
    }

  strip (&start, &end, &position);
  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    {
      position++;
      if (!kms_site_allows_character (g_utf8_get_char (p)))
        {
          reading->fault = KMS_SITE_FAULT_CONTROL;
          reading->position = position;
          return FALSE;
        }
    }

  reading->n_characters = (guint) g_utf8_strlen (start, end - start);
  if (reading->n_characters <= MAX_DECOMPOSED)
    {
      normal = g_utf8_normalize (start, end - start, G_NORMALIZE_NFC);
      reading->n_characters = (guint) g_utf8_strlen (normal, -1);
    }
  if (reading->n_characters > KMS_SITE_MAX_CHARACTERS)
    {
      reading->fault = KMS_SITE_FAULT_TOO_LONG;
      return FALSE;
    }

  g_strlcpy (site->line[index], normal, KMS_SITE_LINE_SIZE);
  return TRUE;
}

/**
 * kms_site_is_empty:
 * @site: site information
 *
 * Returns: %TRUE when no line says anything
 */
gboolean
kms_site_is_empty (const KmsSite *site)
{
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    if (site->line[i][0] != '\0')
      return FALSE;
  return TRUE;
}

/**
 * kms_site_equal:
 * @a: site information
 * @b: site information
 *
 * Returns: %TRUE when both say the same
 */
gboolean
kms_site_equal (const KmsSite *a, const KmsSite *b)
{
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    if (strcmp (a->line[i], b->line[i]) != 0)
      return FALSE;
  return TRUE;
}
