/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sentences about what was typed: each fault of each kind, verdicts, and what a sheet left. */

#include "words/kms-words.h"

#include <string.h>

static const struct
{
  KmsIdentifierKind kind;
  const char *typed;
  const char *sentence;
} faults[] = {
  { KMS_IDENTIFIER_MPR_ID, "", "Enter the MPR ID: 16 digits, 0–9 and A–F." },
  { KMS_IDENTIFIER_MPR_ID, "123456G8",
    "Character 7, “G”, is not a digit of an MPR ID: only 0–9 and A–F are used." },
  /* the place is the one in the text as typed, separators included */
  { KMS_IDENTIFIER_ACTIVATION_KEY, "1234-①",
    "Character 6, “①”, is not a digit of an activation key: only 0–9 and A–F are used." },
  /* what cannot be seen is named by its number */
  { KMS_IDENTIFIER_MAC_ADDRESS, "12\x07",
    "Character 3, “U+0007”, is not a digit of a MAC address: only 0–9 and A–F are used." },
  { KMS_IDENTIFIER_REGISTRATION_ID, "xyz",
    "Character 1, “x”, is not a digit of a registration ID: only 0–9 and A–F are used." },
  { KMS_IDENTIFIER_MPR_ID, "1", "An MPR ID has 16 digits; there is 1 so far." },
  { KMS_IDENTIFIER_MPR_ID, "1234-5678-90AB-CDE", "An MPR ID has 16 digits; there are 15 so far." },
  { KMS_IDENTIFIER_MAC_ADDRESS, "12:34", "A MAC address has 12 digits; there are 4 so far." },
  { KMS_IDENTIFIER_ACTIVATION_KEY, "12345678901234567",
    "An activation key has 16 digits; these are 17." },
  /* the same number in the words of the other category */
  { KMS_IDENTIFIER_LICENSE_NO, "", "Enter the License No.: 16 digits, 0–9 and A–F." },
  { KMS_IDENTIFIER_LICENSE_NO, "1234-①",
    "Character 6, “①”, is not a digit of a License No.: only 0–9 and A–F are used." },
  { KMS_IDENTIFIER_LICENSE_NO, "1234", "A License No. has 16 digits; there are 4 so far." },
  { KMS_IDENTIFIER_LICENSE_NO, "12345678901234567", "A License No. has 16 digits; these are 17." },
  { KMS_IDENTIFIER_REGISTRATION_ID, "12345678901234567",
    "A registration ID has at most 16 digits; these are 17." },
  { KMS_IDENTIFIER_REGISTRATION_ID, "",
    "Enter the registration ID: up to 16 digits, 0–9 and A–F." },
  { KMS_IDENTIFIER_REGISTRATION_KEY, "12",
    "A registration key has 16 digits; there are 2 so far." },
  { KMS_IDENTIFIER_MPR_ID, "\xFF\xFE", "This is not text. Type the digits, 0–9 and A–F, by hand." },
};

static void
test_identifiers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      KmsIdentifierReading reading;
      g_autofree char *sentence = NULL;

      g_assert_false (kms_identifier_read (faults[i].kind, faults[i].typed, -1, &reading));
      sentence = kms_words_identifier_fault (faults[i].kind, &reading);
      g_assert_cmpstr (sentence, ==, faults[i].sentence);
    }
}

/* Every kind has a sentence of its own for every fault. */
static void
test_identifiers_complete (void)
{
  for (int fault = KMS_IDENTIFIER_FAULT_EMPTY; fault <= KMS_IDENTIFIER_FAULT_TOO_LONG; fault++)
    for (int kind = KMS_IDENTIFIER_MPR_ID; kind <= KMS_IDENTIFIER_REGISTRATION_KEY; kind++)
      {
        const KmsIdentifierReading reading = {
          .fault = (KmsIdentifierFault) fault, .character = 'G', .position = 1, .n_digits = 1
        };
        g_autofree char *sentence = kms_words_identifier_fault ((KmsIdentifierKind) kind, &reading);

        g_assert_nonnull (sentence);
        g_assert_cmpuint (strlen (sentence), >, 0);
        g_assert_true (g_str_has_suffix (sentence, "."));
      }
}

static void
test_suggestion (void)
{
  g_autofree char *key = kms_words_suggestion (KMS_IDENTIFIER_ACTIVATION_KEY, "1234567890ABCDEF");
  g_autofree char *mac = kms_words_suggestion (KMS_IDENTIFIER_MAC_ADDRESS, "1234567890AB");

  g_assert_cmpstr (key, ==, "Did you mean 1234-5678-90AB-CDEF?");
  g_assert_cmpstr (mac, ==, "Did you mean 12:34:56:78:90:AB?");
}

