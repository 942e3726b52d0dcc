/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds out which registration ID belongs to which activation key.
 *
 * What stands in one row is bound at once. The rest, labelled and on lines of its own, is paired at
 * the end, when it is known whether the keys come first or the registration IDs: a run of one sort
 * followed by a run of the other with as many members is paired in order, otherwise only the two
 * that touch are. Both directions are tried, and the one that pairs more, then the one that pairs
 * what is nearer, holds. Something misread keeps its place, so that its partner is not given to the
 * next one. */

#include "engine/kms-sheet-pairing.h"

#include <string.h>

typedef struct
{
  KmsSheetItemType type;
  gboolean misread;
  gboolean bound;
  guint partner; /* an item, or KMS_SHEET_NO_ITEM */
  guint line;
  char *text; /* owned */
  char digits[KMS_IDENTIFIER_SIZE];
  char suggestion[KMS_IDENTIFIER_SIZE];
} Item;

/* How many characters of a leftover are kept. */
#define MAX_LEFTOVER 80

#define ITEM(pairing, i) (&g_array_index ((pairing)->items, Item, i))

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_free (item->text);
}

static void
leftover_free (gpointer data)
{
  KmsSheetLeftover *leftover = data;

  g_free (leftover->text);
  g_free (leftover->suggestion);
  g_free (leftover);
}

/* Pairs the loose items, given as a list of their places, in the direction where @first comes first.
 * Counts the pairs and the lines between their halves; makes them only with @apply. */
static void
pair_in_order (KmsSheetPairing *pairing,
               const GArray *loose,
               KmsSheetItemType first,
               gboolean apply,
               guint *n_pairs,
               guint64 *distance)
{
  guint i = 0;

  *n_pairs = 0;
  *distance = 0;
  while (i < loose->len)
    {
      guint n_first = 0, n_second = 0, n;

      while (i + n_first < loose->len
             && ITEM (pairing, g_array_index (loose, guint, i + n_first))->type == first)
        n_first++;
      while (i + n_first + n_second < loose->len
             && ITEM (pairing, g_array_index (loose, guint, i + n_first + n_second))->type != first)
        n_second++;

      n = n_first == n_second ? n_first : MIN (1, MIN (n_first, n_second));
      for (guint k = 0; k < n; k++)
        {
          guint a = g_array_index (loose, guint, i + n_first - n + k);
          guint b = g_array_index (loose, guint, i + n_first + k);

          *distance += ITEM (pairing, b)->line - ITEM (pairing, a)->line;
          if (apply)
            {
              ITEM (pairing, a)->partner = b;
              ITEM (pairing, b)->partner = a;
            }
        }
      *n_pairs += n;
      i += n_first + n_second;
    }
}

static void
pair_loose_items (KmsSheetPairing *pairing)
{
  g_autoptr (GArray) loose = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_keys_first, n_ids_first;
  guint64 keys_first_distance, ids_first_distance;
  gboolean ids_first;

  for (guint i = 0; i < pairing->items->len; i++)
    if (!ITEM (pairing, i)->bound && ITEM (pairing, i)->type != KMS_SHEET_ITEM_DEVICE)
      g_array_append_val (loose, i);

  pair_in_order (pairing, loose, KMS_SHEET_ITEM_KEY, FALSE, &n_keys_first, &keys_first_distance);
  pair_in_order (pairing, loose, KMS_SHEET_ITEM_ID, FALSE, &n_ids_first, &ids_first_distance);
  ids_first = n_ids_first > n_keys_first
              || (n_ids_first == n_keys_first && ids_first_distance < keys_first_distance);
  pair_in_order (pairing, loose, ids_first ? KMS_SHEET_ITEM_ID : KMS_SHEET_ITEM_KEY, TRUE,
                 &n_keys_first, &keys_first_distance);
}

static void
add_leftover (KmsSheetReading *reading, KmsSheetRemark remark, Item *item)
{
  KmsSheetLeftover *leftover = g_new0 (KmsSheetLeftover, 1);

  leftover->remark = remark;
  leftover->line = item->line;
  leftover->text = g_steal_pointer (&item->text);
  if (remark == KMS_SHEET_MISREAD && item->suggestion[0] != '\0')
    leftover->suggestion = g_strdup (item->suggestion);
  g_ptr_array_add (reading->leftovers, leftover);
}

static gboolean
is_good_pair (KmsSheetPairing *pairing, const Item *item)
{
  return !item->misread && item->partner != KMS_SHEET_NO_ITEM
         && !ITEM (pairing, item->partner)->misread;
}

