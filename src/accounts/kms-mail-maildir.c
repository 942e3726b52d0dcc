/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Delivery into a Maildir: written and synced in tmp/, then renamed into new/, so that who reads never
 * sees half a message. */

#include "accounts/kms-mail-maildir.h"

#include "common/kms-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
fail (const char *what, const char *path, GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "%s %s: %s", what, path, g_strerror (errno));
  return FALSE;
}

static gboolean
write_all (int descriptor, GBytes *message)
{
  gsize length;
  const char *data = g_bytes_get_data (message, &length);

  while (length > 0)
    {
      gssize written = write (descriptor, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

static gboolean
write_file (const char *path, GBytes *message, GError **error)
{
  int descriptor = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean written;

  if (descriptor < 0)
    return fail ("open", path, error);
  written = write_all (descriptor, message) && fsync (descriptor) == 0;
  if (!written)
    fail ("write", path, error);
  g_close (descriptor, NULL);
  return written;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int descriptor = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced;

  if (descriptor < 0)
    return fail ("open", path, error);
  synced = fsync (descriptor) == 0;
  if (!synced)
    fail ("sync", path, error);
  g_close (descriptor, NULL);
  return synced;
}

static gboolean
make_folders (const char *folder, GError **error)
{
  static const char *const below[] = { "tmp", "new", "cur" };

  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *path = g_build_filename (folder, below[i], NULL);

      if (g_mkdir_with_parents (path, 0700) < 0)
        return fail ("make", path, error);
    }
  return TRUE;
}

/**
 * kms_mail_maildir_deliver:
 * @folder: (type filename): the Maildir, made with mode 0700 when it is missing
 * @name: a name of the message, without slashes; the same message delivered again replaces itself, as
 *   long as nobody has read it
 * @message: the message
 * @error: return location for a #GError
 *
 * Returns: %TRUE when the message is on disk; or %FALSE with @error set to %KMS_ERROR_FAILED
 */
gboolean
kms_mail_maildir_deliver (const char *folder, const char *name, GBytes *message, GError **error)
{
  g_autofree char *half = g_build_filename (folder, "tmp", name, NULL);
  g_autofree char *whole = g_build_filename (folder, "new", name, NULL);
  g_autofree char *directory = g_build_filename (folder, "new", NULL);

  if (!make_folders (folder, error) || !write_file (half, message, error))
    return FALSE;
  if (g_rename (half, whole) < 0)
    return fail ("rename", half, error);
  return sync_folder (directory, error);
}
