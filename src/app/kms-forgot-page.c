/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new password by a mailed code. It owns its children, a reference to what it speaks with, and the
 * code that is on its way.
 *
 * States: login ID → (Send a Code) code and password → (Set the Password) "changed". Back gives up
 * what is under way; what goes wrong is said at its place. */

#include "app/kms-forgot-page.h"

#include "app/kms-busy-button.h"
#include "app/kms-code-entry.h"
#include "app/kms-field.h"
#include "app/kms-password-chooser.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsForgotPage
{
  AdwBin parent_instance;

  /* Owned */
  KmsOnline *online;
  KmsMailedCode *mailed; /* NULL before the first */
  GCancellable *asking;  /* NULL when idle */

  /* Template */
  GtkStack *stack;
  KmsField *login_id_field;
  GtkEditable *login_id;
  KmsCodeEntry *code;
  KmsPasswordChooser *password;
  KmsStatusLine *status;
  GtkButton *back;
  KmsBusyButton *action;
};

enum
{
  CHANGED,
  LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsForgotPage, kms_forgot_page, ADW_TYPE_BIN)

static gboolean
is_at_code (KmsForgotPage *self)
{
  return g_str_equal (gtk_stack_get_visible_child_name (self->stack), "code");
}

static void
set_step (KmsForgotPage *self, gboolean code)
{
  gtk_stack_set_visible_child_name (self->stack, code ? "code" : "login-id");
  g_object_set (self->action, "text", code ? _ ("_Set the Password") : _ ("_Send a Code"), NULL);
  kms_status_line_set (self->status, KMS_STATUS_HINT, "", NULL);
}

static GCancellable *
begin (KmsForgotPage *self)
{
  kms_status_line_set (self->status, KMS_STATUS_HINT, "", NULL);
  self->asking = g_cancellable_new ();
  /* Out of the fields first: what is insensitive cannot have the focus. */
  gtk_widget_grab_focus (GTK_WIDGET (self->action));
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), FALSE);
  kms_busy_button_set_busy (self->action, TRUE);
  return self->asking;
}

/* FALSE when nobody is there any more. */
static gboolean
end (KmsForgotPage *self)
{
  g_clear_object (&self->asking);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), TRUE);
  kms_busy_button_set_busy (self->action, FALSE);
  return TRUE;
}

static void
show_error (KmsForgotPage *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (is_at_code (self)
      && (kms_code_entry_show_error (self->code, error)
          || kms_password_chooser_show_error (self->password, error)))
    return;
  sentence = kms_words_error (error);
  if (!is_at_code (self) && g_error_matches (error, KMS_ERROR, KMS_ERROR_LOGIN_ID_INVALID))
    {
      kms_field_set_error (self->login_id_field, sentence, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->login_id_field));
    }
  else
    {
      kms_status_line_set (self->status, KMS_STATUS_ERROR, sentence, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->action));
    }
}

static void
on_mailed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsForgotPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsMailedCode) mailed =
      kms_remote_request_password_code_finish (KMS_REMOTE (source), result, &error);

  if (!end (self))
    return;
  if (mailed == NULL)
    {
      show_error (self, error);
      return;
    }
  g_clear_pointer (&self->mailed, kms_mailed_code_free);
  self->mailed = g_steal_pointer (&mailed);
  set_step (self, TRUE);
  kms_code_entry_mailed (self->code, NULL, self->mailed->expires_at);
  kms_password_chooser_set_login_id (self->password, gtk_editable_get_text (self->login_id));
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
ask_for_code (KmsForgotPage *self)
{
  const char *login_id = gtk_editable_get_text (self->login_id);

  if (self->asking != NULL)
    return;
  if (*login_id == '\0')
    {
      g_autofree char *sentence = kms_words_error_code (KMS_ERROR_VALUE_MISSING);

      kms_field_set_error (self->login_id_field, sentence, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->login_id_field));
      return;
    }
  kms_remote_request_password_code_async (kms_online_get_remote (self->online), login_id,
                                          begin (self), on_mailed, g_object_ref (self));
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsForgotPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean changed = kms_remote_use_password_code_finish (KMS_REMOTE (source), result, &error);

  if (changed)
    kms_online_set_password (self->online, gtk_editable_get_text (self->login_id), NULL);
  if (!end (self))
    return;
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
  else
    show_error (self, error);
}

