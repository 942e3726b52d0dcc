/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sheet reader on texts as they come: what is found, what is left over, and that no text makes
 * it fail, lie or take long. */

#include "engine/kms-sheet-reader.h"

#include <string.h>

#define K1 "1111222233334444"
#define K2 "AAAAAFAFAFAFFFFF"
#define K3 "19AF19AF19AF19AF"

typedef struct
{
  const char *name;
  const char *text;
  const char *pairs;     /* KEY:ID, with spaces between */
  const char *leftovers; /* line remark text[>suggestion], with "; " between */
} Case;

static const char *const remarks[] = {
  [KMS_SHEET_NO_REGISTRATION_ID] = "no-id", [KMS_SHEET_NO_ACTIVATION_KEY] = "no-key",
  [KMS_SHEET_REPEATED] = "repeated",        [KMS_SHEET_MISREAD] = "misread",
  [KMS_SHEET_DEVICE_ID] = "device",
};

static const Case cases[] = {
  { "nothing", "", "", "" },
  { "prose only",
    "Dear customer,\n\nthank you for your order 20240115. Page 1 of 2.\nDead or alive, call "
    "03-1234-5678.",
    "", "" },

  /* Labels in front */
  { "a mail",
    "Dear customer,\n\nActivation Key Number: 1111-2222-3333-4444\nRegistration ID: "
    "12345678\n\nRegards",
    K1 ":12345678", "" },
  { "two labels on a line",
    "Activation key: 1111-2222-3333-4444  Registration ID: 12345678\n"
    "Activation key: AAAA-AFAF-AFAF-FFFF  Registration ID: 7\n",
    K1 ":12345678 " K2 ":7", "" },
  { "manual's terms, full-width",
    "アクティベーションキーナンバー：１１１１－２２２２－３３３３－４４４４\n"
    "レジストレーションＩＤ：１２３４ＡＢＣＤ\n",
    K1 ":1234ABCD", "" },
  { "the long vowel mark as a dash",
    "アクティベーションキー　１１１１ー２２２２ー３３３３ー４４４４　レジストレーションID　１２３４"
    "５６７８",
    K1 ":12345678", "" },
  { "Live Link", "ライセンスNo. AAAA-AFAF-AFAF-FFFF\nレジストレーションID: 9F", K2 ":9F", "" },
  { "half-width kana", "ｱｸﾃｨﾍﾞｰｼｮﾝｷｰ:1111222233334444\nﾚｼﾞｽﾄﾚｰｼｮﾝID:12345678", K1 ":12345678", "" },
  { "label without any space", "アクティベーションキー1111222233334444レジストレーションID12345678",
    K1 ":12345678", "" },
  { "license number", "License No.: 1111 2222 3333 4444\nReg. ID: 12345678\n", K1 ":12345678", "" },
  { "numbered labels",
    "Activation Key 1: 1111-2222-3333-4444\nRegistration ID 1: 12345678\n"
    "Activation Key 2: AAAA-AFAF-AFAF-FFFF\nRegistration ID 2: 23456789\n",
    K1 ":12345678 " K2 ":23456789", "" },
  { "a number between key and label", "1111-2222-3333-4444 2024 Registration ID: 12345678",
    K1 ":12345678", "" },
  { "one label for both", "Activation Key / Registration ID: 1111-2222-3333-4444 / 12345678",
    K1 ":12345678", "" },
  { "a sentence",
    "Your activation key is 1111-2222-3333-4444 and your registration ID is 12345678.",
    K1 ":12345678", "" },

  /* Labels elsewhere */
  { "value on the next line",
    "Activation Key Number\n1111-2222-3333-4444\nRegistration ID\n12345678\n", K1 ":12345678", "" },
  { "value on the next line, Japanese",
    "アクティベーションキー\n　1111-2222-3333-4444\n\nレジストレーションＩＤ\n　7F\n", K1 ":7F",
    "" },
  { "labels behind", "1111-2222-3333-4444 (Activation Key)\n12345678 (Registration ID)\n",
    K1 ":12345678", "" },
  { "labels behind, on one line",
    "1111-2222-3333-4444 (activation key), 12345678 (registration ID)", K1 ":12345678", "" },
  { "registration ID first",
    "Registration ID: 12345678\nActivation Key: 1111-2222-3333-4444\n"
    "Registration ID: 23456789\nActivation Key: AAAA-AFAF-AFAF-FFFF\n",
    K1 ":12345678 " K2 ":23456789", "" },
  { "registration ID first, on one line",
    "Registration ID 12345678, activation key 1111-2222-3333-4444", K1 ":12345678", "" },
  { "registration ID first, and one more at the end",
    "Registration ID: 12345678\nActivation Key: 1111-2222-3333-4444\n\n\n"
    "Registration ID: 23456789\nActivation Key: AAAA-AFAF-AFAF-FFFF\n\n\n"
    "Registration ID: 3456789A\n",
    K1 ":12345678 " K2 ":23456789", "9 no-key 3456789A" },
  { "two lists",
    "Activation keys:\n1111-2222-3333-4444\nAAAA-AFAF-AFAF-FFFF\nRegistration "
    "IDs:\n12345678\n23456789\n",
    K1 ":12345678 " K2 ":23456789", "" },
  { "two lists on two lines",
    "Activation Keys: 1111-2222-3333-4444, AAAA-AFAF-AFAF-FFFF\nRegistration IDs: 12345678, "
    "23456789\n",
    K1 ":12345678 " K2 ":23456789", "" },

  /* No labels */
  { "key and ID", "1111222233334444:12345678", K1 ":12345678", "" },
  { "key and ID with dashes", "1111-2222-3333-4444-12345678", K1 ":12345678", "" },
  { "key and ID, one below the other", "1111-2222-3333-4444\n12345678\n", K1 ":12345678", "" },
  { "all letters", "AAAA-AFAF-AFAF-FFFF ABCDEFAB", K2 ":ABCDEFAB", "" },
  { "everything in fours", "1111 2222 3333 4444 1234 5678", K1 ":12345678", "" },
  { "everything in fours, one below the other", "1111 2222 3333 4444\n1234 5678\n", K1 ":12345678",
    "" },
  { "several pairs on a line",
    "1111-2222-3333-4444 12345678, AAAA-AFAF-AFAF-FFFF 23456789; 19AF19AF19AF19AF/3456789A",
    K1 ":12345678 " K2 ":23456789 " K3 ":3456789A", "" },
  { "lost dashes", "1111-2222 3333-4444 12345678", K1 ":12345678", "" },
  { "dashes of all kinds", "1111–2222—3333−4444 12345678", K1 ":12345678", "" },
  { "spaced dashes", "1111 - 2222 - 3333 - 4444   12345678", K1 ":12345678", "" },
  { "small letters", "aaaa-afaf-afaf-ffff 1234abcd", K2 ":1234ABCD", "" },
  { "numbered lines", "1. 1111-2222-3333-4444 12345678\n2. AAAA-AFAF-AFAF-FFFF 23456789\n",
    K1 ":12345678 " K2 ":23456789", "" },
  { "circled numbers", "①1111-2222-3333-4444 12345678\n②AAAA-AFAF-AFAF-FFFF 23456789\n",
    K1 ":12345678 " K2 ":23456789", "" },
  { "brackets and quotes", "[1111-2222-3333-4444] \"12345678\"", K1 ":12345678", "" },

  /* Tables */
  { "tabs, header",
    "No.\tActivation Key\tRegistration ID\tPart number\tPurpose\n"
    "1\t1111-2222-3333-4444\t12345678\tKX-VCS101DEMO\tDEMO Upgrade\n"
    "2\tAAAA-AFAF-AFAF-FFFF\t7\tKX-VCS201DEMO\tDEMO Upgrade\n",
    K1 ":12345678 " K2 ":7", "" },
  { "tabs, no header", "1\tKX-VCS101DEMO\t1111-2222-3333-4444\t12345678\n", K1 ":12345678", "" },
  { "commas and quotes",
    "\"No.\",\"Registration ID\",\"Purpose\",\"Activation Key Number\"\r\n"
    "\"1\",\"12345678\",\"DEMO, Upgrade\",\"1111-2222-3333-4444\"\r\n"
    "\"2\",\"1111222233334444\",\"\",\"AAAAAFAFAFAFFFFF\"\r\n",
    K1 ":12345678 " K2 ":1111222233334444", "" },
  { "semicolons, Japanese",
    "品番；アクティベーションキー；レジストレーションＩＤ\nKX-"
    "VCS101DEMO；１１１１２２２２３３３３４４４４；１２３４５６７８\n",
    K1 ":12345678", "" },
  { "aligned with spaces",
    "No  Activation Key        Part number     Registration ID\n"
    "1   1111-2222-3333-4444   KX-VCS101DEMO   12345678\n"
    "2   AAAA-AFAF-AFAF-FFFF   KX-VCS201DEMO   2345\n",
    K1 ":12345678 " K2 ":2345", "" },
  { "aligned with spaces, registration ID first",
    "Registration ID  Activation Key\n12345678  1111-2222-3333-4444\n23456789 "
    "AAAA-AFAF-AFAF-FFFF\n",
    K1 ":12345678 " K2 ":23456789", "" },
  { "markup", "| Activation Key | Registration ID |\n|---|---|\n| 1111-2222-3333-4444 | 12 |\n",
    K1 ":12", "" },
  { "a row without registration ID",
    "Activation Key,Registration ID\n1111-2222-3333-4444,\nAAAA-AFAF-AFAF-FFFF,23456789\n",
    K2 ":23456789", "2 no-id 1111-2222-3333-4444" },
  { "keys and registration keys",
    "Activation Key,Registration ID,Registration Key,MPR ID\n"
    "1111-2222-3333-4444,12345678,5555-5555-5555-5555,1234-5678-90AB-CDEF\n"
    "AAAA-AFAF-AFAF-FFFF,23456789,6666-6666-6666-6666,1234-5678-90AB-CDEF\n",
    K1 ":12345678 " K2 ":23456789", "2 device 1234-5678-90AB-CDEF" },

  /* Devices */
  { "a device on top",
    "MPR ID: 1234-5678-90AB-CDEF\nActivation Key: 1111-2222-3333-4444\nRegistration ID: 12345678",
    K1 ":12345678", "1 device 1234-5678-90AB-CDEF" },
  { "a device on top, Japanese",
    "ＭＰＲ　ＩＤ／ＭＡＣアドレス：１２３４５６７８９０ＡＢＣＤＥＦ\n1111-2222-3333-4444 12345678",
    K1 ":12345678", "1 device １２３４５６７８９０ＡＢＣＤＥＦ" },
  { "a device below its label", "MPR ID\n1234-5678-90AB-CDEF\n1111-2222-3333-4444 12345678",
    K1 ":12345678", "2 device 1234-5678-90AB-CDEF" },
  { "MAC addresses", "12:34:56:78:90:AB\nMAC address 1234567890AC\n1111-2222-3333-4444 12345678",
    K1 ":12345678", "1 device 12:34:56:78:90:AB; 2 device 1234567890AC" },
  { "a registration key", "Registration Key: 1111-1111-1111-1111\n1111-2222-3333-4444 12345678",
    K1 ":12345678", "" },

  /* Quoted mails */
  { "quoted",
    "> Activation Key: 1111-2222-3333-4444\n> Registration ID: 12345678\n>> "
    "AAAA-AFAF-AFAF-FFFF\n>> 23456789\n",
    K1 ":12345678 " K2 ":23456789", "" },
  { "quoted again",
    "1111-2222-3333-4444 12345678\n\n> 1111-2222-3333-4444 12345678\n> AAAA-AFAF-AFAF-FFFF "
    "23456789\n",
    K1 ":12345678 " K2 ":23456789", "3 repeated 1111-2222-3333-4444" },
  { "named, then given", "Key 1111-2222-3333-4444 follows.\n\n1111-2222-3333-4444 12345678\n",
    K1 ":12345678", "" },

  /* What cannot be used */
  { "O for 0",
    "Activation Key: 111O-2222-3333-4444\nRegistration ID: 12345678\n"
    "Activation Key: AAAA-AFAF-AFAF-FFFF\nRegistration ID: 23456789\n",
    K2 ":23456789", "1 misread 111O-2222-3333-4444>1110222233334444; 2 no-key 12345678" },
  { "l for 1 beside its ID", "l111-2222-3333-4444 12345678\nAAAA-AFAF-AFAF-FFFF 23456789\n",
    K2 ":23456789", "1 misread l111-2222-3333-4444>1111222233334444; 1 no-key 12345678" },
  { "misread in a list",
    "Activation Keys: 1111-2222-3333-444S, AAAA-AFAF-AFAF-FFFF\nRegistration IDs: 12345678, "
    "23456789\n",
    K2 ":23456789", "1 misread 1111-2222-3333-444S>1111222233334445; 2 no-key 12345678" },
  { "no digit at all", "1111-2222-3X33-4444 12345678", "",
    "1 misread 1111-2222-3X33-4444; 1 no-key 12345678" },
  { "a misread registration ID", "1111-2222-3333-4444 12345G78", "",
    "1 no-id 1111-2222-3333-4444; 1 misread 12345G78>12345678" },
  { "a misread registration ID behind its label",
    "Activation key: 1111-2222-3333-4444\nRegistration ID: 1234X678", "",
    "1 no-id 1111-2222-3333-4444; 2 misread 1234X678" },
  { "a digit lost", "Activation key: 1111-2222-3333-444\nRegistration ID: 12345678\n", "",
    "1 misread 1111-2222-3333-444; 2 no-key 12345678" },
  { "a digit too many", "Activation key: 11112222333344445\nRegistration ID: 12345678\n", "",
    "1 misread 11112222333344445; 2 no-key 12345678" },
  { "a digit too many, then the key alone",
    "Activation Key,Registration ID\n1111-2222-3333-4444-5,12345678\n1111-2222-3333-4444,\n", "",
    "2 misread 1111-2222-3333-4444-5; 2 no-key 12345678; 3 no-id 1111-2222-3333-4444" },
  { "key alone", "Activation key: 1111-2222-3333-4444\nRegistration ID: see sheet\n", "",
    "1 no-id 1111-2222-3333-4444" },
  { "ID alone", "Registration ID: 12345678", "", "1 no-key 12345678" },
  { "two keys, the second with ID", "1111-2222-3333-4444\nAAAA-AFAF-AFAF-FFFF\n23456789\n",
    K2 ":23456789", "1 no-id 1111-2222-3333-4444" },
  { "misread in a table",
    "Activation Key;Registration ID\n1111-2222-3333-444O;12345678\nAAAA-AFAF-AFAF-FFFF;2345O789\n",
    "",
    "2 misread 1111-2222-3333-444O>1111222233334440; 2 no-key 12345678; 3 no-id "
    "AAAA-AFAF-AFAF-FFFF; "
    "3 misread 2345O789>23450789" },

  /* What is no registration ID */
  { "a date behind the key", "1111-2222-3333-4444 2011-01-20\n", "",
    "1 no-id 1111-2222-3333-4444" },
  { "a date with slashes", "1111-2222-3333-4444 2011/01/20\n", "", "1 no-id 1111-2222-3333-4444" },
  { "a Japanese date", "1111-2222-3333-4444 2011年1月20日\n", "", "1 no-id 1111-2222-3333-4444" },
  { "words of a to f", "1111-2222-3333-4444 Dead\nBeef\n", "", "1 no-id 1111-2222-3333-4444" },
  { "a telephone below", "1111-2222-3333-4444\n03-1234-5678\n", "", "1 no-id 1111-2222-3333-4444" },
  { "a price", "1111-2222-3333-4444 ¥12000\n", "", "1 no-id 1111-2222-3333-4444" },
  { "a page number", "1111-2222-3333-4444\n12\n", "", "1 no-id 1111-2222-3333-4444" },
  { "a year in a line", "1111-2222-3333-4444\nFukuoka 2011\n", "", "1 no-id 1111-2222-3333-4444" },
  { "far below", "1111-2222-3333-4444\n\n\n12345678\n", "", "1 no-id 1111-2222-3333-4444" },
  { "a UUID", "550e8400-e29b-41d4-a716-446655440000", "", "" },
  { "words in fours", "This fine word here\nfade face cafe dead", "", "" },
  { "label in prose",
    "The registration ID of each activation key is on the sheet.\nTake 3 sheets to room 1234.", "",
    "" },
  { "lines end in all ways",
    "1111-2222-3333-4444 12345678\r\nAAAA-AFAF-AFAF-FFFF 23456789\r111O-2222-3333-4444\n"
    "111O-2222-3333-4445",
    K1 ":12345678 " K2 ":23456789",
    "3 misread 111O-2222-3333-4444>1110222233334444; 4 misread "
    "111O-2222-3333-4445>1110222233334445" },
};

