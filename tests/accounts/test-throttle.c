/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Slowing down: how long each time asks to wait, of whom, and when it is forgotten. */

#include "accounts/kms-throttle.h"

#include "accounts-fixture.h"

/* Seconds to wait; 0: it passes and is counted. */
static gint64
pass (KmsStoreSession *session, const KmsThrottle *throttle, const char *key, gint64 since_now)
{
  g_autoptr (GError) error = NULL;
  gint64 seconds = 0;

  if (kms_throttle_pass (session, throttle, key, NOW + since_now, &error))
    return 0;
  g_assert_error (error, KMS_ERROR, KMS_ERROR_RATE_LIMITED);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_RETRY_AFTER, &seconds));
  g_assert_cmpint (seconds, >, 0);
  return seconds;
}

static gpointer
do_test_growth (KmsStoreSession *session, gpointer data, GError **error)
{
  static const gint64 waits[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300 };
  char key[KMS_STORED_HASH_SIZE], other[KMS_STORED_HASH_SIZE];
  gint64 at = 0;

  kms_throttle_key ("password", "LoginOne", "192.0.2.1", key);
  kms_throttle_key ("password", "LoginOne", "192.0.2.2", other);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (pass (session, &kms_throttle_passwords, key, at), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_assert_cmpint (pass (session, &kms_throttle_passwords, key, at), ==, waits[i]);
      /* Asking meanwhile makes it no longer; what is left of a second is a whole one. */
      g_assert_cmpint (pass (session, &kms_throttle_passwords, key, at + 1), ==, waits[i]);
      at += waits[i] * SECOND;
      g_assert_cmpint (pass (session, &kms_throttle_passwords, key, at - 1), ==, 1);
      g_assert_cmpint (pass (session, &kms_throttle_passwords, key, at), ==, 0);
    }
  /* Other addresses do not care. */
  g_assert_cmpint (pass (session, &kms_throttle_passwords, other, at), ==, 0);
  return data;
}

static void
test_growth (Fixture *fixture, gconstpointer data)
{
  in_transaction (fixture, do_test_growth, fixture);
}

static gpointer
do_test_forget (KmsStoreSession *session, gpointer data, GError **error)
{
  char key[KMS_STORED_HASH_SIZE];

  kms_throttle_key ("password", "LoginOne", "192.0.2.1", key);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (pass (session, &kms_throttle_passwords, key, 0), ==, 0);
  g_assert_cmpint (pass (session, &kms_throttle_passwords, key, 0), ==, 1);
  /* One was none, after all. */
  g_assert_true (kms_throttle_forgive (session, key, error));
  g_assert_cmpint (pass (session, &kms_throttle_passwords, key, 0), ==, 0);
  g_assert_cmpint (pass (session, &kms_throttle_passwords, key, 0), ==, 1);
  /* Forgotten at once. */
  g_assert_true (kms_throttle_forget (session, key, error));
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (pass (session, &kms_throttle_passwords, key, 0), ==, 0);
  g_assert_cmpint (pass (session, &kms_throttle_passwords, key, 0), ==, 1);
  /* Forgotten after a day. */
  g_assert_true (kms_throttle_tidy (session, NOW + KMS_THROTTLE_MEMORY - 1, error));
  g_assert_cmpint (ask (session, "SELECT count FROM throttle"), ==, 4);
  g_assert_cmpint (pass (session, &kms_throttle_passwords, key, KMS_THROTTLE_MEMORY), ==, 0);
  g_assert_cmpint (ask (session, "SELECT count FROM throttle"), ==, 1);
  g_assert_true (kms_throttle_tidy (session, NOW + 2 * KMS_THROTTLE_MEMORY, error));
  g_assert_cmpint (ask (session, "SELECT count (*) FROM throttle"), ==, 0);
  return data;
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  in_transaction (fixture, do_test_forget, fixture);
}

/* No two things are counted together, and nobody reads in the store whom it is about. */
static void
test_keys (void)
{
  static const char *const things[][3] = {
    { "password", "a", "b" }, { "password", "b", "a" }, { "password", "ab", "" },
    { "password", "", "ab" }, { "code", "a", "b" },     { "codea", "", "b" },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char key[KMS_STORED_HASH_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (things); i++)
    {
      kms_throttle_key (things[i][0], things[i][1], things[i][2], key);
      g_assert_cmpuint (strlen (key), ==, 64);
      g_assert_true (g_hash_table_add (seen, g_strdup (key)));
    }
}

#define ADD(name, test) \
  g_test_add ("/accounts/throttle/" name, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("growth", test_growth);
  ADD ("forget", test_forget);
  g_test_add_func ("/accounts/throttle/keys", test_keys);
  return g_test_run ();
}
