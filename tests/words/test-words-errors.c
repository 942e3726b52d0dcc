/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sentences for errors: every code has its own, places are named, the rest is put in words. */

#include "words/kms-words.h"

#include <gio/gio.h>
#include <string.h>

static void
test_codes_complete (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = 0; code < KMS_N_ERRORS; code++)
    {
      char *sentence = kms_words_error_code ((KmsError) code);

      g_assert_true (g_str_has_suffix (sentence, "."));
      g_assert_true (g_hash_table_add (seen, sentence));
    }
}

/* A wrong key and a wrong ID get the same text, and no text names a device. */
static void
test_invalid_pair (void)
{
  const KmsKeyPreview key = { .verdict = KMS_VERDICT_INVALID_PAIR };
  g_autofree char *sentence =
      kms_words_error_code_in (KMS_CATEGORY_HDVC, KMS_ERROR_KEY_PAIR_INVALID);
  g_autofree char *advice = kms_words_verdict_advice (&key, KMS_CATEGORY_HDVC);

  g_assert_cmpstr (
      sentence, ==,
      "The activation key and the registration ID do not belong together. Compare both "
      "with the activation key sheet.");
  g_assert_cmpstr (advice, ==, sentence);
}

static const struct
{
  KmsError code;
  const char *activation_key;
  const char *license_no;
  const char *neutral;
} terms[] = {
  { KMS_ERROR_ACTIVATION_KEY_INVALID, "not an activation key", "not a License No.", "not a key" },
  { KMS_ERROR_NO_KEYS, "no activation key yet", "no License No. yet", "no key yet" },
  { KMS_ERROR_TOO_MANY_KEYS, "8 activation keys", "8 license numbers", "8 keys" },
  { KMS_ERROR_DUPLICATE_KEY, "This activation key is there twice",
    "This License No. is there twice", "This key is there twice" },
  { KMS_ERROR_KEY_PAIR_INVALID, "The activation key and", "The License No. and", "The key and" },
  { KMS_ERROR_WRONG_CATEGORY, "This activation key is", "This License No. is", "This key is" },
  { KMS_ERROR_KEY_BOUND_ELSEWHERE, "This activation key is", "This License No. is", "This key is" },
};

/* Each category has its own word for an activation key; where none is known, neither is used. */
static void
test_terms (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    {
      const KmsErrorDetail detail = { NULL, terms[i].code };
      g_autoptr (GError) error = g_error_new (KMS_ERROR, (int) terms[i].code, "technical");
      g_autofree char *hdvc = kms_words_error_code_in (KMS_CATEGORY_HDVC, terms[i].code);
      g_autofree char *live_link = kms_words_error_code_in (KMS_CATEGORY_LIVE_LINK, terms[i].code);
      g_autofree char *neutral = kms_words_error_code (terms[i].code);
      g_autofree char *in_error = kms_words_error_in (KMS_CATEGORY_LIVE_LINK, error);
      g_autofree char *in_detail = kms_words_error_detail_in (KMS_CATEGORY_LIVE_LINK, &detail);

      g_assert_nonnull (strstr (hdvc, terms[i].activation_key));
      g_assert_nonnull (strstr (live_link, terms[i].license_no));
      g_assert_nonnull (strstr (neutral, terms[i].neutral));
      g_assert_cmpstr (in_error, ==, live_link);
      g_assert_cmpstr (in_detail, ==, live_link);
    }
}

/* What is about no key is the same in every category. */
static void
test_codes_of_every_category (void)
{
  for (int code = 0; code < KMS_N_ERRORS; code++)
    for (int category = 0; category < KMS_N_CATEGORIES; category++)
      {
        g_autofree char *sentence =
            kms_words_error_code_in ((KmsCategory) category, (KmsError) code);
        g_autofree char *neutral = kms_words_error_code ((KmsError) code);
        gboolean about_key = FALSE;

        for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
          about_key = about_key || terms[i].code == (KmsError) code;
        g_assert_cmpint (g_str_equal (sentence, neutral), ==, !about_key);
      }
}

static void
test_details (void)
{
  g_autoptr (GError) error = g_error_new (KMS_ERROR, KMS_ERROR_KEY_PAIR_INVALID, "technical");
  g_autofree char *general = kms_words_error (error);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  kms_error_add_detail (error, KMS_ERROR_DUPLICATE_KEY, "/keys/%u/activation_key", 2u);
  one = kms_words_error (error);
  g_assert_cmpstr (one, ==, "Key 3: This key is there twice. Remove one of the two.");

  kms_error_add_detail (error, KMS_ERROR_KEY_BOUND_ELSEWHERE, "/keys/4");
  two = kms_words_error (error);
  g_assert_cmpstr (two, ==, general);
}

