/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Registering: a table of steps over one flow, with its first two, consent and form. It owns the
 * assistant, what was agreed to and filled in, and what the server has said so far.
 *
 * A registration belongs to what it was asked for with: as long as the form says the same, its code
 * and its proof are good; another form is another registration, and the former is deleted. */

#include "app/kms-dialogs.h"
#include "app/kms-policy-bundle.h"
#include "app/kms-register-private.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

enum
{
  DONE,
  CANCELLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsRegisterFlow, kms_register_flow, GTK_TYPE_WIDGET)

/* Consent --------------------------------------------------------------------------------------- */

static void
on_policy_loaded (KmsRegisterFlow *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self->policy), KMS_TYPE_ASSISTANT_PAGE);

  kms_assistant_page_set_complete (KMS_ASSISTANT_PAGE (page),
                                   kms_policy_view_get_version (self->policy) != NULL);
}

static GtkWidget *
create_consent (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (top, "padded");
  kms_register_page_add_label (GTK_BOX (top), _ ("Before you register"), "title-2");
  kms_register_page_add_label (
      GTK_BOX (top),
      _ ("Read how the data you are going to fill in is used. Without your "
         "consent, nobody can be registered."),
      "dim-label");
  g_object_set (clamp, "maximum-size", 640, "tightening-threshold", 600, "child", top, NULL);
  self->policy = KMS_POLICY_VIEW (kms_policy_view_new (self->remote, KMS_POLICY_PRIVACY));
  gtk_widget_set_vexpand (GTK_WIDGET (self->policy), TRUE);
  gtk_box_append (GTK_BOX (box), clamp);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->policy));
  g_signal_connect_swapped (self->policy, "loaded", G_CALLBACK (on_policy_loaded), self);
  kms_assistant_page_set_complete (page, FALSE);
  return box;
}

static void
enter_consent (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  if (kms_policy_view_get_version (self->policy) == NULL)
    kms_policy_view_load (self->policy);
}

static void
focus_consent (KmsRegisterFlow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->policy));
}

/* Only the text in force can be agreed to; as long as it is not there, it is fetched. */
static void
apply_consent (KmsRegisterFlow *self, KmsAssistantPage *page, GTask *task)
{
  const char *version = kms_policy_view_get_version (self->policy);

  if (version == NULL)
    kms_policy_view_load (self->policy);
  else
    {
      g_free (self->agreed_version);
      self->agreed_version = g_strdup (version);
    }
  g_task_return_boolean (task, version != NULL);
  g_object_unref (task);
}

static const KmsRegisterStep consent_step = {
  .title = N_ ("Consent"),
  .action_label = N_ ("I _Agree"),
  .create = create_consent,
  .enter = enter_consent,
  .focus = focus_consent,
  .apply = apply_consent,
};

/* The form -------------------------------------------------------------------------------------- */

static GtkWidget *
create_form (KmsRegisterFlow *self, KmsAssistantPage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr (KmsUserForm) form = kms_user_form_new ();

  g_free (form->language);
  form->language = g_strdup (kms_policy_bundle_get_language ());
  kms_register_page_add_label (GTK_BOX (box), _ ("Whom do we register?"), "title-2");
  kms_register_page_add_label (GTK_BOX (box), _ ("Fields with * must be filled in."), "dim-label");
  self->fields = KMS_USER_FIELDS (kms_user_fields_new ());
  kms_user_fields_set_form (self->fields, form);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->fields));
  return box;
}

static void
focus_form (KmsRegisterFlow *self)
{
  if (self->choice == KMS_REGISTER_OTHER_ADDRESS)
    kms_user_fields_focus_email (self->fields);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->fields));
  self->choice = KMS_REGISTER_OVERWRITE;
}

static void
on_requested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsRegisterFlow *self = kms_register_page_flow_of (task);
  g_autoptr (GError) error = NULL;
  KmsMailedCode *mailed = kms_remote_register_request_finish (KMS_REMOTE (source), result, &error);

  if (mailed == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->assistant != NULL)
    {
      g_autoptr (KmsUserForm) form = kms_user_fields_dup_form (self->fields);

      kms_register_flow_set_mailed (self, form, mailed);
    }
  else
    {
      kms_remote_register_cancel_async (self->remote, mailed->id, NULL, NULL, NULL);
      kms_mailed_code_free (mailed);
    }
  g_task_return_boolean (task, TRUE);
}

