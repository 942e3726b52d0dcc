/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of a store as numbered migrations, and the issuer secret a store belongs to. A
 * migration that was released is never edited: another one follows it. */

#include "store/kms-store-schema.h"

#include "store/kms-store-schema-accounts.h"
#include "store/kms-store-schema-history.h"
#include "store/kms-store-schema-mail.h"

/* "KMSD": says in SQLite's header that a file is ours. */
#define APPLICATION_ID 0x4b4d5344

/* Identifiers are upper case without separators; times are microseconds UTC. A part belongs to one
 * category, so what names a part needs no category. Bindings stand apart from activations, so that
 * a binding can be released; the counter stays, so that no ordinal comes twice. In a table WITHOUT
 * ROWID the key comes first: SQLite 3.40's integrity_check sees damage in another order. */
static const char version_1[] =
    "CREATE TABLE meta ("
    "  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),"
    "  issuer_fingerprint TEXT NOT NULL"
    "    CHECK (length (issuer_fingerprint) = 16"
    "      AND issuer_fingerprint NOT GLOB '*[^0-9A-F]*')"
    ") STRICT;"

    "CREATE TABLE part ("
    "  id INTEGER NOT NULL PRIMARY KEY,"
    "  part_number TEXT NOT NULL UNIQUE CHECK (part_number <> ''),"
    "  category TEXT NOT NULL CHECK (category IN ('hdvc', 'live-link')),"
    "  purpose TEXT NOT NULL"
    ") STRICT;"

    "CREATE TABLE activation ("
    "  activation_key TEXT NOT NULL PRIMARY KEY"
    "    CHECK (length (activation_key) = 16 AND activation_key NOT GLOB '*[^0-9A-F]*'),"
    "  registration_id TEXT NOT NULL"
    "    CHECK (length (registration_id) BETWEEN 1 AND 16"
    "      AND registration_id NOT GLOB '*[^0-9A-F]*'),"
    "  part INTEGER NOT NULL REFERENCES part (id)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE binding ("
    "  activation_key TEXT NOT NULL PRIMARY KEY REFERENCES activation (activation_key),"
    "  part INTEGER NOT NULL REFERENCES part (id),"
    "  device_id TEXT NOT NULL"
    "    CHECK (length (device_id) IN (12, 16) AND device_id NOT GLOB '*[^0-9A-F]*'),"
    "  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),"
    "  registration_key TEXT NOT NULL"
    "    CHECK (length (registration_key) = 16 AND registration_key NOT GLOB '*[^0-9A-F]*'),"
    "  issued_at INTEGER NOT NULL,"
    "  UNIQUE (device_id, part, ordinal)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE counter ("
    "  device_id TEXT NOT NULL"
    "    CHECK (length (device_id) IN (12, 16) AND device_id NOT GLOB '*[^0-9A-F]*'),"
    "  part INTEGER NOT NULL REFERENCES part (id),"
    "  last_ordinal INTEGER NOT NULL CHECK (last_ordinal >= 1),"
    "  PRIMARY KEY (device_id, part)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE site ("
    "  dealer TEXT NOT NULL CHECK (length (dealer) BETWEEN 1 AND 64),"
    "  category TEXT NOT NULL,"
    "  device_id TEXT NOT NULL CHECK (device_id NOT GLOB '*[^0-9A-F]*'"
    "    AND ((category = 'hdvc' AND length (device_id) = 16)"
    "      OR (category = 'live-link' AND length (device_id) = 12))),"
    "  line_1 TEXT NOT NULL CHECK (length (line_1) <= 50),"
    "  line_2 TEXT NOT NULL CHECK (length (line_2) <= 50),"
    "  version INTEGER NOT NULL CHECK (version >= 1),"
    "  PRIMARY KEY (dealer, category, device_id)"
    ") STRICT, WITHOUT ROWID;"

    /* One row for each request that was issued, one below it for each of its keys. */
    "CREATE TABLE issue ("
    "  id INTEGER NOT NULL PRIMARY KEY,"
    "  dealer TEXT NOT NULL CHECK (length (dealer) BETWEEN 1 AND 64),"
    "  category TEXT NOT NULL,"
    "  device_id TEXT NOT NULL CHECK (device_id NOT GLOB '*[^0-9A-F]*'"
    "    AND ((category = 'hdvc' AND length (device_id) = 16)"
    "      OR (category = 'live-link' AND length (device_id) = 12))),"
    "  issued_at INTEGER NOT NULL,"
    "  line_1 TEXT NOT NULL CHECK (length (line_1) <= 50),"
    "  line_2 TEXT NOT NULL CHECK (length (line_2) <= 50),"
    "  mail_to_1 TEXT,"
    "  mail_to_2 TEXT,"
    "  mail_subject TEXT,"
    "  CHECK (mail_to_1 IS NOT NULL OR mail_to_2 IS NULL),"
    "  CHECK ((mail_to_1 IS NULL) = (mail_subject IS NULL))"
    ") STRICT;"
    "CREATE INDEX issue_by_device ON issue (dealer, category, device_id);"

    "CREATE TABLE issue_key ("
    "  issue INTEGER NOT NULL REFERENCES issue (id),"
    "  position INTEGER NOT NULL CHECK (position >= 1),"
    "  activation_key TEXT NOT NULL REFERENCES activation (activation_key),"
    "  event TEXT NOT NULL CHECK (event IN ('issued', 'reissued')),"
    "  PRIMARY KEY (issue, position)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX issue_key_by_key ON issue_key (activation_key);"

    /* The details are JSON and hold no personal data. */
    "CREATE TABLE audit ("
    "  id INTEGER NOT NULL PRIMARY KEY,"
    "  at INTEGER NOT NULL,"
    "  actor TEXT NOT NULL CHECK (actor <> ''),"
    "  action TEXT NOT NULL CHECK (action <> ''),"
    "  subject TEXT NOT NULL CHECK (subject <> ''),"
    "  details TEXT NOT NULL"
    ") STRICT;";

