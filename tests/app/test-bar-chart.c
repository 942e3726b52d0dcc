/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsBarChart: where its bars stand, and how one moves along them. */

#include "app-test.h"

#include "app/kms-bar-chart.h"

#include <string.h>

#define N_BARS 30

typedef struct
{
  GtkWidget *window;
  KmsBarChart *chart;
} Fixture;

static void
set_bars (KmsBarChart *chart, guint n_bars)
{
  KmsBar bars[N_BARS];
  char labels[N_BARS][8], descriptions[N_BARS][32];

  for (guint i = 0; i < n_bars; i++)
    {
      g_snprintf (labels[i], sizeof labels[i], "%u", i + 1);
      g_snprintf (descriptions[i], sizeof descriptions[i], "Day %u: %u and 3", i + 1, i);
      bars[i] = (KmsBar){ { i, 3 }, labels[i], descriptions[i] };
    }
  kms_bar_chart_set_bars (chart, bars, n_bars);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->chart = g_object_new (KMS_TYPE_BAR_CHART, NULL);
  set_bars (fixture->chart, N_BARS);
  fixture->window = app_test_show (GTK_WIDGET (fixture->chart));
  app_test_wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->chart)) > 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->chart);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->chart);
}

/* The widgets of a class, in the order of their bars. */
static GPtrArray *
list_class (Fixture *fixture, const char *css_class)
{
  GPtrArray *found = g_ptr_array_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->chart)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, css_class))
      g_ptr_array_add (found, child);
  return found;
}

static graphene_rect_t
get_bounds (Fixture *fixture, GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (fixture->chart), &bounds));
  return bounds;
}

static void
test_bars (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = list_class (fixture, "first");
  g_autoptr (GPtrArray) second = list_class (fixture, "second");
  g_autoptr (GPtrArray) columns = list_class (fixture, "column");
  graphene_rect_t low, high, on_top, column;

  g_assert_cmpuint (first->len, ==, N_BARS);
  g_assert_cmpuint (columns->len, ==, N_BARS);
  g_assert_false (gtk_widget_get_child_visible (first->pdata[0])); /* nothing */
  g_assert_true (gtk_widget_get_child_visible (second->pdata[0]));

  /* 10 and 20 on the same foot, and the second part on the first one. */
  low = get_bounds (fixture, first->pdata[10]);
  high = get_bounds (fixture, first->pdata[20]);
  on_top = get_bounds (fixture, second->pdata[20]);
  g_assert_cmpfloat_with_epsilon (high.size.height, 2 * low.size.height, 1.5);
  g_assert_cmpfloat (low.origin.y + low.size.height, ==, high.origin.y + high.size.height);
  g_assert_cmpfloat (on_top.origin.y + on_top.size.height, ==, high.origin.y);
  g_assert_cmpfloat (high.origin.x, >=, low.origin.x + 10 * low.size.width);

  /* All of it in the column, and the columns in the chart. */
  column = get_bounds (fixture, columns->pdata[N_BARS - 1]);
  g_assert_cmpfloat (column.origin.y, <=, get_bounds (fixture, second->pdata[29]).origin.y);
  g_assert_cmpfloat (column.origin.x + column.size.width, <=,
                     gtk_widget_get_width (GTK_WIDGET (fixture->chart)));
}

/* The scale ends at a round number whose half is one, too. */
static void
test_scale (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint64 value;
    const char *top;
    const char *half;
  } cases[] = {
    { 0, "2", "1" },
    { 1, "2", "1" },
    { 3, "4", "2" },
    { 5, "10", "5" },
    { 11, "20", "10" },
    { 40, "40", "20" },
    { 41, "100", "50" },
    { 1000000, "1000000", "500000" },
    { 250001, "400000", "200000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const KmsBar bar = { { cases[i].value, 0 }, "day", "Day" };
      g_autoptr (GPtrArray) marks = NULL;

      kms_bar_chart_set_bars (fixture->chart, &bar, 1);
      marks = list_class (fixture, "mark");
      g_assert_cmpstr (gtk_label_get_label (marks->pdata[0]), ==, "0");
      g_assert_cmpstr (gtk_label_get_label (marks->pdata[1]), ==, cases[i].half);
      g_assert_cmpstr (gtk_label_get_label (marks->pdata[2]), ==, cases[i].top);
    }
}

static gboolean
press (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger)
              && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

static void
assert_at (Fixture *fixture, guint bar)
{
  g_autoptr (GPtrArray) columns = list_class (fixture, "column");
  g_autofree char *description = g_strdup_printf ("Day %u: %u and 3", bar + 1, bar);
  GtkAccessible *column = columns->pdata[bar];

  g_assert_true (app_test_get_focus (fixture->window) == columns->pdata[bar]);
  g_assert_cmpint (gtk_accessible_get_accessible_role (column), ==, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  g_assert_null (
      gtk_test_accessible_check_property (column, GTK_ACCESSIBLE_PROPERTY_LABEL, description));
}

static void
test_keyboard (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint key;
    guint bar;
  } keys[] = {
    { GDK_KEY_Left, 0 },         { GDK_KEY_Right, 1 },          { GDK_KEY_Right, 2 },
    { GDK_KEY_Page_Down, 12 },   { GDK_KEY_Left, 11 },          { GDK_KEY_Page_Up, 1 },
    { GDK_KEY_End, N_BARS - 1 }, { GDK_KEY_Right, N_BARS - 1 }, { GDK_KEY_Home, 0 },
  };
  GtkWidget *chart = GTK_WIDGET (fixture->chart);

  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  g_assert_true (gtk_widget_child_focus (chart, GTK_DIR_TAB_FORWARD));
  assert_at (fixture, 0);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_true (press (chart, keys[i].key));
      assert_at (fixture, keys[i].bar);
    }

  /* One stop for Tab, and back to where one was. */
  press (chart, GDK_KEY_Right);
  g_assert_false (gtk_widget_child_focus (chart, GTK_DIR_TAB_FORWARD));
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  g_assert_true (gtk_widget_child_focus (chart, GTK_DIR_TAB_BACKWARD));
  assert_at (fixture, 1);

  set_bars (fixture->chart, 0);
  g_assert_false (gtk_widget_child_focus (chart, GTK_DIR_TAB_FORWARD));
  press (chart, GDK_KEY_Right);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  ADD ("/bar-chart/bars", test_bars);
  ADD ("/bar-chart/scale", test_scale);
  ADD ("/bar-chart/keyboard", test_keyboard);
  return g_test_run ();
}
