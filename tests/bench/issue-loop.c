/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A plain loop over SQLite, with nothing around the statements but transactions. */

#include "issue-loop.h"

#include "store/kms-sqlite-store.h"
#include "store/kms-store-keys.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

static const KmsSecret secret = { .bytes = { 1, 2, 3 } };
static const KmsPart part = { "KX-ONE", "One", KMS_CATEGORY_HDVC };

/* The statements of an issue of one key, in the order in which kms_issuing_issue() runs them. */
static const char *const statements[] = {
  "SELECT issue, digest FROM attempt WHERE dealer = 'bench' AND key = :key",
  "SELECT activation.activation_key, activation.registration_id, part.id, part.part_number,"
  " part.purpose, part.category, binding.device_id, binding.ordinal, binding.registration_key,"
  " binding.issued_at FROM activation JOIN part ON part.id = activation.part"
  " LEFT JOIN binding ON binding.activation_key = activation.activation_key"
  " AND binding.released_at IS NULL"
  " WHERE activation.activation_key = :key",
  "SELECT last_ordinal FROM counter WHERE device_id = :device AND part = 1",
  "INSERT INTO counter (device_id, part, last_ordinal) VALUES (:device, 1, 1)"
  " ON CONFLICT (device_id, part) DO UPDATE SET last_ordinal = counter.last_ordinal + 1"
  " RETURNING last_ordinal",
  "INSERT INTO binding (activation_key, part, device_id, ordinal, registration_key, issued_at)"
  " VALUES (:key, 1, :device, 1, '0123456789ABCDEF', :at)",
  "INSERT INTO issue (dealer, issued_at, category, device_id, line_1, line_2, mail_to_1, mail_to_2,"
  " mail_subject) VALUES ('bench', :at, 'hdvc', :device, '', '', NULL, NULL, NULL) RETURNING id",
  "INSERT INTO issue_key (issue, position, binding, reissued)"
  " VALUES (last_insert_rowid (), 1, (SELECT id FROM binding WHERE activation_key = :key"
  " AND released_at IS NULL), 0)",
  "INSERT INTO attempt (issue, dealer, key, digest) SELECT max (id), 'bench', :key,"
  " '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' FROM issue",
  "DELETE FROM attempt WHERE issue IN (SELECT issue.id"
  " FROM (SELECT attempt.issue AS oldest FROM attempt ORDER BY attempt.issue LIMIT 4)"
  " JOIN issue ON issue.id = oldest WHERE issue.issued_at < 0)",
  "INSERT INTO audit (at, actor, action, subject, details)"
  " VALUES (:at, 'bench', 'issue', last_insert_rowid (), '{\"issued\":1,\"reissued\":0}')",
};

struct _IssueLoop
{
  char *path; /* owned */
  guint next; /* the number of the key that is issued next */
  guint group;
  sqlite3 *handle;                                     /* owned */
  sqlite3_stmt *statements[G_N_ELEMENTS (statements)]; /* owned */
};

/* Spread as real ones are. Both are 16 digits; a device gets one key. */
void
issue_loop_make_identifiers (guint number, KmsKeyPair *pair, char *device_id)
{
  guint64 spread = (number + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  g_snprintf (pair->activation_key, KMS_IDENTIFIER_SIZE, "%016" G_GINT64_MODIFIER "X", spread);
  g_snprintf (pair->registration_id, KMS_IDENTIFIER_SIZE, "ABC%05X", number);
  g_snprintf (device_id, KMS_IDENTIFIER_SIZE, "%016" G_GINT64_MODIFIER "X", ~spread);
}

static gpointer
do_fill (KmsStoreSession *session, gpointer data, GError **error)
{
  gint64 part_id;

  if (!kms_store_add_part (session, &part, &part_id, error))
    return NULL;
  for (guint i = 0; i < GPOINTER_TO_UINT (data); i++)
    {
      char device_id[KMS_IDENTIFIER_SIZE];
      KmsKeyPair pair;

      issue_loop_make_identifiers (i, &pair, device_id);
      if (!kms_store_add_key (session, &pair, part_id, error))
        return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

KmsStore *
issue_loop_open_store (const char *path, guint n_keys)
{
  g_autoptr (GError) error = NULL;
  KmsStore *store = kms_sqlite_store_new (path, KMS_SQLITE_STORE_SERVER, &secret, &error);

  g_assert_no_error (error);
  kms_store_run (store, KMS_STORE_WRITE, do_fill, GUINT_TO_POINTER (n_keys), NULL, &error);
  g_assert_no_error (error);
  return store;
}

static void
check (IssueLoop *loop, int result)
{
  if (result != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (loop->handle));
}

IssueLoop *
issue_loop_new (const char *folder, const char *name, guint n_keys, guint group)
{
  IssueLoop *loop = g_new0 (IssueLoop, 1);
  g_autoptr (KmsStore) store = NULL;

  loop->path = g_build_filename (folder, name, NULL);
  loop->group = group;
  store = issue_loop_open_store (loop->path, n_keys);
  g_clear_object (&store);
  /* The same file, with SQLite's own functions and the settings that cost time. */
  g_assert_cmpint (sqlite3_open (loop->path, &loop->handle), ==, SQLITE_OK);
  check (loop, sqlite3_exec (loop->handle, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
                             NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    check (loop, sqlite3_prepare_v2 (loop->handle, statements[i], -1, &loop->statements[i], NULL));
  return loop;
}

static void
run_statement (IssueLoop *loop, sqlite3_stmt *statement)
{
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsKeyPair pair;
  const struct
  {
    const char *name;
    const char *value;
  } texts[] = { { ":key", pair.activation_key }, { ":device", device_id } };
  int result;

  issue_loop_make_identifiers (loop->next, &pair, device_id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      int index = sqlite3_bind_parameter_index (statement, texts[i].name);

      if (index > 0)
        check (loop, sqlite3_bind_text (statement, index, texts[i].value, -1, SQLITE_STATIC));
    }
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":at"), loop->next);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    ;
  g_assert_cmpint (result, ==, SQLITE_DONE);
  check (loop, sqlite3_reset (statement));
}

void
issue_loop_run (IssueLoop *loop, guint n_issues)
{
  for (guint i = 0; i < n_issues; i += loop->group)
    {
      check (loop, sqlite3_exec (loop->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL));
      for (guint j = 0; j < loop->group; j++, loop->next++)
        {
          for (guint k = 0; k < G_N_ELEMENTS (statements); k++)
            run_statement (loop, loop->statements[k]);
        }
      check (loop, sqlite3_exec (loop->handle, "COMMIT", NULL, NULL, NULL));
    }
}

void
issue_loop_free (IssueLoop *loop)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    sqlite3_finalize (loop->statements[i]);
  sqlite3_close (loop->handle);
  g_unlink (loop->path);
  g_free (loop->path);
  g_free (loop);
}
