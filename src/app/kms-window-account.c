/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of an account: getting one, its password, its data; and the manual and the help. What these pages ask
 * before they are left they ask themselves. */

#include "app/kms-window-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-help.h"
#include "app/kms-manual-download.h"
#include "app/kms-password-page.h"
#include "app/kms-register-flow.h"
#include "app/kms-user-page.h"

#include <glib/gi18n.h>

/* A page lets itself be left. */
static void
on_cancelled (KmsWindow *self)
{
  KmsWindowGo go = g_steal_pointer (&self->then);

  if (go != NULL)
    go (self);
  else
    kms_window_go_home (self);
}

/**
 * kms_window_ask_page:
 * @go: what to do when the page is left
 *
 * Asks the page that is open, when it wants to be asked before it is left.
 *
 * Returns: whether it is; then @go is called as soon as it lets itself be left
 */
gboolean
kms_window_ask_page (KmsWindow *self, KmsWindowGo go)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  self->then = go;
  if (KMS_IS_REGISTER_FLOW (page))
    kms_register_flow_leave (KMS_REGISTER_FLOW (page));
  else if (KMS_IS_USER_PAGE (page))
    kms_user_page_leave (KMS_USER_PAGE (page));
  else if (KMS_IS_PASSWORD_PAGE (page))
    kms_password_page_leave (KMS_PASSWORD_PAGE (page));
  else
    {
      self->then = NULL;
      return FALSE;
    }
  return TRUE;
}

static void
show (KmsWindow *self, GtkWidget *page, const char *title, GCallback on_done)
{
  self->then = NULL;
  g_signal_connect_object (page, "done", on_done, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "cancelled", G_CALLBACK (on_cancelled), self, G_CONNECT_SWAPPED);
  kms_window_show_page (self, page, title);
}

static void
on_registered (KmsWindow *self, const char *login_id, const char *password)
{
  kms_online_set_password (self->online, login_id, NULL);
  kms_window_log_in_anew (self);
}

static void
on_register (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  GtkWidget *page = kms_register_flow_new (kms_online_get_remote (self->online));

  show (self, page, C_ ("window title", "Registration"), G_CALLBACK (on_registered));
  kms_register_flow_start (KMS_REGISTER_FLOW (page));
}

static void
on_password_changed (KmsWindow *self, const char *password)
{
  g_autofree char *login_id = kms_online_dup_login_id (self->online);

  kms_online_set_password (self->online, login_id, password);
  kms_window_go_home (self);
}

static void
go_change_password (KmsWindow *self)
{
  GtkWidget *page = kms_password_page_new (kms_online_get_remote (self->online));

  show (self, page, _ ("Change Password"), G_CALLBACK (on_password_changed));
  gtk_widget_grab_focus (page);
}

static void
on_change_password (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_leave (KMS_WINDOW (widget), go_change_password);
}

static void
on_user_saved (KmsWindow *self, const char *login_id)
{
  kms_online_set_login_id (self->online, login_id);
  kms_window_go_home (self);
}

static void
on_user_deleted (KmsWindow *self)
{
  kms_online_set_password (self->online, "", NULL);
  kms_window_go_log_in (self);
  kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The account is deleted"));
}

static void
go_user_information (KmsWindow *self)
{
  GtkWidget *page = kms_user_page_new (kms_online_get_remote (self->online));

  g_signal_connect_object (page, "deleted", G_CALLBACK (on_user_deleted), self, G_CONNECT_SWAPPED);
  show (self, page, _ ("User Information"), G_CALLBACK (on_user_saved));
  kms_user_page_load (KMS_USER_PAGE (page));
}

static void
on_user_information (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_leave (KMS_WINDOW (widget), go_user_information);
}

static void
on_download_manual (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_manual_download_start (widget, kms_online_get_remote (KMS_WINDOW (widget)->online));
}

/**
 * kms_window_install_account_actions:
 *
 * Adds what has to do with an account, and the manual.
 */
void
kms_window_install_account_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.register", NULL, on_register);
  gtk_widget_class_install_action (widget_class, "win.change-password", NULL, on_change_password);
  gtk_widget_class_install_action (widget_class, "win.user-information", NULL, on_user_information);
  gtk_widget_class_install_action (widget_class, "win.download-manual", NULL, on_download_manual);
}

/**
 * kms_window_show_help:
 * @active: this window, or the dialog before it
 *
 * Shows the help about what is open.
 */
void
kms_window_show_help (KmsWindow *self, GtkWindow *active)
{
  kms_help_show (GTK_WIDGET (self->stack), kms_help_find_topic (GTK_WIDGET (active)));
}
