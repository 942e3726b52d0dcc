/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Practice sheets for a class. A section for each participant, one for the answers; each holds a
 * reference to the class. */

#include "paper/kms-class-paper.h"

#include "words/kms-words-paper.h"
#include "words/kms-words.h"

#define GAP          10.0
#define NUMBER_LEFT  24.0  /* behind the number of a sheet */
#define ID_LEFT      176.0 /* the registration ID */
#define ANSWER_LEFT  272.0 /* where the registration key is, or is written */
#define PART_LEFT    416.0 /* the part number among the answers */
#define NAME_WIDTH   270.0
#define DEVICE_LEFT  112.0 /* of a participant among the answers: what it is called */
#define DEVICE_WIDTH 64.0
#define DIGIT_PITCH  13.0 /* a line for each digit that is written */
#define DIGIT_WIDTH  10.0
#define GROUP_GAP    8.0
#define NOTE_HEIGHT  24.0
#define N_NOTES      4
#define MOST_TO_NOTE 5 /* with so many keys there is room for notes */

typedef struct
{
  KmsPracticeClass *practice_class; /* owned: a reference */
  guint participant;                /* from 0 */
} Subject;

static void
subject_free (gpointer data)
{
  Subject *subject = data;

  kms_practice_class_unref (subject->practice_class);
  g_free (subject);
}

static const KmsPracticeParticipant *
get_participant (const Subject *subject, guint index)
{
  return g_ptr_array_index (subject->practice_class->participants, index);
}

static const KmsPracticeSheet *
get_sheet (const KmsPracticeParticipant *participant, guint index)
{
  return &g_array_index (participant->sheets, KmsPracticeSheet, index);
}

/* What both kinds of page begin with. */
static double
put_top (const KmsPen *pen, const char *title, const char *at_end)
{
  double y = kms_pen_text (pen, KMS_FACE_HEADING, KMS_TONE_ACCENT, 0, 0, 0, title) + 6;

  kms_pen_text_at_end (pen, KMS_FACE_STRONG, KMS_TONE_INK, at_end);
  return y + kms_pen_notice (pen, y, kms_words_demo_mark ()) + GAP;
}

/* The sheet of a participant ------------------------------------------------------------------- */

static double
put_heading (const KmsPen *pen, gconstpointer data, guint index)
{
  const Subject *subject = data;
  const KmsPracticeParticipant *participant = get_participant (subject, subject->participant);
  KmsCategory category = subject->practice_class->category;
  g_autofree char *number = kms_words_class_participant (
      subject->participant + 1, subject->practice_class->participants->len);
  g_autofree char *device_label =
      g_strdup_printf ("%s · %s", kms_words_class_device (), kms_words_device (category));
  char device[KMS_IDENTIFIER_SHOWN_SIZE];
  double y = put_top (pen, kms_words_class_title (), number), name_left;

  kms_identifier_format (kms_identifier_device_kind (category), participant->device_id, device);
  name_left = pen->width - NAME_WIDTH;
  kms_pen_text (pen, KMS_FACE_LABEL, KMS_TONE_GREY, name_left, y, 0, kms_words_class_name ());
  kms_pen_rule (pen, name_left, y + 32, NAME_WIDTH, KMS_TONE_GREY);
  y += kms_pen_text (pen, KMS_FACE_LABEL, KMS_TONE_GREY, 0, y, name_left - GAP, device_label) + 2;
  y += kms_pen_text (pen, KMS_FACE_DEVICE, KMS_TONE_INK, 0, y, 0, device) + GAP;
  kms_pen_rule (pen, 0, y, pen->width, KMS_TONE_ACCENT);
  return y + GAP;
}

