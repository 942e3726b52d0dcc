/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds activation keys and registration IDs in any text: mails, scanned sheets, tables, in English
 * and Japanese.
 *
 * An activation key is known by its shape. A registration ID is not, so it counts only where a label
 * or a column says so, right behind an activation key, or alone on the line below one. Labels wait
 * for their values, on the same line or on the next; a word between cancels them, so that prose
 * makes no values. The state lives on the stack of kms_sheet_read(). */

#include "engine/kms-sheet-reader.h"

#include "engine/kms-sheet-pairing.h"
#include "engine/kms-sheet-table.h"
#include "engine/kms-sheet-text.h"

#include <string.h>

#define N_LABELS (KMS_SHEET_LABEL_OTHER + 1)
/* What a registration ID has at least that is known by its place alone. */
#define MIN_PLACED_DIGITS 4
/* A registration ID without decimal digits that is known by its place has this length exactly: words
 * of a to f are shorter, sheets made here have it. */
#define N_LETTER_DIGITS 8
/* What is left of an activation key that lost some digits, behind a label. */
#define MIN_CUT_KEY_DIGITS 10
/* How far below its activation key a registration ID may stand alone: one empty line is allowed. */
#define MAX_LINES_BELOW 2

typedef struct
{
  KmsSheetPairing pairing; /* owned */
  KmsSheetLine line;       /* owned */
  KmsSheetTable table;

  gboolean waiting[N_LABELS]; /* labels without a value so far */
  gboolean carried;           /* they stand further up */
  gboolean ids_first;         /* the last labels that stood together were in that order */
  gboolean labelled;          /* the line has a label for registration IDs */
  guint used;                 /* the place behind the last registration ID on the line */
  gboolean in_list;           /* that one had a label, others may follow */
  guint open_key;             /* a key that ended its line, or KMS_SHEET_NO_ITEM */
  guint open_line;
} Reader;

static const KmsSheetPiece *
get_piece (const Reader *reader, guint p)
{
  return p < reader->line.pieces->len ? &g_array_index (reader->line.pieces, KmsSheetPiece, p)
                                      : NULL;
}

static void
stop_waiting (Reader *reader)
{
  memset (reader->waiting, 0, sizeof reader->waiting);
}

/* Adds the pieces from @p to @last as one item. */
static guint
add_item (Reader *reader, KmsSheetItemType type, guint p, guint last, gboolean misread)
{
  const KmsSheetPiece *piece = get_piece (reader, p);
  KmsIdentifierReading read = piece->read;
  guint end = get_piece (reader, last)->end;

  if (last > p)
    {
      gsize length;
      const char *text = kms_sheet_line_get_text (&reader->line, piece->start, end, &length);

      kms_identifier_read (KMS_IDENTIFIER_REGISTRATION_ID, text, (gssize) length, &read);
    }
  return kms_sheet_pairing_add (&reader->pairing, type, &reader->line, piece->start, end, &read,
                                misread);
}

/* The last piece of a number in groups of four with spaces, when one begins at @p. */
static guint
get_last_group (const Reader *reader, guint p)
{
  guint last = p;

  while (last - p < 3 && get_piece (reader, last + 1) != NULL
         && get_piece (reader, last)->type == KMS_SHEET_PIECE_HEX
         && get_piece (reader, last)->read.n_digits == 4
         && get_piece (reader, last + 1)->type == KMS_SHEET_PIECE_HEX
         && get_piece (reader, last + 1)->read.n_digits == 4
         && get_piece (reader, last + 1)->gap == KMS_SHEET_GAP_SPACE)
    last++;
  return last;
}

static gboolean
has_decimal (const KmsIdentifierReading *read)
{
  return strpbrk (read->digits, "0123456789") != NULL;
}

/* Whether a piece can be a registration ID for its place alone. */
static gboolean
is_placeable (const KmsSheetPiece *piece)
{
  if (piece == NULL || piece->continued)
    return FALSE;
  if (piece->type == KMS_SHEET_PIECE_MISREAD_HEX)
    return TRUE;
  return piece->type == KMS_SHEET_PIECE_HEX && piece->read.n_digits >= MIN_PLACED_DIGITS
         && (has_decimal (&piece->read) || piece->read.n_digits == N_LETTER_DIGITS);
}

static guint
add_id (Reader *reader, guint p, guint last, gboolean labelled)
{
  reader->used = last + 1;
  reader->in_list = labelled;
  return add_item (reader, KMS_SHEET_ITEM_ID, p, last,
                   get_piece (reader, p)->type == KMS_SHEET_PIECE_MISREAD_HEX
                       || get_piece (reader, p)->type == KMS_SHEET_PIECE_MISREAD_KEY
                       || get_piece (reader, p)->type == KMS_SHEET_PIECE_WORD);
}

