/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading what is typed into the one search field, the same on both sides of the wire, and comparing a
 * key with it. Pure functions; a search owns its strings. */

#include "engine/kms-search.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (KmsSearch, kms_search, kms_search_copy, kms_search_free)

/**
 * kms_search_new:
 * @text: (nullable): as typed
 *
 * Returns: (transfer full): a search for @text, newest first, to be narrowed
 */
KmsSearch *
kms_search_new (const char *text)
{
  KmsSearch *search = g_new0 (KmsSearch, 1);

  search->text = g_strdup (text);
  return search;
}

/**
 * kms_search_copy:
 * @search: (nullable): a search
 *
 * Returns: (transfer full) (nullable): another with the same content
 */
KmsSearch *
kms_search_copy (const KmsSearch *search)
{
  KmsSearch *copy;

  if (search == NULL)
    return NULL;

  copy = g_new0 (KmsSearch, 1);
  copy->text = g_strdup (search->text);
  copy->device_id = g_strdup (search->device_id);
  copy->activation_key = g_strdup (search->activation_key);
  copy->from = g_strdup (search->from);
  copy->to = g_strdup (search->to);
  copy->tz = g_strdup (search->tz);
  copy->oldest_first = search->oldest_first;
  return copy;
}

/**
 * kms_search_free:
 * @search: (transfer full) (nullable): a search
 */
void
kms_search_free (KmsSearch *search)
{
  if (search == NULL)
    return;

  g_free (search->text);
  g_free (search->device_id);
  g_free (search->activation_key);
  g_free (search->from);
  g_free (search->to);
  g_free (search->tz);
  g_free (search);
}

/**
 * kms_search_equal:
 * @a: (nullable): a search
 * @b: (nullable): a search
 *
 * Returns: %TRUE when both ask the same in the same words
 */
gboolean
kms_search_equal (const KmsSearch *a, const KmsSearch *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_strcmp0 (a->text, b->text) == 0 && g_strcmp0 (a->device_id, b->device_id) == 0
         && g_strcmp0 (a->activation_key, b->activation_key) == 0
         && g_strcmp0 (a->from, b->from) == 0 && g_strcmp0 (a->to, b->to) == 0
         && g_strcmp0 (a->tz, b->tz) == 0 && a->oldest_first == b->oldest_first;
}

/**
 * kms_search_read_digits:
 * @text: as typed; valid UTF-8
 * @digits: (out caller-allocates): the canonical form
 *
 * Reads an identifier or a part of one, as people write it: full-width or not, with separators or
 * without.
 *
 * Returns: %TRUE when @text is %KMS_SEARCH_MIN_DIGITS to %KMS_IDENTIFIER_MAX_DIGITS hexadecimal
 *   digits; otherwise @digits is ""
 */
gboolean
kms_search_read_digits (const char *text, char digits[KMS_IDENTIFIER_SIZE])
{
  KmsIdentifierReading reading;

  digits[0] = '\0';
  kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, text, -1, &reading);
  if (reading.n_digits < KMS_SEARCH_MIN_DIGITS
      || (reading.fault != KMS_IDENTIFIER_FAULT_NONE
          && reading.fault != KMS_IDENTIFIER_FAULT_TOO_SHORT))
    return FALSE;
  g_strlcpy (digits, reading.digits, KMS_IDENTIFIER_SIZE);
  return TRUE;
}

/**
 * kms_search_fold:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): @text without case and width: full-width letters become ASCII, U+3000 a
 *   space, half-width kana full-width ones
 */
char *
kms_search_fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (normal, -1);
}

/**
 * kms_search_text_read:
 * @reading: (out caller-allocates): what came of it; to be cleared
 * @text: (nullable): as typed
 *
 * Returns: what is wrong with @text, in which case @reading is empty
 */
KmsSearchFault
kms_search_text_read (KmsSearchText *reading, const char *text)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) pieces = NULL;
  g_autofree char *folded = NULL;

  memset (reading, 0, sizeof *reading);
  if (text == NULL)
    return KMS_SEARCH_FAULT_NONE;
  if (!g_utf8_validate (text, -1, NULL))
    return KMS_SEARCH_FAULT_NOT_TEXT;
  if (g_utf8_strlen (text, -1) > KMS_SEARCH_MAX_CHARACTERS)
    return KMS_SEARCH_FAULT_TOO_LONG;

  folded = kms_search_fold (text);
  pieces = g_strsplit_set (folded, " \t\r\n", -1);
  for (guint i = 0; pieces[i] != NULL; i++)
    if (pieces[i][0] != '\0')
      g_strv_builder_add (words, pieces[i]);
  reading->words = g_strv_builder_end (words);
  if (reading->words[0] == NULL)
    g_clear_pointer (&reading->words, g_strfreev);
  kms_search_read_digits (text, reading->digits);
  return KMS_SEARCH_FAULT_NONE;
}

/**
 * kms_search_text_clear:
 * @reading: a reading
 *
 * Frees what is in it.
 */
void
kms_search_text_clear (KmsSearchText *reading)
{
  g_clear_pointer (&reading->words, g_strfreev);
  reading->digits[0] = '\0';
}

/**
 * kms_search_text_is_empty:
 * @reading: a reading
 *
 * Returns: %TRUE when every key matches
 */
gboolean
kms_search_text_is_empty (const KmsSearchText *reading)
{
  return reading->words == NULL && reading->digits[0] == '\0';
}

static gboolean
has_digits (const char *identifier, const char *digits)
{
  return g_str_has_prefix (identifier, digits)
         || (strlen (digits) == KMS_SEARCH_MIN_DIGITS && g_str_has_suffix (identifier, digits));
}

/* Most lines are ASCII, and a list may go over very many. */
static const char *
fold_line (const char *line, char buffer[KMS_SITE_LINE_SIZE], char **owned)
{
  gsize i;

  for (i = 0; line[i] != '\0' && (guchar) line[i] < 0x80 && i < KMS_SITE_LINE_SIZE - 1; i++)
    buffer[i] = g_ascii_tolower (line[i]);
  buffer[i] = '\0';
  if (line[i] == '\0')
    return buffer;
  return *owned = kms_search_fold (line);
}

/**
 * kms_search_text_matches:
 * @reading: a reading
 * @device_id: canonical
 * @activation_key: canonical
 * @line_1: the first site line
 * @line_2: the second one
 *
 * Returns: whether the site lines hold each of the words, whatever the case and the width, or else
 *   the identifiers the digits
 */
gboolean
kms_search_text_matches (const KmsSearchText *reading,
                         const char *device_id,
                         const char *activation_key,
                         const char *line_1,
                         const char *line_2)
{
  char buffers[2][KMS_SITE_LINE_SIZE];
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  const char *lines[2];

  if (reading->digits[0] != '\0'
      && (has_digits (device_id, reading->digits) || has_digits (activation_key, reading->digits)))
    return TRUE;
  if (reading->words == NULL)
    return reading->digits[0] == '\0';
  lines[0] = fold_line (line_1, buffers[0], &first);
  lines[1] = fold_line (line_2, buffers[1], &second);
  for (guint i = 0; reading->words[i] != NULL; i++)
    if (strstr (lines[0], reading->words[i]) == NULL
        && strstr (lines[1], reading->words[i]) == NULL)
      return FALSE;
  return TRUE;
}
