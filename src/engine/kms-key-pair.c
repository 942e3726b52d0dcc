/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An activation key and its registration ID. */

#include "engine/kms-key-pair.h"

/* Compares all bytes whatever they are, so that the time taken does not tell how much was right. */
static guint8
difference (const char *a, const char *b)
{
  char padded_a[KMS_IDENTIFIER_SIZE] = "", padded_b[KMS_IDENTIFIER_SIZE] = "";
  guint8 bits = 0;

  g_strlcpy (padded_a, a, sizeof padded_a);
  g_strlcpy (padded_b, b, sizeof padded_b);
  for (guint i = 0; i < KMS_IDENTIFIER_SIZE; i++)
    bits |= (guint8) (padded_a[i] ^ padded_b[i]);
  return bits;
}

/**
 * kms_key_pair_equal:
 * @a: a pair in canonical form
 * @b: another
 *
 * Compares two pairs in constant time: a registration ID is what proves that somebody holds the
 * sheet.
 *
 * Returns: %TRUE when both activation key and registration ID are the same
 */
gboolean
kms_key_pair_equal (const KmsKeyPair *a, const KmsKeyPair *b)
{
  return (difference (a->activation_key, b->activation_key)
          | difference (a->registration_id, b->registration_id))
         == 0;
}
