/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Find Registration Keys over the real demo with its sample of eight keys: what is asked for as one
 * types, every state, and what is remembered. */

#include "app-test.h"
#include "fake-backend.h"
#include "look-test.h"

#include "app/kms-find-list.h"
#include "app/kms-find-page.h"
#include "app/kms-period-chooser.h"
#include "common/kms-clock.h"
#include "demo/kms-demo-backend.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1750000000000000)

typedef struct
{
  KmsClock *clock;
  KmsBackend *demo;
  FakeBackend *backend; /* in front of the demo */
  KmsSettings *settings;
  KmsFindPage *page;
  GtkWidget *window;
} Fixture;

static void
show_page (Fixture *fixture)
{
  fixture->page = KMS_FIND_PAGE (
      g_object_ref_sink (kms_find_page_new (KMS_BACKEND (fixture->backend), fixture->settings)));
  fixture->window = app_test_show (GTK_WIDGET (fixture->page));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 700);
  app_test_wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->page)) == 1100);
  kms_find_page_start (fixture->page, NULL);
}

static void
close_page (Fixture *fixture)
{
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->page);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->demo = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->backend = fake_backend_new (fixture->demo);
  fixture->settings = kms_settings_new ();
  show_page (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_page (fixture);
  kms_settings_set_find_columns (fixture->settings, g_variant_new_parsed ("@a(sib) []"));
  kms_settings_set_find_oldest_first (fixture->settings, FALSE);
  app_test_assert_finalized (fixture->settings);
  app_test_assert_finalized (fixture->backend);
  app_test_assert_finalized (fixture->demo);
  kms_clock_unref (fixture->clock);
}

static gpointer
get_child (Fixture *fixture, const char *name)
{
  return app_test_child (fixture->page, name);
}

static gboolean
is_state (Fixture *fixture, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (get_child (fixture, "stack")), name) == 0;
}

static const char *
get_count (Fixture *fixture)
{
  return gtk_label_get_label (get_child (fixture, "count"));
}

static void
wait_for_count (Fixture *fixture, const char *count)
{
  app_test_wait_until (g_str_equal (get_count (fixture), count));
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (get_child (fixture, "text"), text);
}

