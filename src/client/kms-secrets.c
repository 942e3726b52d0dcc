/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server knows a person by, and the text of it that a keyring takes. The strings are wiped
 * before their memory is given back, here and in the text. */

#include "client/kms-credentials-private.h"

#include "common/kms-error.h"
#include "common/kms-json.h"

#include <string.h>

#define MAX_JSON (16 * 1024)

/**
 * kms_secrets_wipe_text:
 * @text: (transfer full) (nullable): a text with secrets in it
 *
 * Overwrites the text, then frees it.
 */
void
kms_secrets_wipe_text (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * kms_secrets_new:
 * @login_id: the login ID
 * @password: (nullable): the password, when it is to be remembered
 * @token: (nullable): the token of the session
 *
 * Returns: (transfer full): a copy of all
 */
KmsSecrets *
kms_secrets_new (const char *login_id, const char *password, const char *token)
{
  KmsSecrets *secrets = g_new0 (KmsSecrets, 1);

  secrets->login_id = g_strdup (login_id);
  secrets->password = g_strdup (password);
  secrets->token = g_strdup (token);

  return secrets;
}

/**
 * kms_secrets_copy:
 * @secrets: (nullable): secrets
 *
 * Returns: (transfer full) (nullable): a copy
 */
KmsSecrets *
kms_secrets_copy (const KmsSecrets *secrets)
{
  return secrets != NULL ? kms_secrets_new (secrets->login_id, secrets->password, secrets->token)
                         : NULL;
}

/**
 * kms_secrets_free:
 * @secrets: (transfer full) (nullable): what to wipe and free
 */
void
kms_secrets_free (KmsSecrets *secrets)
{
  if (secrets == NULL)
    return;

  kms_secrets_wipe_text (secrets->login_id);
  kms_secrets_wipe_text (secrets->password);
  kms_secrets_wipe_text (secrets->token);
  g_free (secrets);
}

static void
add (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

/**
 * kms_secrets_to_json:
 * @secrets: secrets
 *
 * Returns: (transfer full): them as a text, for kms_secrets_wipe_text()
 */
char *
kms_secrets_to_json (const KmsSecrets *secrets)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (root, object);
  add (object, "login_id", secrets->login_id);
  add (object, "password", secrets->password);
  add (object, "token", secrets->token);

  return kms_json_to_string (root, FALSE);
}

static gboolean
read_optional (JsonObject *object, const char *member, char **value, GError **error)
{
  const char *text = NULL;

  if (!json_object_has_member (object, member))
    return TRUE;

  text = kms_json_get_string (object, member, error);
  *value = g_strdup (text);
  return text != NULL;
}

/**
 * kms_secrets_from_json:
 * @json: what kms_secrets_to_json() made, in this version or another
 * @length: its length in bytes
 * @error: return location
 *
 * Returns: (transfer full): the secrets, or %NULL with @error set to a KMS_ERROR, whose message tells
 *   nothing of @json
 */
KmsSecrets *
kms_secrets_from_json (const char *json, gsize length, GError **error)
{
  g_autoptr (KmsSecrets) secrets = g_new0 (KmsSecrets, 1);
  g_autoptr (JsonNode) root = kms_json_parse (json, (gssize) length, MAX_JSON, NULL);
  JsonObject *object = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "no secrets of ours");
      return NULL;
    }

  object = json_node_get_object (root);
  secrets->login_id = g_strdup (kms_json_get_string (object, "login_id", error));
  if (secrets->login_id == NULL || !read_optional (object, "password", &secrets->password, error)
      || !read_optional (object, "token", &secrets->token, error))
    return NULL;

  return g_steal_pointer (&secrets);
}
