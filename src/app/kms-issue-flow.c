/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Issuing as a flow: a table of pages over one model. It owns the assistant, the model and
 * references to backend, journal and the requests that wait for their answer.
 *
 * The draft: the first change starts a timer, and when it fires the work is written, so that a crash
 * loses less than two seconds however fast one types. Issued work is done when its keys have been on
 * the screen for a frame. */

#include "app/kms-issue-flow-private.h"

#include "app/kms-category-page.h"
#include "app/kms-device-page.h"
#include "client/kms-classroom.h"

#include <glib/gi18n.h>

#define SAVE_AFTER 1500 /* milliseconds from the first change that is not written yet */

enum
{
  ENDED,
  AGAIN,
  SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsIssueFlow, kms_issue_flow, GTK_TYPE_WIDGET)

static void
on_committing (KmsIssueFlow *self)
{
  if (self->save_timeout != 0)
    kms_issue_flow_keep (self);
}

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

  self->keys = KMS_KEYS_PAGE (kms_keys_page_new (self->model, self->backend));
  return KMS_ASSISTANT_PAGE (self->keys);
}

static KmsAssistantPage *
new_review_page (gpointer data)
{
  KmsIssueFlow *self = data;
  KmsAssistantPage *page = kms_review_page_new (self->model, self->backend, self->pending);

  /* Before the request, the draft that it is made from. */
  g_signal_connect_object (page, "notify::committing", G_CALLBACK (on_committing), self,
                           G_CONNECT_SWAPPED);
  self->review = KMS_REVIEW_PAGE (page);
  return page;
}

static KmsAssistantPage *
new_result_page (gpointer data)
{
  KmsIssueFlow *self = data;

  self->result = KMS_RESULT_PAGE (kms_result_page_new (self->model, self->backend));
  return KMS_ASSISTANT_PAGE (self->result);
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

static gboolean
on_save_timeout (gpointer user_data)
{
  KmsIssueFlow *self = user_data;

  self->save_timeout = 0;
  kms_issue_flow_keep (self);
  return G_SOURCE_REMOVE;
}

static void
on_model_changed (KmsIssueFlow *self)
{
  if (kms_issue_model_get_issuance (self->model) == NULL && self->save_timeout == 0
      && (kms_issue_flow_is_worth_keeping (self) || self->written))
    self->save_timeout = g_timeout_add (SAVE_AFTER, on_save_timeout, self);
}

/* Frames are counted before they are drawn. */
static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  KmsIssueFlow *self = KMS_ISSUE_FLOW (widget);
  gboolean shown = gtk_widget_get_mapped (widget);

  self->n_frames += shown ? 1 : 0;
  if (shown && self->n_frames < KMS_ISSUE_FLOW_FRAMES_SHOWN)
    return G_SOURCE_CONTINUE;
  self->shown_tick = 0;
  if (shown)
    kms_issue_flow_keep (self);
  return G_SOURCE_REMOVE;
}

static gboolean
shows_result (KmsIssueFlow *self)
{
  return self->assistant != NULL
         && kms_assistant_get_step (self->assistant) + 1 == G_N_ELEMENTS (page_table);
}

