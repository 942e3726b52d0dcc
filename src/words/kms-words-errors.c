/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What went wrong, by code: the one place where errors become sentences. All texts handed back are
 * the caller's. */

#include "words/kms-columns.h"
#include "words/kms-words-service.h"
#include "words/kms-words.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

static const char *
typed_sentence (KmsError code)
{
  switch ((int) code)
    {
    case KMS_ERROR_TEXT_INVALID:
      return _ ("This is not text: it is not UTF-8, or has control characters in it. Choose a text "
                "file, or copy the lines with the keys.");
    case KMS_ERROR_TEXT_TOO_LARGE:
      return _ ("This text is too large: up to 1 MiB is read. Take only the part with the keys.");
    case KMS_ERROR_DEVICE_ID_INVALID:
      return _ ("This does not name a device: an MPR ID has 16 digits, a MAC address 12, and only "
                "0–9 and A–F are used.");
    case KMS_ERROR_REGISTRATION_ID_INVALID:
      return _ ("This is not a registration ID: it has up to 16 digits, 0–9 and A–F.");
    case KMS_ERROR_SITE_INVALID:
      return _ ("A line of the site information has at most 50 characters and no line ends.");
    case KMS_ERROR_MAIL_ADDRESS_INVALID:
      return _ ("This is not an e-mail address. It looks like name@example.com.");
    case KMS_ERROR_MAIL_SUBJECT_INVALID:
      return _ ("The subject of the mail has at most 200 characters and no line ends.");
    default:
      return NULL;
    }
}

/* An activation key is called a License No. in one category; where the category is not known, neither
 * word is used. */
static const struct
{
  KmsError code;
  const char *sentences[KMS_N_CATEGORIES];
  const char *neutral;
} key_sentences[] = {
  { KMS_ERROR_ACTIVATION_KEY_INVALID,
    { N_ ("This is not an activation key: it has 16 digits, 0–9 and A–F."),
      N_ ("This is not a License No.: it has 16 digits, 0–9 and A–F.") },
    N_ ("This is not a key: it has 16 digits, 0–9 and A–F.") },
  { KMS_ERROR_NO_KEYS,
    { N_ ("There is no activation key yet. Enter at least one."),
      N_ ("There is no License No. yet. Enter at least one.") },
    N_ ("There is no key yet. Enter at least one.") },
  { KMS_ERROR_TOO_MANY_KEYS,
    { N_ ("Up to 8 activation keys are issued at a time. Issue these first, then the others."),
      N_ ("Up to 8 license numbers are issued at a time. Issue these first, then the others.") },
    N_ ("Up to 8 keys are issued at a time. Issue these first, then the others.") },
  { KMS_ERROR_DUPLICATE_KEY,
    { N_ ("This activation key is there twice. Remove one of the two."),
      N_ ("This License No. is there twice. Remove one of the two.") },
    N_ ("This key is there twice. Remove one of the two.") },
  { KMS_ERROR_KEY_PAIR_INVALID,
    { N_ ("The activation key and the registration ID do not belong together. Compare both with "
          "the activation key sheet."),
      N_ ("The License No. and the registration ID do not belong together. Compare both with the "
          "sheet.") },
    N_ ("The key and the registration ID do not belong together. Compare both with the sheet.") },
  { KMS_ERROR_WRONG_CATEGORY,
    { N_ ("This activation key is one of the other category. Choose the other category in step 1."),
      N_ ("This License No. is one of the other category. Choose the other category in step 1.") },
    N_ ("This key is one of the other category. Choose the other category in step 1.") },
  { KMS_ERROR_KEY_BOUND_ELSEWHERE,
    { N_ ("This activation key is bound to another device. Check the MPR ID or MAC address; if it "
          "is right, ask your sales contact to release the key."),
      N_ ("This License No. is bound to another device. Check the MPR ID or MAC address; if it is "
          "right, ask your sales contact to release it.") },
    N_ ("This key is bound to another device. Check the MPR ID or MAC address; if it is right, ask "
        "your sales contact to release it.") },
};

/* @category: KMS_N_CATEGORIES when it is not known */
static const char *
key_sentence (guint category, KmsError code)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_sentences); i++)
    if (key_sentences[i].code == code)
      return _ (category < KMS_N_CATEGORIES ? key_sentences[i].sentences[category]
                                            : key_sentences[i].neutral);
  return NULL;
}

static const char *
rule_sentence (KmsError code)
{
  switch ((int) code)
    {
    case KMS_ERROR_DEVICE_FULL:
      return _ ("This device has received as many registration keys of this part number as it can "
                "take. Ask your sales contact.");
    case KMS_ERROR_NOT_FOUND:
      return _ ("Nothing was found.");
    default:
      return NULL;
    }
}

