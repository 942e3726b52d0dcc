/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tokens and their hashes. A token of 128 bits or more cannot be guessed, so its SHA-256 needs neither
 * salt nor a slow function. */

#include "accounts/kms-token.h"

#include "common/kms-random.h"

#include <string.h>

#define TOKEN_BYTES 32
#define ID_BYTES    16

/* Random bytes in base64url (RFC 4648 section 5) without padding. */
static char *
random_base64url (gsize n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (n_bytes);
  char *text;

  kms_random_bytes (bytes, n_bytes);
  text = g_base64_encode (bytes, n_bytes);
  explicit_bzero (bytes, n_bytes);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  *strchrnul (text, '=') = '\0';
  return text;
}

/**
 * kms_token_new:
 *
 * Returns: (transfer full): 256 random bits in base64url, %KMS_TOKEN_LENGTH characters
 */
char *
kms_token_new (void)
{
  return random_base64url (TOKEN_BYTES);
}

/**
 * kms_token_new_id:
 *
 * Returns: (transfer full): 128 random bits in base64url, 22 characters
 */
char *
kms_token_new_id (void)
{
  return random_base64url (ID_BYTES);
}

/**
 * kms_token_is_valid:
 * @token: (nullable): what somebody sent
 *
 * Returns: %TRUE when it has the form of kms_token_new(); nothing else needs to be looked up
 */
gboolean
kms_token_is_valid (const char *token)
{
  if (token == NULL || strlen (token) != KMS_TOKEN_LENGTH)
    return FALSE;
  for (const char *p = token; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
      return FALSE;
  return TRUE;
}

/**
 * kms_token_hash:
 * @token: a token
 * @hash: (out caller-allocates): where its SHA-256 goes, in hexadecimal
 *
 * Returns: @hash
 */
const char *
kms_token_hash (const char *token, char hash[KMS_TOKEN_HASH_SIZE])
{
  g_autofree char *made = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);

  memcpy (hash, made, KMS_TOKEN_HASH_SIZE);
  return hash;
}

/**
 * kms_token_hash_with:
 * @key: a token that is itself kept as a hash only
 * @text: what is kept with it
 * @hash: (out caller-allocates): where the HMAC-SHA256 goes, in hexadecimal
 *
 * Returns: @hash
 */
const char *
kms_token_hash_with (const char *key, const char *text, char hash[KMS_TOKEN_HASH_SIZE])
{
  g_autofree char *made =
      g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key), text, -1);

  memcpy (hash, made, KMS_TOKEN_HASH_SIZE);
  return hash;
}

/**
 * kms_token_hash_equal:
 * @a: a hash
 * @b: another one
 *
 * Returns: %TRUE when they are the same; how long it takes does not tell where they differ
 */
gboolean
kms_token_hash_equal (const char *a, const char *b)
{
  guint8 differences = 0;

  for (gsize i = 0; i < KMS_TOKEN_HASH_SIZE - 1; i++)
    differences |= (guint8) (a[i] ^ b[i]);
  return differences == 0;
}
