/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one assessment of a request that preview and issue rest on: what the store knows of each key, and
 * the engine's verdict on it. */

#include "engine/kms-practice-sheet.h"
#include "issuing/kms-issuing-private.h"

/* A practice sheet is known to every demo before it is in its store. */
static KmsStoredKey *
stored_key_from_practice_sheet (const KmsKeyPair *pair, const KmsPart *part, gint64 part_id)
{
  KmsStoredKey *key = g_new0 (KmsStoredKey, 1);

  key->activation.pair = *pair;
  key->activation.category = part->category;
  key->part_id = part_id;
  key->part_number = g_strdup (part->part_number);
  key->purpose = g_strdup (part->purpose);
  return key;
}

static gboolean
look_up (KmsIssuing *issuing,
         KmsStoreSession *session,
         const KmsKeyPair *pair,
         KmsAssessed *assessed,
         GError **error)
{
  const KmsPart *part;
  gint64 part_id;

  if (!kms_store_find_key (session, pair->activation_key, &assessed->key, error))
    return FALSE;
  if (assessed->key != NULL || !issuing->demo)
    return TRUE;
  part = kms_practice_sheet_recognise (pair);
  if (part == NULL)
    return TRUE;
  if (!kms_store_find_part (session, part->part_number, &part_id, error))
    return FALSE;
  assessed->key = stored_key_from_practice_sheet (pair, part, part_id);
  assessed->practice = part;
  return TRUE;
}

/* Whether the ordinal that a new key would get is more than a device tries. The keys of the request
 * that come before it count. */
static gboolean
check_ordinal (KmsStoreSession *session,
               const KmsRequest *request,
               KmsAssessment *assessment,
               guint index,
               GError **error)
{
  KmsAssessed *assessed = &assessment->keys[index];
  guint last = 0;

  if (assessed->verdict != KMS_VERDICT_NEW)
    return TRUE;
  if (assessed->key->part_id != 0
      && !kms_store_get_last_ordinal (session, request->device_id, assessed->key->part_id, &last,
                                      error))
    return FALSE;
  for (guint i = 0; i < index; i++)
    {
      const KmsAssessed *earlier = &assessment->keys[i];

      if (earlier->verdict == KMS_VERDICT_NEW
          && g_str_equal (earlier->key->part_number, assessed->key->part_number))
        last++;
    }
  assessed->device_full = last >= KMS_MAX_ORDINAL;
  return TRUE;
}

/**
 * kms_issuing_assess:
 * @issuing: the use cases
 * @session: the transaction
 * @request: what would be issued
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what would become of each key; or %NULL with @error set: %KMS_ERROR_NO_KEYS,
 *   or one of KMS_ERROR_STORE_*
 */
KmsAssessment *
kms_issuing_assess (KmsIssuing *issuing,
                    KmsStoreSession *session,
                    const KmsRequest *request,
                    GError **error)
{
  g_autoptr (KmsAssessment) assessment = g_new0 (KmsAssessment, 1);

  if (request->n_pairs == 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_NO_KEYS, "the request has no keys");
      return NULL;
    }
  for (guint i = 0; i < request->n_pairs; i++)
    {
      KmsAssessed *assessed = &assessment->keys[i];

      assessment->n_keys = i + 1;
      if (!look_up (issuing, session, &request->pairs[i], assessed, error))
        return NULL;
      assessed->verdict =
          kms_verdict_of (assessed->key == NULL ? NULL : &assessed->key->activation,
                          &request->pairs[i], request->category, request->device_id);
      if (!check_ordinal (session, request, assessment, i, error))
        return NULL;
    }
  return g_steal_pointer (&assessment);
}

/* Adds a refused key to @refusal, which is made for the first one. */
static void
add_refusal (GError **refusal, KmsError code, guint index)
{
  if (*refusal == NULL)
    *refusal = g_error_new (KMS_ERROR, (int) code, "key %u of the request is refused: %s",
                            index + 1, kms_error_to_code (code));
  kms_error_add_detail (*refusal, code, "/keys/%u", index);
}

/**
 * kms_assessment_refuse_keys:
 * @assessment: what would become of a request
 * @error: return location for a #GError
 *
 * Nothing in a refusal tells of another dealer's device, or whether an activation key exists.
 *
 * Returns: %TRUE when all keys would be issued; %FALSE with @error set to the code of the first refused
 *   one, with a detail at "/keys/N" for each
 */
gboolean
kms_assessment_refuse_keys (const KmsAssessment *assessment, GError **error)
{
  GError *refusal = NULL;

  for (guint i = 0; i < assessment->n_keys; i++)
    {
      const KmsAssessed *assessed = &assessment->keys[i];

      if (kms_verdict_is_refusal (assessed->verdict))
        add_refusal (&refusal, kms_verdict_to_error (assessed->verdict), i);
      else if (assessed->device_full)
        add_refusal (&refusal, KMS_ERROR_DEVICE_FULL, i);
    }
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, refusal);
  return FALSE;
}

/**
 * kms_assessment_refuse_full_device:
 * @assessment: what would become of a request
 * @error: return location for a #GError
 *
 * There is no verdict for a full device: it is a fault of the request as a whole.
 *
 * Returns: %TRUE unless the device has no room for a key; otherwise %FALSE with @error set to
 *   %KMS_ERROR_DEVICE_FULL, with a detail for each such key
 */
gboolean
kms_assessment_refuse_full_device (const KmsAssessment *assessment, GError **error)
{
  GError *refusal = NULL;

  for (guint i = 0; i < assessment->n_keys; i++)
    {
      if (assessment->keys[i].device_full)
        add_refusal (&refusal, KMS_ERROR_DEVICE_FULL, i);
    }
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, refusal);
  return FALSE;
}

/**
 * kms_assessment_new_refusal:
 * @code: why
 * @index: of the key in the request, from 0
 *
 * Returns: (transfer full): the refusal of one key
 */
GError *
kms_assessment_new_refusal (KmsError code, guint index)
{
  GError *refusal = NULL;

  add_refusal (&refusal, code, index);
  return refusal;
}

/**
 * kms_assessment_free:
 * @assessment: (transfer full): an assessment
 */
void
kms_assessment_free (KmsAssessment *assessment)
{
  for (guint i = 0; i < assessment->n_keys; i++)
    kms_stored_key_free (assessment->keys[i].key);
  g_free (assessment);
}
