/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging in, a forgotten password and the address of the server, against a real server: what is said
 * where, and that whoever goes away while nobody answers keeps nothing waiting. */

#include "app-test.h"
#include "remote-test.h"

#include "app/kms-busy-button.h"
#include "app/kms-forgot-page.h"
#include "app/kms-log-in-form.h"
#include "app/kms-log-in-page.h"
#include "app/kms-log-in-server.h"

#include <signal.h>
#include <string.h>

#define ADDRESS "taro@example.com"
#define NEW     "my new password"

typedef struct
{
  RemoteTest remote;
  KmsSettings *settings;
  KmsCredentials *credentials;
  KmsOnline *online;
  KmsRegistered *account;
  guint n_told;
} Fixture;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = kms_online_open_finish (KMS_ONLINE (source), result, NULL);
}

static void
on_told (Fixture *fixture)
{
  fixture->n_told++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  gboolean opened = FALSE;

  remote_test_set_up (&fixture->remote);
  fixture->account = remote_test_register (&fixture->remote, ADDRESS);
  fixture->settings = kms_settings_new ();
  fixture->credentials = kms_credentials_new ();
  fixture->online = kms_online_new (fixture->settings, fixture->credentials);
  kms_online_set_server (fixture->online, fixture->remote.url);
  kms_online_open_async (fixture->online, NULL, on_opened, &opened);
  app_test_wait_until (opened);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  app_test_settle ();
  g_clear_object (&fixture->online);
  g_clear_object (&fixture->credentials);
  g_clear_object (&fixture->settings);
  kms_registered_free (fixture->account);
  remote_test_tear_down (&fixture->remote);
}

static gboolean
is_stopped (Fixture *fixture)
{
  const char *id = g_subprocess_get_identifier (fixture->remote.server);
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", id);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return strstr (text, ") T ") != NULL;
}

/* From here on, until it goes on, the server hears and says nothing. */
static void
set_silent (Fixture *fixture, gboolean silent)
{
  g_subprocess_send_signal (fixture->remote.server, silent ? SIGSTOP : SIGCONT);
  app_test_wait_until (is_stopped (fixture) == silent);
}

static GtkWidget *
show_form (Fixture *fixture, KmsLogInForm **form)
{
  *form = g_object_new (KMS_TYPE_LOG_IN_FORM, NULL);
  kms_log_in_form_set_online (*form, fixture->online);
  g_signal_connect_swapped (*form, "logged-in", G_CALLBACK (on_told), fixture);
  return app_test_show (GTK_WIDGET (*form));
}

static void
fill_in (Fixture *fixture, KmsLogInForm *form, const char *password)
{
  gtk_editable_set_text (app_test_child (form, "login_id"), fixture->account->user->login_id);
  gtk_editable_set_text (app_test_child (form, "password"), password);
}

static void
assert_focus (gpointer widget, const char *name)
{
  GtkWidget *focus = app_test_get_focus (GTK_WIDGET (widget));

  g_assert_cmpstr (gtk_buildable_get_buildable_id (GTK_BUILDABLE (focus)), ==, name);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  KmsLogInForm *form;
  GtkWidget *window = show_form (fixture, &form);

  fill_in (fixture, form, "not the password");
  app_test_press (app_test_child (form, "log_in"));
  app_test_wait_until (app_test_is_invalid (app_test_child (form, "password")));
  g_assert_cmpstr (app_test_field_text (app_test_child (form, "password_field")), ==,
                   "The login ID or the password is wrong. Capitals matter.");
  assert_focus (form, "password");
  g_assert_cmpstr (app_test_text (app_test_child (form, "password")), ==, "not the password");

  /* The fault goes with the first key; after the log-in the password is gone from the field. */
  fill_in (fixture, form, fixture->account->password);
  g_assert_false (app_test_is_invalid (app_test_child (form, "password")));
  app_test_press (app_test_child (form, "log_in"));
  app_test_wait_until (fixture->n_told == 1);
  g_assert_cmpstr (app_test_text (app_test_child (form, "password")), ==, "");
  app_test_close (window);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  KmsLogInForm *form;
  GtkWidget *window = show_form (fixture, &form);
  GtkWidget *cancel = app_test_child (form, "cancel");

  set_silent (fixture, TRUE);
  fill_in (fixture, form, fixture->account->password);
  app_test_press (app_test_child (form, "log_in"));
  g_assert_true (gtk_widget_get_visible (cancel));
  app_test_press (cancel);
  app_test_wait_until (!gtk_widget_get_visible (cancel));
  /* Nothing is said of what somebody wanted, and everything is as it was. */
  g_assert_cmpstr (app_test_status_text (app_test_child (form, "status")), ==, "");
  g_assert_cmpstr (app_test_text (app_test_child (form, "password")), ==,
                   fixture->account->password);
  set_silent (fixture, FALSE);
  app_test_press (app_test_child (form, "log_in"));
  app_test_wait_until (fixture->n_told == 1);
  app_test_close (window);
}

