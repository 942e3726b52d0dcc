/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a search finds: values that own what is in them. */

#include "engine/kms-found.h"

G_DEFINE_BOXED_TYPE (KmsFoundKey, kms_found_key, kms_found_key_copy, kms_found_key_free)

/**
 * kms_found_key_new:
 *
 * Returns: (transfer full): a row that says nothing yet
 */
KmsFoundKey *
kms_found_key_new (void)
{
  KmsFoundKey *found = g_new0 (KmsFoundKey, 1);

  found->key = g_new0 (KmsIssuedKey, 1);
  found->mailed_to = g_new0 (char *, 1);
  return found;
}

/**
 * kms_found_key_copy:
 * @found: (nullable): a row
 *
 * Returns: (transfer full) (nullable): another with the same content
 */
KmsFoundKey *
kms_found_key_copy (const KmsFoundKey *found)
{
  KmsFoundKey *copy;

  if (found == NULL)
    return NULL;

  copy = g_memdup2 (found, sizeof *found);
  copy->issuance_id = g_strdup (found->issuance_id);
  copy->key = kms_issued_key_copy (found->key);
  copy->mailed_to = g_strdupv (found->mailed_to);
  return copy;
}

/**
 * kms_found_key_free:
 * @found: (transfer full) (nullable): a row
 */
void
kms_found_key_free (KmsFoundKey *found)
{
  if (found == NULL)
    return;

  g_free (found->issuance_id);
  kms_issued_key_free (found->key);
  g_strfreev (found->mailed_to);
  g_free (found);
}

/**
 * kms_found_page_new:
 *
 * Returns: (transfer full): a page without rows
 */
KmsFoundPage *
kms_found_page_new (void)
{
  KmsFoundPage *page = g_new0 (KmsFoundPage, 1);

  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_found_key_free);
  page->total_exact = TRUE;
  return page;
}

/**
 * kms_found_page_free:
 * @page: (transfer full) (nullable): a page
 */
void
kms_found_page_free (KmsFoundPage *page)
{
  if (page == NULL)
    return;

  g_clear_pointer (&page->rows, g_ptr_array_unref);
  g_free (page->next_cursor);
  g_free (page);
}
