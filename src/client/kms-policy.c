/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A policy in force: the value, and the schema Policy of the contract. */

#include "client/kms-policy.h"

#include "client/kms-wire.h"

G_DEFINE_BOXED_TYPE (KmsPolicy, kms_policy, kms_policy_copy, kms_policy_free)

static const char *const kinds[] = {
  [KMS_POLICY_COOKIE] = "cookie",
  [KMS_POLICY_PRIVACY] = "privacy",
  NULL,
};

static void
section_free (gpointer data)
{
  KmsPolicySection *section = data;

  g_free (section->heading);
  g_strfreev (section->paragraphs);
  g_free (section);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsPolicySection, section_free)

static gpointer
section_copy (gconstpointer source, gpointer data)
{
  const KmsPolicySection *section = source;
  KmsPolicySection *copy = g_new0 (KmsPolicySection, 1);

  copy->heading = g_strdup (section->heading);
  copy->paragraphs = g_strdupv (section->paragraphs);
  return copy;
}

/**
 * kms_policy_copy:
 * @policy: a policy
 *
 * Returns: (transfer full): a copy
 */
KmsPolicy *
kms_policy_copy (const KmsPolicy *policy)
{
  KmsPolicy *copy = g_new0 (KmsPolicy, 1);

  copy->kind = policy->kind;
  copy->version = g_strdup (policy->version);
  copy->language = g_strdup (policy->language);
  copy->title = g_strdup (policy->title);
  copy->sections = g_ptr_array_copy (policy->sections, section_copy, NULL);
  g_ptr_array_set_free_func (copy->sections, section_free);
  return copy;
}

/**
 * kms_policy_free:
 * @policy: (transfer full) (nullable): a policy
 */
void
kms_policy_free (KmsPolicy *policy)
{
  if (policy == NULL)
    return;
  g_free (policy->version);
  g_free (policy->language);
  g_free (policy->title);
  g_clear_pointer (&policy->sections, g_ptr_array_unref);
  g_free (policy);
}

/**
 * kms_policy_kind_to_string:
 * @kind: which policy
 *
 * Returns: (transfer none): its name in the contract
 */
const char *
kms_policy_kind_to_string (KmsPolicyKind kind)
{
  return kinds[kind];
}

static gpointer
read_section (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsPolicySection) section = g_new0 (KmsPolicySection, 1);

  if (object == NULL || !kms_wire_read_string (object, "heading", &section->heading, error)
      || !kms_wire_read_strings (object, "paragraphs", &section->paragraphs, error))
    return NULL;
  return g_steal_pointer (&section);
}

/**
 * kms_policy_from_json:
 * @node: a Policy of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the policy
 */
KmsPolicy *
kms_policy_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsPolicy) policy = g_new0 (KmsPolicy, 1);
  guint kind = 0;

  if (object == NULL || !kms_wire_read_word (object, "policy", kinds, &kind, error)
      || !kms_wire_read_string (object, "version", &policy->version, error)
      || !kms_wire_read_string (object, "language", &policy->language, error)
      || !kms_wire_read_string (object, "title", &policy->title, error))
    return NULL;
  policy->kind = (KmsPolicyKind) kind;
  policy->sections = kms_wire_read_objects (object, "sections", read_section, section_free, error);
  return policy->sections != NULL ? g_steal_pointer (&policy) : NULL;
}
