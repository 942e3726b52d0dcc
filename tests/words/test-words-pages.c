/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of text: marked at both ends in the demo, complete, and the practice sheets readable by
 * the sheet reader in every language. */

#include "words/kms-words.h"

#include <string.h>

/* 2011-01-20T10:00:00Z, when the sample was issued */
#define SAMPLE_TIME (G_GINT64_CONSTANT (1295517600) * G_USEC_PER_SEC)

static void
add_key (KmsIssuance *issuance, const char *activation_key, const char *registration_key)
{
  KmsIssuedKey *key = g_new0 (KmsIssuedKey, 1);

  key->issued_at = SAMPLE_TIME;
  key->reissued = issuance->keys->len == 0;
  key->category = issuance->category;
  g_strlcpy (key->device_id, issuance->device_id, sizeof key->device_id);
  g_strlcpy (key->activation_key, activation_key, sizeof key->activation_key);
  g_strlcpy (key->registration_key, registration_key, sizeof key->registration_key);
  key->part_number = g_strdup ("KX-VCS101DEMO");
  key->purpose = g_strdup ("DEMO Upgrade");
  g_ptr_array_add (issuance->keys, key);
}

static KmsIssuance *
make_issuance (gboolean demo)
{
  KmsIssuance *issuance = kms_issuance_new ();

  issuance->at = SAMPLE_TIME + G_TIME_SPAN_DAY;
  issuance->demo = demo;
  issuance->category = KMS_CATEGORY_HDVC;
  g_strlcpy (issuance->device_id, "1234567890ABCDEF", sizeof issuance->device_id);
  g_assert_true (kms_site_set_line (&issuance->site, 0, "DEMO", NULL));
  g_assert_true (kms_site_set_line (&issuance->site, 1, "DEMO-Fukuoka", NULL));
  add_key (issuance, "9999999999999999", "3333333333333333");
  add_key (issuance, "AAAAAAAAAAAAAAAA", "5555555555555555");

  return issuance;
}

static void
test_issuance (void)
{
  g_autoptr (KmsIssuance) issuance = make_issuance (TRUE);
  g_autofree char *page = kms_words_issuance (issuance);

  g_assert_cmpstr (page, ==,
                   "DEMO – these registration keys work on no real device.\n"
                   "\n"
                   "MPR ID:            1234-5678-90AB-CDEF\n"
                   "Category:          HD Visual Communication\n"
                   "Site information:  DEMO / DEMO-Fukuoka\n"
                   "As of:             2011-01-21 10:00\n"
                   "\n"
                   "1.\n"
                   "  Registration Key:  3333-3333-3333-3333\n"
                   "  Part number:       KX-VCS101DEMO\n"
                   "  Purpose:           DEMO Upgrade\n"
                   "  Activation Key:    9999-9999-9999-9999\n"
                   "  Issued:            2011-01-20 (issued before; the key is the same)\n"
                   "\n"
                   "2.\n"
                   "  Registration Key:  5555-5555-5555-5555\n"
                   "  Part number:       KX-VCS101DEMO\n"
                   "  Purpose:           DEMO Upgrade\n"
                   "  Activation Key:    AAAA-AAAA-AAAA-AAAA\n"
                   "  Issued:            2011-01-20\n"
                   "\n"
                   "DEMO – these registration keys work on no real device.\n");
}

/* Only what the demo made is marked; what is not there has no line. */
static void
test_issuance_real (void)
{
  g_autoptr (KmsIssuance) issuance = make_issuance (FALSE);
  g_autofree char *page = NULL;

  memset (&issuance->site, 0, sizeof issuance->site);
  g_strfreev (issuance->mailed_to);
  issuance->mailed_to = g_strsplit ("a@example.com b@example.com", " ", -1);
  page = kms_words_issuance (issuance);

  g_assert_null (strstr (page, kms_words_demo_mark ()));
  g_assert_null (strstr (page, "Site information"));
  g_assert_nonnull (strstr (page, "Mailed to:  a@example.com, b@example.com\n"));
}

static void
check_sheets_read_back (void)
{
  KmsPracticeSheet sheets[9];
  g_autoptr (KmsSheetReading) reading = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;
  guint n_parts = 0;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      char key[KMS_IDENTIFIER_SIZE];

      g_snprintf (key, sizeof key, "%08X%08X", 0x11111111u * (i + 1), 0xDE300000u + i);
      kms_practice_sheet_make (&parts[i % n_parts], key, &sheets[i]);
    }

  page = kms_words_practice_sheets (sheets, G_N_ELEMENTS (sheets));
  g_assert_true (g_str_has_prefix (page, kms_words_demo_mark ()));
  g_assert_cmpstr (strstr (page + 1, kms_words_demo_mark ()) + strlen (kms_words_demo_mark ()), ==,
                   "\n");

  reading = kms_sheet_read (page, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reading->leftovers->len, ==, 0);
  g_assert_cmpuint (reading->pairs->len, ==, G_N_ELEMENTS (sheets));
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    g_assert_true (
        kms_key_pair_equal (&g_array_index (reading->pairs, KmsKeyPair, i), &sheets[i].pair));
}

static void
test_sheets (void)
{
  check_sheets_read_back ();
}

static gboolean
is_translated (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("KMS_LOCALE_DIR"), "ja", "LC_MESSAGES", "kms-desk.mo", NULL);
  g_autofree char *catalogue = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &catalogue, &length, NULL)
         && memmem (catalogue, length, "レジストレーションID", strlen ("レジストレーションID"));
}

/* The same in Japanese, in a process of its own since the language is taken once. */
static void
test_sheets_japanese (void)
{
  const char *folder = g_test_get_dir (G_TEST_BUILT);
  g_autofree char *locale = g_build_filename (folder, "ja_JP.UTF-8", NULL);

  if (g_test_subprocess ())
    {
      g_assert_cmpstr (kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_ID), ==,
                       "レジストレーションID");
      check_sheets_read_back ();
      return;
    }

  if (!g_file_test (locale, G_FILE_TEST_IS_DIR) || !is_translated ())
    {
      g_test_skip ("there is no Japanese locale or catalogue");
      return;
    }

  g_setenv ("LOCPATH", folder, TRUE);
  g_setenv ("LC_ALL", "ja_JP.UTF-8", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  kms_words_init ();
  g_test_add_func ("/words-pages/issuance", test_issuance);
  g_test_add_func ("/words-pages/issuance/real", test_issuance_real);
  g_test_add_func ("/words-pages/sheets", test_sheets);
  g_test_add_func ("/words-pages/sheets/japanese", test_sheets_japanese);

  return g_test_run ();
}
