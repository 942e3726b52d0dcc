/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The use cases of issuing but for issuing itself. The transaction around them makes them atomic, so
 * nothing here cleans up after a failure. */

#include "issuing/kms-issuing.h"

#include "common/kms-json.h"
#include "issuing/kms-issuing-private.h"
#include "store/kms-store-history.h"
#include "store/kms-store-sites.h"

/**
 * kms_issuing_new:
 * @issuer_secret: what registration keys are derived from; it is copied
 * @clock: where the date of an issue comes from; referenced
 * @demo: %TRUE when practice sheets are valid
 *
 * Returns: (transfer full): the use cases; any threads may use them, several at a time
 */
KmsIssuing *
kms_issuing_new (const KmsSecret *issuer_secret, KmsClock *clock, gboolean demo)
{
  KmsIssuing *issuing = g_new0 (KmsIssuing, 1);

  issuing->secret = *issuer_secret;
  issuing->clock = kms_clock_ref (clock);
  issuing->demo = demo;
  return issuing;
}

/**
 * kms_issuing_free:
 * @issuing: (transfer full) (nullable): the use cases
 */
void
kms_issuing_free (KmsIssuing *issuing)
{
  if (issuing == NULL)
    return;

  kms_clock_unref (issuing->clock);
  g_free (issuing);
}

/**
 * kms_issuing_load_site:
 * @issuing: the use cases
 * @session: the transaction
 * @dealer: the account's stable ID
 * @category: the category of the device
 * @device_id: the device, canonical
 * @site: (out caller-allocates): the lines this dealer saved for it; empty when there are none
 * @version: (out) (optional): of the lines, from 1; 0 when there are none
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_issuing_load_site (KmsIssuing *issuing,
                       KmsStoreSession *session,
                       const char *dealer,
                       KmsCategory category,
                       const char *device_id,
                       KmsSite *site,
                       gint64 *version,
                       GError **error)
{
  return kms_store_load_site (session, dealer, category, device_id, site, version, error);
}

/**
 * kms_issuing_save_site:
 * @issuing: the use cases
 * @session: a transaction that writes
 * @dealer: the account's stable ID
 * @category: the category of the device
 * @device_id: the device, canonical
 * @site: its lines
 * @version: the version that is changed, or %KMS_ISSUING_ANY_VERSION
 * @new_version: (out) (optional): the version of the lines now
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STALE_VERSION when the version is another one,
 *   or one of KMS_ERROR_STORE_*
 */
gboolean
kms_issuing_save_site (KmsIssuing *issuing,
                       KmsStoreSession *session,
                       const char *dealer,
                       KmsCategory category,
                       const char *device_id,
                       const KmsSite *site,
                       gint64 version,
                       gint64 *new_version,
                       GError **error)
{
  KmsSite saved;
  gint64 found;

  if (version != KMS_ISSUING_ANY_VERSION)
    {
      if (!kms_store_load_site (session, dealer, category, device_id, &saved, &found, error))
        return FALSE;
      if (found != version)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_STALE_VERSION,
                       "the site lines have version %" G_GINT64_FORMAT, found);
          return FALSE;
        }
    }
  return kms_store_save_site (session, dealer, category, device_id, site, error)
         && (new_version == NULL
             || kms_store_load_site (session, dealer, category, device_id, &saved, new_version,
                                     error));
}

/**
 * kms_issuing_preview:
 * @issuing: the use cases
 * @session: the transaction; one that only reads will do
 * @request: what would be issued
 * @error: return location for a #GError
 *
 * The dry run: the verdict on each key, by the same assessment that kms_issuing_issue() makes.
 *
 * Returns: (transfer full): the verdicts, or %NULL with @error set: %KMS_ERROR_NO_KEYS;
 *   %KMS_ERROR_DEVICE_FULL with a detail for each key that the device has no room for; or one of
 *   KMS_ERROR_STORE_*
 */
KmsPreview *
kms_issuing_preview (KmsIssuing *issuing,
                     KmsStoreSession *session,
                     const KmsRequest *request,
                     GError **error)
{
  g_autoptr (KmsAssessment) assessment = kms_issuing_assess (issuing, session, request, error);
  KmsPreview *preview;

  if (assessment == NULL || !kms_assessment_refuse_full_device (assessment, error))
    return NULL;
  preview = kms_preview_new ();
  preview->n_keys = assessment->n_keys;
  for (guint i = 0; i < assessment->n_keys; i++)
    {
      KmsAssessed *assessed = &assessment->keys[i];
      KmsKeyPreview *shown = &preview->keys[i];

      shown->pair = request->pairs[i];
      shown->verdict = assessed->verdict;
      /* What the key is for is told to nobody who has not the sheet. */
      if (assessed->verdict == KMS_VERDICT_INVALID_PAIR)
        continue;
      shown->part_number = g_steal_pointer (&assessed->key->part_number);
      shown->purpose = g_steal_pointer (&assessed->key->purpose);
      if (assessed->verdict == KMS_VERDICT_REISSUE)
        shown->issued_at = assessed->key->issued_at;
    }
  return preview;
}

/* What the audit says of a release, as JSON. */
static char *
describe_release (const KmsStoredKey *key, const char *reason)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "device");
  json_builder_add_string_value (builder, key->activation.device_id);
  json_builder_set_member_name (builder, "registration_key");
  json_builder_add_string_value (builder, key->registration_key);
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, reason);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return kms_json_to_string (node, FALSE);
}

/**
 * kms_issuing_release:
 * @issuing: the use cases
 * @session: a transaction that writes
 * @actor: who of the operator's
 * @activation_key: the activation key, canonical
 * @reason: why, for the audit; UTF-8
 * @error: return location for a #GError
 *
 * Ends the binding of a key that was issued for the wrong device: it can be issued again, for any
 * device. The registration key that was given out goes on working where it was entered, and its ordinal
 * never comes again. Lists show the key no more; the history report does.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_NOT_FOUND when the key is unknown or not bound,
 *   or one of KMS_ERROR_STORE_*
 */
gboolean
kms_issuing_release (KmsIssuing *issuing,
                     KmsStoreSession *session,
                     const char *actor,
                     const char *activation_key,
                     const char *reason,
                     GError **error)
{
  g_autoptr (KmsStoredKey) key = NULL;
  g_autofree char *details = NULL;
  gint64 now = kms_clock_now (issuing->clock);
  gboolean released;

  if (!kms_store_find_key (session, activation_key, &key, error)
      || !kms_store_release_key (session, activation_key, now, &released, error))
    return FALSE;
  if (key == NULL || !released)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "the activation key is not bound");
      return FALSE;
    }
  details = describe_release (key, reason);
  return kms_store_add_audit (session, now, actor, "release", activation_key, details, error);
}
