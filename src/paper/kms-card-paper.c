/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A key card. A device with more keys than one may ask for at a time has several sheets, each complete in
 * itself: so many keys have room on a page, in a code, and in the check list. A section owns its sheet. */

#include "paper/kms-card-paper.h"

#include "words/kms-words-paper.h"
#include "words/kms-words.h"

#define KEYS_A_SHEET KMS_REQUEST_MAX_KEYS
#define CODE_SIZE    116.0
#define KEY_LEFT     24.0  /* behind its number */
#define KEY_WIDTH    254.0 /* 19 characters of KMS_FACE_KEY */
#define GAP          10.0
#define BOX_SIZE     10.0
#define BOX_PITCH    17.0
#define STEP_LEFT    18.0

typedef struct
{
  KmsIssuance *issuance; /* owned; as many keys as stand on a sheet */
  guint first;           /* the number of its first key, from 1 */
  char *code;            /* owned */
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  kms_issuance_free (sheet->issuance);
  g_free (sheet->code);
  g_free (sheet);
}

/* Site and device beside the code; the code may be the higher one. */
static double
put_device (const KmsPen *pen, const KmsIssuance *issuance, double dy)
{
  double width = pen->width - CODE_SIZE - GAP, y = dy;
  char device[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                         device);
  y += kms_pen_text (pen, KMS_FACE_TITLE, KMS_TONE_INK, 0, y, width, issuance->site.line[0]);
  y += kms_pen_text (pen, KMS_FACE_HEADING, KMS_TONE_INK, 0, y + 2, width, issuance->site.line[1]);
  y += kms_site_is_empty (&issuance->site) ? 0 : GAP;
  y += kms_pen_text (pen, KMS_FACE_LABEL, KMS_TONE_GREY, 0, y, width,
                     kms_words_device (issuance->category));
  y += kms_pen_text (pen, KMS_FACE_DEVICE, KMS_TONE_INK, 0, y, width, device);
  return y - dy;
}

static double
put_heading (const KmsPen *pen, gconstpointer subject, guint index)
{
  const Sheet *sheet = subject;
  const KmsIssuance *issuance = sheet->issuance;
  g_autofree char *date = kms_words_as_of (issuance->at);
  double y =
      kms_pen_text (pen, KMS_FACE_HEADING, KMS_TONE_ACCENT, 0, 0, 0, kms_words_card_title ());
  double device, code;

  kms_pen_text_at_end (pen, KMS_FACE_BODY, KMS_TONE_GREY, date);
  y += 6;
  if (issuance->demo)
    y += kms_pen_notice (pen, y, kms_words_demo_mark ());
  else
    kms_pen_rule (pen, 0, y, pen->width, KMS_TONE_ACCENT);
  y += GAP;
  device = put_device (pen, issuance, y);
  kms_pen_code (pen, pen->width - CODE_SIZE, y, CODE_SIZE, sheet->code);
  code = CODE_SIZE
         + kms_pen_text (pen, KMS_FACE_SMALL, KMS_TONE_GREY, pen->width - CODE_SIZE + 6,
                         y + CODE_SIZE, CODE_SIZE - 6, kms_words_card_code ());
  y += MAX (device, code) + GAP;
  kms_pen_rule (pen, 0, y, pen->width, KMS_TONE_ACCENT);
  return y + 4;
}

static double
put_key (const KmsPen *pen, gconstpointer subject, guint index)
{
  const Sheet *sheet = subject;
  const KmsIssuedKey *key = g_ptr_array_index (sheet->issuance->keys, index);
  g_autofree char *number = g_strdup_printf ("%u", sheet->first + index);
  double left = KEY_LEFT + KEY_WIDTH + GAP, height, text;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, shown);
  kms_pen_text (pen, KMS_FACE_HEADING, KMS_TONE_GREY, 0, 8, KEY_LEFT, number);
  height = kms_pen_text (pen, KMS_FACE_KEY, KMS_TONE_INK, KEY_LEFT, 3, KEY_WIDTH + GAP, shown) + 3;
  text = 5 + kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_INK, left, 5, 0, key->part_number);
  text += kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_GREY, left, text, 0, key->purpose);
  height = MAX (height, text) + 3;
  kms_pen_rule (pen, 0, height, pen->width, KMS_TONE_PALE);
  return height;
}

static double
put_legend (const KmsPen *pen, gconstpointer subject, guint index)
{
  double y = 7;

  kms_pen_text (pen, KMS_FACE_DIGITS, KMS_TONE_INK, KEY_LEFT, y - 1, 0, "0 8 B D");
  y += kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_GREY, KEY_LEFT + 66, y, 0,
                     kms_words_card_legend ());
  return y + 14;
}

