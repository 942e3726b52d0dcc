/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of accounts that both sides share, as vectors. The server's refusal of whole passwords is
 * in tests/accounts/test-password.c. */

#include "engine/kms-account-rules.h"

#include <string.h>

/* What a person sees ticked while typing. */
static void
test_passwords (void)
{
  static const struct
  {
    const char *password;
    gboolean meets[KMS_PASSWORD_N_RULES];
  } vectors[] = {
    { "", { FALSE, FALSE, TRUE } },
    { "a", { FALSE, FALSE, TRUE } }, /* nothing else than a run yet */
    { "ab", { FALSE, FALSE, TRUE } },
    { "ax", { FALSE, TRUE, TRUE } },
    { "12345678", { TRUE, FALSE, TRUE } },
    { "12345679", { TRUE, TRUE, TRUE } },
    { "K7QM2XRT", { TRUE, TRUE, FALSE } }, /* capitals do not matter */
    { "ひみつのあいこと", { TRUE, TRUE, TRUE } },
    { "ひみつのあいこ", { FALSE, TRUE, TRUE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    for (guint rule = 0; rule < KMS_PASSWORD_N_RULES; rule++)
      if (kms_password_meets ((KmsPasswordRule) rule, vectors[i].password, "k7Qm2xRt")
          != vectors[i].meets[rule])
        g_error ("\"%s\", rule %u", vectors[i].password, rule);
  g_assert_true (kms_password_meets (KMS_PASSWORD_RULE_LOGIN_ID, "k7Qm2xRt", NULL));
}

static void
test_login_ids (void)
{
  static const char *const good[] = { "abcdefgh", "ABCDEFGHIJ", "12345678", "Tokyo2Deal" };
  static const char *const bad[] = {
    "", "abcdefg", "abcdefghijk", "abcdefg h", "abcdefg-", "abcdefgé", "ａｂｃｄｅｆｇｈ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (kms_login_id_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (kms_login_id_is_valid (bad[i]));
}

static void
test_codes (void)
{
  static const char *const typed[][2] = {
    { "48213705", "48213705" },
    { " 4821 3705 ", "48213705" },
    { "4821-3705", "48213705" },
    { "48–21—37−05", "48213705" },        /* en, em, minus */
    { "４８２１－３７０５", "48213705" }, /* full-width */
    { "４８２１ー３７０５", "48213705" }, /* the mark of long vowels */
    { "4821\t3705\r\n", "48213705" },     /* with its line end */
    { "4821\xc2\xa0"
      "3705\xe2\x80\x8b",
      "48213705" },               /* no-break and zero-width spaces */
    { "4821.3705", "4821.3705" }, /* stays what it is: wrong */
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *code = kms_code_read (typed[i][0]);

      g_assert_cmpstr (code, ==, typed[i][1]);
    }
}

#define FIFTY "12345678901234567890123456789012345678901234567890"

static void
test_texts (void)
{
  static const struct
  {
    KmsAccountText text;
    const char *typed;
    const char *read; /* NULL: refused */
    KmsError fault;
  } vectors[] = {
    { KMS_ACCOUNT_TEXT_COMPANY, " Example\u3000", "Example", 0 },
    { KMS_ACCOUNT_TEXT_COMPANY, "\u3000", NULL, KMS_ERROR_VALUE_MISSING },
    { KMS_ACCOUNT_TEXT_COMPANY, "a\tb", NULL, KMS_ERROR_VALUE_INVALID },
    { KMS_ACCOUNT_TEXT_COMPANY, FIFTY FIFTY, FIFTY FIFTY, 0 },
    { KMS_ACCOUNT_TEXT_COMPANY, FIFTY FIFTY "1", NULL, KMS_ERROR_VALUE_TOO_LONG },
    /* normal form C: two characters become one */
    { KMS_ACCOUNT_TEXT_COUNTRY, "\u30D5\u3099", "\u30D6", 0 },
    { KMS_ACCOUNT_TEXT_COUNTRY, "", NULL, KMS_ERROR_VALUE_MISSING },
    { KMS_ACCOUNT_TEXT_POSTAL_CODE, "999-9999", "999-9999", 0 },
    { KMS_ACCOUNT_TEXT_POSTAL_CODE, "SW1A-2AA", "SW1A-2AA", 0 },
    { KMS_ACCOUNT_TEXT_POSTAL_CODE, "", "", 0 },
    { KMS_ACCOUNT_TEXT_POSTAL_CODE, "９９９", NULL, KMS_ERROR_VALUE_INVALID },
    { KMS_ACCOUNT_TEXT_POSTAL_CODE, "123456789012345678901", NULL, KMS_ERROR_VALUE_TOO_LONG },
    { KMS_ACCOUNT_TEXT_PHONE, "+81 6", NULL, KMS_ERROR_VALUE_INVALID },
    { KMS_ACCOUNT_TEXT_ADDRESS_1, "", NULL, KMS_ERROR_VALUE_MISSING },
    { KMS_ACCOUNT_TEXT_ADDRESS_MORE, "", "", 0 },
    { KMS_ACCOUNT_TEXT_CONTACT, "", "", 0 },
    { KMS_ACCOUNT_TEXT_EMAIL, " taro@example.com\n", "taro@example.com", 0 },
    { KMS_ACCOUNT_TEXT_EMAIL, "taro", NULL, KMS_ERROR_MAIL_ADDRESS_INVALID },
    { KMS_ACCOUNT_TEXT_EMAIL, "", NULL, KMS_ERROR_MAIL_ADDRESS_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      KmsError fault = KMS_ERROR_FAILED;
      g_autofree char *read = kms_account_text_read (vectors[i].text, vectors[i].typed, &fault);

      g_test_message ("%s", vectors[i].typed);
      g_assert_cmpstr (read, ==, vectors[i].read);
      if (read == NULL)
        g_assert_cmpint (fault, ==, vectors[i].fault);
    }
}

static void
test_narrow (void)
{
  static const char *const typed[][2] = {
    { "９９９－９９９９", "999-9999" },
    { "０６ー１２３４", "06-1234" }, /* the mark of long vowels */
    { "06−1234—5", "06-1234-5" },
    { "ＳＷ１Ａ", "SW1A" },
    { "999-9999", "999-9999" },
    { "大阪", "大阪" }, /* what has no half-width form stays */
  };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *narrow = kms_account_text_narrow (typed[i][0]);

      g_assert_cmpstr (narrow, ==, typed[i][1]);
    }
  g_assert_true (kms_account_text_is_plain (KMS_ACCOUNT_TEXT_PHONE));
  g_assert_false (kms_account_text_is_plain (KMS_ACCOUNT_TEXT_COMPANY));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-rules/passwords", test_passwords);
  g_test_add_func ("/account-rules/login-ids", test_login_ids);
  g_test_add_func ("/account-rules/codes", test_codes);
  g_test_add_func ("/account-rules/texts", test_texts);
  g_test_add_func ("/account-rules/narrow", test_narrow);
  return g_test_run ();
}
