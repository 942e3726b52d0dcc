/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Issuing as a flow: a table of pages over one model. It owns the assistant, the model and
 * references to backend and journal.
 *
 * The draft: the first change starts a timer, and when it fires the work is written, so that a crash
 * loses less than two seconds however fast one types. Work that is no different from the beginning
 * needs no draft, and issued work is done: in both cases what was written is deleted. */

#include "app/kms-issue-flow.h"

#include "app/kms-assistant.h"
#include "app/kms-banner.h"
#include "app/kms-category-page.h"
#include "app/kms-device-page.h"
#include "app/kms-keys-page.h"
#include "app/kms-result-page.h"
#include "app/kms-review-page.h"
#include "client/kms-classroom.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

#define SAVE_AFTER 1500 /* milliseconds from the first change that is not written yet */

struct _KmsIssueFlow
{
  GtkWidget parent_instance;

  /* Owned */
  KmsBackend *backend;
  KmsJournal *journal;
  KmsIssueModel *model;
  KmsDraft *initial;
  KmsBanner *banner;       /* a child */
  KmsAssistant *assistant; /* a child */
  guint save_timeout;

  gboolean written; /* the journal holds a draft of this run, or may be about to */
  gboolean saved;   /* it has held one, so that failing to remove it matters */
};

enum
{
  ENDED,
  AGAIN,
  SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsIssueFlow, kms_issue_flow, GTK_TYPE_WIDGET)

static KmsAssistantPage *
new_category_page (gpointer data)
{
  KmsIssueFlow *self = data;

  return kms_category_page_new (self->model);
}

static KmsAssistantPage *
new_device_page (gpointer data)
{
  KmsIssueFlow *self = data;

  return kms_device_page_new (self->model, self->backend);
}

static KmsAssistantPage *
new_keys_page (gpointer data)
{
  KmsIssueFlow *self = data;

  return kms_keys_page_new (self->model, self->backend);
}

static KmsAssistantPage *
new_review_page (gpointer data)
{
  KmsIssueFlow *self = data;

  return kms_review_page_new (self->model, self->backend);
}

static KmsAssistantPage *
new_result_page (gpointer data)
{
  KmsIssueFlow *self = data;

  return kms_result_page_new (self->model);
}

/* The five steps (manual chapter 5.2), with the title each has until its page is made. */
static const struct
{
  const char *title;
  KmsAssistantCreatePage create;
} page_table[] = {
  { N_ ("Category"), new_category_page },        { N_ ("MPR ID"), new_device_page },
  { N_ ("Activation Keys"), new_keys_page },     { N_ ("Review"), new_review_page },
  { N_ ("Registration Keys"), new_result_page },
};

/* Whether there is something that a draft should keep. */
static gboolean
is_worth_keeping (KmsIssueFlow *self)
{
  return kms_issue_model_get_issuance (self->model) == NULL
         && !kms_draft_same_work (kms_issue_model_get_draft (self->model), self->initial);
}

