/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A request to issue on its way. It owns all it points to. */

#include "client/kms-attempt.h"

#include "common/kms-error.h"

G_DEFINE_BOXED_TYPE (KmsAttempt, kms_attempt, kms_attempt_copy, kms_attempt_free)

/**
 * kms_attempt_copy:
 * @attempt: (nullable): an attempt
 *
 * Returns: (transfer full) (nullable): another with the same content
 */
KmsAttempt *
kms_attempt_copy (const KmsAttempt *attempt)
{
  KmsAttempt *copy = NULL;

  if (attempt == NULL)
    return NULL;

  copy = g_memdup2 (attempt, sizeof *attempt);
  copy->idempotency_key = g_strdup (attempt->idempotency_key);
  copy->draft_id = g_strdup (attempt->draft_id);
  copy->request = kms_request_copy (attempt->request);
  copy->answer = kms_issuance_copy (attempt->answer);
  copy->error = attempt->error != NULL ? g_error_copy (attempt->error) : NULL;

  return copy;
}

/**
 * kms_attempt_free:
 * @attempt: (transfer full) (nullable): an attempt
 */
void
kms_attempt_free (KmsAttempt *attempt)
{
  if (attempt == NULL)
    return;

  g_free (attempt->idempotency_key);
  g_free (attempt->draft_id);
  kms_request_free (attempt->request);
  kms_issuance_free (attempt->answer);
  g_clear_error (&attempt->error);
  g_free (attempt);
}

/**
 * kms_attempt_is_refused:
 * @attempt: an attempt
 *
 * Returns: whether it was refused, so that nothing was issued and it is over; one without answer that
 *   was not refused will be sent again
 */
gboolean
kms_attempt_is_refused (const KmsAttempt *attempt)
{
  return attempt->error != NULL && kms_error_is_refusal_to_issue (attempt->error);
}

/**
 * kms_attempt_is_over:
 * @attempt: an attempt
 *
 * Returns: whether it is known that nothing was done, now or before: it was refused, or was never
 *   begun before and did not get there. One that was given up may have been carried out
 */
gboolean
kms_attempt_is_over (const KmsAttempt *attempt)
{
  gint64 uncertain = 0;

  if (attempt->error == NULL || kms_attempt_is_refused (attempt))
    return attempt->error != NULL;
  kms_error_get_number (attempt->error, KMS_ERROR_UNCERTAIN, &uncertain);

  return attempt->error->domain == KMS_ERROR && uncertain == 0 && !attempt->repeated;
}

/**
 * kms_error_is_refusal_to_issue:
 * @error: what a backend answered to a request to issue
 *
 * A refusal comes of what the request says and what is issued already. A backend that had carried the
 * same attempt out before would have answered it again instead; so nothing was issued.
 *
 * Returns: whether @error is one
 */
gboolean
kms_error_is_refusal_to_issue (const GError *error)
{
  gint64 final = 0;

  if (error->domain != KMS_ERROR)
    return FALSE;
  if (kms_error_get_number (error, KMS_ERROR_FINAL, &final) && final == 1)
    return TRUE;
  return error->code >= KMS_ERROR_DEVICE_ID_INVALID && error->code <= KMS_ERROR_DEVICE_FULL;
}
