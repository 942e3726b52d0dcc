/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages and windows before there is a session: each begins at the right place, and all that is on
 * it has a name, a key of its own and room on a narrow screen. Nobody answers behind them. */

#include "app-test.h"
#include "look-test.h"

#include "app/kms-forgot-page.h"
#include "app/kms-log-in-dialog.h"
#include "app/kms-log-in-page.h"
#include "app/kms-log-in-welcome.h"
#include "app/kms-maintenance-page.h"
#include "app/kms-preferences-window.h"

#define NOBODY "http://127.0.0.1:9"

typedef struct
{
  KmsSettings *settings;
  KmsCredentials *credentials;
  KmsOnline *online;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = kms_settings_new ();
  fixture->credentials = kms_credentials_new ();
  fixture->online = kms_online_new (fixture->settings, fixture->credentials);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  app_test_settle ();
  g_object_unref (fixture->online);
  g_object_unref (fixture->credentials);
  g_object_unref (fixture->settings);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = kms_online_open_finish (KMS_ONLINE (source), result, NULL);
}

/* Goes to a server, where nobody is logged in. */
static void
open_server (Fixture *fixture)
{
  gboolean opened = FALSE;

  kms_online_set_server (fixture->online, NOBODY);
  kms_online_open_async (fixture->online, NULL, on_opened, &opened);
  app_test_wait_until (opened);
}

static void
assert_look (GtkWidget *widget, const char *page)
{
  g_assert_cmpuint (look_test_assert_names (widget, page), >=, 1);
  look_test_assert_mnemonics (widget, page);
  look_test_assert_narrow (widget, page);
}

static void
assert_focus (GtkWidget *widget, const char *name)
{
  g_assert_cmpstr (gtk_buildable_get_buildable_id (GTK_BUILDABLE (app_test_get_focus (widget))), ==,
                   name);
}

static void
test_welcome (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = kms_log_in_welcome_new ();
  GtkWidget *window = app_test_show (page);

  gtk_widget_grab_focus (page);
  assert_focus (page, "confirm");
  assert_look (page, "welcome");
  app_test_close (window);
}

static void
test_server (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = kms_log_in_page_new (fixture->online);
  GtkWidget *window = app_test_show (page);

  kms_log_in_page_start (KMS_LOG_IN_PAGE (page));
  assert_focus (page, "address");
  assert_look (page, "server");
  app_test_close (window);
}

static void
test_log_in (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *window;

  open_server (fixture);
  page = kms_log_in_page_new (fixture->online);
  window = app_test_show (page);
  kms_log_in_page_start (KMS_LOG_IN_PAGE (page));
  assert_focus (page, "login_id");
  assert_look (page, "log-in");
  app_test_press (app_test_child (app_test_child (page, "form"), "log_in"));
  assert_focus (page, "login_id");
  look_test_assert_narrow (page, "log-in, with errors");
  app_test_close (window);
}

static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *window;

  open_server (fixture);
  page = kms_forgot_page_new (fixture->online, "");
  window = app_test_show (page);
  kms_forgot_page_start (KMS_FORGOT_PAGE (page));
  assert_focus (page, "login_id");
  assert_look (page, "forgotten password");
  gtk_stack_set_visible_child_name (app_test_child (page, "stack"), "code");
  assert_look (page, "forgotten password, code");
  app_test_close (window);
}

static void
test_dialog (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window, *dialog;

  open_server (fixture);
  kms_online_set_password (fixture->online, "Sample01", NULL);
  window = app_test_show (gtk_label_new ("Work"));
  dialog = kms_log_in_dialog_new (GTK_WINDOW (window), fixture->online, NULL, TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
  app_test_wait_until (gtk_widget_get_mapped (dialog));
  assert_focus (dialog, "password");
  assert_look (dialog, "log-in dialog");
  app_test_close (dialog);
  app_test_close (window);
}

static void
test_preferences (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window, *preferences;

  open_server (fixture);
  window = app_test_show (gtk_label_new ("Work"));
  preferences = kms_preferences_window_new (GTK_WINDOW (window), fixture->online);
  gtk_window_present (GTK_WINDOW (preferences));
  app_test_wait_until (gtk_widget_get_mapped (preferences));
  assert_focus (preferences, "address");
  assert_look (preferences, "preferences");
  app_test_close (preferences);
  app_test_close (window);
}

static void
test_maintenance (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = g_object_new (KMS_TYPE_MAINTENANCE_PAGE, NULL);
  GtkWidget *window = app_test_show (page);

  kms_maintenance_page_show (KMS_MAINTENANCE_PAGE (page), TRUE,
                             G_GINT64_CONSTANT (1900000000000000), TRUE);
  assert_look (page, "maintenance");
  app_test_close (window);
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
  add ("/log-in-page/welcome", test_welcome);
  add ("/log-in-page/server", test_server);
  add ("/log-in-page/log-in", test_log_in);
  add ("/log-in-page/forgotten", test_forgotten);
  add ("/log-in-page/dialog", test_dialog);
  add ("/log-in-page/preferences", test_preferences);
  add ("/log-in-page/maintenance", test_maintenance);
  return g_test_run ();
}
