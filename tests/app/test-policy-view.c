/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The policies: the server's text, the bundled one when the server is not there, and the window. */

#include "app-test.h"
#include "look-test.h"
#include "remote-test.h"

#include "app/kms-banner.h"
#include "app/kms-policy-bundle.h"
#include "app/kms-policy-view.h"
#include "app/kms-policy-window.h"

typedef struct
{
  RemoteTest remote;
  KmsPolicyView *view;
  GtkWidget *window;
  guint n_loaded;
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  remote_test_set_up (&fixture->remote);
  fixture->view =
      KMS_POLICY_VIEW (kms_policy_view_new (fixture->remote.remote, KMS_POLICY_PRIVACY));
  g_signal_connect_swapped (fixture->view, "loaded", G_CALLBACK (count), &fixture->n_loaded);
  fixture->window = app_test_show (GTK_WIDGET (fixture->view));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->view);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->view);
  remote_test_tear_down (&fixture->remote);
}

static const char *
get_title (Fixture *fixture)
{
  GtkWidget *text = app_test_child (fixture->view, "text");

  return gtk_label_get_label (GTK_LABEL (gtk_widget_get_first_child (text)));
}

static void
test_server (Fixture *fixture, gconstpointer data)
{
  g_assert_null (kms_policy_view_get_version (fixture->view));
  kms_policy_view_load (fixture->view);
  app_test_wait_until (fixture->n_loaded == 1);
  g_assert_nonnull (kms_policy_view_get_version (fixture->view));
  g_assert_cmpstr (get_title (fixture), ==, "Privacy Policy");
  g_assert_false (kms_banner_is_shown (app_test_child (fixture->view, "banner")));
  look_test_assert_names (GTK_WIDGET (fixture->view), "policy");
  look_test_assert_narrow (GTK_WIDGET (fixture->view), "policy");
}

/* Offline there is something to read all the same, and it is said that it may be old. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  KmsBanner *banner = app_test_child (fixture->view, "banner");

  remote_test_stop (&fixture->remote);
  kms_policy_view_load (fixture->view);
  app_test_wait_until (fixture->n_loaded == 1);
  g_assert_null (kms_policy_view_get_version (fixture->view));
  g_assert_cmpstr (get_title (fixture), ==, "Privacy Policy");
  g_assert_true (kms_banner_is_shown (banner));
  look_test_assert_narrow (GTK_WIDGET (fixture->view), "policy, offline");
  app_test_press (app_test_child (banner, "button"));
  app_test_wait_until (fixture->n_loaded == 2);
  g_assert_true (kms_banner_is_shown (banner));
}

/* Closed before the text has come. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  kms_policy_view_load (fixture->view);
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  static const char *const titles[] = { "Cookie Policy", "Privacy Policy" };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      GtkWindow *window =
          kms_policy_window_show (GTK_WIDGET (fixture->view), NULL, (KmsPolicyKind) i);
      GtkWidget *view = app_test_find (GTK_WIDGET (window), KMS_TYPE_POLICY_VIEW);

      g_assert_cmpstr (gtk_window_get_title (window), ==, titles[i]);
      app_test_wait_until (gtk_widget_get_mapped (view));
      g_assert_true (kms_banner_is_shown (app_test_child (view, "banner")));
      app_test_close (GTK_WIDGET (window));
    }
}

/* The files are whole, in each language. */
static void
test_bundle (void)
{
  static const char *const languages[] = { "en", "ja" };
  static const char *const titles[][2] = { { "Cookie Policy", "クッキーポリシー" },
                                           { "Privacy Policy", "個人情報保護方針" } };

  g_assert_cmpstr (kms_policy_bundle_get_language (), ==, "en");
  for (guint kind = 0; kind < G_N_ELEMENTS (titles); kind++)
    for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
      {
        g_autoptr (KmsPolicy) policy = kms_policy_bundle_load ((KmsPolicyKind) kind, languages[i]);

        g_assert_cmpstr (policy->title, ==, titles[kind][i]);
        g_assert_cmpuint (policy->sections->len, >=, 3);
      }
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
  add ("/policy-view/server", test_server);
  add ("/policy-view/offline", test_offline);
  add ("/policy-view/closed", test_closed);
  add ("/policy-view/window", test_window);
  g_test_add_func ("/policy-view/bundle", test_bundle);
  return g_test_run ();
}
