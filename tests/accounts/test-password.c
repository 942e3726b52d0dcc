/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which passwords are allowed, and what is made by chance. */

#include "accounts/kms-password.h"

#include <string.h>

#define SIXTY_FOUR "correct horse battery staple correct horse battery staple 012345"

typedef struct
{
  const char *password;
  const char *fault; /* NULL: allowed */
} Vector;

static const Vector vectors[] = {
  /* length, in characters */
  { "", "password-length" },
  { "a", "password-length" },
  { "xK7mQ2w", "password-length" },
  { "xK7mQ2w9", NULL },
  { "ひみつのあいこと", NULL }, /* 8 characters, 24 bytes */
  { "ひみつのあいこ", "password-length" },
  { SIXTY_FOUR, NULL },
  { SIXTY_FOUR "6", "password-length" },
  { "😀😁😄😎🙃🤖👻💩", NULL },
  /* any kind: spaces at the ends and control characters count */
  { " wet otter ", NULL },
  { "tab\tand\nline", NULL },
  /* runs, up, down and on the spot; over the end; capitals do not hide one */
  { "12345678", "password-run" },
  { "1234567890", "password-run" },
  { "0987654321", "password-run" },
  { "90123456", "password-run" },
  { "abcdefgh", "password-run" },
  { "AbCdEfGh", "password-run" },
  { "hgfedcba", "password-run" },
  { "uvwxyzab", "password-run" },
  { "aaaaaaaa", "password-run" },
  { "AaAaAaAa", "password-run" },
  { "........", "password-run" },
  { "ああああああああ", "password-run" },
  { "１２３４５６７８", "password-run" },
  /* almost runs */
  { "12345679x", NULL },
  { "abcdefgx", NULL },
  { "13579bdf", NULL },
  { "aaaaaaab", NULL },
  /* the login ID */
  { "k7Qm2xRt", "password-login-id" },
  { "K7QM2XRT", "password-login-id" },
  { "k7Qm2xRt!", NULL },
  /* common ones, capitals do not matter */
  { "password", "password-common" },
  { "PassWord1", "password-common" },
  { "qwertyuiop", "password-common" },
  { "1q2w3e4r5t", "password-common" },
  { "11111234", NULL },
  { "19800101", "password-common" },
  { "sakura123", "password-common" },
  /* lines of the list's file that are none of it */
  { "# The 3,000 common passwords that are refused, one a line", NULL },
};

static void
test_rules (void)
{
  g_autoptr (KmsPasswordRules) rules = kms_password_rules_new ();

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean allowed =
          kms_password_check (rules, vectors[i].password, "k7Qm2xRt", "/new_password", &error);
      g_autofree char *expected = NULL;
      const KmsErrorDetail *details;
      guint n_details;

      g_test_message ("%s", vectors[i].password);
      g_assert_cmpint (allowed, ==, vectors[i].fault == NULL);
      if (allowed)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, KMS_ERROR, KMS_ERROR_PASSWORD_TOO_WEAK);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, 1);
      g_assert_cmpstr (details[0].pointer, ==, "/new_password");
      g_assert_cmpstr (kms_error_to_code (details[0].code), ==, vectors[i].fault);
      /* The password is not told to the log. */
      expected = g_strdup_printf ("the password is too weak: %s", vectors[i].fault);
      g_assert_cmpstr (error->message, ==, expected);
    }
}

/* The file says 3,000 and means it; none of them is refused already by another rule. */
static void
test_common (void)
{
  g_autoptr (KmsPasswordRules) rules = kms_password_rules_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "src", "accounts", "common-passwords.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      const KmsErrorDetail *details;
      guint n_details;

      if (lines[i][0] == '\0' || lines[i][0] == '#')
        continue;
      g_assert_true (g_hash_table_add (seen, g_strdup (lines[i])));
      g_assert_false (kms_password_check (rules, lines[i], NULL, "/password", &error));
      details = kms_error_get_details (error, &n_details);
      if (details[0].code != KMS_ERROR_PASSWORD_COMMON)
        g_error ("%s: %s", lines[i], kms_error_to_code (details[0].code));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 3000);
}

/* Every character comes, each about as often: with 57 of them and 20,000 drawn, 350 each. A remainder
 * would prefer the first 28 of them, in the order of ASCII: they would be 10,937 instead of 9,825. */
static void
test_made (void)
{
  g_autoptr (KmsPasswordRules) rules = kms_password_rules_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint counts[128] = { 0 };
  guint n_characters = 0;
  guint n_first = 0;

  for (guint i = 0; i < 2000; i++)
    {
      char *password = kms_password_make (rules);
      g_autofree char *login_id = kms_login_id_make ();
      g_autofree char *code = kms_code_make ();

      g_assert_true (g_regex_match_simple ("^[A-Za-z0-9]{10}$", password, 0, 0));
      g_assert_true (kms_password_check (rules, password, login_id, "", NULL));
      g_assert_true (kms_login_id_is_valid (login_id));
      g_assert_cmpuint (strlen (login_id), ==, 8);
      g_assert_true (g_regex_match_simple ("^[0-9]{8}$", code, 0, 0));
      for (guint j = 0; j < 10; j++)
        counts[(guint) password[j]]++;
      g_assert_true (g_hash_table_add (seen, g_strdup (password)));
      kms_password_free (password);
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > 0)
      {
        if (n_characters++ < 28)
          n_first += counts[i];
        /* Eight standard deviations. */
        g_assert_cmpuint (counts[i], >, 200);
        g_assert_cmpuint (counts[i], <, 500);
      }
  g_assert_cmpuint (n_characters, ==, 57);
  g_assert_cmpuint (n_first, >, 9825 - 560);
  g_assert_cmpuint (n_first, <, 9825 + 560);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/password/rules", test_rules);
  g_test_add_func ("/accounts/password/common", test_common);
  g_test_add_func ("/accounts/password/made", test_made);
  return g_test_run ();
}
