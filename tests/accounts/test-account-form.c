/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms of accounts: what is kept of them, and what is refused, with which code at which place. */

#include "accounts/kms-account-form.h"

#include <string.h>

#define TEN     "1234567890"
#define FIFTY   TEN TEN TEN TEN TEN
#define HUNDRED FIFTY FIFTY

static const char *const osaka[] = { "Osaka", "Kadoma", NULL };

/* A form that is fine. */
static KmsAccountInput
good_input (void)
{
  return (KmsAccountInput){
    .privacy_version = "2026-04-01",
    .company = "Example Trading Ltd.",
    .country = "Japan",
    .postal_code = "999-9999",
    .address = osaka,
    .phone = "999-9999-9999",
    .contact = "Taro Tester",
    .email = "taro@example.com",
    .language = "ja",
    .news = TRUE,
  };
}

static void
test_good (void)
{
  KmsAccountInput input = good_input ();
  g_auto (KmsAccountForm) form = { 0 };
  g_autoptr (GError) error = NULL;

  kms_account_form_read (&input, "2026-04-01", &form, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (form.company, ==, "Example Trading Ltd.");
  g_assert_cmpstr (form.address[0], ==, "Osaka");
  g_assert_cmpstr (form.address[1], ==, "Kadoma");
  g_assert_cmpstr (form.address[4], ==, "");
  g_assert_cmpstr (form.email, ==, "taro@example.com");
  g_assert_cmpstr (form.language, ==, "ja");
  g_assert_true (form.news);
  g_assert_cmpstr (form.privacy_version, ==, "2026-04-01");
}

/* What is not said is empty, or not part of the form. */
static void
test_least (void)
{
  static const char *const line[] = { "Osaka", NULL };
  const KmsAccountInput input = {
    .company = "E",
    .country = "J",
    .address = line,
    .language = "en",
  };
  g_auto (KmsAccountForm) form = { 0 };
  g_autoptr (GError) error = NULL;

  kms_account_form_read (&input, NULL, &form, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (form.postal_code, ==, "");
  g_assert_cmpstr (form.phone, ==, "");
  g_assert_cmpstr (form.contact, ==, "");
  g_assert_null (form.email);
  g_assert_null (form.privacy_version);
}

/* Texts are kept in normal form C, without white space at their ends; lengths count after that. */
static void
test_normal_form (void)
{
  KmsAccountInput input = good_input ();
  g_auto (KmsAccountForm) form = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *decomposed = NULL;
  GString *hundred = g_string_new (" ");

  for (guint i = 0; i < 100; i++)
    g_string_append (hundred, "\xe3\x81\x8b\xe3\x82\x99"); /* か and U+3099 */
  g_string_append (hundred, "　\n");
  decomposed = g_string_free (hundred, FALSE);
  input.company = decomposed;
  input.contact = "　電話　太郎 ";
  input.email = " taro@example.com\n";
  kms_account_form_read (&input, "2026-04-01", &form, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_utf8_strlen (form.company, -1), ==, 100);
  g_assert_true (g_str_has_prefix (form.company, "がが"));
  g_assert_cmpstr (form.contact, ==, "電話　太郎");
  g_assert_cmpstr (form.email, ==, "taro@example.com");
}

/* One member of a good form is changed. */
typedef struct
{
  gsize member;
  const char *value;
  const char *code; /* NULL: fine */
  const char *pointer;
  const char *inside; /* NULL: as code */
} Vector;

#define AT(member) G_STRUCT_OFFSET (KmsAccountInput, member)

static const Vector vectors[] = {
  { AT (privacy_version), "2025-01-01", "policy-outdated", "/privacy_version" },
  { AT (privacy_version), "", "policy-outdated", "/privacy_version" },
  { AT (login_id), "k7Qm2xRt", NULL },
  { AT (login_id), "k7Qm2xR", "login-id-invalid", "/login_id" },
  { AT (login_id), "k7Qm2xRt901", "login-id-invalid", "/login_id" },
  { AT (login_id), "k7Qm-xRt", "login-id-invalid", "/login_id" },
  { AT (company), "", "value-invalid", "/company", "value-missing" },
  { AT (company), " \t　\n", "value-invalid", "/company", "value-missing" },
  { AT (company), HUNDRED, NULL },
  { AT (company), HUNDRED "1", "value-invalid", "/company", "value-too-long" },
  { AT (company), HUNDRED HUNDRED HUNDRED HUNDRED "1", "value-invalid", "/company",
    "value-too-long" },
  { AT (company), "Two\nlines", "value-invalid", "/company" },
  { AT (company), "Turned \xe2\x80\xae round", "value-invalid", "/company" },
  { AT (company), "\x1b[31mred", "value-invalid", "/company" },
  { AT (country), "", "value-invalid", "/country", "value-missing" },
  { AT (country), FIFTY TEN, NULL },
  { AT (country), FIFTY TEN "1", "value-invalid", "/country", "value-too-long" },
  { AT (postal_code), "", NULL },
  { AT (postal_code), "ABC-123", NULL },
  { AT (postal_code), "９９９－９９９９", "value-invalid", "/postal_code" },
  { AT (postal_code), "999 9999", "value-invalid", "/postal_code" },
  { AT (postal_code), TEN TEN "1", "value-invalid", "/postal_code", "value-too-long" },
  { AT (phone), "+81-6-1234", "value-invalid", "/phone" },
  { AT (phone), "06-1234", NULL },
  { AT (phone), TEN TEN TEN "1", "value-invalid", "/phone", "value-too-long" },
  { AT (contact), "", NULL },
  { AT (contact), HUNDRED "1", "value-invalid", "/contact", "value-too-long" },
  { AT (email), "", "mail-address-invalid", "/email" },
  { AT (email), "taro", "mail-address-invalid", "/email" },
  { AT (email), "taro@example.com\r\nBcc: all@example.com", "mail-address-invalid", "/email" },
  { AT (email), "tärö@example.com", "mail-address-invalid", "/email" },
  { AT (language), "fr", "value-invalid", "/language" },
  { AT (language), "", "value-invalid", "/language" },
};

static void
test_members (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const Vector *vector = &vectors[i];
      KmsAccountInput input = good_input ();
      g_auto (KmsAccountForm) form = { 0 };
      g_autoptr (GError) error = NULL;
      const KmsErrorDetail *details;
      guint n_details;

      g_test_message ("%u: %s", i, vector->value);
      G_STRUCT_MEMBER (const char *, &input, vector->member) = vector->value;
      g_assert_cmpint (kms_account_form_read (&input, "2026-04-01", &form, &error), ==,
                       vector->code == NULL);
      if (vector->code == NULL)
        continue;
      g_assert_true (error->domain == KMS_ERROR);
      g_assert_cmpstr (kms_error_to_code ((KmsError) error->code), ==, vector->code);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, 1);
      g_assert_cmpstr (details[0].pointer, ==, vector->pointer);
      g_assert_cmpstr (kms_error_to_code (details[0].code), ==,
                       vector->inside == NULL ? vector->code : vector->inside);
      g_assert_null (form.company);
    }
}

