/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with the file of a scenario, for the trainer who writes it. */

#include "words/kms-words.h"

#include <glib/gi18n.h>

static char *
describe_place (const KmsErrorDetail *place, const char *message)
{
  g_autofree char *sentence = NULL;

  switch ((int) place->code)
    {
    case KMS_ERROR_VALUE_MISSING:
      /* Translators: %s is a place in a file, such as /steps/0/text */
      return g_strdup_printf (_ ("“%s” is missing."), place->pointer);
    case KMS_ERROR_PARAMETER_INVALID:
      return g_strdup_printf (_ ("Nothing is known by the name “%s”. Check its spelling."),
                              place->pointer);
    case KMS_ERROR_TEXT_INVALID:
      return g_strdup_printf (
          _ ("What stands at “%s” is of another kind than it has to be: a text, a "
             "number, a list or an object."),
          place->pointer);
    case KMS_ERROR_VALUE_INVALID:
      /* Translators: a place in a file, such as /steps/0/event, and the values that may stand there */
      return g_strdup_printf (_ ("Something else has to stand at “%s”. Allowed: %s"),
                              place->pointer, message);
    case KMS_ERROR_VALUE_TOO_LONG:
      return g_strdup_printf (_ ("The text at “%s” is too long."), place->pointer);
    default:
      sentence = kms_words_error_code (place->code);
      /* Translators: a place in a file, such as /issued/0/device, and a sentence about it */
      return g_strdup_printf (_ ("At “%s”: %s"), place->pointer, sentence);
    }
}

/**
 * kms_words_scenario_fault:
 * @error: why a file is no scenario
 *
 * Returns: (transfer full): what is wrong, and where
 */
char *
kms_words_scenario_fault (const GError *error)
{
  guint n_details;
  const KmsErrorDetail *details = kms_error_get_details (error, &n_details);
  gint64 line;

  if (n_details > 0)
    return describe_place (&details[0], error->message);
  if (kms_error_get_number (error, KMS_ERROR_LINE, &line))
    return g_strdup_printf (
        _ ("Line %u is no JSON: a comma, a bracket or a quotation mark is missing "
           "or too many there, or just before."),
        (guint) line);
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE))
    return g_strdup (_ ("The file is too large for a scenario: it may have 64 KiB."));
  return kms_words_error (error);
}
