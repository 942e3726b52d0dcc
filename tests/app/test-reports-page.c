/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsReportsPage: over the demo, and over a real server that has nothing to report, or is gone. */

#include "app-test.h"
#include "look-test.h"
#include "remote-test.h"

#include "app/kms-reports-page.h"
#include "demo/kms-demo-backend.h"

typedef struct
{
  GtkWidget *window;
  KmsReportsPage *page;
} Fixture;

static void
show (Fixture *fixture, KmsReporter *reporter)
{
  fixture->page = KMS_REPORTS_PAGE (kms_reports_page_new (reporter));
  fixture->window = app_test_show (GTK_WIDGET (fixture->page));
  kms_reports_page_refresh (fixture->page);
}

static void
close_page (Fixture *fixture)
{
  g_object_ref (fixture->page);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->page);
}

static gboolean
is_in_state (Fixture *fixture, const char *name)
{
  GtkStack *stack = app_test_child (fixture->page, "stack");

  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), name) == 0;
}

static const char *
get_summary (Fixture *fixture)
{
  return gtk_label_get_label (app_test_child (fixture->page, "summary"));
}

static guint
count_rows (Fixture *fixture)
{
  GtkWidget *view = app_test_find (app_test_child (fixture->page, "table"), GTK_TYPE_COLUMN_VIEW);

  return g_list_model_get_n_items (
      G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view))));
}

static guint
count_columns (Fixture *fixture)
{
  GtkWidget *view = app_test_find (app_test_child (fixture->page, "table"), GTK_TYPE_COLUMN_VIEW);

  return g_list_model_get_n_items (gtk_column_view_get_columns (GTK_COLUMN_VIEW (view)));
}

static void
test_demo (void)
{
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsBackend) demo = kms_demo_backend_new (NULL, clock, NULL);
  Fixture fixture = { NULL };
  GtkWidget *chart_place;

  show (&fixture, KMS_REPORTER (demo));
  chart_place = app_test_child (fixture.page, "chart_place");
  app_test_wait_until (is_in_state (&fixture, "ready"));
  g_assert_cmpstr (get_summary (&fixture), ==, "Keys issued: 8 · issued again: 0");
  g_assert_true (gtk_widget_get_visible (chart_place));
  g_assert_cmpuint (count_rows (&fixture), ==, 1);
  g_assert_cmpuint (count_columns (&fixture), ==, 4);
  look_test_assert_names (GTK_WIDGET (fixture.page), "reports");
  look_test_assert_narrow (GTK_WIDGET (fixture.page), "reports");

  gtk_drop_down_set_selected (app_test_child (fixture.page, "kind"), KMS_REPORT_HISTORY);
  app_test_wait_until (g_str_equal (get_summary (&fixture), "8 rows"));
  g_assert_false (gtk_widget_get_visible (chart_place));
  g_assert_cmpuint (count_rows (&fixture), ==, 8);
  g_assert_cmpuint (count_columns (&fixture), ==, 11);

  gtk_drop_down_set_selected (app_test_child (fixture.page, "kind"), KMS_REPORT_DAILY);
  app_test_wait_until (gtk_widget_get_visible (chart_place));
  g_assert_cmpuint (count_columns (&fixture), ==, 4);
  close_page (&fixture);
}

/* Closed while it waits: the answer finds nobody. */
static void
test_closed (void)
{
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsBackend) demo = kms_demo_backend_new (NULL, clock, NULL);
  Fixture fixture = { NULL };

  show (&fixture, KMS_REPORTER (demo));
  close_page (&fixture);
}

static void
test_server (void)
{
  Fixture fixture = { NULL };
  RemoteTest remote;
  g_autoptr (KmsRegistered) account = NULL;

  remote_test_set_up (&remote);
  account = remote_test_register (&remote, "reports@example.com");
  remote_test_log_in (&remote, account);
  show (&fixture, KMS_REPORTER (remote.remote));
  app_test_wait_until (is_in_state (&fixture, "nothing"));

  remote_test_stop (&remote);
  kms_reports_page_refresh (fixture.page);
  app_test_wait_until (is_in_state (&fixture, "failed"));
  g_assert_cmpstr (adw_status_page_get_description (app_test_child (fixture.page, "failure")), !=,
                   NULL);
  app_test_press (app_test_find_button (GTK_WIDGET (fixture.page), "_Try Again"));
  app_test_wait_until (is_in_state (&fixture, "failed"));
  close_page (&fixture);
  remote_test_tear_down (&remote);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/reports-page/demo", test_demo);
  g_test_add_func ("/reports-page/closed", test_closed);
  g_test_add_func ("/reports-page/server", test_server);
  return g_test_run ();
}