static char *
describe_pairs (const KmsSheetReading *reading)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < reading->pairs->len; i++)
    {
      const KmsKeyPair *pair = &g_array_index (reading->pairs, KmsKeyPair, i);

      g_string_append_printf (string, "%s%s:%s", i > 0 ? " " : "", pair->activation_key,
                              pair->registration_id);
    }
  return g_string_free (string, FALSE);
}

static char *
describe_leftovers (const KmsSheetReading *reading)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < reading->leftovers->len; i++)
    {
      const KmsSheetLeftover *leftover = reading->leftovers->pdata[i];

      g_string_append_printf (string, "%s%u %s %s%s%s", i > 0 ? "; " : "", leftover->line,
                              remarks[leftover->remark], leftover->text,
                              leftover->suggestion != NULL ? ">" : "",
                              leftover->suggestion != NULL ? leftover->suggestion : "");
    }
  return g_string_free (string, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsSheetReading) reading = kms_sheet_read (c->text, -1, &error);
  g_autofree char *pairs = NULL, *leftovers = NULL;

  g_assert_no_error (error);
  pairs = describe_pairs (reading);
  leftovers = describe_leftovers (reading);
  g_assert_cmpstr (pairs, ==, c->pairs);
  g_assert_cmpstr (leftovers, ==, c->leftovers);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sheet-reader/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
