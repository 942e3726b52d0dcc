/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which server. It owns its children, a reference to what it sets, and the path of the file.
 *
 * Both buttons make the way to the address first, and say at the field what is wrong with it. Test
 * asks the server how it is; using it does not, since it may be down just now. Cancel gives it up. */

#include "app/kms-log-in-server.h"

#include "app/kms-busy-button.h"
#include "app/kms-field.h"
#include "app/kms-files.h"
#include "app/kms-wrap-layout.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsLogInServer
{
  GtkWidget parent_instance;

  /* Owned */
  KmsOnline *online;
  char *authority_file; /* NULL: those of the system */
  GCancellable *asking; /* NULL when idle */

  gboolean testing; /* what is under way is a test */

  /* Template */
  KmsField *address_field;
  GtkEditable *address;
  KmsField *authority_field;
  GtkLabel *authority;
  GtkButton *choose;
  GtkButton *remove;
  KmsStatusLine *status;
  GtkButton *cancel;
  KmsBusyButton *test;
  KmsBusyButton *use;
};

enum
{
  USED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsLogInServer, kms_log_in_server, GTK_TYPE_WIDGET)

static void
clear_news (KmsLogInServer *self)
{
  kms_field_set_error (self->address_field, NULL, NULL);
  kms_field_set_error (self->authority_field, NULL, NULL);
  kms_status_line_set (self->status, KMS_STATUS_HINT, "", NULL);
}

static void
set_authority_file (KmsLogInServer *self, const char *path)
{
  g_autofree char *shown = NULL;

  g_free (self->authority_file);
  self->authority_file = path != NULL && *path != '\0' ? g_strdup (path) : NULL;
  if (self->authority_file != NULL)
    shown = g_filename_display_basename (self->authority_file);
  gtk_label_set_label (self->authority, shown != NULL ? shown : _ ("Those of the system"));
  gtk_widget_set_visible (GTK_WIDGET (self->remove), shown != NULL);
  clear_news (self);
}

static void
set_busy (KmsLogInServer *self, gboolean busy)
{
  KmsBusyButton *button = self->testing ? self->test : self->use;

  kms_busy_button_set_busy (button, busy);
  if (!busy)
    gtk_widget_grab_focus (GTK_WIDGET (button));
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), busy);
  /* Out of the fields first: what is insensitive cannot have the focus. */
  if (busy)
    gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
  gtk_widget_set_sensitive (GTK_WIDGET (self->address_field), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->authority_field), !busy);
}

/* FALSE when nobody is there any more. */
static gboolean
end (KmsLogInServer *self)
{
  g_clear_object (&self->asking);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return FALSE;
  set_busy (self, FALSE);
  return TRUE;
}

static void
show_state (KmsLogInServer *self, const KmsServerState *state)
{
  g_autofree char *news = NULL;

  if (state->maintenance)
    /* Translators: %s is the version of the server */
    news = g_strdup_printf (_ ("A KMS server answers, version %s. It is under maintenance."),
                            state->version);
  else
    /* Translators: %s is the version of the server */
    news = g_strdup_printf (_ ("A KMS server answers, version %s."), state->version);
  kms_status_line_set (self->status, KMS_STATUS_SUCCESS, news, NULL);
}

static void
on_state (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsLogInServer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsServerState) state =
      kms_remote_get_status_finish (KMS_REMOTE (source), result, &error);

  if (!end (self))
    return;
  if (state != NULL)
    show_state (self, state);
  else
    kms_log_in_server_show_error (self, error);
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsLogInServer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRemote) remote = kms_online_reach_finish (KMS_ONLINE (source), result, &error);

  if (remote != NULL && self->testing)
    {
      kms_remote_get_status_async (remote, self->asking, on_state, g_object_ref (self));
      return;
    }
  if (!end (self))
    return;
  if (remote == NULL)
    {
      kms_log_in_server_show_error (self, error);
      return;
    }
  kms_online_use (self->online, remote, self->authority_file);
  g_signal_emit (self, signals[USED], 0);
}

static void
reach (KmsLogInServer *self, gboolean testing)
{
  if (self->asking != NULL)
    return;
  clear_news (self);
  self->testing = testing;
  self->asking = g_cancellable_new ();
  set_busy (self, TRUE);
  if (testing)
    kms_status_line_set (self->status, KMS_STATUS_HINT, _ ("Asking the server…"), NULL);
  kms_online_reach_async (self->online, gtk_editable_get_text (self->address), self->authority_file,
                          self->asking, on_reached, g_object_ref (self));
}

static void
on_test (KmsLogInServer *self)
{
  reach (self, TRUE);
}

static void
on_use (KmsLogInServer *self)
{
  reach (self, FALSE);
}

