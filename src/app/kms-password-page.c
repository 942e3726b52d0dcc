/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page that changes the password. It owns a reference to the server. */

#include "app/kms-password-page.h"

#include "app/kms-caps-lock.h"
#include "app/kms-dialogs.h"
#include "app/kms-field.h"
#include "app/kms-form-frame.h"
#include "app/kms-password-chooser.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsPasswordPage
{
  GtkWidget parent_instance;

  /* Owned */
  KmsRemote *remote;

  /* Template */
  KmsFormFrame *frame; /* NULL when the page is gone */
  KmsField *current_field;
  GtkEditable *current;
  KmsPasswordChooser *chooser;
};

enum
{
  DONE,
  CANCELLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsPasswordPage, kms_password_page, GTK_TYPE_WIDGET)

static void
show_current_fault (KmsPasswordPage *self, const char *sentence)
{
  kms_field_set_error (self->current_field, sentence, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->current));
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsPasswordPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean changed = kms_remote_change_password_finish (KMS_REMOTE (source), result, &error);

  if (self->frame == NULL)
    return;
  kms_form_frame_set_busy (self->frame, FALSE);
  if (changed)
    {
      g_autofree char *password = g_strdup (kms_password_chooser_get_password (self->chooser));

      kms_dialogs_toast (GTK_WIDGET (self), _ ("The password is changed"));
      gtk_editable_set_text (self->current, "");
      kms_password_chooser_clear (self->chooser);
      g_signal_emit (self, signals[DONE], 0, password);
    }
  else if (g_error_matches (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID))
    show_current_fault (self, _ ("This is not your current password. Capitals matter."));
  else if (!kms_password_chooser_show_error (self->chooser, error))
    kms_form_frame_show_error (self->frame, error);
}

static void
on_applied (KmsPasswordPage *self)
{
  const char *current = gtk_editable_get_text (self->current);

  if (*current == '\0')
    {
      g_autofree char *sentence = kms_words_error_code (KMS_ERROR_VALUE_MISSING);

      show_current_fault (self, sentence);
      return;
    }
  kms_password_chooser_set_login_id (self->chooser, kms_remote_get_login_id (self->remote));
  if (!kms_password_chooser_check (self->chooser))
    return;
  kms_form_frame_set_busy (self->frame, TRUE);
  kms_remote_change_password_async (self->remote, current,
                                    kms_password_chooser_get_password (self->chooser), NULL,
                                    on_changed, g_object_ref (self));
}

static void
on_current_changed (KmsPasswordPage *self)
{
  kms_field_set_error (self->current_field, NULL, NULL);
}

static gboolean
kms_password_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KMS_PASSWORD_PAGE (widget)->current));
}

static void
kms_password_page_dispose (GObject *object)
{
  KmsPasswordPage *self = KMS_PASSWORD_PAGE (object);

  /* What is under way may be done all the same: it is not given up, but nobody is told. */
  if (self->frame != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->frame)));

  G_OBJECT_CLASS (kms_password_page_parent_class)->dispose (object);
}

static void
kms_password_page_finalize (GObject *object)
{
  KmsPasswordPage *self = KMS_PASSWORD_PAGE (object);

  g_clear_object (&self->remote);

  G_OBJECT_CLASS (kms_password_page_parent_class)->finalize (object);
}

static void
kms_password_page_class_init (KmsPasswordPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_password_page_dispose;
  object_class->finalize = kms_password_page_finalize;
  widget_class->grab_focus = kms_password_page_grab_focus;

  /**
   * KmsPasswordPage::done:
   * @password: the new password
   *
   * The password is changed.
   */
  signals[DONE] = g_signal_new ("done", KMS_TYPE_PASSWORD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * KmsPasswordPage::cancelled:
   *
   * The password stays.
   */
  signals[CANCELLED] = g_signal_new ("cancelled", KMS_TYPE_PASSWORD_PAGE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_FORM_FRAME);
  g_type_ensure (KMS_TYPE_PASSWORD_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordPage, frame);
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordPage, current_field);
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordPage, current);
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordPage, chooser);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kms_password_page_init (KmsPasswordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_caps_lock_watch (self->current_field, GTK_WIDGET (self->current));
  g_signal_connect_swapped (self->frame, "applied", G_CALLBACK (on_applied), self);
  g_signal_connect_swapped (self->frame, "cancelled", G_CALLBACK (kms_password_page_leave), self);
  g_signal_connect_swapped (self->current, "changed", G_CALLBACK (on_current_changed), self);
  g_signal_connect_swapped (self->current, "activate", G_CALLBACK (gtk_widget_grab_focus),
                            self->chooser);
  g_signal_connect_swapped (self->chooser, "activated", G_CALLBACK (kms_form_frame_apply),
                            self->frame);
}

/**
 * kms_password_page_new:
 * @remote: the server, with a session
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
kms_password_page_new (KmsRemote *remote)
{
  KmsPasswordPage *self = g_object_new (KMS_TYPE_PASSWORD_PAGE, NULL);

  self->remote = g_object_ref (remote);
  kms_password_chooser_set_login_id (self->chooser, kms_remote_get_login_id (remote));
  return GTK_WIDGET (self);
}

/**
 * kms_password_page_leave:
 *
 * Leaves the page ("cancelled"); not while the password is being changed, since what is remembered must
 * follow.
 */
void
kms_password_page_leave (KmsPasswordPage *self)
{
  g_return_if_fail (KMS_IS_PASSWORD_PAGE (self));

  if (!kms_form_frame_is_busy (self->frame))
    g_signal_emit (self, signals[CANCELLED], 0);
}
