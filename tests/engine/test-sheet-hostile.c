/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sheet reader on what is no sheet: other character sets, binary data, too much, texts that were
 * made to be slow, and texts mutated at random. */

#include "engine/kms-sheet-reader.h"

#include <string.h>

#define TEXT "アクティベーションキー: 1111-2222-3333-4444\nレジストレーションID: 12345678\n"

static void
assert_reads (const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsSheetReading) reading = kms_sheet_read (bytes, (gssize) length, &error);
  const KmsKeyPair *pair;

  g_assert_no_error (error);
  g_assert_cmpuint (reading->pairs->len, ==, 1);
  g_assert_cmpuint (reading->leftovers->len, ==, 0);
  pair = &g_array_index (reading->pairs, KmsKeyPair, 0);
  g_assert_cmpstr (pair->activation_key, ==, "1111222233334444");
  g_assert_cmpstr (pair->registration_id, ==, "12345678");
}

static void
assert_refuses (const char *bytes, gssize length, KmsError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kms_sheet_read (bytes, length, &error));
  g_assert_error (error, KMS_ERROR, (int) code);
}

static void
test_character_sets (void)
{
  static const struct
  {
    const char *mark;
    const char *charset;
  } sets[] = {
    { "", "UTF-8" },
    { "\xEF\xBB\xBF", "UTF-8" },
    { "\xFF\xFE", "UTF-16LE" },
    { "\xFE\xFF", "UTF-16BE" },
    { "", "CP932" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      gsize length;
      g_autofree char *bytes = g_convert (TEXT, -1, sets[i].charset, "UTF-8", NULL, &length, NULL);
      g_autoptr (GString) text = g_string_new (sets[i].mark);

      g_assert_nonnull (bytes);
      g_string_append_len (text, bytes, (gssize) length);
      assert_reads (text->str, text->len);
    }
}

static void
test_no_text (void)
{
  static const char png[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR";

  assert_refuses (png, sizeof png, KMS_ERROR_TEXT_INVALID);
  assert_refuses ("1111-2222-3333-4444\0 12345678", 29, KMS_ERROR_TEXT_INVALID);
  assert_refuses ("\xFF\xFE\x31", 3, KMS_ERROR_TEXT_INVALID);     /* half a character */
  assert_refuses ("\xFF\xFE\x00\x00", 4, KMS_ERROR_TEXT_INVALID); /* NUL in UTF-16 */
  assert_refuses ("\xFF\xFE\x00\xD8", 4, KMS_ERROR_TEXT_INVALID); /* half a surrogate pair */
  assert_refuses ("\xEF\xBB\xBF\x83", 4, KMS_ERROR_TEXT_INVALID); /* not what the mark says */
  assert_refuses ("\x81", 1, KMS_ERROR_TEXT_INVALID);             /* half a CP932 character */
  assert_refuses ("1\0002\0003\0", 6, KMS_ERROR_TEXT_INVALID);    /* UTF-16 without its mark */
}

static void
test_size (void)
{
  g_autoptr (GString) text = g_string_new (TEXT);
  gsize length = text->len;

  g_string_set_size (text, KMS_SHEET_MAX_SIZE);
  memset (text->str + length, ' ', KMS_SHEET_MAX_SIZE - length);
  assert_reads (text->str, text->len);
  g_string_append_c (text, ' ');
  assert_refuses (text->str, (gssize) text->len, KMS_ERROR_TEXT_TOO_LARGE);
  assert_refuses (text->str, -1, KMS_ERROR_TEXT_TOO_LARGE);
}

static void
assert_whole (const KmsSheetReading *reading)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  guint line = 1;

  for (guint i = 0; i < reading->pairs->len; i++)
    {
      KmsKeyPair *pair = &g_array_index (reading->pairs, KmsKeyPair, i);
      KmsIdentifierReading read;

      g_assert_true (
          kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, pair->activation_key, -1, &read));
      g_assert_cmpstr (read.digits, ==, pair->activation_key);
      g_assert_true (
          kms_identifier_read (KMS_IDENTIFIER_REGISTRATION_ID, pair->registration_id, -1, &read));
      g_assert_cmpstr (read.digits, ==, pair->registration_id);
      g_assert_true (g_hash_table_add (keys, pair->activation_key));
    }
  for (guint i = 0; i < reading->leftovers->len; i++)
    {
      const KmsSheetLeftover *leftover = reading->leftovers->pdata[i];

      g_assert_cmpuint (leftover->line, >=, line);
      line = leftover->line;
      g_assert_true (g_utf8_validate (leftover->text, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (leftover->text, -1), <=, 80);
      g_assert_cmpint (g_utf8_strlen (leftover->text, -1), >=, 1);
      g_assert_true (leftover->suggestion == NULL || leftover->remark == KMS_SHEET_MISREAD);
    }
}

/* A megabyte of each: with quadratic time somewhere, this test runs into its limit of minutes. */
static void
test_slow_texts (void)
{
  static const char *const patterns[] = {
    "1111 ",
    "1111-",
    "1-",
    "1",
    "O",
    "11:",
    "\"",
    " ",
    "\t",
    ",",
    "1,",
    "\n",
    "a ",
    "activation ",
    "activation key registration id ",
    "1111-2222-3333-4444 ",
    "1111-2222-3333-4444\n",
    "Registration ID: 12345678\n",
    "Activation Key,Registration ID\n",
    "> ",
    "アクティベーション",
    "\u200B",
    "\u2028",
    "Activation key\n1111222233334444\nRegistration ID\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GString) text = g_string_sized_new (KMS_SHEET_MAX_SIZE);
      g_autoptr (KmsSheetReading) reading = NULL;

      while (text->len + strlen (patterns[i]) <= KMS_SHEET_MAX_SIZE)
        g_string_append (text, patterns[i]);
      reading = kms_sheet_read (text->str, (gssize) text->len, NULL);
      g_assert_nonnull (reading);
      assert_whole (reading);
    }
}

static void
append_random_piece (GString *text, GRand *random)
{
  static const char *const pieces[] = {
    "1111-2222-3333-4444",
    "AAAA-AFAF-AFAF-FFFF",
    "19AF19AF19AF19AF",
    "19AF 19AF 19AF 19AF",
    "１２３４－５６７８－９０ＡＢ－ＣＤＥＦ",
    "111O-2222-3333-4444",
    "1111-2222-3333-444",
    "12345678",
    "12O45678",
    "7",
    "Dead",
    "2011-01-20",
    "12:34:56:78:90:AB",
    "Activation Key",
    "Registration ID",
    "Registration Key",
    "MPR ID",
    "アクティベーションキーナンバー",
    "レジストレーションＩＤ",
    "ライセンスNo.",
    "KX-VCS101DEMO",
    "word",
    ":",
    "：",
    "-",
    "ー",
    ",",
    ";",
    "\t",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\"",
    "|",
    "> ",
    "/",
    ".",
    "年",
    "\u200B",
    "\u2028",
    "①",
    "\x01",
  };

  g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20110120);
  guint n_pairs = 0, n_leftovers = 0, n_refused = 0;

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (KmsSheetReading) reading = NULL, again = NULL;
      int n_pieces = g_rand_int_range (random, 1, 60);
      int n_broken = g_rand_int_range (random, 0, 3) - 1;

      for (int i = 0; i < n_pieces; i++)
        append_random_piece (text, random);
      for (int i = 0; i < n_broken; i++) /* any byte, so that all character sets come up */
        text->str[g_rand_int_range (random, 0, (gint32) text->len)] =
            (char) g_rand_int_range (random, 0, 256);

      reading = kms_sheet_read (text->str, (gssize) text->len, NULL);
      again = kms_sheet_read (text->str, (gssize) text->len, NULL);
      g_assert_cmpint (reading == NULL, ==, again == NULL);
      if (reading == NULL)
        {
          n_refused++;
          continue;
        }
      assert_whole (reading);
      g_assert_cmpmem (reading->pairs->data, reading->pairs->len * sizeof (KmsKeyPair),
                       again->pairs->data, again->pairs->len * sizeof (KmsKeyPair));
      g_assert_cmpuint (reading->leftovers->len, ==, again->leftovers->len);
      n_pairs += reading->pairs->len;
      n_leftovers += reading->leftovers->len;
    }

  /* The mixture is worth something only when all of it comes up. */
  g_assert_cmpuint (n_pairs, >, 300);
  g_assert_cmpuint (n_leftovers, >, 1000);
  g_assert_cmpuint (n_refused, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet-hostile/character-sets", test_character_sets);
  g_test_add_func ("/sheet-hostile/no-text", test_no_text);
  g_test_add_func ("/sheet-hostile/size", test_size);
  g_test_add_func ("/sheet-hostile/slow-texts", test_slow_texts);
  g_test_add_func ("/sheet-hostile/random", test_random);
  return g_test_run ();
}
