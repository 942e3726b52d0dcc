/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the file that was chosen: whole, too large, gone, or none. */

#include "app-test.h"

#include "app/kms-files.h"
#include "common/kms-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#define MAX_SIZE 100000 /* bytes */

/* Read by AddressSanitizer: whole call stacks, or the leak of a library below the file chooser is not
 * told apart from ours (lsan.supp). */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

typedef struct
{
  char *folder;
  char *path;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = app_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "sheet.txt", NULL);
  fixture->window = app_test_show (gtk_label_new (NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  app_test_close (fixture->window);
  g_free (fixture->path);
  app_test_remove_folder (fixture->folder);
}

static void
write_file (Fixture *fixture, gsize size)
{
  g_autofree char *contents = g_strnfill (size, 'A');

  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) size, NULL));
}

/* Asks for a file, chooses the one of the fixture, calls @meanwhile, and presses Open. */
static GBytes *
read_file (Fixture *fixture, void (*meanwhile) (Fixture *), GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  kms_files_read_async (fixture->window, "Open", MAX_SIZE, take_result, &result);
  app_test_choose (fixture->path);
  if (meanwhile != NULL)
    meanwhile (fixture);
  gtk_dialog_response (GTK_DIALOG (app_test_find_chooser ()), GTK_RESPONSE_ACCEPT);
  app_test_wait_until (result != NULL);
  return kms_files_read_finish (result, error);
}

/* Up to the limit, everything is there. */
static void
test_read (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 8192, MAX_SIZE };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) contents = NULL;

      write_file (fixture, sizes[i]);
      contents = read_file (fixture, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (contents), ==, sizes[i]);
    }
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_file (fixture, MAX_SIZE + 1);
  g_assert_null (read_file (fixture, NULL, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE);
}

static void
remove_file (Fixture *fixture)
{
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_file (fixture, 10);
  g_assert_null (read_file (fixture, remove_file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* The next part comes when the last one was read. */
static gpointer
write_in_parts (gpointer data)
{
  const char *path = data;
  FILE *pipe = g_fopen (path, "w");

  for (guint i = 0; i < 20; i++)
    {
      int n_unread = 1;

      fputs ("a part of the sheet\n", pipe);
      fflush (pipe);
      while (n_unread > 0 && ioctl (fileno (pipe), FIONREAD, &n_unread) == 0)
        g_thread_yield ();
    }
  fclose (pipe);
  return NULL;
}

static void
make_pipe (Fixture *fixture)
{
  remove_file (fixture);
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_thread_unref (g_thread_new ("parts", write_in_parts, fixture->path));
}

/* A file that comes in parts, as over a network, is read to its end. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) contents = NULL;

  write_file (fixture, 10);
  contents = read_file (fixture, make_pipe, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (contents), ==, 20 * strlen ("a part of the sheet\n"));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_files_read_async (fixture->window, "Open", MAX_SIZE, take_result, &result);
  app_test_wait_until (app_test_find_chooser () != NULL);
  gtk_dialog_response (GTK_DIALOG (app_test_find_chooser ()), GTK_RESPONSE_CANCEL);
  app_test_wait_until (result != NULL);
  g_assert_null (kms_files_read_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
  add ("/files/read", test_read);
  add ("/files/too-large", test_too_large);
  add ("/files/gone", test_gone);
  add ("/files/parts", test_parts);
  add ("/files/cancelled", test_cancelled);
  return g_test_run ();
}
