/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cuts one line of a sheet into labels, identifiers and words. Nothing is decided here that needs a
 * second line. Every step looks ahead by a fixed number of tokens, so a line takes linear time. */

#include "engine/kms-sheet-line.h"

#include <string.h>

/* A run of ASCII letters and digits, or a label. */
typedef struct
{
  gboolean is_label;
  KmsSheetLabel label;
  KmsSheetGap gap; /* in front of it */
  guint start, end;
  guint n_hex, n_decimal, n_lower;
} Token;

/* In small letters and without spaces; where the text has a space, a dash, a dot or an underscore
 * between two letters of a label, it fits too. Longer ones first. The kana come in both widths. */
static const struct
{
  const char *name;
  KmsSheetLabel label;
} labels[] = {
  { "activationkeynumber", KMS_SHEET_LABEL_KEY },
  { "activationkeyno", KMS_SHEET_LABEL_KEY },
  { "activationkey", KMS_SHEET_LABEL_KEY },
  { "activationcode", KMS_SHEET_LABEL_KEY },
  { "licensenumber", KMS_SHEET_LABEL_KEY },
  { "licencenumber", KMS_SHEET_LABEL_KEY },
  { "licenseno", KMS_SHEET_LABEL_KEY },
  { "licenceno", KMS_SHEET_LABEL_KEY },
  { "licensekey", KMS_SHEET_LABEL_KEY },
  { "licencekey", KMS_SHEET_LABEL_KEY },
  { "アクティベーションキーナンバー", KMS_SHEET_LABEL_KEY },
  { "アクティベーションキー番号", KMS_SHEET_LABEL_KEY },
  { "アクティベーションキーno", KMS_SHEET_LABEL_KEY },
  { "アクティベーションキー", KMS_SHEET_LABEL_KEY },
  { "アクティベーションコード", KMS_SHEET_LABEL_KEY },
  { "ライセンスナンバー", KMS_SHEET_LABEL_KEY },
  { "ライセンス番号", KMS_SHEET_LABEL_KEY },
  { "ライセンスキー", KMS_SHEET_LABEL_KEY },
  { "ライセンスno", KMS_SHEET_LABEL_KEY },
  { "ｱｸﾃｨﾍﾞｰｼｮﾝｷｰﾅﾝﾊﾞｰ", KMS_SHEET_LABEL_KEY },
  { "ｱｸﾃｨﾍﾞｰｼｮﾝｷｰ", KMS_SHEET_LABEL_KEY },
  { "ﾗｲｾﾝｽno", KMS_SHEET_LABEL_KEY },
  { "registrationkey", KMS_SHEET_LABEL_OTHER },
  { "レジストレーションキー", KMS_SHEET_LABEL_OTHER },
  { "ﾚｼﾞｽﾄﾚｰｼｮﾝｷｰ", KMS_SHEET_LABEL_OTHER },
  { "registrationid", KMS_SHEET_LABEL_ID },
  { "regid", KMS_SHEET_LABEL_ID },
  { "レジストレーションid", KMS_SHEET_LABEL_ID },
  { "ﾚｼﾞｽﾄﾚｰｼｮﾝid", KMS_SHEET_LABEL_ID },
  { "macaddress", KMS_SHEET_LABEL_DEVICE },
  { "macaddr", KMS_SHEET_LABEL_DEVICE },
  { "macアドレス", KMS_SHEET_LABEL_DEVICE },
  { "macｱﾄﾞﾚｽ", KMS_SHEET_LABEL_DEVICE },
  { "mac", KMS_SHEET_LABEL_DEVICE },
  { "mprid", KMS_SHEET_LABEL_DEVICE },
  { "deviceid", KMS_SHEET_LABEL_DEVICE },
};

/* How many spaces and the like may stand between two letters of a label. */
#define MAX_LABEL_GAP 3

#define TOKEN(line, i)     (&g_array_index ((line)->tokens, Token, i))
#define CHARACTER(line, i) (kms_sheet_line_get_character (line, i))

static gboolean
is_alphanumeric (gunichar character)
{
  return character < 0x80 && g_ascii_isalnum ((char) character);
}

/* U+30FC is a letter of kana words and, between digits, a dash. */
static gboolean
is_dash (gunichar character)
{
  return character == '-' || character == 0x30FC || character == 0xFF70;
}