static void
on_draft_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsIssueFlow *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (kms_journal_save_draft_finish (KMS_JOURNAL (source), result, &error))
    {
      self->saved = TRUE;
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_draft_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsIssueFlow *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gboolean deleted = kms_journal_delete_draft_finish (KMS_JOURNAL (source), result, &error);

  /* Where nothing could be written there is nothing to remove. */
  if (deleted || !self->saved)
    {
      self->written = is_worth_keeping (self);
      g_task_return_boolean (task, FALSE);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * kms_issue_flow_keep_async:
 * @callback: called when the journal holds what it should
 *
 * Writes the draft now, or deletes it when there is nothing worth keeping.
 */
void
kms_issue_flow_keep_async (KmsIssueFlow *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  const KmsDraft *draft;
  const char *account;

  g_return_if_fail (KMS_IS_ISSUE_FLOW (self));

  task = g_task_new (self, NULL, callback, user_data);
  draft = kms_issue_model_get_draft (self->model);
  account = kms_backend_get_account (self->backend);
  g_task_set_source_tag (task, kms_issue_flow_keep_async);
  g_clear_handle_id (&self->save_timeout, g_source_remove);
  if (is_worth_keeping (self))
    {
      self->written = TRUE;
      kms_journal_save_draft_async (self->journal, account, draft, NULL, on_draft_saved, task);
    }
  else if (self->written)
    {
      kms_journal_delete_draft_async (self->journal, account, draft->id, NULL, on_draft_deleted,
                                      task);
    }
  else
    {
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
    }
}

/**
 * kms_issue_flow_keep_finish:
 * @result: what the callback got
 * @kept: (out) (optional): whether there is a draft now
 * @error: (out) (optional): KMS_ERROR_STORE_*; what was typed is still on the page
 *
 * Returns: whether the journal holds what it should
 */
gboolean
kms_issue_flow_keep_finish (KmsIssueFlow *self,
                            GAsyncResult *result,
                            gboolean *kept,
                            GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &failure);

  if (kept != NULL)
    *kept = saved;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsIssueFlow *self = KMS_ISSUE_FLOW (source);
  g_autoptr (GError) error = NULL;

  gboolean kept = kms_issue_flow_keep_finish (self, result, NULL, &error);
  g_autofree char *reason = NULL, *sentence = NULL;

  if (self->banner == NULL)
    return;
  if (kept)
    {
      kms_banner_hide (self->banner);
      return;
    }
  reason = kms_words_error (error);
  if (is_worth_keeping (self))
    /* Translators: why no draft could be written, as a sentence */
    sentence = g_strdup_printf (
        _ ("No draft could be kept. %s What you typed stays here as long as this window is open."),
        reason);
  else
    /* Translators: why a draft could not be removed, as a sentence */
    sentence = g_strdup_printf (_ ("The draft of this work could not be removed. %s"), reason);
  kms_banner_show (self->banner, sentence, _ ("_Try Again"));
}

static void
keep (KmsIssueFlow *self)
{
  kms_issue_flow_keep_async (self, on_kept, NULL);
}

static gboolean
on_save_timeout (gpointer user_data)
{
  KmsIssueFlow *self = user_data;

  self->save_timeout = 0;
  keep (self);
  return G_SOURCE_REMOVE;
}

static void
on_model_changed (KmsIssueFlow *self)
{
  if (kms_issue_model_get_issuance (self->model) != NULL)
    keep (self);
  else if (self->save_timeout == 0 && (is_worth_keeping (self) || self->written))
    self->save_timeout = g_timeout_add (SAVE_AFTER, on_save_timeout, self);
}

static void
on_step_opened (KmsIssueFlow *self, guint step)
{
  if (step + 1 < G_N_ELEMENTS (page_table))
    kms_issue_model_set_step (self->model, step);
}

static void
on_assistant_left (KmsIssueFlow *self)
{
  g_signal_emit (self, signals[ENDED], 0);
}

static void
on_assistant_finished (KmsIssueFlow *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
on_assistant_settled (KmsIssueFlow *self)
{
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
kms_issue_flow_dispose (GObject *object)
{
  KmsIssueFlow *self = KMS_ISSUE_FLOW (object);

  g_clear_handle_id (&self->save_timeout, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->banner != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->banner));
  if (self->assistant != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->assistant));
  self->banner = NULL;
  self->assistant = NULL;

  G_OBJECT_CLASS (kms_issue_flow_parent_class)->dispose (object);
}

static void
kms_issue_flow_finalize (GObject *object)
{
  KmsIssueFlow *self = KMS_ISSUE_FLOW (object);

  /* Not before: a draft may be on its way into the journal when the flow is closed. */
  g_clear_object (&self->backend);
  g_clear_object (&self->journal);
  g_clear_object (&self->model);
  g_clear_pointer (&self->initial, kms_draft_free);

  G_OBJECT_CLASS (kms_issue_flow_parent_class)->finalize (object);
}

static void
kms_issue_flow_class_init (KmsIssueFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_issue_flow_dispose;
  object_class->finalize = kms_issue_flow_finalize;

  /**
   * KmsIssueFlow::ended:
   *
   * Back was pressed on the first page.
   */
  signals[ENDED] = g_signal_new ("ended", KMS_TYPE_ISSUE_FLOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  /**
   * KmsIssueFlow::again:
   *
   * Another run from step 1 is asked for.
   */
  signals[AGAIN] = g_signal_new ("again", KMS_TYPE_ISSUE_FLOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  /**
   * KmsIssueFlow::settled:
   *
   * What a page was doing has ended: the flow can be left again.
   */
  signals[SETTLED] = g_signal_new ("settled", KMS_TYPE_ISSUE_FLOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_issue_flow_init (KmsIssueFlow *self)
{
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
}

/**
 * kms_issue_flow_new_draft:
 * @backend: where keys are issued
 * @flow: how the assistant is opened
 *
 * Returns: (transfer full): the work as it is before anything is typed: empty, or filled in with
 *   the sample of a classroom
 */
KmsDraft *
kms_issue_flow_new_draft (KmsBackend *backend, KmsDraftFlow flow)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (flow);
  g_autoptr (KmsRequest) sample = NULL;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  if (flow != KMS_DRAFT_SAMPLE || !KMS_IS_CLASSROOM (backend))
    {
      g_ptr_array_add (draft->pairs, kms_draft_pair_new ("", ""));
      return g_steal_pointer (&draft);
    }

  sample = kms_classroom_get_sample (KMS_CLASSROOM (backend));
  draft->category = sample->category;
  g_free (draft->device);
  draft->device = g_strdup (kms_identifier_format (kms_identifier_device_kind (sample->category),
                                                   sample->device_id, shown));
  draft->device_confirmed = TRUE;
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      g_free (draft->site[i]);
      draft->site[i] = g_strdup (sample->site.line[i]);
    }
  for (guint i = 0; i < sample->n_pairs; i++)
    g_ptr_array_add (draft->pairs, kms_draft_pair_new (kms_identifier_format (
                                                           KMS_IDENTIFIER_ACTIVATION_KEY,
                                                           sample->pairs[i].activation_key, shown),
                                                       sample->pairs[i].registration_id));
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS && sample->mail_to[i] != NULL; i++)
    {
      g_free (draft->mail_to[i]);
      draft->mail_to[i] = g_strdup (sample->mail_to[i]);
    }
  return g_steal_pointer (&draft);
}

/**
 * kms_issue_flow_new:
 * @backend: where keys are issued
 * @journal: where the draft is kept
 * @initial: the work before anything was typed
 * @draft: where to begin: @initial, or a draft that was kept of it
 *
 * Returns: (transfer floating): the flow; kms_issue_flow_start() opens its page
 */
GtkWidget *
kms_issue_flow_new (KmsBackend *backend,
                    KmsJournal *journal,
                    const KmsDraft *initial,
                    const KmsDraft *draft)
{
  KmsIssueFlow *self = g_object_new (KMS_TYPE_ISSUE_FLOW, NULL);

  self->backend = g_object_ref (backend);
  self->journal = g_object_ref (journal);
  self->initial = kms_draft_copy (initial);
  self->model = kms_issue_model_new (draft);
  self->written = self->saved = draft->saved_at != 0;

  self->banner = g_object_new (KMS_TYPE_BANNER, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->banner), GTK_WIDGET (self));
  self->assistant = KMS_ASSISTANT (kms_assistant_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->assistant), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->assistant), GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (page_table); i++)
    kms_assistant_add_page (self->assistant, _ (page_table[i].title), page_table[i].create, self);

  g_signal_connect_swapped (self->banner, "button-clicked", G_CALLBACK (keep), self);
  g_signal_connect_swapped (self->assistant, "step-opened", G_CALLBACK (on_step_opened), self);
  g_signal_connect_swapped (self->assistant, "left", G_CALLBACK (on_assistant_left), self);
  g_signal_connect_swapped (self->assistant, "finished", G_CALLBACK (on_assistant_finished), self);
  /* A page under way keeps the assistant, maybe longer than the flow is there. */
  g_signal_connect_object (self->assistant, "settled", G_CALLBACK (on_assistant_settled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->model, "changed", G_CALLBACK (on_model_changed), self);
  return GTK_WIDGET (self);
}

