/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines with delimiters under a header that names the columns: there, the place of a value says what
 * it is, and a registration ID may be short, or have 16 digits, or stand before its key. */

#include "engine/kms-sheet-table.h"

typedef struct
{
  guint start, end; /* characters of the line, without spaces and quotes around them */
} Cell;

static const gunichar delimiters[] = { '\t', '|', ';', ',', ' ' };

static gboolean
is_padding (gunichar character)
{
  return character == ' ' || character == '\t' || character == '"' || character == '\'';
}

/* Whether a cell ends at @i. A space delimits when there are several. */
static gboolean
is_delimiter (const KmsSheetLine *line, guint i, gunichar delimiter)
{
  return kms_sheet_line_get_character (line, i) == delimiter
         && (delimiter != ' ' || kms_sheet_line_get_character (line, i + 1) == ' ');
}

/* Reads the cell at @position, and moves that behind the delimiter. FALSE when no cell is left. */
static gboolean
next_cell (const KmsSheetLine *line, gunichar delimiter, guint *position, Cell *cell)
{
  guint length = line->characters->len - 1;
  gboolean quoted = FALSE;
  guint i = *position;

  if (i > length)
    return FALSE;
  for (; i < length && (quoted || !is_delimiter (line, i, delimiter)); i++)
    if (kms_sheet_line_get_character (line, i) == '"')
      quoted = !quoted;

  cell->start = *position;
  cell->end = i;
  while (cell->start < cell->end && is_padding (kms_sheet_line_get_character (line, cell->start)))
    cell->start++;
  while (cell->start < cell->end && is_padding (kms_sheet_line_get_character (line, cell->end - 1)))
    cell->end--;

  i++;
  while (delimiter == ' ' && i < length && kms_sheet_line_get_character (line, i) == ' ')
    i++;
  *position = i;
  return TRUE;
}

static KmsIdentifierReading
read_cell (const KmsSheetLine *line, const Cell *cell, KmsIdentifierKind kind)
{
  KmsIdentifierReading read;
  gsize length;
  const char *text = kms_sheet_line_get_text (line, cell->start, cell->end, &length);

  kms_identifier_read (kind, text, (gssize) length, &read);
  return read;
}

/* Adds what a cell holds, if anything. */
static guint
add_cell (const KmsSheetLine *line,
          const Cell *cell,
          KmsIdentifierKind kind,
          KmsSheetItemType type,
          KmsSheetPairing *pairing)
{
  KmsIdentifierReading read = read_cell (line, cell, kind);
  gboolean is_key = kind == KMS_IDENTIFIER_ACTIVATION_KEY;

  if (read.fault != KMS_IDENTIFIER_FAULT_NONE
      && !kms_sheet_line_looks_like (line, cell->start, cell->end, is_key ? 12 : 3,
                                     is_key ? 20 : 24))
    return KMS_SHEET_NO_ITEM;
  return kms_sheet_pairing_add (pairing, type, line, cell->start, cell->end, &read,
                                read.fault != KMS_IDENTIFIER_FAULT_NONE);
}

/**
 * kms_sheet_table_read_header:
 * @table: the columns that hold so far
 * @line: a line
 *
 * Takes @line for a header when it has a label for the activation key and one for the registration
 * ID in different columns, and no value.
 *
 * Returns: %TRUE when @line is a header; @table says what it named
 */
gboolean
kms_sheet_table_read_header (KmsSheetTable *table, const KmsSheetLine *line)
{
  guint label_starts[3] = { G_MAXUINT, G_MAXUINT, G_MAXUINT };

  for (guint i = 0; i < line->pieces->len; i++)
    {
      const KmsSheetPiece *piece = &g_array_index (line->pieces, KmsSheetPiece, i);

      if (piece->type == KMS_SHEET_PIECE_KEY || piece->type == KMS_SHEET_PIECE_MISREAD_KEY
          || piece->type == KMS_SHEET_PIECE_DEVICE || piece->type == KMS_SHEET_PIECE_MISREAD_HEX
          || (piece->type == KMS_SHEET_PIECE_HEX && piece->read.n_digits > 3))
        return FALSE;
      if (piece->type == KMS_SHEET_PIECE_LABEL && piece->label <= KMS_SHEET_LABEL_DEVICE
          && label_starts[piece->label] == G_MAXUINT)
        label_starts[piece->label] = piece->start;
    }
  if (label_starts[KMS_SHEET_LABEL_KEY] == G_MAXUINT
      || label_starts[KMS_SHEET_LABEL_ID] == G_MAXUINT)
    return FALSE;

  for (guint d = 0; d < G_N_ELEMENTS (delimiters); d++)
    {
      guint columns[3] = { G_MAXUINT, G_MAXUINT, G_MAXUINT };
      guint position = 0;
      Cell cell;

      for (guint n = 0; next_cell (line, delimiters[d], &position, &cell); n++)
        for (guint label = 0; label < G_N_ELEMENTS (columns); label++)
          if (label_starts[label] >= cell.start && label_starts[label] < cell.end)
            columns[label] = n;
      if (columns[KMS_SHEET_LABEL_KEY] != columns[KMS_SHEET_LABEL_ID])
        {
          table->delimiter = delimiters[d];
          table->key_column = columns[KMS_SHEET_LABEL_KEY];
          table->id_column = columns[KMS_SHEET_LABEL_ID];
          table->device_column = columns[KMS_SHEET_LABEL_DEVICE];
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * kms_sheet_table_read_row:
 * @table: the columns
 * @line: a line
 * @pairing: where to add what is found
 *
 * Takes @line for a row when there is an activation key, or nearly one, in its column.
 *
 * Returns: %TRUE when @line is a row
 */
gboolean
kms_sheet_table_read_row (const KmsSheetTable *table,
                          const KmsSheetLine *line,
                          KmsSheetPairing *pairing)
{
  Cell key_cell = { 0 }, id_cell = { 0 }, device_cell = { 0 }, cell;
  guint position = 0;
  guint key, id;

  if (table->delimiter == 0)
    return FALSE;
  for (guint n = 0; next_cell (line, table->delimiter, &position, &cell); n++)
    {
      if (n == table->key_column)
        key_cell = cell;
      else if (n == table->id_column)
        id_cell = cell;
      else if (n == table->device_column)
        device_cell = cell;
    }

  key = add_cell (line, &key_cell, KMS_IDENTIFIER_ACTIVATION_KEY, KMS_SHEET_ITEM_KEY, pairing);
  if (key == KMS_SHEET_NO_ITEM)
    return FALSE;
  id = add_cell (line, &id_cell, KMS_IDENTIFIER_REGISTRATION_ID, KMS_SHEET_ITEM_ID, pairing);
  kms_sheet_pairing_bind (pairing, key, id);
  if (device_cell.start < device_cell.end)
    {
      KmsIdentifierReading read = read_cell (line, &device_cell, KMS_IDENTIFIER_REGISTRATION_ID);

      if (read.n_digits == kms_identifier_get_max_digits (KMS_IDENTIFIER_MPR_ID)
          || read.n_digits == kms_identifier_get_max_digits (KMS_IDENTIFIER_MAC_ADDRESS))
        kms_sheet_pairing_add (pairing, KMS_SHEET_ITEM_DEVICE, line, device_cell.start,
                               device_cell.end, &read, FALSE);
    }
  return TRUE;
}
