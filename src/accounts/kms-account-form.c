/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one reader of account forms: every text in normal form C, without white space at its ends, and
 * within the limits of the contract. It goes on after a fault, so that all are named at once. */

#include "accounts/kms-account-form.h"

#include "engine/kms-account-rules.h"

#include <string.h>

typedef struct
{
  const char *pointer;
  gsize input; /* offsets of the members */
  gsize form;
  KmsAccountText text;
} Text;

#define TEXT(name, text)                                                                        \
  {                                                                                             \
    "/" #name, G_STRUCT_OFFSET (KmsAccountInput, name), G_STRUCT_OFFSET (KmsAccountForm, name), \
        KMS_ACCOUNT_TEXT_##text                                                                 \
  }

static const Text texts_before_address[] = {
  TEXT (company, COMPANY),
  TEXT (country, COUNTRY),
  TEXT (postal_code, POSTAL_CODE),
};
static const Text texts_after_address[] = {
  TEXT (phone, PHONE),
  TEXT (contact, CONTACT),
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

/* Returns the text as it is kept, or NULL with a fault added. */
static char *
read_text (KmsAccountText text, const char *typed, const char *pointer, GError **fault)
{
  KmsError code;
  char *read = kms_account_text_read (text, typed, &code);

  if (read == NULL)
    add_fault (fault, code, pointer);
  return read;
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

      G_STRUCT_MEMBER (char *, form, texts[i].form) =
          read_text (texts[i].text, typed == NULL ? "" : typed, texts[i].pointer, fault);
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

      form->address[i] =
          read_text (i == 0 ? KMS_ACCOUNT_TEXT_ADDRESS_1 : KMS_ACCOUNT_TEXT_ADDRESS_MORE,
                     i < n_lines ? input->address[i] : "", pointer, fault);
    }
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
    read.email = read_text (KMS_ACCOUNT_TEXT_EMAIL, input->email, "/email", &fault);
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
  char *read = read_text (KMS_ACCOUNT_TEXT_EMAIL, email, pointer, &fault);

  if (fault != NULL)
    g_propagate_error (error, fault);
  return read;
}
