/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window. It owns references to backend and journal; the stack owns Home and the practice
 * sheets of the backend once they were asked for, and any other page as long as it is shown.
 *
 * Leaving a flow: its draft is written first. When that fails the user decides whether to leave. */

#include "app/kms-window-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-log-in-page.h"
#include "app/kms-log-in-welcome.h"
#include "app/kms-toaster.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (KmsWindow, kms_window, ADW_TYPE_APPLICATION_WINDOW)

/* Whether the stack keeps a page that is not shown. */
static gboolean
is_kept (KmsWindow *self, GtkWidget *page)
{
  return page == (gpointer) self->home || page == (gpointer) self->sheets
         || page == (gpointer) self->reports || page == (gpointer) self->log_in;
}

/**
 * kms_window_show_page:
 * @page: (transfer floating): a page of the stack, or a new one
 * @title: what the window calls it
 *
 * Shows a page, and lets the one go that was shown, unless the window keeps it.
 */
void
kms_window_show_page (KmsWindow *self, GtkWidget *page, const char *title)
{
  gboolean home = KMS_IS_HOME_PAGE (page) || KMS_IS_LOG_IN_PAGE (page);
  GtkWidget *former = gtk_stack_get_visible_child (self->stack);

  if (gtk_widget_get_parent (page) == NULL)
    gtk_stack_add_child (self->stack, page);
  gtk_stack_set_transition_type (self->stack, home ? GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT
                                                   : GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
  gtk_stack_set_visible_child (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->home_button), !home && !KMS_IS_LOG_IN_WELCOME (page));
  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);

  /* Not before: the focus has moved out of it. */
  if (former == (gpointer) self->flow && former != page)
    self->flow = NULL;
  if (former != NULL && former != page && !is_kept (self, former))
    gtk_stack_remove (self->stack, former);
}

/* Without this the first focus would be the menu of the header bar. */
static void
on_home_mapped (GtkWidget *home)
{
  gtk_widget_child_focus (home, GTK_DIR_TAB_FORWARD);
}

/**
 * kms_window_go_home:
 *
 * Shows Home, which for whoever is not logged in is the log-in page.
 */
void
kms_window_go_home (KmsWindow *self)
{
  if (self->backend == NULL)
    {
      kms_window_go_log_in (self);
      return;
    }
  if (self->home == NULL)
    {
      self->home = KMS_HOME_PAGE (
          kms_home_page_new (self->backend, self->journal, self->pending, self->online));
      g_signal_connect_after (self->home, "map", G_CALLBACK (on_home_mapped), NULL);
    }
  kms_window_show_page (self, GTK_WIDGET (self->home), _ ("KMS Desk"));
  kms_home_page_refresh (self->home);
}

static void
on_flow_ended (KmsWindow *self)
{
  kms_window_leave (self, kms_window_go_home);
}

static void
on_flow_again (KmsWindow *self)
{
  kms_window_issue (self, kms_issue_flow_get_flow (self->flow));
}

static void
on_flow_settled (KmsWindow *self)
{
  KmsWindowGo go = g_steal_pointer (&self->settling);

  if (go != NULL)
    kms_window_leave (self, go);
}

