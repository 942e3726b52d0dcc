/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is kept of a flow: a draft of work that is no different from its beginning is not needed, and
 * what was written of it is deleted. When the keys were shown, the request is marked as seen, which
 * deletes the draft with it. */

#include "app/kms-issue-flow-private.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

/* Whether there is something that a draft should keep. */
gboolean
kms_issue_flow_is_worth_keeping (KmsIssueFlow *self)
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
      self->written = kms_issue_flow_is_worth_keeping (self);
      g_task_return_boolean (task, FALSE);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_seen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsIssueFlow *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (kms_pending_mark_seen_finish (KMS_PENDING (source), result, &error))
    {
      g_clear_pointer (&self->unseen, g_free);
      self->written = FALSE;
    }
  else
    g_message ("The keys will be shown once more: %s", error->message);
  g_task_return_boolean (task, FALSE);
}

/* Keys that were not on the screen yet are shown at the next start. (transfer full) @task */
static void
keep_issued (KmsIssueFlow *self, GTask *task)
{
  if (self->unseen != NULL && self->n_frames >= KMS_ISSUE_FLOW_FRAMES_SHOWN)
    {
      kms_pending_mark_seen_async (self->pending, self->unseen, on_seen, task);
      return;
    }
  g_task_return_boolean (task, FALSE);
  g_object_unref (task);
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

  g_return_if_fail (KMS_IS_ISSUE_FLOW (self));

  task = g_task_new (self, NULL, callback, user_data);
  draft = kms_issue_model_get_draft (self->model);
  g_task_set_source_tag (task, kms_issue_flow_keep_async);
  g_clear_handle_id (&self->save_timeout, g_source_remove);
  if (kms_issue_model_get_issuance (self->model) != NULL)
    keep_issued (self, task);
  else if (self->review != NULL && kms_review_page_is_waiting (self->review))
    {
      /* The request stands for it, and nothing has changed since. */
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
    }
  else if (kms_issue_flow_is_worth_keeping (self))
    {
      self->written = TRUE;
      kms_journal_save_draft_async (self->journal, self->account, draft, NULL, on_draft_saved,
                                    task);
    }
  else if (self->written)
    {
      kms_journal_delete_draft_async (self->journal, self->account, draft->id, NULL,
                                      on_draft_deleted, task);
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
  if (kms_issue_flow_is_worth_keeping (self))
    /* Translators: why no draft could be written, as a sentence */
    sentence = g_strdup_printf (
        _ ("No draft could be kept. %s What you typed stays here as long as this window is open."),
        reason);
  else
    /* Translators: why a draft could not be removed, as a sentence */
    sentence = g_strdup_printf (_ ("The draft of this work could not be removed. %s"), reason);
  kms_banner_show (self->banner, sentence, _ ("_Try Again"));
}

/* Keeps what there is, and says so when that fails. */
void
kms_issue_flow_keep (KmsIssueFlow *self)
{
  kms_issue_flow_keep_async (self, on_kept, NULL);
}
