/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsCodeEntry: codes as people type and paste them, and what is said when one is wrong. */

#include "app-test.h"
#include "look-test.h"

#include "app/kms-code-entry.h"
#include "common/kms-error.h"

#define GOOD_UNTIL G_GINT64_CONSTANT (1750001200000000) /* 2025-06-15T15:26:40Z */

typedef struct
{
  GtkWidget *window;
  KmsCodeEntry *code;
  GtkWidget *entry;
  guint n_activated;
  guint n_another;
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->code = KMS_CODE_ENTRY (kms_code_entry_new ());
  fixture->entry = app_test_child (fixture->code, "entry");
  g_signal_connect_swapped (fixture->code, "activated", G_CALLBACK (count), &fixture->n_activated);
  g_signal_connect_swapped (fixture->code, "another-wanted", G_CALLBACK (count),
                            &fixture->n_another);
  fixture->window = app_test_show (GTK_WIDGET (fixture->code));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->code);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->code);
}

static const char *
get_error (Fixture *fixture)
{
  return app_test_field_text (app_test_child (fixture->code, "field"));
}

static void
test_as_typed (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *typed;
    const char *code; /* NULL: not complete */
  } vectors[] = {
    { "48213705", "48213705" },
    { "4821 3705", "48213705" },
    { " 4821-3705\t", "48213705" },
    { "４８２１－３７０５", "48213705" },
    { "４８２１３７０５", "48213705" },
    { "4821370", NULL },
    { "482137051", NULL },
    { "4821370O", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *code = NULL;

      gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "");
      app_test_type (fixture->entry, vectors[i].typed);
      /* Nothing moves under the caret. */
      g_assert_cmpstr (app_test_text (fixture->entry), ==, vectors[i].typed);
      g_assert_cmpint (kms_code_entry_is_complete (fixture->code), ==, vectors[i].code != NULL);
      code = kms_code_entry_read (fixture->code);
      g_assert_cmpstr (code, ==, vectors[i].code);
      g_assert_cmpstr (get_error (fixture), ==,
                       code != NULL ? NULL : "The code has 8 digits. Type them as in the mail.");
    }
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  app_test_paste (fixture->entry, " 4821-3705\n");
  app_test_wait_until (kms_code_entry_is_complete (fixture->code));
}

/* Types, and waits until there is nothing else to be done. */
static void
assert_grouped (Fixture *fixture, const char *typed, const char *grouped)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "");
  app_test_type (fixture->entry, typed);
  app_test_settle ();
  g_assert_cmpstr (app_test_text (fixture->entry), ==, grouped);
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
  GtkEditable *editable = GTK_EDITABLE (fixture->entry);

  assert_grouped (fixture, "4821", "4821");
  assert_grouped (fixture, "48213", "4821 3");
  g_assert_cmpint (gtk_editable_get_position (editable), ==, 6);
  app_test_type (fixture->entry, "705");
  app_test_settle ();
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "4821 3705");
  assert_grouped (fixture, "4821-3705", "4821-3705");
  assert_grouped (fixture, "４８２１３", "４８２１３");
  assert_grouped (fixture, "482137051", "482137051");

  /* Behind the caret nothing moves. */
  gtk_editable_set_text (editable, "4821");
  gtk_editable_set_position (editable, 0);
  app_test_type (fixture->entry, "9");
  app_test_settle ();
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "94821");
}

/* An input method that composes is left alone. */
static void
test_composing (Fixture *fixture, gconstpointer data)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (fixture->entry));

  g_signal_emit_by_name (delegate, "preedit-changed", "５");
  assert_grouped (fixture, "48213", "48213");
  g_signal_emit_by_name (delegate, "preedit-changed", "");
  app_test_type (fixture->entry, "7");
  app_test_settle ();
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "4821 37");
}

static void
test_mailed (Fixture *fixture, gconstpointer data)
{
  GtkLabel *news = app_test_child (fixture->code, "news");

  kms_code_entry_mailed (fixture->code, "taro@example.com", GOOD_UNTIL);
  g_assert_cmpstr (gtk_label_get_label (news), ==,
                   "A code was mailed to taro@example.com. It is good until 15:26.");
  app_test_type (fixture->entry, "4821");
  app_test_press (app_test_child (fixture->code, "another"));
  g_assert_cmpuint (fixture->n_another, ==, 1);
  kms_code_entry_mailed (fixture->code, "taro@example.com", GOOD_UNTIL);
  g_assert_cmpstr (
      gtk_label_get_label (news), ==,
      "Another code is on its way. Use the newest mail; its code is good until 15:26.");
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "");

  /* Whether there is such a login ID is not told. */
  kms_code_entry_forget (fixture->code);
  kms_code_entry_mailed (fixture->code, NULL, GOOD_UNTIL);
  g_assert_cmpstr (
      gtk_label_get_label (news), ==,
      "If this login ID exists, a code was mailed to its address. It is good until 15:26.");
}

static void
assert_said (Fixture *fixture, KmsError code, int n_left, const char *sentence, const char *focus)
{
  g_autoptr (GError) error = g_error_new_literal (KMS_ERROR, (int) code, "refused");

  if (n_left >= 0)
    kms_error_set_number (error, KMS_ERROR_TRIES_LEFT, n_left);
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "48213705");
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), -1);
  g_assert_cmpint (kms_code_entry_show_error (fixture->code, error), ==, sentence != NULL);
  g_assert_cmpstr (get_error (fixture), ==, sentence);
  if (focus != NULL)
    g_assert_true (app_test_get_focus (fixture->entry) == app_test_child (fixture->code, focus));
  /* Grouping the digits takes nothing of it away. */
  app_test_settle ();
  g_assert_cmpstr (get_error (fixture), ==, sentence);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "4821 3705");
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  assert_said (fixture, KMS_ERROR_CODE_INVALID, 4,
               "The code is wrong. Compare it with the mail; it can be tried 4 more times.",
               "entry");
  assert_said (fixture, KMS_ERROR_CODE_INVALID, 1,
               "The code is wrong. Compare it with the mail; it can be tried 1 more time.",
               "entry");
  assert_said (fixture, KMS_ERROR_CODE_INVALID, 0,
               "The code is wrong, and was tried too often. Ask for another one.", "another");
  assert_said (fixture, KMS_ERROR_CODE_INVALID, -1, "The code is wrong. Compare it with the mail.",
               "entry");
  assert_said (fixture, KMS_ERROR_CODE_EXPIRED, -1,
               "The code is no longer good. Ask for another one.", "another");
  assert_said (fixture, KMS_ERROR_NOT_FOUND, -1, "The code is no longer good. Ask for another one.",
               "another");
  assert_said (fixture, KMS_ERROR_SERVER_BUSY, -1, NULL, NULL);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->code)));
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (fixture->entry)), "activate");
  g_assert_cmpuint (fixture->n_activated, ==, 1);
  look_test_assert_names (GTK_WIDGET (fixture->code), "code entry");
  look_test_assert_mnemonics (GTK_WIDGET (fixture->code), "code entry");
  look_test_assert_narrow (GTK_WIDGET (fixture->code), "code entry");
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
  add ("/code-entry/as-typed", test_as_typed);
  add ("/code-entry/paste", test_paste);
  add ("/code-entry/groups", test_groups);
  add ("/code-entry/composing", test_composing);
  add ("/code-entry/mailed", test_mailed);
  add ("/code-entry/errors", test_errors);
  add ("/code-entry/keys", test_keys);
  return g_test_run ();
}
