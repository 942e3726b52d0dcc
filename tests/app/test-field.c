/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsField and its status line: what is seen and what a screen reader is told. */

#include "app-test.h"

#include "app/kms-field.h"

typedef struct
{
  GtkWidget *window;
  KmsField *field;
  GtkWidget *entry;
  KmsStatusLine *status;
  guint n_accepted;
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->entry = gtk_entry_new ();
  fixture->field = g_object_new (KMS_TYPE_FIELD, "label", "MPR I_D", "hint", "16 digits", "child",
                                 fixture->entry, NULL);
  fixture->status = app_test_child (fixture->field, "status");
  g_signal_connect_swapped (fixture->field, "suggestion-accepted", G_CALLBACK (count),
                            &fixture->n_accepted);
  fixture->window = app_test_show (GTK_WIDGET (fixture->field));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->field);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->field);
}

static void
assert_line (Fixture *fixture, KmsStatus status, const char *text, const char *action)
{
  g_assert_cmpint (kms_status_line_get_status (fixture->status), ==, status);
  g_assert_cmpstr (app_test_status_text (fixture->status), ==, text);
  g_assert_cmpstr (app_test_status_action (fixture->status), ==, action);
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  assert_line (fixture, KMS_STATUS_HINT, "16 digits", NULL);
  g_assert_false (kms_field_has_error (fixture->field));
  g_assert_false (app_test_is_invalid (fixture->entry));
  g_assert_false (gtk_widget_has_css_class (fixture->entry, "error"));

  kms_field_set_error (fixture->field, "Too short.", NULL);
  assert_line (fixture, KMS_STATUS_ERROR, "Too short.", NULL);
  g_assert_true (kms_field_has_error (fixture->field));
  g_assert_true (app_test_is_invalid (fixture->entry));
  g_assert_true (gtk_widget_has_css_class (fixture->entry, "error"));

  kms_field_set_error (fixture->field, NULL, NULL);
  assert_line (fixture, KMS_STATUS_HINT, "16 digits", NULL);
  g_assert_false (app_test_is_invalid (fixture->entry));
  g_assert_false (gtk_widget_has_css_class (fixture->entry, "error"));
}

static void
test_hint (Fixture *fixture, gconstpointer data)
{
  kms_field_set_hint (fixture->field, "12 digits");
  assert_line (fixture, KMS_STATUS_HINT, "12 digits", NULL);
  /* An error stays when the hint behind it changes. */
  kms_field_set_error (fixture->field, "Too short.", NULL);
  kms_field_set_hint (fixture->field, "16 digits");
  assert_line (fixture, KMS_STATUS_ERROR, "Too short.", NULL);
  kms_field_set_error (fixture->field, NULL, NULL);
  assert_line (fixture, KMS_STATUS_HINT, "16 digits", NULL);
}

static void
test_suggestion (Fixture *fixture, gconstpointer data)
{
  kms_field_set_error (fixture->field, "A letter O.", "Did you mean 0?");
  assert_line (fixture, KMS_STATUS_ERROR, "A letter O.", "Did you mean 0?");
  app_test_press (app_test_child (fixture->status, "action"));
  g_assert_cmpuint (fixture->n_accepted, ==, 1);
  kms_field_set_error (fixture->field, "Too short.", NULL);
  assert_line (fixture, KMS_STATUS_ERROR, "Too short.", NULL);
}

/* Label and line are the control's name and description. */
static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  GtkLabel *label = app_test_child (fixture->field, "label");

  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (fixture->entry),
                                                   GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (fixture->entry),
                                                   GTK_ACCESSIBLE_RELATION_DESCRIBED_BY));
  gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (fixture->entry),
                                       GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL);
  gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (fixture->entry),
                                       GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                       app_test_child (fixture->status, "label"), NULL);
  g_assert_true (gtk_label_get_mnemonic_widget (label) == fixture->entry);
  g_assert_cmpstr (gtk_label_get_text (label), ==, "MPR ID");
}

/* The icon tells the kinds of news apart, so that colour is never alone. */
static void
test_looks (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    KmsStatus status;
    const char *icon;
    gboolean busy;
  } looks[] = {
    { KMS_STATUS_HINT, NULL, FALSE },
    { KMS_STATUS_BUSY, NULL, TRUE },
    { KMS_STATUS_SUCCESS, "emblem-ok-symbolic", FALSE },
    { KMS_STATUS_NOTICE, "view-refresh-symbolic", FALSE },
    { KMS_STATUS_WARNING, "dialog-warning-symbolic", FALSE },
    { KMS_STATUS_ERROR, "dialog-error-symbolic", FALSE },
  };
  GtkImage *icon = app_test_child (fixture->status, "icon");
  GtkWidget *spinner = app_test_child (fixture->status, "spinner");

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      kms_status_line_set (fixture->status, looks[i].status, "News", NULL);
      g_assert_cmpstr (gtk_image_get_icon_name (icon), ==, looks[i].icon);
      g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (icon)), ==, looks[i].icon != NULL);
      g_assert_cmpint (gtk_widget_get_visible (spinner), ==, looks[i].busy);
      g_assert_cmpint (gtk_spinner_get_spinning (GTK_SPINNER (spinner)), ==, looks[i].busy);
    }
  /* No news, no icon. */
  kms_status_line_set (fixture->status, KMS_STATUS_SUCCESS, "", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (icon)));
}

/* Where a line of one row appears or goes, nothing moves. */
static int
measure_height (Fixture *fixture)
{
  int height;

  gtk_widget_measure (GTK_WIDGET (fixture->field), GTK_ORIENTATION_VERTICAL, 600, NULL, &height,
                      NULL, NULL);
  return height;
}

static void
test_room (Fixture *fixture, gconstpointer data)
{
  int height;

  kms_field_set_hint (fixture->field, "");
  height = measure_height (fixture);
  kms_field_set_error (fixture->field, "Too short.", NULL);
  g_assert_cmpint (measure_height (fixture), ==, height);
  kms_field_set_error (fixture->field, "A letter O.", "Did you mean 0?");
  g_assert_cmpint (measure_height (fixture), ==, height);
  kms_field_set_error (fixture->field, NULL, NULL);
  g_assert_cmpint (measure_height (fixture), ==, height);
}

static void
test_child (Fixture *fixture, gconstpointer data)
{
  GtkWidget *other = gtk_entry_new ();

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->field)));
  g_assert_true (app_test_get_focus (GTK_WIDGET (fixture->field)) == fixture->entry);

  /* Another control takes over everything. */
  kms_field_set_error (fixture->field, "Too short.", NULL);
  g_object_set (fixture->field, "child", other, NULL);
  g_assert_true (app_test_is_invalid (other));
  g_assert_true (gtk_widget_get_parent (other) == GTK_WIDGET (fixture->field));
  g_object_set (fixture->field, "child", NULL, NULL);
  g_assert_false (gtk_widget_grab_focus (GTK_WIDGET (fixture->field)));
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
  add ("/field/error", test_error);
  add ("/field/hint", test_hint);
  add ("/field/suggestion", test_suggestion);
  add ("/field/accessible", test_accessible);
  add ("/field/looks", test_looks);
  add ("/field/room", test_room);
  add ("/field/child", test_child);
  return g_test_run ();
}
