/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsPasswordChooser: the rules as they are met, what is refused and where it is said. */

#include "app-test.h"
#include "look-test.h"

#include "app/kms-field.h"
#include "app/kms-password-chooser.h"
#include "common/kms-error.h"

#define N_RULES 4

typedef struct
{
  GtkWidget *window;
  KmsPasswordChooser *chooser;
  GtkWidget *password;
  GtkWidget *again;
  guint n_changed;
  guint n_activated;
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->chooser = KMS_PASSWORD_CHOOSER (kms_password_chooser_new ());
  fixture->password = app_test_child (fixture->chooser, "password");
  fixture->again = app_test_child (fixture->chooser, "again");
  kms_password_chooser_set_login_id (fixture->chooser, "k7Qm2xRt");
  g_signal_connect_swapped (fixture->chooser, "changed", G_CALLBACK (count), &fixture->n_changed);
  g_signal_connect_swapped (fixture->chooser, "activated", G_CALLBACK (count),
                            &fixture->n_activated);
  fixture->window = app_test_show (GTK_WIDGET (fixture->chooser));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->chooser);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->chooser);
}

/* The lines of the rules as icons and words: o for open, + for met, ! for broken. */
static void
assert_rules (Fixture *fixture, const char *states)
{
  static const struct
  {
    char state;
    const char *icon;
    const char *spoken;
  } looks[] = {
    { 'o', "radio-symbolic", "Not met yet: " },
    { '+', "emblem-ok-symbolic", "Met: " },
    { '!', "dialog-error-symbolic", "Not met: " },
  };
  GtkWidget *box = gtk_widget_get_first_child (app_test_child (fixture->chooser, "rules"));

  for (guint i = 0; i < N_RULES; i++, box = gtk_widget_get_next_sibling (box))
    for (guint j = 0; j < G_N_ELEMENTS (looks); j++)
      if (looks[j].state == states[i])
        {
          GtkWidget *icon = gtk_widget_get_first_child (box);
          GtkWidget *label = gtk_widget_get_next_sibling (icon);
          g_autofree char *spoken =
              g_strconcat (looks[j].spoken, gtk_label_get_label (GTK_LABEL (label)), NULL);

          g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (icon)), ==, looks[j].icon);
          gtk_test_accessible_assert_property (GTK_ACCESSIBLE (label),
                                               GTK_ACCESSIBLE_PROPERTY_LABEL, spoken);
        }
  g_assert_null (box);
}

static void
test_while_typing (Fixture *fixture, gconstpointer data)
{
  assert_rules (fixture, "oooo");
  app_test_type (fixture->password, "1");
  assert_rules (fixture, "oo+o");
  app_test_type (fixture->password, "2345678");
  assert_rules (fixture, "+o+o");
  app_test_type (fixture->password, "8");
  assert_rules (fixture, "+++o");
  g_assert_cmpuint (fixture->n_changed, ==, 9);
  gtk_editable_set_text (GTK_EDITABLE (fixture->password), "k7qm2xrt");
  assert_rules (fixture, "++oo");
  kms_password_chooser_set_login_id (fixture->chooser, NULL);
  assert_rules (fixture, "+++o");
  kms_password_chooser_clear (fixture->chooser);
  assert_rules (fixture, "oooo");
}

static void
assert_refused (Fixture *fixture, const char *field, GtkWidget *entry, const char *sentence)
{
  g_assert_false (kms_password_chooser_check (fixture->chooser));
  g_assert_cmpstr (app_test_field_text (app_test_child (fixture->chooser, field)), ==, sentence);
  g_assert_true (app_test_is_invalid (entry));
  g_assert_true (app_test_get_focus (entry) == entry);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "password_field", fixture->password,
                  "A password has 8 to 64 characters.");
  assert_rules (fixture, "!ooo");
  app_test_type (fixture->password, "wet otters sing");
  g_assert_null (app_test_field_text (app_test_child (fixture->chooser, "password_field")));
  assert_refused (fixture, "again_field", fixture->again,
                  "The two passwords differ. Type the same one twice.");
  app_test_type (fixture->again, "wet otters sing");
  g_assert_true (kms_password_chooser_check (fixture->chooser));
  g_assert_cmpstr (kms_password_chooser_get_password (fixture->chooser), ==, "wet otters sing");
}

/* The server knows the common ones; the same one is not tried twice. */
static void
test_common (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error =
      g_error_new_literal (KMS_ERROR, KMS_ERROR_PASSWORD_TOO_WEAK, "the password is too weak");
  g_autoptr (GError) other =
      g_error_new_literal (KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID, "wrong");

  kms_error_add_detail (error, KMS_ERROR_PASSWORD_COMMON, "/new_password");
  kms_error_add_detail (other, KMS_ERROR_CREDENTIALS_INVALID, "/current_password");
  app_test_type (fixture->password, "password1");
  app_test_type (fixture->again, "password1");
  g_assert_true (kms_password_chooser_check (fixture->chooser));
  g_assert_false (kms_password_chooser_show_error (fixture->chooser, other));
  g_assert_true (kms_password_chooser_show_error (fixture->chooser, error));
  assert_rules (fixture, "+++!");
  assert_refused (fixture, "password_field", fixture->password,
                  "Many people use this password, so it is tried first. Choose another one.");
  app_test_type (fixture->password, "2");
  assert_rules (fixture, "+++o");
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (fixture->chooser));
  g_assert_true (app_test_get_focus (fixture->password) == fixture->password);
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (fixture->password)), "activate");
  g_assert_true (app_test_get_focus (fixture->again) == fixture->again);
  g_assert_cmpuint (fixture->n_activated, ==, 0);
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (fixture->again)), "activate");
  g_assert_cmpuint (fixture->n_activated, ==, 1);
}

static void
test_look (Fixture *fixture, gconstpointer data)
{
  look_test_assert_names (GTK_WIDGET (fixture->chooser), "password chooser");
  look_test_assert_narrow (GTK_WIDGET (fixture->chooser), "password chooser");
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
  add ("/password-chooser/while-typing", test_while_typing);
  add ("/password-chooser/check", test_check);
  add ("/password-chooser/common", test_common);
  add ("/password-chooser/keys", test_keys);
  add ("/password-chooser/look", test_look);
  return g_test_run ();
}