/* A step, and a box for each key. */
static double
put_step (const KmsPen *pen, const Sheet *sheet, guint step, double y)
{
  guint n_keys = sheet->issuance->keys->len;
  double boxes = pen->width - n_keys * BOX_PITCH, height;
  g_autofree char *number = g_strdup_printf ("%u", step + 1);

  kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_GREY, 0, y, STEP_LEFT, number);
  height = kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_INK, STEP_LEFT, y, boxes - STEP_LEFT - GAP,
                         kms_words_device_step (sheet->issuance->category, step));
  for (guint i = 0; i < n_keys; i++)
    kms_pen_box (pen, boxes + i * BOX_PITCH + (BOX_PITCH - BOX_SIZE) / 2, y + 2, BOX_SIZE);
  return MAX (height, BOX_SIZE + 2) + 3;
}

static double
put_steps (const KmsPen *pen, gconstpointer subject, guint index)
{
  const Sheet *sheet = subject;
  KmsCategory category = sheet->issuance->category;
  guint n_keys = sheet->issuance->keys->len;
  double boxes = pen->width - n_keys * BOX_PITCH, y = 0, first_line;

  y += kms_pen_text (pen, KMS_FACE_HEADING, KMS_TONE_ACCENT, 0, y, 0,
                     kms_words_device_heading (category));
  first_line = y += 3;
  y += kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_INK, 0, y, boxes - GAP,
                     kms_words_device_once_a_key ());
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", sheet->first + i);
      double indent = sheet->first + i < 10 ? 5.5 : 3;

      kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_GREY, boxes + i * BOX_PITCH + indent, first_line,
                    BOX_PITCH, number);
    }
  y += 5;
  for (guint i = 0; kms_words_device_step (category, i) != NULL; i++)
    y += put_step (pen, sheet, i, y);
  y += 3;
  y += kms_pen_text (pen, KMS_FACE_BODY, KMS_TONE_GREY, 0, y, 0, kms_words_device_refused ());
  return y;
}

static void
add_sheet (KmsPaper *paper, const KmsIssuance *issuance, guint first)
{
  Sheet *sheet = g_new0 (Sheet, 1);
  char device[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *footer = NULL;

  sheet->issuance = kms_issuance_copy (issuance);
  sheet->first = first + 1;
  if (first + KEYS_A_SHEET < issuance->keys->len)
    g_ptr_array_set_size (sheet->issuance->keys, (int) (first + KEYS_A_SHEET));
  if (first > 0)
    g_ptr_array_remove_range (sheet->issuance->keys, 0, first);
  sheet->code = kms_issuance_to_code (sheet->issuance);

  kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                         device);
  footer = g_strdup_printf ("%s · %s %s", kms_words_card_title (),
                            kms_words_device (issuance->category), device);
  kms_paper_begin (paper, footer, put_heading, sheet, sheet_free);
  for (guint i = 0; i < sheet->issuance->keys->len; i++)
    kms_paper_add (paper, put_key, i);
  kms_paper_add (paper, put_legend, 0);
  kms_paper_add (paper, put_steps, 0);
}

/**
 * kms_card_paper_new_for_all:
 * @issuances: (array length=n_issuances): the keys of one device each
 * @n_issuances: how many; at least one
 *
 * Returns: (transfer full): a card for each device
 */
KmsPaper *
kms_card_paper_new_for_all (const KmsIssuance *const *issuances, guint n_issuances)
{
  g_autofree char *title = NULL;
  KmsPaper *paper;

  g_return_val_if_fail (n_issuances > 0, NULL);

  title = n_issuances == 1
              ? g_strdup_printf ("%s %s", kms_words_card_title (), issuances[0]->device_id)
              : g_strdup (kms_words_card_title ());
  paper = kms_paper_new (title, issuances[0]->demo);
  for (guint i = 0; i < n_issuances; i++)
    for (guint first = 0; first < issuances[i]->keys->len; first += KEYS_A_SHEET)
      add_sheet (paper, issuances[i], first);
  return paper;
}

/**
 * kms_card_paper_new:
 * @issuance: the keys of a device, at least one
 *
 * Returns: (transfer full): its card
 */
KmsPaper *
kms_card_paper_new (const KmsIssuance *issuance)
{
  return kms_card_paper_new_for_all (&issuance, 1);
}
