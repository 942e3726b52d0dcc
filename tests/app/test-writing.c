/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application waits for what is being written when its last window closes. Each test runs an
 * application that nothing else keeps: it ends at once unless the writing holds it, and then what
 * waits for the end of the writing has not been called. */

#include "app-test.h"

#include "app/kms-files.h"
#include "app/kms-home-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-window.h"
#include "demo/kms-demo-backend.h"

#include <glib/gstdio.h>

#define NOW G_GINT64_CONSTANT (1750000000000000)

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
  KmsClock *clock;
  KmsJournal *journal;
  KmsBackend *backend;
  GtkWidget *window;
  gboolean chosen;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *journal = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = app_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "written", NULL);
  journal = g_build_filename (fixture->folder, "kms-desk", "journal.sqlite", NULL);
  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->journal = kms_journal_new (journal, fixture->clock);
  fixture->backend = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  app_test_assert_finalized (fixture->backend);
  app_test_assert_finalized (fixture->journal);
  kms_clock_unref (fixture->clock);
  g_free (fixture->path);
  app_test_remove_folder (fixture->folder);
}

/* What the user does last; TRUE when it is done. */
typedef gboolean (*Step) (Fixture *fixture);

typedef struct
{
  GApplication *application;
  Fixture *fixture;
  Step step;
} Run;

static gboolean
on_tick (gpointer user_data)
{
  Run *run = user_data;

  if (!run->step (run->fixture))
    return G_SOURCE_CONTINUE;
  g_application_release (run->application);
  return G_SOURCE_REMOVE;
}

static void
on_activate (GApplication *application, Run *run)
{
  g_application_hold (application);
  g_timeout_add (1, on_tick, run);
}

/* Runs an application until @step is done and nothing holds it any more. */
static void
run_until (Fixture *fixture, Step step)
{
  g_autoptr (GApplication) application =
      g_application_new ("io.github.kmsdesk.Test", G_APPLICATION_NON_UNIQUE);
  Run run = { application, fixture, step };

  g_application_set_default (application);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &run);
  g_assert_cmpint (g_application_run (application, 0, NULL), ==, 0);
  g_application_set_default (NULL);
}

/* The dialog gets the file of the fixture; as soon as it is answered, the window closes. */
static gboolean
save_and_close (Fixture *fixture)
{
  if (!fixture->chosen)
    {
      app_test_choose (fixture->path);
      gtk_dialog_response (GTK_DIALOG (app_test_find_chooser ()), GTK_RESPONSE_ACCEPT);
      fixture->chosen = TRUE;
    }
  if (app_test_find_chooser () != NULL)
    return FALSE;
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  return TRUE;
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) contents = g_bytes_new_static ("registration keys", 17);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *written = NULL;

  fixture->window = app_test_show (gtk_label_new (NULL));
  kms_files_save_async (fixture->window, "Save", "keys.txt", contents, take_result, &result);
  run_until (fixture, save_and_close);
  g_assert_nonnull (result);
  file = kms_files_save_finish (result, &error);
  g_assert_no_error (error);
  /* Where it says: the dialog of a busy machine may still have had another folder. */
  g_assert_true (g_file_load_contents (file, NULL, &written, NULL, NULL, NULL));
  g_assert_cmpstr (written, ==, "registration keys");
}

static void
open_window (Fixture *fixture)
{
  fixture->window = kms_window_new (NULL, fixture->journal, NULL);
  kms_window_open (KMS_WINDOW (fixture->window), fixture->backend);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait_until (gtk_widget_get_mapped (fixture->window));
}

static void
test_class (Fixture *fixture, gconstpointer data)
{
  gpointer window;

  open_window (fixture);
  window = fixture->window;
  g_object_add_weak_pointer (window, &window);
  g_assert_true (gtk_widget_activate_action (fixture->window, "win.keep-class", NULL));
  run_until (fixture, save_and_close);
  /* It waited for the news. */
  g_assert_null (window);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_REGULAR));
}

/* Home has the button of a draft. */
static GtkWidget *
find_discard (Fixture *fixture)
{
  GtkWidget *home = app_test_find (fixture->window, KMS_TYPE_HOME_PAGE);
  GtkWidget *row = app_test_find (app_test_child (home, "drafts_group"), ADW_TYPE_ACTION_ROW);

  return row != NULL ? app_test_find (row, GTK_TYPE_BUTTON) : NULL;
}

static gboolean
discard_and_close (Fixture *fixture)
{
  GtkWidget *discard = find_discard (fixture);

  if (discard == NULL)
    return FALSE;
  app_test_press (discard);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  return TRUE;
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsDraft) draft = kms_issue_flow_new_draft (fixture->backend, KMS_DRAFT_PRACTICE);
  g_autoptr (GAsyncResult) result = NULL;
  gpointer home;

  kms_journal_save_draft_async (fixture->journal, kms_backend_get_account (fixture->backend), draft,
                                NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  open_window (fixture);
  home = app_test_find (fixture->window, KMS_TYPE_HOME_PAGE);
  g_object_add_weak_pointer (home, &home);
  run_until (fixture, discard_and_close);
  g_assert_null (home);
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
  add ("/writing/file", test_file);
  add ("/writing/class", test_class);
  add ("/writing/discard", test_discard);
  return g_test_run ();
}