static void
watch_result (KmsIssueFlow *self)
{
  if (self->unseen != NULL && self->shown_tick == 0 && self->n_frames < KMS_ISSUE_FLOW_FRAMES_SHOWN
      && shows_result (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->shown_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
}

static void
kms_issue_flow_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (kms_issue_flow_parent_class)->map (widget);

  watch_result (KMS_ISSUE_FLOW (widget));
}

static void
on_step_opened (KmsIssueFlow *self, guint step)
{
  if (step + 1 < G_N_ELEMENTS (page_table))
    kms_issue_model_set_step (self->model, step);
  else
    watch_result (self);
}

static void
take_answer (KmsIssueFlow *self, const KmsAttempt *attempt)
{
  g_clear_handle_id (&self->save_timeout, g_source_remove);
  self->unseen = g_strdup (attempt->idempotency_key);
  kms_issue_model_set_issuance (self->model, attempt->answer);
}

/* The page that has just issued leads on by itself; from elsewhere the answer does. */
static void
on_pending_changed (KmsIssueFlow *self)
{
  const KmsAttempt *attempt =
      kms_pending_find_draft (self->pending, kms_issue_model_get_draft (self->model)->id);

  if (self->assistant == NULL || attempt == NULL || attempt->answer == NULL
      || kms_issue_model_get_issuance (self->model) != NULL)
    return;
  take_answer (self, attempt);
  if (!kms_issue_flow_is_committing (self))
    kms_assistant_open (self->assistant, G_N_ELEMENTS (page_table) - 1);
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
  if (self->shown_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->shown_tick);
  self->shown_tick = 0;
  self->keys = NULL;
  self->review = NULL;
  self->result = NULL;
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
  g_clear_pointer (&self->account, g_free);
  g_clear_object (&self->journal);
  g_clear_object (&self->pending);
  g_clear_pointer (&self->unseen, g_free);
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
  widget_class->map = kms_issue_flow_map;

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
 * @pending: who issues
 * @initial: the work before anything was typed
 * @draft: where to begin: @initial, or a draft that was kept of it
 *
 * Returns: (transfer floating): the flow; kms_issue_flow_start() opens its page
 */
GtkWidget *
kms_issue_flow_new (KmsBackend *backend,
                    KmsJournal *journal,
                    KmsPending *pending,
                    const KmsDraft *initial,
                    const KmsDraft *draft)
{
  KmsIssueFlow *self = g_object_new (KMS_TYPE_ISSUE_FLOW, NULL);

  self->backend = g_object_ref (backend);
  self->account = g_strdup (kms_backend_get_account (backend));
  self->journal = g_object_ref (journal);
  self->pending = g_object_ref (pending);
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

  g_signal_connect_swapped (self->banner, "button-clicked", G_CALLBACK (kms_issue_flow_keep), self);
  g_signal_connect_swapped (self->assistant, "step-opened", G_CALLBACK (on_step_opened), self);
  g_signal_connect_swapped (self->assistant, "left", G_CALLBACK (on_assistant_left), self);
  g_signal_connect_swapped (self->assistant, "finished", G_CALLBACK (on_assistant_finished), self);
  /* A page under way keeps the assistant, maybe longer than the flow is there. */
  g_signal_connect_object (self->assistant, "settled", G_CALLBACK (on_assistant_settled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->model, "changed", G_CALLBACK (on_model_changed), self);
  g_signal_connect_object (pending, "changed", G_CALLBACK (on_pending_changed), self,
                           G_CONNECT_SWAPPED);
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
 * kms_issue_flow_show:
 * @attempt: an attempt with its answer, begun before
 *
 * Opens the result, in place of kms_issue_flow_start().
 */
void
kms_issue_flow_show (KmsIssueFlow *self, const KmsAttempt *attempt)
{
  g_autoptr (KmsAttempt) former = kms_attempt_copy (attempt);

  g_return_if_fail (KMS_IS_ISSUE_FLOW (self));
  g_return_if_fail (attempt->answer != NULL);

  former->answer->replayed = TRUE;
  take_answer (self, former);
  kms_assistant_open (self->assistant, G_N_ELEMENTS (page_table) - 1);
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
 * kms_issue_flow_is_of:
 * @draft_id: (nullable): the ID of a draft
 *
 * Returns: whether this is the work of that draft
 */
gboolean
kms_issue_flow_is_of (KmsIssueFlow *self, const char *draft_id)
{
  g_return_val_if_fail (KMS_IS_ISSUE_FLOW (self), FALSE);
  return g_strcmp0 (kms_issue_model_get_draft (self->model)->id, draft_id) == 0;
}

/**
 * kms_issue_flow_hand_out:
 * @what: what to do with the keys
 *
 * Does what a button of the result does; nothing when there are no keys yet.
 */
void
kms_issue_flow_hand_out (KmsIssueFlow *self, KmsHandOut what)
{
  g_return_if_fail (KMS_IS_ISSUE_FLOW (self));

  if (!shows_result (self))
    return;
  if (what == KMS_HAND_OUT_COPY)
    kms_result_page_copy (self->result);
  else if (what == KMS_HAND_OUT_CARD)
    kms_result_page_show_card (self->result);
}

/**
 * kms_issue_flow_take_sheet:
 * @text: a sheet, a mail or a table
 * @length: in bytes
 *
 * Fills in what the text holds when the page of the keys is open.
 *
 * Returns: whether it is
 */
gboolean
kms_issue_flow_take_sheet (KmsIssueFlow *self, const char *text, gsize length)
{
  g_return_val_if_fail (KMS_IS_ISSUE_FLOW (self), FALSE);

  return self->keys != NULL && gtk_widget_get_child_visible (GTK_WIDGET (self->keys))
         && kms_keys_page_take_sheet (self->keys, text, (gssize) length);
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
  return kms_assistant_is_committing (self->assistant)
         && !kms_review_page_is_waiting (self->review);
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
