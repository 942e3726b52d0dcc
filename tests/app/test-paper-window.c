/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A paper before it is printed: its pages, what is copied and saved, and what comes out of the printer. */

#include "app-test.h"

#include "app/kms-paper-page.h"
#include "app/kms-paper-window.h"
#include "app/kms-print.h"
#include "paper/kms-card-paper.h"

#include <string.h>

typedef struct
{
  GtkWidget *parent; /* owned by GTK */
  KmsPaper *paper;   /* of two pages */
  GtkWidget *window; /* borrowed */
} Fixture;

static GtkWidget *
find_window (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *each = windows; each != NULL; each = each->next)
    if (KMS_IS_PAPER_WINDOW (each->data))
      return each->data;
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer text)
{
  g_autoptr (KmsIssuance) issuance = kms_issuance_new ();

  issuance->demo = TRUE;
  g_strlcpy (issuance->device_id, "1234567890ABCDEF", sizeof issuance->device_id);
  g_strlcpy (issuance->site.line[0], "博多駅前ビル", sizeof issuance->site.line[0]);
  for (guint i = 0; i < KMS_REQUEST_MAX_KEYS + 1; i++)
    {
      KmsIssuedKey *key = g_new0 (KmsIssuedKey, 1);

      g_snprintf (key->registration_key, sizeof key->registration_key, "333333333333333%u", i);
      key->part_number = g_strdup ("KX-VCS101DEMO");
      key->purpose = g_strdup ("DEMO Upgrade");
      g_ptr_array_add (issuance->keys, key);
    }
  fixture->paper = kms_card_paper_new (issuance);
  fixture->parent = app_test_show (gtk_label_new ("below"));
  kms_paper_window_show (fixture->parent, fixture->paper, "Key Card", "card", text, "issue-card");
  fixture->window = find_window ();
  app_test_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  app_test_close (fixture->window);
  app_test_close (fixture->parent);
  g_assert_finalize_object (fixture->paper);
}

static gpointer
get_child (Fixture *fixture, const char *name)
{
  return app_test_child (fixture->window, name);
}

static guint
count_pages (Fixture *fixture)
{
  guint n_pages = 0;

  for (GtkWidget *page = gtk_widget_get_first_child (get_child (fixture, "pages")); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    n_pages += KMS_IS_PAPER_PAGE (page) ? 1 : 0;
  return n_pages;
}

static char *
read_pdf (const char *path)
{
  const char *command[] = { "pdftotext", "-layout", path, "-", NULL };
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL,
                &error);
  g_assert_no_error (error);
  return text;
}

static void
check_pdf (const char *path)
{
  g_autofree char *text = read_pdf (path);
  g_auto (GStrv) pages = g_strsplit (text, "\f", -1);

  g_assert_cmpuint (g_strv_length (pages), ==, 3);
  g_assert_nonnull (strstr (pages[0], "3333-3333-3333-3330"));
  g_assert_nonnull (strstr (pages[1], "3333-3333-3333-3338"));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_nonnull (strstr (pages[i], "博多駅前ビル"));
      g_assert_nonnull (strstr (pages[i], "DEMO – these"));
    }
}

/* How much higher than wide they are. */
static double
get_shape (Fixture *fixture, KmsPaperSize size)
{
  GtkWidget *page;

  gtk_drop_down_set_selected (get_child (fixture, "size"), size);
  g_assert_cmpuint (count_pages (fixture), ==, 2);
  page = gtk_widget_get_first_child (get_child (fixture, "pages"));
  app_test_wait_until (gtk_widget_get_width (page) > 0);
  return gtk_widget_get_height (page) / (double) gtk_widget_get_width (page);
}

/* All pages, of the size that is chosen. */
static void
test_pages (Fixture *fixture, gconstpointer text)
{
  g_assert_cmpfloat_with_epsilon (get_shape (fixture, KMS_PAPER_LETTER), 1.294, 0.01);
  g_assert_cmpfloat_with_epsilon (get_shape (fixture, KMS_PAPER_A4), 1.414, 0.01);
}

static void
test_copy (Fixture *fixture, gconstpointer text)
{
  GdkContentProvider *content;
  g_auto (GValue) value = G_VALUE_INIT;

  app_test_press (get_child (fixture, "copy"));
  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (fixture->window));
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, text);
}

static void
test_no_text (Fixture *fixture, gconstpointer text)
{
  g_assert_false (gtk_widget_get_visible (get_child (fixture, "copy")));
}

/* The printer gets the same pages, on whatever paper. */
static void
test_print (Fixture *fixture, gconstpointer text)
{
  g_autofree char *folder = app_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "printed.pdf", NULL);

  for (guint size = 0; size < KMS_N_PAPER_SIZES; size++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (
          kms_print_paper (fixture->window, fixture->paper, (KmsPaperSize) size, path, &error));
      g_assert_no_error (error);
      app_test_wait_until (g_file_test (path, G_FILE_TEST_EXISTS));
      check_pdf (path);
    }
  app_test_remove_folder (g_steal_pointer (&folder));
}

#define add(path, text, test) g_test_add (path, Fixture, text, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);

  add ("/paper-window/pages", NULL, test_pages);
  add ("/paper-window/copy", "DEMO and so on", test_copy);
  add ("/paper-window/no-text", NULL, test_no_text);
  add ("/paper-window/print", NULL, test_print);
  return g_test_run ();
}
