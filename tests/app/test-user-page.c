/* SPDX-License-Identifier: GPL-3.0-or-later */

/* User information against a real server: saving, what it refuses, two who change the same, another
 * address and the end of an account. */

#include "app-test.h"
#include "look-test.h"
#include "remote-test.h"

#include "app/kms-banner.h"
#include "app/kms-code-entry.h"
#include "app/kms-field.h"
#include "app/kms-form-frame.h"
#include "app/kms-toaster.h"
#include "app/kms-user-conflict.h"
#include "app/kms-user-deletion.h"
#include "app/kms-user-fields.h"
#include "app/kms-user-page.h"

#include <string.h>

#define ADDRESS     "taro@example.com"
#define NEW_ADDRESS "hanako@example.com"

typedef struct
{
  RemoteTest remote;
  KmsRegistered *account;
  KmsUserPage *page;
  GtkWidget *window;
  guint n_done;
  guint n_cancelled;
  guint n_deleted;
  char *login_id; /* of "done" */
} Fixture;

static void
on_done (Fixture *fixture, const char *login_id)
{
  fixture->n_done++;
  g_free (fixture->login_id);
  fixture->login_id = g_strdup (login_id);
}

static void
count (guint *n)
{
  (*n)++;
}

static gboolean
is_at (Fixture *fixture, const char *page)
{
  return g_str_equal (gtk_stack_get_visible_child_name (app_test_child (fixture->page, "stack")),
                      page);
}

static gboolean
is_in_stage (Fixture *fixture, const char *stage)
{
  return g_str_equal (gtk_stack_get_visible_child_name (app_test_child (fixture->page, "stages")),
                      stage);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toaster = g_object_new (KMS_TYPE_TOASTER, NULL);

  remote_test_set_up (&fixture->remote);
  fixture->account = remote_test_register (&fixture->remote, ADDRESS);
  remote_test_log_in (&fixture->remote, fixture->account);
  fixture->page = KMS_USER_PAGE (kms_user_page_new (fixture->remote.remote));
  g_signal_connect_swapped (fixture->page, "done", G_CALLBACK (on_done), fixture);
  g_signal_connect_swapped (fixture->page, "cancelled", G_CALLBACK (count), &fixture->n_cancelled);
  g_signal_connect_swapped (fixture->page, "deleted", G_CALLBACK (count), &fixture->n_deleted);
  g_object_set (toaster, "child", fixture->page, NULL);
  fixture->window = app_test_show (toaster);
  kms_user_page_load (fixture->page);
  app_test_wait_until (is_at (fixture, "form"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->page);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->page);
  kms_registered_free (fixture->account);
  remote_test_tear_down (&fixture->remote);
  g_free (fixture->login_id);
}

static gpointer
get_frame (Fixture *fixture)
{
  return app_test_child (fixture->page, "frame");
}

static KmsUserFields *
get_fields (Fixture *fixture)
{
  return app_test_child (fixture->page, "fields");
}

static void
press (Fixture *fixture)
{
  app_test_press (app_test_child (get_frame (fixture), "action"));
  app_test_wait_until (!kms_form_frame_is_busy (get_frame (fixture)));
}

