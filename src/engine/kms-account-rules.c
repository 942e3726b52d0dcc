/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of accounts: passwords, login IDs, mailed codes and the texts of a form. The list of
 * common passwords is the server's. Pure functions; what they return belongs to the caller. */

#include "engine/kms-account-rules.h"

#include "engine/kms-mail.h"
#include "engine/kms-site.h"

#include <string.h>

/* No character of NFC stands for more than four others (Unicode Standard Annex #15): what is longer is
 * too long in any case, and not worth the work. */
#define MAX_EXPANSION 4

#define FULL_WIDTH_FIRST 0xFF01
#define FULL_WIDTH_LAST  0xFF5E
#define FULL_WIDTH_STEP  0xFEE0

static const struct
{
  guint max_length; /* characters */
  gboolean required;
  gboolean plain; /* half-width letters, digits and hyphens */
} texts[] = {
  [KMS_ACCOUNT_TEXT_COMPANY] = { 100, TRUE, FALSE },
  [KMS_ACCOUNT_TEXT_COUNTRY] = { 60, TRUE, FALSE },
  [KMS_ACCOUNT_TEXT_POSTAL_CODE] = { 20, FALSE, TRUE },
  [KMS_ACCOUNT_TEXT_ADDRESS_1] = { 100, TRUE, FALSE },
  [KMS_ACCOUNT_TEXT_ADDRESS_MORE] = { 100, FALSE, FALSE },
  [KMS_ACCOUNT_TEXT_PHONE] = { 30, FALSE, TRUE },
  [KMS_ACCOUNT_TEXT_CONTACT] = { 100, FALSE, FALSE },
  [KMS_ACCOUNT_TEXT_EMAIL] = { KMS_MAIL_MAX_ADDRESS, TRUE, FALSE },
};

/* The step from one character to the next; capitals do not matter, and 0 follows 9, a follows z. */
static gint64
step (gunichar from, gunichar to)
{
  from = g_unichar_tolower (from);
  to = g_unichar_tolower (to);
  if ((from == '9' && to == '0') || (from == 'z' && to == 'a'))
    return 1;
  if ((from == '0' && to == '9') || (from == 'a' && to == 'z'))
    return -1;
  return (gint64) to - (gint64) from;
}

/* 12345678, hgfedcba, aaaaaaaa; and what is too short to be anything else yet. */
static gboolean
is_run (const char *password)
{
  const char *next;
  gint64 first;

  if (g_utf8_strlen (password, -1) < 2)
    return TRUE;
  next = g_utf8_next_char (password);
  first = step (g_utf8_get_char (password), g_utf8_get_char (next));
  if (first < -1 || first > 1)
    return FALSE;
  for (const char *p = next; *(next = g_utf8_next_char (p)) != '\0'; p = next)
    if (step (g_utf8_get_char (p), g_utf8_get_char (next)) != first)
      return FALSE;
  return TRUE;
}

/**
 * kms_password_meets:
 * @rule: a rule
 * @password: a password somebody wants, exactly as typed, in UTF-8; maybe not all of it yet
 * @login_id: (nullable): the login ID it is for, when it is known
 *
 * Returns: whether @password meets @rule; capitals do not matter
 */
