/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading and showing the identifiers: one rule for everything that is typed, pasted or scanned, on
 * both sides of the wire. Pure functions over text that the caller owns. */

#include "engine/kms-identifier.h"

#include <string.h>

static const struct
{
  guint min_digits;
  guint max_digits;
  guint group; /* digits between two separators; 0: none */
  char separator;
} kinds[] = {
  [KMS_IDENTIFIER_MPR_ID] = { 16, 16, 4, '-' },
  [KMS_IDENTIFIER_MAC_ADDRESS] = { 12, 12, 2, ':' },
  [KMS_IDENTIFIER_ACTIVATION_KEY] = { 16, 16, 4, '-' },
  [KMS_IDENTIFIER_LICENSE_NO] = { 16, 16, 4, '-' },
  [KMS_IDENTIFIER_REGISTRATION_ID] = { 1, 16, 0, '\0' },
  [KMS_IDENTIFIER_REGISTRATION_KEY] = { 16, 16, 4, '-' },
};

/* Full-width forms of ASCII as ASCII. Not NFKC, which would also make a digit of ①. */
static gunichar
fold_width (gunichar character)
{
  if (character >= 0xFF01 && character <= 0xFF5E)
    return character - 0xFF01 + '!';
  return character == 0x3000 ? ' ' : character;
}

/* The digit that people and scanners mistake for @character, or NUL. B and D are digits themselves
 * and never touched. */
static char
look_alike (gunichar character)
{
  switch (fold_width (character))
    {
    case 'O':
    case 'o':
    case 'Q':
      return '0';
    case 'I':
    case 'i':
    case 'L':
    case 'l':
    case '|':
    case '!':
      return '1';
    case 'Z':
    case 'z':
      return '2';
    case 'S':
    case 's':
      return '5';
    case 'G':
    case 'g':
      return '6';
    default:
      return '\0';
    }
}

/* Fills in the suggestion, when replacing the look-alikes makes the whole text valid. In a
 * registration ID, which may be short, they must be fewer than the true digits and a decimal digit
 * be among those: "Lisa" is a word, not 115A. */
static void
suggest (KmsIdentifierKind kind, const char *text, const char *end, KmsIdentifierReading *reading)
{
  char digits[KMS_IDENTIFIER_SIZE] = "";
  guint n_digits = 0, n_replaced = 0, n_decimal = 0;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);
      int value = kms_identifier_digit_value (character);
      char digit = value >= 0 ? "0123456789ABCDEF"[value] : look_alike (character);

      if (kms_identifier_is_separator (character))
        continue;
      if (digit == '\0' || n_digits == kinds[kind].max_digits)
        return;
      digits[n_digits++] = digit;
      n_replaced += value < 0;
      n_decimal += value >= 0 && value <= 9;
    }
  if (n_digits < kinds[kind].min_digits)
    return;
  if (kind == KMS_IDENTIFIER_REGISTRATION_ID
      && (n_decimal == 0 || n_replaced >= n_digits - n_replaced))
    return;
  memcpy (reading->suggestion, digits, sizeof digits);
}

/**
 * kms_identifier_device_kind:
 * @category: a category
 *
 * Returns: the kind of identifier that names a device of @category
 */
KmsIdentifierKind
kms_identifier_device_kind (KmsCategory category)
{
  return category == KMS_CATEGORY_LIVE_LINK ? KMS_IDENTIFIER_MAC_ADDRESS : KMS_IDENTIFIER_MPR_ID;
}

/**
 * kms_identifier_key_kind:
 * @category: a category
 *
 * Returns: the kind of identifier that an activation key is to the people of @category
 */
KmsIdentifierKind
kms_identifier_key_kind (KmsCategory category)
{
  return category == KMS_CATEGORY_LIVE_LINK ? KMS_IDENTIFIER_LICENSE_NO
                                            : KMS_IDENTIFIER_ACTIVATION_KEY;
}

/**
 * kms_identifier_get_min_digits:
 * @kind: a kind of identifier
 *
 * Returns: the fewest digits it may have
 */
guint
kms_identifier_get_min_digits (KmsIdentifierKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), 0);

  return kinds[kind].min_digits;
}

/**
 * kms_identifier_get_max_digits:
 * @kind: a kind of identifier
 *
 * Returns: the most digits it may have
 */
guint
kms_identifier_get_max_digits (KmsIdentifierKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), 0);

  return kinds[kind].max_digits;
}

/**
 * kms_identifier_read:
 * @kind: what it shall be
 * @text: what was typed, pasted or scanned
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @reading: (out caller-allocates): what came of it
 *
 * Reads an identifier as people write it: full-width or not, with separators anywhere or nowhere,
 * in upper or lower case. A text that is none tells what is wrong first: text that is no text, then
 * the first character that is no digit, then the length.
 *
 * Returns: %TRUE when there is no fault; @reading->digits is the canonical form
 */
