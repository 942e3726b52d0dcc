/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands about the store as a whole: releases, backup, check. */

#include "server/kms-admin.h"

#include "engine/kms-identifier.h"
#include "issuing/kms-sheets.h"
#include "store/kms-sqlite-store.h"
#include "store/kms-store-sheets.h"

#include <sys/stat.h>

/* Of a check, in one reading. */
#define KEYS_AT_ONCE 5000

/* How far a check has come. */
typedef struct
{
  KmsService *service; /* borrowed */
  char *table;         /* owned; the last one; NULL: none as yet */
  guint n_tables;
  gboolean tables_done;
  gint64 last_key;
  guint64 n_keys;
  gboolean keys_done;
} Check;

static void
check_free (Check *check)
{
  g_free (check->table);
  g_free (check);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_free)

static char *
release_key (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  KmsIdentifierReading reading;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  if (!kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, kms_admin_get_text (call, "key"), -1,
                            &reading))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_ACTIVATION_KEY_INVALID, "this is no activation key");
      return NULL;
    }
  if (!kms_issuing_release (call->service->issuing, session, "operator", reading.digits,
                            kms_admin_get_text (call, "reason"), error))
    return NULL;
  return g_strdup_printf ("%s is released and can be issued for any device.\n",
                          kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, reading.digits,
                                                 shown));
}

/* Saving a store onto itself would say that there is a copy. */
static gboolean
is_the_store (KmsService *service, const char *path)
{
  g_autofree char *store = kms_configuration_get_store_path (service->configuration);
  struct stat ours;
  struct stat there;

  return stat (store, &ours) == 0 && stat (path, &there) == 0 && ours.st_dev == there.st_dev
         && ours.st_ino == there.st_ino;
}

static void
on_saved (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const KmsAdminCall *call = kms_admin_get_call (task);
  GError *error = NULL;

  if (!kms_sqlite_store_save_finish (KMS_SQLITE_STORE (store), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           g_strdup_printf ("The store is in %s now. The issuer secret, %s, is not "
                                            "in it: keep a copy of that apart.\n",
                                            kms_admin_get_text (call, "file"),
                                            call->service->configuration->secret_file),
                           g_free);
}

static void
back_up (const KmsAdminCall *call, GTask *task)
{
  g_autoptr (GTask) owned = task;
  const char *path = kms_admin_get_text (call, "file");

  if (is_the_store (call->service, path))
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                             "%s is the store itself, not a place for its backup", path);
  else
    kms_sqlite_store_save_async (KMS_SQLITE_STORE (call->service->store), path, NULL, on_saved,
                                 g_steal_pointer (&owned));
}

/* Goes on with a check where it stands: one short reading for a table or some keys, so that the log of
 * the store does not grow meanwhile. */
static void check_next (Check *check, GTask *task);

static gpointer
do_check (KmsStoreSession *session, gpointer data, GError **error)
{
  const Check *before = data;
  g_autoptr (Check) after = g_new0 (Check, 1);

  after->service = before->service;
  after->n_tables = before->n_tables;
  after->n_keys = before->n_keys;
  if (!before->tables_done)
    {
      if (!kms_store_check_next_table (session, before->table == NULL ? "" : before->table,
                                       &after->table, error))
        return NULL;
      after->tables_done = after->table == NULL;
      after->n_tables += after->tables_done ? 0 : 1;
      return g_steal_pointer (&after);
    }
  {
    g_autofree KmsKeyCheck *keys = kms_issuing_check_keys (before->service->issuing, session,
                                                           before->last_key, KEYS_AT_ONCE, error);

    if (keys == NULL)
      return NULL;
    after->tables_done = TRUE;
    after->last_key = keys->last;
    after->n_keys += keys->n_checked;
    after->keys_done = keys->complete;
  }
  return g_steal_pointer (&after);
}

static void
on_checked (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (Check) check = kms_store_run_finish (KMS_STORE (store), result, &error);

  if (check == NULL)
    g_task_return_error (task, error);
  else if (!check->keys_done)
    check_next (g_steal_pointer (&check), g_steal_pointer (&task));
  else
    g_task_return_pointer (task,
                           g_strdup_printf ("All is well: %u tables, %" G_GUINT64_FORMAT
                                            " registration keys.\n",
                                            check->n_tables, check->n_keys),
                           g_free);
}

/* @check: (transfer full); @task: (transfer full) */
static void
check_next (Check *check, GTask *task)
{
  kms_store_run_async (check->service->store, KMS_STORE_READ, do_check, check,
                       (GDestroyNotify) check_free, (GDestroyNotify) check_free, NULL, on_checked,
                       task);
}

static void
start_check (const KmsAdminCall *call, GTask *task)
{
  Check *check = g_new0 (Check, 1);

  check->service = call->service;
  check_next (check, task);
}

static const KmsAdminParameter key_argument = { "key", KMS_ADMIN_TEXT, TRUE, NULL };
static const KmsAdminParameter file_argument = { "file", KMS_ADMIN_PATH, TRUE, NULL };

static const KmsAdminParameter release_options[] = {
  { "reason", KMS_ADMIN_TEXT, TRUE, "Why, for the audit" },
  { NULL },
};

const KmsAdminCommand kms_admin_store_commands[] = {
  { "release", "Unbind an activation key from its device", &key_argument, release_options,
    KMS_STORE_WRITE, release_key, NULL, NULL },
  { "backup", "Write everything into a file, also while the server runs", &file_argument, NULL,
    KMS_STORE_READ, NULL, NULL, back_up },
  { "check", "Check the store, and every registration key against the issuer secret", NULL, NULL,
    KMS_STORE_READ, NULL, NULL, start_check },
  { NULL },
};