static void
test_site (void)
{
  const KmsSiteReading control = { KMS_SITE_FAULT_CONTROL, 12, 3 };
  const KmsSiteReading too_long = { KMS_SITE_FAULT_TOO_LONG, 57, 0 };
  const KmsSiteReading not_text = { KMS_SITE_FAULT_NOT_TEXT, 0, 0 };
  g_autofree char *control_text = kms_words_site_fault (&control);
  g_autofree char *long_text = kms_words_site_fault (&too_long);
  g_autofree char *no_text = kms_words_site_fault (&not_text);

  g_assert_cmpstr (control_text, ==,
                   "Character 3 of this line of the site information is a line end or a control "
                   "character. Remove it.");
  g_assert_cmpstr (long_text, ==,
                   "A line of the site information has at most 50 characters; this one has 57.");
  g_assert_cmpstr (no_text, ==, "This line of the site information is not text. Type it by hand.");
}

static void
test_advice (void)
{
  KmsKeyPreview key = { .issued_at = G_GINT64_CONSTANT (1295517600) * G_USEC_PER_SEC };

  for (int i = 0; i < KMS_N_VERDICTS; i++)
    {
      g_autofree char *advice = NULL;

      key.verdict = (KmsVerdict) i;
      advice = kms_words_verdict_advice (&key, KMS_CATEGORY_HDVC);
      g_assert_cmpuint (strlen (advice), >, 0);
      g_assert_cmpint (key.verdict == KMS_VERDICT_REISSUE, ==,
                       strstr (advice, "2011-01-20") != NULL);
    }
}

static void
test_leftovers (void)
{
  char text[] = "1111-11l1\x1B";
  char suggestion[] = "1234567890ABCDEF";
  KmsSheetLeftover leftover = { .line = 3, .text = text };
  g_autofree char *misread = NULL;
  g_autofree char *offered = NULL;

  for (int i = KMS_SHEET_NO_REGISTRATION_ID; i <= KMS_SHEET_DEVICE_ID; i++)
    {
      g_autofree char *sentence = NULL;

      leftover.remark = (KmsSheetRemark) i;
      sentence = kms_words_leftover (&leftover, KMS_CATEGORY_HDVC);
      g_assert_true (g_str_has_prefix (sentence, "Line 3: "));
      g_assert_nonnull (strstr (sentence, "1111-11l1␛"));
    }

  leftover.remark = KMS_SHEET_MISREAD;
  misread = kms_words_leftover (&leftover, KMS_CATEGORY_HDVC);
  g_assert_null (strstr (misread, "Did you mean"));

  leftover.suggestion = suggestion;
  offered = kms_words_leftover (&leftover, KMS_CATEGORY_HDVC);
  g_assert_nonnull (strstr (offered, "Did you mean 1234-5678-90AB-CDEF?"));
}

/* Nothing that is said in one category has the word of the other in it. */
static void
test_terms (void)
{
  static const char *const others[KMS_N_CATEGORIES] = { "License", "ctivation key" };
  char text[] = "1111";

  for (int c = 0; c < KMS_N_CATEGORIES; c++)
    {
      KmsCategory category = (KmsCategory) c;
      KmsKeyPreview key = { .verdict = KMS_VERDICT_NEW };
      KmsSheetLeftover leftover = { .line = 1, .text = text };

      for (int i = 0; i < KMS_N_VERDICTS; i++)
        {
          g_autofree char *advice = NULL;

          key.verdict = (KmsVerdict) i;
          advice = kms_words_verdict_advice (&key, category);
          g_assert_null (strstr (advice, others[c]));
        }
      for (int i = KMS_SHEET_NO_REGISTRATION_ID; i <= KMS_SHEET_DEVICE_ID; i++)
        {
          g_autofree char *sentence = NULL;

          leftover.remark = (KmsSheetRemark) i;
          sentence = kms_words_leftover (&leftover, category);
          g_assert_null (strstr (sentence, others[c]));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  kms_words_init ();
  g_test_add_func ("/words-faults/identifiers", test_identifiers);
  g_test_add_func ("/words-faults/identifiers/complete", test_identifiers_complete);
  g_test_add_func ("/words-faults/suggestion", test_suggestion);
  g_test_add_func ("/words-faults/site", test_site);
  g_test_add_func ("/words-faults/advice", test_advice);
  g_test_add_func ("/words-faults/leftovers", test_leftovers);
  g_test_add_func ("/words-faults/terms", test_terms);

  return g_test_run ();
}
