/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Activation keys, their parts and their bindings. Each verb is a statement or two in SQL that other
 * databases understand too; the rules are in issuing/, the constraints in the schema. */

#include "store/kms-store-keys.h"

#include "store/kms-store-session.h"

/**
 * kms_stored_key_free:
 * @key: (transfer full) (nullable): a key
 */
void
kms_stored_key_free (KmsStoredKey *key)
{
  if (key == NULL)
    return;

  g_free (key->part_number);
  g_free (key->purpose);
  g_free (key);
}

/**
 * kms_store_is_empty:
 * @session: the transaction
 * @empty: (out): %TRUE when not even a part is known
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_is_empty (KmsStoreSession *session, gboolean *empty, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (session->database, "SELECT id FROM part LIMIT 1", error);
  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return FALSE;
  *empty = !row;
  return TRUE;
}

/**
 * kms_store_find_part:
 * @session: the transaction
 * @part_number: a part number
 * @part_id: (out): its number in this store; 0 when it is unknown
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_part (KmsStoreSession *session,
                     const char *part_number,
                     gint64 *part_id,
                     GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (session->database,
                                    "SELECT id FROM part WHERE part_number = :part_number", error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":part_number", part_number);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *part_id = row ? kms_statement_get_int (statement, 0) : 0;
  return TRUE;
}

/**
 * kms_store_add_part:
 * @session: a transaction that writes
 * @part: a line of the catalogue
 * @part_id: (out): its number in this store
 * @error: return location for a #GError
 *
 * Makes a part known; one that is known already stays as it is.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_part (KmsStoreSession *session, const KmsPart *part, gint64 *part_id, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "INSERT INTO part (part_number, category, purpose)"
                                    " VALUES (:part_number, :category, :purpose)"
                                    " ON CONFLICT (part_number) DO NOTHING",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":part_number", part->part_number);
  kms_statement_bind_text (statement, ":category", kms_category_to_string (part->category));
  kms_statement_bind_text (statement, ":purpose", part->purpose);
  if (!kms_statement_run (statement, error))
    return FALSE;
  return kms_store_find_part (session, part->part_number, part_id, error);
}

/**
 * kms_store_add_key:
 * @session: a transaction that writes
 * @pair: what the sheet says; its activation key must be unknown
 * @part_id: what it unlocks
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_key (KmsStoreSession *session, const KmsKeyPair *pair, gint64 part_id, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "INSERT INTO activation (activation_key, registration_id, part)"
                                    " VALUES (:activation_key, :registration_id, :part)",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":activation_key", pair->activation_key);
  kms_statement_bind_text (statement, ":registration_id", pair->registration_id);
  kms_statement_bind_int (statement, ":part", part_id);
  return kms_statement_run (statement, error);
}

static gboolean
read_key (KmsStatement *statement, KmsStoredKey *key, GError **error)
{
  KmsActivation *activation = &key->activation;

  g_strlcpy (activation->pair.activation_key, kms_statement_get_text (statement, 0),
             KMS_IDENTIFIER_SIZE);
  g_strlcpy (activation->pair.registration_id, kms_statement_get_text (statement, 1),
             KMS_IDENTIFIER_SIZE);
  key->part_id = kms_statement_get_int (statement, 2);
  key->part_number = g_utf8_make_valid (kms_statement_get_text (statement, 3), -1);
  key->purpose = g_utf8_make_valid (kms_statement_get_text (statement, 4), -1);
  if (!kms_category_from_string (kms_statement_get_text (statement, 5), &activation->category))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT, "unknown category");
      return FALSE;
    }
  if (!kms_statement_is_null (statement, 6))
    {
      g_strlcpy (activation->device_id, kms_statement_get_text (statement, 6), KMS_IDENTIFIER_SIZE);
      key->ordinal = (guint) kms_statement_get_int (statement, 7);
      g_strlcpy (key->registration_key, kms_statement_get_text (statement, 8), KMS_IDENTIFIER_SIZE);
      key->issued_at = kms_statement_get_int (statement, 9);
    }
  return TRUE;
}

/**
 * kms_store_find_key:
 * @session: the transaction
 * @activation_key: an activation key, canonical
 * @key: (out) (transfer full) (nullable): what is known of it, or %NULL
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_key (KmsStoreSession *session,
                    const char *activation_key,
                    KmsStoredKey **key,
                    GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autoptr (KmsStoredKey) found = NULL;
  gboolean row;

  *key = NULL;
  statement = kms_database_prepare (
      session->database,
      "SELECT activation.activation_key, activation.registration_id,"
      "       part.id, part.part_number, part.purpose, part.category,"
      "       binding.device_id, binding.ordinal, binding.registration_key, binding.issued_at"
      " FROM activation"
      " JOIN part ON part.id = activation.part"
      " LEFT JOIN binding ON binding.activation_key = activation.activation_key"
      "   AND binding.released_at IS NULL"
      " WHERE activation.activation_key = :activation_key",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":activation_key", activation_key);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  found = g_new0 (KmsStoredKey, 1);
  if (!read_key (statement, found, error))
    return FALSE;
  *key = g_steal_pointer (&found);
  return TRUE;
}

/* Both statements about the counter answer with its value, or with no row. */
static gboolean
ask_counter (KmsStoreSession *session,
             const char *sql,
             const char *device_id,
             gint64 part_id,
             guint *ordinal,
             GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":device_id", device_id);
  kms_statement_bind_int (statement, ":part", part_id);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *ordinal = row ? (guint) MIN (kms_statement_get_int (statement, 0), G_MAXINT) : 0;
  return TRUE;
}

