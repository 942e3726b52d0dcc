/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sheet that is dropped on the window: one opens the assistant with its keys, what has none is told, and
 * two at once are not taken. */

#include "app-test.h"

#include "app/kms-home-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-window.h"
#include "common/kms-clock.h"
#include "demo/kms-demo-backend.h"

static GtkDropTarget *
find_drop_target (GtkWidget *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  return NULL;
}

/* Drops files as the desktop does. Returns: whether they were taken. */
static gboolean
drop (GtkWidget *window, GSList *files)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  g_signal_emit_by_name (find_drop_target (window), "drop", &value, 10.0, 10.0, &taken);
  return taken;
}

static GtkWidget *
get_page (GtkWidget *window)
{
  return gtk_stack_get_visible_child (app_test_child (window, "stack"));
}

static void
test_drop (gconstpointer application)
{
  g_autofree char *folder = app_test_make_folder ();
  g_autofree char *journal_path = g_build_filename (folder, "kms-desk", "journal.sqlite", NULL);
  g_autofree char *path = g_build_filename (folder, "sheet.txt", NULL);
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsJournal) journal = kms_journal_new (journal_path, clock);
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsBackend) backend = kms_demo_backend_new (NULL, clock, &error);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *window = kms_window_new (GTK_APPLICATION ((gpointer) application), journal, NULL);
  GSList one = { file, NULL };
  GSList two = { file, &one };

  g_assert_no_error (error);
  kms_window_open (KMS_WINDOW (window), backend);
  gtk_window_present (GTK_WINDOW (window));
  app_test_wait_until (KMS_IS_HOME_PAGE (get_page (window)));

  g_assert_true (g_file_set_contents (path, "1111-1111-1111-1111 632A9926\n", -1, NULL));
  g_assert_false (drop (window, &two));
  g_assert_false (drop (window, NULL));
  g_assert_true (drop (window, &one));
  app_test_wait_until (KMS_IS_ISSUE_FLOW (get_page (window)));
  /* It is work: leaving it keeps it. */
  g_assert_true (gtk_widget_activate_action (window, "win.home", NULL));
  app_test_wait_until (KMS_IS_HOME_PAGE (get_page (window)));
  app_test_wait_until (gtk_widget_get_visible (
      app_test_child (app_test_find (window, KMS_TYPE_HOME_PAGE), "drafts_group")));

  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle ();
  app_test_remove_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = NULL;

  app_test_init (&argc, &argv);
  application = gtk_application_new ("io.github.kmsdesk.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_data_func ("/window/drop", application, test_drop);
  return g_test_run ();
}
