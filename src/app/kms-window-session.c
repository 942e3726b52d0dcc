/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window remembers from one session to the next: its size, and which page was open. The page comes
 * back for somebody who need not log in anew; the work on it comes out of the journal of that account. */

#include "app/kms-window-private.h"

#include "app/kms-find-page.h"

static void
on_drafts_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts =
      kms_journal_list_drafts_finish (KMS_JOURNAL (source), result, &error);
  g_autoptr (KmsDraft) initial = NULL;
  const KmsDraft *draft;

  /* Home tells what is wrong with the drafts; and who has gone on meanwhile is let go on. */
  if (drafts == NULL || drafts->len == 0 || self->journal == NULL || self->backend == NULL
      || gtk_stack_get_visible_child (self->stack) != (gpointer) self->home)
    return;
  draft = g_ptr_array_index (drafts, 0);
  if (draft->flow != KMS_DRAFT_ISSUE || kms_pending_find_draft (self->pending, draft->id) != NULL)
    return;
  initial = kms_issue_flow_new_draft (self->backend, draft->flow);
  kms_window_open_flow (self, initial, draft);
}

/* The newest draft is the work that was open. */
static void
go_last_draft (KmsWindow *self)
{
  kms_journal_list_drafts_async (self->journal, kms_backend_get_account (self->backend), NULL,
                                 on_drafts_listed, g_object_ref (self));
}

static const struct
{
  const char *name;
  KmsWindowGo go;
} pages[] = {
  { "issue", go_last_draft },
  { "find", kms_window_go_find },
  { "reports", kms_window_go_reports },
};

/* Home is open. */
static void
go_last_page (KmsWindow *self)
{
  g_autofree char *last = kms_settings_get_last_page (kms_online_get_settings (self->online));

  if (kms_backend_is_demo (self->backend) || !kms_online_is_remembered (self->online))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].name, last))
      pages[i].go (self);
}

/**
 * kms_window_restore:
 *
 * Gives the window the size that it had, and its page as soon as somebody is logged in.
 */
void
kms_window_restore (KmsWindow *self)
{
  int width, height;
  gboolean maximized;

  kms_settings_get_window (kms_online_get_settings (self->online), &width, &height, &maximized);
  gtk_window_set_default_size (GTK_WINDOW (self), MAX (width, 1), MAX (height, 1));
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  self->wish = go_last_page;
}

static const char *
name_page (KmsWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  if (self->backend == NULL || page == NULL)
    return "home";
  if (page == (gpointer) self->reports)
    return "reports";
  if (page == (gpointer) self->flow)
    return self->kept ? "issue" : "home";
  return KMS_IS_FIND_PAGE (page) ? "find" : "home";
}

/**
 * kms_window_remember:
 *
 * Keeps the size and the page for the next session; the window closes. The demo is opened anew each time.
 */
void
kms_window_remember (KmsWindow *self)
{
  KmsSettings *settings;
  int width, height;

  if (self->online == NULL)
    return;
  settings = kms_online_get_settings (self->online);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  kms_settings_set_window (settings, width, height, gtk_window_is_maximized (GTK_WINDOW (self)));
  if (self->backend == NULL || !kms_backend_is_demo (self->backend))
    kms_settings_set_last_page (settings, name_page (self));
}