static void
show_flow (KmsWindow *self, const KmsDraft *initial, const KmsDraft *draft)
{
  KmsIssueFlow *flow = KMS_ISSUE_FLOW (
      kms_issue_flow_new (self->backend, self->journal, self->pending, initial, draft));

  g_signal_connect_object (flow, "ended", G_CALLBACK (on_flow_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (flow, "again", G_CALLBACK (on_flow_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (flow, "settled", G_CALLBACK (on_flow_settled), self, G_CONNECT_SWAPPED);
  kms_window_show_page (self, GTK_WIDGET (flow), kms_window_name_flow (self, flow));
  self->flow = flow;
}

/**
 * kms_window_open_flow:
 * @initial: the work before anything was typed
 * @draft: where to begin
 *
 * Opens the assistant; no other work is open.
 */
void
kms_window_open_flow (KmsWindow *self, const KmsDraft *initial, const KmsDraft *draft)
{
  show_flow (self, initial, draft);
  kms_issue_flow_start (self->flow);
}

/**
 * kms_window_show_attempt:
 * @attempt: an attempt with its answer, begun before
 *
 * Opens the assistant at its end, with these keys; no other work is open.
 */
void
kms_window_show_attempt (KmsWindow *self, const KmsAttempt *attempt)
{
  g_autoptr (KmsDraft) draft = kms_issue_flow_new_draft (
      self->backend, kms_backend_is_demo (self->backend) ? KMS_DRAFT_PRACTICE : KMS_DRAFT_ISSUE);

  if (attempt->draft_id != NULL)
    {
      g_free (draft->id);
      draft->id = g_strdup (attempt->draft_id);
    }
  show_flow (self, draft, draft);
  kms_issue_flow_show (self->flow, attempt);
}

static void
open_new_flow (KmsWindow *self, KmsDraftFlow flow)
{
  g_autoptr (KmsDraft) draft = kms_window_new_draft (self, flow);

  kms_window_open_flow (self, draft, draft);
}

static void
go_sample (KmsWindow *self)
{
  open_new_flow (self, KMS_DRAFT_SAMPLE);
}

static void
go_practice (KmsWindow *self)
{
  open_new_flow (self, KMS_DRAFT_PRACTICE);
}

/**
 * kms_window_go_issue:
 *
 * Opens the assistant at its first step, in the demo for practice.
 */
void
kms_window_go_issue (KmsWindow *self)
{
  open_new_flow (self, kms_backend_is_demo (self->backend) ? KMS_DRAFT_PRACTICE : KMS_DRAFT_ISSUE);
}

static void
go_sheets (KmsWindow *self)
{
  if (self->sheets == NULL)
    self->sheets = KMS_SHEETS_PAGE (kms_sheets_page_new ());
  kms_window_show_page (self, GTK_WIDGET (self->sheets), _ ("Practice Sheets"));
  kms_sheets_page_start (self->sheets);
}

/**
 * kms_window_go_reports:
 *
 * Opens Reports.
 */
void
kms_window_go_reports (KmsWindow *self)
{
  if (self->reports == NULL)
    self->reports = KMS_REPORTS_PAGE (kms_reports_page_new (KMS_REPORTER (self->backend)));
  kms_window_show_page (self, GTK_WIDGET (self->reports), C_ ("window title", "Reports"));
  kms_reports_page_refresh (self->reports);
}

/**
 * kms_window_forget_page:
 * @place: (inout): where a page stands that the window keeps
 *
 * Keeps it no longer; a page that is shown goes when the next one is.
 */
void
kms_window_forget_page (KmsWindow *self, gpointer place)
{
  GtkWidget *page = g_steal_pointer ((GtkWidget **) place);

  if (page != NULL && page != gtk_stack_get_visible_child (self->stack))
    gtk_stack_remove (self->stack, page);
}

/**
 * kms_window_set_backend:
 * @backend: (nullable): whose pages are shown from now on; %NULL for nobody's
 *
 * What is kept of the former one goes.
 */
void
kms_window_set_backend (KmsWindow *self, KmsBackend *backend)
{
  const char *home = backend != NULL ? _ ("Home") : _ ("Back to Log In");

  if (backend == self->backend)
    return;
  kms_window_end_run (self);
  kms_window_close_device (self);
  kms_window_forget_page (self, &self->home);
  kms_window_forget_page (self, &self->sheets);
  kms_window_forget_page (self, &self->reports);
  kms_window_forget_page (self, &self->log_in);
  g_set_object (&self->backend, backend);
  kms_window_set_pending (self, backend != NULL ? kms_pending_new (backend, self->journal) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->demo_pill),
                          backend != NULL && kms_backend_is_demo (backend));
  gtk_button_set_icon_name (self->home_button,
                            backend != NULL ? "go-home-symbolic" : "go-previous-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->home_button), home);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->home_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  home, -1);
  kms_window_update_presenter (self);
  kms_window_update_cover (self);
}

static void
go_next_backend (KmsWindow *self)
{
  g_autoptr (KmsBackend) next = g_steal_pointer (&self->next);

  kms_window_set_backend (self, next);
  kms_window_go_home (self);
  kms_window_grant_wish (self);
}

static void
go_away (KmsWindow *self)
{
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_leave_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsWindow *self = KMS_WINDOW (source);
  KmsWindowGo go = g_steal_pointer (&self->leaving);

  if (kms_dialogs_ask_finish (result))
    go (self);
}

static void
on_flow_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsIssueFlow *flow = KMS_ISSUE_FLOW (source);
  KmsWindow *self = KMS_WINDOW (gtk_widget_get_root (GTK_WIDGET (flow)));
  g_autoptr (GError) error = NULL;
  KmsWindowGo go;
  gboolean kept;

  if (self == NULL) /* the window is gone */
    return;
  if (!kms_issue_flow_keep_finish (flow, result, &kept, &error))
    {
      g_autofree char *reason = kms_words_error (error);

      kms_dialogs_ask_async (GTK_WIDGET (self), _ ("Leave Without a Draft?"), reason,
                             _ ("_Stay Here"), _ ("_Discard the Work"), TRUE, on_leave_answered,
                             NULL);
      return;
    }
  go = g_steal_pointer (&self->leaving);
  self->kept = kept;
  if (kept && go != go_away)
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The work is kept as a draft"));
  go (self);
}

/**
 * kms_window_leave:
 * @go: what to do then
 *
 * Keeps the work that is open as a draft, and leaves it.
 */
void
kms_window_leave (KmsWindow *self, KmsWindowGo go)
{
  /* The last wish counts. */
  if (self->leaving != NULL)
    {
      self->leaving = go;
      return;
    }
  /* While keys are being issued the answer must be waited for: it shows them. */
  if ((self->flow != NULL && kms_issue_flow_is_committing (self->flow))
      || kms_window_ask_page (self, go))
    return;
  if (self->flow == NULL)
    {
      go (self);
      return;
    }
  self->leaving = go;
  kms_issue_flow_keep_async (self->flow, on_flow_kept, NULL);
}

/**
 * kms_window_leave_when_settled:
 * @go: what to do then
 *
 * As kms_window_leave(), and when keys are being issued just now, as soon as that has ended.
 */
void
kms_window_leave_when_settled (KmsWindow *self, KmsWindowGo go)
{
  if (self->flow != NULL && kms_issue_flow_is_committing (self->flow))
    self->settling = go;
  else
    kms_window_leave (self, go);
}

static void
on_home (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_leave (KMS_WINDOW (widget), kms_window_go_home);
}

static void
on_issue (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_issue (KMS_WINDOW (widget), KMS_DRAFT_ISSUE);
}

static void
on_issuing_demo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_issue (KMS_WINDOW (widget), KMS_DRAFT_SAMPLE);
}

static void
on_free_practice (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_issue (KMS_WINDOW (widget), KMS_DRAFT_PRACTICE);
}

static void
on_resume (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  const KmsDraft *draft =
      kms_home_page_find_draft (self->home, g_variant_get_string (parameter, NULL));
  g_autoptr (KmsDraft) initial = NULL;

  if (draft == NULL)
    return;
  initial = kms_window_new_draft (self, draft->flow);
  kms_window_open_flow (self, initial, draft);
  kms_window_note_resumed (self);
}

static void
on_show_issued (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  const KmsAttempt *attempt =
      kms_pending_find (self->pending, g_variant_get_string (parameter, NULL));

  if (attempt != NULL && attempt->answer != NULL)
    kms_window_show_attempt (self, attempt);
}

static void
on_practice_sheets (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_window_leave (KMS_WINDOW (widget), go_sheets);
}

static void
on_reports (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);

  if (self->backend != NULL)
    kms_window_leave (self, kms_window_go_reports);
}

static gboolean
kms_window_close_request (GtkWindow *window)
{
  KmsWindow *self = KMS_WINDOW (window);

  if (!self->may_close && self->flow != NULL)
    kms_window_leave (self, go_away);
  else if (!self->may_close && !kms_window_ask_page (self, go_away))
    self->may_close = TRUE;
  /* It may be so at once, when go_away() could not close the window that is being closed. */
  if (!self->may_close)
    return TRUE;
  kms_window_remember (self);
  return GTK_WINDOW_CLASS (kms_window_parent_class)->close_request (window);
}

static void
kms_window_dispose (GObject *object)
{
  KmsWindow *self = KMS_WINDOW (object);

  self->flow = NULL;
  g_clear_weak_pointer (&self->covered_focus);
  kms_window_close_device (self);
  g_clear_weak_pointer (&self->device);
  g_clear_object (&self->backend);
  kms_window_set_pending (self, NULL);
  g_clear_object (&self->next);
  g_clear_object (&self->notifier);
  g_clear_pointer (&self->issued_draft, g_free);
  g_clear_pointer (&self->issued_device, g_free);
  g_clear_pointer (&self->sheet, kms_sheet_reading_free);
  g_clear_pointer (&self->find_text, g_free);
  g_clear_object (&self->run);
  g_clear_object (&self->presenter);
  g_clear_object (&self->classroom);
  g_clear_pointer (&self->next_scenario, kms_scenario_unref);
  g_clear_object (&self->online);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (kms_window_parent_class)->dispose (object);
}

static void
kms_window_class_init (KmsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = kms_window_dispose;
  window_class->close_request = kms_window_close_request;

  gtk_widget_class_install_action (widget_class, "win.home", NULL, on_home);
  gtk_widget_class_install_action (widget_class, "win.issue", NULL, on_issue);
  gtk_widget_class_install_action (widget_class, "win.issuing-demo", NULL, on_issuing_demo);
  gtk_widget_class_install_action (widget_class, "win.free-practice", NULL, on_free_practice);
  gtk_widget_class_install_action (widget_class, "win.resume", "s", on_resume);
  gtk_widget_class_install_action (widget_class, "win.show-issued", "s", on_show_issued);
  gtk_widget_class_install_action (widget_class, "win.practice-sheets", NULL, on_practice_sheets);
  gtk_widget_class_install_action (widget_class, "win.reports", NULL, on_reports);
  kms_window_install_class_actions (widget_class);
  kms_window_install_device_actions (widget_class);
  kms_window_install_online_actions (widget_class);
  kms_window_install_account_actions (widget_class);
  kms_window_install_find_actions (widget_class);
  kms_window_install_scenario_actions (widget_class);

  g_type_ensure (KMS_TYPE_TOASTER);
  g_type_ensure (KMS_TYPE_MAINTENANCE_PAGE);
  g_type_ensure (KMS_TYPE_SCENARIO_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, home_button);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, demo_pill);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, panel_button);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, panel);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, cover);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, maintenance);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, stack);
}

