/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way of a call through libsecret, step by step, under a cancellable of its own. When the time is
 * over, or the keyring fails, the task returns what the memory has; what libsecret may still answer
 * is dropped. No step asks a person, but a retry. */

#include "client/kms-credentials-private.h"

static const SecretSchema schema = {
  .name = KMS_APPLICATION_ID,
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/**
 * kms_credentials_call_free:
 * @data: (transfer full): the data of a task
 */
void
kms_credentials_call_free (gpointer data)
{
  KmsCredentialsCall *call = data;

  drop_source (&call->timer);
  drop_source (&call->cancelled);
  g_clear_object (&call->inner);
  g_clear_object (&call->service);
  g_clear_pointer (&call->unwritten, g_ptr_array_unref);
  g_free (call->server);
  g_free (call);
}

static void
secrets_free (gpointer data)
{
  kms_secrets_free (data);
}

/**
 * kms_credentials_answer:
 * @task: a task with a #KmsCredentialsCall
 *
 * Ends the call with what the memory has: what libsecret is still at is cancelled, and its answer
 * dropped.
 */
void
kms_credentials_answer (GTask *task)
{
  KmsCredentials *self = g_task_get_source_object (task);
  KmsCredentialsCall *call = g_task_get_task_data (task);

  call->over = TRUE;
  drop_source (&call->timer);
  drop_source (&call->cancelled);
  g_cancellable_cancel (call->inner);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (call->kind == KMS_CREDENTIALS_LOOK_UP)
    g_task_return_pointer (
        task, kms_secrets_copy (g_hash_table_lookup (self->memory, call->server)), secrets_free);
  else
    g_task_return_boolean (task, call->kind != KMS_CREDENTIALS_RETRY
                                     || self->keyring == KMS_KEYRING_IN_USE);
}

static void
give_up (GTask *task, KmsKeyring keyring)
{
  kms_credentials_set_keyring (g_task_get_source_object (task), keyring);
  kms_credentials_answer (task);
}

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  KmsKeyring keyring = KMS_KEYRING_ABSENT;

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    keyring = KMS_KEYRING_LOCKED;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
           || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
           || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT))
    keyring = KMS_KEYRING_SILENT;

  g_message ("The keyring cannot be used: %s", error->message);
  g_error_free (error);
  give_up (task, keyring);
}

static gboolean
on_time_over (gpointer data)
{
  g_message ("The keyring does not answer");
  give_up (G_TASK (data), KMS_KEYRING_SILENT);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  kms_credentials_answer (G_TASK (data));
  return G_SOURCE_REMOVE;
}

/* The steps. Each holds a reference to the task, and looks first whether it has returned already. */

static void write_next (GTask *task);

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error) && !call->over)
    fail (task, g_steal_pointer (&error));
  else if (!call->over && call->kind == KMS_CREDENTIALS_RETRY)
    write_next (task);
  else if (!call->over)
    kms_credentials_answer (task);
}

static void
store (GTask *task)
{
  KmsCredentials *self = g_task_get_source_object (task);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  g_autofree char *label = g_strdup_printf ("KMS Desk: %s", call->server);
  const KmsSecrets *secrets = g_hash_table_lookup (self->memory, call->server);
  char *text = kms_secrets_to_json (secrets);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, text, call->inner, on_stored,
                         g_object_ref (task), "server", call->server, NULL);
  kms_secrets_wipe_text (text);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsCredentials *self = g_task_get_source_object (task);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* FALSE without an error: there was nothing to clear. */
  secret_password_clear_finish (result, &error);
  if (call->over)
    return;
  if (error != NULL)
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  if (g_hash_table_lookup (self->memory, call->server) == NULL)
    g_hash_table_remove (self->memory, call->server);
  if (call->kind == KMS_CREDENTIALS_RETRY)
    write_next (task);
  else
    kms_credentials_answer (task);
}

static void
clear (GTask *task)
{
  KmsCredentialsCall *call = g_task_get_task_data (task);

  secret_password_clear (&schema, call->inner, on_cleared, g_object_ref (task), "server",
                         call->server, NULL);
}

/* What only the memory knows goes into the keyring, one after the other. */
static void
write_next (GTask *task)
{
  KmsCredentials *self = g_task_get_source_object (task);
  KmsCredentialsCall *call = g_task_get_task_data (task);

  g_clear_pointer (&call->server, g_free);
  while (call->unwritten->len > 0 && call->server == NULL)
    {
      call->server = g_ptr_array_steal_index_fast (call->unwritten, 0);
      if (!g_hash_table_contains (self->memory, call->server))
        g_clear_pointer (&call->server, g_free);
    }

  if (call->server == NULL)
    give_up (task, KMS_KEYRING_IN_USE);
  else if (g_hash_table_lookup (self->memory, call->server) != NULL)
    store (task);
  else
    clear (task);
}

