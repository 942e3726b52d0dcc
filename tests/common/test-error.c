/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes and details of errors. */

#include "common/kms-error.h"

#include <gio/gio.h>
#include <string.h>

static void
test_codes (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  KmsError back;

  for (guint i = 0; i < KMS_N_ERRORS; i++)
    {
      const char *code = kms_error_to_code ((KmsError) i);

      g_assert_nonnull (code);
      g_assert_cmpuint (strspn (code, "abcdefghijklmnopqrstuvwxyz-"), ==, strlen (code));
      g_assert_true (g_hash_table_add (seen, (gpointer) code));
      g_assert_true (kms_error_from_code (code, &back));
      g_assert_cmpuint (back, ==, i);
    }
  g_assert_false (kms_error_from_code ("no-such-code", &back));

  /* These stand in the contract with clients that are out there. */
  g_assert_cmpstr (kms_error_to_code (KMS_ERROR_KEY_BOUND_ELSEWHERE), ==, "key-bound-elsewhere");
  g_assert_cmpstr (kms_error_to_code (KMS_ERROR_KEY_PAIR_INVALID), ==, "key-pair-invalid");
  g_assert_cmpstr (kms_error_to_code (KMS_ERROR_DEVICE_ID_INVALID), ==, "device-id-invalid");
  g_assert_cmpstr (kms_error_to_code (KMS_ERROR_WRONG_CATEGORY), ==, "wrong-category");
  g_assert_cmpstr (kms_error_to_code (KMS_ERROR_TOO_MANY_KEYS), ==, "too-many-keys");
  g_assert_cmpstr (kms_error_to_code (KMS_ERROR_DUPLICATE_KEY), ==, "duplicate-key");
}

/* Figures are there when they were set, 0 among them, and go along with a copy. */
static void
test_numbers (void)
{
  g_autoptr (GError) error = g_error_new (KMS_ERROR, KMS_ERROR_CODE_INVALID, "wrong");
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "foreign");
  g_autoptr (GError) copy = NULL;
  gint64 value = -1;

  g_assert_false (kms_error_get_number (error, KMS_ERROR_TRIES_LEFT, &value));
  g_assert_false (kms_error_get_number (NULL, KMS_ERROR_TRIES_LEFT, &value));
  g_assert_false (kms_error_get_number (foreign, KMS_ERROR_TRIES_LEFT, &value));
  kms_error_set_number (error, KMS_ERROR_TRIES_LEFT, 0);
  copy = g_error_copy (error);
  g_assert_true (kms_error_get_number (copy, KMS_ERROR_TRIES_LEFT, &value));
  g_assert_cmpint (value, ==, 0);
  g_assert_false (kms_error_get_number (copy, KMS_ERROR_RETRY_AFTER, &value));
  kms_error_set_number (copy, KMS_ERROR_UNTIL, G_MAXINT64);
  g_assert_true (kms_error_get_number (copy, KMS_ERROR_UNTIL, &value));
  g_assert_cmpint (value, ==, G_MAXINT64);
  g_assert_false (kms_error_get_number (error, KMS_ERROR_UNTIL, &value));
}

static void
test_details (void)
{
  g_autoptr (GError) error = g_error_new (KMS_ERROR, KMS_ERROR_KEY_PAIR_INVALID, "refused");
  g_autoptr (GError) copy = NULL;
  const KmsErrorDetail *details;
  guint n_details = 5;

  g_assert_null (kms_error_get_details (error, &n_details));
  g_assert_cmpuint (n_details, ==, 0);
  kms_error_add_detail (error, KMS_ERROR_KEY_PAIR_INVALID, "/keys/%u", 2);
  kms_error_add_detail (error, KMS_ERROR_WRONG_CATEGORY, "/keys/%u/activation_key", 7);

  copy = g_error_copy (error);
  kms_error_add_detail (copy, KMS_ERROR_FAILED, "/");
  g_assert_nonnull (kms_error_get_details (error, &n_details));
  g_assert_cmpuint (n_details, ==, 2);
  g_clear_error (&error);

  details = kms_error_get_details (copy, &n_details);
  g_assert_cmpuint (n_details, ==, 3);
  g_assert_cmpstr (details[0].pointer, ==, "/keys/2");
  g_assert_cmpuint (details[0].code, ==, KMS_ERROR_KEY_PAIR_INVALID);
  g_assert_cmpstr (details[1].pointer, ==, "/keys/7/activation_key");
  g_assert_cmpuint (details[1].code, ==, KMS_ERROR_WRONG_CATEGORY);
}

static void
test_foreign (void)
{
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "foreign");
  guint n_details = 5;

  g_assert_null (kms_error_get_details (foreign, &n_details));
  g_assert_cmpuint (n_details, ==, 0);
  g_assert_null (kms_error_get_details (NULL, &n_details));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/codes", test_codes);
  g_test_add_func ("/error/numbers", test_numbers);
  g_test_add_func ("/error/details", test_details);
  g_test_add_func ("/error/foreign", test_foreign);
  return g_test_run ();
}
