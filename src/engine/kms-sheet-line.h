/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-identifier.h"

G_BEGIN_DECLS

/* What a label says of the value that belongs to it. */
typedef enum
{
  KMS_SHEET_LABEL_KEY,
  KMS_SHEET_LABEL_ID,
  KMS_SHEET_LABEL_DEVICE,
  KMS_SHEET_LABEL_OTHER, /* a registration key: looks like an activation key and is none */
} KmsSheetLabel;

/* What stands between two pieces. */
typedef enum
{
  KMS_SHEET_GAP_NONE,
  KMS_SHEET_GAP_SPACE, /* one */
  KMS_SHEET_GAP_WIDE,  /* several spaces */
  KMS_SHEET_GAP_TAB,
  KMS_SHEET_GAP_DASH,
  KMS_SHEET_GAP_COLON,
  KMS_SHEET_GAP_MARK,  /* commas, brackets, quotes and so on */
  KMS_SHEET_GAP_BLOCK, /* words of another script, or marks that make a number something else */
} KmsSheetGap;

typedef enum
{
  KMS_SHEET_PIECE_LABEL,
  KMS_SHEET_PIECE_KEY,         /* 16 digits, in fours, otherwise even or not grouped at all */
  KMS_SHEET_PIECE_MISREAD_KEY, /* nearly that */
  KMS_SHEET_PIECE_DEVICE,      /* a MAC address in pairs */
  KMS_SHEET_PIECE_HEX,         /* 1 to 15 digits in one or in fours */
  KMS_SHEET_PIECE_MISREAD_HEX, /* the same with look-alikes */
  KMS_SHEET_PIECE_ODD,         /* up to 16 digits in other groups, as dates and telephones are */
  KMS_SHEET_PIECE_WORD,
} KmsSheetPieceType;

typedef struct
{
  KmsSheetPieceType type;
  KmsSheetLabel label;
  KmsSheetGap gap;           /* in front of it */
  KmsSheetGap inner_gap;     /* between its groups */
  guint start, end;          /* characters of the line */
  gboolean continued;        /* it is the beginning of something longer: 2011/01/20, 2011年 */
  KmsIdentifierReading read; /* as an activation key when it is one, else as a registration ID */
} KmsSheetPiece;

/* A character as it is compared: full-width as ASCII, every space and dash as one. */
typedef struct
{
  gunichar character;
  guint offset; /* bytes from the start of the line */
} KmsSheetCharacter;

/**
 * KmsSheetLine:
 *
 * One line, cut into pieces. It is used again for every line of a text.
 */
typedef struct
{
  const char *text;   /* borrowed */
  guint number;       /* from 1 */
  GArray *characters; /* owned, of KmsSheetCharacter; the last one is the end */
  GArray *tokens;     /* owned, private */
  GArray *pieces;     /* owned, of KmsSheetPiece */
  KmsSheetGap end_gap;
} KmsSheetLine;

void kms_sheet_line_init (KmsSheetLine *line);
void kms_sheet_line_clear (KmsSheetLine *line);
void kms_sheet_line_cut (KmsSheetLine *line, guint number, const char *text, gsize length);

const char *
kms_sheet_line_get_text (const KmsSheetLine *line, guint start, guint end, gsize *length);
gunichar kms_sheet_line_get_character (const KmsSheetLine *line, guint index);
gboolean kms_sheet_line_looks_like (const KmsSheetLine *line,
                                    guint start,
                                    guint end,
                                    guint minimum,
                                    guint maximum);

G_END_DECLS
