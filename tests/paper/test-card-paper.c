/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key card: what stands on its pages, where they end, and what its code says. */

#include "paper-test.h"
#include "paper/kms-card-paper.h"
#include "words/kms-words-paper.h"
#include "words/kms-words.h"

#include <locale.h>
#include <string.h>

static const struct
{
  KmsCategory category;
  guint n_keys;
  gboolean longest;
  guint n_pages[KMS_N_PAPER_SIZES];
} rows[] = {
  /* what is usual */
  { KMS_CATEGORY_HDVC, 1, FALSE, { 1, 1 } },
  { KMS_CATEGORY_LIVE_LINK, 1, FALSE, { 1, 1 } },
  /* as many as one may ask for at a time have room on one page, of either paper */
  { KMS_CATEGORY_HDVC, 8, FALSE, { 1, 1 } },
  { KMS_CATEGORY_LIVE_LINK, 8, FALSE, { 1, 1 } },
  /* more have a page of their own, with a code and steps of their own */
  { KMS_CATEGORY_HDVC, 9, FALSE, { 2, 2 } },
  { KMS_CATEGORY_HDVC, 64, FALSE, { 8, 8 } },
  /* the longest texts: the steps go on to another page, whole */
  { KMS_CATEGORY_HDVC, 1, TRUE, { 1, 1 } },
  { KMS_CATEGORY_HDVC, 8, TRUE, { 2, 2 } },
  { KMS_CATEGORY_LIVE_LINK, 8, TRUE, { 2, 2 } },
  { KMS_CATEGORY_HDVC, 64, TRUE, { 16, 16 } },
};

/* On every page the device; each key once; the steps once for each sheet, on one page. */
static void
check_text (const KmsIssuance *issuance, KmsPaper *paper, KmsPaperSize size, guint n_pages)
{
  g_autofree char *text = paper_test_read (paper, size);
  g_auto (GStrv) pages = g_strsplit (text, "\f", -1);
  guint n_sheets = (issuance->keys->len + KMS_REQUEST_MAX_KEYS - 1) / KMS_REQUEST_MAX_KEYS;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  g_assert_cmpuint (g_strv_length (pages), ==, n_pages + 1);
  kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                         shown);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *number = kms_words_page_number (i + 1, n_pages);

      g_assert_cmpuint (paper_test_count (pages[i], shown), ==, 2); /* and at the foot */
      g_assert_nonnull (strstr (pages[i], number));
      g_assert_nonnull (strstr (pages[i], "2011-01-20"));
      g_assert_nonnull (strstr (pages[i], kms_words_device (issuance->category)));
      if (strstr (pages[i], kms_words_device_heading (issuance->category)) != NULL)
        g_assert_nonnull (strstr (pages[i], "digits, ask the sales contact."));
    }
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);

      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, shown);
      g_assert_cmpuint (paper_test_count (text, shown), ==, 1);
    }
  g_assert_cmpuint (paper_test_count (text, kms_words_device_once_a_key ()), ==, n_sheets);
  g_assert_cmpuint (paper_test_count (text, "DEMO – these"), ==, issuance->demo ? n_pages : 0);
}

static void
test_pages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint size = 0; size < KMS_N_PAPER_SIZES; size++)
      {
        g_autoptr (KmsIssuance) issuance =
            paper_test_issuance (rows[i].category, rows[i].n_keys, rows[i].longest);
        g_autoptr (KmsPaper) paper = kms_card_paper_new (issuance);
        g_autoptr (KmsPaperLayout) layout = NULL;
        double width, height;

        g_test_message ("row %u on %s", i, kms_paper_size_to_string ((KmsPaperSize) size));
        kms_paper_size_get ((KmsPaperSize) size, &width, &height);
        layout = kms_paper_layout_new (paper, width, height);
        g_assert_cmpuint (kms_paper_layout_get_n_pages (layout), ==, rows[i].n_pages[size]);
        paper_test_check_margins (paper, (KmsPaperSize) size);
        check_text (issuance, paper, (KmsPaperSize) size, rows[i].n_pages[size]);
      }
}