static const char *
store_sentence (KmsError code)
{
  switch ((int) code)
    {
    case KMS_ERROR_STORE_FULL:
      return _ ("Nothing could be written: the disk is full. Make room on it, then try again.");
    case KMS_ERROR_STORE_READ_ONLY:
      return _ (
          "Nothing could be written: there is no right to write to this file or folder. Change "
          "the rights, or choose another place.");
    case KMS_ERROR_STORE_BUSY:
      return _ ("Another program is using this file. Wait a moment, then try again.");
    case KMS_ERROR_STORE_FOREIGN:
      return _ ("This file was not made by KMS Desk. Choose another one.");
    case KMS_ERROR_STORE_NEWER:
      return _ ("This file was made by a newer version of KMS Desk. Update KMS Desk to open it.");
    case KMS_ERROR_STORE_CORRUPT:
      return _ (
          "This file is damaged and cannot be used. Take a copy of it from before, or begin a "
          "new one.");
    case KMS_ERROR_STORE_SECRET:
      return _ (
          "This file belongs to another issuer, and cannot be used here. Choose another one.");
    case KMS_ERROR_STORE_FAILED:
      return _ ("The file could not be read or written.");
    default:
      return NULL;
    }
}

static char *
code_sentence (guint category, KmsError code)
{
  const char *sentence = key_sentence (category, code);

  if (sentence == NULL)
    sentence = typed_sentence (code);
  if (sentence == NULL)
    sentence = rule_sentence (code);
  if (sentence == NULL)
    sentence = store_sentence (code);
  if (sentence == NULL)
    sentence = kms_words_service_sentence (code);
  if (sentence == NULL)
    sentence = _ ("Something went wrong.");

  return g_strdup (sentence);
}

/**
 * kms_words_error_code:
 * @code: what went wrong
 *
 * Returns: (transfer full): a sentence or two: what is wrong and what to do next
 */
char *
kms_words_error_code (KmsError code)
{
  return code_sentence (KMS_N_CATEGORIES, code);
}

/**
 * kms_words_error_code_in:
 * @category: the category of the device
 * @code: what went wrong
 *
 * Returns: (transfer full): as kms_words_error_code(), in the terms of @category
 */
char *
kms_words_error_code_in (KmsCategory category, KmsError code)
{
  return code_sentence (category, code);
}

/* The pointers of a request name its keys "/keys/0", "/keys/0/registration_id" and so on. */
static gboolean
read_key_number (const char *pointer, guint *number)
{
  char *end = NULL;
  guint64 index = 0;

  if (pointer == NULL || !g_str_has_prefix (pointer, "/keys/")
      || !g_ascii_isdigit (pointer[strlen ("/keys/")]))
    return FALSE;

  index = g_ascii_strtoull (pointer + strlen ("/keys/"), &end, 10);
  *number = (guint) MIN (index, G_MAXUINT - 1) + 1;
  return *end == '\0' || *end == '/';
}

static char *
detail_sentence (guint category, const KmsErrorDetail *detail)
{
  g_autofree char *sentence = code_sentence (category, detail->code);
  guint number = 0;

  if (!read_key_number (detail->pointer, &number))
    return g_steal_pointer (&sentence);

  /* Translators: %u is the number of the key in the list, %s what is wrong with it, in a sentence */
  return g_strdup_printf (_ ("Key %u: %s"), number, sentence);
}

/**
 * kms_words_error_detail_in:
 * @category: the category of the device
 * @detail: what is wrong with one member of a request
 *
 * Returns: (transfer full): a sentence or two, which name the key when it is about one
 */
char *
kms_words_error_detail_in (KmsCategory category, const KmsErrorDetail *detail)
{
  return detail_sentence (category, detail);
}

static char *
foreign_sentence (const GError *error)
{
  g_autofree char *message = kms_columns_make_printable (error->message);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ ("This was cancelled."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_strdup (_ ("There is no such file or folder. Check its name."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY)
      || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR))
    return g_strdup (_ ("This is a folder. Choose a file."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
      || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    return kms_words_error_code (KMS_ERROR_STORE_FULL);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY)
      || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ROFS))
    return g_strdup (
        _ ("There is no right to use this file or folder. Change the rights, or choose "
           "another place."));

  /* Translators: %s is the message of the system */
  return g_strdup_printf (_ ("Something went wrong: %s"), message);
}

static char *
error_sentence (guint category, const GError *error)
{
  const KmsErrorDetail *details = NULL;
  g_autofree char *message = NULL, *figure = NULL;
  guint n_details = 0;

  if (error->domain != KMS_ERROR)
    return foreign_sentence (error);

  figure = kms_words_service_figure (error);
  if (figure != NULL)
    return g_steal_pointer (&figure);
  details = kms_error_get_details (error, &n_details);
  if (n_details == 1)
    return detail_sentence (category, &details[0]);

  message = kms_columns_make_printable (error->message);
  if (error->code == KMS_ERROR_FAILED)
    /* Translators: %s is the message of the system */
    return g_strdup_printf (_ ("Something went wrong: %s"), message);
  if (error->code == KMS_ERROR_STORE_FAILED)
    /* Translators: %s is the message of the system */
    return g_strdup_printf (_ ("The file could not be read or written: %s"), message);

  return code_sentence (category, (KmsError) error->code);
}

/**
 * kms_words_error:
 * @error: what went wrong
 *
 * Returns: (transfer full): a sentence or two: what is wrong and what to do next. When exactly one
 *   member of the request is to blame, it is about that one.
 */
char *
kms_words_error (const GError *error)
{
  return error_sentence (KMS_N_CATEGORIES, error);
}

/**
 * kms_words_error_in:
 * @category: the category of the device
 * @error: what went wrong
 *
 * Returns: (transfer full): as kms_words_error(), in the terms of @category
 */
char *
kms_words_error_in (KmsCategory category, const GError *error)
{
  return error_sentence (category, error);
}
