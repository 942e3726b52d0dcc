/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsToaster: one toast at a time, whoever waits for it is told once, and it may go at any moment,
 * also before it was drawn. Animations are on, as they are for people. */

#include "app-test.h"

#include "app/kms-toaster.h"

typedef struct
{
  GtkWidget *window; /* owned by GTK; NULL when it is closed */
  GtkWidget *child;
  KmsToaster *toaster;
  guint n_pressed;
  guint n_gone;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->child = gtk_button_new_with_label ("below");
  fixture->toaster = g_object_new (KMS_TYPE_TOASTER, "child", fixture->child, NULL);
  fixture->window = app_test_show (GTK_WIDGET (fixture->toaster));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 300);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    app_test_close (fixture->window);
}

static void
on_gone (gboolean pressed, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_pressed += pressed ? 1 : 0;
  fixture->n_gone += pressed ? 0 : 1;
}

static void
offer (Fixture *fixture)
{
  kms_toaster_offer (fixture->toaster, "Done", "_Undo", on_gone, fixture);
}

static gboolean
is_revealed (Fixture *fixture)
{
  return gtk_revealer_get_child_revealed (app_test_child (fixture->toaster, "revealer"));
}

static const char *
get_title (Fixture *fixture)
{
  return gtk_label_get_label (app_test_child (fixture->toaster, "title"));
}

static void
test_show (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = app_test_child (fixture->toaster, "button");

  g_assert_false (is_revealed (fixture));
  kms_toaster_show (fixture->toaster, "1 < 2 & 3");
  app_test_wait_until (is_revealed (fixture));
  g_assert_cmpstr (get_title (fixture), ==, "1 < 2 & 3");
  g_assert_false (gtk_widget_get_visible (button));

  /* The next one takes its place at once. */
  offer (fixture);
  g_assert_cmpstr (get_title (fixture), ==, "Done");
  g_assert_true (gtk_widget_get_visible (button));
  app_test_press (app_test_child (fixture->toaster, "close"));
  app_test_wait_until (!is_revealed (fixture));
  g_assert_cmpuint (fixture->n_gone, ==, 1);
  g_assert_cmpuint (fixture->n_pressed, ==, 0);
}

static void
test_press (Fixture *fixture, gconstpointer data)
{
  offer (fixture);
  app_test_wait_until (is_revealed (fixture));
  app_test_press (app_test_child (fixture->toaster, "button"));
  g_assert_cmpuint (fixture->n_pressed, ==, 1);
  app_test_wait_until (!is_revealed (fixture));
  g_assert_cmpuint (fixture->n_gone, ==, 0);
}

/* Nothing is drawn between one toast and the next; libadwaita's own overlay ends the program here. */
static void
test_before_drawn (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      kms_toaster_show (fixture->toaster, "Kept");
      offer (fixture);
      app_test_press (app_test_child (fixture->toaster, "button"));
    }
  g_assert_cmpuint (fixture->n_pressed, ==, 3);
  g_assert_cmpuint (fixture->n_gone, ==, 0);
  kms_toaster_show (fixture->toaster, "Kept");
  app_test_wait_until (is_revealed (fixture));
}

static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  offer (fixture);
  g_assert_cmpuint (fixture->n_gone, ==, 0);
  kms_toaster_show (fixture->toaster, "News");
  g_assert_cmpuint (fixture->n_gone, ==, 1);
  app_test_wait_until (is_revealed (fixture));
  g_assert_cmpstr (get_title (fixture), ==, "News");
}

/* The time of the last toast is not the time of this one. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  offer (fixture);
  app_test_press (app_test_child (fixture->toaster, "close"));
  offer (fixture);
  app_test_wait_until (is_revealed (fixture));
  g_assert_cmpuint (fixture->n_gone, ==, 1);
}

static void
test_time (Fixture *fixture, gconstpointer data)
{
  offer (fixture);
  app_test_wait_until (fixture->n_gone == 1);
  app_test_wait_until (!is_revealed (fixture));
}

static void
test_focus (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = app_test_child (fixture->toaster, "button");

  offer (fixture);
  app_test_wait_until (is_revealed (fixture));
  g_assert_true (gtk_widget_grab_focus (button));
  app_test_wait_until (gtk_window_is_active (GTK_WINDOW (fixture->window)));
  app_test_press (button);
  app_test_wait_until (!is_revealed (fixture));
  g_assert_true (app_test_get_focus (fixture->child) == fixture->child);
}

static void
test_window_goes (Fixture *fixture, gconstpointer data)
{
  offer (fixture);
  app_test_close (g_steal_pointer (&fixture->window));
  g_assert_cmpuint (fixture->n_gone, ==, 1);
  g_assert_cmpuint (fixture->n_pressed, ==, 0);
}

/* Outside a window there is nobody to press anything. */
static void
test_no_window (void)
{
  KmsToaster *toaster = g_object_ref_sink (g_object_new (KMS_TYPE_TOASTER, NULL));
  Fixture fixture = { .toaster = toaster };

  offer (&fixture);
  g_assert_cmpuint (fixture.n_gone, ==, 1);
  kms_toaster_show (toaster, "News");
  app_test_assert_finalized (toaster);
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
  add ("/toaster/show", test_show);
  add ("/toaster/press", test_press);
  add ("/toaster/before-drawn", test_before_drawn);
  add ("/toaster/replaced", test_replaced);
  add ("/toaster/again", test_again);
  add ("/toaster/time", test_time);
  add ("/toaster/focus", test_focus);
  add ("/toaster/window-goes", test_window_goes);
  g_test_add_func ("/toaster/no-window", test_no_window);
  return g_test_run ();
}
