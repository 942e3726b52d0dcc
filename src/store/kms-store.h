/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsStore:
 *
 * Where activation keys, bindings, site lines, history and audit are kept. Work is handed over as a
 * function which runs inside one transaction on a thread of the store: all of it is kept, or, when
 * the function fails, nothing. Nobody is answered before the commit is on disk.
 *
 * What a function may do there are the verbs of kms-store-*.h, over a KmsStoreSession.
 */
#define KMS_TYPE_STORE (kms_store_get_type ())
G_DECLARE_INTERFACE (KmsStore, kms_store, KMS, STORE, GObject)

typedef struct _KmsStoreSession KmsStoreSession;

/* Returns: (transfer full): the result, or NULL with @error set, which rolls the work back.
 *
 * A store may run it more than once, after everything an earlier run wrote was undone and its result
 * freed. So it is a function of @session and @data only: it leaves @data as it is, has no effect but
 * on the session, and returns as soon as one of the verbs fails. */
typedef gpointer (*KmsStoreWork) (KmsStoreSession *session, gpointer data, GError **error);

typedef enum
{
  KMS_STORE_READ,
  KMS_STORE_WRITE,
} KmsStoreMode;

/* Called after the commit of work that put a mail into the outbox, on a thread of the store. */
typedef void (*KmsStoreOnMail) (gpointer user_data);

struct _KmsStoreInterface
{
  GTypeInterface parent_iface;

  void (*run_async) (KmsStore *store,
                     KmsStoreMode mode,
                     KmsStoreWork work,
                     gpointer data,
                     GDestroyNotify free_data,
                     GDestroyNotify free_result,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
  gpointer (*run_finish) (KmsStore *store, GAsyncResult *result, GError **error);

  void (*set_on_mail) (KmsStore *store, KmsStoreOnMail on_mail, gpointer user_data);
};

void kms_store_run_async (KmsStore *store,
                          KmsStoreMode mode,
                          KmsStoreWork work,
                          gpointer data,
                          GDestroyNotify free_data,
                          GDestroyNotify free_result,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gpointer kms_store_run_finish (KmsStore *store, GAsyncResult *result, GError **error);

/* The same, waiting for the answer: for tests and commands, never on a main loop that others use. */
gpointer kms_store_run (KmsStore *store,
                        KmsStoreMode mode,
                        KmsStoreWork work,
                        gpointer data,
                        GDestroyNotify free_result,
                        GError **error);

void kms_store_set_on_mail (KmsStore *store, KmsStoreOnMail on_mail, gpointer user_data);

G_END_DECLS
