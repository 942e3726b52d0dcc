/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Deleting the account, in a window before the one that asks. It owns a reference to the server. */

#include "app/kms-user-deletion.h"

#include "app/kms-caps-lock.h"
#include "app/kms-dialogs.h"
#include "app/kms-field.h"
#include "app/kms-form-frame.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsUserDeletion
{
  AdwWindow parent_instance;

  KmsRemote *remote; /* owned */

  /* Template */
  KmsFormFrame *frame;
  KmsField *field;
  GtkEditable *password;
};

enum
{
  DELETED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsUserDeletion, kms_user_deletion, ADW_TYPE_WINDOW)

static void
show_fault (KmsUserDeletion *self, const char *sentence)
{
  kms_field_set_error (self->field, sentence, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsUserDeletion) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean deleted = kms_remote_delete_account_finish (KMS_REMOTE (source), result, &error);

  if (deleted)
    {
      g_signal_emit (self, signals[DELETED], 0);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  kms_form_frame_set_busy (self->frame, FALSE);
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID))
    show_fault (self, _ ("This is not your current password. Capitals matter."));
  else
    kms_form_frame_show_error (self->frame, error);
}

static void
on_applied (KmsUserDeletion *self)
{
  const char *password = gtk_editable_get_text (self->password);

  if (*password == '\0')
    {
      g_autofree char *sentence = kms_words_error_code (KMS_ERROR_VALUE_MISSING);

      show_fault (self, sentence);
      return;
    }
  kms_form_frame_set_busy (self->frame, TRUE);
  kms_remote_delete_account_async (self->remote, password, NULL, on_deleted, g_object_ref (self));
}

static void
on_changed (KmsUserDeletion *self)
{
  kms_field_set_error (self->field, NULL, NULL);
}

/* The answer is waited for: the account may be gone already. */
static gboolean
kms_user_deletion_close_request (GtkWindow *window)
{
  if (kms_form_frame_is_busy (KMS_USER_DELETION (window)->frame))
    return TRUE;
  return GTK_WINDOW_CLASS (kms_user_deletion_parent_class)->close_request (window);
}

static void
kms_user_deletion_finalize (GObject *object)
{
  KmsUserDeletion *self = KMS_USER_DELETION (object);

  g_clear_object (&self->remote);

  G_OBJECT_CLASS (kms_user_deletion_parent_class)->finalize (object);
}

static void
kms_user_deletion_class_init (KmsUserDeletionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = kms_user_deletion_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = kms_user_deletion_close_request;

  /**
   * KmsUserDeletion::deleted:
   *
   * The account is gone, and with it the session.
   */
  signals[DELETED] = g_signal_new ("deleted", KMS_TYPE_USER_DELETION, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_FORM_FRAME);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-user-deletion.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsUserDeletion, frame);
  gtk_widget_class_bind_template_child (widget_class, KmsUserDeletion, field);
  gtk_widget_class_bind_template_child (widget_class, KmsUserDeletion, password);
}

static void
kms_user_deletion_init (KmsUserDeletion *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_form_frame_make_destructive (self->frame);
  kms_caps_lock_watch (self->field, GTK_WIDGET (self->password));
  g_signal_connect_swapped (self->frame, "applied", G_CALLBACK (on_applied), self);
  g_signal_connect_swapped (self->frame, "cancelled", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (self->password, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->password, "activate", G_CALLBACK (kms_form_frame_apply),
                            self->frame);
}

/**
 * kms_user_deletion_new:
 * @parent: the window that asks
 * @remote: the server, with a session
 *
 * Returns: (transfer none): the window, which is on the screen
 */
KmsUserDeletion *
kms_user_deletion_new (GtkWindow *parent, KmsRemote *remote)
{
  KmsUserDeletion *self = g_object_new (KMS_TYPE_USER_DELETION, "transient-for", parent, NULL);

  self->remote = g_object_ref (remote);
  kms_dialogs_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  return self;
}
