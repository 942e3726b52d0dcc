/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/kms-search.h"

typedef struct
{
  const char *text;
  const char *digits; /* "": it is no identifier */
  const char *words;  /* joined by "|" */
} Reading;

static const Reading readings[] = {
  /* identifiers as people write them */
  { "1234-5678-90AB-CDEF", "1234567890ABCDEF", "1234-5678-90ab-cdef" },
  { "1234567890abcdef", "1234567890ABCDEF", "1234567890abcdef" },
  { "12:34:56:78:90:AB", "1234567890AB", "12:34:56:78:90:ab" },
  { " 1234 5678 90AB CDEF ", "1234567890ABCDEF", "1234|5678|90ab|cdef" },
  { "１２３４－５６７８", "12345678", "1234-5678" },
  { "ａｂｃｄ　ｅｆ", "ABCDEF", "abcd|ef" },
  { "1234\u30fc5678", "12345678", "1234\u30fc5678" },
  /* a beginning, or the last four digits, which may be a word */
  { "cafe", "CAFE", "cafe" },
  { "12-34", "1234", "12-34" },
  { "00:80", "0080", "00:80" },
  /* too few digits, and too many */
  { "123", "", "123" },
  { "1234-5678-90AB-CDEF-0", "", "1234-5678-90ab-cdef-0" },
  /* digits for look-alikes are not put in silently */
  { "123O", "", "123o" },
  /* a digit in a circle is none */
  { "①234", "", "1234" },
  /* words */
  { "Fukuoka 3rd", "", "fukuoka|3rd" },
  { "ＦＵＫＵ　３ｒｄ", "", "fuku|3rd" },
  { "ｶﾌﾞｼｷ", "", "カブシキ" },
  { "Hauptstraße", "", "hauptstrasse" },
  { "福岡 本社", "", "福岡|本社" },
  { "-", "", "-" },
  { "% _ \" '", "", "%|_|\"|'" },
  /* nothing */
  { "", "", "" },
  { " \t　\r\n", "", "" },
  { NULL, "", "" },
};

static void
test_read (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_auto (KmsSearchText) reading;
      g_autofree char *words = NULL;

      g_test_message ("%s", readings[i].text);
      g_assert_cmpint (kms_search_text_read (&reading, readings[i].text), ==,
                       KMS_SEARCH_FAULT_NONE);
      g_assert_cmpstr (reading.digits, ==, readings[i].digits);
      words = reading.words != NULL ? g_strjoinv ("|", reading.words) : g_strdup ("");
      g_assert_cmpstr (words, ==, readings[i].words);
      g_assert_true (kms_search_text_is_empty (&reading) == (*words == '\0'));
    }
}

static void
test_faults (void)
{
  g_autofree char *longest = g_strnfill (KMS_SEARCH_MAX_CHARACTERS, 'x');
  g_autofree char *too_long = g_strconcat (longest, "x", NULL);
  g_auto (KmsSearchText) reading;

  g_assert_cmpint (kms_search_text_read (&reading, too_long), ==, KMS_SEARCH_FAULT_TOO_LONG);
  g_assert_true (kms_search_text_is_empty (&reading));
  g_assert_cmpint (kms_search_text_read (&reading, "a\xff"), ==, KMS_SEARCH_FAULT_NOT_TEXT);
  g_assert_true (kms_search_text_is_empty (&reading));
  g_assert_cmpint (kms_search_text_read (&reading, longest), ==, KMS_SEARCH_FAULT_NONE);
}

static void
test_matches (void)
{
  static const struct
  {
    const char *text;
    const char *line_1;
    const char *line_2;
    gboolean matches;
  } cases[] = {
    { "fukuoka", "Example Trading FUKUOKA", "", TRUE },
    { "fukuoka 3rd", "Fukuoka", "3rd floor", TRUE },
    { "fukuoka 4th", "Fukuoka", "3rd floor", FALSE },
    { "ＦＵＫＵ　３ｒｄ", "fukuoka", "3RD", TRUE },
    { "fuku", "ＦＵＫＵＯＫＡ", "", TRUE },
    { "本社", "東京本社ビル", "", TRUE },
    { "ｶﾌﾞ", "カブシキ", "", TRUE },
    { "STRASSE", "Hauptstraße 1", "", TRUE },
    { "fukuokatrading", "fukuoka", "trading", FALSE },
    { "   ", "", "", TRUE },
    /* identifiers: the beginning, or the last four */
    { "0123", "", "", TRUE },
    { "cdef", "", "", TRUE },
    { "01-23 45", "", "", TRUE },
    { "7777", "", "", TRUE },
    { "89abcdef", "", "", FALSE },
    { "012", "", "", FALSE },
    { "1234 5678 9012 3456 7", "", "", FALSE },
    /* or a word that reads as one */
    { "89ab-cdef", "", "at 89AB-CDEF", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (KmsSearchText) reading;

      g_test_message ("%s", cases[i].text);
      kms_search_text_read (&reading, cases[i].text);
      g_assert_true (kms_search_text_matches (&reading, "0123456789ABCDEF", "7777000000000000",
                                              cases[i].line_1, cases[i].line_2)
                     == cases[i].matches);
    }
}

static void
test_copies (void)
{
  g_autoptr (KmsSearch) search = kms_search_new ("fukuoka");
  g_autoptr (KmsSearch) copy = NULL;
  g_autoptr (KmsSearch) nothing = kms_search_copy (NULL);
  char **members[] = { &search->text, &search->device_id, &search->activation_key,
                       &search->from, &search->to,        &search->tz };

  copy = kms_search_copy (search);
  g_assert_true (kms_search_equal (search, copy));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (KmsSearch) before = kms_search_copy (search);
      g_autoptr (KmsSearch) after = NULL;

      g_free (*members[i]);
      *members[i] = g_strdup_printf ("%u", i);
      g_assert_false (kms_search_equal (search, before));
      after = kms_search_copy (search);
      g_assert_true (kms_search_equal (search, after));
    }
  search->oldest_first = TRUE;
  g_assert_false (kms_search_equal (search, copy));
  g_assert_null (nothing);
  g_assert_true (kms_search_equal (NULL, NULL));
  g_assert_false (kms_search_equal (search, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/search/read", test_read);
  g_test_add_func ("/engine/search/faults", test_faults);
  g_test_add_func ("/engine/search/matches", test_matches);
  g_test_add_func ("/engine/search/copies", test_copies);
  return g_test_run ();
}
