/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsWindow with Home and everything opened from it. It runs once in English and once in Japanese:
 * on every page everything has a name, the page fits into 360 pixels and says DEMO; work is kept when
 * it is left; and nothing stays in memory. */

#include "app-test.h"
#include "look-test.h"

#include "app/kms-assistant.h"
#include "app/kms-category-page.h"
#include "app/kms-device-page.h"
#include "app/kms-device-screen.h"
#include "app/kms-device-window.h"
#include "app/kms-home-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-keys-page.h"
#include "app/kms-result-page.h"
#include "app/kms-review-page.h"
#include "app/kms-sheets-page.h"
#include "app/kms-window.h"
#include "common/kms-clock.h"
#include "demo/kms-demo-backend.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1750000000000000)

typedef struct
{
  char *folder;
  char *blocker; /* what keeps the journal from being written, or NULL */
  KmsClock *clock;
  KmsJournal *journal;
  KmsBackend *backend;
  GtkApplication *application; /* borrowed: one for all tests, as GTK wants it */
  GtkWidget *window;           /* owned; NULL when it is closed */
} Fixture;

static void
open_window (Fixture *fixture)
{
  fixture->window = g_object_ref (kms_window_new (fixture->application, fixture->journal, NULL));
  kms_window_open (KMS_WINDOW (fixture->window), fixture->backend);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait_until (gtk_widget_get_mapped (fixture->window));
}

static void
set_up_journal (Fixture *fixture, const char *folder, gconstpointer application)
{
  g_autofree char *path = g_build_filename (fixture->folder, folder, "journal.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  fixture->application = GTK_APPLICATION (application);
  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->journal = kms_journal_new (path, fixture->clock);
  fixture->backend = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
  open_window (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = app_test_make_folder ();
  set_up_journal (fixture, "kms-desk", data);
}

static void
set_up_blocked (Fixture *fixture, gconstpointer data)
{
  fixture->folder = app_test_make_folder ();
  fixture->blocker = g_build_filename (fixture->folder, "blocker", NULL);
  g_assert_true (g_file_set_contents (fixture->blocker, "", 0, NULL));
  set_up_journal (fixture, "blocker", data);
}

/* The window has closed by itself, or closes now; either way nothing of it is left. */
static void
assert_closed (Fixture *fixture)
{
  app_test_wait_until (gtk_application_get_windows (fixture->application) == NULL);
  app_test_settle ();
  app_test_assert_finalized (fixture->window);
  fixture->window = NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    {
      gtk_window_destroy (GTK_WINDOW (fixture->window));
      assert_closed (fixture);
    }
  app_test_assert_finalized (fixture->backend);
  app_test_assert_finalized (fixture->journal);
  kms_clock_unref (fixture->clock);
  g_free (fixture->blocker);
  app_test_remove_folder (fixture->folder);
}

static GtkWidget *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child (app_test_child (fixture->window, "stack"));
}

static GtkWidget *
get_assistant (Fixture *fixture)
{
  GtkWidget *assistant = app_test_find (fixture->window, KMS_TYPE_ASSISTANT);

  g_assert_nonnull (assistant);
  return assistant;
}

static gpointer
get_child (Fixture *fixture, GType page, const char *name)
{
  return app_test_child (app_test_find (fixture->window, page), name);
}

/* Does what a row of Home or the header bar does, and waits for the page. */
static void
go_to (Fixture *fixture, const char *action, GType page)
{
  g_assert_true (gtk_widget_activate_action (fixture->window, action, NULL));
  app_test_wait_until (G_TYPE_CHECK_INSTANCE_TYPE (get_page (fixture), page));
}

static void
press_next (Fixture *fixture)
{
  KmsAssistant *assistant = KMS_ASSISTANT (get_assistant (fixture));
  guint step = kms_assistant_get_step (assistant);

  app_test_press (app_test_child (assistant, "action"));
  app_test_wait_until (kms_assistant_get_step (assistant) == step + 1);
}

/* Begins a free practice and types something. */
static void
begin_work (Fixture *fixture)
{
  go_to (fixture, "win.free-practice", KMS_TYPE_ISSUE_FLOW);
  press_next (fixture);
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), "0123");
}

static guint
count_drafts (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  kms_journal_list_drafts_async (fixture->journal, kms_backend_get_account (fixture->backend), NULL,
                                 take_result, &result);
  app_test_wait_until (result != NULL);
  drafts = kms_journal_list_drafts_finish (fixture->journal, result, &error);
  g_assert_no_error (error);
  return drafts->len;
}

/* Checks of a page ------------------------------------------------------------------------------ */