static void
use_code (KmsForgotPage *self)
{
  g_autofree char *code = NULL;

  if (self->asking != NULL)
    return;
  code = kms_code_entry_read (self->code);
  if (code == NULL || !kms_password_chooser_check (self->password))
    return;
  kms_remote_use_password_code_async (kms_online_get_remote (self->online), self->mailed->id, code,
                                      kms_password_chooser_get_password (self->password),
                                      begin (self), on_changed, g_object_ref (self));
}

static void
on_action (KmsForgotPage *self)
{
  if (is_at_code (self))
    use_code (self);
  else
    ask_for_code (self);
}

static void
on_back (KmsForgotPage *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  else if (is_at_code (self))
    {
      set_step (self, FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (self->login_id_field));
    }
  else
    g_signal_emit (self, signals[LEFT], 0);
}

/* Codes that were mailed were for somebody else. */
static void
on_login_id_changed (KmsForgotPage *self)
{
  kms_field_set_error (self->login_id_field, NULL, NULL);
  kms_code_entry_forget (self->code);
}

/* Out of its window: nobody waits for the answer any more, which keeps the page until it comes. */
static void
kms_forgot_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_FORGOT_PAGE (widget)->asking);

  GTK_WIDGET_CLASS (kms_forgot_page_parent_class)->unroot (widget);
}

static void
kms_forgot_page_finalize (GObject *object)
{
  KmsForgotPage *self = KMS_FORGOT_PAGE (object);

  g_clear_object (&self->online);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->mailed, kms_mailed_code_free);

  G_OBJECT_CLASS (kms_forgot_page_parent_class)->finalize (object);
}

static void
kms_forgot_page_class_init (KmsForgotPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = kms_forgot_page_finalize;
  widget_class->unroot = kms_forgot_page_unroot;

  /**
   * KmsForgotPage::changed:
   *
   * The new password is set.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_FORGOT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  /**
   * KmsForgotPage::left:
   *
   * Back was pressed on the first step.
   */
  signals[LEFT] = g_signal_new ("left", KMS_TYPE_FORGOT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_CODE_ENTRY);
  g_type_ensure (KMS_TYPE_PASSWORD_CHOOSER);
  g_type_ensure (KMS_TYPE_BUSY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-forgot-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, login_id_field);
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, login_id);
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, code);
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, password);
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, status);
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, back);
  gtk_widget_class_bind_template_child (widget_class, KmsForgotPage, action);
}

static void
kms_forgot_page_init (KmsForgotPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_status_line_make_alert (self->status);

  g_signal_connect_swapped (self->login_id, "changed", G_CALLBACK (on_login_id_changed), self);
  g_signal_connect_swapped (self->login_id, "activate", G_CALLBACK (ask_for_code), self);
  g_signal_connect_swapped (self->code, "another-wanted", G_CALLBACK (ask_for_code), self);
  g_signal_connect_swapped (self->code, "activated", G_CALLBACK (gtk_widget_grab_focus),
                            self->password);
  g_signal_connect_swapped (self->password, "activated", G_CALLBACK (use_code), self);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back), self);
  g_signal_connect_swapped (self->action, "clicked", G_CALLBACK (on_action), self);
}

/**
 * kms_forgot_page_new:
 * @online: where the password is for
 * @login_id: what to fill in
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
kms_forgot_page_new (KmsOnline *online, const char *login_id)
{
  KmsForgotPage *self = g_object_new (KMS_TYPE_FORGOT_PAGE, NULL);

  self->online = g_object_ref (online);
  gtk_editable_set_text (self->login_id, login_id);
  return GTK_WIDGET (self);
}

/**
 * kms_forgot_page_start:
 *
 * Puts the focus where work goes on; to be called when the page is shown.
 */
void
kms_forgot_page_start (KmsForgotPage *self)
{
  g_return_if_fail (KMS_IS_FORGOT_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->login_id_field));
}