static void
type (Fixture *fixture, const char *label, const char *text)
{
  GtkWidget *entry = app_test_find_entry (GTK_WIDGET (get_fields (fixture)), label);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static KmsUser *
get_saved (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KmsUser *user;

  kms_remote_get_user_async (fixture->remote.remote, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  user = kms_remote_get_user_finish (fixture->remote.remote, result, &error);
  g_assert_no_error (error);
  return user;
}

/* What somebody else does at another place. */
static void
change_meanwhile (Fixture *fixture, const char *company, const char *contact)
{
  g_autoptr (KmsUser) user = get_saved (fixture);
  g_autoptr (KmsUser) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_free (user->form->company);
  user->form->company = g_strdup (company);
  g_free (user->form->contact);
  user->form->contact = g_strdup (contact);
  kms_remote_update_user_async (fixture->remote.remote, user, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  saved = kms_remote_update_user_finish (fixture->remote.remote, result, &error);
  g_assert_no_error (error);
}

static void
check_look (Fixture *fixture, const char *page)
{
  app_test_settle ();
  g_assert_cmpuint (look_test_assert_names (GTK_WIDGET (fixture->page), page), >=, 1);
  look_test_assert_mnemonics (GTK_WIDGET (fixture->page), page);
  look_test_assert_narrow (GTK_WIDGET (fixture->page), page);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsUser) saved = NULL;

  check_look (fixture, "user information");
  gtk_editable_set_text (app_test_child (fixture->page, "login_id"), "Fresh1234");
  type (fixture, "C_ompany *", "Another Name");
  press (fixture);
  app_test_wait_until (fixture->n_done == 1);
  g_assert_cmpstr (fixture->login_id, ==, "Fresh1234");
  saved = get_saved (fixture);
  g_assert_cmpstr (saved->login_id, ==, "Fresh1234");
  g_assert_cmpstr (saved->form->company, ==, "Another Name");
  g_assert_cmpstr (saved->form->email, ==, ADDRESS);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRegistered) other = remote_test_register (&fixture->remote, "other@example.com");
  KmsField *field = app_test_child (fixture->page, "login_id_field");

  gtk_editable_set_text (app_test_child (fixture->page, "login_id"), "short");
  press (fixture);
  g_assert_cmpstr (app_test_field_text (field), ==,
                   "A login ID has 8 to 10 characters: A–Z, a–z and 0–9.");
  gtk_editable_set_text (app_test_child (fixture->page, "login_id"), other->user->login_id);
  g_assert_null (app_test_field_text (field));
  press (fixture);
  g_assert_cmpstr (app_test_field_text (field), ==, "This login ID is taken. Choose another one.");
  g_assert_cmpuint (fixture->n_done, ==, 0);
}

/* Both have changed the company, the user the country, somebody else the contact. */
static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsUser) saved = NULL;
  KmsUserConflict *conflict;

  type (fixture, "C_ompany *", "Mine");
  type (fixture, "Count_ry *", "Nippon");
  change_meanwhile (fixture, "Theirs", "Hanako");
  press (fixture);
  app_test_wait_until (is_in_stage (fixture, "conflict")
                       && !kms_form_frame_is_busy (get_frame (fixture)));
  check_look (fixture, "conflict");
  conflict = KMS_USER_CONFLICT (app_test_find (GTK_WIDGET (fixture->page), KMS_TYPE_USER_CONFLICT));
  g_assert_cmpuint (kms_user_conflict_get_n_items (conflict), ==, 3);

  /* The way back leaves the form as it was; saving comes here again. */
  app_test_press (app_test_child (get_frame (fixture), "cancel"));
  g_assert_true (is_in_stage (fixture, "form"));
  press (fixture);
  app_test_wait_until (is_in_stage (fixture, "conflict")
                       && !kms_form_frame_is_busy (get_frame (fixture)));
  press (fixture);
  app_test_wait_until (fixture->n_done == 1);
  saved = get_saved (fixture);
  g_assert_cmpstr (saved->form->company, ==, "Mine");
  g_assert_cmpstr (saved->form->country, ==, "Nippon");
  g_assert_cmpstr (saved->form->contact, ==, "Hanako");
}

static void
wait_for_stage (Fixture *fixture, const char *stage)
{
  app_test_wait_until (is_in_stage (fixture, stage)
                       && !kms_form_frame_is_busy (get_frame (fixture)));
}

static void
type_code (Fixture *fixture, const char *address, guint n_mails)
{
  g_autofree char *code = remote_test_wait_for_code (&fixture->remote, address, n_mails);
  KmsCodeEntry *entry = app_test_child (fixture->page, "code");

  gtk_editable_set_text (app_test_child (entry, "entry"), code);
}

static void
test_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsUser) saved = NULL, changed = NULL;
  KmsCodeEntry *code = app_test_child (fixture->page, "code");

  type (fixture, "_E-mail *", NEW_ADDRESS);
  press (fixture);
  g_assert_true (is_in_stage (fixture, "form"));
  type (fixture, "E-mail _again", NEW_ADDRESS);
  type (fixture, "C_ompany *", "Another Name");
  press (fixture);
  wait_for_stage (fixture, "code");
  check_look (fixture, "code");
  saved = get_saved (fixture);
  g_assert_cmpstr (saved->form->company, ==, "Another Name");
  g_assert_cmpstr (saved->form->email, ==, ADDRESS);

  gtk_editable_set_text (app_test_child (code, "entry"), "1");
  press (fixture);
  g_assert_nonnull (app_test_field_text (app_test_child (code, "field")));
  type_code (fixture, NEW_ADDRESS, 1);
  press (fixture);
  app_test_wait_until (fixture->n_done == 1);
  changed = get_saved (fixture);
  g_assert_cmpstr (changed->form->email, ==, NEW_ADDRESS);
}