static double
put_tasks (const KmsPen *pen, gconstpointer data, guint index)
{
  const Subject *subject = data;
  double y = 0;
  char *task;

  for (guint i = 0; (task = kms_words_class_task (subject->practice_class->category, i)) != NULL;
       i++)
    {
      g_autofree char *text = task;
      g_autofree char *number = g_strdup_printf ("%u", i + 1);

      kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_GREY, 0, y, NUMBER_LEFT, number);
      y += kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_INK, NUMBER_LEFT, y, 0, text) + 2;
    }
  kms_pen_rule (pen, 0, y + 6, pen->width, KMS_TONE_ACCENT);
  return y + GAP;
}

/* Lines for 16 digits, in groups of four. */
static void
put_blanks (const KmsPen *pen, double dx, double dy)
{
  for (guint i = 0; i < KMS_IDENTIFIER_MAX_DIGITS; i++)
    kms_pen_rule (pen, dx + i * DIGIT_PITCH + i / 4 * GROUP_GAP, dy, DIGIT_WIDTH, KMS_TONE_INK);
}

static double
put_sheet (const KmsPen *pen, gconstpointer data, guint index)
{
  const Subject *subject = data;
  const KmsPracticeSheet *sheet =
      get_sheet (get_participant (subject, subject->participant), index);
  const char *key_label = kms_words_activation_key (sheet->part->category);
  g_autofree char *number = g_strdup_printf ("%u", index + 1);
  g_autofree char *part =
      g_strdup_printf ("%s · %s", sheet->part->part_number, sheet->part->purpose);
  char key[KMS_IDENTIFIER_SHOWN_SIZE];
  double y = 4;

  kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key, key);
  kms_pen_text (pen, KMS_FACE_HEADING, KMS_TONE_GREY, 0, y, NUMBER_LEFT, number);
  y += kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_INK, NUMBER_LEFT, y + 2, 0, part) + 4;
  kms_pen_text (pen, KMS_FACE_SMALL, KMS_TONE_GREY, ID_LEFT, y, ANSWER_LEFT - ID_LEFT,
                kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_ID));
  kms_pen_text (pen, KMS_FACE_SMALL, KMS_TONE_GREY, ANSWER_LEFT, y, 0,
                kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY));
  y += kms_pen_text (pen, KMS_FACE_SMALL, KMS_TONE_GREY, NUMBER_LEFT, y, ID_LEFT - NUMBER_LEFT,
                     key_label);
  kms_pen_text (pen, KMS_FACE_DIGITS, KMS_TONE_INK, ID_LEFT, y, ANSWER_LEFT - ID_LEFT,
                sheet->pair.registration_id);
  y +=
      kms_pen_text (pen, KMS_FACE_DIGITS, KMS_TONE_INK, NUMBER_LEFT, y, ID_LEFT - NUMBER_LEFT, key);
  put_blanks (pen, ANSWER_LEFT, y + 4);
  y += 12;
  kms_pen_rule (pen, 0, y, pen->width, KMS_TONE_PALE);
  return y;
}

static double
put_notes (const KmsPen *pen, gconstpointer data, guint index)
{
  double y = GAP;

  y += kms_pen_text (pen, KMS_FACE_LABEL, KMS_TONE_GREY, 0, y, 0, kms_words_class_notes ());
  for (guint i = 0; i < N_NOTES; i++)
    {
      y += NOTE_HEIGHT;
      kms_pen_rule (pen, 0, y, pen->width, KMS_TONE_GREY);
    }
  return y;
}

/* The answers ---------------------------------------------------------------------------------- */

static double
put_answers_heading (const KmsPen *pen, gconstpointer data, guint index)
{
  const Subject *subject = data;
  KmsCategory category = subject->practice_class->category;
  double y = put_top (pen, kms_words_class_answers (), kms_words_category (category));

  y += kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_INK, 0, y, 0, kms_words_class_answers_hold ());
  y += GAP;
  kms_pen_text (pen, KMS_FACE_LABEL, KMS_TONE_GREY, ANSWER_LEFT - GAP, y, 0,
                kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY));
  y += kms_pen_text (pen, KMS_FACE_LABEL, KMS_TONE_GREY, NUMBER_LEFT, y, 0,
                     kms_words_activation_key (category));
  kms_pen_rule (pen, 0, y + 3, pen->width, KMS_TONE_ACCENT);
  return y + GAP;
}