/* Adds the registration ID that stands beside the key at @p, if one does, and binds it. Returns the
 * last piece that was used. */
static guint
bind_neighbour (Reader *reader, guint p, guint key)
{
  const KmsSheetPiece *piece = get_piece (reader, p);
  const KmsSheetPiece *behind = get_piece (reader, p + 1);
  guint last = p + 1, id;

  if (reader->labelled)
    return p;
  if (reader->ids_first && p > reader->used && is_placeable (get_piece (reader, p - 1))
      && piece->gap != KMS_SHEET_GAP_BLOCK)
    {
      id = add_id (reader, p - 1, p - 1, FALSE);
      last = p;
    }
  else if (is_placeable (behind) && behind->gap != KMS_SHEET_GAP_BLOCK)
    {
      if (piece->inner_gap == KMS_SHEET_GAP_SPACE)
        last = get_last_group (reader, p + 1);
      id = add_id (reader, p + 1, last, FALSE);
    }
  else
    return p;

  kms_sheet_pairing_bind (&reader->pairing, key, id);
  reader->waiting[KMS_SHEET_LABEL_ID] = FALSE;
  reader->open_key = KMS_SHEET_NO_ITEM;
  return last;
}

/* 16 digits. Whatever label waits for such a value gets it; without one it is an activation key.
 * Returns the last piece that was used. */
static guint
take_key (Reader *reader, guint p)
{
  gboolean misread = get_piece (reader, p)->type == KMS_SHEET_PIECE_MISREAD_KEY;
  gboolean *waiting = reader->waiting;

  if (!waiting[KMS_SHEET_LABEL_KEY] && waiting[KMS_SHEET_LABEL_DEVICE])
    {
      waiting[KMS_SHEET_LABEL_DEVICE] = FALSE;
      add_item (reader, KMS_SHEET_ITEM_DEVICE, p, p, misread);
      return p;
    }
  if (!waiting[KMS_SHEET_LABEL_KEY] && waiting[KMS_SHEET_LABEL_OTHER])
    {
      waiting[KMS_SHEET_LABEL_OTHER] = FALSE;
      return p;
    }
  if (!waiting[KMS_SHEET_LABEL_KEY] && waiting[KMS_SHEET_LABEL_ID])
    {
      waiting[KMS_SHEET_LABEL_ID] = FALSE;
      add_id (reader, p, p, TRUE);
      return p;
    }

  waiting[KMS_SHEET_LABEL_KEY] = FALSE;
  reader->open_key = add_item (reader, KMS_SHEET_ITEM_KEY, p, p, misread);
  reader->open_line = reader->line.number;
  return bind_neighbour (reader, p, reader->open_key);
}

static gboolean
has_lower (const Reader *reader, const KmsSheetPiece *piece)
{
  for (guint i = piece->start; i < piece->end; i++)
    if (g_unichar_islower (kms_sheet_line_get_character (&reader->line, i)))
      return TRUE;
  return FALSE;
}

/* Whether digits behind a label for registration IDs are its value. "Registration ID 2: 12345678" and
 * "the registration ID be" have other ones in between; on the line below the label, a short number
 * with something behind it begins a list. */
static gboolean
is_value_of_label (const Reader *reader, guint p, gboolean alone)
{
  const KmsSheetPiece *piece = get_piece (reader, p);
  const KmsSheetPiece *next = get_piece (reader, p + 1);
  gboolean is_short = piece->read.n_digits < MIN_PLACED_DIGITS;

  if (reader->carried)
    return alone || (p == 0 && !is_short);
  if (is_short && next != NULL
      && (next->type == KMS_SHEET_PIECE_HEX || next->type == KMS_SHEET_PIECE_MISREAD_HEX))
    return FALSE;
  return has_decimal (&piece->read) || !has_lower (reader, piece)
         || (piece->gap != KMS_SHEET_GAP_SPACE && piece->gap != KMS_SHEET_GAP_WIDE);
}

