/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsStepHeader: which form it has at which width, and which steps lead back. */

#include "app-test.h"

#include "app/kms-step-header.h"

#define N_STEPS 5

typedef struct
{
  GtkWidget *header;
  GtkWidget *wide;
  GtkWidget *narrow;
  int chosen;
} Fixture;

static void
on_step_chosen (KmsStepHeader *header, guint step, int *chosen)
{
  *chosen = (int) step;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const titles[N_STEPS] = { "Category", "MPR ID", "Activation Keys", "Review",
                                               "Result" };

  fixture->header = g_object_ref_sink (g_object_new (KMS_TYPE_STEP_HEADER, NULL));
  for (guint i = 0; i < N_STEPS; i++)
    {
      kms_step_header_add_step (KMS_STEP_HEADER (fixture->header));
      kms_step_header_set_title (KMS_STEP_HEADER (fixture->header), i, titles[i]);
    }
  fixture->wide = gtk_widget_get_first_child (fixture->header);
  fixture->narrow = gtk_widget_get_next_sibling (fixture->wide);
  fixture->chosen = -1;
  g_signal_connect (fixture->header, "step-chosen", G_CALLBACK (on_step_chosen), &fixture->chosen);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->header);
}

static GtkWidget *
get_button (Fixture *fixture, guint step)
{
  GtkWidget *button = gtk_widget_get_first_child (fixture->wide);

  while (step-- > 0)
    button = gtk_widget_get_next_sibling (button);
  return button;
}

/* Returns: whether the wide form is shown at that width */
static gboolean
allocate (Fixture *fixture, int width)
{
  int height;

  gtk_widget_measure (fixture->header, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  gtk_widget_size_allocate (fixture->header, &(GtkAllocation){ 0, 0, width, height }, -1);
  g_assert_cmpint (gtk_widget_get_child_visible (fixture->wide), !=,
                   gtk_widget_get_child_visible (fixture->narrow));
  return gtk_widget_get_child_visible (fixture->wide);
}

static void
test_forms (Fixture *fixture, gconstpointer data)
{
  int minimum, wide_height, narrow_height, height, natural_height;

  kms_step_header_set_current (KMS_STEP_HEADER (fixture->header), 1, TRUE);
  g_assert_true (allocate (fixture, 720));
  g_assert_true (allocate (fixture, 600));
  g_assert_false (allocate (fixture, 599));
  g_assert_false (allocate (fixture, 336));
  g_assert_true (allocate (fixture, 600));

  /* It fits into 360 pixels, and its height is the same in both forms. */
  gtk_widget_measure (fixture->header, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 336);
  gtk_widget_measure (fixture->wide, GTK_ORIENTATION_VERTICAL, -1, NULL, &wide_height, NULL, NULL);
  gtk_widget_measure (fixture->narrow, GTK_ORIENTATION_VERTICAL, -1, NULL, &narrow_height, NULL,
                      NULL);
  gtk_widget_measure (fixture->header, GTK_ORIENTATION_VERTICAL, 360, &height, &natural_height,
                      NULL, NULL);
  g_assert_cmpint (height, ==, MAX (wide_height, narrow_height));
  g_assert_cmpint (natural_height, ==, height);
  gtk_widget_measure (fixture->header, GTK_ORIENTATION_VERTICAL, 720, &natural_height, NULL, NULL,
                      NULL);
  g_assert_cmpint (natural_height, ==, height);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkLabel *label = GTK_LABEL (gtk_widget_get_first_child (fixture->narrow));
  GtkProgressBar *progress = GTK_PROGRESS_BAR (gtk_widget_get_last_child (fixture->narrow));

  kms_step_header_set_current (KMS_STEP_HEADER (fixture->header), 1, TRUE);
  g_assert_cmpstr (gtk_label_get_label (label), ==, "Step 2 of 5 · MPR ID");
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (progress), 0.4, 0.001);
  /* A title may change on the way. */
  kms_step_header_set_title (KMS_STEP_HEADER (fixture->header), 1, "MAC address");
  g_assert_cmpstr (gtk_label_get_label (label), ==, "Step 2 of 5 · MAC address");
  kms_step_header_set_current (KMS_STEP_HEADER (fixture->header), 4, FALSE);
  g_assert_cmpstr (gtk_label_get_label (label), ==, "Step 5 of 5 · Result");
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (progress), 1, 0.001);
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  static const char *const looks[N_STEPS] = { "done", "done", "current", "ahead", "ahead" };

  kms_step_header_set_current (KMS_STEP_HEADER (fixture->header), 2, TRUE);
  for (guint i = 0; i < N_STEPS; i++)
    {
      GtkWidget *button = get_button (fixture, i);

      g_assert_true (gtk_widget_has_css_class (button, looks[i]));
      /* Only the steps that are done take focus and clicks. */
      g_assert_cmpint (gtk_widget_get_focusable (button), ==, i < 2);
      g_assert_cmpint (gtk_widget_get_can_target (button), ==, i < 2);
    }
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, 1)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Step 2, MPR ID: done, go back to it");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, 2)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Step 3, Activation Keys: the current step");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, 4)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Step 5, Result: still ahead");

  g_signal_emit_by_name (get_button (fixture, 1), "clicked");
  g_assert_cmpint (fixture->chosen, ==, 1);

  /* Where there is no way back, no step leads back. */
  kms_step_header_set_current (KMS_STEP_HEADER (fixture->header), 4, FALSE);
  for (guint i = 0; i < N_STEPS; i++)
    {
      g_assert_false (gtk_widget_get_focusable (get_button (fixture, i)));
      g_assert_false (gtk_widget_get_can_target (get_button (fixture, i)));
    }
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, 1)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Step 2, MPR ID: done");
}

/* A title that changes is the screen reader's, too. */
static void
test_title (Fixture *fixture, gconstpointer data)
{
  kms_step_header_set_current (KMS_STEP_HEADER (fixture->header), 1, TRUE);
  kms_step_header_set_title (KMS_STEP_HEADER (fixture->header), 1, "MAC address");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, 1)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Step 2, MAC address: the current step");
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
  add ("/step-header/forms", test_forms);
  add ("/step-header/narrow", test_narrow);
  add ("/step-header/steps", test_steps);
  add ("/step-header/title", test_title);
  return g_test_run ();
}