/* All of a line of 50 characters is there, and every character has a glyph: one without has no text. */
static void
test_longest_site (void)
{
  g_autoptr (KmsIssuance) issuance = paper_test_issuance (KMS_CATEGORY_HDVC, 1, TRUE);
  g_autoptr (KmsPaper) paper = kms_card_paper_new (issuance);
  g_autofree char *text = paper_test_read (paper, KMS_PAPER_A4);

  g_assert_cmpint (g_utf8_strlen (PAPER_TEST_LONG, -1), ==, KMS_SITE_MAX_CHARACTERS);
  for (const char *p = PAPER_TEST_LONG; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *character = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));

      g_assert_cmpuint (paper_test_count (text, character), >=,
                        3 * paper_test_count (PAPER_TEST_LONG, character));
    }
}

static void
test_code_text (void)
{
  g_autoptr (KmsIssuance) hdvc = paper_test_issuance (KMS_CATEGORY_HDVC, 2, FALSE);
  g_autoptr (KmsIssuance) live_link = paper_test_issuance (KMS_CATEGORY_LIVE_LINK, 1, FALSE);
  g_autofree char *with_mpr_id = NULL, *with_mac = kms_issuance_to_code (live_link);

  hdvc->demo = TRUE;
  with_mpr_id = kms_issuance_to_code (hdvc);
  g_assert_cmpstr (with_mpr_id, ==,
                   "KMS 1\nDEMO\nMPR-ID 0B8D-5678-90AB-CDEF\n"
                   "KX-VCS101DEMO 0B8D-0B8D-0000-0001\nKX-VCS101DEMO 0B8D-0B8D-0000-0002\n");
  g_assert_cmpstr (with_mac, ==,
                   "KMS 1\nMAC 12:34:56:78:90:AB\nKX-VCS101DEMO 0B8D-0B8D-0000-0001\n");
}

/* Read from the drawn pages: of each sheet, its own keys; on the page with its steps again. */
static void
test_scan (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (KmsIssuance) issuance =
          paper_test_issuance (rows[i].category, rows[i].n_keys, rows[i].longest);
      g_autoptr (KmsPaper) paper = NULL;
      g_auto (GStrv) codes = NULL;
      g_autofree char *all = NULL, *whole = NULL;

      issuance->demo = i % 2 == 1;
      paper = kms_card_paper_new (issuance);
      codes = paper_test_scan (paper, i % 3 == 0 ? KMS_PAPER_LETTER : KMS_PAPER_A4);
      all = g_strjoinv ("", codes);
      whole = kms_issuance_to_code (issuance);
      g_assert_cmpuint (paper_test_count (all, "KMS 1\n"), ==, g_strv_length (codes));
      for (guint j = 0; codes[j] != NULL; j++)
        g_assert_cmpuint (paper_test_count (codes[j], "0B8D-0B8D-"), <=, KMS_REQUEST_MAX_KEYS);
      if (rows[i].n_keys <= KMS_REQUEST_MAX_KEYS)
        g_assert_true (g_str_has_prefix (codes[0], whole));
      for (guint j = 0; j < issuance->keys->len; j++)
        {
          const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, j);
          char shown[KMS_IDENTIFIER_SHOWN_SIZE];

          kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, shown);
          g_assert_nonnull (strstr (all, shown));
        }
    }
}

