/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bundled policies: the JSON files of data/policies as resources, in the form of the contract. */

#include "app/kms-policy-bundle.h"

#include "common/kms-json.h"

#define MAX_POLICY (256 * 1024)

/**
 * kms_policy_bundle_get_language:
 *
 * Returns: (transfer none): the language of the interface as the contract names it: "en" or "ja"
 */
const char *
kms_policy_bundle_get_language (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], "ja"))
        return "ja";
      if (g_str_has_prefix (names[i], "en"))
        return "en";
    }
  return "en";
}

/**
 * kms_policy_bundle_load:
 * @kind: which policy
 * @language: "en" or "ja"
 *
 * Returns: (transfer full): the policy
 */
KmsPolicy *
kms_policy_bundle_load (KmsPolicyKind kind, const char *language)
{
  g_autofree char *path = g_strdup_printf ("/io/github/kmsdesk/KmsDesk/%s-%s.json",
                                           kms_policy_kind_to_string (kind), language);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_autoptr (JsonNode) node = NULL;
  KmsPolicy *policy = NULL;

  if (text != NULL)
    node = kms_json_parse (g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text),
                           MAX_POLICY, &error);
  if (node != NULL)
    policy = kms_policy_from_json (node, &error);
  if (policy == NULL)
    g_error ("The program is not whole: %s", error->message);
  return policy;
}