gboolean
kms_password_meets (KmsPasswordRule rule, const char *password, const char *login_id)
{
  glong length = g_utf8_strlen (password, -1);

  switch (rule)
    {
    case KMS_PASSWORD_RULE_LENGTH:
      return length >= KMS_PASSWORD_MIN_LENGTH && length <= KMS_PASSWORD_MAX_LENGTH;
    case KMS_PASSWORD_RULE_RUN:
      return !is_run (password);
    case KMS_PASSWORD_RULE_LOGIN_ID:
      return login_id == NULL || g_ascii_strcasecmp (password, login_id) != 0;
    case KMS_PASSWORD_N_RULES:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * kms_login_id_is_valid:
 * @login_id: what somebody wants for a login ID
 *
 * Returns: %TRUE for 8 to 10 of A–Z, a–z and 0–9 (manual chapter 8)
 */
gboolean
kms_login_id_is_valid (const char *login_id)
{
  gsize length = strlen (login_id);

  if (length < 8 || length > 10)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (login_id[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_dash (gunichar character)
{
  return g_unichar_type (character) == G_UNICODE_DASH_PUNCTUATION || character == 0x2212
         || character == 0x30FC || character == 0xFF70;
}

/**
 * kms_code_read:
 * @typed: a mailed code as somebody typed it, in UTF-8
 *
 * Reads away spaces and dashes of any kind, and full-width forms.
 *
 * Returns: (transfer full): what is left of it; what is no code then is compared as a wrong one
 */
char *
kms_code_read (const char *typed)
{
  GString *code = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (g_unichar_isspace (character) || g_unichar_type (character) == G_UNICODE_FORMAT
          || is_dash (character))
        continue;
      if (character >= 0xFF10 && character <= 0xFF19)
        character -= FULL_WIDTH_STEP;
      g_string_append_unichar (code, character);
    }
  return g_string_free (code, FALSE);
}

static gboolean
allows (KmsAccountText text, const char *typed)
{
  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!kms_site_allows_character (g_utf8_get_char (p)))
        return FALSE;
      if (texts[text].plain && !g_ascii_isalnum (*p) && *p != '-')
        return FALSE;
    }
  return TRUE;
}

/* White space is that of Unicode, line ends among it. */
static char *
strip (const char *text)
{
  const char *end = text + strlen (text);

  while (text < end && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (text < end && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (text, (gsize) (end - text));
}

/* The text in normal form, NULL when it has too many characters. */
static char *
normalize (const char *text, guint max_length)
{
  g_autofree char *normal = NULL;

  if (g_utf8_strlen (text, -1) > (glong) max_length * MAX_EXPANSION)
    return NULL;
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  return g_utf8_strlen (normal, -1) <= (glong) max_length ? g_steal_pointer (&normal) : NULL;
}

/**
 * kms_account_text_read:
 * @text: which text of a form
 * @typed: what was filled in, in UTF-8
 * @fault: (out): what is wrong with it
 *
 * Returns: (transfer full) (nullable): the text as it is kept: in normal form C, without white space
 *   at its ends; %NULL with @fault %KMS_ERROR_VALUE_MISSING, %KMS_ERROR_VALUE_INVALID,
 *   %KMS_ERROR_VALUE_TOO_LONG or, with a mail address, %KMS_ERROR_MAIL_ADDRESS_INVALID
 */
char *
kms_account_text_read (KmsAccountText text, const char *typed, KmsError *fault)
{
  g_autofree char *stripped = strip (typed);

  if (text == KMS_ACCOUNT_TEXT_EMAIL)
    {
      *fault = KMS_ERROR_MAIL_ADDRESS_INVALID;
      return kms_mail_address_is_valid (stripped) ? g_steal_pointer (&stripped) : NULL;
    }
  *fault = KMS_ERROR_VALUE_MISSING;
  if (stripped[0] == '\0' && texts[text].required)
    return NULL;
  *fault = KMS_ERROR_VALUE_INVALID;
  if (!allows (text, stripped))
    return NULL;
  *fault = KMS_ERROR_VALUE_TOO_LONG;
  return normalize (stripped, texts[text].max_length);
}

/**
 * kms_account_text_get_max_length:
 * @text: which text of a form
 *
 * Returns: how many characters it has room for
 */
guint
kms_account_text_get_max_length (KmsAccountText text)
{
  return texts[text].max_length;
}

/**
 * kms_account_text_is_plain:
 * @text: which text of a form
 *
 * Returns: whether it takes half-width letters, digits and hyphens only (manual chapter 4)
 */
gboolean
kms_account_text_is_plain (KmsAccountText text)
{
  return texts[text].plain;
}

/**
 * kms_account_text_narrow:
 * @typed: what was filled in, in UTF-8
 *
 * Returns: (transfer full): the text with full-width letters, digits and signs made half-width, and
 *   every dash a hyphen
 */
char *
kms_account_text_narrow (const char *typed)
{
  GString *narrow = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (is_dash (character))
        character = '-';
      else if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST)
        character -= FULL_WIDTH_STEP;
      g_string_append_unichar (narrow, character);
    }
  return g_string_free (narrow, FALSE);
}