gboolean
kms_identifier_read (KmsIdentifierKind kind,
                     const char *text,
                     gssize length,
                     KmsIdentifierReading *reading)
{
  const char *end;
  guint position = 0;

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), FALSE);
  g_return_val_if_fail (text != NULL && reading != NULL, FALSE);

  end = text + (length < 0 ? strlen (text) : (gsize) length);
  memset (reading, 0, sizeof *reading);
  if (!g_utf8_validate_len (text, (gsize) (end - text), NULL))
    {
      reading->fault = KMS_IDENTIFIER_FAULT_NOT_TEXT;
      return FALSE;
    }

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);
      int value = kms_identifier_digit_value (character);

      position++;
      if (value >= 0)
        {
          if (reading->n_digits < KMS_IDENTIFIER_MAX_DIGITS)
            reading->digits[reading->n_digits] = "0123456789ABCDEF"[value];
          reading->n_digits++;
        }
      else if (!kms_identifier_is_separator (character))
        {
          reading->fault = KMS_IDENTIFIER_FAULT_CHARACTER;
          reading->character = character;
          reading->position = position;
          suggest (kind, text, end, reading);
          return FALSE;
        }
    }

  if (reading->n_digits == 0)
    reading->fault = KMS_IDENTIFIER_FAULT_EMPTY;
  else if (reading->n_digits < kinds[kind].min_digits)
    reading->fault = KMS_IDENTIFIER_FAULT_TOO_SHORT;
  else if (reading->n_digits > kinds[kind].max_digits)
    reading->fault = KMS_IDENTIFIER_FAULT_TOO_LONG;
  return reading->fault == KMS_IDENTIFIER_FAULT_NONE;
}

/**
 * kms_identifier_is_separator:
 * @character: any character
 *
 * Returns: %TRUE when kms_identifier_read() passes over it: spaces of every width, tabs, line ends,
 *   every dash, the mark U+30FC that Japanese input methods make of one, and the colon
 */
gboolean
kms_identifier_is_separator (gunichar character)
{
  gunichar folded = fold_width (character);

  switch (folded)
    {
    case ' ':
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
    case 0x0085:
    case 0x00A0:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0xFEFF:
    case '-':
    case 0x2212:
    case 0x30FC:
    case 0xFF70:
    case ':':
      return TRUE;
    default:
      /* the spaces of typesetting and the zero-width ones, then the dashes */
      return (folded >= 0x2000 && folded <= 0x200D) || (folded >= 0x2010 && folded <= 0x2015);
    }
}

/**
 * kms_identifier_digit_value:
 * @character: any character
 *
 * Returns: the value of the hexadecimal digit @character, in any case and width; -1 when it is none
 */
int
kms_identifier_digit_value (gunichar character)
{
  gunichar folded = fold_width (character);

  return folded < 0x80 ? g_ascii_xdigit_value ((char) folded) : -1;
}

/**
 * kms_identifier_format:
 * @kind: what it is
 * @digits: at most %KMS_IDENTIFIER_MAX_DIGITS digits, also fewer than @kind needs
 * @shown: (out caller-allocates): room for the result
 *
 * Writes an identifier as people read it: 1234-5678-90AB-CDEF, or 12:34:56:78:90:AB.
 *
 * Returns: (transfer none): @shown
 */
const char *
kms_identifier_format (KmsIdentifierKind kind,
                       const char *digits,
                       char shown[KMS_IDENTIFIER_SHOWN_SIZE])
{
  guint group;
  char *out = shown;

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), "");
  g_return_val_if_fail (digits != NULL && shown != NULL, "");

  group = kinds[kind].group;
  for (guint i = 0; i < KMS_IDENTIFIER_MAX_DIGITS && digits[i] != '\0'; i++)
    {
      if (group > 0 && i > 0 && i % group == 0)
        *out++ = kinds[kind].separator;
      *out++ = digits[i];
    }
  *out = '\0';
  return shown;
}

/**
 * kms_identifier_regroup:
 * @kind: what it is going to be
 * @text: what has been typed so far, valid UTF-8
 *
 * Puts what somebody is typing into the form of kms_identifier_format(). Nothing is cut off: digits
 * too many stay there to be seen.
 *
 * Returns: (transfer full) (nullable): the digits in groups and in upper case; %NULL when there is
 *   something else than digits and separators in @text
 */
char *
kms_identifier_regroup (KmsIdentifierKind kind, const char *text)
{
  g_autoptr (GString) grouped = g_string_new (NULL);
  guint n_digits = 0;

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      int value = kms_identifier_digit_value (g_utf8_get_char (text));

      if (value < 0 && !kms_identifier_is_separator (g_utf8_get_char (text)))
        return NULL;
      if (value < 0)
        continue;
      if (kinds[kind].group > 0 && n_digits > 0 && n_digits % kinds[kind].group == 0)
        g_string_append_c (grouped, kinds[kind].separator);
      g_string_append_c (grouped, "0123456789ABCDEF"[value]);
      n_digits++;
    }
  return g_strdup (grouped->str);
}