/* 0 for characters without width, which are left out. */
static gunichar
fold (gunichar character)
{
  if (character == 0xFEFF || (character >= 0x200B && character <= 0x200D))
    return 0;
  if (character >= 0xFF01 && character <= 0xFF5E)
    return character - 0xFF01 + '!';
  if (character == '\t' || character == ':' || character == 0x30FC || character == 0xFF70)
    return character;
  if (character == 0x3000)
    return ' ';
  if (kms_identifier_is_separator (character))
    return g_unichar_isspace (character) || g_unichar_iscntrl (character) ? ' ' : '-';
  return character;
}

/* Mail programs put "> " in front of what they quote. */
static void
fold_characters (KmsSheetLine *line, gsize length)
{
  const char *end = line->text + length;
  KmsSheetCharacter last = { .character = 0, .offset = (guint) length };
  gboolean quoting = TRUE;

  for (const char *p = line->text; p < end; p = g_utf8_next_char (p))
    {
      KmsSheetCharacter character = { .character = fold (g_utf8_get_char (p)),
                                      .offset = (guint) (p - line->text) };

      quoting = quoting && (character.character == '>' || character.character == ' ');
      if (character.character != 0 && !quoting)
        g_array_append_val (line->characters, character);
    }
  g_array_append_val (line->characters, last);
}

/* The number of characters that @name takes at @start, or 0. */
static guint
match_label (const KmsSheetLine *line, guint start, const char *name)
{
  gboolean letters = is_alphanumeric (CHARACTER (line, start));
  guint position = start;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar wanted = g_utf8_get_char (p), found = CHARACTER (line, position);

      for (guint i = 0; i < MAX_LABEL_GAP && p > name && found != wanted && found != 0
                        && strchr (" -_.\t", (int) MIN (found, 0x7F)) != NULL
                        && !(is_dash (wanted) && is_dash (found));
           i++)
        found = CHARACTER (line, ++position);
      if (found < 0x80)
        found = (gunichar) g_ascii_tolower ((char) found);
      if (found != wanted && !(is_dash (wanted) && is_dash (found)))
        return 0;
      position++;
    }

  if (letters && (CHARACTER (line, position) | 0x20) == 's')
    position++;
  if (CHARACTER (line, position) < 0x80 && g_ascii_isalpha ((char) CHARACTER (line, position))
      && is_alphanumeric (CHARACTER (line, position - 1)))
    return 0;
  return position - start;
}

static gboolean
read_label (const KmsSheetLine *line, guint start, Token *token)
{
  gunichar first = CHARACTER (line, start);

  if (first < 0x80 ? strchr ("aAlLrRmMdD", (int) first) == NULL : !g_unichar_isalpha (first))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      guint length = match_label (line, start, labels[i].name);

      if (length > 0)
        {
          token->is_label = TRUE;
          token->label = labels[i].label;
          token->end = start + length;
          return TRUE;
        }
    }
  return FALSE;
}

static KmsSheetGap
judge_gap (const KmsSheetLine *line, guint start, guint end)
{
  guint n_spaces = 0, n_tabs = 0, n_dashes = 0, n_colons = 0;

  for (guint i = start; i < end; i++)
    {
      gunichar character = CHARACTER (line, i);

      if (character == ' ')
        n_spaces++;
      else if (character == '\t')
        n_tabs++;
      else if (is_dash (character))
        n_dashes++;
      else if (character == ':')
        n_colons++;
      else if (g_unichar_isalnum (character)
               || (character < 0x80 && strchr ("#$%&+@._~\\", (int) character) != NULL)
               || g_unichar_type (character) == G_UNICODE_CURRENCY_SYMBOL)
        return KMS_SHEET_GAP_BLOCK;
    }

  if (start == end)
    return KMS_SHEET_GAP_NONE;
  if (n_spaces == end - start)
    return n_spaces == 1 ? KMS_SHEET_GAP_SPACE : KMS_SHEET_GAP_WIDE;
  if (n_spaces + n_tabs == end - start)
    return KMS_SHEET_GAP_TAB;
  if (n_spaces + n_dashes == end - start)
    return KMS_SHEET_GAP_DASH;
  if (n_colons == end - start)
    return KMS_SHEET_GAP_COLON;
  return KMS_SHEET_GAP_MARK;
}

