/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was told is there, once, and nothing is there by half: after a process was killed at any moment,
 * and after a disk that fails to keep what is written. The process is this program, started again;
 * it prints each key as soon as the store has told that it is added. */

#include "store-fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_IN_FLIGHT 64
#define N_KILLED    50

/* How this program is started again as another one. */
static const char *program;

/* The process under load. */
typedef struct
{
  KmsStore *store;
  guint64 next; /* the activation key that is added next, as a number */
  guint64 n_left;
  guint n_waiting;
} Load;

static gpointer
do_add_key (KmsStoreSession *session, gpointer data, GError **error)
{
  const guint64 *number = data;
  KmsStoredKey key = { .issued_at = 1 };

  g_snprintf (key.activation.pair.activation_key, KMS_IDENTIFIER_SIZE, "%016" G_GINT64_MODIFIER "X",
              *number);
  g_strlcpy (key.activation.pair.registration_id, "ABC", KMS_IDENTIFIER_SIZE);
  g_strlcpy (key.activation.device_id, DEVICE, KMS_IDENTIFIER_SIZE);
  g_strlcpy (key.registration_key, DEVICE, KMS_IDENTIFIER_SIZE);
  if (!kms_store_add_part (session, &part, &key.part_id, error)
      || !kms_store_add_key (session, &key.activation.pair, key.part_id, error)
      || !kms_store_take_ordinal (session, DEVICE, key.part_id, &key.ordinal, error)
      || !kms_store_bind_key (session, &key, error))
    return NULL;
  return g_memdup2 (number, sizeof *number);
}

static void add_next (Load *load);

/* Straight to the pipe: what is printed has left the process. */
static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (1);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *load = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree guint64 *number = kms_store_run_finish (KMS_STORE (source), result, &error);

  load->n_waiting--;
  if (number == NULL)
    say ("failed: %s\n", error->message);
  else
    say ("%016" G_GINT64_MODIFIER "X\n", *number);
  if (load->n_left > 0)
    add_next (load);
}

static void
add_next (Load *load)
{
  load->n_waiting++;
  load->n_left--;
  kms_store_run_async (load->store, KMS_STORE_WRITE, do_add_key,
                       g_memdup2 (&load->next, sizeof load->next), g_free, g_free, NULL, on_added,
                       load);
  load->next++;
}

static int
add_keys (const char *path, const char *first, const char *n_keys)
{
  Load load = { .next = g_ascii_strtoull (first, NULL, 10),
                .n_left = g_ascii_strtoull (n_keys, NULL, 10) };

  load.store = new_store (path, KMS_SQLITE_STORE_SERVER);
  for (guint i = 0; i < N_IN_FLIGHT; i++)
    add_next (&load);
  while (load.n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (load.store);
  return 0;
}

/* Starts it, maybe below another program (@before, NULL-terminated). */
static GSubprocess *
start (Fixture *fixture, const char *const *before, guint64 first, guint n_keys)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  for (guint i = 0; before != NULL && before[i] != NULL; i++)
    g_ptr_array_add (arguments, g_strdup (before[i]));
  g_ptr_array_add (arguments, g_strdup (program));
  g_ptr_array_add (arguments, g_strdup ("--add-keys"));
  g_ptr_array_add (arguments, g_strdup (fixture->path));
  g_ptr_array_add (arguments, g_strdup_printf ("%" G_GUINT64_FORMAT, first));
  g_ptr_array_add (arguments, g_strdup_printf ("%u", n_keys));
  g_ptr_array_add (arguments, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* Reads lines to the end of the output; kills the process after @n_lines of them. */
static void
read_lines (GSubprocess *process, GPtrArray *lines, guint n_lines)
{
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  guint n_read = 0;

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      char *line;

      if (n_read++ == n_lines)
        g_subprocess_force_exit (process);
      line = g_data_input_stream_read_line (output, NULL, NULL, &error);
      g_assert_no_error (error);
      if (line == NULL)
        break;
      /* A line that was cut short was not told. */
      if (strlen (line) == 16 || g_str_has_prefix (line, "failed"))
        g_ptr_array_add (lines, line);
      else
        g_free (line);
    }
}

/* Each key that was told is there, once by its being a primary key. */
static gpointer
do_look_up (KmsStoreSession *session, gpointer data, GError **error)
{
  GPtrArray *keys = data;

  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (KmsStoredKey) key = NULL;

      if (!kms_store_find_key (session, g_ptr_array_index (keys, i), &key, error))
        return NULL;
      if (key == NULL)
        g_error ("%s is lost", (char *) g_ptr_array_index (keys, i));
    }
  return keys;
}