/* The address belongs to another account: it is asked, also when the answer was no first. */
static void
test_taken_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRegistered) other = remote_test_register (&fixture->remote, NEW_ADDRESS);
  g_autoptr (KmsUser) changed = NULL;

  type (fixture, "_E-mail *", NEW_ADDRESS);
  type (fixture, "E-mail _again", NEW_ADDRESS);
  press (fixture);
  wait_for_stage (fixture, "code");
  type_code (fixture, NEW_ADDRESS, 3);
  press (fixture);
  app_test_answer ("_Stay Here");
  g_assert_cmpuint (fixture->n_done, ==, 0);
  press (fixture);
  app_test_answer ("_Take the Address");
  app_test_wait_until (fixture->n_done == 1);
  changed = get_saved (fixture);
  g_assert_cmpstr (changed->form->email, ==, NEW_ADDRESS);
}

/* Given up on the way: the other data are saved, the address is not. */
static void
test_address_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsUser) saved = NULL;

  type (fixture, "_E-mail *", NEW_ADDRESS);
  type (fixture, "E-mail _again", NEW_ADDRESS);
  press (fixture);
  wait_for_stage (fixture, "code");
  app_test_press (app_test_child (get_frame (fixture), "cancel"));
  g_assert_cmpuint (fixture->n_done, ==, 1);
  saved = get_saved (fixture);
  g_assert_cmpstr (saved->form->email, ==, ADDRESS);
}

static GtkWidget *
find_deletion (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (KMS_IS_USER_DELETION (window))
        return window;
    }
  return NULL;
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  GtkWidget *deletion;
  gpointer frame;

  app_test_press (app_test_child (fixture->page, "delete_account"));
  deletion = find_deletion ();
  frame = app_test_child (deletion, "frame");
  app_test_wait_until (gtk_widget_get_mapped (deletion));
  look_test_assert_names (deletion, "deletion");
  look_test_assert_mnemonics (deletion, "deletion");
  look_test_assert_narrow (deletion, "deletion");
  app_test_press (app_test_child (frame, "action"));
  g_assert_nonnull (app_test_field_text (app_test_child (deletion, "field")));
  gtk_editable_set_text (app_test_child (deletion, "password"), "wrong");
  app_test_press (app_test_child (frame, "action"));
  app_test_wait_until (!kms_form_frame_is_busy (frame));
  g_assert_cmpstr (app_test_field_text (app_test_child (deletion, "field")), ==,
                   "This is not your current password. Capitals matter.");
  gtk_editable_set_text (app_test_child (deletion, "password"), fixture->account->password);
  app_test_press (app_test_child (frame, "action"));
  app_test_wait_until (fixture->n_deleted == 1);
  app_test_wait_until (find_deletion () == NULL);
}

static void
test_leave (Fixture *fixture, gconstpointer data)
{
  gpointer cancel = app_test_child (get_frame (fixture), "cancel");

  app_test_press (cancel);
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  type (fixture, "C_ompany *", "Another Name");
  app_test_press (cancel);
  app_test_answer ("_Stay Here");
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  app_test_press (cancel);
  app_test_answer ("_Discard");
  app_test_wait_until (fixture->n_cancelled == 2);
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  KmsBanner *banner = app_test_child (get_frame (fixture), "banner");

  remote_test_stop (&fixture->remote);
  type (fixture, "C_ompany *", "Another Name");
  press (fixture);
  g_assert_true (kms_banner_is_shown (banner));
  g_assert_cmpstr (
      app_test_text (app_test_find_entry (GTK_WIDGET (get_fields (fixture)), "C_ompany *")), ==,
      "Another Name");
  kms_user_page_load (fixture->page);
  app_test_wait_until (is_at (fixture, "failure"));
  check_look (fixture, "failure");
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
  add ("/user-page/save", test_save);
  add ("/user-page/refused", test_refused);
  add ("/user-page/conflict", test_conflict);
  add ("/user-page/address", test_address);
  add ("/user-page/taken-address", test_taken_address);
  add ("/user-page/address-given-up", test_address_given_up);
  add ("/user-page/delete", test_delete);
  add ("/user-page/leave", test_leave);
  add ("/user-page/offline", test_offline);
  return g_test_run ();
}