/* What a server needs beside: its pieces stand with the verbs that use them. */
static const char version_2[] =
    KMS_STORE_SCHEMA_HISTORY KMS_STORE_SCHEMA_ACCOUNTS KMS_STORE_SCHEMA_MAIL;

static const KmsMigration migrations[] = {
  { 1, version_1 },
  { 2, version_2 },
};

/**
 * kms_store_schema_identify:
 * @database: a connection
 * @empty: (out): %TRUE when nothing is in it yet
 * @error: return location for a #GError
 *
 * Returns: %TRUE when @database is empty or a store that this program knows; %FALSE with @error set:
 *   %KMS_ERROR_STORE_FOREIGN, %KMS_ERROR_STORE_NEWER, or why it cannot be read
 */
gboolean
kms_store_schema_identify (KmsDatabase *database, gboolean *empty, GError **error)
{
  int version;

  if (!kms_database_identify (database, APPLICATION_ID, G_N_ELEMENTS (migrations), &version, error))
    return FALSE;
  *empty = version == 0;
  return TRUE;
}

/**
 * kms_store_schema_check:
 * @database: a connection to a store that may come from elsewhere
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set, as kms_database_check()
 */
gboolean
kms_store_schema_check (KmsDatabase *database, GError **error)
{
  return kms_database_check (database, migrations, G_N_ELEMENTS (migrations), error);
}

/**
 * kms_store_schema_migrate:
 * @database: a connection
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set, as kms_database_migrate()
 */
gboolean
kms_store_schema_migrate (KmsDatabase *database, GError **error)
{
  return kms_database_migrate (database, APPLICATION_ID, migrations, G_N_ELEMENTS (migrations),
                               error);
}

static gboolean
read_fingerprint (KmsDatabase *database, char **fingerprint, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  gboolean row;

  statement = kms_database_prepare (database, "SELECT issuer_fingerprint FROM meta", error);
  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return FALSE;
  *fingerprint = row ? g_strdup (kms_statement_get_text (statement, 0)) : NULL;
  return TRUE;
}

/**
 * kms_store_schema_claim:
 * @database: a connection to a store
 * @fingerprint: of the issuer secret
 * @error: return location for a #GError
 *
 * Leaves the fingerprint in a store that has none yet; otherwise compares.
 *
 * Returns: %TRUE, or %FALSE with @error set, as kms_store_schema_fits()
 */
gboolean
kms_store_schema_claim (KmsDatabase *database, const char *fingerprint, GError **error)
{
  g_autoptr (KmsStatement) statement = NULL;
  g_autofree char *found = NULL;

  if (!read_fingerprint (database, &found, error))
    return FALSE;
  if (found == NULL)
    {
      /* Another program may be doing the same just now. */
      statement = kms_database_prepare (database,
                                        "INSERT INTO meta (id, issuer_fingerprint)"
                                        " VALUES (1, :fingerprint) ON CONFLICT (id) DO NOTHING",
                                        error);
      if (statement == NULL)
        return FALSE;
      kms_statement_bind_text (statement, ":fingerprint", fingerprint);
      if (!kms_statement_run (statement, error))
        return FALSE;
    }
  return kms_store_schema_fits (database, fingerprint, error);
}

/**
 * kms_store_schema_fits:
 * @database: a connection to a store
 * @fingerprint: of the issuer secret
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_SECRET when the keys in it were made
 *   with another secret
 */
gboolean
kms_store_schema_fits (KmsDatabase *database, const char *fingerprint, GError **error)
{
  g_autofree char *found = NULL;

  if (!read_fingerprint (database, &found, error))
    return FALSE;
  if (g_strcmp0 (found, fingerprint) == 0)
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_SECRET,
               "the store belongs to the issuer secret with the fingerprint %s, not %s",
               found == NULL ? "(none)" : found, fingerprint);
  return FALSE;
}
