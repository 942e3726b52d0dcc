/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsWrapLayout: a row where there is room, a column where there is none. */

#include "app-test.h"

#include "app/kms-wrap-layout.h"

#define SPACING 10

typedef struct
{
  GtkWidget *box; /* with children of 100 × 20 and 60 × 30 */
  GtkWidget *first;
  GtkWidget *second;
} Fixture;

static GtkWidget *
new_child (int width, int height)
{
  GtkWidget *child = gtk_drawing_area_new ();

  gtk_widget_set_size_request (child, width, height);
  return child;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *hidden = new_child (500, 500);

  fixture->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_layout_manager (fixture->box,
                                 g_object_new (KMS_TYPE_WRAP_LAYOUT, "spacing", SPACING, NULL));
  fixture->first = new_child (100, 20);
  fixture->second = new_child (60, 30);
  gtk_box_append (GTK_BOX (fixture->box), fixture->first);
  gtk_widget_set_visible (hidden, FALSE);
  gtk_box_append (GTK_BOX (fixture->box), hidden);
  gtk_box_append (GTK_BOX (fixture->box), fixture->second);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->box);
}

static void
assert_place (GtkWidget *child, int x, int y, int width, int height)
{
  GtkAllocation place;

  gtk_widget_get_allocation (child, &place);
  g_assert_cmpint (place.x, ==, x);
  g_assert_cmpint (place.y, ==, y);
  g_assert_cmpint (place.width, ==, width);
  g_assert_cmpint (place.height, ==, height);
}

static void
allocate (Fixture *fixture, int width, int height)
{
  gtk_widget_measure (fixture->box, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (fixture->box, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
assert_size (Fixture *fixture, GtkOrientation orientation, int for_size, int minimum, int natural)
{
  int actual_minimum, actual_natural;

  gtk_widget_measure (fixture->box, orientation, for_size, &actual_minimum, &actual_natural, NULL,
                      NULL);
  g_assert_cmpint (actual_minimum, ==, minimum);
  g_assert_cmpint (actual_natural, ==, natural);
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  /* At least the widest child; the row if there is room. The hidden child takes no room. */
  assert_size (fixture, GTK_ORIENTATION_HORIZONTAL, -1, 100, 170);
  assert_size (fixture, GTK_ORIENTATION_VERTICAL, 170, 30, 30);
  assert_size (fixture, GTK_ORIENTATION_VERTICAL, 400, 30, 30);
  assert_size (fixture, GTK_ORIENTATION_VERTICAL, 169, 60, 60);
  assert_size (fixture, GTK_ORIENTATION_VERTICAL, 100, 60, 60);
  g_assert_cmpint (gtk_widget_get_request_mode (fixture->box), ==,
                   GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH);
}

static void
test_row (Fixture *fixture, gconstpointer data)
{
  allocate (fixture, 170, 30);
  assert_place (fixture->first, 0, 0, 100, 30);
  assert_place (fixture->second, 110, 0, 60, 30);

  /* What is left over goes to nobody, or to those that expand. */
  allocate (fixture, 200, 30);
  assert_place (fixture->second, 110, 0, 60, 30);
  gtk_widget_set_hexpand (fixture->first, TRUE);
  allocate (fixture, 200, 30);
  assert_place (fixture->first, 0, 0, 130, 30);
  assert_place (fixture->second, 140, 0, 60, 30);
  gtk_widget_set_hexpand (fixture->second, TRUE);
  allocate (fixture, 200, 30);
  assert_place (fixture->first, 0, 0, 115, 30);
  assert_place (fixture->second, 125, 0, 75, 30);
}

static void
test_column (Fixture *fixture, gconstpointer data)
{
  allocate (fixture, 120, 60);
  assert_place (fixture->first, 0, 0, 120, 20);
  assert_place (fixture->second, 0, 30, 120, 30);

  /* As in a row */
  allocate (fixture, 120, 80);
  assert_place (fixture->second, 0, 30, 120, 30);
  gtk_widget_set_vexpand (fixture->second, TRUE);
  allocate (fixture, 120, 80);
  assert_place (fixture->first, 0, 0, 120, 20);
  assert_place (fixture->second, 0, 30, 120, 50);
}

static void
test_right_to_left (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_direction (fixture->box, GTK_TEXT_DIR_RTL);
  allocate (fixture, 200, 30);
  assert_place (fixture->first, 100, 0, 100, 30);
  assert_place (fixture->second, 30, 0, 60, 30);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_visible (fixture->first, FALSE);
  gtk_widget_set_visible (fixture->second, FALSE);
  assert_size (fixture, GTK_ORIENTATION_HORIZONTAL, -1, 0, 0);
  assert_size (fixture, GTK_ORIENTATION_VERTICAL, 100, 0, 0);
  allocate (fixture, 100, 100);
}

/* The spacing can change, and a change makes itself felt. */
static void
test_spacing (Fixture *fixture, gconstpointer data)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (fixture->box);
  int spacing;

  assert_size (fixture, GTK_ORIENTATION_HORIZONTAL, -1, 100, 170);
  g_object_set (layout, "spacing", 30, NULL);
  g_object_get (layout, "spacing", &spacing, NULL);
  g_assert_cmpint (spacing, ==, 30);
  assert_size (fixture, GTK_ORIENTATION_HORIZONTAL, -1, 100, 190);
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
  add ("/wrap-layout/size", test_size);
  add ("/wrap-layout/row", test_row);
  add ("/wrap-layout/column", test_column);
  add ("/wrap-layout/right-to-left", test_right_to_left);
  add ("/wrap-layout/empty", test_empty);
  add ("/wrap-layout/spacing", test_spacing);
  return g_test_run ();
}