/* Whoever goes while nobody answers takes the call along: it would keep the widget until it ends by
 * itself, after 15 seconds without a word. */
static void
test_leave (Fixture *fixture, gconstpointer data)
{
  KmsLogInForm *form;
  GtkWidget *window = show_form (fixture, &form);
  GtkWidget *page = kms_forgot_page_new (fixture->online, fixture->account->user->login_id);
  GtkWidget *server = kms_log_in_server_new (fixture->online, "_Use");
  gint64 before;

  set_silent (fixture, TRUE);
  fill_in (fixture, form, fixture->account->password);
  app_test_press (app_test_child (form, "log_in"));
  g_object_ref (form);
  app_test_close (window);
  before = g_get_monotonic_time ();
  app_test_assert_finalized (form);

  window = app_test_show (page);
  kms_forgot_page_start (KMS_FORGOT_PAGE (page));
  app_test_press (app_test_child (page, "action"));
  g_object_ref (page);
  app_test_close (window);
  app_test_assert_finalized (page);

  window = app_test_show (server);
  app_test_press (app_test_child (server, "test"));
  app_test_settle ();
  g_object_ref (server);
  app_test_close (window);
  app_test_assert_finalized (server);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (fixture->n_told, ==, 0);
  set_silent (fixture, FALSE);
}

static void
type_password (GtkWidget *page, const char *code)
{
  GtkWidget *chooser = app_test_child (page, "password");

  gtk_editable_set_text (app_test_child (app_test_child (page, "code"), "entry"), code);
  gtk_editable_set_text (app_test_child (chooser, "password"), NEW);
  gtk_editable_set_text (app_test_child (chooser, "again"), NEW);
  app_test_press (app_test_child (page, "action"));
}

static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = kms_forgot_page_new (fixture->online, "");
  GtkWidget *window = app_test_show (page);
  GtkStack *stack = app_test_child (page, "stack");
  g_autofree char *code = NULL;
  GtkWidget *entry = app_test_child (app_test_child (page, "code"), "entry");
  KmsRegistered changed = { .user = fixture->account->user, .password = (char *) NEW };

  g_signal_connect_swapped (page, "changed", G_CALLBACK (on_told), fixture);
  kms_forgot_page_start (KMS_FORGOT_PAGE (page));
  app_test_press (app_test_child (page, "action"));
  g_assert_true (app_test_is_invalid (app_test_child (page, "login_id")));
  gtk_editable_set_text (app_test_child (page, "login_id"), fixture->account->user->login_id);
  app_test_press (app_test_child (page, "action"));
  app_test_wait_until (g_str_equal (gtk_stack_get_visible_child_name (stack), "code"));
  assert_focus (page, "entry");
  code = remote_test_wait_for_code (&fixture->remote, ADDRESS, 3);

  type_password (page, g_str_equal (code, "0000 0000") ? "1111 1111" : "0000 0000");
  app_test_wait_until (app_test_is_invalid (entry));
  assert_focus (page, "entry");
  g_assert_cmpuint (fixture->n_told, ==, 0);
  type_password (page, code);
  app_test_wait_until (fixture->n_told == 1);
  app_test_close (window);
  remote_test_log_in (&fixture->remote, &changed);
}

