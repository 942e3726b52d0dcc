/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsUserFields: what is checked when, what is said where, and that nothing typed is lost. */

#include "app-test.h"
#include "look-test.h"

#include "app/kms-field.h"
#include "app/kms-user-fields.h"
#include "common/kms-error.h"

typedef struct
{
  GtkWidget *window;
  KmsUserFields *fields;
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
  GtkWidget *scroller = gtk_scrolled_window_new ();

  fixture->fields = KMS_USER_FIELDS (kms_user_fields_new ());
  g_signal_connect_swapped (fixture->fields, "changed", G_CALLBACK (count), &fixture->n_changed);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->fields));
  fixture->window = app_test_show (scroller);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->fields);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->fields);
}

static KmsField *
find_field (GtkWidget *root, const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *name = NULL;
      KmsField *found;

      if (!KMS_IS_FIELD (child))
        {
          found = find_field (child, label);
          if (found != NULL)
            return found;
          continue;
        }
      g_object_get (child, "label", &name, NULL);
      if (g_str_equal (name, label))
        return KMS_FIELD (child);
    }
  return NULL;
}

static GtkWidget *
entry_of (Fixture *fixture, const char *label)
{
  GtkWidget *entry = NULL;

  g_object_get (find_field (GTK_WIDGET (fixture->fields), label), "child", &entry, NULL);
  g_object_unref (entry); /* the field keeps it */
  return entry;
}

static void
fill (Fixture *fixture, const char *label, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry_of (fixture, label)), text);
}

static const char *
error_of (Fixture *fixture, const char *label)
{
  return app_test_field_text (find_field (GTK_WIDGET (fixture->fields), label));
}

static const char *
line_of (Fixture *fixture, const char *label)
{
  return app_test_status_text (
      app_test_child (find_field (GTK_WIDGET (fixture->fields), label), "status"));
}

static void
assert_focus (Fixture *fixture, const char *label)
{
  GtkWidget *entry = entry_of (fixture, label);

  g_assert_true (app_test_get_focus (entry) == entry);
}

static void
fill_all (Fixture *fixture)
{
  fill (fixture, "C_ompany *", " テスト株式会社 ");
  fill (fixture, "Count_ry *", "日本");
  fill (fixture, "A_ddress 1 *", "大阪府");
  fill (fixture, "Address 2", "門真市");
  fill (fixture, "_E-mail *", "taro@example.com");
  fill (fixture, "E-mail _again *", "taro@example.com");
}

static void
test_form (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsUserForm) form = NULL, again = NULL;

  fill_all (fixture);
  g_assert_true (kms_user_fields_check (fixture->fields));
  form = kms_user_fields_dup_form (fixture->fields);
  g_assert_cmpstr (form->company, ==, "テスト株式会社");
  g_assert_cmpstr (form->address[1], ==, "門真市");
  g_assert_cmpstr (form->phone, ==, "");
  g_assert_cmpstr (form->language, ==, "en");
  g_assert_false (form->news);

  form->news = TRUE;
  g_free (form->language);
  form->language = g_strdup ("ja");
  g_free (form->phone);
  form->phone = g_strdup ("06-1234-5678");
  kms_user_fields_set_form (fixture->fields, form);
  again = kms_user_fields_dup_form (fixture->fields);
  g_assert_true (kms_user_form_equal (form, again));
  g_assert_cmpuint (fixture->n_changed, >, 6);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_assert_false (kms_user_fields_check (fixture->fields));
  g_assert_cmpstr (error_of (fixture, "C_ompany *"), ==, "Fill this in.");
  g_assert_cmpstr (error_of (fixture, "Count_ry *"), ==, "Fill this in.");
  g_assert_null (error_of (fixture, "_Postal code"));
  g_assert_cmpstr (error_of (fixture, "A_ddress 1 *"), ==, "Fill this in.");
  g_assert_null (error_of (fixture, "Address 2"));
  g_assert_cmpstr (error_of (fixture, "_E-mail *"), ==, "Fill this in.");
  assert_focus (fixture, "C_ompany *");

  fill_all (fixture);
  g_assert_null (error_of (fixture, "C_ompany *"));
  fill (fixture, "E-mail _again *", "tarou@example.com");
  g_assert_false (kms_user_fields_check (fixture->fields));
  g_assert_cmpstr (error_of (fixture, "E-mail _again *"), ==,
                   "The two addresses differ. Type the same one twice.");
  assert_focus (fixture, "E-mail _again *");
  fill (fixture, "E-mail _again *", "taro@example.com");
  g_assert_true (kms_user_fields_check (fixture->fields));
}

