/* SPDX-License-Identifier: GPL-3.0-or-later */

/* argon2id in a pool of threads. A job is the data of the GTask that answers it; it owns a copy of the
 * password, which is wiped as soon as the job is done. */

#include "accounts/kms-hasher.h"

#include "accounts/kms-password.h"
#include "common/kms-error.h"
#include "common/kms-random.h"

#include <argon2.h>
#include <string.h>

/* OWASP's second choice of parameters: as strong as 46 MiB and one pass. */
#define MEMORY_KIB   (19 * 1024)
#define N_PASSES     2
#define N_LANES      1
#define SALT_LENGTH  16
#define HASH_LENGTH  32
#define ENCODED_SIZE 128 /* more than argon2_encodedlen() of the above */

struct _KmsHasher
{
  GThreadPool *pool; /* owned */
  gint max_jobs;
  gint n_jobs;   /* atomic; those that wait and those under way */
  gint n_hashes; /* atomic */
  char *dummy;   /* owned; the hash of a password that nobody knows */
};

typedef struct
{
  char *hash;     /* owned; NULL: make one */
  char *password; /* owned */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  kms_password_free (job->password);
  g_free (job->hash);
  g_free (job);
}

/* Foreign errors become ours. */
static void
fail (int result, GError **error)
{
  KmsError code = KMS_ERROR_FAILED;

  if (result == ARGON2_MEMORY_ALLOCATION_ERROR)
    code = KMS_ERROR_SERVER_BUSY;
  else if (result == ARGON2_DECODING_FAIL || result == ARGON2_DECODING_LENGTH_FAIL)
    code = KMS_ERROR_STORE_CORRUPT;
  g_set_error (error, KMS_ERROR, (int) code, "argon2: %s", argon2_error_message (result));
}

static char *
make_hash (const char *password, GError **error)
{
  guint8 salt[SALT_LENGTH];
  char encoded[ENCODED_SIZE];
  int result;

  kms_random_bytes (salt, sizeof salt);
  result = argon2id_hash_encoded (N_PASSES, MEMORY_KIB, N_LANES, password, strlen (password), salt,
                                  sizeof salt, HASH_LENGTH, encoded, sizeof encoded);
  if (result == ARGON2_OK)
    return g_strdup (encoded);
  fail (result, error);
  return NULL;
}

/* In a thread of the pool; takes over the task. */
static void
run (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  KmsHasher *hasher = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer made = NULL;
  int result = ARGON2_OK;

  if (job->hash == NULL)
    made = make_hash (job->password, &error);
  else
    {
      result = argon2id_verify (job->hash, job->password, strlen (job->password));
      if (result != ARGON2_OK && result != ARGON2_VERIFY_MISMATCH)
        fail (result, &error);
    }
  g_atomic_int_inc (&hasher->n_hashes);
  g_clear_pointer (&job->password, kms_password_free);
  g_atomic_int_add (&hasher->n_jobs, -1);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (job->hash == NULL)
    g_task_return_pointer (task, made, g_free);
  else
    g_task_return_boolean (task, result == ARGON2_OK);
}

static void
start (KmsHasher *hasher,
       const char *hash,
       const char *password,
       GAsyncReadyCallback callback,
       gpointer user_data,
       gpointer source_tag)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, source_tag);
  job->hash = g_strdup (hash);
  job->password = g_strdup (password);
  g_task_set_task_data (task, job, job_free);
  if (g_atomic_int_add (&hasher->n_jobs, 1) >= hasher->max_jobs)
    {
      g_atomic_int_add (&hasher->n_jobs, -1);
      g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_SERVER_BUSY,
                               "too many passwords wait to be hashed");
      return;
    }
  g_thread_pool_push (hasher->pool, g_steal_pointer (&task), NULL);
}

/**
 * kms_hasher_new:
 * @n_threads: on how many threads passwords are hashed, 1 to %KMS_HASHER_MAX_THREADS
 * @max_waiting: how many may wait beside those
 *
 * Returns: (transfer full): a hasher, to be used from one thread
 */
KmsHasher *
kms_hasher_new (guint n_threads, guint max_waiting)
{
  KmsHasher *hasher = g_new0 (KmsHasher, 1);
  g_autofree char *unknown = kms_random_hex (32);
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (n_threads >= 1 && n_threads <= KMS_HASHER_MAX_THREADS, NULL);

  hasher->dummy = make_hash (unknown, &error);
  if (hasher->dummy == NULL)
    g_error ("Passwords cannot be hashed: %s", error->message);
  hasher->max_jobs = (gint) (n_threads + max_waiting);
  hasher->pool = g_thread_pool_new (run, hasher, (gint) n_threads, FALSE, NULL);
  return hasher;
}

/**
 * kms_hasher_free:
 * @hasher: (transfer full) (nullable): a hasher
 *
 * Finishes what was asked for, and frees @hasher.
 */
void
kms_hasher_free (KmsHasher *hasher)
{
  if (hasher == NULL)
    return;

  g_thread_pool_free (hasher->pool, FALSE, TRUE);
  g_free (hasher->dummy);
  g_free (hasher);
}

/**
 * kms_hasher_hash_async:
 * @hasher: a hasher
 * @password: a password; it is copied, and the copy is wiped
 * @callback: called in the thread-default main context of the caller
 * @user_data: data for @callback
 *
 * Makes a hash to be kept, with a new salt.
 */
void
kms_hasher_hash_async (KmsHasher *hasher,
                       const char *password,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (hasher != NULL && password != NULL);

  start (hasher, NULL, password, callback, user_data, kms_hasher_hash_async);
}

/**
 * kms_hasher_hash_finish:
 * @hasher: a hasher
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the hash with its parameters and salt, as text; or %NULL with @error set:
 *   %KMS_ERROR_SERVER_BUSY when too many wait or there is no memory
 */
char *
kms_hasher_hash_finish (KmsHasher *hasher, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_hasher_hash_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_hasher_verify_async:
 * @hasher: a hasher
 * @hash: (nullable): the hash that is kept; %NULL when there is none: then the work is the same, and
 *   the password is wrong
 * @password: a password; it is copied, and the copy is wiped
 * @callback: called in the thread-default main context of the caller
 * @user_data: data for @callback
 *
 * Compares a password with a hash.
 */
void
kms_hasher_verify_async (KmsHasher *hasher,
                         const char *hash,
                         const char *password,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (hasher != NULL && password != NULL);

  start (hasher, hash == NULL ? hasher->dummy : hash, password, callback, user_data,
         kms_hasher_verify_async);
}

/**
 * kms_hasher_verify_finish:
 * @hasher: a hasher
 * @result: what the callback got
 * @right: (out): whether it is the password
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_SERVER_BUSY when too many wait or there is no
 *   memory, %KMS_ERROR_STORE_CORRUPT when the hash is none
 */
gboolean
kms_hasher_verify_finish (KmsHasher *hasher, GAsyncResult *result, gboolean *right, GError **error)
{
  GError *local_error = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, kms_hasher_verify_async), FALSE);

  *right = g_task_propagate_boolean (G_TASK (result), &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

/**
 * kms_hasher_get_n_hashes:
 * @hasher: a hasher
 *
 * Returns: how many passwords were hashed or compared so far
 */
guint
kms_hasher_get_n_hashes (KmsHasher *hasher)
{
  return (guint) g_atomic_int_get (&hasher->n_hashes);
}
