/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rule of issuing as a table, and the comparison of pairs under it. */

#include "engine/kms-verdict.h"

#include <string.h>

#define KEY    "1111222233334444"
#define ID     "12345678"
#define DEVICE "1234567890ABCDEF"
#define OTHER  "1234567890ABCDEE"

typedef struct
{
  gboolean known;
  KmsCategory category; /* of the activation key */
  const char *bound_to;
  const char *registration_id; /* as entered */
  const char *verdict;
} Case;

static const Case cases[] = {
  { TRUE, KMS_CATEGORY_HDVC, "", ID, "new" },
  { TRUE, KMS_CATEGORY_HDVC, DEVICE, ID, "reissue" },
  { TRUE, KMS_CATEGORY_HDVC, OTHER, ID, "bound-elsewhere" },
  { TRUE, KMS_CATEGORY_LIVE_LINK, "", ID, "wrong-category" },
  { FALSE, KMS_CATEGORY_HDVC, "", ID, "invalid-pair" },
  { TRUE, KMS_CATEGORY_HDVC, "", "12345679", "invalid-pair" },
  { TRUE, KMS_CATEGORY_HDVC, "", "1234567", "invalid-pair" },
  { TRUE, KMS_CATEGORY_HDVC, "", "123456780", "invalid-pair" },
  /* The category counts before the binding, and the pair before both. */
  { TRUE, KMS_CATEGORY_LIVE_LINK, OTHER, ID, "wrong-category" },
  { TRUE, KMS_CATEGORY_LIVE_LINK, DEVICE, ID, "wrong-category" },
  { TRUE, KMS_CATEGORY_LIVE_LINK, OTHER, "0", "invalid-pair" },
  { TRUE, KMS_CATEGORY_HDVC, OTHER, "0", "invalid-pair" },
  { TRUE, KMS_CATEGORY_HDVC, DEVICE, "0", "invalid-pair" },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KmsActivation activation = { { KEY, ID }, cases[i].category, "" };
      KmsKeyPair pair = { KEY, "" };
      KmsVerdict verdict;

      g_strlcpy (activation.device_id, cases[i].bound_to, KMS_IDENTIFIER_SIZE);
      g_strlcpy (pair.registration_id, cases[i].registration_id, KMS_IDENTIFIER_SIZE);
      verdict =
          kms_verdict_of (cases[i].known ? &activation : NULL, &pair, KMS_CATEGORY_HDVC, DEVICE);
      g_test_message ("case %u", i);
      g_assert_cmpstr (kms_verdict_to_string (verdict), ==, cases[i].verdict);
    }
}

static void
test_refusals (void)
{
  g_assert_false (kms_verdict_is_refusal (KMS_VERDICT_NEW));
  g_assert_false (kms_verdict_is_refusal (KMS_VERDICT_REISSUE));
  g_assert_true (kms_verdict_is_refusal (KMS_VERDICT_BOUND_ELSEWHERE));
  g_assert_true (kms_verdict_is_refusal (KMS_VERDICT_INVALID_PAIR));
  g_assert_true (kms_verdict_is_refusal (KMS_VERDICT_WRONG_CATEGORY));

  g_assert_cmpuint (kms_verdict_to_error (KMS_VERDICT_BOUND_ELSEWHERE), ==,
                    KMS_ERROR_KEY_BOUND_ELSEWHERE);
  g_assert_cmpuint (kms_verdict_to_error (KMS_VERDICT_INVALID_PAIR), ==,
                    KMS_ERROR_KEY_PAIR_INVALID);
  g_assert_cmpuint (kms_verdict_to_error (KMS_VERDICT_WRONG_CATEGORY), ==,
                    KMS_ERROR_WRONG_CATEGORY);
}

static void
test_pairs_equal (void)
{
  KmsKeyPair a = { KEY, ID }, b = { KEY, ID };

  /* What stands behind the end of a string does not count. */
  memset (b.registration_id + strlen (ID) + 1, 'X', 3);
  g_assert_true (kms_key_pair_equal (&a, &b));

  for (guint i = 0; i < strlen (ID); i++)
    {
      b = a;
      b.registration_id[i] ^= 1;
      g_assert_false (kms_key_pair_equal (&a, &b));
    }
  for (guint i = 0; i < strlen (KEY); i++)
    {
      b = a;
      b.activation_key[i] ^= 1;
      g_assert_false (kms_key_pair_equal (&a, &b));
    }
  b = a;
  b.registration_id[0] = '\0';
  g_assert_false (kms_key_pair_equal (&a, &b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/table", test_table);
  g_test_add_func ("/verdict/refusals", test_refusals);
  g_test_add_func ("/verdict/pairs-equal", test_pairs_equal);
  return g_test_run ();
}
