/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rule of issuing: what becomes of one activation key on one device. */

#include "engine/kms-verdict.h"

#include <string.h>

static const char *const names[KMS_N_VERDICTS] = {
  [KMS_VERDICT_NEW] = "new",
  [KMS_VERDICT_REISSUE] = "reissue",
  [KMS_VERDICT_BOUND_ELSEWHERE] = "bound-elsewhere",
  [KMS_VERDICT_INVALID_PAIR] = "invalid-pair",
  [KMS_VERDICT_WRONG_CATEGORY] = "wrong-category",
};

/**
 * kms_verdict_of:
 * @activation: (nullable): what is known of the activation key, or %NULL when it is unknown
 * @pair: the pair that somebody entered, canonical
 * @category: the category of the request
 * @device_id: its device, canonical
 *
 * The order is fixed: pair, then category, then binding. An unknown activation key and a wrong
 * registration ID get the same verdict, so that nobody can find out which keys exist.
 *
 * Returns: the verdict
 */
KmsVerdict
kms_verdict_of (const KmsActivation *activation,
                const KmsKeyPair *pair,
                KmsCategory category,
                const char *device_id)
{
  if (activation == NULL || !kms_key_pair_equal (&activation->pair, pair))
    return KMS_VERDICT_INVALID_PAIR;
  if (activation->category != category)
    return KMS_VERDICT_WRONG_CATEGORY;
  if (activation->device_id[0] == '\0')
    return KMS_VERDICT_NEW;
  if (strcmp (activation->device_id, device_id) == 0)
    return KMS_VERDICT_REISSUE;
  return KMS_VERDICT_BOUND_ELSEWHERE;
}

/**
 * kms_verdict_is_refusal:
 * @verdict: a verdict
 *
 * Returns: %TRUE when a request with such a key is not issued
 */
gboolean
kms_verdict_is_refusal (KmsVerdict verdict)
{
  return verdict != KMS_VERDICT_NEW && verdict != KMS_VERDICT_REISSUE;
}

/**
 * kms_verdict_to_string:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its stable name on the wire
 */
const char *
kms_verdict_to_string (KmsVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < KMS_N_VERDICTS, "");

  return names[verdict];
}

/**
 * kms_verdict_to_error:
 * @verdict: a refusal
 *
 * Returns: the error that a request with such a key ends with
 */
KmsError
kms_verdict_to_error (KmsVerdict verdict)
{
  switch (verdict)
    {
    case KMS_VERDICT_BOUND_ELSEWHERE:
      return KMS_ERROR_KEY_BOUND_ELSEWHERE;
    case KMS_VERDICT_INVALID_PAIR:
      return KMS_ERROR_KEY_PAIR_INVALID;
    case KMS_VERDICT_WRONG_CATEGORY:
      return KMS_ERROR_WRONG_CATEGORY;
    case KMS_VERDICT_NEW:
    case KMS_VERDICT_REISSUE:
    default:
      g_return_val_if_reached (KMS_ERROR_FAILED);
    }
}
