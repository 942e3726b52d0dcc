/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal keeps drafts by account, in the order of the calls, beside other programs, and through
 * every failure: what fails is told, and the next call tries again. */

#include "common/kms-database.h"
#include "common/kms-error.h"
#include "journal-test.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define ACCOUNT "demo"

static gboolean
save (KmsJournal *journal, const char *account, const KmsDraft *draft, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_journal_save_draft_async (journal, account, draft, NULL, take_result, &result);
  return kms_journal_save_draft_finish (journal, wait_for (&result), error);
}

static void
assert_saved (KmsJournal *journal, const char *account, const KmsDraft *draft)
{
  g_autoptr (GError) error = NULL;

  save (journal, account, draft, &error);
  g_assert_no_error (error);
}

static void
assert_deleted (KmsJournal *journal, const char *account, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_journal_delete_draft_async (journal, account, id, NULL, take_result, &result);
  g_assert_true (kms_journal_delete_draft_finish (journal, wait_for (&result), &error));
  g_assert_no_error (error);
}

static GPtrArray *
list (KmsJournal *journal, const char *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts = NULL;

  kms_journal_list_drafts_async (journal, account, NULL, take_result, &result);
  drafts = kms_journal_list_drafts_finish (journal, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (drafts);
  return drafts;
}

static KmsDraft *
make_draft (const char *device)
{
  KmsDraft *draft = kms_draft_new (KMS_DRAFT_PRACTICE);

  g_free (draft->device);
  draft->device = g_strdup (device);
  return draft;
}

/* The devices of the drafts of an account, as in "b a". */
static char *
devices (KmsJournal *journal, const char *account)
{
  g_autoptr (GPtrArray) drafts = list (journal, account);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < drafts->len; i++)
    g_ptr_array_add (names, ((KmsDraft *) g_ptr_array_index (drafts, i))->device);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

#define assert_devices(journal, account, expected)       \
  G_STMT_START                                           \
  {                                                      \
    g_autofree char *found = devices (journal, account); \
    g_assert_cmpstr (found, ==, expected);               \
  }                                                      \
  G_STMT_END

static void
test_keeps (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsDraft) a = make_draft ("a");
  g_autoptr (KmsDraft) b = make_draft ("b");
  g_autoptr (GPtrArray) drafts = NULL;
  const KmsDraft *first = NULL;

  assert_devices (fixture->journal, ACCOUNT, "");
  assert_saved (fixture->journal, ACCOUNT, a);
  kms_clock_set (fixture->clock, 2000);
  assert_saved (fixture->journal, ACCOUNT, b);
  assert_devices (fixture->journal, ACCOUNT, "b a");
  assert_devices (fixture->journal, "somebody else", "");

  /* Saving again replaces, and makes it the newest. */
  kms_clock_set (fixture->clock, 3000);
  a->step = 2;
  assert_saved (fixture->journal, ACCOUNT, a);
  drafts = list (fixture->journal, ACCOUNT);
  g_assert_cmpuint (drafts->len, ==, 2);
  first = g_ptr_array_index (drafts, 0);
  g_assert_cmpstr (first->id, ==, a->id);
  g_assert_cmpint (first->saved_at, ==, 3000);
  g_assert_cmpuint (first->step, ==, 2);
  g_assert_true (kms_draft_same_work (first, a));
  g_assert_cmpint (a->saved_at, ==, 0); /* the caller's is left alone */

  assert_deleted (fixture->journal, "somebody else", a->id);
  assert_devices (fixture->journal, ACCOUNT, "a b");
  assert_deleted (fixture->journal, ACCOUNT, a->id);
  assert_deleted (fixture->journal, ACCOUNT, a->id);
  assert_devices (fixture->journal, ACCOUNT, "b");
}

static void
test_modes (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsDraft) draft = make_draft ("a");
  struct stat status;

  umask (0);
  assert_saved (fixture->journal, ACCOUNT, draft);
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 07777, ==, 0600);
  g_assert_cmpint (stat (fixture->folder, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 07777, ==, 0700);
}