static void
on_cancel (KmsLogInServer *self)
{
  g_cancellable_cancel (self->asking);
}

static void
on_file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsLogInServer) self = user_data;
  g_autoptr (GFile) file = kms_files_choose_finish (result, NULL);

  if (file != NULL)
    set_authority_file (self, g_file_peek_path (file));
}

static void
on_choose (KmsLogInServer *self)
{
  kms_files_choose_async (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                          _ ("Choose a Certificate Authority"), NULL, on_file_chosen,
                          g_object_ref (self));
}

static void
on_remove (KmsLogInServer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->choose));
  set_authority_file (self, NULL);
}

static gboolean
kms_log_in_server_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KMS_LOG_IN_SERVER (widget)->address_field));
}

/* Out of its window: nobody waits for the answer any more, which keeps the widget until it comes. */
static void
kms_log_in_server_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_LOG_IN_SERVER (widget)->asking);

  GTK_WIDGET_CLASS (kms_log_in_server_parent_class)->unroot (widget);
}

static void
kms_log_in_server_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_log_in_server_parent_class)->dispose (object);
}

static void
kms_log_in_server_finalize (GObject *object)
{
  KmsLogInServer *self = KMS_LOG_IN_SERVER (object);

  g_clear_object (&self->online);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->authority_file, g_free);

  G_OBJECT_CLASS (kms_log_in_server_parent_class)->finalize (object);
}

static void
kms_log_in_server_class_init (KmsLogInServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_log_in_server_dispose;
  object_class->finalize = kms_log_in_server_finalize;
  widget_class->grab_focus = kms_log_in_server_grab_focus;
  widget_class->unroot = kms_log_in_server_unroot;

  /**
   * KmsLogInServer::used:
   *
   * This is the server from now on.
   */
  signals[USED] = g_signal_new ("used", KMS_TYPE_LOG_IN_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_BUSY_BUTTON);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-log-in-server.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, address_field);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, address);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, authority_field);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, authority);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, choose);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, remove);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, status);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, cancel);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, test);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInServer, use);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_log_in_server_init (KmsLogInServer *self)
{
  GtkLayoutManager *layout;

  gtk_widget_init_template (GTK_WIDGET (self));
  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  kms_status_line_make_alert (self->status);
  set_authority_file (self, NULL);

  g_signal_connect_swapped (self->address, "changed", G_CALLBACK (clear_news), self);
  g_signal_connect_swapped (self->address, "activate", G_CALLBACK (on_use), self);
  g_signal_connect_swapped (self->choose, "clicked", G_CALLBACK (on_choose), self);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (on_remove), self);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel), self);
  g_signal_connect_swapped (self->test, "clicked", G_CALLBACK (on_test), self);
  g_signal_connect_swapped (self->use, "clicked", G_CALLBACK (on_use), self);
}

/**
 * kms_log_in_server_new:
 * @online: whose server it is about
 * @action_label: the label of the button that uses it, with a mnemonic
 *
 * Returns: (transfer floating): the fields, filled in with the server there is
 */
GtkWidget *
kms_log_in_server_new (KmsOnline *online, const char *action_label)
{
  KmsLogInServer *self = g_object_new (KMS_TYPE_LOG_IN_SERVER, NULL);
  KmsSettings *settings = kms_online_get_settings (online);
  KmsRemote *remote = kms_online_get_remote (online);
  g_autofree char *url = NULL, *authority_file = NULL;

  self->online = g_object_ref (online);
  g_object_set (self->use, "text", action_label, NULL);
  url = remote != NULL ? g_strdup (kms_rest_get_url (kms_remote_get_rest (remote)))
                       : kms_settings_get_server (settings);
  authority_file = kms_settings_get_authority_file (settings);
  gtk_editable_set_text (self->address, url);
  set_authority_file (self, authority_file);
  return GTK_WIDGET (self);
}

/**
 * kms_log_in_server_show_error:
 * @error: why there is no way to the server; being cancelled is passed over in silence
 *
 * Says it at its place.
 */
void
kms_log_in_server_show_error (KmsLogInServer *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (KMS_IS_LOG_IN_SERVER (self));

  kms_status_line_set (self->status, KMS_STATUS_HINT, "", NULL);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kms_words_error (error);
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_SERVER_URL_INVALID)
      || g_error_matches (error, KMS_ERROR, KMS_ERROR_SERVER_URL_INSECURE))
    {
      kms_field_set_error (self->address_field, sentence, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->address_field));
    }
  else if (g_error_matches (error, KMS_ERROR, KMS_ERROR_AUTHORITY_INVALID))
    {
      kms_field_set_error (self->authority_field, sentence, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->choose));
    }
  else
    kms_status_line_set (self->status, KMS_STATUS_ERROR, sentence, NULL);
}