/* Digits that are no activation key by their shape. Returns the last piece that was used. */
static guint
take_digits (Reader *reader, guint p, guint open_key)
{
  const KmsSheetPiece *piece = get_piece (reader, p);
  guint last = get_last_group (reader, p);
  gboolean alone = p == 0 && last + 1 == reader->line.pieces->len;
  guint n_digits = piece->read.n_digits;

  if (alone && open_key != KMS_SHEET_NO_ITEM && is_placeable (piece)
      && piece->gap != KMS_SHEET_GAP_BLOCK && reader->line.end_gap != KMS_SHEET_GAP_BLOCK)
    {
      kms_sheet_pairing_bind (&reader->pairing, open_key, add_id (reader, p, last, FALSE));
      stop_waiting (reader);
      return last;
    }
  if (reader->waiting[KMS_SHEET_LABEL_ID] && is_value_of_label (reader, p, alone))
    {
      /* a label on a line of its own may head a list */
      reader->waiting[KMS_SHEET_LABEL_ID] = reader->carried && alone;
      add_id (reader, p, last, TRUE);
      return last;
    }
  if (reader->waiting[KMS_SHEET_LABEL_DEVICE]
      && n_digits == kms_identifier_get_max_digits (KMS_IDENTIFIER_MAC_ADDRESS))
    {
      reader->waiting[KMS_SHEET_LABEL_DEVICE] = FALSE;
      add_item (reader, KMS_SHEET_ITEM_DEVICE, p, p, FALSE);
      return p;
    }
  if (reader->waiting[KMS_SHEET_LABEL_KEY] && n_digits >= MIN_CUT_KEY_DIGITS)
    {
      reader->waiting[KMS_SHEET_LABEL_KEY] = FALSE;
      add_item (reader, KMS_SHEET_ITEM_KEY, p, p, TRUE);
      return p;
    }
  if (reader->in_list && reader->used == p && is_placeable (piece)
      && piece->gap != KMS_SHEET_GAP_BLOCK)
    {
      add_id (reader, p, last, TRUE);
      return last;
    }
  if (!has_decimal (&piece->read))
    stop_waiting (reader);
  return p;
}

/* A word: the value of a label when it looks like one with a wrong character in it, otherwise the
 * end of the waiting, unless it belongs to the label. */
static void
take_word (Reader *reader, guint p)
{
  static const char *const parts_of_labels[] = { "no", "number", "code", "is", "are", NULL };
  const KmsSheetPiece *piece = get_piece (reader, p);
  const KmsSheetLine *line = &reader->line;
  gsize length;
  const char *text = kms_sheet_line_get_text (line, piece->start, piece->end, &length);
  g_autofree char *word = g_ascii_strdown (text, (gssize) MIN (length, 16));

  if (g_strv_contains (parts_of_labels, word))
    return;
  if (!reader->carried && reader->waiting[KMS_SHEET_LABEL_KEY]
      && kms_sheet_line_looks_like (line, piece->start, piece->end, MIN_CUT_KEY_DIGITS, 20))
    add_item (reader, KMS_SHEET_ITEM_KEY, p, p, TRUE);
  else if (!reader->carried && reader->waiting[KMS_SHEET_LABEL_ID]
           && kms_sheet_line_looks_like (line, piece->start, piece->end, MIN_PLACED_DIGITS, 20))
    add_id (reader, p, p, TRUE);
  stop_waiting (reader);
}

/* Whether a value can have that label behind it. */
static gboolean
fits_label (const KmsSheetPiece *value, KmsSheetLabel label)
{
  gboolean is_key = value->type == KMS_SHEET_PIECE_KEY;

  return label == KMS_SHEET_LABEL_ID       ? is_key || is_placeable (value)
         : label == KMS_SHEET_LABEL_DEVICE ? is_key || value->type == KMS_SHEET_PIECE_DEVICE
                                           : is_key;
}

static gboolean
is_value (const KmsSheetPiece *piece)
{
  return piece->type == KMS_SHEET_PIECE_KEY || piece->type == KMS_SHEET_PIECE_DEVICE
         || is_placeable (piece);
}

/* A line such as "1111-1111-1111-1111 (activation key), 12345678 (registration ID)": it begins with a
 * value, ends with a label, and they take turns. */
static gboolean
has_labels_behind (const Reader *reader)
{
  const KmsSheetPiece *value = NULL;
  guint n_pieces = reader->line.pieces->len;

  if (n_pieces == 0 || !is_value (get_piece (reader, 0))
      || get_piece (reader, n_pieces - 1)->type != KMS_SHEET_PIECE_LABEL)
    return FALSE;
  for (guint p = 0; p < n_pieces; p++)
    {
      const KmsSheetPiece *piece = get_piece (reader, p);

      if (piece->type == KMS_SHEET_PIECE_LABEL)
        {
          if (value == NULL || !fits_label (value, piece->label))
            return FALSE;
          value = NULL;
        }
      else if (is_value (piece))
        {
          if (value != NULL)
            return FALSE;
          value = piece;
        }
    }
  return TRUE;
}

static void
take_labels_behind (Reader *reader)
{
  guint value = 0;

  for (guint p = 0; p < reader->line.pieces->len; p++)
    {
      const KmsSheetPiece *piece = get_piece (reader, p);

      if (is_value (piece))
        value = p;
      else if (piece->type != KMS_SHEET_PIECE_LABEL)
        continue;
      else if (piece->label == KMS_SHEET_LABEL_KEY)
        add_item (reader, KMS_SHEET_ITEM_KEY, value, value, FALSE);
      else if (piece->label == KMS_SHEET_LABEL_ID)
        add_id (reader, value, value, TRUE);
      else if (piece->label == KMS_SHEET_LABEL_DEVICE)
        add_item (reader, KMS_SHEET_ITEM_DEVICE, value, value, FALSE);
    }
}

