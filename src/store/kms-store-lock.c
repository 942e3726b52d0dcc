/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lock of a server on its file: an empty file beside it, locked by flock(), which the system lets
 * go of however the process ends. It is not the file of the store itself: closing another descriptor
 * of that one would drop SQLite's locks. Whoever reads only needs no lock. */

#include "store/kms-store-lock.h"

#include "store/kms-store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct _KmsStoreLock
{
  char *path; /* owned; of the lock's own file */
  int descriptor;
};

/* Whoever had the lock before may have taken its file away between our opening and our locking it. */
static gboolean
is_at (int descriptor, const char *path)
{
  struct stat ours;
  struct stat there;

  return fstat (descriptor, &ours) == 0 && stat (path, &there) == 0 && ours.st_dev == there.st_dev
         && ours.st_ino == there.st_ino;
}

/**
 * kms_store_lock_take:
 * @path: (type filename): the file of a store
 * @error: return location for a #GError
 *
 * Takes the lock, at once or not at all.
 *
 * Returns: (transfer full): the lock, or %NULL with @error set: %KMS_ERROR_STORE_BUSY when another
 *   server has it, or another of KMS_ERROR_STORE_*
 */
KmsStoreLock *
kms_store_lock_take (const char *path, GError **error)
{
  g_autofree char *real_path = kms_store_file_real_path (path);
  g_autofree char *name = g_strconcat (real_path, "-lock", NULL);

  while (TRUE)
    {
      int descriptor = g_open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

      if (descriptor < 0)
        {
          kms_store_file_fail ("open", name, error);
          return NULL;
        }
      if (flock (descriptor, LOCK_EX | LOCK_NB) < 0)
        {
          if (errno == EWOULDBLOCK)
            g_set_error (error, KMS_ERROR, KMS_ERROR_STORE_BUSY, "another server works on %s",
                         path);
          else
            kms_store_file_fail ("lock", name, error);
          g_close (descriptor, NULL);
          return NULL;
        }
      if (is_at (descriptor, name))
        {
          KmsStoreLock *lock = g_new0 (KmsStoreLock, 1);

          lock->path = g_steal_pointer (&name);
          lock->descriptor = descriptor;
          return lock;
        }
      g_close (descriptor, NULL);
    }
}

/**
 * kms_store_lock_release:
 * @lock: (transfer full): a lock
 *
 * Lets go of it, and takes its file away first, while nobody else can have it.
 */
void
kms_store_lock_release (KmsStoreLock *lock)
{
  g_unlink (lock->path);
  g_close (lock->descriptor, NULL);
  g_free (lock->path);
  g_free (lock);
}
