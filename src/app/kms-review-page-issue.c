/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Step 4, the issuing itself. The requests that wait own the call; the page owns the task of its
 * application as long as somebody waits for it.
 *
 * reviewing → issuing → the result, or reviewing again with what was wrong. When the answer does not
 * come, or it does not tell what became of the request, issuing → waiting: nothing can be changed or
 * issued a second time, the page can be left, and what comes of it leads on from wherever it comes. */

#include "app/kms-review-page-private.h"

#include "common/kms-error.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

#define PATIENCE 4000 /* milliseconds until the page says that it waits */

/* Tells the assistant, if it waits for the page. */
static void
end_applying (KmsReviewPage *self, gboolean valid, GError *error) /* (transfer full), nullable */
{
  g_autoptr (GTask) task = g_steal_pointer (&self->applying);

  g_clear_handle_id (&self->patience, g_source_remove);
  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, valid);
}

static void
set_waiting (KmsReviewPage *self, gboolean waiting)
{
  kms_assistant_page_set_committing (KMS_ASSISTANT_PAGE (self), waiting);
  gtk_spinner_set_spinning (self->spinner, waiting && kms_pending_is_checking (self->pending));
  if (self->waiting == waiting)
    return;
  self->waiting = waiting;
  gtk_stack_set_visible_child (self->states, waiting ? self->wait : self->review);
  kms_assistant_page_set_complete (KMS_ASSISTANT_PAGE (self),
                                   !waiting && self->shown != NULL
                                       && !kms_preview_is_refusal (self->shown));
}

/* Whatever is told as an error here, no key was issued; but another request of the same work may be. */
char *
kms_review_page_describe_error (KmsAssistantPage *page, const GError *error)
{
  KmsReviewPage *self = KMS_REVIEW_PAGE (page);
  g_autofree char *reason =
      kms_words_error_in (kms_issue_model_get_draft (self->model)->category, error);

  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_REQUEST_IN_FLIGHT))
    return g_steal_pointer (&reason);
  /* Translators: %s is why, as a sentence */
  return g_strdup_printf (_ ("Nothing was issued. %s"), reason);
}

/* When no assistant waits to say it. */
static void
show_outcome (KmsReviewPage *self, const GError *error)
{
  g_autofree char *sentence = kms_review_page_describe_error (KMS_ASSISTANT_PAGE (self), error);

  kms_status_line_set (self->outcome, KMS_STATUS_ERROR, sentence, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), TRUE);
}

/**
 * kms_review_page_take_outcome:
 *
 * Shows what is known of the request that was made from this work, if there is one.
 *
 * Returns: whether the page waits for it
 */
gboolean
kms_review_page_take_outcome (KmsReviewPage *self)
{
  const KmsAttempt *attempt =
      kms_pending_find_draft (self->pending, kms_issue_model_get_draft (self->model)->id);
  gboolean over = attempt != NULL && kms_attempt_is_over (attempt);

  if (self->applying != NULL)
    return FALSE;
  set_waiting (self, attempt != NULL && !over);
  if (over)
    {
      show_outcome (self, attempt->error);
      kms_pending_dismiss (self->pending, attempt);
    }
  return self->waiting;
}

static gboolean
on_patience_ended (gpointer data)
{
  KmsReviewPage *self = data;

  self->patience = 0;
  end_applying (self, FALSE, NULL);
  kms_review_page_take_outcome (self);
  return G_SOURCE_REMOVE;
}

/* Once the page waits, or is closed, "changed" has told it. */
static void
on_issued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsReviewPage) self = user_data;
  KmsPending *pending = KMS_PENDING (source);
  g_autoptr (GError) error = NULL;
  gboolean issued = kms_pending_issue_finish (pending, result, &error);
  const KmsAttempt *attempt;

  if (self->applying == NULL)
    return;
  attempt = kms_pending_find_draft (pending, kms_issue_model_get_draft (self->model)->id);
  if (issued)
    {
      kms_assistant_page_set_committing (KMS_ASSISTANT_PAGE (self), FALSE);
      end_applying (self, TRUE, NULL);
    }
  else if (attempt != NULL && !kms_attempt_is_over (attempt))
    {
      end_applying (self, FALSE, NULL);
      kms_review_page_take_outcome (self);
    }
  else
    {
      kms_assistant_page_set_committing (KMS_ASSISTANT_PAGE (self), FALSE);
      if (attempt != NULL)
        kms_pending_dismiss (pending, attempt);
      kms_review_page_request_preview (self);
      end_applying (self, FALSE, g_steal_pointer (&error));
    }
}

/**
 * kms_review_page_issue:
 * @request: what to issue
 * @task: the application of the page: %TRUE when the keys are there
 */
void
kms_review_page_issue (KmsReviewPage *self, const KmsRequest *request, GTask *task)
{
  /* From here on the keys may be issued, whatever is pressed: the answer must be waited for. */
  kms_assistant_page_set_committing (KMS_ASSISTANT_PAGE (self), TRUE);
  g_task_set_check_cancellable (task, FALSE);
  self->applying = g_object_ref (task);
  self->patience = g_timeout_add (PATIENCE, on_patience_ended, self);
  kms_pending_issue_async (self->pending, request, kms_issue_model_get_draft (self->model)->id,
                           on_issued, g_object_ref (self));
}

/**
 * kms_review_page_stop_issuing:
 *
 * Nobody waits for the page any more. What is on its way goes on without it.
 */
void
kms_review_page_stop_issuing (KmsReviewPage *self)
{
  end_applying (self, FALSE, NULL);
}

/**
 * kms_review_page_is_waiting:
 *
 * Returns: whether it is not known what became of this work, so that it can be left but not changed
 */
gboolean
kms_review_page_is_waiting (KmsReviewPage *self)
{
  g_return_val_if_fail (KMS_IS_REVIEW_PAGE (self), FALSE);
  return self->waiting;
}
