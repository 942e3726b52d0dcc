/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What gets into a request, and where an error points. */

#include "engine/kms-request.h"

#include "common/kms-error.h"

#include <string.h>

static void
assert_refused (GError *error, KmsError code, const char *pointer)
{
  guint n_details;
  const KmsErrorDetail *details;

  g_assert_error (error, KMS_ERROR, (int) code);
  details = kms_error_get_details (error, &n_details);
  g_assert_cmpuint (n_details, ==, 1);
  g_assert_cmpuint (details[0].code, ==, code);
  g_assert_cmpstr (details[0].pointer, ==, pointer);
}

static KmsKeyPair
make_pair (guint number)
{
  KmsKeyPair pair = { "", "12345678" };

  g_snprintf (pair.activation_key, sizeof pair.activation_key, "%016X", number);
  return pair;
}

static void
test_device (void)
{
  g_autoptr (KmsRequest) hdvc = kms_request_new (KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  g_autoptr (KmsRequest) live_link = kms_request_new (KMS_CATEGORY_LIVE_LINK, "1234567890AB");

  g_assert_cmpstr (hdvc->device_id, ==, "1234567890ABCDEF");
  g_assert_cmpstr (live_link->device_id, ==, "1234567890AB");
  g_assert_cmpuint (hdvc->n_pairs, ==, 0);
  g_assert_true (kms_site_is_empty (&hdvc->site));

  g_test_expect_message ("kms", G_LOG_LEVEL_CRITICAL, "*");
  g_assert_null (kms_request_new (KMS_CATEGORY_HDVC, "1234567890AB"));
  g_test_assert_expected_messages ();
}

static void
test_pairs (void)
{
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  KmsKeyPair pair = make_pair (2);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < KMS_REQUEST_MAX_KEYS; i++)
    {
      KmsKeyPair next = make_pair (i);

      g_assert_cmpuint (request->n_pairs, ==, i);
      g_assert_true (kms_request_add_pair (request, &next, &error));
      g_assert_no_error (error);
    }
  g_assert_true (kms_key_pair_equal (&request->pairs[2], &pair));

  pair = make_pair (8);
  g_assert_false (kms_request_add_pair (request, &pair, &error));
  assert_refused (error, KMS_ERROR_TOO_MANY_KEYS, "/keys/8");
  g_clear_error (&error);
  g_assert_false (kms_request_add_pair (request, &pair, NULL));
  g_assert_cmpuint (request->n_pairs, ==, KMS_REQUEST_MAX_KEYS);
}

static void
test_bad_pairs (void)
{
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  KmsKeyPair pair = make_pair (1);
  KmsKeyPair twice = { "0000000000000001", "99" };
  KmsKeyPair short_key = { "123", "99" };
  KmsKeyPair no_id = { "0000000000000002", "" };
  KmsKeyPair unterminated;
  g_autoptr (GError) error = NULL;

  g_assert_true (kms_request_add_pair (request, &pair, &error));
  g_assert_false (kms_request_add_pair (request, &twice, &error));
  assert_refused (error, KMS_ERROR_DUPLICATE_KEY, "/keys/1/activation_key");
  g_clear_error (&error);
  g_assert_false (kms_request_add_pair (request, &short_key, &error));
  assert_refused (error, KMS_ERROR_ACTIVATION_KEY_INVALID, "/keys/1/activation_key");
  g_clear_error (&error);
  g_assert_false (kms_request_add_pair (request, &no_id, &error));
  assert_refused (error, KMS_ERROR_REGISTRATION_ID_INVALID, "/keys/1/registration_id");
  g_clear_error (&error);

  memset (&unterminated, '1', sizeof unterminated);
  g_assert_false (kms_request_add_pair (request, &unterminated, &error));
  assert_refused (error, KMS_ERROR_ACTIVATION_KEY_INVALID, "/keys/1/activation_key");
  g_assert_cmpuint (request->n_pairs, ==, 1);
}

static void
test_mail (void)
{
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  g_autoptr (KmsRequest) copy = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (kms_request_add_mail (request, "nobody", &error));
  assert_refused (error, KMS_ERROR_MAIL_ADDRESS_INVALID, "/mail_to/0");
  g_clear_error (&error);
  g_assert_true (kms_request_add_mail (request, "a@example.com", &error));
  g_assert_true (kms_request_add_mail (request, "a@example.com", &error));
  g_assert_null (request->mail_to[1]);
  g_assert_true (kms_request_add_mail (request, "b@example.com", &error));
  g_assert_true (kms_request_add_mail (request, "b@example.com", &error));
  g_assert_false (kms_request_add_mail (request, "c@example.com", &error));
  assert_refused (error, KMS_ERROR_MAIL_ADDRESS_INVALID, "/mail_to/2");
  g_clear_error (&error);

  g_assert_true (kms_request_set_mail_subject (request, "first", &error));
  g_assert_true (kms_request_set_mail_subject (request, request->mail_subject, &error));
  g_assert_false (kms_request_set_mail_subject (request, "a\nb", &error));
  assert_refused (error, KMS_ERROR_MAIL_SUBJECT_INVALID, "/mail_subject");
  g_assert_cmpstr (request->mail_subject, ==, "first");

  copy = kms_request_copy (request);
  g_assert_true (kms_request_set_mail_subject (request, NULL, NULL));
  g_assert_null (request->mail_subject);
  g_assert_cmpstr (copy->mail_subject, ==, "first");
  g_assert_cmpstr (copy->mail_to[1], ==, "b@example.com");
  g_assert_true (copy->mail_to[1] != request->mail_to[1]);
  g_assert_null (copy->mail_to[2]);
}

static void
test_same_keys (void)
{
  const KmsKeyPair pair = { "1111111111111111", "1" }, other = { "2222222222222222", "1" };
  g_autoptr (KmsRequest) a = kms_request_new (KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  g_autoptr (KmsRequest) b = kms_request_copy (a);
  g_autoptr (KmsRequest) elsewhere = kms_request_new (KMS_CATEGORY_HDVC, "1234567890ABCDE0");

  g_assert_true (kms_request_same_keys (a, b));
  g_assert_false (kms_request_same_keys (a, elsewhere));
  g_assert_true (kms_request_add_pair (a, &pair, NULL));
  g_assert_false (kms_request_same_keys (a, b));
  g_assert_true (kms_request_add_pair (b, &other, NULL));
  g_assert_false (kms_request_same_keys (a, b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/request/device", test_device);
  g_test_add_func ("/request/pairs", test_pairs);
  g_test_add_func ("/request/bad-pairs", test_bad_pairs);
  g_test_add_func ("/request/mail", test_mail);
  g_test_add_func ("/request/same-keys", test_same_keys);
  return g_test_run ();
}
