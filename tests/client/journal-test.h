/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A journal of its own for each test, in a folder that does not exist yet, and waiting for its answers. For one
 * test program: everything is static. The fixture owns what is in it. */

#pragma once

#include "async-test.h"
#include "client/kms-journal.h"
#include "tree-test.h"

typedef struct
{
  char *root;
  char *folder;
  char *path;
  KmsClock *clock;
  KmsJournal *journal; /* NULL when a test let it go */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("kms-journal-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->folder = g_build_filename (fixture->root, "a", "kms-desk", NULL);
  fixture->path = g_build_filename (fixture->folder, "journal.db", NULL);
  fixture->clock = kms_clock_new_fixed (1000);
  fixture->journal = kms_journal_new (fixture->path, fixture->clock);
}

/* The thread of the journal may be the one that drops the last reference, a moment later. */
static void
let_go (KmsJournal *journal)
{
  GWeakRef reference;
  gpointer object = NULL;

  g_weak_ref_init (&reference, journal);
  g_object_unref (journal);
  while ((object = g_weak_ref_get (&reference)) != NULL)
    {
      g_object_unref (object);
      g_main_context_iteration (NULL, FALSE);
    }
  g_weak_ref_clear (&reference);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  if (fixture->journal != NULL)
    let_go (fixture->journal);
  kms_clock_unref (fixture->clock);
  remove_tree (fixture->root);
  g_free (fixture->path);
  g_free (fixture->folder);
  g_free (fixture->root);
}
