/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-found.h"
#include "engine/kms-preview.h"
#include "engine/kms-search.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsBackend:
 *
 * What the screens and the command line talk to: the demo, or a server. Every call is asynchronous,
 * may be cancelled (G_IO_ERROR_CANCELLED) and otherwise fails with KMS_ERROR; callbacks run in the
 * thread-default main context of the caller. Values handed over are copied.
 */
#define KMS_TYPE_BACKEND (kms_backend_get_type ())
G_DECLARE_INTERFACE (KmsBackend, kms_backend, KMS, BACKEND, GObject)

struct _KmsBackendInterface
{
  GTypeInterface parent_iface;

  /* TRUE: keys from here work on no real device, and everything shown or saved says so. */
  gboolean (*is_demo) (KmsBackend *backend);
  /* Whose work this is, for the journal: server and account, or the demo. */
  const char *(*get_account) (KmsBackend *backend);

  void (*load_site_async) (KmsBackend *backend,
                           KmsCategory category,
                           const char *device_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  gboolean (*load_site_finish) (KmsBackend *backend,
                                GAsyncResult *result,
                                KmsSite *site,
                                GError **error);

  void (*save_site_async) (KmsBackend *backend,
                           KmsCategory category,
                           const char *device_id,
                           const KmsSite *site,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  gboolean (*save_site_finish) (KmsBackend *backend, GAsyncResult *result, GError **error);

  void (*preview_async) (KmsBackend *backend,
                         const KmsRequest *request,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  KmsPreview *(*preview_finish) (KmsBackend *backend, GAsyncResult *result, GError **error);

  /* @idempotency_key names the attempt: the same key and request again give the same answer. */
  void (*issue_async) (KmsBackend *backend,
                       const KmsRequest *request,
                       const char *idempotency_key,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  KmsIssuance *(*issue_finish) (KmsBackend *backend, GAsyncResult *result, GError **error);

  /* A page of what this account issued and what is still bound so; @cursor is the one of the page
   * before. */
  void (*find_async) (KmsBackend *backend,
                      const KmsSearch *search,
                      const char *cursor,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  KmsFoundPage *(*find_finish) (KmsBackend *backend, GAsyncResult *result, GError **error);
};

gboolean kms_backend_is_demo (KmsBackend *backend);
const char *kms_backend_get_account (KmsBackend *backend);

void kms_backend_load_site_async (KmsBackend *backend,
                                  KmsCategory category,
                                  const char *device_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean kms_backend_load_site_finish (KmsBackend *backend,
                                       GAsyncResult *result,
                                       KmsSite *site,
                                       GError **error);
void kms_backend_save_site_async (KmsBackend *backend,
                                  KmsCategory category,
                                  const char *device_id,
                                  const KmsSite *site,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean kms_backend_save_site_finish (KmsBackend *backend, GAsyncResult *result, GError **error);
void kms_backend_preview_async (KmsBackend *backend,
                                const KmsRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
KmsPreview *kms_backend_preview_finish (KmsBackend *backend, GAsyncResult *result, GError **error);
void kms_backend_issue_async (KmsBackend *backend,
                              const KmsRequest *request,
                              const char *idempotency_key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
KmsIssuance *kms_backend_issue_finish (KmsBackend *backend, GAsyncResult *result, GError **error);
void kms_backend_find_async (KmsBackend *backend,
                             const KmsSearch *search,
                             const char *cursor, /* NULL: the first page */
                             guint limit,        /* of rows: 1 to KMS_FOUND_MAX_LIMIT */
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
KmsFoundPage *kms_backend_find_finish (KmsBackend *backend, GAsyncResult *result, GError **error);

G_END_DECLS