static void
check_page (Fixture *fixture, const char *page)
{
  GtkWidget *pill = app_test_child (fixture->window, "demo_pill");

  app_test_wait_until (gtk_widget_get_mapped (get_page (fixture)));
  app_test_settle ();
  g_assert_true (gtk_widget_get_mapped (pill));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (pill)), ==, "DEMO");
  g_assert_cmpuint (look_test_assert_names (fixture->window, page), >, 2);
  look_test_assert_mnemonics (fixture->window, page);
  look_test_assert_narrow (fixture->window, page);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  static const char *const steps[] = { "step 1", "step 2", "step 3", "step 4", "step 5" };

  begin_work (fixture);
  check_page (fixture, "step 2, empty");
  go_to (fixture, "win.home", KMS_TYPE_HOME_PAGE);
  app_test_wait_until (
      gtk_widget_get_visible (get_child (fixture, KMS_TYPE_HOME_PAGE, "drafts_group")));
  check_page (fixture, "Home");
  go_to (fixture, "win.practice-sheets", KMS_TYPE_SHEETS_PAGE);
  check_page (fixture, "practice sheets");
  go_to (fixture, "win.issuing-demo", KMS_TYPE_ISSUE_FLOW);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      check_page (fixture, steps[i]);
      if (i + 1 < G_N_ELEMENTS (steps))
        press_next (fixture);
    }
}

/* Faults of every kind on the pages: their sentences wrap, and what is offered has a name. */
static void
test_faulty_pages (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  go_to (fixture, "win.free-practice", KMS_TYPE_ISSUE_FLOW);
  gtk_check_button_set_active (get_child (fixture, KMS_TYPE_CATEGORY_PAGE, "live_link"), TRUE);
  press_next (fixture);
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), "O123456789AB");
  app_test_press (app_test_child (get_assistant (fixture), "action"));
  check_page (fixture, "step 2 with a suggestion");

  gtk_editable_set_text (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), "0123456789AB");
  gtk_check_button_set_active (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "confirm"), TRUE);
  app_test_settle ();
  press_next (fixture);
  row = gtk_widget_get_first_child (get_child (fixture, KMS_TYPE_KEYS_PAGE, "rows"));
  app_test_type (app_test_child (row, "key"), "O111222233334444");
  check_page (fixture, "step 3 with a suggestion");
  app_test_paste (app_test_child (row, "id"), "Registration ID: 1\nRegistration ID: 2\n");
  app_test_wait_until (
      gtk_widget_get_visible (get_child (fixture, KMS_TYPE_KEYS_PAGE, "leftovers")));
  check_page (fixture, "step 3 with leftovers");
}

/* Leaving ---------------------------------------------------------------------------------------- */

static void
test_close_home (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  assert_closed (fixture);
}