static void
kms_window_init (KmsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->demo_pill), kms_words_demo_mark ());
  self->notifier = kms_notifier_new (GTK_WINDOW (self));
  kms_window_take_drops (self);
  kms_window_init_issued (self);
  kms_window_init_scenario (self);
  kms_window_init_presenter (self);
}

/**
 * kms_window_new:
 * @application: (nullable): the application
 * @journal: where drafts are kept
 * @online: (nullable): the server of this person; %NULL when there is only the demo
 *
 * Returns: (transfer none): an empty window; kms_window_start() or kms_window_open() fill it
 */
GtkWidget *
kms_window_new (GtkApplication *application, KmsJournal *journal, KmsOnline *online)
{
  KmsWindow *self = g_object_new (KMS_TYPE_WINDOW, "application", application, NULL);

  self->journal = g_object_ref (journal);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.leave-demo", online != NULL);
  if (online != NULL)
    {
      kms_window_set_online (self, online);
      kms_window_restore (self);
    }
  return GTK_WIDGET (self);
}

/**
 * kms_window_open:
 * @backend: what the pages talk to
 *
 * Shows Home of a backend; work that is open is kept as a draft.
 */
void
kms_window_open (KmsWindow *self, KmsBackend *backend)
{
  g_return_if_fail (KMS_IS_WINDOW (self));
  g_return_if_fail (KMS_IS_BACKEND (backend));

  g_set_object (&self->next, backend);
  kms_window_leave (self, go_next_backend);
}

/**
 * kms_window_issue:
 * @flow: how to open the assistant
 *
 * Opens the assistant at its first step; work that is open is kept as a draft.
 */
void
kms_window_issue (KmsWindow *self, KmsDraftFlow flow)
{
  g_return_if_fail (KMS_IS_WINDOW (self));

  switch (flow)
    {
    case KMS_DRAFT_SAMPLE:
      kms_window_leave (self, go_sample);
      break;
    case KMS_DRAFT_PRACTICE:
      kms_window_leave (self, go_practice);
      break;
    case KMS_DRAFT_ISSUE:
    default:
      kms_window_leave (self, kms_window_go_issue);
    }
}