static double
put_answer (const KmsPen *pen, const KmsPracticeParticipant *participant, guint index, double y)
{
  const KmsPracticeSheet *sheet = get_sheet (participant, index);
  g_autofree char *number = g_strdup_printf ("%u", index + 1);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_GREY, 0, y + 1, NUMBER_LEFT, number);
  kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key, shown);
  kms_pen_text (pen, KMS_FACE_DIGITS, KMS_TONE_GREY, NUMBER_LEFT, y, 0, shown);
  kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_GREY, PART_LEFT, y + 1, 0, sheet->part->part_number);
  kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY,
                         g_ptr_array_index (participant->registration_keys, index), shown);
  return kms_pen_text (pen, KMS_FACE_DIGITS, KMS_TONE_INK, ANSWER_LEFT - GAP, y, 0, shown);
}

static double
put_answers (const KmsPen *pen, gconstpointer data, guint index)
{
  const Subject *subject = data;
  const KmsPracticeParticipant *participant = get_participant (subject, index);
  KmsCategory category = subject->practice_class->category;
  g_autofree char *number =
      kms_words_class_participant (index + 1, subject->practice_class->participants->len);
  char device[KMS_IDENTIFIER_SHOWN_SIZE];
  double y = 0;

  kms_identifier_format (kms_identifier_device_kind (category), participant->device_id, device);
  kms_pen_text (pen, KMS_FACE_LABEL, KMS_TONE_GREY, DEVICE_LEFT, y + 2, DEVICE_WIDTH,
                kms_words_device (category));
  kms_pen_text (pen, KMS_FACE_DIGITS, KMS_TONE_INK, DEVICE_LEFT + DEVICE_WIDTH, y, 0, device);
  y += kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_INK, 0, y + 2, DEVICE_LEFT, number) + 6;
  for (guint i = 0; i < participant->sheets->len; i++)
    y += put_answer (pen, participant, i, y);
  y += 4;
  kms_pen_rule (pen, 0, y, pen->width, KMS_TONE_PALE);
  return y + 6;
}

static Subject *
subject_new (KmsPracticeClass *practice_class, guint participant)
{
  Subject *subject = g_new0 (Subject, 1);

  subject->practice_class = kms_practice_class_ref (practice_class);
  subject->participant = participant;
  return subject;
}

static void
add_participant (KmsPaper *paper, KmsPracticeClass *practice_class, guint index)
{
  guint n_sheets =
      ((KmsPracticeParticipant *) g_ptr_array_index (practice_class->participants, index))
          ->sheets->len;
  g_autofree char *number =
      kms_words_class_participant (index + 1, practice_class->participants->len);
  g_autofree char *footer = g_strdup_printf ("%s · %s", kms_words_class_title (), number);

  kms_paper_begin (paper, footer, put_heading, subject_new (practice_class, index), subject_free);
  kms_paper_add (paper, put_tasks, 0);
  for (guint i = 0; i < n_sheets; i++)
    kms_paper_add (paper, put_sheet, i);
  if (n_sheets <= MOST_TO_NOTE)
    kms_paper_add (paper, put_notes, 0);
}

/**
 * kms_class_paper_new:
 * @practice_class: a class
 *
 * Returns: (transfer full): a sheet for each participant, and at the end the answers
 */
KmsPaper *
kms_class_paper_new (KmsPracticeClass *practice_class)
{
  KmsPaper *paper = kms_paper_new (kms_words_class_title (), TRUE);

  for (guint i = 0; i < practice_class->participants->len; i++)
    add_participant (paper, practice_class, i);
  kms_paper_begin (paper, kms_words_class_answers (), put_answers_heading,
                   subject_new (practice_class, 0), subject_free);
  for (guint i = 0; i < practice_class->participants->len; i++)
    kms_paper_add (paper, put_answers, i);
  return paper;
}