/* The address: 1 to 5 lines, the first not empty. */
static void
test_address (void)
{
  static const char *const none[] = { NULL };
  static const char *const gap[] = { "", "Kadoma", NULL };
  static const char *const five[] = { "1", "2", "", " 4 ", HUNDRED, NULL };
  static const char *const six[] = { "1", "2", "3", "4", "5", "6", NULL };
  static const char *const too_long[] = { "1", HUNDRED "1", NULL };
  static const struct
  {
    const char *const *lines;
    const char *pointer; /* NULL: fine */
    KmsError inside;
  } cases[] = {
    { none, "/address/0", KMS_ERROR_VALUE_MISSING },
    { gap, "/address/0", KMS_ERROR_VALUE_MISSING },
    { five, NULL, 0 },
    { six, "/address", KMS_ERROR_VALUE_TOO_LONG },
    { too_long, "/address/1", KMS_ERROR_VALUE_TOO_LONG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KmsAccountInput input = good_input ();
      g_auto (KmsAccountForm) form = { 0 };
      g_autoptr (GError) error = NULL;
      const KmsErrorDetail *details;
      guint n_details;

      input.address = cases[i].lines;
      kms_account_form_read (&input, "2026-04-01", &form, &error);
      if (cases[i].pointer == NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (form.address[3], ==, "4");
          continue;
        }
      g_assert_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, 1);
      g_assert_cmpstr (details[0].pointer, ==, cases[i].pointer);
      g_assert_cmpint (details[0].code, ==, cases[i].inside);
    }
}

/* All faults are named, in the order of the form; the first gives the code. */
static void
test_all (void)
{
  KmsAccountInput input = good_input ();
  g_auto (KmsAccountForm) form = { 0 };
  g_autoptr (GError) error = NULL;
  const KmsErrorDetail *details;
  guint n_details;

  input.email = "none";
  input.company = "";
  input.phone = "#";
  kms_account_form_read (&input, "2026-04-01", &form, &error);
  g_assert_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID);
  details = kms_error_get_details (error, &n_details);
  g_assert_cmpuint (n_details, ==, 3);
  g_assert_cmpstr (details[0].pointer, ==, "/company");
  g_assert_cmpstr (details[1].pointer, ==, "/phone");
  g_assert_cmpstr (details[2].pointer, ==, "/email");
  g_assert_cmpint (details[2].code, ==, KMS_ERROR_MAIL_ADDRESS_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/account-form/good", test_good);
  g_test_add_func ("/accounts/account-form/least", test_least);
  g_test_add_func ("/accounts/account-form/normal-form", test_normal_form);
  g_test_add_func ("/accounts/account-form/members", test_members);
  g_test_add_func ("/accounts/account-form/address", test_address);
  g_test_add_func ("/accounts/account-form/all", test_all);
  return g_test_run ();
}
