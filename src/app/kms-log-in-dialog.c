/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging in again. The dialog owns its children; closing it without a session is giving up. */

#include "app/kms-log-in-dialog.h"

#include "app/kms-log-in-form.h"

#include <glib/gi18n.h>

struct _KmsLogInDialog
{
  AdwWindow parent_instance;

  gboolean logged_in;

  /* Template */
  KmsLogInForm *form;
  GtkButton *give_up;
  GtkLabel *give_up_label;
  GtkLabel *note;
};

enum
{
  GIVEN_UP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsLogInDialog, kms_log_in_dialog, ADW_TYPE_WINDOW)

static void
on_logged_in (KmsLogInDialog *self)
{
  self->logged_in = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
kms_log_in_dialog_close_request (GtkWindow *window)
{
  KmsLogInDialog *self = KMS_LOG_IN_DIALOG (window);

  if (!self->logged_in)
    g_signal_emit (self, signals[GIVEN_UP], 0);
  return GTK_WINDOW_CLASS (kms_log_in_dialog_parent_class)->close_request (window);
}

static void
kms_log_in_dialog_class_init (KmsLogInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_WINDOW_CLASS (klass)->close_request = kms_log_in_dialog_close_request;

  /**
   * KmsLogInDialog::given-up:
   *
   * Nobody will log in.
   */
  signals[GIVEN_UP] = g_signal_new ("given-up", KMS_TYPE_LOG_IN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_LOG_IN_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-log-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsLogInDialog, form);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInDialog, give_up);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInDialog, give_up_label);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInDialog, note);
}

static void
kms_log_in_dialog_init (KmsLogInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->form, "logged-in", G_CALLBACK (on_logged_in), self);
  g_signal_connect_swapped (self->give_up, "clicked", G_CALLBACK (gtk_window_close), self);
}

/**
 * kms_log_in_dialog_new:
 * @parent: the window whose work waits
 * @online: (nullable): the server of this person, when the session there has ended
 * @service: where the session has ended otherwise
 * @has_draft: whether what is open is kept as a draft when nobody logs in
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
kms_log_in_dialog_new (GtkWindow *parent,
                       KmsOnline *online,
                       KmsService *service,
                       gboolean has_draft)
{
  /* In the application, whose keys hold here, too. */
  KmsLogInDialog *self = g_object_new (KMS_TYPE_LOG_IN_DIALOG, "transient-for", parent,
                                       "application", gtk_window_get_application (parent), NULL);

  gtk_label_set_label (self->give_up_label, has_draft ? _ ("_Keep the Work as a Draft and Leave")
                                                      : _ ("_Leave the Page"));
  if (online != NULL)
    kms_log_in_form_set_online (self->form, online);
  else
    kms_log_in_form_set_service (self->form, service);
  kms_log_in_form_fix_login_id (self->form);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  return GTK_WIDGET (self);
}

/**
 * kms_log_in_dialog_set_note:
 * @note: what somebody needs to know who logs in here
 */
void
kms_log_in_dialog_set_note (KmsLogInDialog *self, const char *note)
{
  g_return_if_fail (KMS_IS_LOG_IN_DIALOG (self));

  gtk_label_set_label (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), TRUE);
}
