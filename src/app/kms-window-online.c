/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window does with a server: logging in and out, the end of a session in the middle of the
 * work, and maintenance. The dialog of a session that ended owns itself. */

#include "app/kms-window-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-forgot-page.h"
#include "app/kms-log-in-page.h"
#include "app/kms-log-in-welcome.h"
#include "app/kms-policy-bundle.h"
#include "app/kms-policy-window.h"
#include "app/kms-user-page.h"

#include <glib/gi18n.h>

static void
on_logged_in (KmsWindow *self)
{
  kms_window_open (self, KMS_BACKEND (kms_online_get_remote (self->online)));
}

static void
show_log_in_page (KmsWindow *self)
{
  kms_window_set_backend (self, NULL);
  if (self->log_in == NULL)
    {
      self->log_in = KMS_LOG_IN_PAGE (kms_log_in_page_new (self->online));
      g_signal_connect_object (self->log_in, "logged-in", G_CALLBACK (on_logged_in), self,
                               G_CONNECT_SWAPPED);
    }
  kms_window_show_page (self, GTK_WIDGET (self->log_in), _ ("KMS Desk"));
}

/**
 * kms_window_go_log_in:
 *
 * Ends the session whose pages are open, if there is one, and shows the log-in page.
 */
void
kms_window_go_log_in (KmsWindow *self)
{
  if (KMS_IS_REMOTE (self->backend))
    kms_online_log_out (self->online, KMS_REMOTE (self->backend));
  show_log_in_page (self);
  kms_log_in_page_start (self->log_in);
}

static void
on_confirmed (KmsWindow *self)
{
  const KmsPolicyKind kinds[] = { KMS_POLICY_COOKIE, KMS_POLICY_PRIVACY };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (KmsPolicy) policy =
          kms_policy_bundle_load (kinds[i], kms_policy_bundle_get_language ());

      kms_settings_confirm_policy (kms_online_get_settings (self->online), kinds[i],
                                   policy->version);
    }
  show_log_in_page (self);
  kms_log_in_page_open (self->log_in);
}

/**
 * kms_window_start:
 *
 * Shows Home of who is logged in, or the log-in page; at the first start the notice before it.
 */
void
kms_window_start (KmsWindow *self)
{
  g_autofree char *confirmed = NULL;
  GtkWidget *welcome;

  g_return_if_fail (KMS_IS_WINDOW (self));

  confirmed = kms_settings_get_confirmed_version (kms_online_get_settings (self->online),
                                                  KMS_POLICY_PRIVACY);
  if (*confirmed != '\0')
    {
      show_log_in_page (self);
      kms_log_in_page_open (self->log_in);
      return;
    }
  welcome = kms_log_in_welcome_new ();
  g_signal_connect_object (welcome, "confirmed", G_CALLBACK (on_confirmed), self,
                           G_CONNECT_SWAPPED);
  kms_window_show_page (self, welcome, _ ("KMS Desk"));
  gtk_widget_grab_focus (welcome);
}

static void
on_log_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_leave (KMS_WINDOW (widget), kms_window_go_log_in);
}

/* Back to the account, or to logging in. */
static void
on_leave_demo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  KmsRemote *remote = kms_online_get_remote (self->online);

  if (remote != NULL && kms_remote_is_logged_in (remote))
    kms_window_open (self, KMS_BACKEND (remote));
  else
    kms_window_leave (self, kms_window_go_log_in);
}

/**
 * kms_window_log_in_anew:
 *
 * Shows a new log-in page, with what is remembered now in its fields.
 */
void
kms_window_log_in_anew (KmsWindow *self)
{
  kms_window_forget_page (self, &self->log_in);
  kms_window_go_log_in (self);
}

static void
on_password_changed (KmsWindow *self)
{
  kms_window_log_in_anew (self);
  kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The new password is set. Log in with it."));
}

static void
on_forgotten_password (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  GtkWidget *page = kms_forgot_page_new (self->online, kms_log_in_page_get_login_id (self->log_in));

  g_signal_connect_object (page, "changed", G_CALLBACK (on_password_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "left", G_CALLBACK (kms_window_go_log_in), self,
                           G_CONNECT_SWAPPED);
  kms_window_show_page (self, page, _ ("Forgotten Password"));
  kms_forgot_page_start (KMS_FORGOT_PAGE (page));
}

static void
on_cookie_policy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);

  kms_policy_window_show (widget, kms_online_get_remote (self->online), KMS_POLICY_COOKIE);
}

static void
on_privacy_policy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);

  kms_policy_window_show (widget, kms_online_get_remote (self->online), KMS_POLICY_PRIVACY);
}

/* The end of a session -------------------------------------------------------------------------- */

static void
on_given_up (KmsWindow *self)
{
  if (KMS_IS_SERVICE (self->backend))
    kms_service_give_up_log_in (KMS_SERVICE (self->backend));
  kms_window_leave_when_settled (self, KMS_IS_REMOTE (self->backend) ? kms_window_go_log_in
                                                                     : kms_window_go_home);
}

