/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dry run of a request. It owns the strings of its keys. */

#include "engine/kms-preview.h"

G_DEFINE_BOXED_TYPE (KmsPreview, kms_preview, kms_preview_copy, kms_preview_free)

/**
 * kms_preview_new:
 *
 * Returns: (transfer full): a preview without keys, to be filled in
 */
KmsPreview *
kms_preview_new (void)
{
  return g_new0 (KmsPreview, 1);
}

/**
 * kms_preview_copy:
 * @preview: (nullable): a preview
 *
 * Returns: (transfer full) (nullable): another with the same content
 */
KmsPreview *
kms_preview_copy (const KmsPreview *preview)
{
  KmsPreview *copy;

  if (preview == NULL)
    return NULL;

  copy = g_memdup2 (preview, sizeof *preview);
  for (guint i = 0; i < copy->n_keys; i++)
    {
      copy->keys[i].part_number = g_strdup (preview->keys[i].part_number);
      copy->keys[i].purpose = g_strdup (preview->keys[i].purpose);
    }
  return copy;
}

/**
 * kms_preview_free:
 * @preview: (transfer full) (nullable): a preview
 */
void
kms_preview_free (KmsPreview *preview)
{
  if (preview == NULL)
    return;

  for (guint i = 0; i < preview->n_keys; i++)
    {
      g_free (preview->keys[i].part_number);
      g_free (preview->keys[i].purpose);
    }
  g_free (preview);
}

/**
 * kms_preview_is_refusal:
 * @preview: a preview
 *
 * Returns: %TRUE when at least one key would be refused, and with it the whole request
 */
gboolean
kms_preview_is_refusal (const KmsPreview *preview)
{
  g_return_val_if_fail (preview != NULL, FALSE);

  for (guint i = 0; i < preview->n_keys; i++)
    if (kms_verdict_is_refusal (preview->keys[i].verdict))
      return TRUE;
  return FALSE;
}

/**
 * kms_preview_equal:
 * @a: a preview
 * @b: another one
 *
 * Returns: whether both say the same of the same keys
 */
gboolean
kms_preview_equal (const KmsPreview *a, const KmsPreview *b)
{
  if (a->n_keys != b->n_keys)
    return FALSE;

  for (guint i = 0; i < a->n_keys; i++)
    {
      const KmsKeyPreview *one = &a->keys[i], *other = &b->keys[i];

      if (!kms_key_pair_equal (&one->pair, &other->pair) || one->verdict != other->verdict
          || one->issued_at != other->issued_at
          || g_strcmp0 (one->part_number, other->part_number) != 0
          || g_strcmp0 (one->purpose, other->purpose) != 0)
        return FALSE;
    }
  return TRUE;
}
