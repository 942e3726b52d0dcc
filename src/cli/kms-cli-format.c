/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The choice of the form, and the CSV of what the engine has none for. All texts handed back are the
 * caller's. */

#include "cli/kms-cli-format.h"

#include "common/kms-clock.h"
#include "common/kms-csv.h"
#include "words/kms-words.h"

/* Stands in the last field of each row that is of no real device. */
#define DEMO_NOTE "DEMO"

static const char *const names[] = {
  [KMS_CLI_TABLE] = "table",
  [KMS_CLI_JSON] = "json",
  [KMS_CLI_CSV] = "csv",
};

/**
 * kms_cli_format_from_string:
 * @name: what stands behind --format
 * @format: (out): the form
 *
 * Returns: whether there is such a form
 */
gboolean
kms_cli_format_from_string (const char *name, KmsCliFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      {
        *format = (KmsCliFormat) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * kms_cli_format_issuance:
 * @issuance: keys that were issued
 * @format: the form
 *
 * Returns: (transfer full): them in this form
 */
char *
kms_cli_format_issuance (const KmsIssuance *issuance, KmsCliFormat format)
{
  switch (format)
    {
    case KMS_CLI_JSON:
      return kms_cli_json_issuance (issuance);
    case KMS_CLI_CSV:
      return kms_issuance_to_csv (issuance);
    case KMS_CLI_TABLE:
    default:
      return kms_cli_table_issuance (issuance);
    }
}

/**
 * kms_cli_format_preview:
 * @request: what was asked
 * @preview: the verdicts
 * @demo: whether the keys would work on no real device
 * @format: the form
 *
 * Returns: (transfer full): them in this form
 */
char *
kms_cli_format_preview (const KmsRequest *request,
                        const KmsPreview *preview,
                        gboolean demo,
                        KmsCliFormat format)
{
  switch (format)
    {
    case KMS_CLI_JSON:
      return kms_cli_json_preview (request, preview, demo);
    case KMS_CLI_CSV:
      return kms_cli_csv_preview (request, preview, demo);
    case KMS_CLI_TABLE:
    default:
      return kms_cli_table_preview (request, preview, demo);
    }
}

/**
 * kms_cli_format_sheets:
 * @sheets: (array length=n_sheets): practice sheets
 * @n_sheets: how many
 * @format: the form; for people it is the page of sheets
 *
 * Returns: (transfer full): them in this form
 */
char *
kms_cli_format_sheets (const KmsPracticeSheet *sheets, guint n_sheets, KmsCliFormat format)
{
  switch (format)
    {
    case KMS_CLI_JSON:
      return kms_cli_json_sheets (sheets, n_sheets);
    case KMS_CLI_CSV:
      return kms_cli_csv_sheets (sheets, n_sheets);
    case KMS_CLI_TABLE:
    default:
      return kms_words_practice_sheets (sheets, n_sheets);
    }
}

/**
 * kms_cli_csv_preview:
 * @request: what was asked
 * @preview: the verdicts
 * @demo: whether each row shall say that it is of the demo
 *
 * Returns: (transfer full): a header and a row for each key, identifiers as people read them
 */
char *
kms_cli_csv_preview (const KmsRequest *request, const KmsPreview *preview, gboolean demo)
{
  static const char *const columns[] = { "verdict",        "category",    "device_id",
                                         "activation_key", "part_number", "purpose",
                                         "issued_at",      "note",        NULL };
  GString *csv = g_string_new (NULL);
  char device[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_identifier_format (kms_identifier_device_kind (request->category), request->device_id,
                         device);
  kms_csv_append_row (csv, columns);
  for (guint i = 0; i < preview->n_keys; i++)
    {
      const KmsKeyPreview *key = &preview->keys[i];
      char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
      g_autofree char *issued_at = key->issued_at != 0 ? kms_time_to_string (key->issued_at) : NULL;
      const char *const fields[] = {
        kms_verdict_to_string (key->verdict),
        kms_category_to_string (request->category),
        device,
        kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->pair.activation_key,
                               activation_key),
        key->part_number != NULL ? key->part_number : "",
        key->purpose != NULL ? key->purpose : "",
        issued_at != NULL ? issued_at : "",
        demo ? DEMO_NOTE : "",
        NULL,
      };

      kms_csv_append_row (csv, fields);
    }

  return g_string_free (csv, FALSE);
}

/**
 * kms_cli_csv_sheets:
 * @sheets: (array length=n_sheets): practice sheets
 * @n_sheets: how many
 *
 * Returns: (transfer full): a header and a row for each sheet, identifiers as people read them
 */
char *
kms_cli_csv_sheets (const KmsPracticeSheet *sheets, guint n_sheets)
{
  static const char *const columns[] = {
    "category", "part_number", "purpose", "activation_key", "registration_id", "note", NULL
  };
  GString *csv = g_string_new (NULL);

  kms_csv_append_row (csv, columns);
  for (guint i = 0; i < n_sheets; i++)
    {
      const KmsPracticeSheet *sheet = &sheets[i];
      char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
      const char *const fields[] = {
        kms_category_to_string (sheet->part->category),
        sheet->part->part_number,
        sheet->part->purpose,
        kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key,
                               activation_key),
        sheet->pair.registration_id,
        DEMO_NOTE,
        NULL,
      };

      kms_csv_append_row (csv, fields);
    }

  return g_string_free (csv, FALSE);
}