/* @paired: the activation keys that stand in a pair anywhere; @seen: those that came up so far. */
static void
judge_key (KmsSheetPairing *pairing,
           Item *item,
           GHashTable *paired,
           GHashTable *used,
           GHashTable *seen,
           KmsSheetReading *reading)
{
  gboolean good = is_good_pair (pairing, item);

  if (g_hash_table_contains (used, item->digits)
      || (!good && g_hash_table_contains (seen, item->digits)))
    add_leftover (reading, KMS_SHEET_REPEATED, item);
  else if (good)
    {
      KmsKeyPair pair;

      memcpy (pair.activation_key, item->digits, KMS_IDENTIFIER_SIZE);
      memcpy (pair.registration_id, ITEM (pairing, item->partner)->digits, KMS_IDENTIFIER_SIZE);
      g_array_append_val (reading->pairs, pair);
      g_hash_table_add (used, item->digits);
    }
  else if (!g_hash_table_contains (paired, item->digits))
    add_leftover (reading, KMS_SHEET_NO_REGISTRATION_ID, item);
  g_hash_table_add (seen, item->digits);
}

void
kms_sheet_pairing_init (KmsSheetPairing *pairing)
{
  pairing->items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_array_set_clear_func (pairing->items, item_clear);
}

void
kms_sheet_pairing_clear (KmsSheetPairing *pairing)
{
  g_array_unref (pairing->items);
}

/**
 * kms_sheet_pairing_add:
 * @pairing: what was found so far
 * @type: what was found
 * @line: where
 * @start: its first character
 * @end: the character behind its last one
 * @read: what came of reading it
 * @misread: whether it only looks like an identifier
 *
 * Returns: its place, for kms_sheet_pairing_bind()
 */
guint
kms_sheet_pairing_add (KmsSheetPairing *pairing,
                       KmsSheetItemType type,
                       const KmsSheetLine *line,
                       guint start,
                       guint end,
                       const KmsIdentifierReading *read,
                       gboolean misread)
{
  Item item = {
    .type = type, .misread = misread, .partner = KMS_SHEET_NO_ITEM, .line = line->number
  };
  gsize length;
  const char *text =
      kms_sheet_line_get_text (line, start, MIN (end, start + MAX_LEFTOVER), &length);
  g_autofree char *whole = g_strndup (text, length);

  item.text = g_utf8_substring (whole, 0, MIN (MAX_LEFTOVER, g_utf8_strlen (whole, -1)));
  memcpy (item.digits, read->digits, sizeof item.digits);
  memcpy (item.suggestion, read->suggestion, sizeof item.suggestion);
  g_array_append_val (pairing->items, item);
  return pairing->items->len - 1;
}

/**
 * kms_sheet_pairing_bind:
 * @pairing: what was found so far
 * @key: the place of an activation key, or %KMS_SHEET_NO_ITEM
 * @id: the place of its registration ID, or %KMS_SHEET_NO_ITEM
 *
 * Says that the two belong together, and to nothing else. One without the other stays alone.
 */
void
kms_sheet_pairing_bind (KmsSheetPairing *pairing, guint key, guint id)
{
  if (key != KMS_SHEET_NO_ITEM)
    {
      ITEM (pairing, key)->bound = TRUE;
      ITEM (pairing, key)->partner = id;
    }
  if (id != KMS_SHEET_NO_ITEM)
    {
      ITEM (pairing, id)->bound = TRUE;
      ITEM (pairing, id)->partner = key;
    }
}

/**
 * kms_sheet_pairing_finish:
 * @pairing: all that was found
 *
 * Pairs what is left, and says what remains of it.
 *
 * Returns: (transfer full): the answer
 */
KmsSheetReading *
kms_sheet_pairing_finish (KmsSheetPairing *pairing)
{
  g_autoptr (GHashTable) paired = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) devices = g_hash_table_new (g_str_hash, g_str_equal);
  KmsSheetReading *reading = g_new0 (KmsSheetReading, 1);

  reading->pairs = g_array_new (FALSE, TRUE, sizeof (KmsKeyPair));
  reading->leftovers = g_ptr_array_new_with_free_func (leftover_free);

  pair_loose_items (pairing);
  for (guint i = 0; i < pairing->items->len; i++)
    if (ITEM (pairing, i)->type == KMS_SHEET_ITEM_KEY && is_good_pair (pairing, ITEM (pairing, i)))
      g_hash_table_add (paired, ITEM (pairing, i)->digits);

  for (guint i = 0; i < pairing->items->len; i++)
    {
      Item *item = ITEM (pairing, i);

      if (item->type == KMS_SHEET_ITEM_DEVICE)
        {
          if (g_hash_table_add (devices, item->digits))
            add_leftover (reading, KMS_SHEET_DEVICE_ID, item);
        }
      else if (item->misread)
        add_leftover (reading, KMS_SHEET_MISREAD, item);
      else if (item->type == KMS_SHEET_ITEM_KEY)
        judge_key (pairing, item, paired, used, seen, reading);
      else if (!is_good_pair (pairing, item))
        add_leftover (reading, KMS_SHEET_NO_ACTIVATION_KEY, item);
    }
  return reading;
}

/**
 * kms_sheet_reading_free:
 * @reading: (transfer full) (nullable): an answer
 */
void
kms_sheet_reading_free (KmsSheetReading *reading)
{
  if (reading == NULL)
    return;

  g_array_unref (reading->pairs);
  g_ptr_array_unref (reading->leftovers);
  g_free (reading);
}
