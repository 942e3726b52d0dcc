/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server says on the way to an account, another address or another password: values, and the
 * schemas CodeMailed, RegistrationVerified, EmailChangeVerified and RegistrationCompleted. */

#include "client/kms-registration.h"

#include "client/kms-wire.h"
#include "common/kms-json.h"

G_DEFINE_BOXED_TYPE (KmsMailedCode, kms_mailed_code, kms_mailed_code_copy, kms_mailed_code_free)
G_DEFINE_BOXED_TYPE (KmsProof, kms_proof, kms_proof_copy, kms_proof_free)
G_DEFINE_BOXED_TYPE (KmsRegistered, kms_registered, kms_registered_copy, kms_registered_free)

/**
 * kms_mailed_code_copy:
 * @mailed: a code on its way
 *
 * Returns: (transfer full): a copy
 */
KmsMailedCode *
kms_mailed_code_copy (const KmsMailedCode *mailed)
{
  KmsMailedCode *copy = g_new0 (KmsMailedCode, 1);

  *copy = *mailed;
  copy->id = g_strdup (mailed->id);
  return copy;
}

/**
 * kms_mailed_code_free:
 * @mailed: (transfer full) (nullable): a code on its way
 */
void
kms_mailed_code_free (KmsMailedCode *mailed)
{
  if (mailed == NULL)
    return;
  g_free (mailed->id);
  g_free (mailed);
}

/**
 * kms_mailed_code_from_json:
 * @node: a CodeMailed of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says
 */
KmsMailedCode *
kms_mailed_code_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsMailedCode) mailed = g_new0 (KmsMailedCode, 1);

  if (object == NULL || !kms_wire_read_string (object, "id", &mailed->id, error)
      || !kms_wire_read_time (object, "expires_at", &mailed->expires_at, error))
    return NULL;
  return g_steal_pointer (&mailed);
}

/**
 * kms_proof_copy:
 * @proof: a proof
 *
 * Returns: (transfer full): a copy
 */
KmsProof *
kms_proof_copy (const KmsProof *proof)
{
  KmsProof *copy = g_new0 (KmsProof, 1);

  *copy = *proof;
  copy->existing = proof->existing != NULL ? kms_user_copy (proof->existing) : NULL;
  copy->completion_token = g_strdup (proof->completion_token);
  return copy;
}

/**
 * kms_proof_free:
 * @proof: (transfer full) (nullable): a proof
 */
void
kms_proof_free (KmsProof *proof)
{
  if (proof == NULL)
    return;
  kms_user_free (proof->existing);
  g_free (proof->completion_token);
  g_free (proof);
}

/**
 * kms_proof_from_json:
 * @node: a RegistrationVerified or EmailChangeVerified of the contract
 * @with_token: whether it is the former
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says
 */
KmsProof *
kms_proof_from_json (JsonNode *node, gboolean with_token, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsProof) proof = g_new0 (KmsProof, 1);
  JsonNode *existing;

  if (object == NULL || !kms_wire_read_time (object, "expires_at", &proof->expires_at, error)
      || (with_token
          && !kms_wire_read_string (object, "completion_token", &proof->completion_token, error)))
    return NULL;
  existing = json_object_get_member (object, "existing");
  if (existing == NULL || !JSON_NODE_HOLDS_NULL (existing))
    {
      proof->existing = kms_user_from_json (existing, error);
      if (proof->existing == NULL)
        return NULL;
    }
  return g_steal_pointer (&proof);
}

/**
 * kms_registered_copy:
 * @registered: the end of a registration
 *
 * Returns: (transfer full): a copy
 */
KmsRegistered *
kms_registered_copy (const KmsRegistered *registered)
{
  KmsRegistered *copy = g_new0 (KmsRegistered, 1);

  copy->user = kms_user_copy (registered->user);
  copy->password = g_strdup (registered->password);
  copy->overwritten = registered->overwritten;
  return copy;
}

/**
 * kms_registered_free:
 * @registered: (transfer full) (nullable): the end of a registration
 */
void
kms_registered_free (KmsRegistered *registered)
{
  if (registered == NULL)
    return;
  kms_user_free (registered->user);
  g_free (registered->password);
  g_free (registered);
}

/**
 * kms_registered_from_json:
 * @node: a RegistrationCompleted of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says
 */
KmsRegistered *
kms_registered_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsRegistered) registered = g_new0 (KmsRegistered, 1);

  if (object == NULL || !kms_wire_read_string (object, "password", &registered->password, error)
      || !kms_json_get_boolean (object, "overwritten", &registered->overwritten, error))
    return NULL;
  registered->user = kms_user_from_json (json_object_get_member (object, "account"), error);
  return registered->user != NULL ? g_steal_pointer (&registered) : NULL;
}
