/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging in. It owns its children and a reference to what it logs in at.
 *
 * States: idle → (Log In) busy → either "logged-in" and idle again, with no password in its field,
 * or the reason stands at its place. Cancel gives it up. */

#include "app/kms-log-in-form.h"

#include "app/kms-busy-button.h"
#include "app/kms-caps-lock.h"
#include "app/kms-field.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsLogInForm
{
  GtkWidget parent_instance;

  KmsOnline *online;        /* owned; NULL: before it is set, or a service is */
  KmsService *service;      /* owned; NULL: the server of @online */
  GCancellable *logging_in; /* owned; NULL when idle */

  /* Template */
  KmsField *login_id_field;
  GtkEditable *login_id;
  KmsField *password_field;
  GtkEditable *password;
  GtkCheckButton *remember;
  KmsStatusLine *status;
  GtkButton *cancel;
  KmsBusyButton *log_in;
};

enum
{
  LOGGED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsLogInForm, kms_log_in_form, GTK_TYPE_WIDGET)

static void
set_busy (KmsLogInForm *self, gboolean busy)
{
  if (!busy)
    gtk_widget_grab_focus (GTK_WIDGET (self->log_in));
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), busy);
  /* Out of the fields first: what is insensitive cannot have the focus. */
  if (busy)
    gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
  gtk_widget_set_sensitive (GTK_WIDGET (self->login_id_field), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->password_field), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remember), !busy);
  kms_busy_button_set_busy (self->log_in, busy);
}

static void
clear_errors (KmsLogInForm *self)
{
  kms_field_set_error (self->login_id_field, NULL, NULL);
  kms_field_set_error (self->password_field, NULL, NULL);
  kms_status_line_set (self->status, KMS_STATUS_HINT, "", NULL);
}

/* FALSE when something is missing; it is said, and the focus is there. */
static gboolean
check_fields (KmsLogInForm *self)
{
  const struct
  {
    KmsField *field;
    GtkEditable *entry;
  } fields[] = { { self->password_field, self->password },
                 { self->login_id_field, self->login_id } };
  g_autofree char *sentence = kms_words_error_code (KMS_ERROR_VALUE_MISSING);
  gboolean complete = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (*gtk_editable_get_text (fields[i].entry) == '\0')
      {
        kms_field_set_error (fields[i].field, sentence, NULL);
        gtk_widget_grab_focus (GTK_WIDGET (fields[i].field));
        complete = FALSE;
      }
  return complete;
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsLogInForm) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean logged_in = KMS_IS_ONLINE (source)
                           ? kms_online_log_in_finish (KMS_ONLINE (source), result, &error)
                           : kms_service_log_in_finish (KMS_SERVICE (source), result, &error);

  g_clear_object (&self->logging_in);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL) /* the form is gone */
    return;
  set_busy (self, FALSE);
  if (logged_in)
    {
      gtk_editable_set_text (self->password, "");
      g_signal_emit (self, signals[LOGGED_IN], 0);
    }
  else
    kms_log_in_form_show_error (self, error);
}

static void
on_log_in (KmsLogInForm *self)
{
  if (self->logging_in != NULL)
    return;
  clear_errors (self);
  if (!check_fields (self))
    return;
  self->logging_in = g_cancellable_new ();
  set_busy (self, TRUE);
  if (self->service != NULL)
    kms_service_log_in_async (self->service, gtk_editable_get_text (self->login_id),
                              gtk_editable_get_text (self->password), self->logging_in,
                              on_logged_in, g_object_ref (self));
  else
    kms_online_log_in_async (self->online, gtk_editable_get_text (self->login_id),
                             gtk_editable_get_text (self->password),
                             gtk_check_button_get_active (self->remember), self->logging_in,
                             on_logged_in, g_object_ref (self));
}

static void
on_login_id_activated (KmsLogInForm *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_cancel (KmsLogInForm *self)
{
  g_cancellable_cancel (self->logging_in);
}

static void
on_login_id_changed (KmsLogInForm *self)
{
  kms_field_set_error (self->login_id_field, NULL, NULL);
}

static void
on_password_changed (KmsLogInForm *self)
{
  kms_field_set_error (self->password_field, NULL, NULL);
}

static gboolean
kms_log_in_form_grab_focus (GtkWidget *widget)
{
  KmsLogInForm *self = KMS_LOG_IN_FORM (widget);
  gboolean known = *gtk_editable_get_text (self->login_id) != '\0';

  return gtk_widget_grab_focus (GTK_WIDGET (known ? self->password : self->login_id));
}

/* Out of its window: nobody waits for the answer any more, which keeps the form until it comes. */
static void
kms_log_in_form_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_LOG_IN_FORM (widget)->logging_in);

  GTK_WIDGET_CLASS (kms_log_in_form_parent_class)->unroot (widget);
}