static void
apply_form (KmsRegisterFlow *self, KmsAssistantPage *page, GTask *task)
{
  g_autoptr (KmsUserForm) form = NULL;

  if (!kms_user_fields_check (self->fields))
    {
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
      return;
    }
  form = kms_user_fields_dup_form (self->fields);
  if (self->requested != NULL && kms_user_form_equal (form, self->requested))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  kms_remote_register_request_async (self->remote, form, self->agreed_version,
                                     g_task_get_cancellable (task), on_requested, task);
}

/* The policy has changed since it was agreed to: back to the first step, with the new text. */
static gboolean
ask_consent_again (KmsRegisterFlow *self, const GError *error)
{
  if (!g_error_matches (error, KMS_ERROR, KMS_ERROR_POLICY_OUTDATED))
    return FALSE;
  g_clear_pointer (&self->agreed_version, g_free);
  kms_policy_view_load (self->policy);
  kms_assistant_open (self->assistant, KMS_REGISTER_CONSENT);
  kms_dialogs_toast_error (GTK_WIDGET (self), error);
  return TRUE;
}

static gboolean
show_form_error (KmsRegisterFlow *self, const GError *error)
{
  return ask_consent_again (self, error) || kms_user_fields_show_error (self->fields, error);
}

static const KmsRegisterStep form_step = {
  .title = N_ ("Your Data"),
  .action_label = N_ ("_Next"),
  .scrolled = TRUE,
  .create = create_form,
  .focus = focus_form,
  .apply = apply_form,
  .show_error = show_form_error,
};

/* The flow -------------------------------------------------------------------------------------- */

static const KmsRegisterStep *const steps[KMS_REGISTER_N_STEPS] = {
  [KMS_REGISTER_CONSENT] = &consent_step,
  [KMS_REGISTER_FORM] = &form_step,
  [KMS_REGISTER_CODE] = &kms_register_code_step,
  [KMS_REGISTER_CONFIRM] = &kms_register_confirm_step,
  [KMS_REGISTER_DONE] = &kms_register_done_step,
};

static KmsAssistantPage *
create_page (gpointer data)
{
  const KmsRegisterPageData *page = data;

  return kms_register_page_new (page->flow, page->step);
}

static void
end (KmsRegisterFlow *self)
{
  kms_register_flow_forget (self);
  g_signal_emit (self, signals[CANCELLED], 0);
}

static void
on_leave_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsRegisterFlow *self = KMS_REGISTER_FLOW (source);

  if (kms_dialogs_ask_finish (result) && self->assistant != NULL)
    end (self);
}

static gboolean
has_typed (KmsRegisterFlow *self)
{
  g_autoptr (KmsUserForm) form = NULL, empty = kms_user_form_new ();

  if (self->fields == NULL || self->registered != NULL)
    return FALSE;
  form = kms_user_fields_dup_form (self->fields);
  g_free (empty->language);
  empty->language = g_strdup (form->language);
  empty->news = form->news;
  return !kms_user_form_equal (form, empty);
}

static void
on_finished (KmsRegisterFlow *self)
{
  g_signal_emit (self, signals[DONE], 0, self->registered->user->login_id,
                 self->registered->password);
}

static void
kms_register_flow_dispose (GObject *object)
{
  KmsRegisterFlow *self = KMS_REGISTER_FLOW (object);

  g_cancellable_cancel (self->asking);
  if (self->assistant != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->assistant)));

  G_OBJECT_CLASS (kms_register_flow_parent_class)->dispose (object);
}

static void
kms_register_flow_finalize (GObject *object)
{
  KmsRegisterFlow *self = KMS_REGISTER_FLOW (object);

  g_clear_object (&self->remote);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->agreed_version, g_free);
  g_clear_pointer (&self->requested, kms_user_form_free);
  g_clear_pointer (&self->mailed, kms_mailed_code_free);
  g_clear_pointer (&self->proof, kms_proof_free);
  g_clear_pointer (&self->registered, kms_registered_free);

  G_OBJECT_CLASS (kms_register_flow_parent_class)->finalize (object);
}

