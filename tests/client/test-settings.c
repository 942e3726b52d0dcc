/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings with the schema, which another object over it finds again, and without. */

#include "client/kms-settings.h"

#define SERVER "https://kms.example.com"

typedef void (*SetText) (KmsSettings *settings, const char *text);
typedef char *(*GetText) (KmsSettings *settings);

static const struct
{
  SetText set;
  GetText get;
} texts[] = {
  { kms_settings_set_server, kms_settings_get_server },
  { kms_settings_set_authority_file, kms_settings_get_authority_file },
  { kms_settings_set_login_id, kms_settings_get_login_id },
};

#define assert_text(expected, call)        \
  G_STMT_START                             \
  {                                        \
    g_autofree char *found = call;         \
    g_assert_cmpstr (found, ==, expected); \
  }                                        \
  G_STMT_END

static void
check_find (KmsSettings *settings, KmsSettings *other)
{
  const char *columns = "[('device', 120, true), ('site', -1, false)]";
  g_autoptr (GVariant) nothing = kms_settings_get_find_columns (settings);
  g_autoptr (GVariant) kept = NULL;
  g_autofree char *found = NULL;

  g_assert_cmpuint (g_variant_n_children (nothing), ==, 0);
  kms_settings_set_find_columns (settings, g_variant_new_parsed (columns));
  kept = kms_settings_get_find_columns (other);
  found = g_variant_print (kept, FALSE);
  g_assert_cmpstr (found, ==, columns);

  g_assert_false (kms_settings_get_find_oldest_first (settings));
  kms_settings_set_find_oldest_first (settings, TRUE);
  g_assert_true (kms_settings_get_find_oldest_first (other));
}

static void
check_window (KmsSettings *settings, KmsSettings *other)
{
  int width, height;
  gboolean maximized;

  kms_settings_get_window (other, &width, &height, &maximized);
  g_assert_cmpint (width, ==, 800);
  g_assert_cmpint (height, ==, 820);
  g_assert_false (maximized);
  assert_text ("home", kms_settings_get_last_page (other));
  kms_settings_set_window (settings, 640, 700, TRUE);
  kms_settings_set_last_page (settings, "reports");
  kms_settings_get_window (other, &width, &height, &maximized);
  g_assert_cmpint (width, ==, 640);
  g_assert_cmpint (height, ==, 700);
  g_assert_true (maximized);
  assert_text ("reports", kms_settings_get_last_page (other));
}

static void
check_everything (KmsSettings *settings, KmsSettings *other)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      assert_text ("", texts[i].get (settings));
      texts[i].set (settings, "text");
      assert_text ("text", texts[i].get (other));
      texts[i].set (settings, NULL);
      assert_text ("", texts[i].get (other));
    }

  assert_text ("", kms_settings_get_confirmed_version (settings, KMS_POLICY_COOKIE));
  kms_settings_confirm_policy (settings, KMS_POLICY_COOKIE, "1");
  kms_settings_confirm_policy (settings, KMS_POLICY_PRIVACY, "2");
  kms_settings_confirm_policy (settings, KMS_POLICY_COOKIE, "3");
  assert_text ("3", kms_settings_get_confirmed_version (other, KMS_POLICY_COOKIE));
  assert_text ("2", kms_settings_get_confirmed_version (other, KMS_POLICY_PRIVACY));

  for (guint i = 0; i <= 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      g_assert_false (kms_settings_was_notified (settings, SERVER, id));
      kms_settings_add_notified (settings, SERVER, id);
      kms_settings_add_notified (settings, SERVER, id);
      g_assert_true (kms_settings_was_notified (other, SERVER, id));
    }
  g_assert_true (kms_settings_was_notified (other, SERVER, "1"));
  g_assert_false (kms_settings_was_notified (other, SERVER, "0")); /* the last 100 */
  g_assert_false (kms_settings_was_notified (other, "https://other.example.com", "1"));
  check_find (settings, other);
  check_window (settings, other);
  kms_settings_flush (settings);
}

static void
test_kept (void)
{
  g_autoptr (KmsSettings) settings = kms_settings_new ();
  g_autoptr (KmsSettings) other = kms_settings_new ();

  check_everything (settings, other);
}

static void
test_without_schema (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (KmsSettings) settings = NULL;

      g_unsetenv ("GSETTINGS_SCHEMA_DIR");
      g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
      settings = kms_settings_new ();
      check_everything (settings, settings);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/kept", test_kept);
  g_test_add_func ("/settings/without-schema", test_without_schema);

  return g_test_run ();
}
