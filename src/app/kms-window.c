/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window. It owns references to backend and journal; the stack owns Home and the practice
 * sheets once they were asked for, and one issuing flow as long as it is open.
 *
 * Leaving a flow: its draft is written first. When that fails the user decides whether to leave. */

#include "app/kms-window.h"

#include "app/kms-dialogs.h"
#include "app/kms-files.h"
#include "app/kms-home-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-sheets-page.h"
#include "app/kms-toaster.h"
#include "app/kms-writing.h"
#include "client/kms-classroom.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsWindow
{
  AdwApplicationWindow parent_instance;

  /* Owned */
  KmsBackend *backend;
  KmsJournal *journal;

  KmsHomePage *home;     /* borrowed from the stack; NULL before it is asked for */
  KmsSheetsPage *sheets; /* borrowed from the stack; NULL before it is asked for */
  KmsIssueFlow *flow;    /* borrowed from the stack; NULL when none is open */
  gboolean leaving;      /* from the wish to leave the flow to its end, or to staying */
  gboolean may_close;    /* the work is kept, or given up */

  /* Template */
  AdwWindowTitle *title;
  GtkButton *home_button;
  GtkLabel *demo_pill;
  GtkStack *stack;
};

/* What to do when the open flow is left. */
typedef enum
{
  LEAVE_FOR_HOME,
  LEAVE_FOR_SHEETS,
  LEAVE_FOR_SAMPLE,
  LEAVE_FOR_PRACTICE,
  LEAVE_AND_CLOSE,
} Leave;

G_DEFINE_FINAL_TYPE (KmsWindow, kms_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_page (KmsWindow *self, GtkWidget *page, const char *title)
{
  gboolean home = KMS_IS_HOME_PAGE (page);

  gtk_stack_set_transition_type (self->stack, home ? GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT
                                                   : GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
  gtk_stack_set_visible_child (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->home_button), !home);
  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
close_flow (KmsWindow *self, KmsIssueFlow *flow)
{
  if (flow != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (flow));
}

/* Without this the first focus would be the menu of the header bar. */
static void
on_home_mapped (GtkWidget *home)
{
  gtk_widget_child_focus (home, GTK_DIR_TAB_FORWARD);
}

static void
show_home (KmsWindow *self)
{
  if (self->home == NULL)
    {
      self->home = KMS_HOME_PAGE (kms_home_page_new (self->backend, self->journal));
      g_signal_connect_after (self->home, "map", G_CALLBACK (on_home_mapped), NULL);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->home));
    }
  /* This moves the focus, before the page goes that has it. */
  show_page (self, GTK_WIDGET (self->home), _ ("KMS Desk"));
  close_flow (self, g_steal_pointer (&self->flow));
  kms_home_page_refresh (self->home);
}

static void leave (KmsWindow *self, Leave how);

static void
on_flow_ended (KmsWindow *self)
{
  leave (self, LEAVE_FOR_HOME);
}

static void
on_flow_again (KmsWindow *self)
{
  kms_window_issue (self, kms_issue_flow_get_flow (self->flow));
}

static void
open_flow (KmsWindow *self, const KmsDraft *initial, const KmsDraft *draft)
{
  KmsIssueFlow *former = self->flow;

  self->flow = KMS_ISSUE_FLOW (kms_issue_flow_new (self->backend, self->journal, initial, draft));
  g_signal_connect_object (self->flow, "ended", G_CALLBACK (on_flow_ended), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "again", G_CALLBACK (on_flow_again), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->flow));
  show_page (self, GTK_WIDGET (self->flow), kms_issue_flow_get_title (self->flow));
  kms_issue_flow_start (self->flow);
  close_flow (self, former);
}

static void
open_new_flow (KmsWindow *self, KmsDraftFlow flow)
{
  g_autoptr (KmsDraft) draft = kms_issue_flow_new_draft (self->backend, flow);

  open_flow (self, draft, draft);
}

static void
leave_now (KmsWindow *self, Leave leave)
{
  switch (leave)
    {
    case LEAVE_FOR_HOME:
      show_home (self);
      break;
    case LEAVE_FOR_SHEETS:
      if (self->sheets == NULL)
        {
          self->sheets = KMS_SHEETS_PAGE (kms_sheets_page_new ());
          gtk_stack_add_child (self->stack, GTK_WIDGET (self->sheets));
        }
      show_page (self, GTK_WIDGET (self->sheets), _ ("Practice Sheets"));
      kms_sheets_page_start (self->sheets);
      close_flow (self, g_steal_pointer (&self->flow));
      break;
    case LEAVE_FOR_SAMPLE:
      open_new_flow (self, KMS_DRAFT_SAMPLE);
      break;
    case LEAVE_FOR_PRACTICE:
      open_new_flow (self, KMS_DRAFT_PRACTICE);
      break;
    case LEAVE_AND_CLOSE:
      self->may_close = TRUE;
      gtk_window_close (GTK_WINDOW (self));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
on_leave_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsWindow *self = KMS_WINDOW (source);

  self->leaving = FALSE;
  if (kms_dialogs_ask_finish (result))
    leave_now (self, (Leave) GPOINTER_TO_INT (user_data));
}

static void
on_flow_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsIssueFlow *flow = KMS_ISSUE_FLOW (source);
  KmsWindow *self = KMS_WINDOW (gtk_widget_get_root (GTK_WIDGET (flow)));
  Leave leave = (Leave) GPOINTER_TO_INT (user_data);
  g_autoptr (GError) error = NULL;
  gboolean kept;

  if (self == NULL) /* the window is gone */
    return;
  if (!kms_issue_flow_keep_finish (flow, result, &kept, &error))
    {
      g_autofree char *reason = kms_words_error (error);

      kms_dialogs_ask_async (GTK_WIDGET (self), _ ("Leave Without a Draft?"), reason,
                             _ ("_Stay Here"), _ ("_Discard the Work"), TRUE, on_leave_answered,
                             user_data);
      return;
    }
  self->leaving = FALSE;
  if (kept && leave != LEAVE_AND_CLOSE)
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The work is kept as a draft"));
  leave_now (self, leave);
}

