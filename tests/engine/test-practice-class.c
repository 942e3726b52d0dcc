/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A class to practise with: enough for everybody, all of it different, and the right answers. */

#include "engine/kms-derivation.h"
#include "engine/kms-practice-class.h"
#include "engine/kms-request.h"

static const struct
{
  KmsCategory category;
  guint n_participants;
  guint n_sheets;
} rows[] = {
  /* the least and the most, of both categories */
  { KMS_CATEGORY_HDVC, 1, 1 },
  { KMS_CATEGORY_LIVE_LINK, 1, 1 },
  { KMS_CATEGORY_HDVC, KMS_PRACTICE_CLASS_MAX_PARTICIPANTS, KMS_REQUEST_MAX_KEYS },
  { KMS_CATEGORY_LIVE_LINK, 3, KMS_REQUEST_MAX_KEYS },
};

/* The ordinal of a sheet, counted here apart from the class. */
static void
check_answer (const KmsPracticeParticipant *participant, KmsCategory category, guint index)
{
  const KmsPracticeSheet *sheet = &g_array_index (participant->sheets, KmsPracticeSheet, index);
  guint n_parts = category == KMS_CATEGORY_HDVC ? 2 : 1; /* which take turns */
  char expected[KMS_IDENTIFIER_SIZE];
  KmsSecret device_secret;

  g_assert_true (kms_practice_sheet_recognise (&sheet->pair) == sheet->part);
  kms_derive_device_secret (&kms_demo_secret, category, participant->device_id, &device_secret);
  kms_derive_registration_key (&device_secret, sheet->part->part_number, index / n_parts + 1,
                               expected);
  g_assert_cmpstr (g_ptr_array_index (participant->registration_keys, index), ==, expected);
}

static void
test_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (KmsPracticeClass) practice_class = kms_practice_class_new_random (
          rows[i].category, rows[i].n_participants, rows[i].n_sheets);

      g_assert_cmpuint (practice_class->participants->len, ==, rows[i].n_participants);
      for (guint j = 0; j < rows[i].n_participants; j++)
        {
          const KmsPracticeParticipant *participant =
              g_ptr_array_index (practice_class->participants, j);

          g_assert_cmpuint (participant->sheets->len, ==, rows[i].n_sheets);
          g_assert_cmpuint (participant->registration_keys->len, ==, rows[i].n_sheets);
          for (guint k = 0; k < rows[i].n_sheets; k++)
            check_answer (participant, rows[i].category, k);
        }
    }
}

/* No two participants share a device or a key, and a device is one in form. */
static void
test_all_different (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (KmsPracticeClass) practice_class = kms_practice_class_new_random (
          rows[i].category, rows[i].n_participants, rows[i].n_sheets);
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
      KmsIdentifierKind kind = kms_identifier_device_kind (rows[i].category);

      for (guint j = 0; j < rows[i].n_participants; j++)
        {
          KmsPracticeParticipant *participant = g_ptr_array_index (practice_class->participants, j);
          KmsIdentifierReading reading;

          g_assert_true (kms_identifier_read (kind, participant->device_id, -1, &reading));
          g_assert_true (g_hash_table_add (seen, participant->device_id));
          for (guint k = 0; k < rows[i].n_sheets; k++)
            g_assert_true (g_hash_table_add (
                seen,
                g_array_index (participant->sheets, KmsPracticeSheet, k).pair.activation_key));
          /* no MAC address of a real device */
          if (kind == KMS_IDENTIFIER_MAC_ADDRESS)
            g_assert_cmpint (g_ascii_xdigit_value (participant->device_id[1]) & 3, ==, 2);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice-class/answers", test_answers);
  g_test_add_func ("/practice-class/all-different", test_all_different);
  return g_test_run ();
}
