/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with something typed, pasted or opened: where, and what to do next, one sentence or
 * two for each case. All texts handed back are the caller's. */

#include "words/kms-columns.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
empty_sentence (KmsIdentifierKind kind)
{
  switch (kind)
    {
    case KMS_IDENTIFIER_MPR_ID:
      return g_strdup (_ ("Enter the MPR ID: 16 digits, 0–9 and A–F."));
    case KMS_IDENTIFIER_MAC_ADDRESS:
      return g_strdup (_ ("Enter the MAC address: 12 digits, 0–9 and A–F."));
    case KMS_IDENTIFIER_ACTIVATION_KEY:
      return g_strdup (_ ("Enter the activation key: 16 digits, 0–9 and A–F."));
    case KMS_IDENTIFIER_LICENSE_NO:
      return g_strdup (_ ("Enter the License No.: 16 digits, 0–9 and A–F."));
    case KMS_IDENTIFIER_REGISTRATION_ID:
      return g_strdup (_ ("Enter the registration ID: up to 16 digits, 0–9 and A–F."));
    case KMS_IDENTIFIER_REGISTRATION_KEY:
      return g_strdup (_ ("Enter the registration key: 16 digits, 0–9 and A–F."));
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Most people know a character by its looks; what has none is named by its number. */
static char *
show_character (gunichar character)
{
  char utf8[7] = "";

  if (!g_unichar_isprint (character) || g_unichar_iszerowidth (character)
      || g_unichar_isspace (character))
    return g_strdup_printf ("U+%04X", character);

  g_unichar_to_utf8 (character, utf8);
  return g_strdup (utf8);
}

static char *
character_sentence (KmsIdentifierKind kind, guint position, gunichar character)
{
  g_autofree char *shown = show_character (character);

  switch (kind)
    {
    case KMS_IDENTIFIER_MPR_ID:
      /* Translators: %u is its place in the text, counted from 1, and %s the character */
      return g_strdup_printf (
          _ ("Character %u, “%s”, is not a digit of an MPR ID: only 0–9 and A–F are used."),
          position, shown);
    case KMS_IDENTIFIER_MAC_ADDRESS:
      /* Translators: %u is its place in the text, counted from 1, and %s the character */
      return g_strdup_printf (
          _ ("Character %u, “%s”, is not a digit of a MAC address: only 0–9 and A–F are used."),
          position, shown);
    case KMS_IDENTIFIER_ACTIVATION_KEY:
      /* Translators: %u is its place in the text, counted from 1, and %s the character */
      return g_strdup_printf (
          _ ("Character %u, “%s”, is not a digit of an activation key: only 0–9 and A–F are used."),
          position, shown);
    case KMS_IDENTIFIER_LICENSE_NO:
      /* Translators: %u is its place in the text, counted from 1, and %s the character */
      return g_strdup_printf (
          _ ("Character %u, “%s”, is not a digit of a License No.: only 0–9 and A–F are used."),
          position, shown);
    case KMS_IDENTIFIER_REGISTRATION_ID:
      /* Translators: %u is its place in the text, counted from 1, and %s the character */
      return g_strdup_printf (
          _ ("Character %u, “%s”, is not a digit of a registration ID: only 0–9 and A–F are used."),
          position, shown);
    case KMS_IDENTIFIER_REGISTRATION_KEY:
      /* Translators: %u is its place in the text, counted from 1, and %s the character */
      return g_strdup_printf (_ ("Character %u, “%s”, is not a digit of a registration key: only "
                                 "0–9 and A–F are used."),
                              position, shown);
    default:
      g_return_val_if_reached (NULL);
    }
}

static char *
short_sentence (KmsIdentifierKind kind, guint n)
{
  switch (kind)
    {
    case KMS_IDENTIFIER_MPR_ID:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("An MPR ID has 16 digits; there is %u so far.",
                                        "An MPR ID has 16 digits; there are %u so far.", n),
                              n);
    case KMS_IDENTIFIER_MAC_ADDRESS:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("A MAC address has 12 digits; there is %u so far.",
                                        "A MAC address has 12 digits; there are %u so far.", n),
                              n);
    case KMS_IDENTIFIER_ACTIVATION_KEY:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("An activation key has 16 digits; there is %u so far.",
                                        "An activation key has 16 digits; there are %u so far.", n),
                              n);
    case KMS_IDENTIFIER_LICENSE_NO:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("A License No. has 16 digits; there is %u so far.",
                                        "A License No. has 16 digits; there are %u so far.", n),
                              n);
    case KMS_IDENTIFIER_REGISTRATION_ID:
      return empty_sentence (kind); /* one digit is enough */
    case KMS_IDENTIFIER_REGISTRATION_KEY:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("A registration key has 16 digits; there is %u so far.",
                                        "A registration key has 16 digits; there are %u so far.",
                                        n),
                              n);
    default:
      g_return_val_if_reached (NULL);
    }
}

