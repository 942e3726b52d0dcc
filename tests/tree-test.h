/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a test leaves on the disk, and takes away. */

#pragma once

#include <glib/gstdio.h>

/* Removes the file, or the folder with all that is in it. */
static inline void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  for (const char *name = folder != NULL ? g_dir_read_name (folder) : NULL; name != NULL;
       name = g_dir_read_name (folder))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}
