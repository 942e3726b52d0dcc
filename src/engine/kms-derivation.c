/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How registration keys come about, so that a device can check one offline: it holds its own device
 * secret and tries the ordinals. Everything here follows from the arguments alone. */

#include "engine/kms-derivation.h"

#include <string.h>

#define FINGERPRINT_DIGITS 16

const KmsSecret kms_demo_secret = { "KMS-DESK-DEMO-NOT-FOR-REAL-USE-1" };

/* HMAC-SHA256 over the strings, with one zero byte between two of them. */
static void
hmac_strings (const KmsSecret *secret, const char *const *strings, KmsSecret *digest)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, secret->bytes, sizeof secret->bytes);
  gsize length = sizeof digest->bytes;

  for (guint i = 0; strings[i] != NULL; i++)
    {
      if (i > 0)
        g_hmac_update (hmac, (const guchar *) "", 1);
      g_hmac_update (hmac, (const guchar *) strings[i], (gssize) strlen (strings[i]));
    }
  g_hmac_get_digest (hmac, digest->bytes, &length);
}

static void
write_hex (const KmsSecret *digest, guint n_digits, char *hex)
{
  for (guint i = 0; i < n_digits; i++)
    hex[i] =
        "0123456789ABCDEF"[i % 2 == 0 ? digest->bytes[i / 2] >> 4 : digest->bytes[i / 2] & 0x0F];
  hex[n_digits] = '\0';
}

/**
 * kms_derive_device_secret:
 * @issuer_secret: the issuer's secret
 * @category: the category of the device
 * @device_id: its canonical identifier
 * @device_secret: (out caller-allocates): what the device knows of the secret
 *
 * HMAC-SHA256(issuer_secret, "kms/device/v1" 00 category 00 device_id).
 */
void
kms_derive_device_secret (const KmsSecret *issuer_secret,
                          KmsCategory category,
                          const char *device_id,
                          KmsSecret *device_secret)
{
  const char *strings[] = { "kms/device/v1", kms_category_to_string (category), device_id, NULL };

  g_return_if_fail (issuer_secret != NULL && device_id != NULL && device_secret != NULL);

  hmac_strings (issuer_secret, strings, device_secret);
}

/**
 * kms_derive_registration_key:
 * @device_secret: from kms_derive_device_secret()
 * @part_number: what is unlocked
 * @ordinal: which of the keys of this device and part number, from 1 to %KMS_MAX_ORDINAL
 * @registration_key: (out caller-allocates): the key in canonical form
 *
 * The first 8 bytes of HMAC-SHA256(device_secret, "kms/registration/v1" 00 part_number 00 ordinal),
 * with the ordinal in decimal.
 */
void
kms_derive_registration_key (const KmsSecret *device_secret,
                             const char *part_number,
                             guint ordinal,
                             char registration_key[KMS_IDENTIFIER_SIZE])
{
  char decimal[16];
  const char *strings[] = { "kms/registration/v1", part_number, decimal, NULL };
  KmsSecret digest;

  g_return_if_fail (device_secret != NULL && part_number != NULL && registration_key != NULL);
  g_return_if_fail (ordinal >= 1 && ordinal <= KMS_MAX_ORDINAL);

  g_snprintf (decimal, sizeof decimal, "%u", ordinal);
  hmac_strings (device_secret, strings, &digest);
  write_hex (&digest, KMS_IDENTIFIER_MAX_DIGITS, registration_key);
}

/**
 * kms_check_registration_key:
 * @device_secret: what the device knows of the secret
 * @part_number: what the key may unlock
 * @registration_key: a key in canonical form
 * @ordinal: (out) (optional): its ordinal, when it is one
 *
 * What a device does with a key that is typed into it, offline: it tries the ordinals 1 to
 * %KMS_MAX_ORDINAL.
 *
 * Returns: whether @registration_key unlocks @part_number on the device of @device_secret
 */
gboolean
kms_check_registration_key (const KmsSecret *device_secret,
                            const char *part_number,
                            const char *registration_key,
                            guint *ordinal)
{
  g_return_val_if_fail (device_secret != NULL && part_number != NULL, FALSE);
  g_return_val_if_fail (registration_key != NULL, FALSE);

  for (guint i = 1; i <= KMS_MAX_ORDINAL; i++)
    {
      char derived[KMS_IDENTIFIER_SIZE];

      kms_derive_registration_key (device_secret, part_number, i, derived);
      if (!g_str_equal (derived, registration_key))
        continue;
      if (ordinal != NULL)
        *ordinal = i;
      return TRUE;
    }
  return FALSE;
}

/**
 * kms_derive_sheet_id:
 * @secret: the secret that vouches for the sheet
 * @part_number: what the sheet unlocks
 * @activation_key: its activation key, canonical
 * @registration_id: (out caller-allocates): the registration ID of the sheet, 8 digits
 *
 * The first 4 bytes of HMAC-SHA256(secret, "kms/sheet/v1" 00 part_number 00 activation_key).
 */
void
kms_derive_sheet_id (const KmsSecret *secret,
                     const char *part_number,
                     const char *activation_key,
                     char registration_id[KMS_IDENTIFIER_SIZE])
{
  const char *strings[] = { "kms/sheet/v1", part_number, activation_key, NULL };
  KmsSecret digest;

  g_return_if_fail (secret != NULL && part_number != NULL && activation_key != NULL);
  g_return_if_fail (registration_id != NULL);

  hmac_strings (secret, strings, &digest);
  write_hex (&digest, KMS_SHEET_ID_DIGITS, registration_id);
}

/**
 * kms_secret_fingerprint:
 * @secret: an issuer secret
 *
 * The first 16 hexadecimal digits of SHA-256("kms/fingerprint/v1" 00 secret). It tells two secrets
 * apart and nothing of either: they have 256 random bits, and the prefix keeps the hash from being
 * one that is used anywhere else.
 *
 * Returns: (transfer full): the fingerprint, in upper case
 */
char *
kms_secret_fingerprint (const KmsSecret *secret)
{
  static const char prefix[] = "kms/fingerprint/v1";
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  char *fingerprint = g_malloc (FINGERPRINT_DIGITS + 1);
  KmsSecret digest;
  gsize length = sizeof digest.bytes;

  g_return_val_if_fail (secret != NULL, fingerprint);

  g_checksum_update (checksum, (const guchar *) prefix, sizeof prefix);
  g_checksum_update (checksum, secret->bytes, sizeof secret->bytes);
  g_checksum_get_digest (checksum, digest.bytes, &length);
  write_hex (&digest, FINGERPRINT_DIGITS, fingerprint);
  return fingerprint;
}
