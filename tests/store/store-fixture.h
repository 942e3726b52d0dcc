/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the store share: a fresh folder for each test, stores in it, and short words for
 * what they do. */

#pragma once

#include "async-test.h"
#include "store/kms-sqlite-store.h"
#include "store/kms-store-keys.h"
#include "store/kms-store-session.h"

#include <glib/gstdio.h>

#define DEVICE "0123456789ABCDEF"

static const KmsSecret secret = { .bytes = { 1, 2, 3 } };
static const KmsSecret other_secret = { .bytes = { 3, 2, 1 } };
static const KmsPart part = { "KX-ONE", "One", KMS_CATEGORY_HDVC };

typedef struct
{
  char *folder;
  char *path;  /* store.db in the folder */
  char *other; /* other.db */
} Fixture;

static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "store.db", NULL);
  fixture->other = g_build_filename (fixture->folder, "other.db", NULL);
}

/* What is in the folder, in any order, each with a space behind it. */
static inline char *
list_folder (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, &error);
  GString *names = g_string_new (NULL);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_string_append_printf (names, "%s ", name);
  return g_string_free (names, FALSE);
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *left = NULL;

  g_unlink (fixture->path);
  g_unlink (fixture->other);
  /* Nothing else was left behind, no journal and no half-written copy. */
  left = list_folder (fixture);
  g_assert_cmpstr (left, ==, "");
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->other);
}

static inline KmsStore *
new_store (const char *path, KmsSqliteStoreKind kind)
{
  g_autoptr (GError) error = NULL;
  KmsStore *store = kms_sqlite_store_new (path, kind, &secret, &error);

  g_assert_no_error (error);
  return store;
}

/* Takes the next ordinal of the one part; the number is the result. */
static inline gpointer
do_take_ordinal (KmsStoreSession *session, gpointer data, GError **error)
{
  gint64 part_id;
  guint ordinal;

  if (!kms_store_add_part (session, &part, &part_id, error)
      || !kms_store_take_ordinal (session, DEVICE, part_id, &ordinal, error))
    return NULL;
  return GUINT_TO_POINTER (ordinal);
}

/* One more than the last ordinal that was taken. */
static inline gpointer
do_peek_ordinal (KmsStoreSession *session, gpointer data, GError **error)
{
  gint64 part_id;
  guint ordinal;

  if (!kms_store_find_part (session, part.part_number, &part_id, error)
      || !kms_store_get_last_ordinal (session, DEVICE, part_id, &ordinal, error))
    return NULL;
  return GUINT_TO_POINTER (ordinal + 1);
}

static inline guint
take_ordinal (KmsStore *store)
{
  g_autoptr (GError) error = NULL;
  gpointer ordinal = kms_store_run (store, KMS_STORE_WRITE, do_take_ordinal, NULL, NULL, &error);

  g_assert_no_error (error);
  return GPOINTER_TO_UINT (ordinal);
}

static inline guint
last_ordinal (KmsStore *store)
{
  g_autoptr (GError) error = NULL;
  gpointer next = kms_store_run (store, KMS_STORE_READ, do_peek_ordinal, NULL, NULL, &error);

  g_assert_no_error (error);
  return GPOINTER_TO_UINT (next) - 1;
}

/* Runs the SQL that @data is. */
static inline gpointer
do_execute (KmsStoreSession *session, gpointer data, GError **error)
{
  return GINT_TO_POINTER (kms_database_execute (session->database, data, error));
}

static inline gboolean
execute (KmsStore *store, const char *sql, GError **error)
{
  return kms_store_run (store, KMS_STORE_WRITE, do_execute, (gpointer) sql, NULL, error) != NULL;
}

/* Holds a thread of the store until it is let go. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean begun;
  gboolean let_go;
  GThread *thread;
} Gate;

static inline void
hold (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->thread = g_thread_self ();
  gate->begun = TRUE;
  g_cond_signal (&gate->cond);
  while (!gate->let_go)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static inline gpointer
do_wait (KmsStoreSession *session, gpointer data, GError **error)
{
  hold (data);
  return do_take_ordinal (session, NULL, error);
}

static inline void
wait_until_begun (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->begun)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static inline void
let_go (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->let_go = TRUE;
  g_cond_signal (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

static inline gboolean
save (KmsStore *store, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_sqlite_store_save_async (KMS_SQLITE_STORE (store), path, NULL, take_result, &result);
  wait_for (&result);
  return kms_sqlite_store_save_finish (KMS_SQLITE_STORE (store), result, error);
}

static inline gboolean
load (KmsStore *store, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_sqlite_store_load_async (KMS_SQLITE_STORE (store), path, NULL, take_result, &result);
  wait_for (&result);
  return kms_sqlite_store_load_finish (KMS_SQLITE_STORE (store), result, error);
}

/* The first column of the first row, "-" for no row. */
static inline gpointer
do_ask (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, data, error);
  gboolean row;

  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return NULL;
  return g_strdup (row ? kms_statement_get_text (statement, 0) : "-");
}

static inline void
assert_answer (KmsStore *store, const char *sql, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer =
      kms_store_run (store, KMS_STORE_READ, do_ask, (gpointer) sql, g_free, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, expected);
}

static inline GBytes *
read_bytes (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static inline void
assert_same_bytes (const char *path, GBytes *before)
{
  g_autoptr (GBytes) now = read_bytes (path);

  g_assert_true (g_bytes_equal (before, now));
}
