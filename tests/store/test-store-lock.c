/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One server works on a file; another one is refused, in this process or elsewhere, by whatever name
 * it calls the file, until the first has ended, however it ended. */

#include "store-fixture.h"

#include <string.h>
#include <unistd.h>

/* How this program is started again as another one. */
static const char *program;

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kms_sqlite_store_new (path, KMS_SQLITE_STORE_SERVER, &secret, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_BUSY);
  g_assert_nonnull (strstr (error->message, "another server works on"));
}

static void
test_same_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (KmsStore) other = new_store (fixture->other, KMS_SQLITE_STORE_SERVER);

  assert_refused (fixture->path);
  g_assert_cmpuint (take_ordinal (store), ==, 1);
  /* Being refused did not let go of the first one's lock. */
  assert_refused (fixture->path);
  g_clear_object (&store);
  store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_assert_cmpuint (last_ordinal (store), ==, 1);
}

static void
test_by_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);

  g_assert_cmpint (symlink (fixture->path, fixture->other), ==, 0);
  assert_refused (fixture->other);
  g_clear_object (&store);
  store = new_store (fixture->other, KMS_SQLITE_STORE_SERVER);
  assert_refused (fixture->path);
}

/* What cannot be opened stays unlocked. */
static void
test_refused_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *files = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "This is a text.", -1, NULL));
  g_assert_null (kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_SERVER, &secret, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FOREIGN);
  files = list_folder (fixture);
  g_assert_cmpstr (files, ==, "store.db ");
}

/* Another process: opens the file, says so, and stays until it is killed. */
static int
hold_file (const char *path)
{
  g_autoptr (KmsStore) store = new_store (path, KMS_SQLITE_STORE_SERVER);

  g_assert_cmpint (write (STDOUT_FILENO, "open\n", 5), ==, 5);
  while (TRUE)
    pause ();
  return 0;
}

static void
test_other_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                                    "--hold", fixture->path, NULL);
  g_autoptr (KmsStore) store = NULL;
  char said[5];

  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (other), said, sizeof said,
                                        NULL, &error),
                   ==, 5);
  assert_refused (fixture->path);
  g_subprocess_force_exit (other);
  g_assert_true (g_subprocess_wait (other, NULL, &error));
  store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_assert_cmpuint (take_ordinal (store), ==, 1);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "same-process", test_same_process },
    { "by-link", test_by_link },
    { "refused-file", test_refused_file },
    { "other-process", test_other_process },
  };

  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold_file (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/store-lock/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