static void
kms_log_in_form_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_log_in_form_parent_class)->dispose (object);
}

static void
kms_log_in_form_finalize (GObject *object)
{
  KmsLogInForm *self = KMS_LOG_IN_FORM (object);

  g_clear_object (&self->online);
  g_clear_object (&self->service);
  g_clear_object (&self->logging_in);

  G_OBJECT_CLASS (kms_log_in_form_parent_class)->finalize (object);
}

static void
kms_log_in_form_class_init (KmsLogInFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_log_in_form_dispose;
  object_class->finalize = kms_log_in_form_finalize;
  widget_class->grab_focus = kms_log_in_form_grab_focus;
  widget_class->unroot = kms_log_in_form_unroot;

  /**
   * KmsLogInForm::logged-in:
   *
   * There is a session.
   */
  signals[LOGGED_IN] = g_signal_new ("logged-in", KMS_TYPE_LOG_IN_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_BUSY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-log-in-form.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, login_id_field);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, login_id);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, password_field);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, password);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, remember);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, status);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, cancel);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInForm, log_in);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_log_in_form_init (KmsLogInForm *self)
{
  GtkLayoutManager *layout;

  gtk_widget_init_template (GTK_WIDGET (self));
  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  kms_status_line_make_alert (self->status);
  kms_caps_lock_watch (self->password_field, GTK_WIDGET (self->password));

  g_signal_connect_swapped (self->login_id, "changed", G_CALLBACK (on_login_id_changed), self);
  g_signal_connect_swapped (self->password, "changed", G_CALLBACK (on_password_changed), self);
  g_signal_connect_swapped (self->login_id, "activate", G_CALLBACK (on_login_id_activated), self);
  g_signal_connect_swapped (self->password, "activate", G_CALLBACK (on_log_in), self);
  g_signal_connect_swapped (self->log_in, "clicked", G_CALLBACK (on_log_in), self);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel), self);
}

/**
 * kms_log_in_form_set_online:
 * @online: where somebody logs in
 */
void
kms_log_in_form_set_online (KmsLogInForm *self, KmsOnline *online)
{
  g_return_if_fail (KMS_IS_LOG_IN_FORM (self));

  g_set_object (&self->online, online);
  kms_log_in_form_fill_in (self);
}

/**
 * kms_log_in_form_set_service:
 * @service: where somebody logs in again; nothing is remembered of it
 */
void
kms_log_in_form_set_service (KmsLogInForm *self, KmsService *service)
{
  const char *login_id = kms_service_get_login_id (service);

  g_return_if_fail (KMS_IS_LOG_IN_FORM (self));

  g_set_object (&self->service, service);
  gtk_editable_set_text (self->login_id, login_id != NULL ? login_id : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remember), FALSE);
}

/**
 * kms_log_in_form_fill_in:
 *
 * Fills in what is remembered.
 */
void
kms_log_in_form_fill_in (KmsLogInForm *self)
{
  g_autofree char *login_id = NULL;
  const char *password;

  g_return_if_fail (KMS_IS_LOG_IN_FORM (self));

  login_id = kms_online_dup_login_id (self->online);
  password = kms_online_get_password (self->online);
  gtk_editable_set_text (self->login_id, login_id);
  gtk_editable_set_text (self->password, password != NULL ? password : "");
  gtk_check_button_set_active (self->remember, password != NULL);
  clear_errors (self);
}

/**
 * kms_log_in_form_fix_login_id:
 *
 * Nobody else shall log in here: the login ID cannot be changed.
 */
void
kms_log_in_form_fix_login_id (KmsLogInForm *self)
{
  g_return_if_fail (KMS_IS_LOG_IN_FORM (self));

  gtk_editable_set_editable (self->login_id, FALSE);
}

/**
 * kms_log_in_form_get_login_id:
 *
 * Returns: (transfer none): the login ID as typed so far
 */
const char *
kms_log_in_form_get_login_id (KmsLogInForm *self)
{
  g_return_val_if_fail (KMS_IS_LOG_IN_FORM (self), NULL);
  return gtk_editable_get_text (self->login_id);
}

/**
 * kms_log_in_form_show_error:
 * @error: why there is no session; being cancelled is passed over in silence
 *
 * Says it at its place, and puts the focus where it is mended.
 */
void
kms_log_in_form_show_error (KmsLogInForm *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (KMS_IS_LOG_IN_FORM (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kms_words_error (error);
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID))
    kms_field_set_error (self->password_field, sentence, NULL);
  else
    kms_status_line_set (self->status, KMS_STATUS_ERROR, sentence, NULL);
}
