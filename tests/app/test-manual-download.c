/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Downloading the manual from a real server: it comes, there is none, and it is given up. */

#include "app-test.h"
#include "look-test.h"
#include "remote-test.h"

#include "app/kms-manual-download.h"
#include "app/kms-progress-window.h"
#include "app/kms-toaster.h"

#include <glib/gstdio.h>

typedef struct
{
  RemoteTest remote;
  GtkWidget *toaster;
  GtkWidget *button; /* that asks */
  GtkWidget *window;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  remote_test_set_up (&fixture->remote);
  fixture->button = gtk_button_new_with_label ("Manual");
  fixture->toaster = g_object_new (KMS_TYPE_TOASTER, "child", fixture->button, NULL);
  fixture->window = app_test_show (fixture->toaster);
  fixture->path = g_build_filename (fixture->remote.folder, "manual.pdf", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  app_test_close (fixture->window);
  g_free (fixture->path);
  remote_test_tear_down (&fixture->remote);
}

static GtkWidget *
find_download (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (KMS_IS_PROGRESS_WINDOW (window))
        return window;
    }
  return NULL;
}

static void
download (Fixture *fixture)
{
  g_autoptr (GFile) target = g_file_new_for_path (fixture->path);

  kms_manual_download_to (fixture->button, fixture->remote.remote, target);
}

static const char *
get_toast (Fixture *fixture)
{
  return gtk_label_get_label (app_test_child (fixture->toaster, "title"));
}

static void
test_comes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->remote.folder, "manuals", NULL);
  g_autofree char *manual = g_build_filename (folder, "manual-en.pdf", NULL);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (manual, "%PDF-1.7 not much of a manual", -1, NULL));
  download (fixture);
  app_test_wait_until (g_str_equal (get_toast (fixture), "The manual is saved"));
  g_assert_true (g_file_get_contents (fixture->path, &text, &length, NULL));
  g_assert_cmpstr (text, ==, "%PDF-1.7 not much of a manual");
  app_test_wait_until (find_download () == NULL);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  download (fixture);
  app_test_wait_until (g_str_equal (get_toast (fixture), "This service has no manual to download"));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  app_test_wait_until (find_download () == NULL);
}

/* Given up at once: no file, and no news of it. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window;

  download (fixture);
  app_test_wait_until (find_download () != NULL);
  window = find_download ();
  look_test_assert_names (window, "download");
  look_test_assert_narrow (window, "download");
  app_test_press (app_test_child (window, "cancel"));
  app_test_wait_until (find_download () == NULL);
  app_test_settle ();
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/manual-download/comes", test_comes);
  add ("/manual-download/none", test_none);
  add ("/manual-download/cancel", test_cancel);
  return g_test_run ();
}
