/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of the categories on the wire, in files and in the derivation of keys. */

#include "engine/kms-category.h"

static const char *const names[KMS_N_CATEGORIES] = {
  [KMS_CATEGORY_HDVC] = "hdvc",
  [KMS_CATEGORY_LIVE_LINK] = "live-link",
};

/**
 * kms_category_to_string:
 * @category: a category
 *
 * Returns: (transfer none): its stable name, "hdvc" or "live-link"
 */
const char *
kms_category_to_string (KmsCategory category)
{
  g_return_val_if_fail ((guint) category < KMS_N_CATEGORIES, names[KMS_CATEGORY_HDVC]);

  return names[category];
}

/**
 * kms_category_from_string:
 * @string: (nullable): a name as kms_category_to_string() gives it
 * @category: (out): the category
 *
 * Returns: %TRUE when there is such a category, otherwise @category is left alone
 */
gboolean
kms_category_from_string (const char *string, KmsCategory *category)
{
  for (guint i = 0; i < KMS_N_CATEGORIES; i++)
    if (g_strcmp0 (string, names[i]) == 0)
      {
        *category = (KmsCategory) i;
        return TRUE;
      }
  return FALSE;
}