/* Calls are done in their order, also when nobody waits in between. */
static void
test_order (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsDraft) draft = make_draft ("kept");

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *device = g_strdup_printf ("%u", i);
      g_autoptr (KmsDraft) gone = make_draft (device);

      kms_journal_save_draft_async (fixture->journal, ACCOUNT, gone, NULL, NULL, NULL);
      kms_journal_delete_draft_async (fixture->journal, ACCOUNT, gone->id, NULL, NULL, NULL);
      draft->step = i % 4;
      kms_journal_save_draft_async (fixture->journal, ACCOUNT, draft, NULL, NULL, NULL);
    }
  assert_devices (fixture->journal, ACCOUNT, "kept");
}

static void
test_two_programs (Fixture *fixture, gconstpointer unused)
{
  KmsJournal *other = kms_journal_new (fixture->path, fixture->clock);
  g_autoptr (KmsDraft) a = make_draft ("a");
  g_autoptr (KmsDraft) b = make_draft ("b");

  for (guint i = 0; i < 10; i++)
    {
      kms_journal_save_draft_async (fixture->journal, ACCOUNT, a, NULL, NULL, NULL);
      assert_saved (other, ACCOUNT, b);
    }
  kms_clock_set (fixture->clock, 2000);
  assert_saved (fixture->journal, ACCOUNT, a);
  assert_devices (other, ACCOUNT, "a b");
  assert_devices (fixture->journal, ACCOUNT, "a b");
  let_go (other);
}

static int n_messages;

static GLogWriterOutput
count_messages (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & G_LOG_LEVEL_MESSAGE)
    g_atomic_int_inc (&n_messages);
  return G_LOG_WRITER_HANDLED;
}

static void
execute (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = kms_database_open (path, 0, &error);

  g_assert_no_error (error);
  kms_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

/* A draft of another version is left out, left in the file, and reported once. */
static void
test_unreadable (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsDraft) a = make_draft ("a");
  g_autoptr (KmsDraft) b = make_draft ("b");

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  g_log_set_writer_func (count_messages, NULL, NULL);
  assert_saved (fixture->journal, ACCOUNT, a);
  assert_saved (fixture->journal, ACCOUNT, b);
  execute (fixture->path, "UPDATE draft SET json = replace (json, '\"step\":0', '\"step\":7') "
                          "WHERE json LIKE '%\"device\":\"a\"%'");
  assert_devices (fixture->journal, ACCOUNT, "b");
  assert_devices (fixture->journal, ACCOUNT, "b");
  g_assert_cmpint (g_atomic_int_get (&n_messages), ==, 1);

  execute (fixture->path, "UPDATE draft SET json = replace (json, '\"step\":7', '\"step\":0')");
  assert_deleted (fixture->journal, ACCOUNT, b->id);
  assert_devices (fixture->journal, ACCOUNT, "a");
}

static void
make_directory (const Fixture *fixture)
{
  g_assert_cmpint (g_mkdir_with_parents (fixture->path, 0700), ==, 0);
}

static void
make_foreign (const Fixture *fixture)
{
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path,
                                      "just a text, longer than a header of SQLite "
                                      "is, which makes it none of ours at all\n"
                                      "................................",
                                      -1, NULL));
}

static void
make_newer (const Fixture *fixture)
{
  g_autoptr (KmsDraft) draft = make_draft ("x");

  assert_saved (fixture->journal, ACCOUNT, draft);
  execute (fixture->path, "PRAGMA user_version = 99");
}

static void
make_blocked (const Fixture *fixture)
{
  g_autofree char *parent = g_path_get_dirname (fixture->folder);

  g_assert_true (g_file_set_contents (parent, "a file where a folder should be", -1, NULL));
}

static const struct
{
  void (*damage) (const Fixture *fixture);
  KmsError code;
} obstacles[] = {
  { make_directory, KMS_ERROR_STORE_FOREIGN },
  { make_foreign, KMS_ERROR_STORE_FOREIGN },
  { make_newer, KMS_ERROR_STORE_NEWER },
  { make_blocked, KMS_ERROR_STORE_FAILED },
};

