/* SPDX-License-Identifier: GPL-3.0-or-later */

/* User information. It owns a reference to the server, the account as it is saved and as it shall be.
 *
 * States: loading → form, or failure with a way to try again. Save: the form → (somebody else was
 * faster: conflict →) the other data saved → (another address: code →) done. How it is saved is in
 * kms-user-page-save.c. */

#include "app/kms-user-page-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-user-deletion.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

enum
{
  DONE,
  CANCELLED,
  DELETED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *name;
  const char *action_label;
} stages[] = {
  [KMS_USER_STAGE_FORM] = { "form", N_ ("_Save") },
  [KMS_USER_STAGE_CODE] = { "code", N_ ("Change the _Address") },
  [KMS_USER_STAGE_CONFLICT] = { "conflict", N_ ("_Save") },
};

G_DEFINE_FINAL_TYPE (KmsUserPage, kms_user_page, GTK_TYPE_WIDGET)

static void
show_user (KmsUserPage *self)
{
  gtk_editable_set_text (self->login_id, self->base->login_id);
  kms_user_fields_set_form (self->fields, self->base->form);
  kms_user_fields_set_registered_email (self->fields, self->base->form->email);
  gtk_stack_set_visible_child_name (self->stack, "form");
  kms_user_page_show_stage (self, KMS_USER_STAGE_FORM);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsUserPage) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsUser *user = kms_remote_get_user_finish (KMS_REMOTE (source), result, &error);

  if (self->stack == NULL || user == NULL)
    {
      if (self->stack != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *sentence = kms_words_error (error);

          adw_status_page_set_description (self->failure, sentence);
          gtk_stack_set_visible_child_name (self->stack, "failure");
          gtk_widget_grab_focus (GTK_WIDGET (self->retry));
        }
      kms_user_free (user);
      return;
    }
  kms_user_free (self->base);
  self->base = user;
  show_user (self);
}

static void
on_applied (KmsUserPage *self)
{
  switch (self->stage)
    {
    case KMS_USER_STAGE_CODE:
      kms_user_page_prove_address (self);
      break;
    case KMS_USER_STAGE_CONFLICT:
      kms_user_page_save_choice (self);
      break;
    case KMS_USER_STAGE_FORM:
    default:
      kms_user_page_save (self);
    }
}

/* In the conflict it is the way back to the form, which is as it was. */
static void
on_cancelled (KmsUserPage *self)
{
  if (self->stage == KMS_USER_STAGE_CONFLICT)
    kms_user_page_show_stage (self, KMS_USER_STAGE_FORM);
  else if (self->stage == KMS_USER_STAGE_CODE)
    kms_user_page_finish (self, _ ("Saved; the e-mail address stays as it was"));
  else
    kms_user_page_leave (self);
}

static void
on_deleted (KmsUserPage *self)
{
  g_signal_emit (self, signals[DELETED], 0);
}

static void
on_delete_clicked (KmsUserPage *self)
{
  KmsUserDeletion *deletion =
      kms_user_deletion_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->remote);

  g_signal_connect_object (deletion, "deleted", G_CALLBACK (on_deleted), self, G_CONNECT_SWAPPED);
}

static void
on_login_id_changed (KmsUserPage *self)
{
  kms_field_set_error (self->login_id_field, NULL, NULL);
}

static gboolean
is_changed (KmsUserPage *self)
{
  g_autoptr (KmsUserForm) form = NULL;

  if (self->base == NULL)
    return FALSE;
  form = kms_user_fields_dup_form (self->fields);
  return !kms_user_form_equal (form, self->base->form)
         || !g_str_equal (gtk_editable_get_text (self->login_id), self->base->login_id);
}

static void
on_leave_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (kms_dialogs_ask_finish (result))
    g_signal_emit (source, signals[CANCELLED], 0);
}

static void
kms_user_page_dispose (GObject *object)
{
  KmsUserPage *self = KMS_USER_PAGE (object);

  g_cancellable_cancel (self->loading);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->stack)));

  G_OBJECT_CLASS (kms_user_page_parent_class)->dispose (object);
}

static void
kms_user_page_finalize (GObject *object)
{
  KmsUserPage *self = KMS_USER_PAGE (object);

  g_clear_object (&self->remote);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->base, kms_user_free);
  g_clear_pointer (&self->wanted, kms_user_free);
  g_clear_pointer (&self->mailed, kms_mailed_code_free);
  g_clear_pointer (&self->proof, kms_proof_free);

  G_OBJECT_CLASS (kms_user_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-user-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, failure);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, retry);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, frame);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, stages);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, login_id_field);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, login_id);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, fields);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, delete_account);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, code);
  gtk_widget_class_bind_template_child (widget_class, KmsUserPage, conflict_bin);
}