static void
assert_kept (Fixture *fixture, GPtrArray *keys)
{
  g_autoptr (KmsStore) store = new_store (fixture->path, KMS_SQLITE_STORE_SERVER);
  g_autoptr (GError) error = NULL;

  kms_store_run (store, KMS_STORE_READ, do_look_up, keys, NULL, &error);
  g_assert_no_error (error);
  assert_answer (store, "PRAGMA integrity_check", "ok");
  /* Nothing is there by half. */
  assert_answer (store,
                 "SELECT (SELECT count (*) FROM activation) = (SELECT count (*) FROM binding)"
                 " AND (SELECT count (*) FROM binding)"
                 " = (SELECT coalesce (max (last_ordinal), 0) FROM counter)",
                 "1");
}

/* At a moment that is another one each time: before it has opened the file, in a first commit, in a
 * checkpoint. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_KILLED; i++)
    {
      g_autoptr (GError) error = NULL;
      guint n_lines = (guint) g_test_rand_int_range (0, i % 2 == 0 ? 1000 : 50);
      g_autoptr (GSubprocess) process = start (fixture, NULL, i * 100000 + 1, 50000);

      read_lines (process, keys, n_lines);
      g_assert_true (g_subprocess_wait (process, NULL, &error));
      g_assert_true (g_subprocess_get_if_signaled (process));
      g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
      if (i % 10 == 9)
        assert_kept (fixture, keys);
    }
  g_assert_cmpuint (keys->len, >, N_KILLED * 50);
}

/* strace makes calls fail. Not everywhere may one process trace another. */
static gboolean
can_strace (void)
{
  const char *const command[] = { "strace", "-qq", "-o", "/dev/null", "true", NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      command, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);

  return process != NULL && g_subprocess_wait_check (process, NULL, NULL);
}

/* Runs it until fsync fails; what it told until then is in @keys. */
static void
run_until_sync_fails (Fixture *fixture,
                      const char *path,
                      guint when,
                      guint64 first,
                      GPtrArray *keys)
{
  g_autofree char *inject = g_strdup_printf ("inject=fsync,fdatasync:error=EIO:when=%u+", when);
  const char *const strace[] = { "strace", "-f",   "-qq", "-o", "/dev/null",
                                 "-e",     inject, "-P",  path, NULL };
  const char *const strace_all[] = { "strace", "-f", "-qq", "-o", "/dev/null", "-e", inject, NULL };
  g_autoptr (GSubprocess) process =
      start (fixture, path == NULL ? strace_all : strace, first, 20000);
  g_autoptr (GError) error = NULL;
  guint n_before = keys->len;

  read_lines (process, keys, G_MAXUINT);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  /* It ended by itself, at once: no other outcome was told to anybody. */
  g_assert_true (g_subprocess_get_if_signaled (process));
  for (guint i = n_before; i < keys->len; i++)
    g_assert_false (g_str_has_prefix (g_ptr_array_index (keys, i), "failed"));
  /* A group is told as a whole, and not all of them were. */
  g_assert_cmpuint (keys->len - n_before, <, 20000);
}

/* The disk fails to keep a commit, an early one or a later one. */
static void
test_sync_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  guint n_before;

  if (!can_strace ())
    {
      g_test_skip ("strace cannot trace here");
      return;
    }
  g_object_unref (new_store (fixture->path, KMS_SQLITE_STORE_SERVER));
  for (guint when = 3; when < 40; when += 6)
    {
      n_before = keys->len;
      run_until_sync_fails (fixture, NULL, when, when * 100000 + 1, keys);
      assert_kept (fixture, keys);
    }
  g_assert_cmpuint (keys->len, >, n_before);
}

/* The disk fails when the log is moved into the file, which is the only time that one is synced. What
 * was told until then is in the log. */
static void
test_checkpoint_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (!can_strace ())
    {
      g_test_skip ("strace cannot trace here");
      return;
    }
  g_object_unref (new_store (fixture->path, KMS_SQLITE_STORE_SERVER));
  run_until_sync_fails (fixture, fixture->path, 1, 1, keys);
  g_assert_cmpuint (keys->len, >, 100);
  assert_kept (fixture, keys);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "killed", test_killed },
    { "sync-fails", test_sync_fails },
    { "checkpoint-fails", test_checkpoint_fails },
  };

  if (argc == 5 && g_str_equal (argv[1], "--add-keys"))
    return add_keys (argv[2], argv[3], argv[4]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/store-crash/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