static void
on_session_ended (KmsWindow *self, KmsService *service)
{
  GtkWidget *dialog;

  /* In the demo nobody waits for it. */
  if (service != (gpointer) self->backend)
    {
      kms_service_give_up_log_in (service);
      return;
    }
  dialog = kms_log_in_dialog_new (GTK_WINDOW (self), KMS_IS_REMOTE (service) ? self->online : NULL,
                                  service, self->flow != NULL);
  if (!kms_backend_is_demo (self->backend))
    kms_notifier_tell_session_ended (self->notifier);
  if (self->run != NULL)
    kms_window_tell_password (self, KMS_LOG_IN_DIALOG (dialog));
  g_signal_connect_object (dialog, "given-up", G_CALLBACK (on_given_up), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Maintenance ------------------------------------------------------------------------------------ */

/* What had the focus has it again, with nothing selected that the next key would replace. */
static void
restore_focus (KmsWindow *self)
{
  GtkWidget *focus = self->covered_focus;

  if (focus == NULL || !gtk_widget_get_mapped (focus))
    gtk_widget_child_focus (self->pages, GTK_DIR_TAB_FORWARD);
  else if (GTK_IS_TEXT (focus))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (focus));
  else
    gtk_widget_grab_focus (focus);
}

static void
cover_pages (KmsWindow *self)
{
  g_set_weak_pointer (&self->covered_focus, gtk_window_get_focus (GTK_WINDOW (self)));
  gtk_stack_set_visible_child (self->cover, GTK_WIDGET (self->maintenance));
  gtk_widget_grab_focus (GTK_WIDGET (self->maintenance));
}

/* What could not be had meanwhile is asked for. */
static void
uncover_pages (KmsWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  gtk_stack_set_visible_child (self->cover, self->pages);
  if (self->pending != NULL)
    kms_pending_check (self->pending);
  if (self->flow != NULL)
    kms_issue_flow_refresh (self->flow);
  if (KMS_IS_USER_PAGE (page))
    kms_user_page_refresh (KMS_USER_PAGE (page));
  restore_focus (self);
  if (self->online != NULL)
    kms_online_refresh (self->online);
}

/* Whose absence shows: that of the pages, or for whoever logs in, of the server. */
static KmsService *
get_service (KmsWindow *self)
{
  KmsRemote *remote = self->online != NULL ? kms_online_get_remote (self->online) : NULL;

  if (self->backend == NULL)
    return (KmsService *) remote;
  return KMS_IS_SERVICE (self->backend) ? KMS_SERVICE (self->backend) : NULL;
}

/**
 * kms_window_update_cover:
 *
 * Shows that the service is under maintenance or gone, or the pages again, as it is now.
 */
void
kms_window_update_cover (KmsWindow *self)
{
  KmsService *service = get_service (self);
  gboolean announced = service != NULL && kms_service_is_in_maintenance (service);
  gboolean gone = service != NULL && self->backend != NULL && kms_service_is_gone (service);
  gboolean covered = announced || gone;
  gboolean was_covered = gtk_stack_get_visible_child (self->cover) == (gpointer) self->maintenance;

  if (covered)
    kms_maintenance_page_show (self->maintenance, announced,
                               kms_service_get_maintenance_until (service),
                               self->backend == NULL || !kms_backend_is_demo (self->backend));
  if (covered && !was_covered)
    cover_pages (self);
  else if (!covered && was_covered)
    {
      uncover_pages (self);
      if (self->notifier != NULL && (self->backend == NULL || !kms_backend_is_demo (self->backend)))
        kms_notifier_tell_service_back (self->notifier, self->backend != NULL);
    }
}

/**
 * kms_window_watch_service:
 * @service: what may be away, or end its session
 *
 * From now on as long as it is there.
 */
void
kms_window_watch_service (KmsWindow *self, KmsService *service)
{
  g_signal_connect_object (service, "session-ended", G_CALLBACK (on_session_ended), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "notify::maintenance", G_CALLBACK (kms_window_update_cover),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "notify::maintenance-until",
                           G_CALLBACK (kms_window_update_cover), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "notify::gone", G_CALLBACK (kms_window_update_cover), self,
                           G_CONNECT_SWAPPED);
}

static void
on_remote_changed (KmsWindow *self)
{
  KmsRemote *remote = kms_online_get_remote (self->online);

  if (remote != NULL)
    kms_window_watch_service (self, KMS_SERVICE (remote));
  /* The pages of another server. */
  if (KMS_IS_REMOTE (self->backend) && self->backend != (gpointer) remote)
    kms_window_leave_when_settled (self, kms_window_go_log_in);
  kms_window_update_cover (self);
}

/**
 * kms_window_set_online:
 * @online: the server of this person
 */
void
kms_window_set_online (KmsWindow *self, KmsOnline *online)
{
  self->online = g_object_ref (online);
  g_signal_connect_object (online, "notify::remote", G_CALLBACK (on_remote_changed), self,
                           G_CONNECT_SWAPPED);
  on_remote_changed (self);
}

/**
 * kms_window_install_online_actions:
 *
 * Adds what logs in and out, and the policies.
 */
void
kms_window_install_online_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.log-out", NULL, on_log_out);
  gtk_widget_class_install_action (widget_class, "win.leave-demo", NULL, on_leave_demo);
  gtk_widget_class_install_action (widget_class, "win.forgotten-password", NULL,
                                   on_forgotten_password);
  gtk_widget_class_install_action (widget_class, "win.cookie-policy", NULL, on_cookie_policy);
  gtk_widget_class_install_action (widget_class, "win.privacy-policy", NULL, on_privacy_policy);
}