/* A field is checked when it is left; who passes by is not bothered. */
static void
test_leaving (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (fixture->fields));
  gtk_widget_grab_focus (entry_of (fixture, "_Postal code"));
  app_test_settle ();
  g_assert_null (error_of (fixture, "C_ompany *"));

  app_test_type (entry_of (fixture, "_Postal code"), "９９９ー９９９９");
  gtk_widget_grab_focus (entry_of (fixture, "P_hone"));
  app_test_settle ();
  g_assert_cmpstr (app_test_text (entry_of (fixture, "_Postal code")), ==, "999-9999");
  g_assert_cmpstr (line_of (fixture, "_Postal code"), ==,
                   "Full-width characters were made half-width.");
  app_test_type (entry_of (fixture, "_Postal code"), "1");
  g_assert_cmpstr (line_of (fixture, "_Postal code"), ==, "Half-width letters, digits and hyphens");

  app_test_type (entry_of (fixture, "P_hone"), "+81 6");
  gtk_widget_grab_focus (entry_of (fixture, "_E-mail *"));
  app_test_settle ();
  g_assert_cmpstr (error_of (fixture, "P_hone"), ==,
                   "Only half-width letters, digits and hyphens can be used here.");
  g_assert_cmpstr (app_test_text (entry_of (fixture, "P_hone")), ==, "+81 6");
}

/* Next from within a field, or a form that is filled in by a program. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  fill_all (fixture);
  fill (fixture, "P_hone", "０６−１２３４");
  g_assert_true (kms_user_fields_check (fixture->fields));
  g_assert_cmpstr (app_test_text (entry_of (fixture, "P_hone")), ==, "06-1234");
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (101, 'x');

  fill_all (fixture);
  fill (fixture, "C_ompany *", name);
  g_assert_false (kms_user_fields_check (fixture->fields));
  g_assert_cmpstr (error_of (fixture, "C_ompany *"), ==,
                   "This is too long: there is room for 100 characters.");
}

/* What the server finds is said at the same places. */
static void
test_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error =
      g_error_new_literal (KMS_ERROR, KMS_ERROR_VALUE_INVALID, "the form is refused");
  g_autoptr (GError) other = g_error_new_literal (KMS_ERROR, KMS_ERROR_SERVER_BUSY, "busy");

  kms_error_add_detail (error, KMS_ERROR_VALUE_TOO_LONG, "/address/4");
  kms_error_add_detail (error, KMS_ERROR_MAIL_ADDRESS_INVALID, "/email");
  fill_all (fixture);
  g_assert_false (kms_user_fields_show_error (fixture->fields, other));
  g_assert_true (kms_user_fields_show_error (fixture->fields, error));
  g_assert_cmpstr (error_of (fixture, "Address 5"), ==,
                   "This is too long: there is room for 100 characters.");
  g_assert_nonnull (error_of (fixture, "_E-mail *"));
  assert_focus (fixture, "Address 5");
}

/* With an account the second address may stay empty, as long as the first is the registered one. */
static void
test_registered (Fixture *fixture, gconstpointer data)
{
  fill_all (fixture);
  fill (fixture, "E-mail _again *", "");
  kms_user_fields_set_registered_email (fixture->fields, "taro@example.com");
  g_assert_true (kms_user_fields_check (fixture->fields));
  fill (fixture, "_E-mail *", "hanako@example.com");
  g_assert_false (kms_user_fields_check (fixture->fields));
  g_assert_cmpstr (error_of (fixture, "E-mail _again"), ==,
                   "Type the address once more, to be sure of it.");
  fill (fixture, "E-mail _again", "hanako@example.com");
  g_assert_true (kms_user_fields_check (fixture->fields));
  kms_user_fields_focus_email (fixture->fields);
  assert_focus (fixture, "_E-mail *");
}

static void
test_look (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (look_test_assert_names (GTK_WIDGET (fixture->fields), "user fields"), >, 12);
  look_test_assert_narrow (GTK_WIDGET (fixture->fields), "user fields");
  kms_user_fields_check (fixture->fields);
  look_test_assert_narrow (GTK_WIDGET (fixture->fields), "user fields with errors");
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
  add ("/user-fields/form", test_form);
  add ("/user-fields/check", test_check);
  add ("/user-fields/leaving", test_leaving);
  add ("/user-fields/narrow", test_narrow);
  add ("/user-fields/too-long", test_too_long);
  add ("/user-fields/server", test_server);
  add ("/user-fields/registered", test_registered);
  add ("/user-fields/look", test_look);
  return g_test_run ();
}
