/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was issued. An issuance owns its keys and strings. */

#include "engine/kms-issuance.h"

#include "common/kms-clock.h"
#include "common/kms-csv.h"

G_DEFINE_BOXED_TYPE (KmsIssuance, kms_issuance, kms_issuance_copy, kms_issuance_free)

/* The last column stands in the files of the demo only. */
static const char *const columns[] = { "issued_at",        "event",       "category",
                                       "device_id",        "site_1",      "site_2",
                                       "activation_key",   "part_number", "purpose",
                                       "registration_key", "mailed_to",   "note" };
static const char demo_note[] = "DEMO: not for real devices";

/**
 * kms_issued_key_copy:
 * @key: (nullable): an issued key
 *
 * Returns: (transfer full) (nullable): another with the same content
 */
KmsIssuedKey *
kms_issued_key_copy (const KmsIssuedKey *key)
{
  KmsIssuedKey *copy;

  if (key == NULL)
    return NULL;

  copy = g_memdup2 (key, sizeof *key);
  copy->part_number = g_strdup (key->part_number);
  copy->purpose = g_strdup (key->purpose);
  return copy;
}

/**
 * kms_issued_key_free:
 * @key: (transfer full) (nullable): an issued key
 */
void
kms_issued_key_free (KmsIssuedKey *key)
{
  if (key == NULL)
    return;

  g_free (key->part_number);
  g_free (key->purpose);
  g_free (key);
}

/**
 * kms_issuance_new:
 *
 * Returns: (transfer full): an issuance without keys that was mailed to nobody, to be filled in
 */
KmsIssuance *
kms_issuance_new (void)
{
  KmsIssuance *issuance = g_new0 (KmsIssuance, 1);

  issuance->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_issued_key_free);
  issuance->mailed_to = g_new0 (char *, 1);
  return issuance;
}

/**
 * kms_issuance_copy:
 * @issuance: (nullable): an issuance
 *
 * Returns: (transfer full) (nullable): another with the same content
 */
KmsIssuance *
kms_issuance_copy (const KmsIssuance *issuance)
{
  KmsIssuance *copy;

  if (issuance == NULL)
    return NULL;

  copy = g_memdup2 (issuance, sizeof *issuance);
  copy->id = g_strdup (issuance->id);
  copy->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_issued_key_free);
  for (guint i = 0; i < issuance->keys->len; i++)
    g_ptr_array_add (copy->keys, kms_issued_key_copy (issuance->keys->pdata[i]));
  copy->mailed_to = g_strdupv (issuance->mailed_to);
  copy->mail_subject = g_strdup (issuance->mail_subject);
  return copy;
}

/**
 * kms_issuance_free:
 * @issuance: (transfer full) (nullable): an issuance
 */
void
kms_issuance_free (KmsIssuance *issuance)
{
  if (issuance == NULL)
    return;

  g_free (issuance->id);
  g_ptr_array_unref (issuance->keys);
  g_strfreev (issuance->mailed_to);
  g_free (issuance->mail_subject);
  g_free (issuance);
}

static void
append_key (GString *csv, const KmsIssuedKey *key, const char *mailed_to, gboolean demo)
{
  char device_id[KMS_IDENTIFIER_SHOWN_SIZE];
  char activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  char registration_key[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *issued_at = kms_time_to_string (key->issued_at);
  const char *fields[] = {
    issued_at,
    key->reissued ? "reissued" : "issued",
    kms_category_to_string (key->category),
    kms_identifier_format (kms_identifier_device_kind (key->category), key->device_id, device_id),
    key->site.line[0],
    key->site.line[1],
    kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, activation_key),
    key->part_number,
    key->purpose,
    kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key,
                           registration_key),
    mailed_to,
    demo ? demo_note : NULL,
    NULL,
  };

  kms_csv_append_row (csv, fields);
}

/**
 * kms_issuance_to_csv:
 * @issuance: an issuance
 *
 * Writes a table with a header row, one row per key, in UTF-8 without a byte order mark: the columns
 * issued_at (UTC), event (issued, reissued), category, device_id, site_1, site_2, activation_key,
 * part_number, purpose, registration_key and mailed_to (addresses with a space between two).
 * Identifiers are in the form people read. In the demo every row ends with a note that says so.
 *
 * Returns: (transfer full): the table
 */
char *
kms_issuance_to_csv (const KmsIssuance *issuance)
{
  g_autofree char *mailed_to = NULL;
  g_auto (GStrv) header = NULL;
  GString *csv;

  g_return_val_if_fail (issuance != NULL, NULL);

  csv = g_string_new (NULL);
  header = g_new0 (char *, G_N_ELEMENTS (columns) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (columns) - (issuance->demo ? 0 : 1); i++)
    header[i] = g_strdup (columns[i]);
  kms_csv_append_row (csv, (const char *const *) header);

  mailed_to = g_strjoinv (" ", issuance->mailed_to);
  for (guint i = 0; i < issuance->keys->len; i++)
    append_key (csv, issuance->keys->pdata[i], mailed_to, issuance->demo);
  return g_string_free (csv, FALSE);
}
