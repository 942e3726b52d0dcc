/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsHasher:
 *
 * Hashes passwords with argon2id (RFC 9106): 19 MiB of memory, 2 passes, 1 lane. That is slow on
 * purpose, so it is done on a few threads of its own, and only so much of it may wait: log-ins must be
 * no way to use up the memory of the server.
 */
typedef struct _KmsHasher KmsHasher;

#define KMS_HASHER_MAX_THREADS 4

KmsHasher *kms_hasher_new (guint n_threads, /* 1 to KMS_HASHER_MAX_THREADS */
                           guint max_waiting);
void kms_hasher_free (KmsHasher *hasher); /* waits for what it is doing */

void kms_hasher_hash_async (KmsHasher *hasher,
                            const char *password,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
char *kms_hasher_hash_finish (KmsHasher *hasher, GAsyncResult *result, GError **error);

void kms_hasher_verify_async (KmsHasher *hasher,
                              const char *hash, /* NULL: there is no such account */
                              const char *password,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean
kms_hasher_verify_finish (KmsHasher *hasher, GAsyncResult *result, gboolean *right, GError **error);

/* How many were run so far, for tests: unknown and known accounts mean the same work. */
guint kms_hasher_get_n_hashes (KmsHasher *hasher);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsHasher, kms_hasher_free)

G_END_DECLS