/**
 * kms_store_get_last_ordinal:
 * @session: the transaction
 * @device_id: a device, canonical
 * @part_id: a part
 * @ordinal: (out): the last one that was taken; 0 for none
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_get_last_ordinal (KmsStoreSession *session,
                            const char *device_id,
                            gint64 part_id,
                            guint *ordinal,
                            GError **error)
{
  return ask_counter (session,
                      "SELECT last_ordinal FROM counter"
                      " WHERE device_id = :device_id AND part = :part",
                      device_id, part_id, ordinal, error);
}

/**
 * kms_store_take_ordinal:
 * @session: a transaction that writes
 * @device_id: a device, canonical
 * @part_id: a part
 * @ordinal: (out): the next one, from 1
 * @error: return location for a #GError
 *
 * Takes the next ordinal from the counter of the device and the part. It never comes again, not even
 * when the binding it is for is released.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_take_ordinal (KmsStoreSession *session,
                        const char *device_id,
                        gint64 part_id,
                        guint *ordinal,
                        GError **error)
{
  return ask_counter (session,
                      "INSERT INTO counter (device_id, part, last_ordinal)"
                      " VALUES (:device_id, :part, 1)"
                      " ON CONFLICT (device_id, part)"
                      " DO UPDATE SET last_ordinal = counter.last_ordinal + 1"
                      " RETURNING last_ordinal",
                      device_id, part_id, ordinal, error);
}

/**
 * kms_store_bind_key:
 * @session: a transaction that writes
 * @key: a key with the device, the ordinal, the registration key and the date of its first issue
 * @error: return location for a #GError
 *
 * Binds a key that is not bound. A constraint keeps a second binding out, whoever tries.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_bind_key (KmsStoreSession *session, const KmsStoredKey *key, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (
      session->database,
      "INSERT INTO binding"
      " (activation_key, part, device_id, ordinal, registration_key, issued_at)"
      " VALUES (:activation_key, :part, :device_id, :ordinal, :registration_key, :issued_at)",
      error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":activation_key", key->activation.pair.activation_key);
  kms_statement_bind_int (statement, ":part", key->part_id);
  kms_statement_bind_text (statement, ":device_id", key->activation.device_id);
  kms_statement_bind_int (statement, ":ordinal", key->ordinal);
  kms_statement_bind_text (statement, ":registration_key", key->registration_key);
  kms_statement_bind_int (statement, ":issued_at", key->issued_at);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_release_key:
 * @session: a transaction that writes
 * @activation_key: an activation key, canonical
 * @at: when, in microseconds UTC
 * @released: (out): %TRUE when it was bound
 * @error: return location for a #GError
 *
 * Ends the binding of a key, which may be issued for another device then. The counter of the device
 * stays where it is, and the history keeps the binding.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_release_key (KmsStoreSession *session,
                       const char *activation_key,
                       gint64 at,
                       gboolean *released,
                       GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;

  statement = kms_database_prepare (session->database,
                                    "UPDATE binding SET released_at = :at"
                                    " WHERE activation_key = :activation_key"
                                    "   AND released_at IS NULL"
                                    " RETURNING id",
                                    error);
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":activation_key", activation_key);
  kms_statement_bind_int (statement, ":at", at);
  return kms_statement_step (statement, released, error);
}
