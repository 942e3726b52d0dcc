/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Registering, step by step against a real server, with the codes read from its mails. */

#include "app-test.h"
#include "look-test.h"
#include "remote-test.h"

#include "app/kms-assistant.h"
#include "app/kms-banner.h"
#include "app/kms-code-entry.h"
#include "app/kms-field.h"
#include "app/kms-policy-view.h"
#include "app/kms-register-flow.h"
#include "app/kms-toaster.h"
#include "app/kms-user-fields.h"

#include <string.h>

#define ADDRESS "taro@example.com"

typedef struct
{
  RemoteTest remote;
  KmsRegisterFlow *flow;
  KmsAssistant *assistant;
  GtkWidget *window;
  guint n_done;
  guint n_cancelled;
  char *login_id;
  char *password;
} Fixture;

static void
on_done (Fixture *fixture, const char *login_id, const char *password)
{
  fixture->n_done++;
  fixture->login_id = g_strdup (login_id);
  fixture->password = g_strdup (password);
}

static void
on_cancelled (Fixture *fixture)
{
  fixture->n_cancelled++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toaster = g_object_new (KMS_TYPE_TOASTER, NULL);

  remote_test_set_up (&fixture->remote);
  fixture->flow = KMS_REGISTER_FLOW (kms_register_flow_new (fixture->remote.remote));
  g_signal_connect_swapped (fixture->flow, "done", G_CALLBACK (on_done), fixture);
  g_signal_connect_swapped (fixture->flow, "cancelled", G_CALLBACK (on_cancelled), fixture);
  g_object_set (toaster, "child", fixture->flow, NULL);
  fixture->window = app_test_show (toaster);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 640, 700);
  fixture->assistant =
      KMS_ASSISTANT (app_test_find (GTK_WIDGET (fixture->flow), KMS_TYPE_ASSISTANT));
  kms_register_flow_start (fixture->flow);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->flow);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->flow);
  remote_test_tear_down (&fixture->remote);
  g_free (fixture->login_id);
  g_free (fixture->password);
}

static gpointer
find (Fixture *fixture, GType type)
{
  GtkWidget *found = app_test_find (GTK_WIDGET (fixture->flow), type);

  g_assert_nonnull (found);
  return found;
}

static void
press (Fixture *fixture, const char *name)
{
  app_test_press (app_test_child (fixture->assistant, name));
}

static void
press_next (Fixture *fixture)
{
  guint step = kms_assistant_get_step (fixture->assistant);

  press (fixture, "action");
  app_test_wait_until (kms_assistant_get_step (fixture->assistant) == step + 1);
}

static void
check_look (Fixture *fixture, const char *page)
{
  app_test_settle ();
  g_assert_cmpuint (look_test_assert_names (GTK_WIDGET (fixture->flow), page), >=, 2);
  look_test_assert_mnemonics (GTK_WIDGET (fixture->flow), page);
  look_test_assert_narrow (GTK_WIDGET (fixture->flow), page);
}

static void
agree (Fixture *fixture)
{
  app_test_wait_until (kms_policy_view_get_version (find (fixture, KMS_TYPE_POLICY_VIEW)) != NULL);
  check_look (fixture, "consent");
  press_next (fixture);
}

static void
fill_in (Fixture *fixture, const char *address)
{
  g_autoptr (KmsUserForm) form = remote_test_new_form (address);

  kms_user_fields_set_form (find (fixture, KMS_TYPE_USER_FIELDS), form);
  gtk_editable_set_text (
      GTK_EDITABLE (app_test_find_entry (find (fixture, KMS_TYPE_USER_FIELDS), "E-mail _again *")),
      address);
}

static void
type_code (Fixture *fixture, const char *code)
{
  KmsCodeEntry *entry = find (fixture, KMS_TYPE_CODE_ENTRY);

  gtk_editable_set_text (app_test_child (entry, "entry"), code);
}

/* From the form to the confirmation. */
static void
prove (Fixture *fixture, const char *address, guint n_mails)
{
  g_autofree char *code = NULL;

  fill_in (fixture, address);
  check_look (fixture, "form");
  press_next (fixture);
  check_look (fixture, "code");
  code = remote_test_wait_for_code (&fixture->remote, address, n_mails);
  type_code (fixture, code);
  press_next (fixture);
  check_look (fixture, "confirmation");
}

static GtkWidget *
find_label (GtkWidget *root, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
      if (GTK_IS_LABEL (child) && g_str_equal (gtk_label_get_text (GTK_LABEL (child)), text)
          && gtk_widget_get_mapped (child))
        return child;
    }
  return NULL;
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return find_label (GTK_WIDGET (fixture->flow), text) != NULL;
}

static void
choose (Fixture *fixture, const char *label)
{
  GtkWidget *found = find_label (GTK_WIDGET (fixture->flow), label);

  g_assert_nonnull (found);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (gtk_widget_get_ancestor (found, GTK_TYPE_CHECK_BUTTON)), TRUE);
}

static void
finish (Fixture *fixture)
{
  press (fixture, "action");
  app_test_wait_until (fixture->n_done == 1);
}

static void
log_in (Fixture *fixture)
{
  KmsUser user = { .login_id = fixture->login_id };
  KmsRegistered account = { .user = &user, .password = fixture->password };

  remote_test_log_in (&fixture->remote, &account);
}

