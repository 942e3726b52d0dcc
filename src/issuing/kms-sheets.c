/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sheets as the operator brings them into the store. A CSV is read whole before anything is written, and
 * is imported whole or not at all; what is wrong is told line by line, as far as people go on reading. */

#include "issuing/kms-sheets.h"

#include "common/kms-csv.h"
#include "common/kms-random.h"
#include "issuing/kms-issuing-private.h"
#include "engine/kms-site.h"

#include <string.h>

/* More lines than this are not named. */
#define MAX_FAULTS 100

#define MAX_PART_NUMBER 64  /* characters */
#define MAX_PURPOSE     100 /* characters */

enum
{
  COLUMN_PART_NUMBER,
  COLUMN_PURPOSE,
  COLUMN_CATEGORY,
  COLUMN_ACTIVATION_KEY,
  COLUMN_REGISTRATION_ID,
  N_COLUMNS,
};

static const char *const columns[N_COLUMNS + 1] = { "part_number",    "purpose",         "category",
                                                    "activation_key", "registration_id", NULL };

static void
sheet_free (KmsSheet *sheet)
{
  g_free (sheet->part_number);
  g_free (sheet->purpose);
  g_free (sheet);
}

static GPtrArray *
sheets_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sheet_free);
}

/* Notes what is wrong at a place, as long as there are not too many. */
static void
add_fault (GError **faults, KmsError code, guint line, const char *member)
{
  guint n_details;

  if (*faults == NULL)
    *faults = g_error_new (KMS_ERROR, (int) code, "line %u: %s: %s", line, member,
                           kms_error_to_code (code));
  kms_error_get_details (*faults, &n_details);
  if (n_details < MAX_FAULTS)
    kms_error_add_detail (*faults, code, "/lines/%u/%s", line, member);
}

static gboolean
is_part_number (const char *text)
{
  if (text[0] == '\0' || strlen (text) > MAX_PART_NUMBER)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_purpose (const char *text)
{
  if (text[0] == '\0' || !g_utf8_validate (text, -1, NULL)
      || g_utf8_strlen (text, -1) > MAX_PURPOSE)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!kms_site_allows_character (g_utf8_get_char (p)))
        return FALSE;
    }
  return TRUE;
}

/* Whether a part can be added, or is known as just this. */
static gboolean
check_part (KmsStoreSession *session, const KmsPart *part, gboolean *fits, GError **error)
{
  g_autofree char *purpose = NULL;
  KmsCategory category;

  if (!kms_store_describe_part (session, part->part_number, &category, &purpose, error))
    return FALSE;
  *fits = purpose == NULL || (category == part->category && g_str_equal (purpose, part->purpose));
  return TRUE;
}

static gboolean
fail_value (GError **error, const char *parameter)
{
  GError *refusal =
      g_error_new (KMS_ERROR, KMS_ERROR_VALUE_INVALID, "the %s is not good", parameter);

  kms_error_add_detail (refusal, KMS_ERROR_VALUE_INVALID, "%s", parameter);
  g_propagate_error (error, refusal);
  return FALSE;
}

static gboolean
check_new (KmsStoreSession *session, const KmsPart *part, guint n_sheets, GError **error)
{
  gboolean fits;

  if (!is_part_number (part->part_number))
    return fail_value (error, "part-number");
  if (!is_purpose (part->purpose))
    return fail_value (error, "purpose");
  if (n_sheets < 1 || n_sheets > KMS_SHEETS_MAX_NEW)
    return fail_value (error, "count");
  if (!check_part (session, part, &fits, error))
    return FALSE;
  /* Known for something else. */
  return fits || fail_value (error, "part-number");
}

/* A pair whose activation key nobody has. */
static gboolean
make_pair (KmsStoreSession *session, KmsKeyPair *pair, GError **error)
{
  g_autofree char *registration_id = kms_random_hex (KMS_SHEET_ID_DIGITS);

  g_strlcpy (pair->registration_id, registration_id, KMS_IDENTIFIER_SIZE);
  while (TRUE)
    {
      g_autofree char *activation_key = kms_random_hex (KMS_IDENTIFIER_MAX_DIGITS);
      g_autoptr (KmsStoredKey) known = NULL;

      if (!kms_store_find_key (session, activation_key, &known, error))
        return FALSE;
      if (known != NULL)
        continue;
      g_strlcpy (pair->activation_key, activation_key, KMS_IDENTIFIER_SIZE);
      return TRUE;
    }
}

