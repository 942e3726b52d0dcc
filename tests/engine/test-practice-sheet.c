/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The demo's catalogue, and practice sheets, which must be good on every computer. */

#include "engine/kms-practice-sheet.h"

#include <string.h>

static void
test_categories (void)
{
  KmsCategory category = KMS_CATEGORY_HDVC;

  for (guint i = 0; i < KMS_N_CATEGORIES; i++)
    {
      g_assert_true (
          kms_category_from_string (kms_category_to_string ((KmsCategory) i), &category));
      g_assert_cmpuint (category, ==, i);
    }
  g_assert_cmpstr (kms_category_to_string (KMS_CATEGORY_HDVC), ==, "hdvc");
  g_assert_cmpstr (kms_category_to_string (KMS_CATEGORY_LIVE_LINK), ==, "live-link");

  g_assert_false (kms_category_from_string ("HDVC", &category));
  g_assert_false (kms_category_from_string ("", &category));
  g_assert_false (kms_category_from_string (NULL, &category));
  g_assert_cmpuint (category, ==, KMS_CATEGORY_LIVE_LINK);
}

static void
test_catalogue (void)
{
  guint n_parts;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);

  g_assert_cmpuint (n_parts, ==, 3);
  for (guint i = 0; i < n_parts; i++)
    {
      g_assert_true (kms_demo_catalogue_lookup (parts[i].part_number) == &parts[i]);
      for (const char *p = parts[i].part_number; *p != '\0'; p++)
        g_assert_true (g_ascii_isgraph (*p));
    }
  g_assert_cmpstr (kms_demo_catalogue_lookup ("LIVELINK-DEMO")->purpose, ==, "DEMO Live Link");
  g_assert_cmpuint (kms_demo_catalogue_lookup ("LIVELINK-DEMO")->category, ==,
                    KMS_CATEGORY_LIVE_LINK);
  g_assert_cmpuint (kms_demo_catalogue_lookup ("KX-VCS201DEMO")->category, ==, KMS_CATEGORY_HDVC);
  g_assert_null (kms_demo_catalogue_lookup ("kx-vcs101demo"));
  g_assert_null (kms_demo_catalogue_lookup (""));
  g_assert_null (kms_demo_catalogue_lookup (NULL));
}

static void
test_made (void)
{
  guint n_parts;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);

  for (guint i = 0; i < n_parts; i++)
    {
      KmsPracticeSheet sheet;

      kms_practice_sheet_make (&parts[i], "0123456789ABCDEF", &sheet);
      g_assert_true (sheet.part == &parts[i]);
      g_assert_cmpstr (sheet.pair.activation_key, ==, "0123456789ABCDEF");
      g_assert_cmpuint (strlen (sheet.pair.registration_id), ==, 8);
      g_assert_true (kms_practice_sheet_recognise (&sheet.pair) == &parts[i]);
    }
}

static void
test_foreign (void)
{
  /* The registration ID of the first one is right for the part number X, which is no part. */
  static const KmsKeyPair pairs[] = {
    { "1111111111111111", "5FE47FE0" }, { "1111111111111111", "632A9927" },
    { "1111111111111111", "632A992" },  { "1111111111111111", "632A99260" },
    { "1111111111111112", "632A9926" },
  };
  static const KmsKeyPair good = { "1111111111111111", "632A9926" };

  g_assert_cmpstr (kms_practice_sheet_recognise (&good)->part_number, ==, "KX-VCS101DEMO");
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_null (kms_practice_sheet_recognise (&pairs[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice-sheet/categories", test_categories);
  g_test_add_func ("/practice-sheet/catalogue", test_catalogue);
  g_test_add_func ("/practice-sheet/made", test_made);
  g_test_add_func ("/practice-sheet/foreign", test_foreign);
  return g_test_run ();
}
