/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last devices of an account: what an answer adds, how many stay, that nobody else sees them, and that
 * they can be forgotten. */

#include "client/kms-journal-devices.h"
#include "client/kms-journal-issuances.h"
#include "journal-test.h"

#define ACCOUNT "https://kms.example.com 57"
#define OTHER   "https://kms.example.com 58"

/* Issues for a device and gets the answer. */
static void
issue (Fixture *fixture, const char *account, const char *device, gint64 at, gboolean demo)
{
  g_autoptr (KmsAttempt) attempt = g_new0 (KmsAttempt, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KmsIssuance *answer = kms_issuance_new ();

  attempt->idempotency_key = g_uuid_string_random ();
  attempt->request = kms_request_new (KMS_CATEGORY_HDVC, device);
  answer->id = g_uuid_string_random ();
  answer->at = at;
  answer->demo = demo;
  g_strlcpy (answer->device_id, device, KMS_IDENTIFIER_SIZE);
  attempt->answer = answer;
  kms_journal_answer_issuance_async (fixture->journal, account, attempt, NULL, take_result,
                                     &result);
  g_assert_true (kms_journal_answer_issuance_finish (fixture->journal, wait_for (&result), &error));
  g_assert_no_error (error);
}

/* The beginnings of the devices, in their order. */
static char *
list (Fixture *fixture, const char *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) devices = NULL;
  GString *names = g_string_new (NULL);

  kms_journal_list_devices_async (fixture->journal, account, NULL, take_result, &result);
  devices = kms_journal_list_devices_finish (fixture->journal, wait_for (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < devices->len; i++)
    g_string_append_c (names, g_array_index (devices, KmsRecentDevice, i).device_id[0]);
  return g_string_free (names, FALSE);
}

static void
assert_list (Fixture *fixture, const char *account, const char *expected)
{
  g_autofree char *names = list (fixture, account);

  g_assert_cmpstr (names, ==, expected);
}

static void
test_last_ones (Fixture *fixture, gconstpointer unused)
{
  const char *devices[] = { "1000000000000000", "2000000000000000", "3000000000000000",
                            "4000000000000000", "5000000000000000", "6000000000000000" };

  assert_list (fixture, ACCOUNT, "");
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    issue (fixture, ACCOUNT, devices[i], 10 * i + 10, FALSE);
  assert_list (fixture, ACCOUNT, "65432");
  issue (fixture, ACCOUNT, devices[2], 100, FALSE); /* once more: in front */
  assert_list (fixture, ACCOUNT, "36542");
  issue (fixture, ACCOUNT, devices[2], 5, FALSE); /* an old answer that comes late */
  assert_list (fixture, ACCOUNT, "36542");
  issue (fixture, ACCOUNT, "A000000000000000", 200, TRUE); /* the demo has no devices */
  assert_list (fixture, ACCOUNT, "36542");
}

static void
test_accounts (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  issue (fixture, ACCOUNT, "1000000000000000", 10, FALSE);
  issue (fixture, OTHER, "2000000000000000", 20, FALSE);
  assert_list (fixture, ACCOUNT, "1");
  assert_list (fixture, OTHER, "2");
  kms_journal_clear_devices_async (fixture->journal, ACCOUNT, NULL, take_result, &result);
  g_assert_true (kms_journal_clear_devices_finish (fixture->journal, wait_for (&result), &error));
  assert_list (fixture, ACCOUNT, "");
  assert_list (fixture, OTHER, "2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/journal-devices/last-ones", Fixture, NULL, set_up, test_last_ones, tear_down);
  g_test_add ("/journal-devices/accounts", Fixture, NULL, set_up, test_accounts, tear_down);

  return g_test_run ();
}
