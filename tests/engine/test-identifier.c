/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading identifiers as people write them. */

#include "engine/kms-identifier.h"

#include <string.h>

#define MPR KMS_IDENTIFIER_MPR_ID
#define MAC KMS_IDENTIFIER_MAC_ADDRESS
#define KEY KMS_IDENTIFIER_ACTIVATION_KEY
#define ID  KMS_IDENTIFIER_REGISTRATION_ID

typedef struct
{
  KmsIdentifierKind kind;
  const char *text;
  KmsIdentifierFault fault;
  const char *digits;
  guint n_digits;
  gunichar character;
  guint position;
  const char *suggestion;
} Case;

#define GOOD(kind, text, digits)                                               \
  {                                                                            \
    kind, text, KMS_IDENTIFIER_FAULT_NONE, digits, sizeof digits - 1, 0, 0, "" \
  }
#define FAULT(kind, text, fault, digits, n_digits)                       \
  {                                                                      \
    kind, text, KMS_IDENTIFIER_FAULT_##fault, digits, n_digits, 0, 0, "" \
  }
#define BAD(kind, text, digits, character, position, suggestion)                                \
  {                                                                                             \
    kind, text, KMS_IDENTIFIER_FAULT_CHARACTER, digits, sizeof digits - 1, character, position, \
        suggestion                                                                              \
  }

static const Case cases[] = {
  GOOD (MPR, "1234567890ABCDEF", "1234567890ABCDEF"),
  GOOD (MPR, "1234-5678-90ab-cdef", "1234567890ABCDEF"),
  GOOD (MPR, "  1234\t5678\r\n90AB CDEF\n", "1234567890ABCDEF"),
  GOOD (MPR, "１２３４－５６７８－９０ＡＢ－ｃｄｅｆ", "1234567890ABCDEF"),
  GOOD (MPR, "1234ー5678ｰ90AB　CDEF", "1234567890ABCDEF"), /* U+30FC, U+FF70, U+3000 */
  GOOD (MPR, "1234\u20105678\u201190AB\u2012CDEF", "1234567890ABCDEF"),
  GOOD (MPR, "1234\u20135678\u201490AB\u2015CDEF\u2212", "1234567890ABCDEF"),
  GOOD (MPR, "\uFEFF1234\u00A05678\u202F90AB\u200BCD\u200CEF\u200D", "1234567890ABCDEF"),
  GOOD (MAC, "12:34:56:78:90:AB", "1234567890AB"),
  GOOD (MAC, "12-34-56-78-90-ab", "1234567890AB"),
  GOOD (MAC, "１２：３４：５６：７８：９０：ＡＢ", "1234567890AB"),
  GOOD (ID, "7", "7"),
  GOOD (ID, "12345678", "12345678"),
  GOOD (ID, "0123 4567 89AB CDEF", "0123456789ABCDEF"),

  FAULT (KEY, "", EMPTY, "", 0),
  FAULT (KEY, " -:\n", EMPTY, "", 0),
  FAULT (KEY, "1111-2222-3333-444", TOO_SHORT, "111122223333444", 15),
  FAULT (KEY, "1111-2222-3333-4444-5", TOO_LONG, "1111222233334444", 17),
  FAULT (MAC, "12:34:56:78:90:AB:CD", TOO_LONG, "1234567890ABCD", 14),
  FAULT (MAC, "12:34", TOO_SHORT, "1234", 4),
  FAULT (ID, "01234567-89ABCDEF-01", TOO_LONG, "0123456789ABCDEF", 18),
  FAULT (KEY, "1111\xFF", NOT_TEXT, "", 0),
  FAULT (KEY, "\xC0\x80", NOT_TEXT, "", 0),

  /* A bad character counts before the length; its place counts characters, from 1. */
  BAD (KEY, "1111-2222-3333-444O", "111122223333444", 'O', 19, "1111222233334440"),
  BAD (KEY, "１１１１−Ｏ222-3333-4444", "1111", 0xFF2F, 6, "1111022233334444"),
  BAD (KEY, "OQIl-iL!|-SsZz-GgOo", "", 'O', 1, "0011111155226600"),
  BAD (KEY, "1111-2222-3333-44X4", "11112222333344", 'X', 18, ""),
  BAD (KEY, "111O", "111", 'O', 4, ""),                                /* and too short */
  BAD (KEY, "1111-2222-3333-4444-O", "1111222233334444", 'O', 21, ""), /* and too long */
  BAD (KEY, "1111-222O-3333-444X", "1111222", 'O', 9, ""),             /* X is no look-alike */
  BAD (KEY, "①111-2222-3333-4444", "", 0x2460, 1, ""),                 /* no NFKC */
  BAD (KEY, "1111_2222_3333_4444", "1111", '_', 5, ""),                /* no separator */
  BAD (KEY, "1111.2222.3333.4444", "1111", '.', 5, ""),
  BAD (KEY, "٠111-2222-3333-4444", "", 0x0660, 1, ""), /* other scripts' digits */
  BAD (KEY, "О111-2222-3333-4444", "", 0x041E, 1, ""), /* Cyrillic */
  BAD (KEY, "1111〜2222", "1111", 0x301C, 5, ""),
  BAD (MAC, "12:34:56:78:90:AZ", "1234567890A", 'Z', 17, "1234567890A2"),
  BAD (ID, "12O45678", "12", 'O', 3, "12045678"),
  BAD (ID, "Lisa", "", 'L', 1, ""), /* a word, not 115A */
  BAD (ID, "Sol", "", 'S', 1, ""),
  BAD (ID, "O1", "", 'O', 1, ""),
  BAD (ID, "O12", "", 'O', 1, "012"),
};

