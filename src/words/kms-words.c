/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of things, and dates, in the user's language: the terms of the product, each written
 * once. Strings that are const belong to the catalogue. */

#include "words/kms-words.h"

#include <glib/gi18n.h>
#include <locale.h>

/**
 * kms_words_init:
 *
 * Takes the language and the formats of the environment, and finds the catalogue: in the folder
 * KMS_LOCALE_DIR of the environment (a checkout has it in build/po), or where it is installed. To be
 * called once, first thing in main(), before there are threads.
 */
void
kms_words_init (void)
{
  const char *folder = g_getenv ("KMS_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL && *folder != '\0' ? folder : KMS_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/**
 * kms_words_category:
 * @category: a category
 *
 * Returns: its name, as in step 1 of issuing (manual chapter 5.2)
 */
const char *
kms_words_category (KmsCategory category)
{
  switch (category)
    {
    case KMS_CATEGORY_HDVC:
      return _ ("HD Visual Communication");
    case KMS_CATEGORY_LIVE_LINK:
      return _ ("HDCom Live Link and others");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * kms_words_identifier:
 * @kind: a kind of identifier
 *
 * Returns: its name, as the label of a field
 */
const char *
kms_words_identifier (KmsIdentifierKind kind)
{
  switch (kind)
    {
    case KMS_IDENTIFIER_MPR_ID:
      return _ ("MPR ID");
    case KMS_IDENTIFIER_MAC_ADDRESS:
      return _ ("MAC address");
    case KMS_IDENTIFIER_ACTIVATION_KEY:
      return _ ("Activation Key");
    case KMS_IDENTIFIER_LICENSE_NO:
      return _ ("License No.");
    case KMS_IDENTIFIER_REGISTRATION_ID:
      return _ ("Registration ID");
    case KMS_IDENTIFIER_REGISTRATION_KEY:
      return _ ("Registration Key");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * kms_words_activation_key:
 * @category: the category of the device
 *
 * Returns: what the sheets of this category call their number, as the label of a field
 */
const char *
kms_words_activation_key (KmsCategory category)
{
  return kms_words_identifier (kms_identifier_key_kind (category));
}

/**
 * kms_words_device:
 * @category: a category
 *
 * Returns: what names a device of this category, as the label of a field
 */
const char *
kms_words_device (KmsCategory category)
{
  return kms_words_identifier (kms_identifier_device_kind (category));
}

/**
 * kms_words_verdict:
 * @verdict: a verdict
 *
 * Returns: it in one to three words
 */
const char *
kms_words_verdict (KmsVerdict verdict)
{
  switch (verdict)
    {
    case KMS_VERDICT_NEW:
      /* Translators: the verdict on an activation key: nothing was issued with it so far */
      return C_ ("verdict", "New");
    case KMS_VERDICT_REISSUE:
      return C_ ("verdict", "Issued before");
    case KMS_VERDICT_BOUND_ELSEWHERE:
      return C_ ("verdict", "Bound to another device");
    case KMS_VERDICT_INVALID_PAIR:
      return C_ ("verdict", "Not valid");
    case KMS_VERDICT_WRONG_CATEGORY:
      return C_ ("verdict", "Other category");
    default:
      g_return_val_if_reached ("");
    }
}

/* The C locale's own dates are American ones with two digits of the year: 2011-01-20 cannot be
 * misread. */
static char *
format_time (gint64 time, const char *format, const char *plain_format)
{
  const char *locale = setlocale (LC_TIME, NULL);
  gboolean plain = locale == NULL || g_str_equal (locale, "POSIX") || g_str_equal (locale, "C")
                   || g_str_has_prefix (locale, "C.");
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  char *text = NULL;

  if (local != NULL)
    text = g_date_time_format (local, plain ? plain_format : format);

  return text != NULL ? text : g_strdup ("—"); /* beyond the year 9999 */
}

/**
 * kms_words_date:
 * @time: microseconds UTC
 *
 * Returns: (transfer full): the day, in the local time zone and as the locale writes it
 */
char *
kms_words_date (gint64 time)
{
  return format_time (time, "%x", "%F");
}

/**
 * kms_words_date_time:
 * @time: microseconds UTC
 *
 * Returns: (transfer full): the day and the time to the minute, in the local time zone and as the
 *   locale writes them
 */
char *
kms_words_date_time (gint64 time)
{
  return format_time (time, "%x %R", "%F %R");
}
