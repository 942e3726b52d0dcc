/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Practice sheets for a class: a page for each participant, and the answers on pages of their own. */

#include "paper-test.h"
#include "paper/kms-class-paper.h"
#include "words/kms-words-paper.h"
#include "words/kms-words.h"

#include <locale.h>
#include <string.h>

static const struct
{
  KmsCategory category;
  guint n_participants;
  guint n_sheets;
  guint n_answer_pages[KMS_N_PAPER_SIZES];
} rows[] = {
  /* the least */
  { KMS_CATEGORY_HDVC, 1, 1, { 1, 1 } },
  /* with notes, and without */
  { KMS_CATEGORY_LIVE_LINK, 3, 5, { 1, 1 } },
  { KMS_CATEGORY_HDVC, 3, 6, { 1, 1 } },
  /* the most keys still have room on one page; the answers need several */
  { KMS_CATEGORY_HDVC, 12, 8, { 3, 4 } },
  { KMS_CATEGORY_LIVE_LINK, 40, 8, { 10, 14 } },
};

static void
check_sheet (const KmsPracticeParticipant *participant, KmsCategory category, const char *page)
{
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_identifier_format (kms_identifier_device_kind (category), participant->device_id, shown);
  g_assert_nonnull (strstr (page, shown));
  g_assert_nonnull (strstr (page, kms_words_demo_mark ()));
  g_assert_nonnull (strstr (page, kms_words_class_name ()));
  for (guint i = 0; i < participant->sheets->len; i++)
    {
      const KmsPracticeSheet *sheet = &g_array_index (participant->sheets, KmsPracticeSheet, i);

      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key, shown);
      g_assert_cmpuint (paper_test_count (page, shown), ==, 1);
      g_assert_nonnull (strstr (page, sheet->pair.registration_id));
      g_assert_nonnull (strstr (page, sheet->part->part_number));
      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY,
                             g_ptr_array_index (participant->registration_keys, i), shown);
      g_assert_null (strstr (page, shown)); /* that is for the trainer */
    }
}

/* The line of each key has its answer. */
static void
check_answers (const KmsPracticeParticipant *participant, const char *answers)
{
  char key[KMS_IDENTIFIER_SHOWN_SIZE], answer[KMS_IDENTIFIER_SHOWN_SIZE];

  for (guint i = 0; i < participant->sheets->len; i++)
    {
      const KmsPracticeSheet *sheet = &g_array_index (participant->sheets, KmsPracticeSheet, i);
      const char *line, *end;

      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key, key);
      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY,
                             g_ptr_array_index (participant->registration_keys, i), answer);
      line = strstr (answers, key);
      g_assert_nonnull (line);
      end = strchr (line, '\n');
      g_assert_nonnull (g_strstr_len (line, end - line, answer));
      g_assert_nonnull (g_strstr_len (line, end - line, sheet->part->part_number));
    }
}

static void
check_row (guint row, KmsPaperSize size)
{
  guint n_participants = rows[row].n_participants, n_pages;
  g_autoptr (KmsPracticeClass) practice_class =
      kms_practice_class_new_random (rows[row].category, n_participants, rows[row].n_sheets);
  g_autoptr (KmsPaper) paper = kms_class_paper_new (practice_class);
  g_autofree char *text = paper_test_read (paper, size), *answers = NULL;
  g_auto (GStrv) pages = g_strsplit (text, "\f", -1);

  n_pages = g_strv_length (pages) - 1;
  g_assert_cmpuint (n_pages, ==, n_participants + rows[row].n_answer_pages[size]);
  for (guint i = 0; i < n_participants; i++)
    check_sheet (g_ptr_array_index (practice_class->participants, i), rows[row].category, pages[i]);
  answers = g_strjoinv ("", pages + n_participants);
  for (guint i = 0; i < n_participants; i++)
    check_answers (g_ptr_array_index (practice_class->participants, i), answers);
  for (guint i = n_participants; i < n_pages; i++)
    {
      g_assert_nonnull (strstr (pages[i], kms_words_class_answers ()));
      g_assert_nonnull (strstr (pages[i], kms_words_demo_mark ()));
      g_assert_nonnull (strstr (pages[i], "for each part number it counts from 1."));
    }
}

static void
test_pages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint size = 0; size < KMS_N_PAPER_SIZES; size++)
      {
        g_test_message ("row %u on %s", i, kms_paper_size_to_string ((KmsPaperSize) size));
        check_row (i, (KmsPaperSize) size);
      }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/class-paper/pages", test_pages);
  return g_test_run ();
}
