/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one reader of account forms: every text in normal form C, without white space at its ends, and
 * within the limits of the contract. It goes on after a fault, so that all are named at once. */

#include "accounts/kms-account-form.h"

#include "accounts/kms-password.h"
#include "engine/kms-mail.h"

#include <string.h>

#define MAX_ADDRESS_LINE 100

/* No character of NFC stands for more than four others (Unicode Standard Annex #15): what is longer is
 * too long in any case, and not worth the work. */
#define MAX_EXPANSION 4

typedef enum
{
  TEXT_REQUIRED = 1 << 0,
  TEXT_PLAIN = 1 << 1, /* half-width letters, digits and hyphens */
} TextFlags;

typedef struct
{
  const char *pointer;
  gsize input; /* offsets of the members */
  gsize form;
  guint max_length; /* characters */
  guint flags;
} Text;

#define TEXT(name, length, kind)                                                                \
  {                                                                                             \
    "/" #name, G_STRUCT_OFFSET (KmsAccountInput, name), G_STRUCT_OFFSET (KmsAccountForm, name), \
        length, kind                                                                            \
  }

static const Text texts_before_address[] = {
  TEXT (company, 100, TEXT_REQUIRED),
  TEXT (country, 60, TEXT_REQUIRED),
  TEXT (postal_code, 20, TEXT_PLAIN),
};

static const Text texts_after_address[] = {
  TEXT (phone, 30, TEXT_PLAIN),
  TEXT (contact, 100, 0),
};

/* Adds a fault; the error is made for the first one, and has its code. */
static void
add_fault (GError **fault, KmsError code, const char *pointer)
{
  if (*fault == NULL)
    {
      gboolean only_inside = code == KMS_ERROR_VALUE_MISSING || code == KMS_ERROR_VALUE_TOO_LONG;

      *fault = g_error_new (KMS_ERROR, (int) (only_inside ? KMS_ERROR_VALUE_INVALID : code),
                            "%s: %s", pointer, kms_error_to_code (code));
    }
  kms_error_add_detail (*fault, code, "%s", pointer);
}

static gboolean
allows (const char *text, guint flags)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!kms_site_allows_character (g_utf8_get_char (p)))
        return FALSE;
      if ((flags & TEXT_PLAIN) && !g_ascii_isalnum (*p) && *p != '-')
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

/* Returns the text as it is kept, or NULL with a fault added. */
static char *
read_text (const char *typed, guint max_length, guint flags, const char *pointer, GError **fault)
{
  g_autofree char *text = strip (typed);
  char *normal;

  if (text[0] == '\0' && (flags & TEXT_REQUIRED))
    {
      add_fault (fault, KMS_ERROR_VALUE_MISSING, pointer);
      return NULL;
    }
  if (!allows (text, flags))
    {
      add_fault (fault, KMS_ERROR_VALUE_INVALID, pointer);
      return NULL;
    }
  normal = normalize (text, max_length);
  if (normal == NULL)
    add_fault (fault, KMS_ERROR_VALUE_TOO_LONG, pointer);
  return normal;
}

static void
read_texts (const KmsAccountInput *input,
            const Text *texts,
            guint n_texts,
            KmsAccountForm *form,
            GError **fault)
{
  for (guint i = 0; i < n_texts; i++)
    {
      const char *typed = G_STRUCT_MEMBER (const char *, input, texts[i].input);

      G_STRUCT_MEMBER (char *, form, texts[i].form) = read_text (
          typed == NULL ? "" : typed, texts[i].max_length, texts[i].flags, texts[i].pointer, fault);
    }
}

/* 1 to 5 lines, the first not empty; those that are missing are empty. */
static void
read_address (const KmsAccountInput *input, KmsAccountForm *form, GError **fault)
{
  guint n_lines = input->address == NULL ? 0 : g_strv_length ((char **) input->address);

  if (n_lines > KMS_ACCOUNT_N_ADDRESS_LINES)
    add_fault (fault, KMS_ERROR_VALUE_TOO_LONG, "/address");
  for (guint i = 0; i < KMS_ACCOUNT_N_ADDRESS_LINES; i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/address/%u", i);

      form->address[i] = read_text (i < n_lines ? input->address[i] : "", MAX_ADDRESS_LINE,
                                    i == 0 ? TEXT_REQUIRED : 0, pointer, fault);
    }
}

static char *
read_email (const char *typed, const char *pointer, GError **fault)
{
  g_autofree char *email = strip (typed);

  if (kms_mail_address_is_valid (email))
    return g_steal_pointer (&email);
  add_fault (fault, KMS_ERROR_MAIL_ADDRESS_INVALID, pointer);
  return NULL;
}

/**
 * kms_account_form_read:
 * @input: what was sent
 * @privacy_version: (nullable): the version of the privacy policy that is in force
 * @form: (out caller-allocates): what is kept of it; the consent has no time yet
 * @error: return location for a #GError
 *
 * Reads a form by the rules of the contract. Of the members that are not part of every form (privacy
 * version, login ID, mail address) those that are %NULL are passed over.
 *
 * Returns: %TRUE; or %FALSE with @error set, whose details name every fault: the code is that of the
 *   first, or %KMS_ERROR_VALUE_INVALID when that is %KMS_ERROR_VALUE_MISSING or
 *   %KMS_ERROR_VALUE_TOO_LONG. Then @form is empty.
 */
gboolean
kms_account_form_read (const KmsAccountInput *input,
                       const char *privacy_version,
                       KmsAccountForm *form,
                       GError **error)
{
  g_auto (KmsAccountForm) read = { 0 };
  GError *fault = NULL;

  *form = read;
  if (input->privacy_version != NULL && g_strcmp0 (input->privacy_version, privacy_version) != 0)
    add_fault (&fault, KMS_ERROR_POLICY_OUTDATED, "/privacy_version");
  read.privacy_version = g_strdup (input->privacy_version);
  if (input->login_id != NULL && !kms_login_id_is_valid (input->login_id))
    add_fault (&fault, KMS_ERROR_LOGIN_ID_INVALID, "/login_id");
  read_texts (input, texts_before_address, G_N_ELEMENTS (texts_before_address), &read, &fault);
  read_address (input, &read, &fault);
  read_texts (input, texts_after_address, G_N_ELEMENTS (texts_after_address), &read, &fault);
  if (input->email != NULL)
    read.email = read_email (input->email, "/email", &fault);
  if (g_strcmp0 (input->language, "en") != 0 && g_strcmp0 (input->language, "ja") != 0)
    add_fault (&fault, KMS_ERROR_VALUE_INVALID, "/language");
  read.language = g_strdup (input->language);
  read.news = input->news;
  if (fault != NULL)
    {
      g_propagate_error (error, fault);
      return FALSE;
    }
  *form = read;
  memset (&read, 0, sizeof read);
  return TRUE;
}

/**
 * kms_account_form_read_email:
 * @email: a mail address as it was sent
 * @pointer: where it stands in the request
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the address without white space at its ends, or %NULL with @error set to
 *   %KMS_ERROR_MAIL_ADDRESS_INVALID
 */
char *
kms_account_form_read_email (const char *email, const char *pointer, GError **error)
{
  GError *fault = NULL;
  char *read = read_email (email, pointer, &fault);

  if (fault != NULL)
    g_propagate_error (error, fault);
  return read;
}