static void
kms_register_flow_class_init (KmsRegisterFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kms_register_flow_dispose;
  object_class->finalize = kms_register_flow_finalize;

  /**
   * KmsRegisterFlow::done:
   * @login_id: the login ID
   * @password: (nullable): the new password; %NULL when what was registered stays
   *
   * The user goes on to log-in.
   */
  signals[DONE] = g_signal_new ("done", KMS_TYPE_REGISTER_FLOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  /**
   * KmsRegisterFlow::cancelled:
   *
   * The user does not want to register.
   */
  signals[CANCELLED] = g_signal_new ("cancelled", KMS_TYPE_REGISTER_FLOW, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
kms_register_flow_init (KmsRegisterFlow *self)
{
  self->asking = g_cancellable_new ();
}

/**
 * kms_register_flow_set_mailed:
 * @form: what the registration was asked for with
 * @mailed: (transfer full): the registration, whose code is on its way
 *
 * Puts it in the place of the former one, which is deleted.
 */
void
kms_register_flow_set_mailed (KmsRegisterFlow *self, const KmsUserForm *form, KmsMailedCode *mailed)
{
  KmsUserForm *requested = kms_user_form_copy (form);

  kms_register_flow_forget (self);
  self->requested = requested;
  self->mailed = mailed;
}

/**
 * kms_register_flow_forget:
 *
 * Deletes the registration under way, here and at the service.
 */
void
kms_register_flow_forget (KmsRegisterFlow *self)
{
  if (self->mailed != NULL && self->registered == NULL)
    kms_remote_register_cancel_async (self->remote, self->mailed->id, NULL, NULL, NULL);
  g_clear_pointer (&self->requested, kms_user_form_free);
  g_clear_pointer (&self->mailed, kms_mailed_code_free);
  g_clear_pointer (&self->proof, kms_proof_free);
  self->tried = FALSE;
}

/**
 * kms_register_flow_new:
 * @remote: the server to register at
 *
 * Returns: (transfer floating): the flow; kms_register_flow_start() opens its first page
 */
GtkWidget *
kms_register_flow_new (KmsRemote *remote)
{
  KmsRegisterFlow *self = g_object_new (KMS_TYPE_REGISTER_FLOW, NULL);

  self->remote = g_object_ref (remote);
  self->assistant = KMS_ASSISTANT (kms_assistant_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->assistant), GTK_WIDGET (self));
  kms_assistant_set_leave_label (self->assistant, _ ("I Do _Not Agree"));
  kms_assistant_offer_cancel (self->assistant);
  for (guint i = 0; i < KMS_REGISTER_N_STEPS; i++)
    {
      self->pages[i].flow = self;
      self->pages[i].step = steps[i];
      kms_assistant_add_page (self->assistant, _ (steps[i]->title), create_page, &self->pages[i]);
    }
  g_signal_connect_swapped (self->assistant, "left", G_CALLBACK (kms_register_flow_leave), self);
  g_signal_connect_swapped (self->assistant, "cancelled", G_CALLBACK (kms_register_flow_leave),
                            self);
  g_signal_connect_swapped (self->assistant, "finished", G_CALLBACK (on_finished), self);
  return GTK_WIDGET (self);
}

/**
 * kms_register_flow_start:
 *
 * Opens the first page; to be called when the flow is on the screen.
 */
void
kms_register_flow_start (KmsRegisterFlow *self)
{
  g_return_if_fail (KMS_IS_REGISTER_FLOW (self));

  kms_assistant_open (self->assistant, KMS_REGISTER_CONSENT);
}

/**
 * kms_register_flow_is_committing:
 *
 * Returns: whether somebody is being registered just now, so that the flow cannot be left
 */
gboolean
kms_register_flow_is_committing (KmsRegisterFlow *self)
{
  g_return_val_if_fail (KMS_IS_REGISTER_FLOW (self), FALSE);
  return kms_assistant_is_committing (self->assistant);
}

/**
 * kms_register_flow_leave:
 *
 * Ends registering ("cancelled"), with a question when something was typed.
 */
void
kms_register_flow_leave (KmsRegisterFlow *self)
{
  g_return_if_fail (KMS_IS_REGISTER_FLOW (self));

  if (kms_register_flow_is_committing (self))
    return;
  if (!has_typed (self))
    end (self);
  else
    kms_dialogs_ask_async (GTK_WIDGET (self), _ ("End Registering?"),
                           _ ("Nobody is registered yet. What you typed is deleted."),
                           _ ("_Go On Registering"), _ ("_End"), TRUE, on_leave_answered, NULL);
}
