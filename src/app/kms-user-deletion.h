/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsUserDeletion:
 *
 * The question whether to delete the account, answered with its password. "deleted" tells that it is
 * gone.
 */
#define KMS_TYPE_USER_DELETION (kms_user_deletion_get_type ())
G_DECLARE_FINAL_TYPE (KmsUserDeletion, kms_user_deletion, KMS, USER_DELETION, AdwWindow)

KmsUserDeletion *kms_user_deletion_new (GtkWindow *parent, KmsRemote *remote);

G_END_DECLS