static char *
long_sentence (KmsIdentifierKind kind, guint n)
{
  switch (kind)
    {
    case KMS_IDENTIFIER_MPR_ID:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("An MPR ID has 16 digits; this is %u.",
                                        "An MPR ID has 16 digits; these are %u.", n),
                              n);
    case KMS_IDENTIFIER_MAC_ADDRESS:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("A MAC address has 12 digits; this is %u.",
                                        "A MAC address has 12 digits; these are %u.", n),
                              n);
    case KMS_IDENTIFIER_ACTIVATION_KEY:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("An activation key has 16 digits; this is %u.",
                                        "An activation key has 16 digits; these are %u.", n),
                              n);
    case KMS_IDENTIFIER_LICENSE_NO:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("A License No. has 16 digits; this is %u.",
                                        "A License No. has 16 digits; these are %u.", n),
                              n);
    case KMS_IDENTIFIER_REGISTRATION_ID:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("A registration ID has at most 16 digits; this is %u.",
                                        "A registration ID has at most 16 digits; these are %u.",
                                        n),
                              n);
    case KMS_IDENTIFIER_REGISTRATION_KEY:
      /* Translators: %u is how many digits there are */
      return g_strdup_printf (ngettext ("A registration key has 16 digits; this is %u.",
                                        "A registration key has 16 digits; these are %u.", n),
                              n);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * kms_words_identifier_fault:
 * @kind: what the text was read as
 * @reading: what came of it; with a fault
 *
 * Says what is wrong and where. The correction, when there is one, is offered apart:
 * kms_words_suggestion().
 *
 * Returns: (transfer full): the sentence; empty when there is no fault
 */
