/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"

G_BEGIN_DECLS

/* All keys of one device, as somebody on the phone asks for them. */
void kms_find_device_async (KmsBackend *backend,
                            KmsCategory category,
                            const char *device_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GPtrArray *kms_find_device_finish (GAsyncResult *result, GError **error);

G_END_DECLS