/* Each obstacle is told, by each call; with it out of the way, the next call works. */
static void
test_obstacles (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *top = g_path_get_dirname (fixture->folder);
  g_autoptr (KmsDraft) draft = make_draft ("a");

  for (guint i = 0; i < G_N_ELEMENTS (obstacles); i++)
    {
      g_autoptr (GError) save_error = NULL;
      g_autoptr (GError) list_error = NULL;
      g_autoptr (GAsyncResult) result = NULL;

      obstacles[i].damage (fixture);
      g_assert_false (save (fixture->journal, ACCOUNT, draft, &save_error));
      g_assert_error (save_error, KMS_ERROR, (int) obstacles[i].code);
      kms_journal_list_drafts_async (fixture->journal, ACCOUNT, NULL, take_result, &result);
      g_assert_null (
          kms_journal_list_drafts_finish (fixture->journal, wait_for (&result), &list_error));
      g_assert_error (list_error, KMS_ERROR, (int) obstacles[i].code);

      remove_tree (top);
      assert_saved (fixture->journal, ACCOUNT, draft);
      assert_devices (fixture->journal, ACCOUNT, "a");
      remove_tree (top);
    }
  assert_devices (fixture->journal, ACCOUNT, "");
}

/* A full disk, by a limit on the size of files: the draft on disk stays as it was. */
static void
test_disk_full (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsDraft) draft = make_draft ("small");
  g_autoptr (GError) error = NULL;
  const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
  const struct rlimit some = { 64 * 1024, RLIM_INFINITY };

  signal (SIGXFSZ, SIG_IGN);
  assert_saved (fixture->journal, ACCOUNT, draft);

  g_free (draft->device);
  draft->device = g_strnfill (1024 * 1024, 'x');
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &some), ==, 0);
  g_assert_false (save (fixture->journal, ACCOUNT, draft, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FULL);

  assert_devices (fixture->journal, ACCOUNT, "small");
  assert_saved (fixture->journal, ACCOUNT, draft);
  assert_devices (fixture->journal, ACCOUNT, draft->device);
}

static void
test_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (KmsDraft) draft = make_draft ("a");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  kms_journal_save_draft_async (fixture->journal, ACCOUNT, draft, cancellable, take_result,
                                &result);
  g_assert_false (kms_journal_save_draft_finish (fixture->journal, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_devices (fixture->journal, ACCOUNT, "");
}

/* Whoever lets go of the journal at once does not lose what it was given. */
static void
test_let_go (Fixture *fixture, gconstpointer unused)
{
  KmsJournal *other = kms_journal_new (fixture->path, fixture->clock);
  g_autoptr (KmsDraft) draft = make_draft ("a");

  kms_journal_save_draft_async (other, ACCOUNT, draft, NULL, NULL, NULL);
  let_go (other);
  assert_devices (fixture->journal, ACCOUNT, "a");
}

/* What begins so, to the letter, and nothing else. */
static void
test_forget (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    const char *account;
    guint left;
  } rows[] = {
    { "demo", 1 },
    { "demo/scenario/1", 0 },
    { "demo/scenario/2", 0 },
    { "Demo/scenario/1", 1 },
    { "https://x/demo/scenario/", 1 },
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);

      assert_saved (fixture->journal, rows[i].account, draft);
    }
  kms_journal_forget_async (fixture->journal, "demo/scenario/", take_result, &result);
  g_assert_true (kms_journal_forget_finish (fixture->journal, wait_for (&result), &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) drafts = list (fixture->journal, rows[i].account);

      g_assert_cmpuint (drafts->len, ==, rows[i].left);
    }
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/journal/keeps", test_keeps);
  add ("/journal/modes", test_modes);
  add ("/journal/order", test_order);
  add ("/journal/two-programs", test_two_programs);
  add ("/journal/unreadable", test_unreadable);
  add ("/journal/obstacles", test_obstacles);
  add ("/journal/disk-full", test_disk_full);
  add ("/journal/forget", test_forget);
  add ("/journal/cancelled", test_cancelled);
  add ("/journal/let-go", test_let_go);

  return g_test_run ();
}
