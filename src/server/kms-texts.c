/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The policies are JSON files, one for each policy and language, as the contract has them; they are
 * held to it when the server starts. Those of the program are in its resources. */

#include "server/kms-texts.h"

#include "common/kms-error.h"
#include "common/kms-json.h"

#include <string.h>

#define RESOURCES  "/io/github/kmsdesk/server"
#define MAX_POLICY (256 * 1024)

enum
{
  COOKIE,
  PRIVACY,
  N_POLICIES,
};

enum
{
  ENGLISH,
  JAPANESE,
  N_LANGUAGES,
};

static const char *const policy_names[N_POLICIES] = { "cookie", "privacy" };
static const char *const language_names[N_LANGUAGES] = { "en", "ja" };

struct _KmsTexts
{
  GBytes *policies[N_POLICIES][N_LANGUAGES]; /* owned */
  char *versions[N_POLICIES];                /* owned */
  GBytes *contract;                          /* owned */
};

static gboolean
check_section (JsonArray *sections, guint index, GError **error)
{
  JsonNode *node = json_array_get_element (sections, index);
  JsonArray *paragraphs;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "section %u is no object", index + 1);
      return FALSE;
    }
  if (kms_json_get_string (json_node_get_object (node), "heading", error) == NULL)
    return FALSE;
  paragraphs = kms_json_get_array (json_node_get_object (node), "paragraphs", error);
  if (paragraphs == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (paragraphs); i++)
    {
      const char *text = json_array_get_string_element (paragraphs, i);

      if (text == NULL || text[0] == '\0')
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID,
                       "a paragraph of section %u is no text", index + 1);
          return FALSE;
        }
    }
  return TRUE;
}

/* Holds a policy to the contract: whose it is, a version, a title, and one section or more. */
static gboolean
check_policy (JsonObject *object,
              guint policy,
              guint language,
              const char **version,
              GError **error)
{
  static const char *const members[] = {
    "policy", "version", "language", "title", "sections", NULL
  };
  const char *name = kms_json_get_string (object, "policy", error);
  const char *spoken = name == NULL ? NULL : kms_json_get_string (object, "language", error);
  const char *title = spoken == NULL ? NULL : kms_json_get_string (object, "title", error);
  JsonArray *sections = title == NULL ? NULL : kms_json_get_array (object, "sections", error);

  if (sections == NULL || !kms_json_check_members (object, members, error))
    return FALSE;
  *version = kms_json_get_string (object, "version", error);
  if (*version == NULL)
    return FALSE;
  if (!g_str_equal (name, policy_names[policy]) || !g_str_equal (spoken, language_names[language])
      || title[0] == '\0' || (*version)[0] == '\0' || g_utf8_strlen (*version, -1) > 32
      || json_array_get_length (sections) == 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID,
                   "it is another policy or language, or title, version or sections are missing");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (sections); i++)
    if (!check_section (sections, i, error))
      return FALSE;
  return TRUE;
}

static GBytes *
load_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = NULL;
  char *contents;
  gsize length;

  if (folder == NULL)
    {
      path = g_build_filename (RESOURCES, name, NULL);
      return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
    }
  path = g_build_filename (folder, name, NULL);
  return g_file_get_contents (path, &contents, &length, error) ? g_bytes_new_take (contents, length)
                                                               : NULL;
}

static gboolean
load_policy (KmsTexts *texts, const char *folder, guint policy, guint language, GError **error)
{
  g_autofree char *name =
      g_strdup_printf ("%s-%s.json", policy_names[policy], language_names[language]);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) file = load_file (folder, name, &local);
  g_autoptr (JsonNode) node = NULL;
  const char *version = NULL;
  char *text;

  if (file != NULL)
    node = kms_json_parse (g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file),
                           MAX_POLICY, &local);
  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    g_set_error (&local, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "it is no object");
  else if (node != NULL)
    check_policy (json_node_get_object (node), policy, language, &version, &local);
  if (local == NULL && texts->versions[policy] != NULL
      && !g_str_equal (texts->versions[policy], version))
    g_set_error (&local, KMS_ERROR, KMS_ERROR_TEXT_INVALID,
                 "its version is another one than in the other language");
  if (local != NULL)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "the policy \"%s\": %s", name,
                   local->message);
      return FALSE;
    }
  if (texts->versions[policy] == NULL)
    texts->versions[policy] = g_strdup (version);
  text = kms_json_to_string (node, FALSE);
  texts->policies[policy][language] = g_bytes_new_take (text, strlen (text));
  return TRUE;
}

/**
 * kms_texts_new:
 * @policies_folder: (nullable): has cookie-en.json, cookie-ja.json, privacy-en.json and
 *   privacy-ja.json; %NULL: those of the program
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the texts, or %NULL with @error set: a file is missing or is no policy
 */
KmsTexts *
kms_texts_new (const char *policies_folder, GError **error)
{
  g_autoptr (KmsTexts) texts = g_new0 (KmsTexts, 1);

  for (guint policy = 0; policy < N_POLICIES; policy++)
    for (guint language = 0; language < N_LANGUAGES; language++)
      if (!load_policy (texts, policies_folder, policy, language, error))
        return NULL;
  texts->contract = load_file (NULL, "openapi.json", error);
  return texts->contract == NULL ? NULL : g_steal_pointer (&texts);
}

/**
 * kms_texts_free:
 * @texts: (nullable): texts
 */
void
kms_texts_free (KmsTexts *texts)
{
  if (texts == NULL)
    return;
  for (guint policy = 0; policy < N_POLICIES; policy++)
    {
      for (guint language = 0; language < N_LANGUAGES; language++)
        g_clear_pointer (&texts->policies[policy][language], g_bytes_unref);
      g_free (texts->versions[policy]);
    }
  g_clear_pointer (&texts->contract, g_bytes_unref);
  g_free (texts);
}

/**
 * kms_texts_get_policy:
 * @texts: texts
 * @policy: "cookie" or "privacy"
 * @language: "en" or "ja"
 *
 * Returns: (transfer none) (nullable): the policy as JSON; %NULL when there is none of this name
 */
GBytes *
kms_texts_get_policy (KmsTexts *texts, const char *policy, const char *language)
{
  guint spoken = g_str_equal (language, language_names[JAPANESE]) ? JAPANESE : ENGLISH;

  for (guint i = 0; i < N_POLICIES; i++)
    if (g_str_equal (policy, policy_names[i]))
      return texts->policies[i][spoken];
  return NULL;
}

/**
 * kms_texts_get_privacy_version:
 * @texts: texts
 *
 * Returns: (transfer none): the version of the privacy policy in force
 */
const char *
kms_texts_get_privacy_version (KmsTexts *texts)
{
  return texts->versions[PRIVACY];
}

/**
 * kms_texts_get_contract:
 * @texts: texts
 *
 * Returns: (transfer none): the OpenAPI document as JSON
 */
GBytes *
kms_texts_get_contract (KmsTexts *texts)
{
  return texts->contract;
}
