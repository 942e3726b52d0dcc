/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys to print, and what pdftotext and zbarimg read on the pages. */

#include "paper-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define MARGIN   42
#define SLACK    1 /* half a line's width, and rounding */
#define SCAN_DPI "150"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

KmsIssuance *
paper_test_issuance (KmsCategory category, guint n_keys, gboolean longest)
{
  KmsIssuance *issuance = kms_issuance_new ();
  KmsSiteReading reading;

  issuance->category = category;
  issuance->at = G_GINT64_CONSTANT (1295517600) * G_USEC_PER_SEC;
  g_strlcpy (issuance->device_id,
             category == KMS_CATEGORY_HDVC ? "0B8D567890ABCDEF" : "1234567890AB",
             KMS_IDENTIFIER_SIZE);
  g_assert_true (
      kms_site_set_line (&issuance->site, 0, longest ? PAPER_TEST_LONG : "DEMO", &reading));
  g_assert_true (
      kms_site_set_line (&issuance->site, 1, longest ? PAPER_TEST_LONG : "DEMO-Fukuoka", &reading));
  for (guint i = 0; i < n_keys; i++)
    {
      KmsIssuedKey *key = g_new0 (KmsIssuedKey, 1);

      key->category = category;
      g_snprintf (key->registration_key, sizeof key->registration_key, "0B8D0B8D%08X", i + 1);
      key->part_number = g_strdup (longest ? "KX-VCS101DEMO-OF-THE-LONGEST-KIND" : "KX-VCS101DEMO");
      key->purpose = g_strdup (longest ? PAPER_TEST_LONG : "DEMO Upgrade");
      g_ptr_array_add (issuance->keys, key);
    }
  return issuance;
}

static char *
run (const char *const *command)
{
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  return output;
}

/* Writes the PDF into a folder of its own. */
static char *
save (KmsPaper *paper, KmsPaperSize size, char **folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = kms_paper_to_pdf (paper, size, &error);
  char *path;

  g_assert_no_error (error);
  *folder = g_dir_make_tmp ("kms-paper-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (*folder, "paper.pdf", NULL);
  g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), &error);
  g_assert_no_error (error);
  return path;
}

static void
remove_folder (const char *folder)
{
  const char *command[] = { "rm", "-r", folder, NULL };

  g_free (run (command));
}

/* The text of all pages, which a form feed ends. */
char *
paper_test_read (KmsPaper *paper, KmsPaperSize size)
{
  g_autofree char *folder = NULL, *path = save (paper, size, &folder);
  const char *command[] = { "pdftotext", "-layout", path, "-", NULL };
  char *text = run (command);

  remove_folder (folder);
  return text;
}

/* What the codes say, a page each. */
char **
paper_test_scan (KmsPaper *paper, KmsPaperSize size)
{
  g_autofree char *folder = NULL, *path = save (paper, size, &folder);
  g_autofree char *pages = g_build_filename (folder, "page", NULL);
  const char *draw[] = { "pdftoppm", "-gray", "-r", SCAN_DPI, path, pages, NULL };
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_free (run (draw));
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "page"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *scan[] = {
        "zbarimg", "--quiet", "--raw", "--nodbus", g_ptr_array_index (names, i), NULL
      };

      g_ptr_array_add (codes, run (scan));
    }
  g_ptr_array_add (codes, NULL);
  remove_folder (folder);
  return (char **) g_ptr_array_steal (codes, NULL);
}

guint
paper_test_count (const char *text, const char *piece)
{
  guint n = 0;

  for (const char *found = text; (found = strstr (found, piece)) != NULL; found += strlen (piece))
    n++;
  return n;
}

/* Nothing is drawn into the margins, by which it could also have run off the paper. */
void
paper_test_check_margins (KmsPaper *paper, KmsPaperSize size)
{
  g_autoptr (KmsPaperLayout) layout = NULL;
  double width, height;

  kms_paper_size_get (size, &width, &height);
  layout = kms_paper_layout_new (paper, width, height);
  for (guint i = 0; i < kms_paper_layout_get_n_pages (layout); i++)
    {
      cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
      cairo_t *cr = cairo_create (surface);
      double x, y, ink_width, ink_height;

      kms_paper_layout_draw (layout, cr, i);
      cairo_recording_surface_ink_extents (surface, &x, &y, &ink_width, &ink_height);
      g_assert_cmpfloat (x, >=, MARGIN - SLACK);
      g_assert_cmpfloat (y, >=, MARGIN - SLACK);
      g_assert_cmpfloat (x + ink_width, <=, width - MARGIN + SLACK);
      g_assert_cmpfloat (y + ink_height, <=, height - MARGIN + SLACK + 4);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}
