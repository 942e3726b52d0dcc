/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: one server on one file. */

#pragma once

#include "common/kms-error.h"

G_BEGIN_DECLS

typedef struct _KmsStoreLock KmsStoreLock;

KmsStoreLock *kms_store_lock_take (const char *path, GError **error);
void kms_store_lock_release (KmsStoreLock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsStoreLock, kms_store_lock_release)

G_END_DECLS
