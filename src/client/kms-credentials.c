/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of each server, in memory and in the keyring. The memory has all that was given to
 * this program; each call is a GTask that first goes to the keyring (kms-credentials-steps.c). */

#include "client/kms-credentials-private.h"

#define LIMIT 5000 /* milliseconds */

typedef enum
{
  PROP_KEYRING = 1,
  PROP_MEMORY_ONLY,
} KmsCredentialsProps;

static GParamSpec *properties[PROP_MEMORY_ONLY + 1];

G_DEFINE_FINAL_TYPE (KmsCredentials, kms_credentials, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (KmsKeyring,
                    kms_keyring,
                    G_DEFINE_ENUM_VALUE (KMS_KEYRING_IN_USE, "in-use"),
                    G_DEFINE_ENUM_VALUE (KMS_KEYRING_ABSENT, "absent"),
                    G_DEFINE_ENUM_VALUE (KMS_KEYRING_LOCKED, "locked"),
                    G_DEFINE_ENUM_VALUE (KMS_KEYRING_SILENT, "silent"))

static void
secrets_free (gpointer data)
{
  kms_secrets_free (data);
}

static GTask *
task_new (KmsCredentials *self,
          KmsCredentialsKind kind,
          const char *server,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  KmsCredentialsCall *call = g_new0 (KmsCredentialsCall, 1);

  call->kind = kind;
  call->server = g_strdup (server);
  call->inner = g_cancellable_new ();
  g_task_set_task_data (task, call, kms_credentials_call_free);

  return task;
}

static void
kms_credentials_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsCredentials *self = KMS_CREDENTIALS (object);

  switch ((KmsCredentialsProps) id)
    {
    case PROP_KEYRING:
      g_value_set_enum (value, self->keyring);
      break;
    case PROP_MEMORY_ONLY:
      g_value_set_boolean (value, kms_credentials_is_memory_only (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_credentials_finalize (GObject *object)
{
  KmsCredentials *self = KMS_CREDENTIALS (object);

  g_hash_table_unref (self->memory);

  G_OBJECT_CLASS (kms_credentials_parent_class)->finalize (object);
}

static void
kms_credentials_class_init (KmsCredentialsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = kms_credentials_get_property;
  object_class->finalize = kms_credentials_finalize;

  properties[PROP_KEYRING] =
      g_param_spec_enum ("keyring", NULL, NULL, KMS_TYPE_KEYRING, KMS_KEYRING_IN_USE, flags);
  properties[PROP_MEMORY_ONLY] = g_param_spec_boolean ("memory-only", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
kms_credentials_init (KmsCredentials *self)
{
  self->limit = LIMIT;
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, secrets_free);
}

/**
 * kms_credentials_new:
 *
 * Returns: (transfer full): credentials that have not looked for a keyring yet
 */
KmsCredentials *
kms_credentials_new (void)
{
  return g_object_new (KMS_TYPE_CREDENTIALS, NULL);
}

/**
 * kms_credentials_new_with_limit:
 * @milliseconds: how long a keyring may take for an answer
 *
 * Returns: (transfer full): credentials with a limit of their own, for tests
 */
KmsCredentials *
kms_credentials_new_with_limit (guint milliseconds)
{
  KmsCredentials *self = kms_credentials_new ();

  self->limit = milliseconds;
  return self;
}

/**
 * kms_credentials_get_keyring:
 * @credentials: credentials
 *
 * Returns: how it stands with the keyring, as far as is known
 */
KmsKeyring
kms_credentials_get_keyring (KmsCredentials *credentials)
{
  g_return_val_if_fail (KMS_IS_CREDENTIALS (credentials), KMS_KEYRING_ABSENT);

  return credentials->keyring;
}

/**
 * kms_credentials_is_memory_only:
 * @credentials: credentials
 *
 * Returns: whether everything is forgotten when the program ends
 */
gboolean
kms_credentials_is_memory_only (KmsCredentials *credentials)
{
  g_return_val_if_fail (KMS_IS_CREDENTIALS (credentials), TRUE);

  return credentials->keyring != KMS_KEYRING_IN_USE;
}

/**
 * kms_credentials_set_keyring:
 * @credentials: credentials
 * @keyring: how it stands now
 */
void
kms_credentials_set_keyring (KmsCredentials *credentials, KmsKeyring keyring)
{
  gboolean memory_only = kms_credentials_is_memory_only (credentials);

  if (credentials->keyring == keyring)
    return;

  credentials->keyring = keyring;
  g_object_notify_by_pspec (G_OBJECT (credentials), properties[PROP_KEYRING]);
  if (memory_only != kms_credentials_is_memory_only (credentials))
    g_object_notify_by_pspec (G_OBJECT (credentials), properties[PROP_MEMORY_ONLY]);
}

/**
 * kms_credentials_store_async:
 * @credentials: credentials
 * @server: the URL of the server
 * @secrets: what to keep for it, copied; it replaces what was kept
 * @cancellable: (nullable): cancels the call; the memory has it all the same
 * @callback: called when it is kept, in the keyring or in memory only
 * @user_data: for @callback
 */
void
kms_credentials_store_async (KmsCredentials *credentials,
                             const char *server,
                             const KmsSecrets *secrets,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (KMS_IS_CREDENTIALS (credentials));
  g_return_if_fail (server != NULL && secrets != NULL && secrets->login_id != NULL);

  g_hash_table_replace (credentials->memory, g_strdup (server), kms_secrets_copy (secrets));
  task = task_new (credentials, KMS_CREDENTIALS_STORE, server, cancellable, callback, user_data);
  g_task_set_source_tag (task, kms_credentials_store_async);
  if (kms_credentials_is_memory_only (credentials))
    kms_credentials_answer (task);
  else
    kms_credentials_start (g_steal_pointer (&task));
}

/**
 * kms_credentials_store_finish:
 * @credentials: credentials
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE; that the keyring could not be used is no failure, the property "keyring" tells it.
 *   %FALSE with @error set to %G_IO_ERROR_CANCELLED
 */
gboolean
kms_credentials_store_finish (KmsCredentials *credentials, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, credentials), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_credentials_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kms_credentials_look_up_async:
 * @credentials: credentials
 * @server: the URL of the server
 * @cancellable: (nullable): cancels the call
 * @callback: called with what is known
 * @user_data: for @callback
 */
void
kms_credentials_look_up_async (KmsCredentials *credentials,
                               const char *server,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (KMS_IS_CREDENTIALS (credentials));
  g_return_if_fail (server != NULL);

  task = task_new (credentials, KMS_CREDENTIALS_LOOK_UP, server, cancellable, callback, user_data);
  g_task_set_source_tag (task, kms_credentials_look_up_async);
  if (kms_credentials_is_memory_only (credentials))
    kms_credentials_answer (task);
  else
    kms_credentials_start (g_steal_pointer (&task));
}

/**
 * kms_credentials_look_up_finish:
 * @credentials: credentials
 * @result: what the callback received
 * @secrets: (out) (transfer full) (nullable): what is known; %NULL when nothing is
 * @error: return location
 *
 * Returns: %TRUE; %FALSE with @error set to %G_IO_ERROR_CANCELLED
 */
gboolean
kms_credentials_look_up_finish (KmsCredentials *credentials,
                                GAsyncResult *result,
                                KmsSecrets **secrets,
                                GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (g_task_is_valid (result, credentials), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_credentials_look_up_async), FALSE);

  *secrets = g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/**
 * kms_credentials_forget_async:
 * @credentials: credentials
 * @server: the URL of the server
 * @cancellable: (nullable): cancels the call; the memory has forgotten all the same
 * @callback: called when it is forgotten
 * @user_data: for @callback
 *
 * Forgets a server. A keyring that was given up is tried once more, since it may hold something;
 * when it cannot be reached now, it is told by kms_credentials_retry_async().
 */
void
kms_credentials_forget_async (KmsCredentials *credentials,
                              const char *server,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (KMS_IS_CREDENTIALS (credentials));
  g_return_if_fail (server != NULL);

  g_hash_table_replace (credentials->memory, g_strdup (server), NULL);
  task = task_new (credentials, KMS_CREDENTIALS_FORGET, server, cancellable, callback, user_data);
  g_task_set_source_tag (task, kms_credentials_forget_async);
  kms_credentials_start (task);
}

/**
 * kms_credentials_forget_finish:
 * @credentials: credentials
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE; that the keyring could not be used is no failure, the property "keyring" tells it.
 *   %FALSE with @error set to %G_IO_ERROR_CANCELLED
 */
gboolean
kms_credentials_forget_finish (KmsCredentials *credentials, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, credentials), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_credentials_forget_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kms_credentials_retry_async:
 * @credentials: credentials
 * @cancellable: (nullable): cancels the call
 * @callback: called when the keyring is in use again, or is not to be had
 * @user_data: for @callback
 *
 * Tries a keyring that was given up once more, and writes what the memory has into it. One that is
 * locked is unlocked, which asks the person and takes its time; so this is for a button.
 */
void
kms_credentials_retry_async (KmsCredentials *credentials,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = NULL;
  KmsCredentialsCall *call = NULL;
  GHashTableIter servers;
  gpointer server = NULL;

  g_return_if_fail (KMS_IS_CREDENTIALS (credentials));

  task = task_new (credentials, KMS_CREDENTIALS_RETRY, NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, kms_credentials_retry_async);
  call = g_task_get_task_data (task);
  call->unwritten = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&servers, credentials->memory);
  while (g_hash_table_iter_next (&servers, &server, NULL))
    g_ptr_array_add (call->unwritten, g_strdup (server));
  kms_credentials_start (task);
}

/**
 * kms_credentials_retry_finish:
 * @credentials: credentials
 * @result: what the callback received
 * @error: return location
 *
 * Returns: %TRUE when the keyring is in use; %FALSE when it is not, or with @error set to
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
kms_credentials_retry_finish (KmsCredentials *credentials, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, credentials), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_credentials_retry_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