char *
kms_words_identifier_fault (KmsIdentifierKind kind, const KmsIdentifierReading *reading)
{
  switch (reading->fault)
    {
    case KMS_IDENTIFIER_FAULT_NONE:
      return g_strdup ("");
    case KMS_IDENTIFIER_FAULT_EMPTY:
      return empty_sentence (kind);
    case KMS_IDENTIFIER_FAULT_NOT_TEXT:
      return g_strdup (_ ("This is not text. Type the digits, 0–9 and A–F, by hand."));
    case KMS_IDENTIFIER_FAULT_CHARACTER:
      return character_sentence (kind, reading->position, reading->character);
    case KMS_IDENTIFIER_FAULT_TOO_SHORT:
      return short_sentence (kind, reading->n_digits);
    case KMS_IDENTIFIER_FAULT_TOO_LONG:
      return long_sentence (kind, reading->n_digits);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * kms_words_suggestion:
 * @kind: what the text was read as
 * @digits: the canonical digits that may have been meant
 *
 * Returns: (transfer full): the question whether they were meant
 */
char *
kms_words_suggestion (KmsIdentifierKind kind, const char *digits)
{
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  /* Translators: %s is an identifier, for instance 1234-5678-90AB-CDEF */
  return g_strdup_printf (_ ("Did you mean %s?"), kms_identifier_format (kind, digits, shown));
}

/**
 * kms_words_site_fault:
 * @reading: what came of reading a line of site information; with a fault
 *
 * Returns: (transfer full): the sentence; empty when there is no fault
 */
char *
kms_words_site_fault (const KmsSiteReading *reading)
{
  switch (reading->fault)
    {
    case KMS_SITE_FAULT_NONE:
      return g_strdup ("");
    case KMS_SITE_FAULT_NOT_TEXT:
      return g_strdup (_ ("This line of the site information is not text. Type it by hand."));
    case KMS_SITE_FAULT_CONTROL:
      /* Translators: %u is its place in the line, counted from 1 */
      return g_strdup_printf (
          _ ("Character %u of this line of the site information is a line end or "
             "a control character. Remove it."),
          reading->position);
    case KMS_SITE_FAULT_TOO_LONG:
      /* Translators: %u is how many characters there are, always more than 50 */
      return g_strdup_printf (
          ngettext ("A line of the site information has at most 50 characters; this one has %u.",
                    "A line of the site information has at most 50 characters; this one has %u.",
                    reading->n_characters),
          reading->n_characters);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * kms_words_verdict_advice:
 * @key: the verdict on one key
 * @category: the category that was asked for
 *
 * Says what the verdict means for the person who asked, and what to do next. It never names another
 * device, and does not tell a wrong activation key from a wrong registration ID.
 *
 * Returns: (transfer full): a sentence or two
 */
char *
kms_words_verdict_advice (const KmsKeyPreview *key, KmsCategory category)
{
  g_autofree char *date = NULL;

  switch (key->verdict)
    {
    case KMS_VERDICT_NEW:
      return g_strdup (category == KMS_CATEGORY_LIVE_LINK
                           ? _ ("Issuing binds this License No. to the device.")
                           : _ ("Issuing binds this activation key to the device."));
    case KMS_VERDICT_REISSUE:
      date = kms_words_date (key->issued_at);
      /* Translators: %s is a date */
      return g_strdup_printf (
          _ ("Issued for this device on %s. Issuing again gives the same registration key."), date);
    case KMS_VERDICT_BOUND_ELSEWHERE:
      return kms_words_error_code_in (category, KMS_ERROR_KEY_BOUND_ELSEWHERE);
    case KMS_VERDICT_INVALID_PAIR:
      return kms_words_error_code_in (category, KMS_ERROR_KEY_PAIR_INVALID);
    case KMS_VERDICT_WRONG_CATEGORY:
      return kms_words_error_code_in (category, KMS_ERROR_WRONG_CATEGORY);
    default:
      g_return_val_if_reached (NULL);
    }
}

static char *
misread_sentence (const KmsSheetLeftover *leftover, const char *text)
{
  g_autofree char *question = NULL;

  if (leftover->suggestion == NULL)
    /* Translators: %u is the number of the line, %s what stands there */
    return g_strdup_printf (
        _ ("Line %u: “%s” has characters in it that are no digits: only 0–9 and A–F are used."),
        leftover->line, text);

  /* Which kind it is cannot be told from the text; digits in fours suit them all. */
  question = kms_words_suggestion (strlen (leftover->suggestion) == KMS_IDENTIFIER_MAX_DIGITS
                                       ? KMS_IDENTIFIER_ACTIVATION_KEY
                                       : KMS_IDENTIFIER_REGISTRATION_ID,
                                   leftover->suggestion);
  /* Translators: %u is the number of the line, the first %s what stands there, and the last one the
   * question “Did you mean 1234-5678-90AB-CDEF?” */
  return g_strdup_printf (_ ("Line %u: “%s” has characters in it that are no digits. %s"),
                          leftover->line, text, question);
}

/**
 * kms_words_leftover:
 * @leftover: something in a sheet that could not be used
 * @category: the category the sheet was read for
 *
 * Returns: (transfer full): where it is, what it is and why it was left
 */
char *
kms_words_leftover (const KmsSheetLeftover *leftover, KmsCategory category)
{
  gboolean license = category == KMS_CATEGORY_LIVE_LINK;
  g_autofree char *text = kms_columns_make_printable (leftover->text);

  switch (leftover->remark)
    {
    case KMS_SHEET_NO_REGISTRATION_ID:
      /* Translators: %u is the number of the line, %s what stands there */
      return g_strdup_printf (
          license ? _ ("Line %u: no registration ID was found for the License No. %s.")
                  : _ ("Line %u: no registration ID was found for the activation key %s."),
          leftover->line, text);
    case KMS_SHEET_NO_ACTIVATION_KEY:
      /* Translators: %u is the number of the line, %s what stands there */
      return g_strdup_printf (
          license ? _ ("Line %u: no License No. was found for the registration ID %s.")
                  : _ ("Line %u: no activation key was found for the registration ID %s."),
          leftover->line, text);
    case KMS_SHEET_REPEATED:
      /* Translators: %u is the number of the line, %s what stands there */
      return g_strdup_printf (
          license ? _ ("Line %u: the License No. %s is there already, further up.")
                  : _ ("Line %u: the activation key %s is there already, further up."),
          leftover->line, text);
    case KMS_SHEET_MISREAD:
      return misread_sentence (leftover, text);
    case KMS_SHEET_DEVICE_ID:
      /* Translators: %u is the number of the line, %s what stands there */
      return g_strdup_printf (
          _ ("Line %u: %s is an MPR ID or MAC address, which is entered apart from the keys."),
          leftover->line, text);
    default:
      g_return_val_if_reached (NULL);
    }
}