/* One device a card, each with pages of its own. */
static void
test_two_devices (void)
{
  g_autoptr (KmsIssuance) one = paper_test_issuance (KMS_CATEGORY_HDVC, 9, FALSE);
  g_autoptr (KmsIssuance) other = paper_test_issuance (KMS_CATEGORY_LIVE_LINK, 1, FALSE);
  const KmsIssuance *issuances[] = { one, other };
  g_autoptr (KmsPaper) paper = kms_card_paper_new_for_all (issuances, 2);
  g_autofree char *text = paper_test_read (paper, KMS_PAPER_A4);
  g_auto (GStrv) pages = g_strsplit (text, "\f", -1);

  g_assert_cmpuint (g_strv_length (pages), ==, 4);
  g_assert_nonnull (strstr (pages[0], "Page 1 of 2"));
  g_assert_nonnull (strstr (pages[1], "Page 2 of 2"));
  g_assert_nonnull (strstr (pages[2], "Page 1 of 1"));
  g_assert_null (strstr (pages[2], "0B8D-5678"));
}

/* DEMO stands across every page, large: the pale colour is found far from the middle in both ways. */
static void
test_watermark (void)
{
  for (guint demo = 0; demo < 2; demo++)
    {
      g_autoptr (KmsIssuance) issuance = paper_test_issuance (KMS_CATEGORY_HDVC, 1, FALSE);
      g_autoptr (KmsPaper) paper = NULL;
      g_autoptr (KmsPaperLayout) layout = NULL;
      double width, height;
      cairo_surface_t *surface;
      cairo_t *cr;
      const guint8 *pixels;
      guint n_pale = 0;

      issuance->demo = demo == 1;
      paper = kms_card_paper_new (issuance);
      kms_paper_size_get (KMS_PAPER_A4, &width, &height);
      layout = kms_paper_layout_new (paper, width, height);
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
      cr = cairo_create (surface);
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      kms_paper_layout_draw (layout, cr, 0);
      cairo_surface_flush (surface);
      pixels = cairo_image_surface_get_data (surface);
      for (int y = 0; y < (int) height; y++)
        for (int x = 0; x < (int) width; x++)
          {
            const guint8 *pixel = pixels + y * cairo_image_surface_get_stride (surface) + 4 * x;

            if (pixel[0] > 240 && pixel[2] > 215 && pixel[2] < 235)
              n_pale++;
          }
      if (demo == 1)
        g_assert_cmpuint (n_pale, >, (guint) (width * height) / 20);
      else
        g_assert_cmpuint (n_pale, <, (guint) (width * height) / 200);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

/* A face in which zero and B are marked is there, and the card says what its digits are all the same. */
static void
test_digits (void)
{
  PangoContext *context = kms_pen_create_context ();
  g_autoptr (KmsIssuance) issuance = paper_test_issuance (KMS_CATEGORY_HDVC, 1, FALSE);
  g_autoptr (KmsPaper) paper = kms_card_paper_new (issuance);
  g_autofree char *text = paper_test_read (paper, KMS_PAPER_A4);

  g_assert_cmpstr (kms_pen_digits_family (context), !=, "Monospace");
  g_assert_nonnull (strstr (text, kms_words_card_legend ()));
  g_object_unref (context);
}

static void
test_sizes (void)
{
  KmsPaperSize size = KMS_PAPER_A4;

  for (guint i = 0; i < KMS_N_PAPER_SIZES; i++)
    {
      g_assert_true (
          kms_paper_size_from_string (kms_paper_size_to_string ((KmsPaperSize) i), &size));
      g_assert_cmpuint (size, ==, i);
    }
  g_assert_false (kms_paper_size_from_string ("A5", &size));
  g_assert_false (kms_paper_size_from_string (NULL, &size));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/card-paper/pages", test_pages);
  g_test_add_func ("/card-paper/longest-site", test_longest_site);
  g_test_add_func ("/card-paper/code-text", test_code_text);
  g_test_add_func ("/card-paper/scan", test_scan);
  g_test_add_func ("/card-paper/two-devices", test_two_devices);
  g_test_add_func ("/card-paper/watermark", test_watermark);
  g_test_add_func ("/card-paper/digits", test_digits);
  g_test_add_func ("/card-paper/sizes", test_sizes);
  return g_test_run ();
}
