/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands write as PDF: the size of the paper, the key cards of what was found, the file. */

#include "cli/kms-cli-paper.h"

#include "cli/kms-cli-options.h"
#include "cli/kms-cli-output.h"
#include "engine/kms-found.h"
#include "paper/kms-card-paper.h"

/**
 * kms_cli_read_paper:
 * @command: the name of the command
 * @value: (nullable): what stands behind --paper
 * @size: (out): the size
 * @status: (out): how to end
 *
 * Returns: whether there is such a size
 */
gboolean
kms_cli_read_paper (const char *command,
                    const char *value,
                    KmsPaperSize *size,
                    KmsCliStatus *status)
{
  *size = KMS_PAPER_A4;
  if (value == NULL || kms_paper_size_from_string (value, size))
    return TRUE;

  return kms_cli_refuse_value (command, "--paper", value, "a4, letter", status);
}

/* The card of a device among those that are begun; a new one has the site of its first key. */
static KmsIssuance *
find_card (GPtrArray *cards, const KmsIssuedKey *key, gboolean demo)
{
  KmsIssuance *card;

  for (guint i = 0; i < cards->len; i++)
    {
      card = g_ptr_array_index (cards, i);
      if (card->category == key->category && g_str_equal (card->device_id, key->device_id))
        return card;
    }
  card = kms_issuance_new ();
  card->at = g_get_real_time ();
  card->demo = demo;
  card->category = key->category;
  card->site = key->site;
  g_strlcpy (card->device_id, key->device_id, sizeof card->device_id);
  g_ptr_array_add (cards, card);
  return card;
}

static gboolean
has_key (const KmsIssuance *card, const KmsIssuedKey *key)
{
  for (guint i = 0; i < card->keys->len; i++)
    {
      const KmsIssuedKey *other = g_ptr_array_index (card->keys, i);

      if (g_str_equal (other->registration_key, key->registration_key))
        return TRUE;
    }
  return FALSE;
}

/**
 * kms_cli_make_cards:
 * @found: (element-type KmsFoundKey): keys, at least one; those issued again stand there again
 * @demo: whether they are from the demo
 *
 * Returns: (transfer full): a key card for each device, with each key once
 */
KmsPaper *
kms_cli_make_cards (GPtrArray *found, gboolean demo)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_issuance_free);

  for (guint i = 0; i < found->len; i++)
    {
      const KmsIssuedKey *key = ((KmsFoundKey *) g_ptr_array_index (found, i))->key;
      KmsIssuance *card = find_card (cards, key, demo);

      if (!has_key (card, key))
        g_ptr_array_add (card->keys, kms_issued_key_copy (key));
    }
  return kms_card_paper_new_for_all ((const KmsIssuance *const *) cards->pdata, cards->len);
}

/**
 * kms_cli_save_paper:
 * @paper: what to write
 * @size: the size of its pages
 * @path: the file, in any encoding
 *
 * Writes a PDF, whole or not at all; nobody else may read it.
 *
 * Returns: how to end; it has complained
 */
KmsCliStatus
kms_cli_save_paper (KmsPaper *paper, KmsPaperSize size, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = kms_paper_to_pdf (paper, size, &error);

  if (pdf != NULL
      && g_file_set_contents_full (path, g_bytes_get_data (pdf, NULL),
                                   (gssize) g_bytes_get_size (pdf), G_FILE_SET_CONTENTS_CONSISTENT,
                                   0600, &error))
    return KMS_CLI_DONE;

  kms_cli_complain_of_error (KMS_CATEGORY_HDVC, path, error);
  return KMS_CLI_REFUSED;
}
