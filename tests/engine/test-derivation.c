/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The derivation, against vectors that derive_vectors.py computes on its own, and against a few that
 * are written down here and can never change: devices in the field know them. */

#include "engine/kms-derivation.h"

#include <stdlib.h>
#include <string.h>

static void
read_secret (const char *hex, KmsSecret *secret)
{
  g_assert_cmpuint (strlen (hex), ==, 2 * KMS_SECRET_SIZE);
  for (guint i = 0; i < KMS_SECRET_SIZE; i++)
    secret->bytes[i] =
        (guint8) (g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));
}

static void
check_vector (char **fields)
{
  KmsSecret secret, expected, derived;
  char digits[KMS_IDENTIFIER_SIZE];
  g_autofree char *fingerprint = NULL;
  KmsCategory category;

  if (g_str_equal (fields[0], "device"))
    {
      read_secret (fields[1], &secret);
      read_secret (fields[4], &expected);
      g_assert_true (kms_category_from_string (fields[2], &category));
      kms_derive_device_secret (&secret, category, fields[3], &derived);
      g_assert_cmpmem (derived.bytes, KMS_SECRET_SIZE, expected.bytes, KMS_SECRET_SIZE);
    }
  else if (g_str_equal (fields[0], "key"))
    {
      read_secret (fields[1], &secret);
      kms_derive_registration_key (&secret, fields[2], (guint) atoi (fields[3]), digits);
      g_assert_cmpstr (digits, ==, fields[4]);
    }
  else if (g_str_equal (fields[0], "sheet"))
    {
      kms_derive_sheet_id (&kms_demo_secret, fields[1], fields[2], digits);
      g_assert_cmpstr (digits, ==, fields[3]);
    }
  else
    {
      g_assert_cmpstr (fields[0], ==, "print");
      read_secret (fields[1], &secret);
      fingerprint = kms_secret_fingerprint (&secret);
      g_assert_cmpstr (fingerprint, ==, fields[2]);
    }
}

static void
test_independent (void)
{
  g_autofree char *script =
      g_test_build_filename (G_TEST_DIST, "engine", "derive_vectors.py", NULL);
  char *command[] = { (char *) "/usr/bin/python3", script, NULL };
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);

  lines = g_strsplit (g_strchomp (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 300);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

      check_vector (fields);
    }
}

static void
test_written_down (void)
{
  static const struct
  {
    KmsCategory category;
    const char *device_id;
    const char *part_number;
    guint ordinal;
    const char *registration_key;
  } vectors[] = {
    { KMS_CATEGORY_HDVC, "1234567890ABCDEF", "KX-VCS101DEMO", 1, "D1F8CCE1BFCB3524" },
    { KMS_CATEGORY_HDVC, "1234567890ABCDEF", "KX-VCS101DEMO", 5, "9C7AEB5DAF83B459" },
    { KMS_CATEGORY_HDVC, "1234567890ABCDEF", "KX-VCS201DEMO", 64, "5D24B5A790F4D6B0" },
    { KMS_CATEGORY_LIVE_LINK, "1234567890AB", "LIVELINK-DEMO", 1, "939E5C361B397F01" },
  };
  g_autofree char *fingerprint = kms_secret_fingerprint (&kms_demo_secret);

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      KmsSecret device_secret;
      char registration_key[KMS_IDENTIFIER_SIZE];

      kms_derive_device_secret (&kms_demo_secret, vectors[i].category, vectors[i].device_id,
                                &device_secret);
      kms_derive_registration_key (&device_secret, vectors[i].part_number, vectors[i].ordinal,
                                   registration_key);
      g_assert_cmpstr (registration_key, ==, vectors[i].registration_key);
    }
  g_assert_cmpstr (fingerprint, ==, "9ECC91CA4473E513");
}

static void
test_no_ordinal (void)
{
  KmsSecret secret = { { 0 } };
  char registration_key[KMS_IDENTIFIER_SIZE] = "";

  g_test_expect_message ("kms", G_LOG_LEVEL_CRITICAL, "*ordinal*");
  kms_derive_registration_key (&secret, "X", 0, registration_key);
  g_test_expect_message ("kms", G_LOG_LEVEL_CRITICAL, "*ordinal*");
  kms_derive_registration_key (&secret, "X", KMS_MAX_ORDINAL + 1, registration_key);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (registration_key, ==, "");
}

/* A device takes what was derived for it, up to its last ordinal, and nothing else. */
static void
test_check (void)
{
  static const struct
  {
    const char *device_id;
    const char *part_number;
    const char *registration_key;
    guint ordinal; /* 0: refused */
  } vectors[] = {
    { "1234567890ABCDEF", "KX-VCS101DEMO", "D1F8CCE1BFCB3524", 1 },
    { "1234567890ABCDEF", "KX-VCS101DEMO", "9C7AEB5DAF83B459", 5 },
    { "1234567890ABCDEF", "KX-VCS201DEMO", "5D24B5A790F4D6B0", 64 },
    /* of another part */
    { "1234567890ABCDEF", "KX-VCS201DEMO", "D1F8CCE1BFCB3524", 0 },
    /* of another device */
    { "1234567890ABCDEE", "KX-VCS101DEMO", "D1F8CCE1BFCB3524", 0 },
    /* one digit wrong */
    { "1234567890ABCDEF", "KX-VCS101DEMO", "D1F8CCE1BFCB3525", 0 },
    /* the 65th, derived in the same way */
    { "1234567890ABCDEF", "KX-VCS101DEMO", "1EE9EDA573EBCD6A", 0 },
    { "1234567890ABCDEF", "KX-VCS101DEMO", "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      KmsSecret device_secret;
      guint ordinal = 0;

      kms_derive_device_secret (&kms_demo_secret, KMS_CATEGORY_HDVC, vectors[i].device_id,
                                &device_secret);
      g_assert_cmpint (kms_check_registration_key (&device_secret, vectors[i].part_number,
                                                   vectors[i].registration_key, &ordinal),
                       ==, vectors[i].ordinal > 0);
      g_assert_cmpuint (ordinal, ==, vectors[i].ordinal);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/derivation/independent", test_independent);
  g_test_add_func ("/derivation/written-down", test_written_down);
  g_test_add_func ("/derivation/no-ordinal", test_no_ordinal);
  g_test_add_func ("/derivation/check", test_check);
  return g_test_run ();
}
