/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the keys in the store are those that the issuer secret makes. */

#include "issuing/kms-issuing-private.h"
#include "issuing/kms-sheets.h"

#include <string.h>

typedef struct
{
  const KmsSecret *secret; /* borrowed */
  KmsKeyCheck *check;      /* borrowed */
} Checking;

static gboolean
check_binding (const KmsStoreBinding *binding, gpointer data, GError **error)
{
  Checking *checking = data;
  KmsSecret device_secret;
  char registration_key[KMS_IDENTIFIER_SIZE];
  const char *fault = NULL;

  kms_derive_device_secret (checking->secret, binding->category, binding->device_id,
                            &device_secret);
  kms_derive_registration_key (&device_secret, binding->part_number, binding->ordinal,
                               registration_key);
  if (!g_str_equal (registration_key, binding->registration_key))
    fault = "the registration key is another than the issuer secret makes";
  else if (binding->ordinal > binding->last_ordinal)
    fault = "the counter of the device has not come to its ordinal";
  if (fault != NULL)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "activation key …%s: %s",
                   binding->activation_key + strlen (binding->activation_key) - 4, fault);
      return FALSE;
    }
  checking->check->last = binding->id;
  checking->check->n_checked++;
  return TRUE;
}

/**
 * kms_issuing_check_keys:
 * @issuing: the use cases
 * @session: the transaction
 * @after: the last one of the check before; 0 for the beginning
 * @limit: how many at most; some thousands take as long as others can wait
 * @error: return location for a #GError
 *
 * Derives registration keys anew, those that were released since too, and compares.
 *
 * Returns: (transfer full): how far it came; or %NULL with @error set: %KMS_ERROR_STORE_CORRUPT for the
 *   first key that is not right, named by its last four digits, or another of KMS_ERROR_STORE_*
 */
KmsKeyCheck *
kms_issuing_check_keys (KmsIssuing *issuing,
                        KmsStoreSession *session,
                        gint64 after,
                        guint limit,
                        GError **error)
{
  g_autofree KmsKeyCheck *check = g_new0 (KmsKeyCheck, 1);
  Checking checking = { .secret = &issuing->secret, .check = check };

  check->last = after;
  if (!kms_store_list_bindings (session, after, limit, check_binding, &checking, error))
    return NULL;
  check->complete = check->n_checked < limit;
  return g_steal_pointer (&check);
}

/**
 * kms_issuing_get_fingerprint:
 * @issuing: the use cases
 *
 * Returns: (transfer full): what tells the issuer secret from others and gives nothing of it away
 */
char *
kms_issuing_get_fingerprint (KmsIssuing *issuing)
{
  return kms_secret_fingerprint (&issuing->secret);
}
