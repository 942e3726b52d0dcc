/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What words and digits find, whether the sites are in the index of words already or not. */

#include "store-fixture.h"

#include "store/kms-store-listing-private.h"
#include "store/kms-store-site-words.h"
#include "store/kms-store-sites.h"

#include <string.h>

/* Sites of the devices 1 to 9; the last two are of another dealer. The tenth has none. */
static const KmsSite sites[] = {
  { .line = { "東京本社ビル", "3F" } },
  { .line = { "Fukuoka Office", "3rd floor" } },
  { .line = { "ＦＵＫＵＯＫＡ", "x" } },
  { .line = { "O'Hara \"HQ\"", "50% off_" } },
  { .line = { "カブシキ", "AND NEAR(a) ^b* -c" } },
  { .line = { "😀 smile", "\\ back" } },
  { .line = { "Hauptstraße 1234", "" } },
  { .line = { "Fukuoka", "東京本社ビル" } },
  { .line = { "x", "y" } },
};

typedef struct
{
  const char *text;
  const char *devices; /* their last digits */
} Question;

static const Question questions[] = {
  { "本社", "1" },
  { "京", "1" },
  { "東京本社ビル", "1" },
  { "3", "127" },
  { "fuku", "23" },
  { "OKA office", "2" },
  { "office 3F", "" },
  { "ｶﾌﾞ", "5" },
  { "x", "3" },
  { "o'hara", "4" },
  { "\"hq\"", "4" },
  { "'hq'", "" },
  { "50% off_", "4" },
  { "and", "5" },
  { "near(a)", "5" },
  { "^b*", "5" },
  { "-c", "5" },
  { "*", "5" },
  { "\\", "6" },
  { "😀", "6" },
  { "STRASSE", "7" },
  { "qq", "" },
  { "y", "" },
  /* digits: of a device, of a key, or a word */
  { "0000-0000-0000-0003", "3" },
  { "0004", "4" },
  { "000a", "A" },
  { "0000000", "1234567A" },
  { "ABCD", "1234567A" },
  { "abcd00000000000f", "" },
  { "1234", "7" },
  /* longer than the terms that are asked of the index */
  { "東京本社ビルfukuokaofficefukuokaofficefukuokaofficefukuokaofficefukuokaoffice", "" },
};

