/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "server/kms-service.h"

G_BEGIN_DECLS

/**
 * KmsAdminSocket:
 *
 * Where a running server takes commands of its administration: a unix socket in its data folder, for
 * the user of the server and root. A request is one line of JSON, and so is its answer,
 * {"status": 0, "out": "…"} or {"status": 1, "error": "…"}. Main thread only.
 */
typedef struct _KmsAdminSocket KmsAdminSocket;

KmsAdminSocket *kms_admin_socket_new (KmsService *service, GError **error);
void kms_admin_socket_free (KmsAdminSocket *socket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsAdminSocket, kms_admin_socket_free)

G_END_DECLS