static void
test_close_work (Fixture *fixture, gconstpointer data)
{
  begin_work (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  assert_closed (fixture);
  g_assert_cmpuint (count_drafts (fixture), ==, 1);

  /* The next window offers it. */
  open_window (fixture);
  app_test_wait_until (
      gtk_widget_get_visible (get_child (fixture, KMS_TYPE_HOME_PAGE, "drafts_group")));
}

static void
test_close_nothing (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, "win.issuing-demo", KMS_TYPE_ISSUE_FLOW);
  gtk_window_close (GTK_WINDOW (fixture->window));
  assert_closed (fixture);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

/* The draft cannot be kept: the user decides. */
static void
test_close_blocked (Fixture *fixture, gconstpointer data)
{
  begin_work (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_answer (gettext ("_Stay Here"));
  app_test_settle ();
  g_assert_true (gtk_widget_get_mapped (fixture->window));
  g_assert_cmpstr (app_test_text (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device")), ==, "0123");

  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_answer (gettext ("_Discard the Work"));
  assert_closed (fixture);
}

/* Whoever is impatient closes twice. */
static void
test_close_twice (Fixture *fixture, gconstpointer data)
{
  begin_work (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  gtk_window_close (GTK_WINDOW (fixture->window));
  assert_closed (fixture);
  g_assert_cmpuint (count_drafts (fixture), ==, 1);
}

/* And when the draft cannot be kept, is asked once. */
static void
test_close_twice_blocked (Fixture *fixture, gconstpointer data)
{
  begin_work (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_answer (gettext ("_Stay Here"));
  app_test_settle ();
  g_assert_null (app_test_find_question ());
  g_assert_true (gtk_widget_get_mapped (fixture->window));
}

static guint
count_windows (Fixture *fixture)
{
  return g_list_length (gtk_application_get_windows (fixture->application));
}

/* The practice device has one window, which can be closed and goes with this one. */
static void
test_practice_device (Fixture *fixture, gconstpointer data)
{
  GtkWindow *device;

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (gtk_widget_activate_action (fixture->window, "win.practice-device", NULL));
      g_assert_cmpuint (count_windows (fixture), ==, 2);
    }
  device = gtk_application_get_windows (fixture->application)->data;
  g_assert_true (KMS_IS_DEVICE_WINDOW (device));
  gtk_window_close (device);
  app_test_wait_until (count_windows (fixture) == 1);

  g_assert_true (
      gtk_widget_activate_action (fixture->window, "win.try-device", "s", "0123456789ABCDEF"));
  app_test_wait_until (count_windows (fixture) == 2);
  /* Where its keys go */
  device = gtk_application_get_windows (fixture->application)->data;
  app_test_wait_until (KMS_IS_DEVICE_SCREEN (gtk_window_get_focus (device)));
  app_test_settle ();
  g_assert_true (KMS_IS_DEVICE_SCREEN (gtk_window_get_focus (device)));
  gtk_window_close (GTK_WINDOW (fixture->window));
  assert_closed (fixture);
}

/* The work of every page is given back when it is left. */
static void
test_finalize (Fixture *fixture, gconstpointer data)
{
  const GType types[] = { KMS_TYPE_ISSUE_FLOW,  KMS_TYPE_ASSISTANT, KMS_TYPE_CATEGORY_PAGE,
                          KMS_TYPE_DEVICE_PAGE, KMS_TYPE_KEYS_PAGE, KMS_TYPE_REVIEW_PAGE,
                          KMS_TYPE_RESULT_PAGE, KMS_TYPE_HOME_PAGE, KMS_TYPE_SHEETS_PAGE };
  gpointer objects[G_N_ELEMENTS (types)];

  go_to (fixture, "win.practice-sheets", KMS_TYPE_SHEETS_PAGE);
  go_to (fixture, "win.issuing-demo", KMS_TYPE_ISSUE_FLOW);
  for (guint i = 0; i < 4; i++)
    press_next (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      objects[i] = app_test_find (fixture->window, types[i]);
      g_assert_nonnull (objects[i]);
      g_object_add_weak_pointer (objects[i], &objects[i]);
    }

  /* The flow goes when Home comes; Home and the practice sheets go with the window. */
  go_to (fixture, "win.home", KMS_TYPE_HOME_PAGE);
  for (guint i = 0; i < 7; i++)
    app_test_wait_until (objects[i] == NULL);
  g_assert_nonnull (objects[7]);
  gtk_window_close (GTK_WINDOW (fixture->window));
  assert_closed (fixture);
  /* A list of drafts may still be on its way to Home. */
  app_test_wait_until (objects[7] == NULL && objects[8] == NULL);
}

/* Drafts on Home --------------------------------------------------------------------------------- */

/* The rows of the drafts, in their order: (transfer container) */
static GPtrArray *
list_rows (Fixture *fixture)
{
  GPtrArray *rows = g_ptr_array_new ();
  GtkWidget *group = get_child (fixture, KMS_TYPE_HOME_PAGE, "drafts_group");
  GtkWidget *first = app_test_find (group, ADW_TYPE_ACTION_ROW);

  for (GtkWidget *row = first; row != NULL; row = gtk_widget_get_next_sibling (row))
    g_ptr_array_add (rows, row);
  return rows;
}

static guint
count_rows (Fixture *fixture)
{
  g_autoptr (GPtrArray) rows = list_rows (fixture);

  return rows->len;
}

/* Leaves @n_drafts drafts behind, for devices that end with their number, and goes home. */
static void
make_drafts (Fixture *fixture, guint n_drafts)
{
  for (guint i = 0; i < n_drafts; i++)
    {
      g_autofree char *digit = g_strdup_printf ("%u", i);

      begin_work (fixture);
      app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), digit);
      kms_clock_set (fixture->clock, NOW + (gint64) (i + 1) * G_TIME_SPAN_SECOND);
      go_to (fixture, "win.home", KMS_TYPE_HOME_PAGE);
    }
  app_test_wait_until (count_rows (fixture) == n_drafts);
}

static const char *
get_title (Fixture *fixture, guint index)
{
  g_autoptr (GPtrArray) rows = list_rows (fixture);

  return adw_preferences_row_get_title (g_ptr_array_index (rows, index));
}

static void
discard (Fixture *fixture, guint index)
{
  g_autoptr (GPtrArray) rows = list_rows (fixture);

  app_test_press (app_test_find (g_ptr_array_index (rows, index), GTK_TYPE_BUTTON));
}

/* NULL when nothing can be undone. */
static GtkWidget *
find_undo (Fixture *fixture)
{
  GtkWidget *undo = app_test_find_button (fixture->window, gettext ("_Undo"));

  return undo != NULL && gtk_widget_get_mapped (undo) ? undo : NULL;
}

/* Undo is there, whatever other news there is. */
static void
press_undo (Fixture *fixture)
{
  app_test_wait_until (find_undo (fixture) != NULL);
  app_test_press (find_undo (fixture));
}

static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  make_drafts (fixture, 2);
  /* The newest first. */
  g_assert_cmpstr (get_title (fixture, 0), ==, "0123-1");
  g_assert_cmpstr (get_title (fixture, 1), ==, "0123-0");

  rows = list_rows (fixture);
  g_signal_emit_by_name (g_ptr_array_index (rows, 1), "activate");
  app_test_wait_until (KMS_IS_ISSUE_FLOW (get_page (fixture)));
  g_assert_cmpuint (kms_assistant_get_step (KMS_ASSISTANT (get_assistant (fixture))), ==, 1);
  g_assert_cmpstr (app_test_text (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device")), ==,
                   "0123-0");

  /* It is still the same draft. */
  go_to (fixture, "win.home", KMS_TYPE_HOME_PAGE);
  app_test_wait_until (count_rows (fixture) == 2);
  g_assert_cmpuint (count_drafts (fixture), ==, 2);
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  make_drafts (fixture, 1);
  discard (fixture, 0);
  app_test_wait_until (count_rows (fixture) == 0);
  g_assert_false (gtk_widget_get_visible (get_child (fixture, KMS_TYPE_HOME_PAGE, "drafts_group")));
  /* As long as it can be undone, it is there. */
  g_assert_cmpuint (count_drafts (fixture), ==, 1);

  press_undo (fixture);
  app_test_wait_until (count_rows (fixture) == 1);
  g_assert_cmpstr (get_title (fixture, 0), ==, "0123-0");
  g_assert_cmpuint (count_drafts (fixture), ==, 1);

  /* Discarded again, and not undone: it is gone. */
  discard (fixture, 0);
  app_test_wait_until (count_drafts (fixture) == 0);
  g_assert_cmpuint (count_rows (fixture), ==, 0);
}

/* One after the other: the first is gone for good, the second can be undone. */
static void
test_discard_two (Fixture *fixture, gconstpointer data)
{
  make_drafts (fixture, 3);
  discard (fixture, 2);
  app_test_wait_until (count_rows (fixture) == 2);
  discard (fixture, 1);
  app_test_wait_until (count_rows (fixture) == 1);
  app_test_wait_until (count_drafts (fixture) == 2);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  g_assert_cmpstr (get_title (fixture, 0), ==, "0123-2");

  press_undo (fixture);
  app_test_wait_until (count_rows (fixture) == 2);
  g_assert_cmpstr (get_title (fixture, 1), ==, "0123-1");
}

/* Undone while the news that the work is kept still goes: libadwaita's toasts ended the program. */
static void
test_undo_at_once (Fixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  make_drafts (fixture, 1);
  for (guint i = 0; i < 2; i++)
    {
      discard (fixture, 0);
      app_test_wait_until (count_rows (fixture) == 0);
      press_undo (fixture);
      app_test_wait_until (count_rows (fixture) == 1 && find_undo (fixture) == NULL);
    }
  g_assert_cmpuint (count_drafts (fixture), ==, 1);
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
}

/* Whoever discards a draft and closes the window at once has discarded it. */
static void
test_discard_and_close (Fixture *fixture, gconstpointer data)
{
  make_drafts (fixture, 1);
  discard (fixture, 0);
  gtk_window_close (GTK_WINDOW (fixture->window));
  assert_closed (fixture);
  app_test_wait_until (count_drafts (fixture) == 0);
}

/* Language ---------------------------------------------------------------------------------------- */

static void
test_language (void)
{
  gboolean japanese = g_strcmp0 (g_getenv ("KMS_TEST_LANG"), "ja") == 0;

  g_assert_cmpint (strcmp (gettext ("_Undo"), "_Undo") != 0, ==, japanese);
}

static void
add (const char *path, GtkApplication *application, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, application, set_up, test, tear_down);
}

static void
add_blocked (const char *path, GtkApplication *application, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, application, set_up_blocked, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = NULL;

  app_test_init (&argc, &argv);
  application = gtk_application_new ("io.github.kmsdesk.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  /* A page that slides out is measured, too, as long as it is there. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/window/language", test_language);
  add ("/window/pages", application, test_pages);
  add ("/window/faulty-pages", application, test_faulty_pages);
  add ("/window/close-home", application, test_close_home);
  add ("/window/close-work", application, test_close_work);
  add ("/window/close-nothing", application, test_close_nothing);
  add_blocked ("/window/close-blocked", application, test_close_blocked);
  add ("/window/close-twice", application, test_close_twice);
  add_blocked ("/window/close-twice-blocked", application, test_close_twice_blocked);
  add ("/window/practice-device", application, test_practice_device);
  add ("/window/finalize", application, test_finalize);
  add ("/window/resume", application, test_resume);
  add ("/window/discard", application, test_discard);
  add ("/window/discard-two", application, test_discard_two);
  add ("/window/undo-at-once", application, test_undo_at_once);
  add ("/window/discard-and-close", application, test_discard_and_close);
  return g_test_run ();
}