static void
test_read (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      KmsIdentifierReading reading;
      gboolean valid = kms_identifier_read (c->kind, c->text, -1, &reading);

      g_test_message ("case %u", i);
      g_assert_cmpuint (reading.fault, ==, c->fault);
      g_assert_cmpint (valid, ==, c->fault == KMS_IDENTIFIER_FAULT_NONE);
      g_assert_cmpstr (reading.digits, ==, c->digits);
      g_assert_cmpuint (reading.n_digits, ==, c->n_digits);
      g_assert_cmpuint (reading.character, ==, c->character);
      g_assert_cmpuint (reading.position, ==, c->position);
      g_assert_cmpstr (reading.suggestion, ==, c->suggestion);
    }
}

static void
test_length (void)
{
  KmsIdentifierReading reading;

  g_assert_true (kms_identifier_read (ID, "1234XX", 4, &reading));
  g_assert_cmpstr (reading.digits, ==, "1234");
  g_assert_false (kms_identifier_read (ID, "12\0004", 4, &reading));
  g_assert_cmpuint (reading.fault, ==, KMS_IDENTIFIER_FAULT_NOT_TEXT);
  g_assert_false (kms_identifier_read (ID, "１", 2, &reading)); /* cut in the middle */
  g_assert_cmpuint (reading.fault, ==, KMS_IDENTIFIER_FAULT_NOT_TEXT);
  g_assert_false (kms_identifier_read (ID, "", 0, &reading));
  g_assert_cmpuint (reading.fault, ==, KMS_IDENTIFIER_FAULT_EMPTY);
}

/* Every separator, and nothing else that could be one. */
static void
test_characters (void)
{
  static const gunichar separators[] = { ' ',    '\t',   '\n',   '\r',   ':',    '-',
                                         0x00A0, 0x202F, 0x200B, 0x200C, 0x200D, 0xFEFF,
                                         0x3000, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014,
                                         0x2015, 0x2212, 0x30FC, 0xFF0D, 0xFF70, 0xFF1A };
  static const gunichar others[] = { 0,      '_',    '.',    ',',    '/',    '+',    '=',   'G',
                                     0x00AD, 0x200E, 0x2016, 0x2024, 0x30FB, 0x301C, 0xFF5E };
  guint n_digits = 0;

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_assert_true (kms_identifier_is_separator (separators[i]));
      g_assert_cmpint (kms_identifier_digit_value (separators[i]), ==, -1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (kms_identifier_is_separator (others[i]));

  for (gunichar character = 0; character <= 0x10FFFF; character++)
    n_digits += kms_identifier_digit_value (character) >= 0;
  g_assert_cmpuint (n_digits, ==, 2 * (10 + 6 + 6));
  g_assert_cmpint (kms_identifier_digit_value ('f'), ==, 15);
  g_assert_cmpint (kms_identifier_digit_value (0xFF21), ==, 10);
}

static void
test_format (void)
{
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  g_assert_cmpstr (kms_identifier_format (MPR, "1234567890ABCDEF", shown), ==,
                   "1234-5678-90AB-CDEF");
  g_assert_cmpstr (kms_identifier_format (KEY, "12345", shown), ==, "1234-5");
  g_assert_cmpstr (kms_identifier_format (KEY, "", shown), ==, "");
  g_assert_cmpstr (kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, "1234", shown), ==,
                   "1234");
  g_assert_cmpstr (kms_identifier_format (MAC, "1234567890AB", shown), ==, "12:34:56:78:90:AB");
  g_assert_cmpstr (kms_identifier_format (MAC, "0123456789ABCDEF", shown), ==,
                   "01:23:45:67:89:AB:CD:EF"); /* the longest there is */
  g_assert_cmpstr (kms_identifier_format (ID, "0123456789ABCDEF", shown), ==, "0123456789ABCDEF");
}

