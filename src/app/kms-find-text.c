/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words for a key that was found: the same in a column, on a card and on paper. */

#include "app/kms-find-text.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

static char *
format (KmsIdentifierKind kind, const char *digits)
{
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  return g_strdup (kms_identifier_format (kind, digits, shown));
}

/**
 * kms_find_text_time:
 * @found: a key that was found
 *
 * Returns: (transfer full): when it was issued, or issued again
 */
char *
kms_find_text_time (const KmsFoundKey *found)
{
  return kms_words_date_time (found->at);
}

/**
 * kms_find_text_event:
 * @found: a key that was found
 *
 * Returns: (transfer full): whether it was issued then, or issued again
 */
char *
kms_find_text_event (const KmsFoundKey *found)
{
  return g_strdup (found->key->reissued ? _ ("Issued again") : C_ ("a key", "Issued"));
}

/**
 * kms_find_text_device:
 * @found: a key that was found
 *
 * Returns: (transfer full): the device, as people read it
 */
char *
kms_find_text_device (const KmsFoundKey *found)
{
  return format (kms_identifier_device_kind (found->key->category), found->key->device_id);
}

/**
 * kms_find_text_site:
 * @found: a key that was found
 *
 * Returns: (transfer full): its site lines in one
 */
char *
kms_find_text_site (const KmsFoundKey *found)
{
  const KmsSite *site = &found->key->site;

  if (*site->line[0] != '\0' && *site->line[1] != '\0')
    return g_strdup_printf ("%s · %s", site->line[0], site->line[1]);
  return g_strconcat (site->line[0], site->line[1], NULL);
}

/**
 * kms_find_text_activation_key:
 * @found: a key that was found
 *
 * Returns: (transfer full): the activation key, as people read it
 */
char *
kms_find_text_activation_key (const KmsFoundKey *found)
{
  return format (KMS_IDENTIFIER_ACTIVATION_KEY, found->key->activation_key);
}

/**
 * kms_find_text_part:
 * @found: a key that was found
 *
 * Returns: (transfer full): part number and purpose
 */
char *
kms_find_text_part (const KmsFoundKey *found)
{
  return g_strdup_printf ("%s · %s", found->key->part_number, found->key->purpose);
}

/**
 * kms_find_text_registration_key:
 * @found: a key that was found
 *
 * Returns: (transfer full): the registration key, as people read it
 */
char *
kms_find_text_registration_key (const KmsFoundKey *found)
{
  return format (KMS_IDENTIFIER_REGISTRATION_KEY, found->key->registration_key);
}

/**
 * kms_find_text_row:
 * @found: a key that was found
 *
 * Returns: (transfer full): what a screen reader says of a row: registration key, device, site and time
 */
char *
kms_find_text_row (const KmsFoundKey *found)
{
  g_autofree char *key = kms_find_text_registration_key (found);
  g_autofree char *device = kms_find_text_device (found);
  g_autofree char *site = kms_find_text_site (found), *time = kms_find_text_time (found);

  return g_strdup_printf ("%s, %s %s, %s, %s", key, kms_words_device (found->key->category), device,
                          site, time);
}