static void
test_register (Fixture *fixture, gconstpointer data)
{
  agree (fixture);
  prove (fixture, ADDRESS, 1);
  g_assert_true (shows (fixture, "Example Trading Ltd."));
  press_next (fixture);
  check_look (fixture, "done");
  g_assert_true (shows (fixture, "You are registered"));
  finish (fixture);
  /* The password on the page is the one that logs in. */
  g_assert_true (shows (fixture, fixture->login_id));
  g_assert_true (shows (fixture, fixture->password));
  log_in (fixture);
}

static void
test_overwrite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRegistered) former = remote_test_register (&fixture->remote, ADDRESS);

  agree (fixture);
  prove (fixture, ADDRESS, 3);
  g_assert_true (shows (fixture, "This address is registered already"));
  g_assert_true (shows (fixture, former->user->login_id));
  press_next (fixture);
  finish (fixture);
  g_assert_cmpstr (fixture->login_id, ==, former->user->login_id);
  g_assert_cmpstr (fixture->password, !=, former->password);
  log_in (fixture);
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRegistered) former = remote_test_register (&fixture->remote, ADDRESS);

  agree (fixture);
  prove (fixture, ADDRESS, 3);
  choose (fixture, "Keep it as it is, and register nobody");
  press (fixture, "action");
  app_test_wait_until (fixture->n_done == 1);
  g_assert_cmpstr (fixture->login_id, ==, former->user->login_id);
  g_assert_null (fixture->password);
  remote_test_log_in (&fixture->remote, former);
}

static void
test_other_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRegistered) former = remote_test_register (&fixture->remote, ADDRESS);
  g_autofree char *code = NULL;
  GtkWidget *entry;

  agree (fixture);
  prove (fixture, ADDRESS, 3);
  choose (fixture, "Register with another e-mail address");
  press (fixture, "action");
  app_test_wait_until (kms_assistant_get_step (fixture->assistant) == 1);
  entry = app_test_find_entry (find (fixture, KMS_TYPE_USER_FIELDS), "_E-mail *");
  g_assert_true (app_test_get_focus (entry) == entry);
  g_assert_cmpstr (app_test_text (entry), ==, ADDRESS);
  prove (fixture, "hanako@example.com", 1);
  press_next (fixture);
  finish (fixture);
  g_assert_cmpstr (fixture->login_id, !=, former->user->login_id);
}

/* A wrong code, another code, and the way back and forth. */
static void
test_codes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = NULL, *other = NULL;
  KmsCodeEntry *entry;

  agree (fixture);
  fill_in (fixture, ADDRESS);
  press_next (fixture);
  entry = find (fixture, KMS_TYPE_CODE_ENTRY);
  code = remote_test_wait_for_code (&fixture->remote, ADDRESS, 1);
  type_code (fixture, g_str_has_prefix (code, "0") ? "10000000" : "00000000");
  press (fixture, "action");
  app_test_wait_until (app_test_field_text (app_test_child (entry, "field")) != NULL);
  g_assert_nonnull (strstr (app_test_field_text (app_test_child (entry, "field")), "4 more times"));
  app_test_press (app_test_child (entry, "another"));
  other = remote_test_wait_for_code (&fixture->remote, ADDRESS, 2);
  app_test_wait_until (*app_test_text (app_test_child (entry, "entry")) == '\0');
  type_code (fixture, other);
  press_next (fixture);

  /* The same form again: nothing more is mailed, the address stays proven. */
  press (fixture, "back");
  press (fixture, "back");
  g_assert_cmpuint (kms_assistant_get_step (fixture->assistant), ==, 1);
  press_next (fixture);
  press_next (fixture);
  press_next (fixture);
  g_assert_true (shows (fixture, "You are registered"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  press (fixture, "back");
  app_test_wait_until (fixture->n_cancelled == 1);
}

/* What was typed is not thrown away by one press. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  agree (fixture);
  press (fixture, "cancel");
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  fill_in (fixture, ADDRESS);
  press (fixture, "cancel");
  app_test_answer ("_Go On Registering");
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  press (fixture, "cancel");
  app_test_answer ("_End");
  app_test_wait_until (fixture->n_cancelled == 2);
}

/* Without a server nobody can agree, and nothing typed is lost. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsUserForm) form = NULL;
  GtkWidget *banner;

  agree (fixture);
  fill_in (fixture, ADDRESS);
  remote_test_stop (&fixture->remote);
  press (fixture, "action");
  banner = app_test_child (fixture->assistant, "banner");
  app_test_wait_until (kms_banner_is_shown (KMS_BANNER (banner)));
  g_assert_cmpuint (kms_assistant_get_step (fixture->assistant), ==, 1);
  form = kms_user_fields_dup_form (find (fixture, KMS_TYPE_USER_FIELDS));
  g_assert_cmpstr (form->company, ==, "Example Trading Ltd.");
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
  add ("/register-flow/register", test_register);
  add ("/register-flow/overwrite", test_overwrite);
  add ("/register-flow/keep", test_keep);
  add ("/register-flow/other-address", test_other_address);
  add ("/register-flow/codes", test_codes);
  add ("/register-flow/refused", test_refused);
  add ("/register-flow/cancel", test_cancel);
  add ("/register-flow/offline", test_offline);
  return g_test_run ();
}