/**
 * kms_issue_flow_start:
 *
 * Opens the page where the work stopped; to be called when the flow is on the screen.
 */
void
kms_issue_flow_start (KmsIssueFlow *self)
{
  g_return_if_fail (KMS_IS_ISSUE_FLOW (self));

  kms_assistant_open (self->assistant, MIN (kms_issue_model_get_draft (self->model)->step,
                                            G_N_ELEMENTS (page_table) - 2));
}

/**
 * kms_issue_flow_refresh:
 *
 * Shows the page that is open as it is now, after the backend was out of reach.
 */
void
kms_issue_flow_refresh (KmsIssueFlow *self)
{
  g_return_if_fail (KMS_IS_ISSUE_FLOW (self));

  kms_assistant_reopen (self->assistant);
}

/**
 * kms_issue_flow_is_committing:
 *
 * Returns: whether keys are being issued just now, so that the flow cannot be left
 */
gboolean
kms_issue_flow_is_committing (KmsIssueFlow *self)
{
  g_return_val_if_fail (KMS_IS_ISSUE_FLOW (self), FALSE);
  return kms_assistant_is_committing (self->assistant);
}

/**
 * kms_issue_flow_get_flow:
 *
 * Returns: how it was opened
 */
KmsDraftFlow
kms_issue_flow_get_flow (KmsIssueFlow *self)
{
  g_return_val_if_fail (KMS_IS_ISSUE_FLOW (self), KMS_DRAFT_PRACTICE);
  return kms_issue_model_get_draft (self->model)->flow;
}

/**
 * kms_issue_flow_get_title:
 *
 * Returns: (transfer none): what the window calls it
 */
const char *
kms_issue_flow_get_title (KmsIssueFlow *self)
{
  switch (kms_issue_flow_get_flow (self))
    {
    case KMS_DRAFT_SAMPLE:
      /* Translators: the titles of the window, which has little room for them */
      return C_ ("window title", "Issuing Demo");
    case KMS_DRAFT_PRACTICE:
      return C_ ("window title", "Free Practice");
    case KMS_DRAFT_ISSUE:
    default:
      return _ ("Issue Registration Keys");
    }
}