static void
read_tokens (KmsSheetLine *line)
{
  guint length = line->characters->len - 1;
  guint gap_start = 0;

  for (guint i = 0; i < length;)
    {
      Token token = { .start = i };

      if (!read_label (line, i, &token))
        {
          for (; is_alphanumeric (CHARACTER (line, i)); i++)
            {
              char character = (char) CHARACTER (line, i);

              token.n_hex += g_ascii_isxdigit (character);
              token.n_decimal += g_ascii_isdigit (character);
              token.n_lower += g_ascii_islower (character);
            }
          token.end = i;
        }
      if (token.end == token.start)
        {
          i++;
          continue;
        }
      token.gap = judge_gap (line, gap_start, token.start);
      g_array_append_val (line->tokens, token);
      i = gap_start = token.end;
    }
  line->end_gap = judge_gap (line, gap_start, length);
}

static guint
token_length (const KmsSheetLine *line, guint i)
{
  return TOKEN (line, i)->end - TOKEN (line, i)->start;
}

/* How many tokens, @maximum at most, hang together from @i on with @gap between them. */
static guint
count_run (const KmsSheetLine *line, guint i, KmsSheetGap gap, guint maximum)
{
  guint n = 1;

  while (n < maximum && i + n < line->tokens->len && !TOKEN (line, i + n)->is_label
         && TOKEN (line, i + n)->gap == gap)
    n++;
  return n;
}

static gboolean
all_have_length (const KmsSheetLine *line, guint i, guint n, guint minimum, guint maximum)
{
  for (guint k = i; k < i + n; k++)
    if (TOKEN (line, k)->is_label || token_length (line, k) < minimum
        || token_length (line, k) > maximum)
      return FALSE;
  return TRUE;
}

/* Whether four groups of four stand at @i, all with the same thing between them. */
static gboolean
are_fours (const KmsSheetLine *line, guint i, KmsSheetGap *gap)
{
  if (i + 4 > line->tokens->len)
    return FALSE;
  *gap = TOKEN (line, i + 1)->gap;
  return *gap != KMS_SHEET_GAP_NONE && *gap <= KMS_SHEET_GAP_COLON
         && count_run (line, i, *gap, 4) == 4 && all_have_length (line, i, 4, 4, 4);
}

/* The same, with dashes here and spaces there, as scanners lose dashes. */
static gboolean
are_mixed_fours (const KmsSheetLine *line, guint i)
{
  KmsSheetGap gap;

  if (i + 4 > line->tokens->len || !all_have_length (line, i, 4, 4, 4))
    return FALSE;
  for (guint k = i + 1; k < i + 4; k++)
    if (are_fours (line, k, &gap)
        || (TOKEN (line, k)->gap != KMS_SHEET_GAP_DASH
            && TOKEN (line, k)->gap != KMS_SHEET_GAP_SPACE
            && TOKEN (line, k)->gap != KMS_SHEET_GAP_WIDE))
      return FALSE;
  return TRUE;
}

/* How many tokens make 16 letters and digits in the shape of a key at @i, or 0. */
static guint
match_key_shape (const KmsSheetLine *line, guint i, KmsSheetGap *gap)
{
  guint n = count_run (line, i, KMS_SHEET_GAP_DASH, 9);

  *gap = KMS_SHEET_GAP_NONE;
  if (token_length (line, i) == 16)
    return 1;
  if (are_fours (line, i, gap))
    return 4;
  if ((n == 2 && all_have_length (line, i, n, 8, 8))
      || (n == 8 && all_have_length (line, i, n, 2, 2)))
    {
      *gap = KMS_SHEET_GAP_DASH;
      return n;
    }
  if (are_mixed_fours (line, i))
    {
      *gap = KMS_SHEET_GAP_SPACE;
      return 4;
    }
  return 0;
}