/* Looks over the labels of the line. Labels without values tell the order of the lines below. */
static void
read_labels (Reader *reader)
{
  gboolean key = FALSE, values = FALSE, ids_first = FALSE;

  reader->labelled = FALSE;
  for (guint p = 0; p < reader->line.pieces->len; p++)
    {
      const KmsSheetPiece *piece = get_piece (reader, p);

      if (piece->type != KMS_SHEET_PIECE_LABEL)
        values = values || is_value (piece);
      else if (piece->label == KMS_SHEET_LABEL_ID)
        {
          reader->labelled = TRUE;
          ids_first = ids_first || !key;
        }
      else if (piece->label == KMS_SHEET_LABEL_KEY)
        key = TRUE;
    }
  if (key && reader->labelled && !values)
    reader->ids_first = ids_first;
}

static void
take_pieces (Reader *reader, guint open_key)
{
  for (guint p = 0; p < reader->line.pieces->len; p++)
    {
      const KmsSheetPiece *piece = get_piece (reader, p);

      switch (piece->type)
        {
        case KMS_SHEET_PIECE_LABEL:
          if (reader->carried)
            stop_waiting (reader);
          reader->carried = FALSE;
          reader->waiting[piece->label] = TRUE;
          break;
        case KMS_SHEET_PIECE_KEY:
        case KMS_SHEET_PIECE_MISREAD_KEY:
          p = take_key (reader, p);
          break;
        case KMS_SHEET_PIECE_DEVICE:
          reader->waiting[KMS_SHEET_LABEL_DEVICE] = FALSE;
          add_item (reader, KMS_SHEET_ITEM_DEVICE, p, p, FALSE);
          break;
        case KMS_SHEET_PIECE_HEX:
        case KMS_SHEET_PIECE_MISREAD_HEX:
        case KMS_SHEET_PIECE_ODD:
          p = take_digits (reader, p, open_key);
          break;
        case KMS_SHEET_PIECE_WORD:
        default:
          take_word (reader, p);
          break;
        }
      if (piece->type != KMS_SHEET_PIECE_KEY && piece->type != KMS_SHEET_PIECE_MISREAD_KEY)
        reader->open_key = KMS_SHEET_NO_ITEM;
    }
}

static void
take_line (Reader *reader)
{
  guint open_key = reader->open_key;

  if (reader->line.pieces->len == 0)
    return;
  reader->open_key = KMS_SHEET_NO_ITEM;
  reader->used = 0;
  reader->in_list = FALSE;
  if (reader->line.number - reader->open_line > MAX_LINES_BELOW)
    open_key = KMS_SHEET_NO_ITEM;

  read_labels (reader);
  if (kms_sheet_table_read_header (&reader->table, &reader->line)
      || kms_sheet_table_read_row (&reader->table, &reader->line, &reader->pairing))
    stop_waiting (reader);
  else if (has_labels_behind (reader))
    {
      stop_waiting (reader);
      take_labels_behind (reader);
    }
  else
    take_pieces (reader, open_key);
  reader->carried = TRUE;
}

/**
 * kms_sheet_read:
 * @text: a mail, a sheet, a table; UTF-8, UTF-16 with a byte order mark, or CP932
 * @length: its length in bytes, or -1 when it ends with a NUL; at most %KMS_SHEET_MAX_SIZE
 * @error: return location
 *
 * Finds every activation key with its registration ID, and says what it could not use. Nothing is
 * corrected silently.
 *
 * Returns: (transfer full) (nullable): what was found, perhaps nothing; on failure %NULL, and
 *   %KMS_ERROR_TEXT_TOO_LARGE or %KMS_ERROR_TEXT_INVALID is set
 */
KmsSheetReading *
kms_sheet_read (const char *text, gssize length, GError **error)
{
  g_autofree char *decoded = NULL;
  const char *line, *next;
  Reader reader = { .open_key = KMS_SHEET_NO_ITEM };
  KmsSheetReading *reading;
  gsize line_length;
  guint number = 1;

  g_return_val_if_fail (text != NULL, NULL);

  decoded = kms_sheet_text_decode (text, length, error);
  if (decoded == NULL)
    return NULL;

  kms_sheet_pairing_init (&reader.pairing);
  kms_sheet_line_init (&reader.line);
  for (line = decoded; line != NULL; line = next, number++)
    {
      next = kms_sheet_text_next_line (line, &line_length);
      kms_sheet_line_cut (&reader.line, number, line, line_length);
      take_line (&reader);
    }
  reading = kms_sheet_pairing_finish (&reader.pairing);
  kms_sheet_line_clear (&reader.line);
  kms_sheet_pairing_clear (&reader.pairing);
  return reading;
}
