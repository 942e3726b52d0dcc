/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Practice sheets: their registration ID follows from the demo's public secret, so a sheet that was
 * made on one computer is good on every other. */

#include "engine/kms-practice-sheet.h"

#include "common/kms-random.h"
#include "engine/kms-derivation.h"

/**
 * kms_practice_sheet_make:
 * @part: a part of the demo
 * @activation_key: its activation key, canonical; random for a fresh sheet
 * @sheet: (out caller-allocates): the sheet; it borrows @part
 */
void
kms_practice_sheet_make (const KmsPart *part, const char *activation_key, KmsPracticeSheet *sheet)
{
  g_return_if_fail (part != NULL && activation_key != NULL && sheet != NULL);

  sheet->part = part;
  g_strlcpy (sheet->pair.activation_key, activation_key, KMS_IDENTIFIER_SIZE);
  kms_derive_sheet_id (&kms_demo_secret, part->part_number, activation_key,
                       sheet->pair.registration_id);
}

/**
 * kms_practice_sheet_make_random:
 * @category: for which devices
 * @n_sheets: how many
 *
 * Makes fresh sheets, of all parts of the category in turn.
 *
 * Returns: (transfer full): an array of KmsPracticeSheet
 */
GArray *
kms_practice_sheet_make_random (KmsCategory category, guint n_sheets)
{
  guint n_parts;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);
  GArray *sheets = g_array_sized_new (FALSE, TRUE, sizeof (KmsPracticeSheet), n_sheets);

  for (guint i = 0; sheets->len < n_sheets; i++)
    {
      const KmsPart *part = &parts[i % n_parts];
      g_autofree char *activation_key = NULL;
      KmsPracticeSheet sheet;

      if (part->category != category)
        continue;
      activation_key = kms_random_hex (KMS_IDENTIFIER_MAX_DIGITS);
      kms_practice_sheet_make (part, activation_key, &sheet);
      g_array_append_val (sheets, sheet);
    }
  return sheets;
}

/**
 * kms_practice_sheet_recognise:
 * @pair: a pair in canonical form
 *
 * Returns: (transfer none) (nullable): the part of the demo that @pair is a practice sheet for
 */
const KmsPart *
kms_practice_sheet_recognise (const KmsKeyPair *pair)
{
  guint n_parts;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);

  for (guint i = 0; i < n_parts; i++)
    {
      KmsPracticeSheet sheet;

      kms_practice_sheet_make (&parts[i], pair->activation_key, &sheet);
      if (kms_key_pair_equal (&sheet.pair, pair))
        return &parts[i];
    }
  return NULL;
}
