/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-derivation.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/**
 * KmsSqliteStore:
 *
 * A KmsStore in one SQLite database: a file, or memory. One connection does all the writing, on one
 * thread; work that waits together shares a transaction, so that many share one wait for the disk.
 * A class file is a single file, which several programs may use at a time. A file of a server is in
 * WAL mode with synchronous=FULL and belongs to one store at a time; other threads read it meanwhile.
 * When the system fails to put a server's file on disk (fsync), the store ends the process with a
 * critical message, before anybody was told that it is there.
 */
#define KMS_TYPE_SQLITE_STORE (kms_sqlite_store_get_type ())
G_DECLARE_FINAL_TYPE (KmsSqliteStore, kms_sqlite_store, KMS, SQLITE_STORE, GObject)

typedef enum
{
  KMS_SQLITE_STORE_SERVER, /* WAL beside the file */
  KMS_SQLITE_STORE_CLASS,  /* one file that can be mailed about */
} KmsSqliteStoreKind;

KmsStore *kms_sqlite_store_new (const char *path, /* NULL: in memory */
                                KmsSqliteStoreKind kind,
                                const KmsSecret *issuer_secret, /* its fingerprint must fit */
                                GError **error);

/* Everything in the store, as a new file (written beside it and renamed), and back again. */
void kms_sqlite_store_save_async (KmsSqliteStore *store,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean kms_sqlite_store_save_finish (KmsSqliteStore *store, GAsyncResult *result, GError **error);
void kms_sqlite_store_load_async (KmsSqliteStore *store,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean kms_sqlite_store_load_finish (KmsSqliteStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
