/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was issued. An issuance owns its keys and strings. */

#include "engine/kms-issuance.h"

#include "common/kms-clock.h"
#include "engine/kms-report.h"

G_DEFINE_BOXED_TYPE (KmsIssuance, kms_issuance, kms_issuance_copy, kms_issuance_free)

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
  g_autofree char *issued_at = kms_time_to_string (key->issued_at);
  const KmsReportFields fields = {
    .issued_at = issued_at,
    .reissued = key->reissued,
    .category = key->category,
    .device_id = key->device_id,
    .site = { key->site.line[0], key->site.line[1] },
    .activation_key = key->activation_key,
    .part_number = key->part_number,
    .purpose = key->purpose,
    .registration_key = key->registration_key,
    .mailed_to = mailed_to,
  };

  kms_report_append_key (csv, &fields, demo);
}

/**
 * kms_issuance_to_csv:
 * @issuance: an issuance
 *
 * Writes a table with a header row, one row per key, in UTF-8 without a byte order mark, with the
 * columns of the history (kms_report_get_columns()); times are UTC.
 *
 * Returns: (transfer full): the table
 */
char *
kms_issuance_to_csv (const KmsIssuance *issuance)
{
  g_autofree char *mailed_to = NULL;
  GString *csv;

  g_return_val_if_fail (issuance != NULL, NULL);

  csv = g_string_new (NULL);
  kms_report_append_header (csv, KMS_REPORT_HISTORY, issuance->demo);
  mailed_to = g_strjoinv (" ", issuance->mailed_to);
  for (guint i = 0; i < issuance->keys->len; i++)
    append_key (csv, issuance->keys->pdata[i], mailed_to, issuance->demo);
  return g_string_free (csv, FALSE);
}

/**
 * kms_issuance_to_code:
 * @issuance: an issuance
 *
 * Writes what a QR code says: ASCII in lines that end with LF, for people who read it on a phone and
 * for programs, which split it at spaces.
 *
 *     KMS 1                               what it is, and the version of the form
 *     DEMO                                only when the keys work on no real device
 *     MPR-ID 1234-5678-90AB-CDEF          or MAC 12:34:56:78:90:AB
 *     KX-VCS101DEMO 1111-1111-1111-1111   part number and registration key, a line for each key
 *
 * Returns: (transfer full): the text
 */
char *
kms_issuance_to_code (const KmsIssuance *issuance)
{
  GString *code = g_string_new ("KMS 1\n");
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  if (issuance->demo)
    g_string_append (code, "DEMO\n");
  kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                         shown);
  g_string_append_printf (code, "%s %s\n",
                          issuance->category == KMS_CATEGORY_HDVC ? "MPR-ID" : "MAC", shown);
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);

      kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, shown);
      g_string_append_printf (code, "%s %s\n", key->part_number, shown);
    }
  return g_string_free (code, FALSE);
}
