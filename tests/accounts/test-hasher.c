/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hashes of passwords: what they are, that they fit, and that only so much waits. */

#include "accounts/kms-hasher.h"

#include "async-test.h"
#include "common/kms-error.h"

#include <string.h>

/* Made by the argon2 program of Debian: 19456 KiB, 2 passes, 1 lane, of "wet otters sing loudly". */
#define FOREIGN                                            \
  "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$" \
  "nlfTeRjZZiwGpHHIXtiDsqh1n9pwHnM1HcAELe/oAaM"

static char *
make_hash (KmsHasher *hasher, const char *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *hash;

  kms_hasher_hash_async (hasher, password, take_result, &result);
  wait_for (&result);
  hash = kms_hasher_hash_finish (hasher, result, &error);
  g_assert_no_error (error);
  return hash;
}

static gboolean
is_right (KmsHasher *hasher, const char *hash, const char *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean right;

  kms_hasher_verify_async (hasher, hash, password, take_result, &result);
  wait_for (&result);
  kms_hasher_verify_finish (hasher, result, &right, &error);
  g_assert_no_error (error);
  return right;
}

static void
test_hash (void)
{
  g_autoptr (KmsHasher) hasher = kms_hasher_new (1, 8);
  g_autofree char *hash = make_hash (hasher, "wet otters sing loudly");
  g_autofree char *again = make_hash (hasher, "wet otters sing loudly");

  g_assert_true (g_str_has_prefix (hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
  g_assert_cmpstr (hash, !=, again);
  g_assert_true (is_right (hasher, hash, "wet otters sing loudly"));
  g_assert_true (is_right (hasher, again, "wet otters sing loudly"));
  g_assert_true (is_right (hasher, FOREIGN, "wet otters sing loudly"));
  g_assert_false (is_right (hasher, hash, "Wet otters sing loudly"));
  g_assert_false (is_right (hasher, hash, "wet otters sing loudly "));
  g_assert_false (is_right (hasher, hash, ""));
}

/* One is as much work as the other. */
static void
test_unknown (void)
{
  g_autoptr (KmsHasher) hasher = kms_hasher_new (1, 8);
  g_autofree char *hash = make_hash (hasher, "wet otters sing loudly");
  guint n_hashes = kms_hasher_get_n_hashes (hasher);

  g_assert_false (is_right (hasher, hash, "dry otters"));
  g_assert_cmpuint (kms_hasher_get_n_hashes (hasher), ==, n_hashes + 1);
  g_assert_false (is_right (hasher, NULL, "dry otters"));
  g_assert_cmpuint (kms_hasher_get_n_hashes (hasher), ==, n_hashes + 2);
}

static void
test_damaged (void)
{
  g_autoptr (KmsHasher) hasher = kms_hasher_new (1, 8);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean right;

  kms_hasher_verify_async (hasher, "$argon2id$none", "x", take_result, &result);
  wait_for (&result);
  g_assert_false (kms_hasher_verify_finish (hasher, result, &right, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT);
}

/* Two may be under way or wait; however fast the thread is, of 40 that come at once most are sent
 * away, and none is forgotten. Afterwards there is room again. */
static void
test_full (void)
{
  g_autoptr (KmsHasher) hasher = kms_hasher_new (1, 1);
  GAsyncResult *results[40] = { NULL };
  guint n_done = 0;
  guint n_busy = 0;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    kms_hasher_verify_async (hasher, NULL, "x", take_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean right;

      wait_for (&results[i]);
      if (kms_hasher_verify_finish (hasher, results[i], &right, &error))
        n_done++;
      else
        {
          g_assert_error (error, KMS_ERROR, KMS_ERROR_SERVER_BUSY);
          n_busy++;
        }
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (n_done, >=, 2);
  g_assert_cmpuint (n_busy, >=, 1);
  g_assert_cmpuint (kms_hasher_get_n_hashes (hasher), ==, n_done);
  g_assert_false (is_right (hasher, NULL, "x"));
}

/* What was asked for is finished before the hasher is gone. */
static void
test_free (void)
{
  KmsHasher *hasher = kms_hasher_new (4, 8);
  GAsyncResult *results[8] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    kms_hasher_verify_async (hasher, NULL, "x", take_result, &results[i]);
  kms_hasher_free (hasher);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      wait_for (&results[i]);
      g_object_unref (results[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/hasher/hash", test_hash);
  g_test_add_func ("/accounts/hasher/unknown", test_unknown);
  g_test_add_func ("/accounts/hasher/damaged", test_damaged);
  g_test_add_func ("/accounts/hasher/full", test_full);
  g_test_add_func ("/accounts/hasher/free", test_free);
  return g_test_run ();
}
