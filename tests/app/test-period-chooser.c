/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsPeriodChooser: days that are typed, picked or named. */

#include "app-test.h"
#include "look-test.h"

#include "app/kms-field.h"
#include "app/kms-period-chooser.h"

typedef struct
{
  GtkWidget *window;
  KmsPeriodChooser *chooser;
  GtkDropDown *name;
  GtkWidget *from;
  GtkWidget *to;
  guint n_changed;
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->chooser = g_object_new (KMS_TYPE_PERIOD_CHOOSER, NULL);
  fixture->name = app_test_child (fixture->chooser, "name");
  fixture->from = app_test_child (fixture->chooser, "from");
  fixture->to = app_test_child (fixture->chooser, "to");
  g_signal_connect_swapped (fixture->chooser, "changed", G_CALLBACK (count), &fixture->n_changed);
  fixture->window = app_test_show (GTK_WIDGET (fixture->chooser));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->chooser);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->chooser);
}

static void
assert_period (Fixture *fixture, const char *from, const char *to)
{
  KmsPeriod period;
  char text[KMS_PERIOD_DAY_SIZE];

  g_assert_true (kms_period_chooser_get_period (fixture->chooser, &period));
  g_assert_cmpstr (kms_period_write_day (&period.from, text), ==, from);
  g_assert_cmpstr (kms_period_write_day (&period.to, text), ==, to);
}

static const char *
error_of (Fixture *fixture, const char *field)
{
  gpointer widget = app_test_child (fixture->chooser, field);

  return kms_field_has_error (widget) ? app_test_field_text (widget) : NULL;
}

static void
test_typed (Fixture *fixture, gconstpointer data)
{
  KmsPeriod period;

  assert_period (fixture, "", "");
  g_assert_cmpuint (gtk_drop_down_get_selected (fixture->name), ==, KMS_PERIOD_ALL);

  gtk_editable_set_text (GTK_EDITABLE (fixture->from), "2026/4/1");
  assert_period (fixture, "2026-04-01", "");
  g_assert_cmpuint (gtk_drop_down_get_selected (fixture->name), ==, KMS_PERIOD_N_NAMED);
  app_test_type (fixture->from, "日"); /* the same day */
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  gtk_editable_set_text (GTK_EDITABLE (fixture->to), "2026-03-31");
  g_assert_cmpstr (error_of (fixture, "to_field"), ==, "This day is before the first one.");
  g_assert_false (kms_period_chooser_get_period (fixture->chooser, &period));
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  gtk_editable_set_text (GTK_EDITABLE (fixture->from), "2026-13-01");
  g_assert_nonnull (error_of (fixture, "from_field"));
  g_assert_null (error_of (fixture, "to_field"));
  g_assert_false (kms_period_chooser_get_period (fixture->chooser, &period));
  g_assert_true (app_test_get_focus (fixture->window) == fixture->from);

  gtk_editable_set_text (GTK_EDITABLE (fixture->from), "2026-03-31");
  assert_period (fixture, "2026-03-31", "2026-03-31");
}

static void
test_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *first = g_date_time_format (now, "%Y-%m-01");
  KmsPeriod period;

  gtk_drop_down_set_selected (fixture->name, KMS_PERIOD_THIS_MONTH);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->from)), ==, first);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_true (kms_period_chooser_get_period (fixture->chooser, &period));
  g_assert_cmpuint (g_date_get_day (&period.to), >=, 28);

  gtk_drop_down_set_selected (fixture->name, KMS_PERIOD_ALL);
  assert_period (fixture, "", "");
  g_assert_cmpuint (fixture->n_changed, ==, 2);

  kms_period_chooser_set_period (fixture->chooser, &period);
  g_assert_cmpuint (gtk_drop_down_get_selected (fixture->name), ==, KMS_PERIOD_THIS_MONTH);

  /* Whoever wants other days types them. */
  gtk_drop_down_set_selected (fixture->name, KMS_PERIOD_N_NAMED);
  g_assert_true (app_test_get_focus (fixture->window) == fixture->from);
}

static void
test_calendar (Fixture *fixture, gconstpointer data)
{
  GtkPopover *popover = app_test_child (fixture->chooser, "popover");
  GtkCalendar *calendar = app_test_child (fixture->chooser, "calendar");
  g_autoptr (GDateTime) shown = NULL;
  g_autoptr (GDateTime) picked = g_date_time_new_local (2026, 4, 9, 0, 0, 0);
  g_autofree char *text = NULL;

  gtk_editable_set_text (GTK_EDITABLE (fixture->to), "2026-04-30");
  g_signal_emit_by_name (fixture->to, "icon-press", GTK_ENTRY_ICON_SECONDARY);
  app_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (popover)));
  shown = gtk_calendar_get_date (calendar);
  text = g_date_time_format (shown, "%F");
  g_assert_cmpstr (text, ==, "2026-04-30");
  assert_period (fixture, "", "2026-04-30");

  gtk_calendar_select_day (calendar, picked);
  app_test_wait_until (!gtk_widget_get_mapped (GTK_WIDGET (popover)));
  assert_period (fixture, "", "2026-04-09");
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  g_assert_true (app_test_get_focus (fixture->window) == fixture->to);

  g_signal_emit_by_name (fixture->to, "icon-press", GTK_ENTRY_ICON_SECONDARY);
  app_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (popover)));
  app_test_press (app_test_find_button (GTK_WIDGET (popover), "_Any Day"));
  app_test_wait_until (!gtk_widget_get_mapped (GTK_WIDGET (popover)));
  assert_period (fixture, "", "");
}

static void
test_look (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (look_test_assert_names (GTK_WIDGET (fixture->chooser), "period"), >=, 3);
  look_test_assert_narrow (GTK_WIDGET (fixture->chooser), "period");
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  ADD ("/period-chooser/typed", test_typed);
  ADD ("/period-chooser/named", test_named);
  ADD ("/period-chooser/calendar", test_calendar);
  ADD ("/period-chooser/look", test_look);
  return g_test_run ();
}