static void
kms_user_page_class_init (KmsUserPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_user_page_dispose;
  object_class->finalize = kms_user_page_finalize;

  /**
   * KmsUserPage::done:
   * @login_id: the login ID, maybe a new one
   *
   * What was wanted is saved.
   */
  signals[DONE] = g_signal_new ("done", KMS_TYPE_USER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * KmsUserPage::cancelled:
   *
   * The user leaves without saving.
   */
  signals[CANCELLED] = g_signal_new ("cancelled", KMS_TYPE_USER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  /**
   * KmsUserPage::deleted:
   *
   * The account is gone, and with it the session.
   */
  signals[DELETED] = g_signal_new ("deleted", KMS_TYPE_USER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_FORM_FRAME);
  g_type_ensure (KMS_TYPE_USER_FIELDS);
  g_type_ensure (KMS_TYPE_CODE_ENTRY);
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kms_user_page_init (KmsUserPage *self)
{
  self->loading = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->retry, "clicked", G_CALLBACK (kms_user_page_load), self);
  g_signal_connect_swapped (self->frame, "applied", G_CALLBACK (on_applied), self);
  g_signal_connect_swapped (self->frame, "cancelled", G_CALLBACK (on_cancelled), self);
  g_signal_connect_swapped (self->delete_account, "clicked", G_CALLBACK (on_delete_clicked), self);
  g_signal_connect_swapped (self->login_id, "changed", G_CALLBACK (on_login_id_changed), self);
  g_signal_connect_swapped (self->login_id, "activate", G_CALLBACK (gtk_widget_grab_focus),
                            self->fields);
  g_signal_connect_swapped (self->code, "activated", G_CALLBACK (kms_form_frame_apply),
                            self->frame);
  g_signal_connect_swapped (self->code, "another-wanted", G_CALLBACK (kms_user_page_change_address),
                            self);
}

/**
 * kms_user_page_new:
 * @remote: the server, with a session
 *
 * Returns: (transfer floating): the page; kms_user_page_load() fills it
 */
GtkWidget *
kms_user_page_new (KmsRemote *remote)
{
  KmsUserPage *self = g_object_new (KMS_TYPE_USER_PAGE, NULL);

  self->remote = g_object_ref (remote);
  return GTK_WIDGET (self);
}

/**
 * kms_user_page_load:
 *
 * Fetches the account; to be called when the page is shown.
 */
void
kms_user_page_load (KmsUserPage *self)
{
  g_return_if_fail (KMS_IS_USER_PAGE (self));

  gtk_stack_set_visible_child_name (self->stack, "loading");
  kms_remote_get_user_async (self->remote, self->loading, on_loaded, g_object_ref (self));
}

/**
 * kms_user_page_refresh:
 *
 * The server is back: fetches the account when that has failed before.
 */
void
kms_user_page_refresh (KmsUserPage *self)
{
  g_return_if_fail (KMS_IS_USER_PAGE (self));

  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "failure"))
    kms_user_page_load (self);
}

/**
 * kms_user_page_leave:
 *
 * Leaves the page ("cancelled"), with a question when something was changed and not saved; not while it
 * is being saved.
 */
void
kms_user_page_leave (KmsUserPage *self)
{
  g_return_if_fail (KMS_IS_USER_PAGE (self));

  if (kms_form_frame_is_busy (self->frame))
    return;
  if (is_changed (self))
    kms_dialogs_ask_async (GTK_WIDGET (self), _ ("Discard the Changes?"),
                           _ ("What you changed is not saved."), _ ("_Stay Here"), _ ("_Discard"),
                           TRUE, on_leave_answered, NULL);
  else
    g_signal_emit (self, signals[CANCELLED], 0);
}

/**
 * kms_user_page_show_stage:
 * @stage: what the frame shows
 *
 * Shows it, with its action and the focus where work goes on.
 */
void
kms_user_page_show_stage (KmsUserPage *self, KmsUserStage stage)
{
  GtkWidget *focus[] = {
    [KMS_USER_STAGE_FORM] = GTK_WIDGET (self->login_id),
    [KMS_USER_STAGE_CODE] = GTK_WIDGET (self->code),
    [KMS_USER_STAGE_CONFLICT] = GTK_WIDGET (self->conflict),
  };

  self->stage = stage;
  gtk_stack_set_visible_child_name (self->stages, stages[stage].name);
  kms_form_frame_set_action_label (self->frame, _ (stages[stage].action_label));
  gtk_widget_grab_focus (focus[stage]);
}

/**
 * kms_user_page_finish:
 * @news: what has come of it
 *
 * Ends with what is saved ("done").
 */
void
kms_user_page_finish (KmsUserPage *self, const char *news)
{
  kms_dialogs_toast (GTK_WIDGET (self), news);
  g_signal_emit (self, signals[DONE], 0, self->base->login_id);
}