static const struct
{
  const char *pointer;
  gboolean numbered;
} pointers[] = {
  { "/keys/0", TRUE },   { "/keys/7/registration_id", TRUE },
  { "/keys", FALSE },    { "/keys/", FALSE },
  { "/keys/x", FALSE },  { "/keys/1x", FALSE },
  { "/keys/-1", FALSE }, { "/device_id", FALSE },
  { "", FALSE },
};

static void
test_pointers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pointers); i++)
    {
      g_autofree char *pointer = g_strdup (pointers[i].pointer);
      const KmsErrorDetail detail = { pointer, KMS_ERROR_DUPLICATE_KEY };
      g_autofree char *sentence = kms_words_error_detail_in (KMS_CATEGORY_HDVC, &detail);

      g_assert_cmpint (g_str_has_prefix (sentence, "Key "), ==, pointers[i].numbered);
    }
}

static void
test_technical (void)
{
  g_autoptr (GError) failed = g_error_new (KMS_ERROR, KMS_ERROR_FAILED, "out of \x1B luck");
  g_autoptr (GError) store = g_error_new (KMS_ERROR, KMS_ERROR_STORE_FAILED, "I/O error");
  g_autofree char *failed_text = kms_words_error (failed);
  g_autofree char *store_text = kms_words_error (store);

  g_assert_cmpstr (failed_text, ==, "Something went wrong: out of ␛ luck");
  g_assert_cmpstr (store_text, ==, "The file could not be read or written: I/O error");
}

static const struct
{
  int code;
  const char *sentence;
} foreign[] = {
  { G_IO_ERROR_CANCELLED, "This was cancelled." },
  { G_IO_ERROR_NO_SPACE,
    "Nothing could be written: the disk is full. Make room on it, then try again." },
  { G_IO_ERROR_PERMISSION_DENIED,
    "There is no right to use this file or folder. Change the rights, "
    "or choose another place." },
  { G_IO_ERROR_NOT_FOUND, "There is no such file or folder. Check its name." },
  { G_IO_ERROR_IS_DIRECTORY, "This is a folder. Choose a file." },
  { G_IO_ERROR_BROKEN_PIPE, "Something went wrong: technical" },
};

static void
test_foreign (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autoptr (GError) error = g_error_new (G_IO_ERROR, foreign[i].code, "technical");
      g_autofree char *sentence = kms_words_error (error);

      g_assert_cmpstr (sentence, ==, foreign[i].sentence);
    }
}

static const struct
{
  KmsError code;
  KmsErrorNumber number;
  gint64 figure;
  const char *sentence; /* its beginning or end */
} figures[] = {
  { KMS_ERROR_RATE_LIMITED, KMS_ERROR_RETRY_AFTER, 1, "Wait 1 second, then try again." },
  { KMS_ERROR_RATE_LIMITED, KMS_ERROR_RETRY_AFTER, 60, "Wait 60 seconds, then try again." },
  { KMS_ERROR_RATE_LIMITED, KMS_ERROR_RETRY_AFTER, 61, "Wait 2 minutes, then try again." },
  { KMS_ERROR_CODE_INVALID, KMS_ERROR_TRIES_LEFT, 4, "it can be tried 4 more times." },
  { KMS_ERROR_CODE_INVALID, KMS_ERROR_TRIES_LEFT, 1, "it can be tried 1 more time." },
  { KMS_ERROR_CODE_INVALID, KMS_ERROR_TRIES_LEFT, 0, "Ask for another one." },
  { KMS_ERROR_MAINTENANCE, KMS_ERROR_UNTIL, 1750000000000000, "until 2025-06-15 15:06" },
  /* Not known: the plain sentence. */
  { KMS_ERROR_MAINTENANCE, KMS_ERROR_UNTIL, 0, "The service is under maintenance. Your" },
};

/* How long, how often, until when. */
static void
test_figures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autoptr (GError) error = g_error_new (KMS_ERROR, (int) figures[i].code, "technical");
      g_autofree char *sentence = NULL;

      kms_error_set_number (error, figures[i].number, figures[i].figure);
      sentence = kms_words_error (error);
      if (strstr (sentence, figures[i].sentence) == NULL)
        g_error ("row %u says: %s", i, sentence);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  kms_words_init ();
  g_test_add_func ("/words-errors/codes/complete", test_codes_complete);
  g_test_add_func ("/words-errors/invalid-pair", test_invalid_pair);
  g_test_add_func ("/words-errors/terms", test_terms);
  g_test_add_func ("/words-errors/codes/of-every-category", test_codes_of_every_category);
  g_test_add_func ("/words-errors/details", test_details);
  g_test_add_func ("/words-errors/pointers", test_pointers);
  g_test_add_func ("/words-errors/technical", test_technical);
  g_test_add_func ("/words-errors/foreign", test_foreign);
  g_test_add_func ("/words-errors/figures", test_figures);

  return g_test_run ();
}
