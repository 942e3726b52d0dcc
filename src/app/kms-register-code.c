/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The step of registering that proves the mail address by a mailed code. */

#include "app/kms-dialogs.h"
#include "app/kms-register-private.h"

#include <glib/gi18n.h>

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsRegisterFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsMailedCode *mailed = kms_remote_register_request_finish (KMS_REMOTE (source), result, &error);
  g_autoptr (KmsUserForm) form = NULL;

  if (self->assistant == NULL || mailed == NULL)
    {
      if (self->assistant != NULL)
        kms_dialogs_toast_error (GTK_WIDGET (self), error);
      kms_mailed_code_free (mailed);
      return;
    }
  form = kms_user_form_copy (self->requested);
  kms_register_flow_set_mailed (self, form, mailed);
  kms_code_entry_mailed (self->code, form->email, mailed->expires_at);
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
on_another_wanted (KmsRegisterFlow *self)
{
  if (self->requested != NULL)
    kms_remote_register_request_async (self->remote, self->requested, self->agreed_version,
                                       self->asking, on_asked, g_object_ref (self));
}

static void
on_activated (KmsRegisterFlow *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self->code), KMS_TYPE_ASSISTANT_PAGE);

  kms_assistant_page_advance (KMS_ASSISTANT_PAGE (page), GTK_WIDGET (self->code), FALSE);
}

static GtkWidget *
create (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  kms_register_page_add_label (GTK_BOX (box), _ ("Is the address yours?"), "title-2");
  self->code = KMS_CODE_ENTRY (kms_code_entry_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->code));
  g_signal_connect_swapped (self->code, "another-wanted", G_CALLBACK (on_another_wanted), self);
  g_signal_connect_swapped (self->code, "activated", G_CALLBACK (on_activated), self);
  return box;
}

/* The code belongs to the registration it was mailed for; the field is emptied for another one. */
static void
enter (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  if (g_strcmp0 (g_object_get_data (G_OBJECT (page), "kms-registration"), self->mailed->id) == 0)
    return;
  g_object_set_data_full (G_OBJECT (page), "kms-registration", g_strdup (self->mailed->id), g_free);
  kms_code_entry_forget (self->code);
  kms_code_entry_mailed (self->code, self->requested->email, self->mailed->expires_at);
}

static void
focus (KmsRegisterFlow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsRegisterFlow *self = kms_register_page_flow_of (task);
  g_autoptr (GError) error = NULL;
  KmsProof *proof = kms_remote_register_verify_finish (KMS_REMOTE (source), result, &error);

  if (proof == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_clear_pointer (&self->proof, kms_proof_free);
  self->proof = proof;
  g_task_return_boolean (task, TRUE);
}

/* A code is good for one use: once the address is proven, coming back asks for nothing. */
static void
apply (KmsRegisterFlow *self, KmsAssistantPage *page, GTask *task)
{
  g_autofree char *code = NULL;

  if (self->proof == NULL)
    code = kms_code_entry_read (self->code);
  if (code == NULL)
    {
      g_task_return_boolean (task, self->proof != NULL);
      g_object_unref (task);
      return;
    }
  kms_remote_register_verify_async (self->remote, self->mailed->id, code,
                                    g_task_get_cancellable (task), on_verified, task);
}

static gboolean
show_error (KmsRegisterFlow *self, const GError *error)
{
  return kms_code_entry_show_error (self->code, error);
}

const KmsRegisterStep kms_register_code_step = {
  .title = N_ ("Mailed Code"),
  .action_label = N_ ("_Next"),
  .scrolled = TRUE,
  .create = create,
  .enter = enter,
  .focus = focus,
  .apply = apply,
  .show_error = show_error,
};
