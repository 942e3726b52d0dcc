/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole store as one file. Writing replaces the file at once or not at all; reading believes
 * nothing before it is checked, in a copy of its own, so the user's file is never changed. */

#include "store/kms-store-file.h"

#include "store/kms-store-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * kms_store_file_fail:
 * @what: what failed just now
 * @path: (type filename): on which file
 * @error: return location for a #GError
 *
 * Sets @error from errno.
 *
 * Returns: %FALSE, for the caller to pass on
 */
gboolean
kms_store_file_fail (const char *what, const char *path, GError **error)
{
  int saved_errno = errno;

  g_set_error (error, KMS_ERROR, (int) kms_database_error_from_errno (saved_errno), "%s %s: %s",
               what, path, g_strerror (saved_errno));
  return FALSE;
}

/**
 * kms_store_file_sync:
 * @path: (type filename): a file, or a folder with the names in it
 * @error: return location for a #GError
 *
 * Waits until it is on disk. Some file systems cannot do it for folders, and say EINVAL; there is
 * nothing to wait for then.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_file_sync (const char *path, GError **error)
{
  int descriptor = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (descriptor < 0)
    return kms_store_file_fail ("open", path, error);
  if (fsync (descriptor) < 0 && errno != EINVAL)
    {
      kms_store_file_fail ("sync", path, error);
      g_close (descriptor, NULL);
      return FALSE;
    }
  return g_close (descriptor, error);
}

/* A copy of a file with a log asks for a log too, as soon as it is read; but one file is to be all. */
static gboolean
write_copy (KmsDatabase *database, const char *path, GError **error)
{
  g_autoptr (KmsDatabase) copy = kms_database_open (path, 0, error);

  return copy != NULL && kms_database_copy_to (database, copy, error)
         && kms_database_execute (
             copy, "SELECT count (*) FROM sqlite_schema; PRAGMA journal_mode = DELETE", error);
}

/* Writes beside @path, then renames. */
static gboolean
replace (KmsDatabase *database, const char *path, const char *temporary, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!write_copy (database, temporary, error) || !kms_store_file_sync (temporary, error))
    return FALSE;
  if (g_rename (temporary, path) < 0)
    return kms_store_file_fail ("rename to", path, error);
  return kms_store_file_sync (folder, error);
}

/**
 * kms_store_file_save:
 * @database: a store, outside a transaction
 * @path: (type filename): where to; a file there is replaced
 * @error: return location for a #GError
 *
 * Writes everything in the store as a new file of mode 0600 that is on disk when this returns. When
 * it fails, what stood at @path stands there still.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_file_save (KmsDatabase *database, const char *path, GError **error)
{
  static const char *const suffixes[] = { "-journal", "-wal", "-shm", "" };
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int descriptor = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);

  if (descriptor < 0)
    return kms_store_file_fail ("create", temporary, error);
  g_close (descriptor, NULL);
  if (replace (database, path, temporary, error))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *left = g_strconcat (temporary, suffixes[i], NULL);

      g_unlink (left);
    }
  return FALSE;
}

/* A copy in memory: nobody can change it between the check and the use. */
static KmsDatabase *
read_copy (const char *path, GError **error)
{
  g_autoptr (KmsDatabase) file = kms_database_open (path, KMS_DATABASE_READ_ONLY, error);
  g_autoptr (KmsDatabase) copy = NULL;
  gboolean empty;

  if (file == NULL || !kms_store_schema_identify (file, &empty, error))
    return NULL;
  if (empty)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_FOREIGN, "%s is empty", path);
      return NULL;
    }
  copy = kms_database_open (NULL, 0, error);
  if (copy == NULL || !kms_database_copy_to (file, copy, error))
    return NULL;
  return g_steal_pointer (&copy);
}

/**
 * kms_store_file_load:
 * @database: a store, outside a transaction; its contents are replaced
 * @path: (type filename): a file that kms_store_file_save() wrote, maybe an older version of it
 * @fingerprint: of the issuer secret that must fit
 * @error: return location for a #GError
 *
 * Takes over the contents of a file. When it fails, @database stays as it is.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_FOREIGN, %KMS_ERROR_STORE_NEWER,
 *   %KMS_ERROR_STORE_CORRUPT, %KMS_ERROR_STORE_SECRET, or why it cannot be read
 */
gboolean
kms_store_file_load (KmsDatabase *database,
                     const char *path,
                     const char *fingerprint,
                     GError **error)
{
  g_autoptr (KmsDatabase) copy = read_copy (path, error);

  return copy != NULL && kms_store_schema_check (copy, error)
         && kms_store_schema_migrate (copy, error)
         && kms_store_schema_fits (copy, fingerprint, error)
         && kms_database_copy_to (copy, database, error);
}

/**
 * kms_store_file_is_same:
 * @path: (nullable) (type filename): a file, or %NULL for none
 * @other: (type filename): another path
 *
 * Returns: %TRUE when both name one file, whatever way
 */
gboolean
kms_store_file_is_same (const char *path, const char *other)
{
  struct stat a;
  struct stat b;

  return path != NULL && stat (path, &a) == 0 && stat (other, &b) == 0 && a.st_dev == b.st_dev
         && a.st_ino == b.st_ino;
}

/**
 * kms_store_file_real_path:
 * @path: (type filename): a file, which may be still to be made
 *
 * Returns: (transfer full): where it really is, whatever links lead there: SQLite's own files and ours
 *   stand beside it
 */
char *
kms_store_file_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *result = g_strdup (real == NULL ? path : real);

  free (real);
  return result;
}
