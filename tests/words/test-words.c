/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names and dates, and that every value of every enumeration has words. */

#include "words/kms-words.h"

/* 2011-01-20T10:00:00Z, when the sample was issued */
#define SAMPLE_TIME (G_GINT64_CONSTANT (1295517600) * G_USEC_PER_SEC)

static void
test_names (void)
{
  g_assert_cmpstr (kms_words_category (KMS_CATEGORY_HDVC), ==, "HD Visual Communication");
  g_assert_cmpstr (kms_words_category (KMS_CATEGORY_LIVE_LINK), ==, "HDCom Live Link and others");
  g_assert_cmpstr (kms_words_identifier (KMS_IDENTIFIER_MPR_ID), ==, "MPR ID");
  g_assert_cmpstr (kms_words_identifier (KMS_IDENTIFIER_MAC_ADDRESS), ==, "MAC address");
  g_assert_cmpstr (kms_words_identifier (KMS_IDENTIFIER_ACTIVATION_KEY), ==, "Activation Key");
  g_assert_cmpstr (kms_words_identifier (KMS_IDENTIFIER_LICENSE_NO), ==, "License No.");
  g_assert_cmpstr (kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_ID), ==, "Registration ID");
  g_assert_cmpstr (kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY), ==, "Registration Key");
  g_assert_cmpstr (kms_words_device (KMS_CATEGORY_HDVC), ==, "MPR ID");
  g_assert_cmpstr (kms_words_device (KMS_CATEGORY_LIVE_LINK), ==, "MAC address");
  g_assert_cmpstr (kms_words_activation_key (KMS_CATEGORY_HDVC), ==, "Activation Key");
  g_assert_cmpstr (kms_words_activation_key (KMS_CATEGORY_LIVE_LINK), ==, "License No.");
}

static void
test_verdicts (void)
{
  static const char *const words[KMS_N_VERDICTS] = {
    "New", "Issued before", "Bound to another device", "Not valid", "Other category",
  };

  for (int i = 0; i < KMS_N_VERDICTS; i++)
    g_assert_cmpstr (kms_words_verdict ((KmsVerdict) i), ==, words[i]);
}

static void
test_dates (void)
{
  g_autofree char *date = kms_words_date (SAMPLE_TIME);
  g_autofree char *date_time = kms_words_date_time (SAMPLE_TIME);
  g_autofree char *beyond = kms_words_date (G_MAXINT64);

  g_assert_cmpstr (date, ==, "2011-01-20");
  g_assert_cmpstr (date_time, ==, "2011-01-20 10:00");
  g_assert_cmpstr (beyond, ==, "—");
}

static void
test_local_time (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *date = NULL;

      g_setenv ("TZ", "Asia/Tokyo", TRUE);
      date = kms_words_date_time (SAMPLE_TIME + 16 * G_TIME_SPAN_HOUR);
      g_assert_cmpstr (date, ==, "2011-01-21 11:00");
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  kms_words_init ();
  g_test_add_func ("/words/names", test_names);
  g_test_add_func ("/words/verdicts", test_verdicts);
  g_test_add_func ("/words/dates", test_dates);
  g_test_add_func ("/words/local-time", test_local_time);

  return g_test_run ();
}
