/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file of the issuer secret: 32 random bytes that nobody but the server may read. It is made
 * together with an empty store only: beside a filled one a new secret would make other keys. */

#include "server/kms-issuer-secret.h"

#include "common/kms-error.h"
#include "common/kms-random.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (const char *what, const char *path, GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "%s of the issuer secret \"%s\": %s", what, path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
make_secret (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  KmsSecret secret;
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int folder_fd;
  gboolean written;

  if (fd < 0)
    return fail ("making", path, error);
  kms_random_bytes (secret.bytes, KMS_SECRET_SIZE);
  written = write (fd, secret.bytes, KMS_SECRET_SIZE) == KMS_SECRET_SIZE && fsync (fd) == 0;
  explicit_bzero (&secret, sizeof secret);
  folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  written = written && folder_fd >= 0 && fsync (folder_fd) == 0;
  if (folder_fd >= 0)
    close (folder_fd);
  if (!written)
    {
      fail ("writing", path, error);
      unlink (path); /* half a secret would be taken for one */
    }
  close (fd);
  return written;
}

/* What the service manager gives has a list of who may read it, which looks like a group's right. */
static gboolean
is_credential (const char *path)
{
  const char *credentials = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *folder = g_path_get_dirname (path);

  return g_strcmp0 (folder, credentials) == 0;
}

static gboolean
read_secret (int fd, const char *path, KmsSecret *secret, GError **error)
{
  struct stat status;
  guint8 bytes[KMS_SECRET_SIZE + 1];
  gssize size;

  if (fstat (fd, &status) != 0)
    return fail ("reading", path, error);
  if (!is_credential (path) && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_SECRET,
                   "the issuer secret \"%s\" can be used by others: give it mode 0600", path);
      return FALSE;
    }
  size = read (fd, bytes, sizeof bytes);
  if (size < 0)
    return fail ("reading", path, error);
  if (size != KMS_SECRET_SIZE)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_SECRET,
                   "the issuer secret \"%s\" does not have %d bytes", path, KMS_SECRET_SIZE);
      return FALSE;
    }
  memcpy (secret->bytes, bytes, KMS_SECRET_SIZE);
  explicit_bzero (bytes, sizeof bytes);
  return TRUE;
}

/**
 * kms_issuer_secret_load:
 * @path: the file of the secret
 * @store_path: the file of the store it belongs to
 * @secret: (out): the secret
 * @error: return location for a #GError
 *
 * Reads the secret; makes it when neither it nor the store is there yet.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_STORE_SECRET when it is missing beside a store,
 *   open to others, of a wrong size or the one of the demo; %KMS_ERROR_FAILED when it cannot be read
 *   or written
 */
gboolean
kms_issuer_secret_load (const char *path, const char *store_path, KmsSecret *secret, GError **error)
{
  gboolean loaded;
  int fd;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (g_file_test (store_path, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_SECRET,
                       "the issuer secret \"%s\" of the store \"%s\" is missing: put it back", path,
                       store_path);
          return FALSE;
        }
      if (!make_secret (path, error))
        return FALSE;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fail ("opening", path, error);
  loaded = read_secret (fd, path, secret, error);
  close (fd);
  if (loaded && memcmp (secret->bytes, kms_demo_secret.bytes, KMS_SECRET_SIZE) == 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_SECRET,
                   "the issuer secret \"%s\" is the one of the demo, which everybody knows", path);
      return FALSE;
    }
  return loaded;
}