static gpointer
do_fill (KmsStoreSession *session, gpointer data, GError **error)
{
  static const char rows[] =
      "INSERT INTO part VALUES (1, 'KX-ONE', 'hdvc', 'One');"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)"
      " INSERT INTO activation SELECT printf ('ABCD%012X', i), 'A', 1 FROM n;"
      "INSERT INTO binding SELECT row_number () OVER (ORDER BY activation_key), activation_key, 1,"
      " '0000' || substr (activation_key, 5), 1, '0000000000000000', 1, NULL FROM activation;"
      "INSERT INTO issue SELECT id, iif (id IN (8, 9), 'e', 'd'), 'hdvc', device_id, id, '', '',"
      " NULL, NULL, NULL FROM binding;"
      "INSERT INTO issue_key SELECT id, 1, id, 0 FROM binding;";

  if (!kms_database_execute (session->database, rows, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      g_autofree char *device = g_strdup_printf ("%016X", i + 1);

      if (!kms_store_save_site (session, i < 7 ? "d" : "e", KMS_CATEGORY_HDVC, device, &sites[i],
                                error))
        return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

static gpointer
do_index (KmsStoreSession *session, gpointer data, GError **error)
{
  return GINT_TO_POINTER (kms_store_index_sites (session, GPOINTER_TO_UINT (data), error));
}

typedef struct
{
  const KmsSearchText *text;
  GString *devices;
} Found;

static gboolean
take_row (const KmsStoreRow *row, gpointer data)
{
  Found *found = data;

  if (kms_search_text_matches (found->text, row->device_id, row->activation_key, row->line[0],
                               row->line[1]))
    g_string_append (found->devices, row->device_id + 15);
  return TRUE;
}

static gpointer
do_search (KmsStoreSession *session, gpointer data, GError **error)
{
  g_auto (KmsSearchText) text;
  KmsStoreListing listing = {
    .dealer = "d", .from = G_MININT64, .to = G_MAXINT64, .ascending = TRUE, .text = &text
  };
  Found found = { .text = &text, .devices = g_string_new (NULL) };

  kms_search_text_read (&text, data);
  if (kms_store_list (session, &listing, NULL, take_row, &found, error))
    return g_string_free (found.devices, FALSE);
  g_string_free (found.devices, TRUE);
  return NULL;
}

static void
assert_finds (KmsStore *store, const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *devices =
      kms_store_run (store, KMS_STORE_READ, do_search, (gpointer) text, g_free, &error);

  g_assert_no_error (error);
  g_test_message ("%s", text);
  g_assert_cmpstr (devices, ==, expected);
}

static void
run (KmsStore *store, KmsStoreWork work, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kms_store_run (store, KMS_STORE_WRITE, work, data, NULL, &error);
  g_assert_no_error (error);
}

/* None of the sites is in the index, then four are, then all. */
static void
test_words (Fixture *fixture, gconstpointer data)
{
  static const guint more[] = { 0, 4, 5 };
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  run (store, do_fill, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    {
      run (store, do_index, GUINT_TO_POINTER (more[i]));
      for (guint j = 0; j < G_N_ELEMENTS (questions); j++)
        assert_finds (store, questions[j].text, questions[j].devices);
    }
}

static gpointer
do_save (KmsStoreSession *session, gpointer data, GError **error)
{
  KmsSite site = { 0 };

  kms_site_set_line (&site, 0, data, NULL);
  return GINT_TO_POINTER (
      kms_store_save_site (session, "d", KMS_CATEGORY_HDVC, "0000000000000002", &site, error));
}

static gpointer
do_forget (KmsStoreSession *session, gpointer data, GError **error)
{
  return GINT_TO_POINTER (kms_store_forget_sites (session, data, error));
}

static gpointer
do_count (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count (*) FROM site_words ('%s')", (const char *) data);
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);
  gboolean row;

  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return NULL;
  return g_strdup (kms_statement_get_text (statement, 0));
}

/* How many sites the index itself has for a word. */
static void
assert_indexed (KmsStore *store, const char *dealer, char *word, const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *words[] = { word, NULL };
  g_autofree char *match = kms_store_match_words (dealer, words);
  g_autofree char *count = kms_store_run (store, KMS_STORE_READ, do_count, match, g_free, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (count, ==, expected);
}

/* Lines that are changed are found as they are now, before and after they are in the index again; and
 * nothing that was changed or forgotten stays in it. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  run (store, do_fill, NULL);
  run (store, do_index, GUINT_TO_POINTER (100));
  assert_indexed (store, "d", (char *) "fuku", "2");
  for (guint i = 0; i < 2; i++)
    {
      run (store, do_save, (gpointer) "Osaka");
      assert_finds (store, "fuku", "3");
      assert_finds (store, "osaka", "2");
      run (store, do_index, GUINT_TO_POINTER (100));
      assert_indexed (store, "d", (char *) "fuku", "1");
      assert_indexed (store, "d", (char *) "osaka", "1");
      assert_finds (store, "osaka", "2");
      run (store, do_save, (gpointer) "Fukuoka");
      run (store, do_index, GUINT_TO_POINTER (100));
      assert_indexed (store, "d", (char *) "osaka", "0");
      assert_finds (store, "fuku", "23");
      assert_finds (store, "osaka", "");
    }

  assert_indexed (store, "e", (char *) "fuku", "1");
  run (store, do_forget, (gpointer) "d");
  assert_indexed (store, "d", (char *) "fuku", "0");
  assert_indexed (store, "e", (char *) "fuku", "1");
  /* What is new after that is found, too: no number comes twice. */
  run (store, do_save, (gpointer) "Kyoto");
  assert_finds (store, "kyoto", "2");
  run (store, do_index, GUINT_TO_POINTER (100));
  assert_finds (store, "kyoto", "2");
}

static gpointer
do_save_many (KmsStoreSession *session, gpointer data, GError **error)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *device = g_strdup_printf ("%016X", i + 1);
      KmsSite site = { 0 };

      kms_site_set_line (&site, 0, device, NULL);
      if (!kms_store_save_site (session, "d", KMS_CATEGORY_HDVC, device, &site, error))
        return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

/* The index follows by itself, some hundred sites behind. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (NULL, KMS_SQLITE_STORE_SERVER);

  run (store, do_save_many, NULL);
  assert_indexed (store, "d", (char *) "0000", "768");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/store-search/words", Fixture, NULL, fixture_set_up, test_words,
              fixture_tear_down);
  g_test_add ("/store/store-search/changes", Fixture, NULL, fixture_set_up, test_changes,
              fixture_tear_down);
  g_test_add ("/store/store-search/follows", Fixture, NULL, fixture_set_up, test_follows,
              fixture_tear_down);
  return g_test_run ();
}