static void
test_regroup (void)
{
  static const struct
  {
    KmsIdentifierKind kind;
    const char *text, *grouped;
  } rows[] = {
    { MPR, "1234５", "1234-5" },
    { MPR, "12-34567 890abcdef", "1234-5678-90AB-CDEF" },
    { MPR, "1234567890ABCDEF12", "1234-5678-90AB-CDEF-12" }, /* too many stay to be seen */
    { MPR, "1234-", "1234" },
    { MAC, "1234a", "12:34:A" },
    { ID, "12 34 56", "123456" },
    { MPR, "", "" },
    { MPR, "123O", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *grouped = kms_identifier_regroup (rows[i].kind, rows[i].text);

      g_assert_cmpstr (grouped, ==, rows[i].grouped);
    }
}

static void
test_kinds (void)
{
  g_assert_cmpuint (kms_identifier_device_kind (KMS_CATEGORY_HDVC), ==, MPR);
  g_assert_cmpuint (kms_identifier_device_kind (KMS_CATEGORY_LIVE_LINK), ==, MAC);
  g_assert_cmpuint (kms_identifier_get_min_digits (MAC), ==, 12);
  g_assert_cmpuint (kms_identifier_get_max_digits (MAC), ==, 12);
  g_assert_cmpuint (kms_identifier_get_min_digits (ID), ==, 1);
  g_assert_cmpuint (kms_identifier_get_max_digits (ID), ==, 16);
}

/* Whatever comes, the answer is whole: canonical digits, a fault that fits, a suggestion that is
 * valid itself. What is shown reads back to the same. */
static void
test_random (void)
{
  static const char *const bits[] = { "0", "1",    "9", "a",  "F",  "Ｂ",     "ー",     "-", " ",
                                      ":", "O",    "l", "S",  "X",  "\u200B", "\u2028", "①", "é",
                                      "𝟙", "\xFF", "3", "44", "５", "c",      "D",      "E" };
  KmsIdentifierKind kinds[] = { MPR, MAC, KEY, ID, KMS_IDENTIFIER_REGISTRATION_KEY };
  g_autoptr (GRand) random = g_rand_new_with_seed (20110120);

  for (guint round = 0; round < 20000; round++)
    {
      KmsIdentifierKind kind = kinds[g_rand_int_range (random, 0, G_N_ELEMENTS (kinds))];
      g_autoptr (GString) text = g_string_new (NULL);
      KmsIdentifierReading reading, again;
      char shown[KMS_IDENTIFIER_SHOWN_SIZE];
      int n_bits = g_rand_int_range (random, 0, 24);
      int variety = g_rand_int_range (random, 1, G_N_ELEMENTS (bits) + 1);

      for (int i = 0; i < n_bits; i++)
        g_string_append (text, bits[g_rand_int_range (random, 0, variety)]);

      kms_identifier_read (kind, text->str, (gssize) text->len, &reading);
      g_assert_cmpuint (strspn (reading.digits, "0123456789ABCDEF"), ==, strlen (reading.digits));
      g_assert_cmpuint (strlen (reading.digits), ==,
                        MIN (reading.n_digits, KMS_IDENTIFIER_MAX_DIGITS));
      g_assert_cmpint (reading.position > 0, ==, reading.fault == KMS_IDENTIFIER_FAULT_CHARACTER);
      if (reading.suggestion[0] != '\0')
        {
          g_assert_cmpuint (reading.fault, ==, KMS_IDENTIFIER_FAULT_CHARACTER);
          g_assert_true (kms_identifier_read (kind, reading.suggestion, -1, &again));
          g_assert_cmpstr (again.digits, ==, reading.suggestion);
        }
      if (reading.fault == KMS_IDENTIFIER_FAULT_NONE)
        {
          kms_identifier_format (kind, reading.digits, shown);
          g_assert_true (kms_identifier_read (kind, shown, -1, &again));
          g_assert_cmpstr (again.digits, ==, reading.digits);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identifier/read", test_read);
  g_test_add_func ("/identifier/length", test_length);
  g_test_add_func ("/identifier/characters", test_characters);
  g_test_add_func ("/identifier/format", test_format);
  g_test_add_func ("/identifier/regroup", test_regroup);
  g_test_add_func ("/identifier/kinds", test_kinds);
  g_test_add_func ("/identifier/random", test_random);
  return g_test_run ();
}
