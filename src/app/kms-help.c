/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The help of the desktop, at the topic of a page (help/C/TOPIC.page), or the same pages as a PDF where no
 * program shows help. In a checkout KMS_MANUAL_FOLDER of the environment is where the PDF was built. */

#include "app/kms-help.h"

#include "app/kms-category-page.h"
#include "app/kms-device-page.h"
#include "app/kms-device-window.h"
#include "app/kms-dialogs.h"
#include "app/kms-find-details.h"
#include "app/kms-find-page.h"
#include "app/kms-forgot-page.h"
#include "app/kms-home-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-keys-page.h"
#include "app/kms-log-in-dialog.h"
#include "app/kms-log-in-page.h"
#include "app/kms-log-in-server.h"
#include "app/kms-log-in-welcome.h"
#include "app/kms-maintenance-page.h"
#include "app/kms-password-page.h"
#include "app/kms-policy-bundle.h"
#include "app/kms-register-flow.h"
#include "app/kms-reports-page.h"
#include "app/kms-result-page.h"
#include "app/kms-review-page.h"
#include "app/kms-scenarios-page.h"
#include "app/kms-sheets-page.h"
#include "app/kms-user-page.h"

#include <glib/gi18n.h>

#define INDEX "index"

/* What is asked about; of two that are one in the other, the inner one counts. */
static const struct
{
  GType (*get_type) (void);
  const char *topic;
} topics[] = {
  { kms_category_page_get_type, "issue" },
  { kms_device_page_get_type, "issue-device" },
  { kms_device_window_get_type, "training-device" },
  { kms_find_details_get_type, "find-details" },
  { kms_find_page_get_type, "find" },
  { kms_forgot_page_get_type, "problem-login" },
  { kms_home_page_get_type, INDEX },
  { kms_issue_flow_get_type, "issue" },
  { kms_keys_page_get_type, "issue-keys" },
  { kms_log_in_dialog_get_type, "log-in" },
  { kms_log_in_page_get_type, "log-in" },
  { kms_log_in_server_get_type, "first-steps" },
  { kms_log_in_welcome_get_type, "first-steps" },
  { kms_maintenance_page_get_type, "problem-maintenance" },
  { kms_password_page_get_type, "account-password" },
  { kms_register_flow_get_type, "register" },
  { kms_reports_page_get_type, "reports" },
  { kms_result_page_get_type, "issue-result" },
  { kms_review_page_get_type, "issue-review" },
  { kms_scenarios_page_get_type, "training-scenarios" },
  { kms_sheets_page_get_type, "training-sheets" },
  { kms_user_page_get_type, "account-user" },
};

static const char *
get_topic (GtkWidget *widget)
{
  const char *topic = g_object_get_data (G_OBJECT (widget), "kms-help-topic");

  if (topic != NULL)
    return topic;
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      if (G_TYPE_CHECK_INSTANCE_TYPE (widget, topics[i].get_type ()))
        return topics[i].topic;
    }
  return NULL;
}

static const char *
find_topic (GtkWidget *widget)
{
  const char *topic = NULL;

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  /* While one page makes way for the next, both are visible. */
  if (GTK_IS_STACK (widget) && gtk_stack_get_visible_child (GTK_STACK (widget)) != NULL)
    return find_topic (gtk_stack_get_visible_child (GTK_STACK (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && topic == NULL;
       child = gtk_widget_get_next_sibling (child))
    topic = find_topic (child);
  return topic != NULL ? topic : get_topic (widget);
}

/**
 * kms_help_set_topic:
 * @widget: a widget that is about something of its own, for which it has no type
 * @topic: (transfer none): a page of the help; a constant
 *
 * Unless something in it is about something else.
 */
void
kms_help_set_topic (GtkWidget *widget, const char *topic)
{
  g_object_set_data (G_OBJECT (widget), "kms-help-topic", (gpointer) topic);
}

/**
 * kms_help_find_topic:
 * @root: a window, or a part of it
 *
 * Returns: (transfer none): the topic about what is shown there, or below a dialog that has none, or the index
 */
const char *
kms_help_find_topic (GtkWidget *root)
{
  const char *topic = find_topic (root);
  GtkWindow *parent =
      GTK_IS_WINDOW (root) ? gtk_window_get_transient_for (GTK_WINDOW (root)) : NULL;

  if (topic == NULL && parent != NULL)
    return kms_help_find_topic (GTK_WIDGET (parent));
  return topic != NULL ? topic : INDEX;
}

/* Whether the pages are where programs that show help look for them; in a checkout they are not. */
static gboolean
are_pages_installed (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path =
          g_build_filename (folders[i], "help", "C", GETTEXT_PACKAGE, INDEX ".page", NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static void
on_manual_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;

  if (!g_app_info_launch_default_for_uri_finish (result, NULL))
    kms_dialogs_toast (widget, _ ("There is no program here that opens the manual"));
}

static GAppLaunchContext *
get_context (GtkWidget *widget)
{
  return G_APP_LAUNCH_CONTEXT (
      gdk_display_get_app_launch_context (gtk_widget_get_display (widget)));
}

static void
show_manual (GtkWidget *widget)
{
  const char *folder = g_getenv ("KMS_MANUAL_FOLDER");
  g_autofree char *name = g_strdup_printf ("manual-%s.pdf", kms_policy_bundle_get_language ());
  g_autoptr (GFile) file =
      g_file_new_build_filename (folder != NULL ? folder : KMS_MANUAL_FOLDER, name, NULL);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GAppLaunchContext) context = get_context (widget);

  if (g_file_query_exists (file, NULL))
    g_app_info_launch_default_for_uri_async (uri, context, NULL, on_manual_launched,
                                             g_object_ref (widget));
  else
    kms_dialogs_toast (widget, _ ("The help is not installed"));
}

static void
on_topic_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;

  if (!g_app_info_launch_uris_finish (G_APP_INFO (source), result, NULL))
    show_manual (widget);
}

/**
 * kms_help_show:
 * @widget: a widget of the window
 * @topic: a page of the help
 *
 * Shows the topic in the program for help, or else the manual as a PDF.
 */
void
kms_help_show (GtkWidget *widget, const char *topic)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");
  g_autofree char *uri = g_strdup_printf ("help:%s/%s", GETTEXT_PACKAGE, topic);
  g_autoptr (GAppLaunchContext) context = get_context (widget);
  GList uris = { .data = uri };

  if (viewer != NULL && are_pages_installed ())
    g_app_info_launch_uris_async (viewer, &uris, context, NULL, on_topic_launched,
                                  g_object_ref (widget));
  else
    show_manual (widget);
}
