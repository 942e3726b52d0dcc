/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changing the password against a real server: what it refuses, and that the new one logs in. */

#include "app-test.h"
#include "look-test.h"
#include "remote-test.h"

#include "app/kms-banner.h"
#include "app/kms-field.h"
#include "app/kms-form-frame.h"
#include "app/kms-password-chooser.h"
#include "app/kms-password-page.h"

#define NEW_PASSWORD "wet otters sing loudly"

typedef struct
{
  RemoteTest remote;
  KmsRegistered *account;
  KmsPasswordPage *page;
  GtkWidget *window;
  guint n_cancelled;
  char *password; /* of "done" */
} Fixture;

static void
on_done (Fixture *fixture, const char *password)
{
  g_assert_null (fixture->password);
  fixture->password = g_strdup (password);
}

static void
on_cancelled (Fixture *fixture)
{
  fixture->n_cancelled++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  remote_test_set_up (&fixture->remote);
  fixture->account = remote_test_register (&fixture->remote, "taro@example.com");
  remote_test_log_in (&fixture->remote, fixture->account);
  fixture->page = KMS_PASSWORD_PAGE (kms_password_page_new (fixture->remote.remote));
  g_signal_connect_swapped (fixture->page, "done", G_CALLBACK (on_done), fixture);
  g_signal_connect_swapped (fixture->page, "cancelled", G_CALLBACK (on_cancelled), fixture);
  fixture->window = app_test_show (GTK_WIDGET (fixture->page));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->page);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->page);
  kms_registered_free (fixture->account);
  remote_test_tear_down (&fixture->remote);
  g_free (fixture->password);
}

static gpointer
get_frame (Fixture *fixture)
{
  return app_test_child (fixture->page, "frame");
}

static void
type (Fixture *fixture, const char *current, const char *password)
{
  KmsPasswordChooser *chooser = app_test_child (fixture->page, "chooser");

  gtk_editable_set_text (app_test_child (fixture->page, "current"), current);
  gtk_editable_set_text (app_test_child (chooser, "password"), password);
  gtk_editable_set_text (app_test_child (chooser, "again"), password);
}

static void
press (Fixture *fixture)
{
  app_test_press (app_test_child (get_frame (fixture), "action"));
  app_test_wait_until (!kms_form_frame_is_busy (get_frame (fixture)));
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autofree char *former = fixture->account->password;

  type (fixture, former, NEW_PASSWORD);
  press (fixture);
  g_assert_cmpstr (fixture->password, ==, NEW_PASSWORD);
  /* Nothing of it stays on the page. */
  g_assert_cmpstr (app_test_text (app_test_child (fixture->page, "current")), ==, "");
  fixture->account->password = g_strdup (NEW_PASSWORD);
  remote_test_log_in (&fixture->remote, fixture->account);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  KmsField *current = app_test_child (fixture->page, "current_field");
  KmsField *password = app_test_child (app_test_child (fixture->page, "chooser"), "password_field");

  press (fixture);
  g_assert_cmpstr (app_test_field_text (current), ==, "Fill this in.");
  type (fixture, "not the old one", NEW_PASSWORD);
  press (fixture);
  g_assert_cmpstr (app_test_field_text (current), ==,
                   "This is not your current password. Capitals matter.");
  /* What only the server can know. */
  type (fixture, fixture->account->password, "password1");
  g_assert_null (app_test_field_text (current));
  press (fixture);
  g_assert_nonnull (app_test_field_text (password));
  type (fixture, fixture->account->password, fixture->account->user->login_id);
  press (fixture);
  g_assert_cmpstr (app_test_field_text (password), ==,
                   "The password is the login ID. Choose another one.");
  g_assert_null (fixture->password);
}

/* Offline: said across the page, nothing typed is lost, and trying again goes on. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  KmsBanner *banner = app_test_child (get_frame (fixture), "banner");

  remote_test_stop (&fixture->remote);
  type (fixture, fixture->account->password, NEW_PASSWORD);
  press (fixture);
  g_assert_true (kms_banner_is_shown (banner));
  g_assert_cmpstr (app_test_text (app_test_child (fixture->page, "current")), ==,
                   fixture->account->password);
  app_test_press (app_test_child (banner, "button"));
  g_assert_true (kms_form_frame_is_busy (get_frame (fixture)));
  app_test_wait_until (!kms_form_frame_is_busy (get_frame (fixture)));
  g_assert_true (kms_banner_is_shown (banner));
}

/* The page goes before the answer comes. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  type (fixture, fixture->account->password, NEW_PASSWORD);
  app_test_press (app_test_child (get_frame (fixture), "action"));
}

static void
test_look (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (look_test_assert_names (GTK_WIDGET (fixture->page), "password"), >=, 5);
  look_test_assert_mnemonics (GTK_WIDGET (fixture->page), "password");
  look_test_assert_narrow (GTK_WIDGET (fixture->page), "password");
  app_test_press (app_test_child (get_frame (fixture), "cancel"));
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
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
  add ("/password-page/change", test_change);
  add ("/password-page/refused", test_refused);
  add ("/password-page/offline", test_offline);
  add ("/password-page/closed", test_closed);
  add ("/password-page/look", test_look);
  return g_test_run ();
}
