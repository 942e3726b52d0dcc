/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a mail about issued keys needs: addresses and subject. */

#include "engine/kms-mail.h"

#include <string.h>

#define MAX_LOCAL_PART 64 /* bytes, RFC 5321 section 4.5.3.1.1 */
#define MAX_LABEL      63 /* bytes, RFC 1035 section 2.3.4 */

/* The local part: "atext" in runs with single dots between them (RFC 5322 section 3.2.3). Quoted
 * local parts exist on paper only and are refused. */
static gboolean
is_dot_atom (const char *text, gsize length)
{
  char before = '.';

  if (length == 0 || length > MAX_LOCAL_PART)
    return FALSE;
  for (gsize i = 0; i < length; before = text[i], i++)
    {
      if (text[i] == '.'
              ? before == '.'
              : !g_ascii_isalnum (text[i]) && strchr ("!#$%&'*+-/=?^_`{|}~", text[i]) == NULL)
        return FALSE;
    }
  return before != '.';
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  return length >= 1 && length <= MAX_LABEL && label[0] != '-' && label[length - 1] != '-'
         && strspn (label, "-0123456789"
                           "abcdefghijklmnopqrstuvwxyz"
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                == length;
}

/**
 * kms_mail_address_is_valid:
 * @address: (nullable): what was typed, without white space around it
 *
 * Says whether mail to @address can be tried: name@example.com in ASCII, with a dot in the domain,
 * of at most %KMS_MAIL_MAX_ADDRESS bytes. Domains with other letters are written in their ASCII form
 * (xn--…).
 *
 * Returns: %TRUE when @address is one
 */
gboolean
kms_mail_address_is_valid (const char *address)
{
  g_auto (GStrv) labels = NULL;
  const char *at;

  if (address == NULL || strlen (address) > KMS_MAIL_MAX_ADDRESS)
    return FALSE;
  at = strchr (address, '@');
  if (at == NULL || !is_dot_atom (address, (gsize) (at - address)))
    return FALSE;

  labels = g_strsplit (at + 1, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (!is_label (labels[i]))
      return FALSE;
  return g_strv_length (labels) >= 2;
}

/**
 * kms_mail_subject_is_valid:
 * @subject: (nullable): what was typed
 *
 * Returns: %TRUE for 1 to %KMS_MAIL_MAX_SUBJECT characters of UTF-8 that kms_site_allows_character()
 *   allows; a line end would let somebody add headers to the mail
 */
gboolean
kms_mail_subject_is_valid (const char *subject)
{
  guint n_characters = 0;

  if (subject == NULL || !g_utf8_validate (subject, -1, NULL))
    return FALSE;
  for (const char *p = subject; *p != '\0'; p = g_utf8_next_char (p))
    if (!kms_site_allows_character (g_utf8_get_char (p)) || ++n_characters > KMS_MAIL_MAX_SUBJECT)
      return FALSE;
  return n_characters > 0;
}

/**
 * kms_mail_default_subject:
 * @site: the site of the device
 * @category: its category
 * @device_id: its canonical identifier
 *
 * The subject as manual chapter 5.2, step 4, has it. It is the same in every language, since people
 * sort their mail by it.
 *
 * Returns: (transfer full): the subject
 */
char *
kms_mail_default_subject (const KmsSite *site, KmsCategory category, const char *device_id)
{
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  g_return_val_if_fail (site != NULL && device_id != NULL, NULL);

  return g_strdup_printf ("[%s%s%s] Registration Key for MPR ID/MAC ADDRESS", site->line[0],
                          site->line[0][0] != '\0' ? ":" : "",
                          kms_identifier_format (kms_identifier_device_kind (category), device_id,
                                                 shown));
}
