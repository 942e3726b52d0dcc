/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A class to practise with. What the demo must issue follows from its secret, the device and the place
 * of a sheet among those of its part number, so the answers are known before anybody issues. */

#include "engine/kms-practice-class.h"

#include "common/kms-random.h"
#include "engine/kms-derivation.h"
#include "engine/kms-request.h"

static void
participant_free (gpointer data)
{
  KmsPracticeParticipant *participant = data;

  g_array_unref (participant->sheets);
  g_ptr_array_unref (participant->registration_keys);
  g_free (participant);
}

/* A MAC address that no maker has given to a device: the bit says "locally administered" (IEEE 802). */
static void
make_device_id (KmsCategory category, char device_id[KMS_IDENTIFIER_SIZE])
{
  KmsIdentifierKind kind = kms_identifier_device_kind (category);
  g_autofree char *digits = kms_random_hex (kms_identifier_get_max_digits (kind));

  if (kind == KMS_IDENTIFIER_MAC_ADDRESS)
    digits[1] = '2';
  g_strlcpy (device_id, digits, KMS_IDENTIFIER_SIZE);
}

/* In the order of the sheets, and from the first ordinal of each part number. */
static void
add_registration_keys (KmsPracticeParticipant *participant, KmsCategory category)
{
  KmsSecret device_secret;

  kms_derive_device_secret (&kms_demo_secret, category, participant->device_id, &device_secret);
  for (guint i = 0; i < participant->sheets->len; i++)
    {
      const KmsPart *part = g_array_index (participant->sheets, KmsPracticeSheet, i).part;
      char *registration_key = g_malloc (KMS_IDENTIFIER_SIZE);
      guint ordinal = 1;

      for (guint j = 0; j < i; j++)
        ordinal += g_array_index (participant->sheets, KmsPracticeSheet, j).part == part ? 1 : 0;
      kms_derive_registration_key (&device_secret, part->part_number, ordinal, registration_key);
      g_ptr_array_add (participant->registration_keys, registration_key);
    }
}

/**
 * kms_practice_class_new_random:
 * @category: for which devices
 * @n_participants: how many people, 1 to %KMS_PRACTICE_CLASS_MAX_PARTICIPANTS
 * @n_sheets: how many sheets each of them gets, 1 to %KMS_REQUEST_MAX_KEYS
 *
 * Makes a class of random devices and fresh sheets. The registration keys are those of a demo in which
 * nothing was issued for the device, when the keys are entered in the order of the sheets.
 *
 * Returns: (transfer full): the class
 */
KmsPracticeClass *
kms_practice_class_new_random (KmsCategory category, guint n_participants, guint n_sheets)
{
  KmsPracticeClass *practice_class;

  g_return_val_if_fail (
      n_participants >= 1 && n_participants <= KMS_PRACTICE_CLASS_MAX_PARTICIPANTS, NULL);
  g_return_val_if_fail (n_sheets >= 1 && n_sheets <= KMS_REQUEST_MAX_KEYS, NULL);

  practice_class = g_rc_box_new0 (KmsPracticeClass);
  practice_class->category = category;
  practice_class->participants = g_ptr_array_new_with_free_func (participant_free);
  for (guint i = 0; i < n_participants; i++)
    {
      KmsPracticeParticipant *participant = g_new0 (KmsPracticeParticipant, 1);

      make_device_id (category, participant->device_id);
      participant->sheets = kms_practice_sheet_make_random (category, n_sheets);
      participant->registration_keys = g_ptr_array_new_with_free_func (g_free);
      add_registration_keys (participant, category);
      g_ptr_array_add (practice_class->participants, participant);
    }
  return practice_class;
}

/**
 * kms_practice_class_ref:
 * @practice_class: a class
 *
 * Returns: (transfer full): the same
 */
KmsPracticeClass *
kms_practice_class_ref (KmsPracticeClass *practice_class)
{
  return g_rc_box_acquire (practice_class);
}

static void
class_clear (gpointer data)
{
  g_ptr_array_unref (((KmsPracticeClass *) data)->participants);
}

/**
 * kms_practice_class_unref:
 * @practice_class: (transfer full): a class
 */
void
kms_practice_class_unref (KmsPracticeClass *practice_class)
{
  g_rc_box_release_full (practice_class, class_clear);
}
