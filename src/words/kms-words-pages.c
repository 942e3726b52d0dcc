/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole pages of text, for copying, saving and mailing: labels and values in two columns, which stay
 * readable in a proportional face. What the demo made says so at its top and bottom. */

#include "words/kms-columns.h"
#include "words/kms-words-paper.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/* A label and what stands behind it; both borrowed, a NULL value leaves the row out. */
typedef struct
{
  const char *label;
  const char *value;
} Row;

static void
append_rows (GString *page, const char *indent, const Row *rows, guint n_rows)
{
  guint widest = 0;

  for (guint i = 0; i < n_rows; i++)
    if (rows[i].value != NULL)
      widest = MAX (widest, kms_columns_of (rows[i].label));

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *label = g_strconcat (rows[i].label, ":", NULL);

      if (rows[i].value == NULL)
        continue;
      g_string_append (page, indent);
      kms_columns_append (page, label, widest + 3);
      g_string_append (page, rows[i].value);
      g_string_append_c (page, '\n');
    }
}

static const char *
line_or_null (const char *line)
{
  return *line != '\0' ? line : NULL;
}

/**
 * kms_words_demo_mark:
 *
 * Returns: the sentence that stands on everything which the demo made
 */
const char *
kms_words_demo_mark (void)
{
  return _ ("DEMO – these registration keys work on no real device.");
}

static char *
site_text (const KmsSite *site)
{
  if (*site->line[0] != '\0' && *site->line[1] != '\0')
    return g_strconcat (site->line[0], " / ", site->line[1], NULL);

  return g_strconcat (site->line[0], site->line[1], NULL);
}

static void
append_heading (GString *page, const KmsIssuance *issuance)
{
  char device[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *at = kms_words_date_time (issuance->at);
  g_autofree char *mails = g_strjoinv (", ", issuance->mailed_to);
  g_autofree char *site = site_text (&issuance->site);
  const Row rows[] = {
    { kms_words_device (issuance->category),
      kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                             device) },
    { _ ("Category"), kms_words_category (issuance->category) },
    { _ ("Site information"), line_or_null (site) },
    /* Translators: before the date and time of this list of keys */
    { C_ ("time", "As of"), at },
    /* Translators: before the e-mail addresses */
    { _ ("Mailed to"), line_or_null (mails) },
  };

  append_rows (page, "", rows, G_N_ELEMENTS (rows));
}

static char *
issued_text (const KmsIssuedKey *key)
{
  g_autofree char *date = kms_words_date (key->issued_at);

  if (!key->reissued)
    return g_steal_pointer (&date);

  /* Translators: %s is the date when this key was issued for the first time */
  return g_strdup_printf (_ ("%s (issued before; the key is the same)"), date);
}

static void
append_issued_key (GString *page, guint number, const KmsIssuedKey *key)
{
  char registration_key[KMS_IDENTIFIER_SHOWN_SIZE];
  char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *issued = issued_text (key);
  const Row rows[] = {
    { kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY),
      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key,
                             registration_key) },
    { _ ("Part number"), key->part_number },
    { _ ("Purpose"), key->purpose },
    { kms_words_activation_key (key->category),
      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, activation_key) },
    /* Translators: before the date when a key was issued */
    { C_ ("date", "Issued"), issued },
  };

  g_string_append_printf (page, "\n%u.\n", number);
  append_rows (page, "  ", rows, G_N_ELEMENTS (rows));
}

/**
 * kms_words_issuance:
 * @issuance: keys that were issued
 *
 * Returns: (transfer full): them as a page of plain text, for copying, saving and mailing
 */
char *
kms_words_issuance (const KmsIssuance *issuance)
{
  GString *page = g_string_new (NULL);

  if (issuance->demo)
    g_string_append_printf (page, "%s\n\n", kms_words_demo_mark ());

  append_heading (page, issuance);
  for (guint i = 0; i < issuance->keys->len; i++)
    append_issued_key (page, i + 1, g_ptr_array_index (issuance->keys, i));

  if (issuance->demo)
    g_string_append_printf (page, "\n%s\n", kms_words_demo_mark ());

  return g_string_free (page, FALSE);
}

static void
append_steps (GString *page, KmsCategory category)
{
  g_string_append_printf (page, "\n%s\n%s\n", kms_words_device_heading (category),
                          kms_words_device_once_a_key ());
  for (guint i = 0; kms_words_device_step (category, i) != NULL; i++)
    g_string_append_printf (page, "  %u. %s\n", i + 1, kms_words_device_step (category, i));
  g_string_append_printf (page, "%s\n", kms_words_device_refused ());
}

/**
 * kms_words_key_card:
 * @issuance: the keys of a device
 *
 * Returns: (transfer full): its key card as plain text, for a mail to whoever goes there
 */
char *
kms_words_key_card (const KmsIssuance *issuance)
{
  GString *page = g_string_new (NULL);

  if (issuance->demo)
    g_string_append_printf (page, "%s\n\n", kms_words_demo_mark ());

  g_string_append_printf (page, "%s\n\n", kms_words_card_title ());
  append_heading (page, issuance);
  g_string_append_c (page, '\n');
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);
      char shown[KMS_IDENTIFIER_SHOWN_SIZE];

      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, shown);
      g_string_append_printf (page, "%2u. %s   %s · %s\n", i + 1, shown, key->part_number,
                              key->purpose);
    }
  append_steps (page, issuance->category);

  if (issuance->demo)
    g_string_append_printf (page, "\n%s\n", kms_words_demo_mark ());

  return g_string_free (page, FALSE);
}

static void
append_sheet (GString *page, guint number, const KmsPracticeSheet *sheet)
{
  char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  char registration_id[KMS_IDENTIFIER_SHOWN_SIZE];
  const Row rows[] = {
    { _ ("Part number"), sheet->part->part_number },
    { _ ("Purpose"), sheet->part->purpose },
    { kms_words_activation_key (sheet->part->category),
      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key,
                             activation_key) },
    { kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_ID),
      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_ID, sheet->pair.registration_id,
                             registration_id) },
  };

  g_string_append_printf (page, "\n%u.\n", number);
  append_rows (page, "  ", rows, G_N_ELEMENTS (rows));
}

/**
 * kms_words_practice_sheets:
 * @sheets: (array length=n_sheets): practice sheets
 * @n_sheets: how many
 *
 * Returns: (transfer full): them as a page of plain text, which the sheet reader reads back
 */
char *
kms_words_practice_sheets (const KmsPracticeSheet *sheets, guint n_sheets)
{
  GString *page = g_string_new (NULL);

  g_string_append_printf (page, "%s\n", kms_words_demo_mark ());
  for (guint i = 0; i < n_sheets; i++)
    append_sheet (page, i + 1, &sheets[i]);
  g_string_append_printf (page, "\n%s\n", kms_words_demo_mark ());

  return g_string_free (page, FALSE);
}