static KmsSheet *
sheet_new (const KmsPart *part, guint line)
{
  KmsSheet *sheet = g_new0 (KmsSheet, 1);

  sheet->line = line;
  sheet->part_number = g_strdup (part->part_number);
  sheet->purpose = g_strdup (part->purpose);
  sheet->category = part->category;
  return sheet;
}

/**
 * kms_sheets_make:
 * @session: a transaction that writes
 * @part: what they are for; made known if it is new
 * @n_sheets: how many, 1 to %KMS_SHEETS_MAX_NEW
 * @error: return location for a #GError
 *
 * Makes activation keys and registration IDs at random, which nobody can guess.
 *
 * Returns: (transfer full) (element-type KmsSheet): the sheets; or %NULL with @error set:
 *   %KMS_ERROR_VALUE_INVALID with the parameter as its detail ("part-number", "purpose", "count"; a part
 *   number that is known with another purpose or category too), or one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_sheets_make (KmsStoreSession *session, const KmsPart *part, guint n_sheets, GError **error)
{
  g_autoptr (GPtrArray) sheets = sheets_new ();
  gint64 part_id;

  if (!check_new (session, part, n_sheets, error)
      || !kms_store_add_part (session, part, &part_id, error))
    return NULL;
  for (guint i = 0; i < n_sheets; i++)
    {
      KmsSheet *sheet = sheet_new (part, 0);

      g_ptr_array_add (sheets, sheet);
      if (!make_pair (session, &sheet->pair, error)
          || !kms_store_add_key (session, &sheet->pair, part_id, error))
        return NULL;
    }
  return g_steal_pointer (&sheets);
}

/* Where the columns stand, by the names in the first row. */
static gboolean
read_header (const char *const *header, guint line, guint places[N_COLUMNS], GError **faults)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      places[i] = 0;
      while (header[places[i]] != NULL && !g_str_equal (header[places[i]], columns[i]))
        places[i]++;
      if (header[places[i]] == NULL)
        add_fault (faults, KMS_ERROR_VALUE_MISSING, line, columns[i]);
    }
  return *faults == NULL;
}

static gboolean
read_identifier (KmsIdentifierKind kind, const char *text, char digits[KMS_IDENTIFIER_SIZE])
{
  KmsIdentifierReading reading;

  if (!kms_identifier_read (kind, text, -1, &reading))
    return FALSE;
  g_strlcpy (digits, reading.digits, KMS_IDENTIFIER_SIZE);
  return TRUE;
}

/* A sheet of a row; whatever is wrong with it goes to @faults. */
static KmsSheet *
read_sheet (const char *const *row, guint line, const guint places[N_COLUMNS], GError **faults)
{
  const char *fields[N_COLUMNS];
  guint n_fields = g_strv_length ((char **) row);
  KmsSheet *sheet = g_new0 (KmsSheet, 1);

  for (guint i = 0; i < N_COLUMNS; i++)
    fields[i] = places[i] < n_fields ? row[places[i]] : "";
  sheet->line = line;
  sheet->part_number = g_strdup (fields[COLUMN_PART_NUMBER]);
  sheet->purpose = g_strdup (fields[COLUMN_PURPOSE]);
  if (!is_part_number (sheet->part_number))
    add_fault (faults, KMS_ERROR_VALUE_INVALID, line, columns[COLUMN_PART_NUMBER]);
  if (!is_purpose (sheet->purpose))
    add_fault (faults, KMS_ERROR_VALUE_INVALID, line, columns[COLUMN_PURPOSE]);
  if (!kms_category_from_string (fields[COLUMN_CATEGORY], &sheet->category))
    add_fault (faults, KMS_ERROR_VALUE_INVALID, line, columns[COLUMN_CATEGORY]);
  if (!read_identifier (KMS_IDENTIFIER_ACTIVATION_KEY, fields[COLUMN_ACTIVATION_KEY],
                        sheet->pair.activation_key))
    add_fault (faults, KMS_ERROR_ACTIVATION_KEY_INVALID, line, columns[COLUMN_ACTIVATION_KEY]);
  if (!read_identifier (KMS_IDENTIFIER_REGISTRATION_ID, fields[COLUMN_REGISTRATION_ID],
                        sheet->pair.registration_id))
    add_fault (faults, KMS_ERROR_REGISTRATION_ID_INVALID, line, columns[COLUMN_REGISTRATION_ID]);
  return sheet;
}

/* No activation key may be there twice, which is told at the second. */
static void
check_duplicates (GPtrArray *sheets, GError **faults)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < sheets->len; i++)
    {
      KmsSheet *sheet = g_ptr_array_index (sheets, i);

      if (sheet->pair.activation_key[0] != '\0'
          && !g_hash_table_add (seen, sheet->pair.activation_key))
        add_fault (faults, KMS_ERROR_DUPLICATE_KEY, sheet->line, columns[COLUMN_ACTIVATION_KEY]);
    }
}