/* The rows that are shown, each as what stands in its cells, from the first to the last. */
static void
collect_texts (GtkWidget *widget, GString *texts)
{
  if (GTK_IS_INSCRIPTION (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (texts, "%s|", gtk_inscription_get_text (GTK_INSCRIPTION (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_texts (child, texts);
}

static gboolean
begins_with (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  collect_texts (get_child (fixture, "list"), texts);
  return g_str_has_prefix (texts->str, expected);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  wait_for_count (fixture, "8 keys");
  g_assert_true (is_state (fixture, "list"));
  app_test_wait_until (begins_with (
      fixture, "2011-01-20 10:00|1234-5678-90AB-CDEF|DEMO · DEMO-Fukuoka|1111-1111-1111-1111|"
               "KX-VCS101DEMO · DEMO Upgrade|1111-1111-1111-1111|2011-01-20 10:00|"));
  g_assert_false (gtk_widget_get_sensitive (get_child (fixture, "clear")));
  g_assert_true (app_test_get_focus (fixture->window) == get_child (fixture, "text"));
  look_test_assert_names (GTK_WIDGET (fixture->page), "find");
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  guint n_calls;

  wait_for_count (fixture, "8 keys");
  n_calls = fake_backend_get_n_calls (fixture->backend, FAKE_FIND);
  type (fixture, "1");
  type (fixture, "19a");
  type (fixture, "19ａｆ－");
  wait_for_count (fixture, "1 key");
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend, FAKE_FIND), ==, n_calls + 1);
  g_assert_cmpstr (fake_backend_get_search (fixture->backend)->text, ==, "19ａｆ－");

  /* Enter does not wait, and spaces are nothing new. */
  type (fixture, "AFAF");
  g_signal_emit_by_name (get_child (fixture, "text"), "activate");
  g_assert_cmpstr (fake_backend_get_search (fixture->backend)->text, ==, "AFAF");
  type (fixture, "  ");
  wait_for_count (fixture, "8 keys");
  g_assert_null (fake_backend_get_search (fixture->backend)->text);
}

static void
test_older_is_cancelled (Fixture *fixture, gconstpointer data)
{
  guint n_calls;

  wait_for_count (fixture, "8 keys");
  n_calls = fake_backend_get_n_calls (fixture->backend, FAKE_FIND);
  fake_backend_hold (fixture->backend, FAKE_FIND);
  type (fixture, "1111");
  app_test_wait_until (fake_backend_get_n_calls (fixture->backend, FAKE_FIND) == n_calls + 1);
  /* What was found before stays, and a spinner comes. */
  app_test_wait_until (gtk_spinner_get_spinning (get_child (fixture, "spinner")));
  g_assert_true (is_state (fixture, "list"));
  g_assert_cmpstr (get_count (fixture), ==, "8 keys");

  type (fixture, "9999");
  app_test_wait_until (fake_backend_get_n_calls (fixture->backend, FAKE_FIND) == n_calls + 2);
  app_test_settle ();
  g_assert_cmpuint (fake_backend_get_n_held (fixture->backend), ==, 1);
  fake_backend_release (fixture->backend);
  wait_for_count (fixture, "2 keys");
  g_assert_false (gtk_spinner_get_spinning (get_child (fixture, "spinner")));
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  AdwStatusPage *nothing = get_child (fixture, "nothing");

  type (fixture, "<b>Kobe</b>");
  app_test_wait_until (is_state (fixture, "nothing"));
  g_assert_cmpstr (get_count (fixture), ==, "");
  g_assert_cmpstr (adw_status_page_get_title (nothing), ==, "Nothing Found");
  g_assert_cmpstr (
      adw_status_page_get_description (nothing), ==,
      "None of your devices, activation keys and sites has “&lt;b&gt;Kobe&lt;/b&gt;”.");
  app_test_press (get_child (fixture, "nothing_action"));
  g_assert_cmpstr (app_test_text (get_child (fixture, "text")), ==, "");
  g_assert_true (app_test_get_focus (fixture->window) == get_child (fixture, "text"));
  wait_for_count (fixture, "8 keys");
  g_assert_true (is_state (fixture, "list"));
}

static void
test_days (Fixture *fixture, gconstpointer data)
{
  KmsPeriodChooser *chooser = get_child (fixture, "period");
  GtkLabel *label = get_child (fixture, "period_label");
  const KmsSearch *search;

  g_assert_cmpstr (gtk_label_get_label (label), ==, "Days: All");
  gtk_editable_set_text (app_test_child (chooser, "from"), "2011-01-20");
  gtk_editable_set_text (app_test_child (chooser, "to"), "2011-01-20");
  g_assert_cmpstr (gtk_label_get_label (label), ==, "Days: 2011-01-20 – 2011-01-20");
  search = fake_backend_get_search (fixture->backend);
  g_assert_cmpstr (search->from, ==, "2011-01-20");
  g_assert_cmpstr (search->to, ==, "2011-01-20");
  g_assert_cmpstr (search->tz, ==, "UTC");
  wait_for_count (fixture, "8 keys");

  /* What is no day changes nothing. */
  gtk_editable_delete_text (app_test_child (chooser, "to"), 8, -1);
  g_assert_cmpstr (fake_backend_get_search (fixture->backend)->to, ==, "2011-01-20");
  gtk_editable_set_text (app_test_child (chooser, "from"), "");
  gtk_editable_set_text (app_test_child (chooser, "to"), "2011-01-19");
  app_test_wait_until (is_state (fixture, "nothing"));
  g_assert_cmpstr (adw_status_page_get_description (get_child (fixture, "nothing")), ==,
                   "No key was issued on these days:  – 2011-01-19");
  app_test_press (get_child (fixture, "clear"));
  wait_for_count (fixture, "8 keys");
  g_assert_cmpstr (gtk_label_get_label (label), ==, "Days: All");
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  AdwStatusPage *page = get_child (fixture, "error");

  fake_backend_break (fixture->backend, FAKE_FIND, KMS_ERROR_SERVER_UNREACHABLE);
  type (fixture, "1111");
  app_test_wait_until (is_state (fixture, "error"));
  g_assert_cmpuint (strlen (adw_status_page_get_description (page)), >, 10);
  fake_backend_mend (fixture->backend);
  app_test_press (get_child (fixture, "try_again"));
  wait_for_count (fixture, "3 keys");
  g_assert_true (is_state (fixture, "list"));
}

static void
test_slow (Fixture *fixture, gconstpointer data)
{
  wait_for_count (fixture, "8 keys");
  close_page (fixture);
  fake_backend_hold (fixture->backend, FAKE_FIND);
  show_page (fixture);
  g_assert_true (is_state (fixture, "blank"));
  app_test_wait_until (is_state (fixture, "loading"));
  fake_backend_release (fixture->backend);
  wait_for_count (fixture, "8 keys");

  /* It goes while it waits. */
  fake_backend_hold (fixture->backend, FAKE_FIND);
  app_test_press (get_child (fixture, "refresh"));
  g_assert_cmpuint (fake_backend_get_n_held (fixture->backend), ==, 1);
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (257, 'x');
  guint n_calls;

  wait_for_count (fixture, "8 keys");
  n_calls = fake_backend_get_n_calls (fixture->backend, FAKE_FIND);
  type (fixture, text);
  g_signal_emit_by_name (get_child (fixture, "text"), "activate");
  g_assert_cmpstr (app_test_field_text (get_child (fixture, "text_field")), ==,
                   "This is too long to search for. At most 256 characters, please.");
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend, FAKE_FIND), ==, n_calls);
  type (fixture, "x");
  app_test_wait_until (is_state (fixture, "nothing"));
  g_assert_null (app_test_field_text (get_child (fixture, "text_field")));
}

/* Order and columns are as they were when the page was closed. */
static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  GActionGroup *actions = kms_find_list_get_actions (get_child (fixture, "list"));

  wait_for_count (fixture, "8 keys");
  gtk_drop_down_set_selected (get_child (fixture, "order"), 1);
  g_assert_true (fake_backend_get_search (fixture->backend)->oldest_first);
  g_action_group_activate_action (actions, "column-time", NULL);
  g_action_group_activate_action (actions, "column-event", NULL);
  close_page (fixture);
  show_page (fixture);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_child (fixture, "order")), ==, 1);
  g_assert_true (fake_backend_get_search (fixture->backend)->oldest_first);
  app_test_wait_until (begins_with (fixture, "Issued|1234-5678-90AB-CDEF|DEMO · DEMO-Fukuoka|"));

  /* Another version knew other columns; what it did not know stands behind. */
  close_page (fixture);
  kms_settings_set_find_columns (
      fixture->settings,
      g_variant_new_parsed (
          "[('dealer', 80, true), ('registration-key', 170, true), ('site', -1, false)]"));
  show_page (fixture);
  app_test_wait_until (begins_with (
      fixture, "1111-1111-1111-1111|2011-01-20 10:00|1234-5678-90AB-CDEF|1111-1111-1111-1111|"));
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  wait_for_count (fixture, "8 keys");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 700);
  app_test_wait_until (begins_with (
      fixture, "1111-1111-1111-1111|MPR ID 1234-5678-90AB-CDEF|DEMO · DEMO-Fukuoka|"
               "KX-VCS101DEMO · DEMO Upgrade|2011-01-20 10:00 · Issued|3333-3333-3333-3333|"));
  g_assert_false (gtk_widget_get_visible (get_child (fixture, "columns")));
  look_test_assert_narrow (page, "find");
  look_test_assert_names (page, "find");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 700);
  app_test_wait_until (begins_with (fixture, "2011-01-20 10:00|1234-5678-90AB-CDEF|"));
  g_assert_true (gtk_widget_get_visible (get_child (fixture, "columns")));
}

#define add(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);

  add ("/find-page/all", test_all);
  add ("/find-page/typing", test_typing);
  add ("/find-page/older-is-cancelled", test_older_is_cancelled);
  add ("/find-page/nothing", test_nothing);
  add ("/find-page/days", test_days);
  add ("/find-page/failed", test_failed);
  add ("/find-page/slow", test_slow);
  add ("/find-page/too-long", test_too_long);
  add ("/find-page/remembered", test_remembered);
  add ("/find-page/narrow", test_narrow);
  return g_test_run ();
}
