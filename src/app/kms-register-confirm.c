/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The step of registering that shows everything once more, and what is registered under the address
 * already: overwrite it, keep it, or take another address (manual chapter 4.2). */

#include "app/kms-dialogs.h"
#include "app/kms-register-private.h"
#include "app/kms-user-items.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

static const struct
{
  const char *label;
  const char *action_label;
} choices[KMS_REGISTER_N_CHOICES] = {
  [KMS_REGISTER_OVERWRITE] = { N_ ("Overwrite it _with what you filled in, and get a new password"),
                               N_ ("_Overwrite") },
  [KMS_REGISTER_KEEP] = { N_ ("Keep it as it is, and re_gister nobody"), N_ ("_Keep It") },
  [KMS_REGISTER_OTHER_ADDRESS] = { N_ ("Register with another e-_mail address"),
                                   N_ ("Change the _Address") },
};

static void
on_choice_toggled (GtkCheckButton *button, KmsRegisterFlow *self)
{
  if (!gtk_check_button_get_active (button))
    return;
  self->choice =
      (KmsRegisterChoice) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kms-choice"));
  kms_assistant_page_set_action_label (self->confirm_page, _ (choices[self->choice].action_label));
}

static GtkWidget *
create (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  self->confirm_page = page;
  self->confirm_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  return GTK_WIDGET (self->confirm_box);
}

static void
add_choices (KmsRegisterFlow *self)
{
  GtkCheckButton *first = NULL;

  for (guint i = 0; i < KMS_REGISTER_N_CHOICES; i++)
    {
      GtkWidget *button = gtk_check_button_new ();
      GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", _ (choices[i].label),
                                       "use-underline", TRUE, "wrap", TRUE, "xalign", 0.0,
                                       "hexpand", TRUE, "mnemonic-widget", button, NULL);

      gtk_check_button_set_child (GTK_CHECK_BUTTON (button), label);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      label, NULL, -1);
      g_object_set_data (G_OBJECT (button), "kms-choice", GINT_TO_POINTER (i));
      gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first);
      kms_assistant_page_mark_field (button);
      if (first == NULL)
        first = GTK_CHECK_BUTTON (button);
      g_signal_connect (button, "toggled", G_CALLBACK (on_choice_toggled), self);
      gtk_box_append (self->confirm_box, button);
    }
  gtk_check_button_set_active (first, TRUE);
  self->first_choice = GTK_WIDGET (first);
}

static void
enter (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  const KmsUser *existing = self->proof->existing;
  GtkBox *box = self->confirm_box;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  self->first_choice = NULL;
  self->choice = KMS_REGISTER_OVERWRITE;
  kms_assistant_page_set_action_label (page, _ ("_Register"));
  if (existing != NULL)
    {
      kms_register_page_add_label (box, _ ("This address is registered already"), "title-2");
      kms_register_page_add_label (box, _ ("Registered under it:"), "heading");
      gtk_box_append (box, kms_user_items_new_table (existing->login_id, existing->form));
      kms_register_page_add_label (box, _ ("What shall be done?"), "heading");
      add_choices (self);
      kms_register_page_add_label (box,
                                   _ ("Overwriting keeps the login ID and the keys that were "
                                      "issued; whoever is logged in with it is logged out."),
                                   "dim-label");
      kms_register_page_add_label (box, _ ("What you filled in:"), "heading");
    }
  else
    {
      kms_register_page_add_label (box, _ ("Is everything right?"), "title-2");
      kms_register_page_add_label (box,
                                   _ ("Login ID and password are made when you register. Back "
                                      "leads to the form again."),
                                   "dim-label");
    }
  gtk_box_append (box, kms_user_items_new_table (NULL, self->requested));
}

/* Where there is nothing to be chosen, Enter registers. */
static void
focus (KmsRegisterFlow *self)
{
  if (self->first_choice != NULL)
    gtk_widget_grab_focus (self->first_choice);
  else
    kms_assistant_page_advance (self->confirm_page, GTK_WIDGET (self->confirm_box), FALSE);
}

static void
on_completed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsRegisterFlow *self = kms_register_page_flow_of (task);
  g_autoptr (GError) error = NULL;
  KmsRegistered *registered =
      kms_remote_register_complete_finish (KMS_REMOTE (source), result, &error);
  gint64 uncertain = 0;

  kms_assistant_page_set_committing (g_task_get_source_object (task), FALSE);
  if (registered == NULL)
    {
      if (kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &uncertain) && uncertain != 0)
        self->tried = TRUE;
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->registered = registered;
  g_task_return_boolean (task, TRUE);
}

static void
return_false (GTask *task)
{
  g_task_return_boolean (task, FALSE);
  g_object_unref (task);
}

static void
apply (KmsRegisterFlow *self, KmsAssistantPage *page, GTask *task)
{
  gboolean existing = self->proof->existing != NULL;

  if (existing && self->choice == KMS_REGISTER_KEEP)
    {
      g_autofree char *login_id = g_strdup (self->proof->existing->login_id);

      kms_register_flow_forget (self);
      return_false (task);
      g_signal_emit_by_name (self, "done", login_id, NULL);
      return;
    }
  if (existing && self->choice == KMS_REGISTER_OTHER_ADDRESS)
    {
      kms_assistant_open (self->assistant, KMS_REGISTER_FORM);
      return_false (task);
      return;
    }
  /* From here on somebody may be registered, whatever is pressed: the password must be waited for. */
  kms_assistant_page_set_committing (page, TRUE);
  g_task_set_check_cancellable (task, FALSE);
  kms_remote_register_complete_async (self->remote, self->mailed->id, self->proof->completion_token,
                                      existing, NULL, on_completed, task);
}

static void
start_over (KmsRegisterFlow *self, const char *why)
{
  kms_register_flow_forget (self);
  kms_assistant_open (self->assistant, KMS_REGISTER_FORM);
  kms_dialogs_toast (GTK_WIDGET (self), why);
}

static void
on_uncertain_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (kms_dialogs_ask_finish (result))
    g_signal_emit_by_name (source, "cancelled");
}

/* What has become of a registration whose answer was lost nobody can tell but by its mail. */
static gboolean
show_error (KmsRegisterFlow *self, const GError *error)
{
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_NOT_FOUND) && !self->tried)
    {
      start_over (self,
                  _ ("The registration took longer than an hour. Next asks for another code."));
      return TRUE;
    }
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_ADDRESS_REGISTERED))
    {
      start_over (self, _ ("Somebody has registered this address meanwhile. Next asks for another "
                           "code and shows what is registered."));
      return TRUE;
    }
  if (self->tried)
    {
      kms_dialogs_ask_async (
          GTK_WIDGET (self), _ ("Registered or Not?"),
          _ ("The answer of the service was lost, so it is not known whether you are registered "
             "now. If you are, a mail with your login ID is on its way; ask for a password with "
             "“Forgotten Password” then. If no mail comes, register once more."),
          _ ("_Stay Here"), _ ("Go to _Log-in"), FALSE, on_uncertain_answered, NULL);
      return TRUE;
    }
  return FALSE;
}

const KmsRegisterStep kms_register_confirm_step = {
  .title = N_ ("Confirmation"),
  .action_label = N_ ("_Register"),
  .scrolled = TRUE,
  .create = create,
  .enter = enter,
  .focus = focus,
  .apply = apply,
  .show_error = show_error,
};
