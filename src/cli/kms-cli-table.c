/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands print for people: a heading and a table, aligned by what the characters fill on
 * a terminal. All texts handed back are the caller's. */

#include "cli/kms-cli-format.h"
#include "cli/kms-cli-table.h"

#include "words/kms-columns.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

#define MAX_CELLS 8
#define GAP       2 /* columns between two cells */

/* One line of a table; its cells are owned, those behind the last one NULL. */
typedef struct
{
  char *cells[MAX_CELLS];
} Row;

static void
row_clear (gpointer data)
{
  Row *row = data;

  for (guint i = 0; i < MAX_CELLS; i++)
    g_free (row->cells[i]);
}

/**
 * kms_cli_table_new:
 *
 * Returns: (transfer full): a table without lines
 */
GArray *
kms_cli_table_new (void)
{
  GArray *table = g_array_new (FALSE, TRUE, sizeof (Row));

  g_array_set_clear_func (table, row_clear);
  return table;
}

/**
 * kms_cli_table_add:
 * @table: a table
 * @cells: (array length=n_cells): the texts of a line, copied; %NULL for an empty one
 * @n_cells: how many, up to 8
 */
void
kms_cli_table_add (GArray *table, const char *const *cells, guint n_cells)
{
  Row row = { 0 };

  g_assert (n_cells <= MAX_CELLS);
  for (guint i = 0; i < n_cells; i++)
    row.cells[i] = g_strdup (cells[i] != NULL ? cells[i] : "");
  g_array_append_val (table, row);
}

static gboolean
is_last (const Row *row, guint cell)
{
  return cell + 1 == MAX_CELLS || row->cells[cell + 1] == NULL;
}

/**
 * kms_cli_table_append_to:
 * @table: a table
 * @page: what to append it to, aligned
 */
void
kms_cli_table_append_to (GArray *table, GString *page)
{
  guint widths[MAX_CELLS] = { 0 };

  for (guint i = 0; i < table->len; i++)
    for (guint cell = 0; cell < MAX_CELLS && g_array_index (table, Row, i).cells[cell]; cell++)
      widths[cell] =
          MAX (widths[cell], kms_columns_of (g_array_index (table, Row, i).cells[cell]) + GAP);

  for (guint i = 0; i < table->len; i++)
    {
      const Row *row = &g_array_index (table, Row, i);

      for (guint cell = 0; cell < MAX_CELLS && row->cells[cell] != NULL; cell++)
        kms_columns_append (page, row->cells[cell], is_last (row, cell) ? 0 : widths[cell]);
      g_string_append_c (page, '\n');
    }
}

static void
append_heading (GString *page,
                gboolean demo,
                KmsCategory category,
                const char *device_id,
                const KmsSite *site)
{
  char device[KMS_IDENTIFIER_SHOWN_SIZE];

  if (demo)
    g_string_append_printf (page, "%s\n\n", kms_words_demo_mark ());

  g_string_append_printf (page, "%s: %s\n", kms_words_device (category),
                          kms_identifier_format (kms_identifier_device_kind (category), device_id,
                                                 device));
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    if (*site->line[i] != '\0')
      g_string_append_printf (page, "%s: %s\n", _ ("Site information"), site->line[i]);
  g_string_append_c (page, '\n');
}

/**
 * kms_cli_table_issuance:
 * @issuance: keys that were issued
 *
 * Returns: (transfer full): them as a table, in the order of the manual's (chapter 5.2, step 5)
 */
char *
kms_cli_table_issuance (const KmsIssuance *issuance)
{
  GString *page = g_string_new (NULL);
  g_autoptr (GArray) table = kms_cli_table_new ();
  const char *const header[] = {
    /* Translators: the head of a column of numbers, 1, 2, 3 … */
    C_ ("column", "No."),
    kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY),
    _ ("Part number"),
    _ ("Purpose"),
    kms_words_activation_key (issuance->category),
    C_ ("date", "Issued"),
    _ ("Verdict"),
  };

  append_heading (page, issuance->demo, issuance->category, issuance->device_id, &issuance->site);
  kms_cli_table_add (table, header, G_N_ELEMENTS (header));
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);
      char registration_key[KMS_IDENTIFIER_SHOWN_SIZE];
      char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *date = kms_words_date (key->issued_at);
      const char *const cells[] = {
        number,
        kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key,
                               registration_key),
        key->part_number,
        key->purpose,
        kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, activation_key),
        date,
        kms_words_verdict (key->reissued ? KMS_VERDICT_REISSUE : KMS_VERDICT_NEW),
      };

      kms_cli_table_add (table, cells, G_N_ELEMENTS (cells));
    }
  kms_cli_table_append_to (table, page);

  return g_string_free (page, FALSE);
}

static void
append_advice (GString *page, KmsCategory category, const KmsPreview *preview)
{
  for (guint i = 0; i < preview->n_keys; i++)
    {
      g_autofree char *advice = NULL;

      if (preview->keys[i].verdict == KMS_VERDICT_NEW)
        continue;
      advice = kms_words_verdict_advice (&preview->keys[i], category);
      g_string_append_printf (page, "\n%u. %s", i + 1, advice);
    }
  if (page->str[page->len - 1] != '\n')
    g_string_append_c (page, '\n');
}

/**
 * kms_cli_table_preview:
 * @request: what was asked
 * @preview: the verdicts
 * @demo: whether the keys would work on no real device
 *
 * Returns: (transfer full): them as a table, and below it what to do about those that are not new
 */
char *
kms_cli_table_preview (const KmsRequest *request, const KmsPreview *preview, gboolean demo)
{
  GString *page = g_string_new (NULL);
  g_autoptr (GArray) table = kms_cli_table_new ();
  const char *const header[] = {
    C_ ("column", "No."), kms_words_activation_key (request->category),
    _ ("Part number"),    _ ("Purpose"),
    _ ("Verdict"),
  };

  append_heading (page, demo, request->category, request->device_id, &request->site);
  kms_cli_table_add (table, header, G_N_ELEMENTS (header));
  for (guint i = 0; i < preview->n_keys; i++)
    {
      const KmsKeyPreview *key = &preview->keys[i];
      char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      const char *const cells[] = {
        number,
        kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->pair.activation_key,
                               activation_key),
        key->part_number,
        key->purpose,
        kms_words_verdict (key->verdict),
      };

      kms_cli_table_add (table, cells, G_N_ELEMENTS (cells));
    }
  kms_cli_table_append_to (table, page);
  append_advice (page, request->category, preview);

  return g_string_free (page, FALSE);
}
