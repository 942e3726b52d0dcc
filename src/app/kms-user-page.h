/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsUserPage:
 *
 * User information (manual chapter 9): the data of the account, its login ID among them, another mail
 * address by a mailed code, and deleting it. "done" has the login ID, which may be a new one;
 * "cancelled" tells that nothing more is changed, "deleted" that the account is gone.
 */
#define KMS_TYPE_USER_PAGE (kms_user_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsUserPage, kms_user_page, KMS, USER_PAGE, GtkWidget)

GtkWidget *kms_user_page_new (KmsRemote *remote);
void kms_user_page_load (KmsUserPage *self);
void kms_user_page_refresh (KmsUserPage *self);
void kms_user_page_leave (KmsUserPage *self);

G_END_DECLS
