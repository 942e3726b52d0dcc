/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log-in page. It owns its children and a reference to what they log in at.
 *
 * States: opening, as long as it is not known whether what is remembered is enough → the address, as
 * long as no server is known → log in. */

#include "app/kms-log-in-page.h"

#include "app/kms-log-in-form.h"
#include "app/kms-log-in-server.h"
#include "app/kms-news.h"
#include "app/kms-wrap-layout.h"

#include <glib/gi18n.h>

struct _KmsLogInPage
{
  AdwBin parent_instance;

  /* Owned */
  KmsOnline *online;
  GCancellable *opening; /* NULL when it is known how it stands */

  /* Template */
  KmsNews *news;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkButton *cancel;
  AdwBin *server_place;
  GtkLabel *server;
  KmsLogInForm *form;
};

enum
{
  LOGGED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsLogInPage, kms_log_in_page, ADW_TYPE_BIN)

static void
on_logged_in (KmsLogInPage *self)
{
  g_signal_emit (self, signals[LOGGED_IN], 0);
}

/* The address of the server, or logging in there; the focus goes where work goes on. */
static void
show_step (KmsLogInPage *self)
{
  KmsRemote *remote = kms_online_get_remote (self->online);
  const char *step = remote != NULL ? "log-in" : "server";

  if (remote != NULL)
    gtk_label_set_label (self->server, kms_rest_get_url (kms_remote_get_rest (remote)));
  if (self->opening != NULL)
    step = "opening";
  gtk_stack_set_visible_child_name (self->stack, step);
  gtk_spinner_set_spinning (self->spinner, self->opening != NULL);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (self->opening != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
  else if (remote != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->form));
  else
    gtk_widget_grab_focus (adw_bin_get_child (self->server_place));
}

/* Another server, or the first. */
static void
on_remote_changed (KmsLogInPage *self)
{
  kms_log_in_form_fill_in (self->form);
  show_step (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsLogInPage) self = user_data;
  KmsOnline *online = KMS_ONLINE (source);
  g_autoptr (GError) error = NULL;
  gboolean opened = kms_online_open_finish (online, result, &error);
  KmsRemote *remote = kms_online_get_remote (online);

  g_clear_object (&self->opening);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (opened && remote != NULL && kms_remote_is_logged_in (remote))
    {
      g_signal_emit (self, signals[LOGGED_IN], 0);
      return;
    }
  kms_log_in_form_fill_in (self->form);
  show_step (self);
  if (opened)
    return;
  if (remote != NULL)
    kms_log_in_form_show_error (self->form, error);
  else
    kms_log_in_server_show_error (KMS_LOG_IN_SERVER (adw_bin_get_child (self->server_place)),
                                  error);
}

static void
on_cancel (KmsLogInPage *self)
{
  g_cancellable_cancel (self->opening);
}

/* Out of its window: nobody waits for the answer any more, which keeps the page until it comes. */
static void
kms_log_in_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_LOG_IN_PAGE (widget)->opening);

  GTK_WIDGET_CLASS (kms_log_in_page_parent_class)->unroot (widget);
}

static void
kms_log_in_page_dispose (GObject *object)
{
  KmsLogInPage *self = KMS_LOG_IN_PAGE (object);

  g_clear_object (&self->online);
  g_clear_object (&self->opening);

  G_OBJECT_CLASS (kms_log_in_page_parent_class)->dispose (object);
}

static void
kms_log_in_page_class_init (KmsLogInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_log_in_page_dispose;
  widget_class->unroot = kms_log_in_page_unroot;

  /**
   * KmsLogInPage::logged-in:
   *
   * There is a session.
   */
  signals[LOGGED_IN] = g_signal_new ("logged-in", KMS_TYPE_LOG_IN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_NEWS);
  g_type_ensure (KMS_TYPE_LOG_IN_FORM);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-log-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsLogInPage, news);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInPage, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInPage, server_place);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInPage, server);
  gtk_widget_class_bind_template_child (widget_class, KmsLogInPage, form);
}

static void
kms_log_in_page_init (KmsLogInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->form, "logged-in", G_CALLBACK (on_logged_in), self);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel), self);
}

/**
 * kms_log_in_page_new:
 * @online: where somebody logs in
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
kms_log_in_page_new (KmsOnline *online)
{
  KmsLogInPage *self = g_object_new (KMS_TYPE_LOG_IN_PAGE, NULL);

  self->online = g_object_ref (online);
  kms_news_set_online (self->news, online);
  kms_log_in_form_set_online (self->form, online);
  adw_bin_set_child (self->server_place, kms_log_in_server_new (online, _ ("_Continue")));
  g_signal_connect_object (online, "notify::remote", G_CALLBACK (on_remote_changed), self,
                           G_CONNECT_SWAPPED);
  on_remote_changed (self);
  return GTK_WIDGET (self);
}

/**
 * kms_log_in_page_open:
 *
 * Goes on with the session that is remembered, if there is one; to be called when the page is shown.
 */
void
kms_log_in_page_open (KmsLogInPage *self)
{
  g_return_if_fail (KMS_IS_LOG_IN_PAGE (self));
  g_return_if_fail (self->opening == NULL);

  self->opening = g_cancellable_new ();
  show_step (self);
  kms_online_open_async (self->online, self->opening, on_opened, g_object_ref (self));
}

/**
 * kms_log_in_page_start:
 *
 * Puts the focus where work goes on; to be called when the page is shown.
 */
void
kms_log_in_page_start (KmsLogInPage *self)
{
  g_return_if_fail (KMS_IS_LOG_IN_PAGE (self));

  show_step (self);
}

/**
 * kms_log_in_page_get_login_id:
 *
 * Returns: (transfer none): the login ID as typed so far
 */
const char *
kms_log_in_page_get_login_id (KmsLogInPage *self)
{
  g_return_val_if_fail (KMS_IS_LOG_IN_PAGE (self), NULL);
  return kms_log_in_form_get_login_id (self->form);
}