static void
leave (KmsWindow *self, Leave how)
{
  /* While keys are being issued the answer must be waited for: it shows them. */
  if (self->leaving || (self->flow != NULL && kms_issue_flow_is_committing (self->flow)))
    return;
  if (self->flow == NULL)
    {
      leave_now (self, how);
      return;
    }
  self->leaving = TRUE;
  kms_issue_flow_keep_async (self->flow, on_flow_kept, GINT_TO_POINTER (how));
}

static void
on_home (GtkWidget *widget, const char *action, GVariant *parameter)
{
  leave (KMS_WINDOW (widget), LEAVE_FOR_HOME);
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
  initial = kms_issue_flow_new_draft (self->backend, draft->flow);
  open_flow (self, initial, draft);
}

static void
on_practice_sheets (GtkWidget *widget, const char *action, GVariant *parameter)
{
  leave (KMS_WINDOW (widget), LEAVE_FOR_SHEETS);
}

static void
on_class_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (kms_classroom_save_finish (KMS_CLASSROOM (source), result, &error))
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The class is kept in the file"));
  else
    kms_dialogs_toast_error (GTK_WIDGET (self->stack), error);
  kms_writing_end ();
}

static void
on_class_to_keep (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsWindow *self = KMS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = kms_files_choose_finish (result, &error);

  if (file == NULL)
    return;
  kms_writing_begin ();
  kms_classroom_save_async (KMS_CLASSROOM (self->backend), file, NULL, on_class_kept,
                            g_object_ref (self));
}

static void
on_keep_class (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_files_choose_async (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Keep This Class"),
                          "DEMO.kmsclass", on_class_to_keep, NULL);
}

static void
on_class_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (kms_classroom_open_finish (KMS_CLASSROOM (source), result, &error))
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The class is open: go on where it was kept"));
  else
    kms_dialogs_toast_error (GTK_WIDGET (self->stack), error);
}

static void
on_class_to_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsWindow *self = KMS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = kms_files_choose_finish (result, &error);

  if (file != NULL)
    kms_classroom_open_async (KMS_CLASSROOM (self->backend), file, NULL, on_class_opened,
                              g_object_ref (self));
}

static void
on_open_class (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_files_choose_async (widget, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open a Class"), NULL,
                          on_class_to_open, NULL);
}

static gboolean
kms_window_close_request (GtkWindow *window)
{
  KmsWindow *self = KMS_WINDOW (window);

  if (self->flow != NULL && !self->may_close)
    {
      leave (self, LEAVE_AND_CLOSE);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (kms_window_parent_class)->close_request (window);
}

static void
kms_window_dispose (GObject *object)
{
  KmsWindow *self = KMS_WINDOW (object);

  self->flow = NULL;
  g_clear_object (&self->backend);
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
  gtk_widget_class_install_action (widget_class, "win.issuing-demo", NULL, on_issuing_demo);
  gtk_widget_class_install_action (widget_class, "win.free-practice", NULL, on_free_practice);
  gtk_widget_class_install_action (widget_class, "win.resume", "s", on_resume);
  gtk_widget_class_install_action (widget_class, "win.practice-sheets", NULL, on_practice_sheets);
  gtk_widget_class_install_action (widget_class, "win.keep-class", NULL, on_keep_class);
  gtk_widget_class_install_action (widget_class, "win.open-class", NULL, on_open_class);

  g_type_ensure (KMS_TYPE_TOASTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, home_button);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, demo_pill);
  gtk_widget_class_bind_template_child (widget_class, KmsWindow, stack);
}

static void
kms_window_init (KmsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kms_window_new:
 * @application: the application
 * @backend: what the pages talk to
 * @journal: where drafts are kept
 *
 * Returns: (transfer none): an empty window; kms_window_open_home() or kms_window_issue() fill it
 */
GtkWidget *
kms_window_new (GtkApplication *application, KmsBackend *backend, KmsJournal *journal)
{
  KmsWindow *self = g_object_new (KMS_TYPE_WINDOW, "application", application, NULL);

  self->backend = g_object_ref (backend);
  self->journal = g_object_ref (journal);
  gtk_widget_set_visible (GTK_WIDGET (self->demo_pill), kms_backend_is_demo (backend));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->demo_pill), kms_words_demo_mark ());
  return GTK_WIDGET (self);
}

/**
 * kms_window_open_home:
 *
 * Shows Home; work that is open is kept as a draft.
 */
void
kms_window_open_home (KmsWindow *self)
{
  g_return_if_fail (KMS_IS_WINDOW (self));

  leave (self, LEAVE_FOR_HOME);
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

  leave (self, flow == KMS_DRAFT_SAMPLE ? LEAVE_FOR_SAMPLE : LEAVE_FOR_PRACTICE);
}