/* Makes a piece of @n tokens and reads it. The marks between them are no part of identifiers. */
static KmsSheetPiece *
add_piece (KmsSheetLine *line, KmsSheetPieceType type, guint i, guint n)
{
  const Token *first = TOKEN (line, i), *last = TOKEN (line, i + n - 1);
  KmsSheetPiece piece = {
    .type = type,
    .label = first->label,
    .gap = first->gap,
    .inner_gap = n > 1 ? TOKEN (line, i + 1)->gap : KMS_SHEET_GAP_NONE,
    .start = first->start,
    .end = last->end,
  };
  gunichar next = CHARACTER (line, piece.end);
  gsize length;
  const char *text;

  piece.continued = next >= 0x80 ? g_unichar_isalpha (next)
                                 : next != 0 && strchr ("/.:_@%+~", (int) next) != NULL
                                       && is_alphanumeric (CHARACTER (line, piece.end + 1));
  text = kms_sheet_line_get_text (line, piece.start, piece.end, &length);
  if (type != KMS_SHEET_PIECE_LABEL && type != KMS_SHEET_PIECE_WORD)
    kms_identifier_read (type == KMS_SHEET_PIECE_KEY || type == KMS_SHEET_PIECE_MISREAD_KEY
                             ? KMS_IDENTIFIER_ACTIVATION_KEY
                             : KMS_IDENTIFIER_REGISTRATION_ID,
                         text, (gssize) length, &piece.read);
  g_array_append_val (line->pieces, piece);
  return &g_array_index (line->pieces, KmsSheetPiece, line->pieces->len - 1);
}

/* A key, or something that was to be one; 0 when it is neither. In print, dashes alone make a key
 * likely. Elsewhere digits must, since "This fine word here" is in fours as well. */
static guint
read_key (KmsSheetLine *line, guint i)
{
  KmsSheetGap gap;
  guint n = match_key_shape (line, i, &gap);
  guint n_hex = 0, n_decimal = 0, n_lower = 0, n_strange = 0;
  KmsSheetPiece *piece;

  for (guint k = i; k < i + n; k++)
    {
      n_hex += TOKEN (line, k)->n_hex;
      n_decimal += TOKEN (line, k)->n_decimal;
      n_lower += TOKEN (line, k)->n_lower;
      n_strange += TOKEN (line, k)->n_hex == 0;
    }
  if (n == 0)
    return 0;
  if (n_hex == 16)
    {
      if (n_decimal == 0 && n_lower > 0 && gap != KMS_SHEET_GAP_DASH && gap != KMS_SHEET_GAP_NONE)
        return 0;
      add_piece (line, KMS_SHEET_PIECE_KEY, i, n);
      return n;
    }
  if (n_hex < 12 || n_strange > 0 || (gap != KMS_SHEET_GAP_DASH && n_decimal < 4))
    return 0;
  piece = add_piece (line, KMS_SHEET_PIECE_MISREAD_KEY, i, n);
  if (gap != KMS_SHEET_GAP_DASH && piece->read.suggestion[0] == '\0')
    {
      g_array_set_size (line->pieces, line->pieces->len - 1);
      return 0;
    }
  return n;
}

/* Any other run of tokens with dashes between them, which is one thing: a short identifier, a MAC
 * address, a key that lost a digit, a date, a telephone number, a part number. */
static guint
read_other (KmsSheetLine *line, guint i)
{
  guint n = count_run (line, i, KMS_SHEET_GAP_DASH, G_MAXUINT);
  guint n_characters = 0, n_hex = 0;
  KmsSheetPieceType type = KMS_SHEET_PIECE_WORD;
  KmsSheetPiece *piece;

  if (n == 1 && count_run (line, i, KMS_SHEET_GAP_COLON, 7) == 6)
    n = 6;
  for (guint k = i; k < i + n; k++)
    {
      n_characters += token_length (line, k);
      n_hex += TOKEN (line, k)->n_hex;
    }

  if (n == 6 && n_hex == n_characters && all_have_length (line, i, n, 2, 2))
    type = KMS_SHEET_PIECE_DEVICE;
  else if (n == 4 && n_hex == n_characters && n_hex >= 14 && n_hex <= 18
           && all_have_length (line, i, n, 3, 5))
    type = KMS_SHEET_PIECE_MISREAD_KEY;
  else if (n_hex == n_characters && n_hex <= KMS_IDENTIFIER_MAX_DIGITS)
    type = n == 1 || all_have_length (line, i, n, 4, 4) ? KMS_SHEET_PIECE_HEX : KMS_SHEET_PIECE_ODD;
  else if (n == 1 && n_characters >= 6 && n_characters <= KMS_IDENTIFIER_MAX_DIGITS)
    type = KMS_SHEET_PIECE_MISREAD_HEX;

  piece = add_piece (line, type, i, n);
  if (type == KMS_SHEET_PIECE_MISREAD_HEX && piece->read.suggestion[0] == '\0')
    piece->type = KMS_SHEET_PIECE_WORD;
  return n;
}