/**
 * kms_sheets_read_csv:
 * @text: a CSV with a header that names its columns: part_number, purpose, category, activation_key and
 *   registration_id, in any order, maybe among others
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsSheet): the sheets; or %NULL with @error set:
 *   %KMS_ERROR_TEXT_INVALID when it is no CSV; otherwise the code of the first fault, with a detail at
 *   "/lines/N/COLUMN" for each, up to 100
 */
GPtrArray *
kms_sheets_read_csv (const char *text, gssize length, GError **error)
{
  g_autoptr (GArray) lines = NULL;
  g_autoptr (GPtrArray) rows = kms_csv_parse_lines (text, length, &lines, error);
  g_autoptr (GPtrArray) sheets = sheets_new ();
  static const char *const no_header[] = { NULL };
  guint places[N_COLUMNS];
  GError *faults = NULL;

  if (rows == NULL)
    return NULL;
  if (read_header (rows->len == 0 ? no_header : g_ptr_array_index (rows, 0),
                   rows->len == 0 ? 1 : g_array_index (lines, guint, 0), places, &faults))
    {
      for (guint i = 1; i < rows->len; i++)
        g_ptr_array_add (sheets, read_sheet (g_ptr_array_index (rows, i),
                                             g_array_index (lines, guint, i), places, &faults));
      check_duplicates (sheets, &faults);
    }
  if (faults == NULL)
    return g_steal_pointer (&sheets);
  g_propagate_error (error, faults);
  return NULL;
}

/* Adds a sheet, or notes why it cannot be. */
static gboolean
import_sheet (KmsStoreSession *session, const KmsSheet *sheet, GError **faults, GError **error)
{
  const KmsPart part = { sheet->part_number, sheet->purpose, sheet->category };
  g_autoptr (KmsStoredKey) known = NULL;
  gboolean fits;
  gint64 part_id;

  if (!check_part (session, &part, &fits, error)
      || !kms_store_find_key (session, sheet->pair.activation_key, &known, error))
    return FALSE;
  if (!fits)
    add_fault (faults, KMS_ERROR_VALUE_INVALID, sheet->line, columns[COLUMN_PART_NUMBER]);
  if (known != NULL)
    add_fault (faults, KMS_ERROR_DUPLICATE_KEY, sheet->line, columns[COLUMN_ACTIVATION_KEY]);
  if (*faults != NULL)
    return TRUE;
  return kms_store_add_part (session, &part, &part_id, error)
         && kms_store_add_key (session, &sheet->pair, part_id, error);
}

/**
 * kms_sheets_import:
 * @session: a transaction that writes, to be rolled back when this fails
 * @sheets: (element-type KmsSheet): what kms_sheets_read_csv() gave
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: the code of the first fault, with a detail at
 *   "/lines/N/COLUMN" for each, up to 100 (%KMS_ERROR_DUPLICATE_KEY: the activation key is known already;
 *   %KMS_ERROR_VALUE_INVALID: the part number is known with another purpose or category); or one of
 *   KMS_ERROR_STORE_*
 */
gboolean
kms_sheets_import (KmsStoreSession *session, GPtrArray *sheets, GError **error)
{
  g_autoptr (GError) faults = NULL;

  for (guint i = 0; i < sheets->len; i++)
    {
      if (!import_sheet (session, g_ptr_array_index (sheets, i), &faults, error))
        return FALSE;
    }
  if (faults == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&faults));
  return FALSE;
}

/**
 * kms_sheets_append_csv:
 * @csv: the text to append to
 * @sheet: (nullable): a sheet; %NULL for the header
 *
 * Writes what kms_sheets_read_csv() reads.
 */
void
kms_sheets_append_csv (GString *csv, const KmsSheet *sheet)
{
  char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  const char *fields[N_COLUMNS + 1] = { NULL };

  if (sheet == NULL)
    {
      kms_csv_append_row (csv, columns);
      return;
    }
  fields[COLUMN_PART_NUMBER] = sheet->part_number;
  fields[COLUMN_PURPOSE] = sheet->purpose;
  fields[COLUMN_CATEGORY] = kms_category_to_string (sheet->category);
  fields[COLUMN_ACTIVATION_KEY] = kms_identifier_format (
      KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key, activation_key);
  fields[COLUMN_REGISTRATION_ID] = sheet->pair.registration_id;
  kms_csv_append_row (csv, fields);
}