/* An unknown login ID gets the same answer; another login ID makes the codes for the first one void. */
static void
test_forgotten_unknown (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = kms_forgot_page_new (fixture->online, "Nobody12");
  GtkWidget *window = app_test_show (page);
  GtkStack *stack = app_test_child (page, "stack");
  GtkWidget *entry = app_test_child (app_test_child (page, "code"), "entry");

  kms_forgot_page_start (KMS_FORGOT_PAGE (page));
  app_test_press (app_test_child (page, "action"));
  app_test_wait_until (g_str_equal (gtk_stack_get_visible_child_name (stack), "code"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "1234");
  app_test_press (app_test_child (page, "back"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "login-id");
  gtk_editable_set_text (app_test_child (page, "login_id"), "Nobody13");
  g_assert_cmpstr (app_test_text (entry), ==, "");
  app_test_close (window);
}

static void
test_server (Fixture *fixture, gconstpointer data)
{
  GtkWidget *server = kms_log_in_server_new (fixture->online, "_Use");
  GtkWidget *window = app_test_show (server);
  GtkWidget *address = app_test_child (server, "address");
  GtkWidget *cancel = app_test_child (server, "cancel");
  gpointer status = app_test_child (server, "status");

  g_signal_connect_swapped (server, "used", G_CALLBACK (on_told), fixture);
  g_assert_cmpstr (app_test_text (address), ==, fixture->remote.url);
  app_test_press (app_test_child (server, "test"));
  app_test_wait_until (g_str_has_prefix (app_test_status_text (status), "A KMS server answers"));

  set_silent (fixture, TRUE);
  app_test_press (app_test_child (server, "test"));
  app_test_settle ();
  g_assert_cmpstr (app_test_status_text (status), ==, "Asking the server…");
  app_test_press (cancel);
  app_test_wait_until (!gtk_widget_get_visible (cancel));
  g_assert_cmpstr (app_test_status_text (status), ==, "");
  assert_focus (server, "test");
  set_silent (fixture, FALSE);

  /* It is used without being asked; what is wrong with it is said at the field. */
  gtk_editable_set_text (GTK_EDITABLE (address), "http://kms.example.com");
  app_test_press (app_test_child (server, "use"));
  app_test_wait_until (app_test_is_invalid (address));
  g_assert_cmpuint (fixture->n_told, ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (address), "https://127.0.0.1:9");
  app_test_press (app_test_child (server, "use"));
  app_test_wait_until (fixture->n_told == 1);
  g_assert_cmpstr (kms_rest_get_url (kms_remote_get_rest (kms_online_get_remote (fixture->online))),
                   ==, "https://127.0.0.1:9");
  app_test_close (window);
}

/* It keeps its width and its focus while the spinner is in the place of its label. */
static void
test_busy_button (void)
{
  GtkWidget *button = g_object_new (KMS_TYPE_BUSY_BUTTON, "text", "_Send it", NULL);
  GtkWidget *window = app_test_show (button);
  int width;

  app_test_wait_until (gtk_widget_get_width (button) > 0);
  width = gtk_widget_get_width (button);
  gtk_widget_grab_focus (button);
  kms_busy_button_set_busy (KMS_BUSY_BUTTON (button), TRUE);
  app_test_settle ();
  g_assert_cmpint (gtk_widget_get_width (button), ==, width);
  g_assert_true (gtk_spinner_get_spinning (app_test_child (button, "spinner")));
  g_assert_true (app_test_get_focus (button) == button);
  gtk_test_accessible_assert_state (button, GTK_ACCESSIBLE_STATE_BUSY, TRUE);
  kms_busy_button_set_busy (KMS_BUSY_BUTTON (button), FALSE);
  g_assert_false (gtk_spinner_get_spinning (app_test_child (button, "spinner")));
  gtk_test_accessible_assert_state (button, GTK_ACCESSIBLE_STATE_BUSY, FALSE);
  app_test_close (window);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

/* What is given on the command line logs in, and nothing is kept of it. */
static void
test_given (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsOnline) online = kms_online_new (fixture->settings, fixture->credentials);
  g_autofree char *login_id = NULL;
  gboolean opened = FALSE;

  kms_settings_set_login_id (fixture->settings, "");
  kms_online_set_server (online, fixture->remote.url);
  kms_online_set_log_in (online, fixture->account->user->login_id, fixture->account->password);
  kms_online_open_async (online, NULL, on_opened, &opened);
  app_test_wait_until (opened);
  g_assert_true (kms_remote_is_logged_in (kms_online_get_remote (online)));
  g_assert_false (kms_online_is_remembered (online));
  login_id = kms_settings_get_login_id (fixture->settings);
  g_assert_cmpstr (login_id, ==, "");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/log-in-form/wrong-password", test_wrong_password);
  add ("/log-in-form/cancel", test_cancel);
  add ("/log-in-form/leave", test_leave);
  add ("/log-in-form/forgotten", test_forgotten);
  add ("/log-in-form/forgotten-unknown", test_forgotten_unknown);
  add ("/log-in-form/server", test_server);
  add ("/log-in-form/given", test_given);
  g_test_add_func ("/log-in-form/busy-button", test_busy_button);
  return g_test_run ();
}