static void
on_retrieved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsCredentials *self = g_task_get_source_object (task);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SecretValue *value = NULL;
  KmsSecrets *secrets = NULL;
  const char *text = NULL;
  gsize length = 0;

  value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  if (value == NULL)
    {
      if (!call->over)
        fail (task, g_steal_pointer (&error));
      return;
    }

  text = secret_value_get (value, &length);
  secrets = kms_secrets_from_json (text, length, &error);
  secret_value_unref (value);
  if (call->over)
    {
      kms_secrets_free (secrets);
      return;
    }

  if (secrets != NULL)
    g_hash_table_replace (self->memory, g_strdup (call->server), secrets);
  else
    {
      g_message ("What the keyring has for this server is not understood: %s", error->message);
      g_hash_table_remove (self->memory, call->server);
    }
  kms_credentials_answer (task);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsCredentials *self = g_task_get_source_object (task);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autolist (GObject) items = secret_password_search_finish (result, &error);

  if (call->over)
    return;
  if (error != NULL)
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  for (GList *item = items; item != NULL; item = item->next)
    if (SECRET_IS_ITEM (item->data) && secret_item_get_locked (item->data))
      {
        give_up (task, KMS_KEYRING_LOCKED);
        return;
      }

  if (call->kind == KMS_CREDENTIALS_FORGET)
    clear (task);
  else if (items != NULL)
    secret_retrievable_retrieve_secret (items->data, call->inner, on_retrieved,
                                        g_object_ref (task));
  else
    {
      /* Another program may have forgotten it. */
      g_hash_table_remove (self->memory, call->server);
      kms_credentials_answer (task);
    }
}

/* Without unlocking: that would ask the person. */
static void
search (GTask *task)
{
  KmsCredentialsCall *call = g_task_get_task_data (task);

  secret_password_search (&schema, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, call->inner,
                          on_found, g_object_ref (task), "server", call->server, NULL);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (call->over)
    return;
  if (n_unlocked > 0)
    write_next (task);
  else
    give_up (task, KMS_KEYRING_LOCKED);
}

static void
on_collection (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);
  gboolean usable = collection != NULL && !secret_collection_get_locked (collection);

  if (call->over)
    return;
  if (error != NULL)
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  if (call->kind == KMS_CREDENTIALS_STORE && usable)
    store (task);
  else if (call->kind == KMS_CREDENTIALS_STORE)
    give_up (task, KMS_KEYRING_LOCKED);
  else if (usable)
    write_next (task);
  else
    {
      /* From here on a person is asked, who may take the time that it takes. */
      drop_source (&call->timer);
      if (collection != NULL)
        {
          GList one = { .data = collection };

          secret_service_unlock (call->service, &one, call->inner, on_unlocked,
                                 g_object_ref (task));
        }
      else
        write_next (task); /* libsecret makes the keyring */
    }
}

static void
begin_writing (GTask *task)
{
  KmsCredentialsCall *call = g_task_get_task_data (task);

  if (call->kind == KMS_CREDENTIALS_STORE)
    store (task);
  else
    write_next (task);
}

/* Storing into a locked keyring, or one that is not there, would ask the person: so this is looked at
 * first. */
static void
on_service (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  KmsCredentialsCall *call = g_task_get_task_data (task);
  SecretService *service = secret_service_get_finish (result, NULL);

  if (call->over)
    g_clear_object (&service);
  else if (service != NULL)
    {
      call->service = service;
      secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                   call->inner, on_collection, g_object_ref (task));
    }
  else
    begin_writing (task);
}

/* Whether libsecret keeps a file, whose key the Secret portal has: there is no service to look at, and a
 * retry may make the portal ask the person. */
static gboolean
is_in_sandbox (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

static void
write_in_sandbox (GTask *task)
{
  KmsCredentialsCall *call = g_task_get_task_data (task);

  if (call->kind == KMS_CREDENTIALS_RETRY)
    drop_source (&call->timer);
  begin_writing (task);
}

/**
 * kms_credentials_start:
 * @task: (transfer full): a task with a #KmsCredentialsCall
 *
 * Begins the call, and the time that it has.
 */
void
kms_credentials_start (GTask *task)
{
  g_autoptr (GTask) owned = task;
  KmsCredentials *self = g_task_get_source_object (task);
  KmsCredentialsCall *call = g_task_get_task_data (task);

  call->timer = g_timeout_source_new (self->limit);
  g_task_attach_source (task, call->timer, on_time_over);
  if (g_task_get_cancellable (task) != NULL)
    {
      call->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
      g_task_attach_source (task, call->cancelled, G_SOURCE_FUNC (on_cancelled));
    }

  if (call->kind == KMS_CREDENTIALS_LOOK_UP || call->kind == KMS_CREDENTIALS_FORGET)
    search (task);
  else if (is_in_sandbox ())
    write_in_sandbox (task);
  else
    secret_service_get (SECRET_SERVICE_NONE, call->inner, on_service, g_object_ref (task));
}