static void
read_pieces (KmsSheetLine *line)
{
  KmsSheetGap gap;

  for (guint i = 0; i < line->tokens->len;)
    {
      guint n = 1;

      if (TOKEN (line, i)->is_label)
        add_piece (line, KMS_SHEET_PIECE_LABEL, i, 1);
      else if (token_length (line, i) <= 3 && i + 1 < line->tokens->len
               && are_fours (line, i + 1, &gap))
        add_piece (line,
                   TOKEN (line, i)->n_hex == token_length (line, i) ? KMS_SHEET_PIECE_HEX
                                                                    : KMS_SHEET_PIECE_WORD,
                   i, 1); /* a number in front of a key: 3-1111-2222-3333-4444 */
      else if ((n = read_key (line, i)) == 0)
        n = read_other (line, i);
      i += n;
    }
}

void
kms_sheet_line_init (KmsSheetLine *line)
{
  line->characters = g_array_new (FALSE, FALSE, sizeof (KmsSheetCharacter));
  line->tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  line->pieces = g_array_new (FALSE, FALSE, sizeof (KmsSheetPiece));
}

void
kms_sheet_line_clear (KmsSheetLine *line)
{
  g_array_unref (line->characters);
  g_array_unref (line->tokens);
  g_array_unref (line->pieces);
}

/**
 * kms_sheet_line_cut:
 * @line: a line; what it held before is gone
 * @number: its number, from 1
 * @text: UTF-8, borrowed as long as @line is used
 * @length: bytes of it that belong to the line, without its end
 *
 * Cuts a line into pieces.
 */
void
kms_sheet_line_cut (KmsSheetLine *line, guint number, const char *text, gsize length)
{
  line->text = text;
  line->number = number;
  g_array_set_size (line->characters, 0);
  g_array_set_size (line->tokens, 0);
  g_array_set_size (line->pieces, 0);
  fold_characters (line, length);
  read_tokens (line);
  read_pieces (line);
}

/**
 * kms_sheet_line_get_text:
 * @line: a line
 * @start: a character
 * @end: the character behind the last one
 * @length: (out): bytes
 *
 * Returns: (transfer none): that part of the line as it stands there
 */
const char *
kms_sheet_line_get_text (const KmsSheetLine *line, guint start, guint end, gsize *length)
{
  const KmsSheetCharacter *characters = (const KmsSheetCharacter *) line->characters->data;
  guint offset = characters[start].offset;

  *length = start == end ? 0
                         : (gsize) (g_utf8_next_char (line->text + characters[end - 1].offset)
                                    - (line->text + offset));
  return line->text + offset;
}

/**
 * kms_sheet_line_get_character:
 * @line: a line
 * @index: up to the number of characters
 *
 * Returns: the folded character, 0 at the end of the line
 */
gunichar
kms_sheet_line_get_character (const KmsSheetLine *line, guint index)
{
  return index < line->characters->len
             ? g_array_index (line->characters, KmsSheetCharacter, index).character
             : 0;
}

/**
 * kms_sheet_line_looks_like:
 * @line: a line
 * @start: a character
 * @end: the character behind the last one
 * @minimum: fewest digits and other letters
 * @maximum: most of them
 *
 * Says whether a text that cannot be read was to be an identifier: most of it are digits, and one is
 * decimal. "n/a" and "see below" were not.
 *
 * Returns: %TRUE when it looks like one
 */
gboolean
kms_sheet_line_looks_like (const KmsSheetLine *line,
                           guint start,
                           guint end,
                           guint minimum,
                           guint maximum)
{
  guint n_hex = 0, n_decimal = 0, n_other = 0;

  for (guint i = start; i < end; i++)
    {
      gunichar character = CHARACTER (line, i);
      int value = kms_identifier_digit_value (character);

      n_hex += value >= 0;
      n_decimal += value >= 0 && value <= 9;
      n_other += value < 0 && !kms_identifier_is_separator (character);
    }
  return n_decimal > 0 && n_hex > 2 * n_other && n_hex + n_other >= minimum
         && n_hex + n_other <= maximum;
}
